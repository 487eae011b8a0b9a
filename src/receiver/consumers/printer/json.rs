//! Entries as JSON lines, through a jq filter if there is one.

use crate::events::entry::{Entry, Record};
use crate::receiver::consumers::printer::writer::Writer;
use crate::receiver::consumers::respond::Plan;
use crate::render::entries::object;
use crate::render::jq::{Filter, JqError};
use crate::terminal::{Terminal, sanitize};

/// The lines of `--json`.
pub(super) struct JsonView {
    filter: Option<Filter>,
    preview: Option<Plan>,
    terminal: Terminal,
}

impl JsonView {
    pub(super) fn new(jq: Option<&str>, preview: Option<Plan>, terminal: Terminal) -> JsonView {
        JsonView {
            filter: jq.and_then(|code| Filter::compile(code).ok()),
            preview,
            terminal,
        }
    }

    /// Composes an entry, and the commands that a dry run would send for it.
    pub(super) fn show(&mut self, entry: &Entry, writer: &mut Writer) {
        if let Some(line) = object(entry) {
            self.line(&line, Some(entry.seq), writer);
        }
        if let (Some(plan), Record::Event { event, .. }) = (&self.preview, &entry.record) {
            for line in plan.preview(event, entry.seq, entry.at) {
                self.line(&line, Some(entry.seq), writer);
            }
        }
    }

    /// Composes a line about the entry `seq`. One that the filter cannot process is shown unfiltered.
    pub(super) fn line(&self, line: &str, seq: Option<i64>, writer: &mut Writer) {
        let Some(filter) = &self.filter else {
            return writer.line(line);
        };
        let (results, done) = filter.run_line(line);
        if let Some(results) = results.strip_suffix('\n') {
            writer.line(results);
        }
        if let Err(error) = done {
            let entry = seq.map_or_else(String::new, |seq| format!(" entry {seq}:"));
            let mut problem = sanitize(&error.to_string());
            if let JqError::OverLimit(_) = error {
                problem.push_str("; it is shown unfiltered");
                writer.line(line);
            }
            self.terminal
                .complain(&format!("warning: --jq:{entry} {problem}"));
        }
    }
}
