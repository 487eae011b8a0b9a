//! Summarises a call from its entries in the journal: ringing, live or ended (pure).

use jiff::{SignedDuration, Timestamp};

use crate::events::Entry;
use crate::events::entry::{Action, ActionKind, Record};
use crate::events::timeline::{self, Timeline};
use crate::json;

/// The time after which the service decides for an inbound call without a command (docs/api.md).
pub const RING_TIMEOUT: SignedDuration = SignedDuration::from_secs(30);

/// The phase of a call, from the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CallState {
    /// An inbound call that waits for a command until this time.
    Ringing(Timestamp),
    /// Not ended, and not waiting for a command.
    Live,
    /// Over.
    Ended,
}

/// The last response of a forward target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HandlerAnswer {
    /// The HTTP status; `None` without a response.
    pub status: Option<u16>,
    /// Latency in milliseconds, if there was a response.
    pub latency_ms: Option<u64>,
    /// Whether the target accepted the event.
    pub accepted: bool,
}

/// A participant that has not left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Present {
    /// The participant's id, where an event named it.
    pub id: Option<String>,
    /// The name, number or id.
    pub name: String,
}

/// One call of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallSummary {
    /// The call.
    pub id: String,
    /// `inbound` or `outbound`, as sent.
    pub direction: Option<String>,
    /// The caller.
    pub from: Option<String>,
    /// The called number.
    pub to: Option<String>,
    /// The call status implied by the last event.
    pub status: Option<String>,
    /// Ringing, live or ended.
    pub state: CallState,
    /// The last command that the API accepted or refused, and whether it failed.
    pub command: Option<(String, bool)>,
    /// The last answer of a forward target.
    pub handler: Option<HandlerAnswer>,
    /// Those who are on the call.
    pub present: Vec<Present>,
    /// The time of the first entry.
    pub began: Option<Timestamp>,
    /// The newest entry.
    pub last_seq: i64,
}

impl CallSummary {
    /// Builds the summary from the entries of one call, oldest first; `None` without entries.
    pub fn of(id: &str, entries: &[Entry]) -> Option<CallSummary> {
        let last = entries.last()?;
        let timeline = Timeline::fold(id, entries, &timeline::Record::default());
        let present = (timeline.participants.iter())
            .filter(|one| one.left_at.is_none())
            .map(|one| Present {
                id: one.id.clone(),
                name: one.called(),
            });
        Some(CallSummary {
            state: state(&timeline, entries),
            command: entries.iter().rev().find_map(command),
            handler: entries.iter().rev().find_map(handler_answer),
            present: present.collect(),
            began: entries.first().map(|entry| entry.at),
            last_seq: last.seq,
            id: id.to_owned(),
            direction: timeline.direction,
            from: timeline.from,
            to: timeline.to,
            status: timeline.status,
        })
    }
}

fn state(timeline: &Timeline, entries: &[Entry]) -> CallState {
    const FINAL: [&str; 5] = ["completed", "failed", "busy", "no_answer", "canceled"];
    let has = |what: &str| timeline.steps.iter().any(|step| step.what == what);
    let status = timeline.status.as_deref().unwrap_or_default();
    if FINAL.contains(&status) || has("voicemail.received") {
        return CallState::Ended;
    }
    let accepted = |entry: &Entry| matches!(&entry.record, Record::Action(action) if action.kind == ActionKind::Command);
    let came_in = entries.iter().find_map(|entry| match &entry.record {
        Record::Event { event, .. } if event.is_inbound_initiated() => Some(entry.at),
        _ => None,
    });
    match came_in {
        Some(at) if !has("answered") && !entries.iter().any(accepted) => {
            CallState::Ringing(at + RING_TIMEOUT)
        }
        _ => CallState::Live,
    }
}

fn command(entry: &Entry) -> Option<(String, bool)> {
    let Record::Action(action) = &entry.record else {
        return None;
    };
    let failed = match action.kind {
        ActionKind::Command => false,
        ActionKind::CommandFailed => true,
        _ => return None,
    };
    Some((
        json::member(&action.detail, "command").and_then(json::string)?,
        failed,
    ))
}

/// Returns the response of a forward target; `None` for an entry of another kind.
pub fn handler_answer(entry: &Entry) -> Option<HandlerAnswer> {
    match &entry.record {
        Record::Action(action) => answer_of(action),
        _ => None,
    }
}

fn answer_of(action: &Action) -> Option<HandlerAnswer> {
    let accepted = match action.kind {
        ActionKind::Forwarded => true,
        ActionKind::ForwardFailed => false,
        _ => return None,
    };
    let number = |key: &str| json::member(&action.detail, key)?.parse::<f64>().ok();
    Some(HandlerAnswer {
        status: number("status").map(|status| status as u16),
        latency_ms: number("latencyMs").map(|latency| latency as u64),
        accepted,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::ladder::tests::{CALL, action, event, recorded_call};

    #[test]
    fn a_call_rings_until_a_command_is_accepted() {
        let initiated = recorded_call().remove(0);
        let ringing = CallSummary::of(CALL, std::slice::from_ref(&initiated)).unwrap();
        assert_eq!(
            ringing.state,
            CallState::Ringing(initiated.at + RING_TIMEOUT)
        );
        let failed = action(
            2,
            5,
            ActionKind::CommandFailed,
            1,
            r#"{"command":"answer"}"#,
        );
        let still = CallSummary::of(CALL, &[initiated.clone(), failed]).unwrap();
        assert!(matches!(still.state, CallState::Ringing(_)));
        assert_eq!(still.command, Some(("answer".to_owned(), true)));
        let accepted = action(3, 9, ActionKind::Command, 1, r#"{"command":"answer"}"#);
        let live = CallSummary::of(CALL, &[initiated, accepted]).unwrap();
        assert_eq!((live.state, live.last_seq), (CallState::Live, 3));
    }

    #[test]
    fn a_call_that_ended_shows_its_last_handler_answer() {
        let mut entries = recorded_call();
        entries.sort_by_key(|entry| entry.seq);
        let summary = CallSummary::of(CALL, &entries).unwrap();
        assert_eq!(summary.state, CallState::Ended);
        assert_eq!(summary.from.as_deref(), Some("+15559876543"));
        assert!(summary.handler.is_some_and(|answer| !answer.accepted));
        assert_eq!(CallSummary::of(CALL, &[]), None);
        let unknown = event(1, 0, "messages.sms.received");
        assert_eq!(
            CallSummary::of(CALL, &[unknown]).map(|call| call.state),
            Some(CallState::Live)
        );
    }
}
