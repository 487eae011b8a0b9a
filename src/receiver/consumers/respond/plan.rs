//! The commands that rules send for an event. Pure, so that it can be asked twice: by the server, which
//! records a new event and the intent to answer it with one sync, and by the consumer that sends.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::api::call_commands::CallCommand;
use crate::events::entry::{Action, ActionKind};
use crate::events::kind::matches_glob;
use crate::events::{Event, EventKind};
use crate::receiver::rules::Rules;

/// Rules, and the events to which they apply.
#[derive(Clone, Debug)]
pub struct Plan {
    rules: Rules,
    /// Globs of event names; an empty list means all.
    events: Vec<String>,
}

/// A command to be sent, and the commands to follow once its call is answered.
#[derive(Clone, Debug)]
pub(crate) struct PlannedCommand {
    pub(crate) command: CallCommand,
    pub(crate) then: Vec<CallCommand>,
    /// Whether it was promised when the call came in.
    pub(crate) is_promised: bool,
    /// Whether the intent to send it was recorded with its event.
    pub(crate) is_recorded: bool,
}

impl Plan {
    /// Applies `rules` to events that match one of the globs `events`, to all if there is none.
    pub fn new(rules: Rules, events: Vec<String>) -> Plan {
        Plan { rules, events }
    }

    /// Returns the intent to send the first command for `event`, received at `at`; `None` when no
    /// command is sent. Its `of` is still unknown.
    pub fn intent(&self, event: &Event, at: Timestamp) -> Option<Action> {
        let call = event.call_id.as_deref()?;
        let first = self.commands(event, at).into_iter().next()?;
        Some(first.intent(0, call, 0))
    }

    /// Returns the JSON lines of a dry run: the commands that the event `of` would cause.
    pub fn preview(&self, event: &Event, of: i64, at: Timestamp) -> Vec<String> {
        let line = |planned: &PlannedCommand| {
            let then = planned.then.iter().map(CallCommand::body);
            let line = json!({
                "type": "command", "of": of, "callId": event.call_id,
                "command": planned.command.kind, "status": null, "error": null,
                "dryRun": true, "then": then.collect::<Vec<_>>(),
            });
            crate::json::reformat(&line.to_string(), crate::json::Layout::Compact)
        };
        self.commands(event, at).iter().map(line).collect()
    }

    /// Returns the commands to send now for an event, in order. The first carries those promised for later.
    pub(crate) fn commands(&self, event: &Event, at: Timestamp) -> Vec<PlannedCommand> {
        let decision = match self.wants(event) {
            true => self.rules.decide(event, at),
            false => None,
        };
        let Some(decision) = decision else {
            return Vec::new();
        };
        if event.kind() == Some(EventKind::Answered) {
            let all = std::iter::once(decision.first).chain(decision.then);
            return all.cloned().map(PlannedCommand::now).collect();
        }
        vec![PlannedCommand {
            then: decision.then.to_vec(),
            ..PlannedCommand::now(decision.first.clone())
        }]
    }

    /// Returns whether commands may have been promised that are to be sent now, with `event`.
    pub(crate) fn may_be_promised(&self, event: &Event) -> bool {
        event.kind() == Some(EventKind::Answered) && self.rules.has_then() && self.wants(event)
    }

    fn wants(&self, event: &Event) -> bool {
        let fits = |glob: &String| matches_glob(glob, &event.name);
        self.events.is_empty() || self.events.iter().any(fits)
    }
}

impl PlannedCommand {
    pub(crate) fn now(command: CallCommand) -> PlannedCommand {
        PlannedCommand {
            command,
            then: Vec::new(),
            is_promised: false,
            is_recorded: false,
        }
    }

    /// Returns the record that it is about to be sent to `call`, as command number `step` for the event `of`.
    pub(crate) fn intent(&self, of: i64, call: &str, step: u64) -> Action {
        let mut detail = self.detail(call, step);
        if !self.then.is_empty() {
            let then = self.then.iter().map(CallCommand::body);
            detail["then"] = then.collect();
        }
        if self.is_promised {
            detail["promised"] = true.into();
        }
        Action {
            kind: ActionKind::CommandIntent,
            of,
            detail: detail.to_string(),
        }
    }

    /// Returns the keys that every record about it has.
    pub(crate) fn detail(&self, call: &str, step: u64) -> Value {
        let mut detail = json!({ "callId": call, "command": self.command.kind });
        if step > 0 {
            detail["step"] = step.into();
        }
        detail
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_intent_is_foreseen_for_what_will_be_sent_and_nothing_else() {
        let rules = Rules::read(
            "[[rule]]\non = 'calls.initiated'\ndo = 'answer'\nthen = ['hold']\n\
             [[rule]]\non = 'messages.*'\ndo = 'hangup'",
        );
        let plan = Plan::new(rules.unwrap(), vec!["calls.*".to_owned()]);
        let intent = |body: &str| {
            let event = Event::read(body.as_bytes()).unwrap();
            let intent = plan.intent(&event, Timestamp::UNIX_EPOCH)?;
            assert_eq!(intent.kind, ActionKind::CommandIntent);
            Some(intent.detail)
        };
        let call = r#""data":{"call":{"id":"call_1","direction":"inbound"}}"#;
        assert_eq!(
            intent(&format!(r#"{{"event":"calls.initiated",{call}}}"#)).as_deref(),
            Some(r#"{"callId":"call_1","command":"answer","then":[{"type":"hold"}]}"#)
        );
        // Promised only, not wanted, no call to send it to.
        assert_eq!(
            intent(&format!(r#"{{"event":"calls.answered",{call}}}"#)),
            None
        );
        assert_eq!(
            intent(&format!(r#"{{"event":"messages.in",{call}}}"#)),
            None
        );
        let nobody = r#"{"event":"calls.initiated","data":{"call":{"direction":"inbound"}}}"#;
        assert_eq!(intent(nobody), None);
    }
}
