//! Entries onto stdout, in the format that was asked for.

use std::io::Write;

use jiff::tz::TimeZone;

use crate::context::{Context, write_filtered};
use crate::error::Error;
use crate::events::entry::Entry;
use crate::render::Format;
use crate::render::entries::{Lines, body_lines, bytes_of, object, row};
use crate::render::jq::Filter;
use crate::terminal::OutputError;

/// Writes entries one by one.
pub(crate) struct EntryWriter<'a> {
    format: Format,
    lines: Lines,
    filter: Option<&'a Filter>,
    /// Each body under its line, for a person.
    bodies: bool,
}

impl<'a> EntryWriter<'a> {
    /// Creates a writer for the format of `context`. `json` prints one line for each entry when the
    /// output is a stream.
    ///
    /// # Errors
    /// For an invalid `--jq` filter.
    pub(crate) fn new(context: &'a Context) -> Result<EntryWriter<'a>, Error> {
        let format = context.format();
        let lines = Lines {
            terminal: context.terminal,
            // Only people get local time: finding the zone may read every time zone folder.
            zone: match format {
                Format::Table => TimeZone::system(),
                _ => TimeZone::UTC,
            },
            dated: true,
        };
        let filter = context.filter()?;
        Ok(EntryWriter {
            format,
            lines,
            filter,
            bodies: context.options.verbose && format == Format::Table,
        })
    }

    /// Formats an entry as one line; `None` for an entry that is recorded for recovery only.
    pub(crate) fn line(&self, entry: &Entry) -> Option<String> {
        match self.format {
            Format::Json | Format::Jsonl => object(entry),
            Format::Plain => row(entry),
            Format::Table => self.lines.line(entry, entry.record.call_id().as_deref()),
        }
    }

    /// Formats an entry as one line that is not cut to the terminal's width.
    pub(crate) fn long_line(&self, entry: &Entry) -> Option<String> {
        match self.format {
            Format::Table => self
                .lines
                .long_line(entry, entry.record.call_id().as_deref()),
            _ => self.line(entry),
        }
    }

    /// Writes one entry as a line, or the results of the filter. A line that exceeds a limit of the
    /// filter is written unfiltered, with a warning.
    pub(crate) fn write(&self, out: &mut impl Write, entry: &Entry) -> Result<(), Error> {
        let Some(line) = self.line(entry) else {
            return Ok(());
        };
        if let Some(filter) = self.filter {
            let name = format!("entry {}", entry.seq);
            return write_filtered(&self.lines.terminal, out, filter, &name, &line);
        }
        let mut write = |line: &str| writeln!(out, "{line}").map_err(OutputError::from);
        write(&line)?;
        if let (true, Some(body)) = (self.bodies, bytes_of(&entry.record)) {
            for line in body_lines(&self.lines.terminal, body) {
                write(&format!("  {line}"))?;
            }
        }
        Ok(())
    }
}
