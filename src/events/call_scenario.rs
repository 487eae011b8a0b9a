//! The life of a call as the events that it sends, in order, with natural gaps.

use std::time::Duration;

use crate::events::kind::EventKind::{
    self, Answered, Completed, Failed, Initiated, NoAnswer, ParticipantJoined, ParticipantLeft,
    RecordingCompleted, Ringing, VoicemailReceived,
};
use crate::events::sample_call::Direction;

/// How a call goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Story {
    /// Answered, talked, recorded.
    Answered,
    /// Nobody takes it.
    Missed,
    /// The caller leaves a message.
    Voicemail,
    /// It cannot be connected.
    Failed,
}

/// One event of a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scene {
    /// What happens.
    pub kind: EventKind,
    /// How long after the start of the call.
    pub at: Duration,
    /// How long the talk or the message had lasted.
    pub talked: Option<Duration>,
}

impl Scene {
    /// An event outside any story.
    pub fn alone(kind: EventKind) -> Scene {
        scene(kind, 0)
    }
}

/// Seconds: from the start to the answer, of talk, of the voicemail's greeting, of the message.
const ANSWER: u64 = 5;
const TALK: u64 = 20;
const GREETING: u64 = 4;
const MESSAGE: u64 = 11;

impl Story {
    /// The direction when none is named: calls that fail are the app's own.
    pub fn usual_direction(self) -> Direction {
        match self {
            Story::Failed => Direction::Outbound,
            _ => Direction::Inbound,
        }
    }

    /// Its events in order. Only outbound calls ring (the vendor's table of events); messages are left on
    /// inbound ones only, so a voicemail of an outbound call is `None`.
    pub fn scenes(self, direction: Direction) -> Option<Vec<Scene>> {
        let outbound = direction == Direction::Outbound;
        let end = ANSWER + TALK;
        let mut scenes = vec![scene(Initiated, 0)];
        if outbound {
            scenes.push(scene(Ringing, 2));
        }
        match self {
            Story::Answered => scenes.extend([
                scene(Answered, ANSWER),
                scene(ParticipantJoined, ANSWER),
                after(TALK, ParticipantLeft, end),
                after(TALK, Completed, end),
                after(TALK, RecordingCompleted, end + 3),
            ]),
            Story::Missed => scenes.push(scene(NoAnswer, 30)),
            Story::Voicemail if outbound => return None,
            Story::Voicemail => scenes.extend([
                after(MESSAGE + GREETING, Completed, ANSWER + GREETING + MESSAGE),
                after(MESSAGE, VoicemailReceived, ANSWER + GREETING + MESSAGE + 3),
            ]),
            Story::Failed => scenes.push(scene(Failed, 3)),
        }
        Some(scenes)
    }
}

fn scene(kind: EventKind, second: u64) -> Scene {
    Scene {
        kind,
        at: Duration::from_secs(second),
        talked: None,
    }
}

fn after(talked: u64, kind: EventKind, second: u64) -> Scene {
    Scene {
        talked: Some(Duration::from_secs(talked)),
        ..scene(kind, second)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stories_are_in_order_and_end_once() {
        let stories = [
            Story::Answered,
            Story::Missed,
            Story::Voicemail,
            Story::Failed,
        ];
        for story in stories {
            for direction in [Direction::Inbound, Direction::Outbound] {
                let Some(scenes) = story.scenes(direction) else {
                    assert_eq!((story, direction), (Story::Voicemail, Direction::Outbound));
                    continue;
                };
                assert!(scenes.is_sorted_by_key(|scene| scene.at), "{scenes:?}");
                assert_eq!(scenes[0].kind, Initiated);
                assert_eq!(scenes.iter().filter(|s| s.kind.ends_call()).count(), 1);
                let rings = scenes.iter().any(|s| s.kind == Ringing);
                assert_eq!(rings, direction == Direction::Outbound);
            }
        }
    }
}
