//! One arrow of a ladder: its target, its caption and its outcome.

use std::collections::HashMap;

use jiff::Timestamp;
use serde::{Serialize, Serializer};

use super::{CHIRP, CommandKey, PARTY, command_key};
use crate::clock::iso_millis;
use crate::events::entry::{Action, ActionKind, Record};
use crate::events::{Entry, Event, EventKind};
use crate::json;

/// The meaning of a row; renderers choose a colour for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mood {
    /// Neither good nor bad.
    Plain,
    /// Went well: answered, accepted, 200.
    Good,
    /// Needs attention: ringing, a command without an outcome.
    Warn,
    /// Failed.
    Bad,
    /// Something of interest: a recording, a voicemail.
    Note,
    /// A repetition.
    Dim,
}

/// One arrow, or a note on one lane when `from` and `to` are the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// The entry's position in the journal.
    pub seq: i64,
    /// The time when the entry was received or written.
    #[serde(serialize_with = "iso")]
    pub at: Timestamp,
    /// Milliseconds since the first row; negative when the clock was set back.
    pub offset_ms: i64,
    /// The `type` of the entry in JSON output.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Index of the lane where the arrow begins.
    pub from: usize,
    /// Index of the lane where the arrow ends.
    pub to: usize,
    /// Its meaning.
    pub mood: Mood,
    /// The event or command without `calls.`; from outside and not sanitized.
    pub label: String,
    /// The HTTP status of a forward, or the API's status of a command.
    pub status: Option<String>,
    /// Milliseconds until the answer.
    pub latency_ms: Option<u64>,
    /// The number of a forward attempt, from 1.
    pub attempt: Option<u64>,
    /// The reason for the failure.
    pub error: Option<String>,
    /// `seq` of the event that a forward, command, file, duplicate or conflict is about.
    pub of: Option<i64>,
}

impl Row {
    /// The label with status, latency and attempt: `answer · accepted · 3 ms`.
    pub fn caption(&self) -> String {
        self.parts(" ms").join(" · ")
    }

    /// Returns the caption for narrow columns: `answer accepted 3ms`.
    pub fn short_caption(&self) -> String {
        self.parts("ms").join(" ")
    }

    fn parts(&self, unit: &str) -> Vec<String> {
        let error = match &self.status {
            // The status says it.
            Some(status) if self.error.as_deref() == Some(&format!("HTTP {status}")) => None,
            _ => self.error.clone(),
        };
        let retry = self.attempt.filter(|attempt| *attempt > 1);
        let parts = [
            (!self.label.is_empty()).then(|| self.label.clone()),
            self.status.clone(),
            error,
            self.latency_ms.map(|millis| format!("{millis}{unit}")),
            retry.map(|attempt| format!("try {attempt}")),
        ];
        parts.into_iter().flatten().collect()
    }

    /// The time since the first row: `+0.003`, `+1:04.607`.
    pub fn offset(&self) -> String {
        let sign = if self.offset_ms < 0 { '-' } else { '+' };
        let millis = self.offset_ms.unsigned_abs();
        let (seconds, millis) = (millis / 1000, millis % 1000);
        match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
            (0, 0, seconds) => format!("{sign}{seconds}.{millis:03}"),
            (0, minutes, seconds) => format!("{sign}{minutes}:{seconds:02}.{millis:03}"),
            (hours, minutes, seconds) => format!("{sign}{hours}:{minutes:02}:{seconds:02}"),
        }
    }
}

/// Builds rows; keeps the data of earlier entries that later ones need.
pub(super) struct Builder {
    start: Option<Timestamp>,
    /// The short name of each event, for the forwards of it.
    names: HashMap<i64, String>,
    intents: HashMap<CommandKey, Timestamp>,
}

impl Builder {
    pub(super) fn new(start: Option<Timestamp>) -> Builder {
        Builder {
            start,
            names: HashMap::new(),
            intents: HashMap::new(),
        }
    }

    /// Keeps the time at which a command was about to be sent, for its latency.
    pub(super) fn note_intent(&mut self, at: Timestamp, key: CommandKey) {
        self.intents.insert(key, at);
    }

    /// Returns the row of an entry; `lane` is the target of a forward.
    pub(super) fn row(&mut self, entry: &Entry, lane: usize) -> Row {
        let mut row = Row {
            seq: entry.seq,
            at: entry.at,
            offset_ms: self
                .start
                .map_or(0, |start| millis_between(start, entry.at)),
            kind: entry.record.type_name(),
            from: PARTY,
            to: CHIRP,
            mood: Mood::Plain,
            label: String::new(),
            status: None,
            latency_ms: None,
            attempt: None,
            error: None,
            of: None,
        };
        match &entry.record {
            Record::Event { event, .. } => {
                row.label = short_name(&event.name).to_owned();
                row.mood = mood(event);
                self.names.insert(entry.seq, row.label.clone());
            }
            Record::Duplicate { of, .. } => {
                (row.mood, row.of) = (Mood::Dim, Some(*of));
                row.label = format!("{} again, of #{of}", self.name(*of));
            }
            Record::Conflict { of, .. } => {
                (row.mood, row.of) = (Mood::Bad, Some(*of));
                row.label = format!("{} with another body than #{of}", self.name(*of));
            }
            Record::Quarantined { reason, .. } => {
                (row.mood, row.label) = (Mood::Bad, format!("unreadable: {reason}"));
            }
            Record::Action(action) => self.read_action(&mut row, action, lane),
        }
        row
    }

    fn name(&self, of: i64) -> &str {
        self.names.get(&of).map_or("event", String::as_str)
    }

    fn read_action(&self, row: &mut Row, action: &Action, lane: usize) {
        let raw = |name: &str| json::member(&action.detail, name).filter(|raw| *raw != "null");
        let text =
            |name: &str| raw(name).map(|raw| json::string(raw).unwrap_or_else(|| raw.to_owned()));
        let number = |name: &str| raw(name).and_then(|raw| raw.parse().ok());
        row.of = Some(action.of);
        row.error = text("error");
        match action.kind {
            ActionKind::Forwarded | ActionKind::ForwardFailed => {
                (row.from, row.to) = (CHIRP, lane);
                row.label = self.name(action.of).to_owned();
                (row.status, row.latency_ms) = (text("status"), number("latencyMs"));
                row.attempt = number("attempt");
            }
            ActionKind::Command | ActionKind::CommandFailed | ActionKind::CommandIntent => {
                (row.from, row.to) = (CHIRP, PARTY);
                row.label = text("command").unwrap_or_else(|| "command".to_owned());
                row.status = text("status");
                let sent = self.intents.get(&command_key(action));
                let waited = sent.map(|sent| millis_between(*sent, row.at));
                row.latency_ms = waited.and_then(|millis| millis.try_into().ok());
            }
            ActionKind::Media => {
                (row.from, row.to) = (CHIRP, CHIRP);
                let path = text("path").unwrap_or_default();
                let file = path.rsplit('/').next().unwrap_or_default();
                row.label = format!("saved {file}");
            }
            ActionKind::MediaFailed => {
                (row.from, row.to) = (CHIRP, CHIRP);
                row.label = format!("not saved: {}", text("id").unwrap_or_default());
            }
        }
        row.mood = match action.kind {
            ActionKind::Forwarded | ActionKind::Command | ActionKind::Media => Mood::Good,
            ActionKind::CommandIntent => {
                row.status = Some("no outcome".to_owned());
                Mood::Warn
            }
            _ => Mood::Bad,
        };
    }
}

fn mood(event: &Event) -> Mood {
    match event.kind() {
        Some(EventKind::Initiated | EventKind::Ringing | EventKind::Canceled) => Mood::Warn,
        Some(EventKind::Answered | EventKind::Completed) => Mood::Good,
        Some(EventKind::Failed | EventKind::Busy | EventKind::NoAnswer) => Mood::Bad,
        Some(EventKind::RecordingCompleted | EventKind::VoicemailReceived) => Mood::Note,
        Some(EventKind::ParticipantJoined | EventKind::ParticipantLeft) | None => Mood::Plain,
    }
}

fn short_name(name: &str) -> &str {
    name.strip_prefix("calls.").unwrap_or(name)
}

fn millis_between(start: Timestamp, end: Timestamp) -> i64 {
    end.as_millisecond() - start.as_millisecond()
}

fn iso<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    iso_millis(*at).serialize(serializer)
}
