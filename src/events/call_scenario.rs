//! The life of a call as the events that it sends, in order, with natural gaps.

use std::time::Duration;

use crate::events::kind::EventKind::{
    self, Answered, Completed, Failed, Initiated, NoAnswer, ParticipantJoined, ParticipantLeft,
    RecordingCompleted, Ringing, VoicemailReceived,
};
use crate::events::sample_call::Direction;

/// The course of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallScenario {
    /// Answered, talked, recorded.
    Answered,
    /// Nobody takes it.
    Missed,
    /// The caller leaves a message.
    Voicemail,
    /// It cannot be connected.
    Failed,
}

/// One event of a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScenarioEvent {
    /// What happens.
    pub kind: EventKind,
    /// Time since the start of the call.
    pub at: Duration,
    /// Duration of the conversation or of the message so far.
    pub talked: Option<Duration>,
}

impl ScenarioEvent {
    /// An event outside any scenario.
    pub fn alone(kind: EventKind) -> ScenarioEvent {
        event(kind, 0)
    }
}

/// Seconds: from the start to the answer, of talk, of the voicemail's greeting, of the message.
const ANSWER: u64 = 5;
const TALK: u64 = 20;
const GREETING: u64 = 4;
const MESSAGE: u64 = 11;

impl CallScenario {
    /// The direction when none is named: calls that fail are the app's own.
    pub fn usual_direction(self) -> Direction {
        match self {
            CallScenario::Failed => Direction::Outbound,
            _ => Direction::Inbound,
        }
    }

    /// Its events in order. Only outbound calls ring (the vendor's table of events); messages are left on
    /// inbound ones only, so a voicemail of an outbound call is `None`.
    pub fn events(self, direction: Direction) -> Option<Vec<ScenarioEvent>> {
        let outbound = direction == Direction::Outbound;
        let end = ANSWER + TALK;
        let mut events = vec![event(Initiated, 0)];
        if outbound {
            events.push(event(Ringing, 2));
        }
        match self {
            CallScenario::Answered => events.extend([
                event(Answered, ANSWER),
                event(ParticipantJoined, ANSWER),
                after(TALK, ParticipantLeft, end),
                after(TALK, Completed, end),
                after(TALK, RecordingCompleted, end + 3),
            ]),
            CallScenario::Missed => events.push(event(NoAnswer, 30)),
            CallScenario::Voicemail if outbound => return None,
            CallScenario::Voicemail => events.extend([
                after(MESSAGE + GREETING, Completed, ANSWER + GREETING + MESSAGE),
                after(MESSAGE, VoicemailReceived, ANSWER + GREETING + MESSAGE + 3),
            ]),
            CallScenario::Failed => events.push(event(Failed, 3)),
        }
        Some(events)
    }
}

fn event(kind: EventKind, second: u64) -> ScenarioEvent {
    ScenarioEvent {
        kind,
        at: Duration::from_secs(second),
        talked: None,
    }
}

fn after(talked: u64, kind: EventKind, second: u64) -> ScenarioEvent {
    ScenarioEvent {
        talked: Some(Duration::from_secs(talked)),
        ..event(kind, second)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stories_are_in_order_and_end_once() {
        let scenarios = [
            CallScenario::Answered,
            CallScenario::Missed,
            CallScenario::Voicemail,
            CallScenario::Failed,
        ];
        for scenario in scenarios {
            for direction in [Direction::Inbound, Direction::Outbound] {
                let Some(events) = scenario.events(direction) else {
                    assert_eq!(
                        (scenario, direction),
                        (CallScenario::Voicemail, Direction::Outbound)
                    );
                    continue;
                };
                assert!(events.is_sorted_by_key(|event| event.at), "{events:?}");
                assert_eq!(events[0].kind, Initiated);
                assert_eq!(events.iter().filter(|s| s.kind.ends_call()).count(), 1);
                let rings = events.iter().any(|s| s.kind == Ringing);
                assert_eq!(rings, direction == Direction::Outbound);
            }
        }
    }
}
