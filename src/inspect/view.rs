//! An entry as a line of the page: a few words, sanitized, instead of the whole body.

use serde::Serialize;

use crate::clock::iso_millis;
use crate::events::entry::{Action, ActionKind, Entry, Record};
use crate::events::{Event, EventKind};
use crate::json;
use crate::receiver::journal::Reader;
use crate::render::entries::matters;
use crate::terminal::{clip, sanitize};

/// More of one field than fits on a line.
const LONGEST: usize = 300;

/// One line.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Line {
    seq: i64,
    at: String,
    #[serde(rename = "type")]
    kind: &'static str,
    /// The event, the command, or the type.
    name: String,
    pub(super) call_id: Option<String>,
    from: Option<String>,
    to: Option<String>,
    /// The rest that is worth a line.
    text: String,
    mood: &'static str,
    of: Option<i64>,
}

impl Line {
    /// The line of an entry; `None` for entries that serve recovery only. [`Line::file`] adds the call
    /// where the entry itself does not name it.
    pub(super) fn of(entry: &Entry) -> Option<Line> {
        let record = &entry.record;
        if matches!(record, Record::Action(action) if action.kind == ActionKind::CommandIntent) {
            return None;
        }
        let call_id = record.call_id();
        let party = |pick: fn(&Event) -> &Option<String>| match record {
            Record::Event { event, .. } => pick(event).as_deref().map(short),
            _ => None,
        };
        Some(Line {
            seq: entry.seq,
            at: iso_millis(entry.at),
            kind: record.type_name(),
            name: short(&name(record)),
            call_id,
            from: party(|event| &event.from),
            to: party(|event| &event.to),
            text: short(&matters(record)),
            mood: mood(record),
            of: of(record),
        })
    }

    /// Files the line under the call of its row.
    pub(super) fn file(mut self, reader: &Reader) -> Line {
        if self.call_id.is_none() {
            self.call_id = reader.call_of(self.seq);
        }
        self
    }

    /// The line as JSON text.
    pub(super) fn json(&self) -> String {
        serde_json::to_string(self).expect("plain data serializes")
    }
}

/// Text of at most [`LONGEST`] columns, hidden characters as escapes.
pub(super) fn short(text: &str) -> String {
    sanitize(&clip(text, LONGEST))
}

fn name(record: &Record) -> String {
    match record {
        Record::Event { event, .. } => event.name.clone(),
        Record::Action(action) => {
            word(action, "command").unwrap_or_else(|| action.kind.name().to_owned())
        }
        other => other.type_name().to_owned(),
    }
}

fn word(action: &Action, key: &str) -> Option<String> {
    json::member(&action.detail, key).and_then(json::string)
}

fn of(record: &Record) -> Option<i64> {
    match record {
        Record::Duplicate { of, .. } | Record::Conflict { of, .. } => Some(*of),
        Record::Action(action) => Some(action.of),
        Record::Event { .. } | Record::Quarantined { .. } => None,
    }
}

fn mood(record: &Record) -> &'static str {
    use ActionKind::{
        Command, CommandFailed, CommandIntent, ForwardFailed, Forwarded, Media, MediaFailed,
    };
    match record {
        Record::Event { event, .. } => match event.kind() {
            Some(EventKind::Initiated | EventKind::Ringing | EventKind::Canceled) => "warn",
            Some(EventKind::Answered | EventKind::Completed) => "good",
            Some(EventKind::Failed | EventKind::Busy | EventKind::NoAnswer) => "bad",
            Some(EventKind::RecordingCompleted | EventKind::VoicemailReceived) => "note",
            _ => "plain",
        },
        Record::Duplicate { .. } => "dim",
        Record::Conflict { .. } | Record::Quarantined { .. } => "bad",
        Record::Action(action) => match action.kind {
            Forwarded | Command | Media => "good",
            ForwardFailed | CommandFailed | MediaFailed => "bad",
            CommandIntent => "warn",
        },
    }
}
