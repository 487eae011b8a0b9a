//! An entry: the journal's record of one delivery or of one action of a consumer.

use jiff::Timestamp;

use crate::events::{Body, Event, Headers};
use crate::json;

/// One record of the journal.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Position in the journal, from 1, never used twice.
    pub seq: i64,
    /// The time of receipt or of the action.
    pub at: Timestamp,
    /// The content of the entry.
    pub record: Record,
}

/// The kinds of entries, named as in the `--json` stream of `listen`.
#[derive(Clone, Debug)]
pub enum Record {
    /// An event seen for the first time.
    Event {
        /// The parsed fields.
        event: Event,
        /// The body.
        body: Body,
        /// The headers as received, in order, the secret one left out.
        headers: Headers,
    },
    /// A repetition with the same `eventId` and the same body.
    Duplicate {
        /// The `eventId`.
        event_id: String,
        /// `seq` of the first arrival.
        of: i64,
    },
    /// A delivery with a known `eventId` and a different body, which is kept.
    Conflict {
        /// The `eventId`.
        event_id: String,
        /// `seq` of the first arrival.
        of: i64,
        /// The body as received this time.
        body: Vec<u8>,
    },
    /// A body that cannot be read as an event, kept byte for byte.
    Quarantined {
        /// Why, for a person.
        reason: String,
        /// The body as received.
        body: Vec<u8>,
    },
    /// An action of a consumer: a forward, a call command or saved media.
    Action(Action),
}

impl Record {
    /// The `type` in the `--json` stream and in the journal.
    pub fn type_name(&self) -> &'static str {
        match self {
            Record::Event { .. } => "event",
            Record::Duplicate { .. } => "duplicate",
            Record::Conflict { .. } => "conflict",
            Record::Quarantined { .. } => "quarantined",
            Record::Action(action) => action.kind.name(),
        }
    }

    /// The bytes that were received, if it is an arrival with a body.
    pub fn received(&self) -> Option<&[u8]> {
        match self {
            Record::Event { body, .. } => Some(body.received()),
            Record::Conflict { body, .. } | Record::Quarantined { body, .. } => Some(body),
            Record::Duplicate { .. } | Record::Action(_) => None,
        }
    }

    /// The record that was stored in these columns. What cannot be understood comes back as quarantined, never lost.
    pub fn from_columns(
        kind: &str,
        (event_id, of): (Option<String>, Option<i64>),
        (headers, body): (Option<Vec<u8>>, Option<Vec<u8>>),
        detail: Option<String>,
    ) -> Record {
        let (event_id, of) = (event_id.unwrap_or_default(), of.unwrap_or_default());
        let (body, detail) = (body.unwrap_or_default(), detail.unwrap_or_default());
        match kind {
            "event" => {
                let headers = Headers::from_lines(headers.unwrap_or_default());
                let body = Body::new(body, &headers);
                match Event::read(&body) {
                    Some(event) => Record::Event {
                        event,
                        headers,
                        body,
                    },
                    None => Record::Quarantined {
                        reason: "the recorded body cannot be read as an event".to_owned(),
                        body: body.received().to_vec(),
                    },
                }
            }
            "duplicate" => Record::Duplicate { event_id, of },
            "conflict" => Record::Conflict { event_id, of, body },
            other => match ActionKind::parse(other) {
                Some(kind) => Record::Action(Action { kind, of, detail }),
                None => Record::Quarantined {
                    reason: detail,
                    body,
                },
            },
        }
    }

    /// The call that it belongs to, as far as the record itself says.
    pub fn call_id(&self) -> Option<String> {
        match self {
            Record::Event { event, .. } => event.call_id.clone(),
            Record::Action(action) => json::at(&action.detail, &["callId"]).and_then(json::string),
            _ => None,
        }
    }
}

/// An action of a consumer for an event.
#[derive(Clone, Debug)]
pub struct Action {
    /// Which kind of act, and how it ended.
    pub kind: ActionKind,
    /// `seq` of the event.
    pub of: i64,
    /// The further keys of its `--json` object, as JSON text of an object (`{"url":…}`).
    pub detail: String,
}

/// Kinds of [`Action`], named as in the `--json` stream; intents are for recovery and not streamed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionKind {
    /// A forward target took the event.
    Forwarded,
    /// An attempt at a forward target failed.
    ForwardFailed,
    /// A call command is about to be sent.
    CommandIntent,
    /// The API accepted a call command.
    Command,
    /// A call command failed or was too late.
    CommandFailed,
    /// A recording or voicemail was saved.
    Media,
    /// Saving a recording or voicemail failed.
    MediaFailed,
}

impl ActionKind {
    const NAMES: [(ActionKind, &'static str); 7] = [
        (ActionKind::Forwarded, "forwarded"),
        (ActionKind::ForwardFailed, "forward_failed"),
        (ActionKind::CommandIntent, "command_intent"),
        (ActionKind::Command, "command"),
        (ActionKind::CommandFailed, "command_failed"),
        (ActionKind::Media, "media"),
        (ActionKind::MediaFailed, "media_failed"),
    ];

    /// The `type` in the `--json` stream and in the journal.
    pub fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(kind, _)| *kind == self)
            .map_or("", |(_, name)| name)
    }

    /// The kind of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::NAMES
            .iter()
            .find(|(_, known)| *known == name)
            .map(|(kind, _)| *kind)
    }
}
