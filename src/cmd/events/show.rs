//! `chirp events show`: one entry whole.

use clap::Args;

use crate::cmd::JournalArgs;
use crate::cmd::events::output::EntryWriter;
use crate::cmd::events::{one, open};
use crate::context::Context;
use crate::error::Error;
use crate::json::{self, Layout};
use crate::render::entries::{bytes_of, shown_headers, whole};
use crate::terminal::{Tone, sanitize, sanitize_lines};

/// Show one entry whole: headers, body, and what was done about it
///
/// Example: chirp events show 12
///
/// In JSON, it is the object of events list with two keys more: headers (name and value of each, as
/// received) and related (the objects of what was done about it, and of its repetitions).
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// Its number in the journal, or an eventId
    #[arg(value_name = "SEQ|EVENT-ID")]
    entry: String,
    /// Show the values of Authorization, Cookie and other headers with credentials
    #[arg(long)]
    show_credentials: bool,
    #[command(flatten)]
    journal: JournalArgs,
}

impl Show {
    pub(super) fn run(self, context: &Context) -> Result<(), Error> {
        let missing =
            || Error::NotFound(format!("no entry {} in the journal", sanitize(&self.entry)));
        let reader = open(context, &self.journal)?.ok_or_else(missing)?;
        let entry = one(context, &reader, &self.entry)?;
        let writer = EntryWriter::new(context)?;
        let related = reader.about(entry.seq)?;
        if context.format().is_json() {
            let object = whole(&entry, &related, self.show_credentials).ok_or_else(missing)?;
            return context.write_json(&object);
        }
        let line = writer.long_line(&entry).ok_or_else(missing)?;
        let terminal = &context.terminal;
        terminal.line(&line)?;
        for (name, value) in shown_headers(&entry.record, self.show_credentials) {
            let value = sanitize(&value);
            terminal.line(&format!(
                "{}: {value}",
                terminal.paint(Tone::Dim, &sanitize(name))
            ))?;
        }
        if let Some(body) = bytes_of(&entry.record) {
            let text = match json::text_of(body) {
                Some(text) => json::reformat(text, Layout::Indented),
                None => String::from_utf8_lossy(body).into_owned(),
            };
            terminal.line(&format!("\n{}", sanitize_lines(&text)))?;
        }
        let lines = related.iter().filter_map(|entry| writer.long_line(entry));
        for line in lines {
            terminal.line(&line)?;
        }
        Ok(())
    }
}
