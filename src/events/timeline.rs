//! The timeline of one call, from the journal's events and the API's record, or from one of them
//! (pure).
//!
//! Events can arrive repeatedly and in any order: duplicates count once, and steps are sorted by
//! time.

mod journal;
mod record;

use jiff::Timestamp;
use serde::{Serialize, Serializer};

use crate::clock::iso_millis;
use crate::events::Entry;

/// The API's responses about the call, each as JSON text; `None` if not requested.
#[derive(Clone, Copy, Debug, Default)]
pub struct Record<'a> {
    /// The call.
    pub call: Option<&'a str>,
    /// Its recordings, one text each.
    pub recordings: &'a [&'a str],
    /// Its voicemails, one text each.
    pub voicemails: &'a [&'a str],
}

/// A call from its beginning to its recordings and voicemails. Times as sent; `null` is unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(
    missing_docs,
    reason = "field names are the API's own, see docs/api.md"
)]
pub struct Timeline {
    pub call_id: String,
    pub direction: Option<String>,
    /// The API's status, or the status implied by the last event.
    pub status: Option<String>,
    pub from: Option<String>,
    pub to: Option<String>,
    pub from_channel: Option<String>,
    pub to_channel: Option<String>,
    pub answered_by: Option<String>,
    pub end_reason: Option<String>,
    /// The message of `calls.failed`.
    pub error: Option<String>,
    /// Seconds as the service counts them, from the creation of the call (as in the sample of docs/api.md).
    pub duration: Option<i64>,
    /// Time from the first event of the call until it was answered or ended.
    pub ring_seconds: Option<i64>,
    /// Time from the answer to the end.
    pub talk_seconds: Option<i64>,
    pub participants: Vec<Participant>,
    pub recordings: Vec<Recording>,
    pub voicemails: Vec<Voicemail>,
    /// The steps, oldest first.
    pub steps: Vec<Step>,
    pub sources: Sources,
}

/// The sources of the timeline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sources {
    /// Whether the API knew the call.
    pub api: bool,
    /// Number of events of the call in the journal, without duplicates.
    pub journal: u64,
}

/// Somebody on the call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "field names are the webhooks' own")]
pub struct Participant {
    pub id: Option<String>,
    pub display_name: Option<String>,
    pub phone_number: Option<String>,
    pub joined_at: Option<String>,
    pub left_at: Option<String>,
    /// Duration in seconds.
    pub duration: Option<i64>,
}

impl Participant {
    /// Returns the name, otherwise the number, otherwise the id; empty when all are unknown.
    pub fn called(&self) -> String {
        let names = [&self.display_name, &self.phone_number, &self.id];
        names
            .into_iter()
            .flatten()
            .next()
            .cloned()
            .unwrap_or_default()
    }
}

/// A recording of the call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "field names are the API's own")]
pub struct Recording {
    pub id: String,
    pub status: Option<String>,
    pub format: Option<String>,
    /// Duration in seconds.
    pub duration: Option<i64>,
    /// Bytes.
    pub size: Option<i64>,
}

/// A voicemail that the call left.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "field names are the API's own")]
pub struct Voicemail {
    pub id: String,
    /// Seconds.
    pub duration: Option<i64>,
    pub transcription: Option<String>,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The service's time, otherwise the time of receipt.
    #[serde(serialize_with = "iso")]
    pub at: Option<Timestamp>,
    /// What: `initiated`, `answered`, `participant_joined`, a command, any other event's name.
    pub what: String,
    /// Who, why or how long, for a person.
    pub detail: String,
    /// The source of the step.
    pub source: Source,
    /// The order of steps with the same time.
    #[serde(skip)]
    rank: u8,
}

/// The source of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// The API's record.
    Api,
    /// An event or an action of the journal.
    Journal,
}

impl Timeline {
    /// Combines all data about the call. `entries` may be in any order; those of other calls must
    /// be excluded.
    pub fn fold(call_id: &str, entries: &[Entry], record: &Record<'_>) -> Timeline {
        let mut timeline = Timeline {
            call_id: call_id.to_owned(),
            ..Timeline::default()
        };
        journal::fold(&mut timeline, entries);
        record::fold(&mut timeline, record);
        // Stable sort: steps with the same time and rank stay in the order of arrival. A step
        // without a time is last.
        let key = |step: &Step| (step.at.is_none(), step.at, step.rank);
        timeline.steps.sort_by_key(key);
        timeline.reckon();
        timeline
    }

    /// Returns whether nothing is known.
    pub fn is_empty(&self) -> bool {
        !self.sources.api && self.steps.is_empty()
    }

    /// Returns the time of the first step of that name.
    fn first(&self, what: &[&str]) -> Option<Timestamp> {
        let named = |step: &&Step| what.contains(&step.what.as_str());
        self.steps.iter().find(named)?.at
    }

    fn reckon(&mut self) {
        let begun = self.first(&["initiated", "ringing"]);
        let answered = self.first(&["answered"]);
        let ended = self.first(&["completed", "failed", "busy", "no_answer", "canceled"]);
        self.ring_seconds = between(begun, answered.or(ended));
        self.talk_seconds = between(answered, ended);
    }

    /// The entry of a list that has this id, made if need be.
    fn recording(&mut self, id: String) -> &mut Recording {
        let at = self.recordings.iter().position(|known| known.id == id);
        let at = at.unwrap_or_else(|| {
            self.recordings.push(Recording {
                id,
                ..Recording::default()
            });
            self.recordings.len() - 1
        });
        &mut self.recordings[at]
    }

    fn voicemail(&mut self, id: String) -> &mut Voicemail {
        let at = self.voicemails.iter().position(|known| known.id == id);
        let at = at.unwrap_or_else(|| {
            self.voicemails.push(Voicemail {
                id,
                ..Voicemail::default()
            });
            self.voicemails.len() - 1
        });
        &mut self.voicemails[at]
    }
}

/// Seconds, rounded, `None` when the times are the wrong way round (a clock that is off).
fn between(from: Option<Timestamp>, to: Option<Timestamp>) -> Option<i64> {
    let millis = to?.as_millisecond() - from?.as_millisecond();
    (millis >= 0).then_some((millis + 500) / 1000)
}

fn iso<S: Serializer>(at: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
    at.map(iso_millis).serialize(serializer)
}

/// Sets `known` to `new` if it is empty.
fn fill<T>(known: &mut Option<T>, new: Option<T>) {
    if known.is_none() {
        *known = new;
    }
}

/// Formats `45 s`, `2 min 5 s`: readable for people and programs.
fn spoken(seconds: i64) -> String {
    match seconds {
        ..60 => format!("{seconds} s"),
        _ => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::entry::{Action, ActionKind};
    use crate::events::{Event, EventKind, entry, samples};

    const CALL: &str = "call_2DbBs7GWhGvVNJGrDXr5RG0mBWI";

    fn entry(seq: i64, body: &str) -> Entry {
        Entry {
            seq,
            at: "2024-01-15T11:00:00Z".parse().unwrap(),
            record: entry::Record::Event {
                event: Event::read(body.as_bytes()).unwrap(),
                body: body.as_bytes().to_vec().into(),
                headers: crate::events::Headers::default(),
            },
        }
    }

    fn story() -> Vec<Entry> {
        use EventKind::{
            Answered, Completed, Initiated, ParticipantJoined, ParticipantLeft, RecordingCompleted,
            Ringing,
        };
        let kinds = [
            Initiated,
            Ringing,
            Answered,
            ParticipantJoined,
            ParticipantLeft,
            Completed,
            RecordingCompleted,
        ];
        let bodies = kinds.iter().map(|kind| samples::sample(*kind));
        bodies
            .enumerate()
            .map(|(n, body)| entry(n as i64 + 1, body))
            .collect()
    }

    const RECORD: &str = r#"{"id":"call_2DbBs7GWhGvVNJGrDXr5RG0mBWI","direction":"outbound","status":"completed",
        "fromAddress":"+15551234567","toAddress":"+15559876543","duration":120,"endReason":"hangup",
        "startedAt":"2024-01-15T10:30:00.000Z","answeredAt":"2024-01-15T10:30:05.000Z","endedAt":"2024-01-15T10:32:00.000Z"}"#;

    fn names(timeline: &Timeline) -> Vec<&str> {
        timeline
            .steps
            .iter()
            .map(|step| step.what.as_str())
            .collect()
    }

    #[test]
    fn a_story_is_told_whatever_its_order_and_repetitions() {
        let told = Timeline::fold(CALL, &story(), &Record::default());
        let expected = [
            "initiated",
            "ringing",
            "answered",
            "participant_joined",
            "participant_left",
            "completed",
            "recording.completed",
        ];
        assert_eq!(names(&told), expected);
        assert_eq!(
            (told.ring_seconds, told.talk_seconds, told.duration),
            (Some(5), Some(115), Some(120))
        );
        assert_eq!(told.status.as_deref(), Some("completed"));
        assert_eq!(told.answered_by.as_deref(), Some("+15559876543"));
        assert_eq!(told.participants.len(), 1);
        assert_eq!(told.participants[0].duration, Some(115));
        assert_eq!(told.recordings[0].size, Some(1_048_576));
        assert_eq!(
            told.sources,
            Sources {
                api: false,
                journal: 7
            }
        );

        let mut shuffled = story();
        shuffled.reverse();
        for (n, entry) in shuffled.iter_mut().enumerate() {
            entry.seq = n as i64;
        }
        shuffled.extend(story().into_iter().map(|mut entry| {
            entry.seq += 100;
            entry
        }));
        assert_eq!(Timeline::fold(CALL, &shuffled, &Record::default()), told);
    }

    #[test]
    fn the_record_fills_what_no_event_told() {
        let recordings = [
            r#"{"id":"call_rec_9","status":"processing","format":"ogg","createdAt":"2024-01-15T10:32:01Z"}"#,
        ];
        let record = Record {
            call: Some(RECORD),
            recordings: &recordings,
            voicemails: &[],
        };
        let alone = Timeline::fold(CALL, &[], &record);
        assert_eq!(
            names(&alone),
            ["initiated", "answered", "completed", "recording.processing"]
        );
        assert_eq!(
            (alone.ring_seconds, alone.talk_seconds),
            (Some(5), Some(115))
        );
        assert!(alone.steps.iter().all(|step| step.source == Source::Api));

        let part = &story()[1..2];
        let both = Timeline::fold(
            CALL,
            part,
            &Record {
                call: Some(RECORD),
                ..Record::default()
            },
        );
        assert_eq!(
            names(&both),
            ["initiated", "ringing", "answered", "completed"]
        );
        assert_eq!(both.status.as_deref(), Some("completed"));
        assert_eq!(
            both.sources,
            Sources {
                api: true,
                journal: 1
            }
        );
    }

    #[test]
    fn odd_events_and_actions_are_steps_too() {
        let odd = format!(
            r#"{{"event":"calls.teleported","data":{{"call":{{"id":"{CALL}"}}}},"timestamp":7}}"#
        );
        let voicemail = samples::sample(EventKind::VoicemailReceived);
        let command = Entry {
            seq: 3,
            at: "2024-01-15T10:31:00Z".parse().unwrap(),
            record: entry::Record::Action(Action {
                kind: ActionKind::Command,
                of: 1,
                detail: r#"{"command":"answer","status":"accepted"}"#.into(),
            }),
        };
        let told = Timeline::fold(
            CALL,
            &[entry(1, &odd), entry(2, voicemail), command],
            &Record::default(),
        );
        assert_eq!(
            names(&told),
            ["command", "voicemail.received", "teleported"]
        );
        assert_eq!(told.steps[0].detail, "answer, accepted");
        assert!(
            told.steps[1]
                .detail
                .ends_with("30 s: Hi, please call me back when you get a chance.")
        );
        assert_eq!(told.status, None);
        assert!(Timeline::fold(CALL, &[], &Record::default()).is_empty());
    }
}
