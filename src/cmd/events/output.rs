//! Entries onto stdout, in the format that was asked for.

use std::io::Write;

use jiff::tz::TimeZone;

use crate::context::Context;
use crate::error::Error;
use crate::events::entry::Entry;
use crate::render::Format;
use crate::render::entries::{Lines, object, row};
use crate::terminal::OutputError;

/// Writes entries one by one.
pub(crate) struct EntryWriter {
    format: Format,
    lines: Lines,
}

impl EntryWriter {
    /// In the format of `context`; a stream has no document, so `json` is a line an entry there.
    pub(crate) fn new(context: &Context) -> EntryWriter {
        let format = context.format();
        let lines = Lines {
            terminal: context.terminal,
            // Only people are told local time; finding it out may read every folder of zones.
            zone: match format {
                Format::Table => TimeZone::system(),
                _ => TimeZone::UTC,
            },
            dated: true,
        };
        EntryWriter { format, lines }
    }

    /// An entry as one line; `None` for what is recorded for recovery only.
    pub(crate) fn line(&self, entry: &Entry) -> Option<String> {
        match self.format {
            Format::Json | Format::Jsonl => object(entry),
            Format::Plain => row(entry),
            Format::Table => self.lines.line(entry, entry.record.call_id().as_deref()),
        }
    }

    /// Writes one entry and lets it be seen at once.
    pub(crate) fn write(&self, out: &mut impl Write, entry: &Entry) -> Result<(), Error> {
        if let Some(line) = self.line(entry) {
            writeln!(out, "{line}").map_err(OutputError::from)?;
        }
        Ok(())
    }
}
