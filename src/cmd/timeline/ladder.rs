//! `chirp calls timeline --ladder`, `--mermaid` and `--html`: a call drawn from the journal.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use crate::context::Context;
use crate::error::Error;
use crate::events::Entry;
use crate::events::ladder::Ladder;
use crate::render::human;
use crate::render::ladder::redact::Redaction;
use crate::render::ladder::{diagram, document, lines};
use crate::terminal::sanitize;

/// Wider lines are harder to follow with the eye.
const MAX_COLUMNS: u16 = 120;

/// The flags.
#[derive(Debug, Args)]
pub(super) struct Drawing {
    /// Draw who sent what to whom: caller, chirp, forward targets
    #[arg(long, conflicts_with_all = ["mermaid", "html"])]
    ladder: bool,
    /// Print the ladder as a Mermaid sequence diagram
    #[arg(long, conflicts_with = "html")]
    mermaid: bool,
    /// Write the ladder and every entry, without secrets, to one HTML file; - is stdout
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Show only the last two digits of telephone numbers in the drawing
    #[arg(long)]
    mask_numbers: bool,
}

impl Drawing {
    /// Returns whether a drawing was requested instead of the timeline.
    pub(super) fn is_asked_for(&self) -> bool {
        self.ladder || self.mermaid || self.html.is_some() || self.mask_numbers
    }

    /// Writes the drawing of the call `id`.
    ///
    /// # Errors
    /// [`Error::NotFound`] without entries; when the output or the file cannot be written.
    pub(super) fn write(
        &self,
        context: &Context,
        id: &str,
        entries: &[Entry],
    ) -> Result<(), Error> {
        if entries.is_empty() {
            let message = format!("the journal has no event of the call {id}");
            return Err(Error::NotFound(message));
        }
        let redaction = Redaction {
            mask_numbers: self.mask_numbers,
        };
        let ladder = redaction.ladder(&Ladder::of(id, entries));
        if let Some(path) = &self.html {
            let page = document(&ladder, entries, redaction);
            return save(context, path, &page, entries.len());
        }
        if self.mermaid {
            let text = diagram(&ladder);
            return match context.format().is_json() {
                true => context.write_json(&json!({ "mermaid": text }).to_string()),
                false => Ok(context.terminal.line(&text)?),
            };
        }
        if context.format().is_json() {
            let object = serde_json::to_string(&ladder).expect("plain data serializes");
            return context.write_json(&object);
        }
        let columns = context.terminal.width().min(MAX_COLUMNS);
        let lines = lines(&ladder, &context.terminal, columns.into());
        Ok(context.terminal.line(&lines.join("\n"))?)
    }
}

fn save(context: &Context, path: &Path, page: &str, count: usize) -> Result<(), Error> {
    if path == Path::new("-") {
        return Ok(context.terminal.line(page.trim_end())?);
    }
    let shown = sanitize(&path.to_string_lossy());
    std::fs::write(path, page)
        .map_err(|error| Error::failed(format!("cannot write {shown}: {error}"), None))?;
    if context.format().is_json() {
        let written = json!({ "file": path.to_string_lossy(), "entries": count });
        return context.write_json(&written.to_string());
    }
    let count = human::count(count as u64, "entry", "entries");
    context.terminal.note(&format!("wrote {shown}: {count}"));
    Ok(())
}
