//! A call as a sequence diagram: who sent what to whom, in the order of the journal (pure).
//!
//! The console, the browser page, `calls timeline` and its exports all draw this one value.

mod row;

use std::collections::HashSet;

use jiff::Timestamp;
use serde::Serialize;

use crate::events::Entry;
use crate::events::entry::{Action, ActionKind, Record};
use crate::json;

pub use row::{Mood, Row};

/// The lane of the other party of the call.
pub const PARTY: usize = 0;
/// The lane of this program.
pub const CHIRP: usize = 1;
/// Handlers with a lane of their own; the events for further ones share the last lane.
const MAX_HANDLERS: usize = 8;

/// A call's entries as arrows between lanes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Ladder {
    /// The call.
    pub call_id: String,
    /// `inbound` or `outbound`, when an event named it.
    pub direction: Option<String>,
    /// The caller.
    pub from: Option<String>,
    /// The called number.
    pub to: Option<String>,
    /// The other party, this program, then one lane for each forward target in order of appearance.
    pub lanes: Vec<Lane>,
    /// The arrows in order of `seq`.
    pub rows: Vec<Row>,
}

/// One vertical line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Lane {
    /// The participant of the lane.
    pub kind: LaneKind,
    /// The number, program or target; from outside and not sanitized.
    pub label: String,
}

/// The kind of participant of a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LaneKind {
    /// The caller, or the callee of an outbound call.
    Caller,
    /// This program.
    Chirp,
    /// A forward target.
    Handler,
}

impl Ladder {
    /// Builds the ladder of a call. `entries` may come in any order; those of other calls must be left out.
    pub fn of(call_id: &str, entries: &[Entry]) -> Ladder {
        let mut sorted: Vec<&Entry> = entries.iter().collect();
        sorted.sort_by_key(|entry| entry.seq);
        let mut ladder = Ladder {
            call_id: call_id.to_owned(),
            direction: None,
            from: None,
            to: None,
            lanes: Vec::new(),
            rows: Vec::new(),
        };
        for entry in &sorted {
            ladder.read_parties(&entry.record);
        }
        ladder.lanes = vec![ladder.party(), lane(LaneKind::Chirp, "chirp")];
        let settled: HashSet<_> = sorted.iter().filter_map(|entry| outcome(entry)).collect();
        let mut builder = row::Builder::new(sorted.first().map(|entry| entry.at));
        for entry in sorted {
            let to = match &entry.record {
                Record::Action(action) => match action.kind {
                    ActionKind::Forwarded | ActionKind::ForwardFailed => ladder.handler(action),
                    // The outcome's own row replaces it.
                    ActionKind::CommandIntent if settled.contains(&command_key(action)) => {
                        builder.note_intent(entry.at, command_key(action));
                        continue;
                    }
                    _ => CHIRP,
                },
                _ => CHIRP,
            };
            ladder.rows.push(builder.row(entry, to));
        }
        ladder
    }

    /// Returns the time of the first row.
    pub fn start(&self) -> Option<Timestamp> {
        self.rows.first().map(|row| row.at)
    }

    fn read_parties(&mut self, record: &Record) {
        let Record::Event { event, .. } = record else {
            return;
        };
        let fill = |known: &mut Option<String>, new: &Option<String>| {
            if known.is_none() {
                known.clone_from(new);
            }
        };
        fill(&mut self.direction, &event.direction);
        fill(&mut self.from, &event.from);
        fill(&mut self.to, &event.to);
    }

    fn party(&self) -> Lane {
        let (party, role) = match self.direction.as_deref() {
            Some("outbound") => (&self.to, "callee"),
            _ => (&self.from, "caller"),
        };
        lane(LaneKind::Caller, party.as_deref().unwrap_or(role))
    }

    /// The lane of the target that an attempt went to.
    fn handler(&mut self, action: &Action) -> usize {
        let url = json::member(&action.detail, "url").and_then(json::string);
        let label = url.as_deref().map_or("handler", without_scheme);
        let handlers = &self.lanes[CHIRP + 1..];
        let known = handlers.iter().position(|lane| lane.label == label);
        if let Some(at) = known {
            return CHIRP + 1 + at;
        }
        match handlers.len() {
            MAX_HANDLERS => self.lanes[CHIRP + MAX_HANDLERS].label = "other handlers".to_owned(),
            _ => self.lanes.push(lane(LaneKind::Handler, label)),
        }
        self.lanes.len() - 1
    }
}

/// Links the outcome of a command to its intent: the event, the step and the name.
type CommandKey = (i64, Option<String>, Option<String>);

fn command_key(action: &Action) -> CommandKey {
    let text = |name: &str| json::member(&action.detail, name).map(str::to_owned);
    (action.of, text("step"), text("command"))
}

fn outcome(entry: &Entry) -> Option<CommandKey> {
    match &entry.record {
        Record::Action(action)
            if matches!(action.kind, ActionKind::Command | ActionKind::CommandFailed) =>
        {
            Some(command_key(action))
        }
        _ => None,
    }
}

fn lane(kind: LaneKind, label: &str) -> Lane {
    Lane {
        kind,
        label: label.to_owned(),
    }
}

fn without_scheme(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    // A query may hold a token.
    let rest = rest.split(['?', '#']).next().unwrap_or(rest);
    rest.strip_suffix('/').unwrap_or(rest)
}

#[cfg(test)]
pub(crate) mod tests;
