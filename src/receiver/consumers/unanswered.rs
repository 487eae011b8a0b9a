//! The 30 s that an inbound call waits for a command: what is left, and what to type. Pure.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::events::entry::{ActionKind, Entry, Record};
use crate::json;
use crate::terminal::sanitize;

/// From our receipt of `calls.initiated` (spec, section 4).
const PATIENCE: SignedDuration = SignedDuration::from_secs(30);

/// Seconds left at which a line is printed where nothing can be redrawn.
const MARKS: [i64; 3] = [20, 10, 0];

/// Calls that are waited with at one time: more than a person can answer. Further ones are shown like any
/// other event.
const MOST: usize = 256;

/// Bytes of an id that can be typed; the service's have 32.
const LONGEST_ID: usize = 200;

/// The calls that wait for a command.
#[derive(Debug, Default)]
pub(crate) struct Unanswered(Vec<Waiting>);

#[derive(Debug)]
struct Waiting {
    call_id: String,
    seq: i64,
    until: Timestamp,
    /// How many of [`MARKS`] are behind.
    said: usize,
}

impl Unanswered {
    /// Takes note of an entry. A call that begins to wait gets a line with the command to type.
    pub(crate) fn see(&mut self, entry: &Entry, now: Timestamp) -> Option<String> {
        match &entry.record {
            Record::Event { event, .. } => {
                let call_id = event.call_id.as_ref()?;
                self.0.retain(|call| call.call_id != *call_id);
                let until = entry.at + PATIENCE;
                let is_too_much = self.0.len() >= MOST || call_id.len() > LONGEST_ID;
                if !event.is_inbound_initiated() || until <= now || is_too_much {
                    return None;
                }
                self.0.push(Waiting {
                    call_id: call_id.clone(),
                    seq: entry.seq,
                    until,
                    said: 0,
                });
                let left = seconds_left(until, now);
                let call_id = sanitize(call_id);
                Some(format!("{left} s to answer: chirp calls answer {call_id}"))
            }
            Record::Action(action) if action.kind == ActionKind::Command => {
                let call_id = json::at(&action.detail, &["callId"]).and_then(json::string);
                self.0.retain(|call| {
                    call.seq != action.of && Some(&call.call_id) != call_id.as_ref()
                });
                None
            }
            _ => None,
        }
    }

    /// Lines that are due, for a pipe; calls whose time is over are let go.
    pub(crate) fn due(&mut self, now: Timestamp) -> Vec<String> {
        let mut lines = Vec::new();
        for call in &mut self.0 {
            let left = seconds_left(call.until, now);
            let passed = MARKS.iter().filter(|mark| left <= **mark).count();
            if passed > call.said {
                call.said = passed;
                lines.push(call.text(left));
            }
        }
        self.0.retain(|call| call.until > now);
        lines
    }

    /// The line under the events of a terminal: the call that waits longest.
    pub(crate) fn status(&self, now: Timestamp) -> Option<String> {
        let first = self.0.first()?;
        let text = first.text(seconds_left(first.until, now));
        Some(match self.0.len() {
            1 => text,
            count => format!("{text}  (and {} more)", count - 1),
        })
    }

    /// When to look again: at the next mark, or each second for a terminal.
    pub(crate) fn next_look(&self, now: Timestamp, each_second: bool) -> Option<Duration> {
        let until_due = |call: &Waiting| {
            let mark = SignedDuration::from_secs(*MARKS.get(call.said)?);
            Duration::try_from((call.until - mark).duration_since(now)).ok()
        };
        let due = self
            .0
            .iter()
            .map(|call| until_due(call).unwrap_or_default());
        let second = Duration::from_secs(1);
        due.min()
            .map(|due| if each_second { due.min(second) } else { due })
    }
}

impl Waiting {
    fn text(&self, left: i64) -> String {
        let call_id = sanitize(&self.call_id);
        if left > 0 {
            format!("{left} s left: chirp calls answer {call_id}")
        } else {
            format!("30 s are over without a command for {call_id}: the app's default applies")
        }
    }
}

/// Rounded up: "1 s left" until it is over.
fn seconds_left(until: Timestamp, now: Timestamp) -> i64 {
    let left = until.duration_since(now);
    left.as_secs() + i64::from(left.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::entry::Action;
    use crate::events::{Event, samples};

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1000 + seconds).unwrap()
    }

    fn event(seq: i64, body: &str) -> Entry {
        Entry {
            seq,
            at: at(0),
            record: Record::Event {
                event: Event::read(body.as_bytes()).unwrap(),
                body: body.as_bytes().to_vec(),
                headers: Default::default(),
            },
        }
    }

    #[test]
    fn a_call_is_counted_down_in_three_lines() {
        let mut ringing = Unanswered::default();
        let entry = event(1, samples::INBOUND_INITIATED);
        let line = ringing.see(&entry, at(2)).unwrap();
        assert!(line.starts_with("28 s to answer: chirp calls answer call_2Db"));
        assert_eq!(
            ringing.next_look(at(2), false),
            Some(Duration::from_secs(8))
        );
        assert_eq!(ringing.next_look(at(2), true), Some(Duration::from_secs(1)));
        assert!(ringing.due(at(9)).is_empty());
        assert!(ringing.due(at(10))[0].starts_with("20 s left"));
        assert!(ringing.due(at(11)).is_empty());
        assert!(ringing.due(at(20))[0].starts_with("10 s left"));
        assert!(ringing.due(at(30))[0].contains("30 s are over"));
        assert!(ringing.due(at(31)).is_empty());
        assert_eq!(ringing.next_look(at(31), false), None);
        assert_eq!(
            ringing.see(&entry, at(40)),
            None,
            "too late to type anything"
        );
    }

    #[test]
    fn no_more_calls_are_waited_with_than_can_be_answered() {
        let mut ringing = Unanswered::default();
        let call = |id: String| {
            samples::INBOUND_INITIATED.replace("call_2DbBs7GWhGvVNJGrDXr5RG0mBWI", &id)
        };
        for seq in 0..2 * MOST as i64 {
            ringing.see(&event(seq, &call(format!("call_{seq}"))), at(0));
        }
        assert!(
            ringing
                .status(at(1))
                .unwrap()
                .ends_with(&format!("(and {} more)", MOST - 1))
        );
        let mut ringing = Unanswered::default();
        let long = "x".repeat(LONGEST_ID + 1);
        assert_eq!(ringing.see(&event(1, &call(long)), at(0)), None);
    }

    #[test]
    fn a_command_or_the_next_event_stops_the_clock() {
        let answered = samples::sample(crate::events::EventKind::Answered);
        let command = Record::Action(Action {
            kind: ActionKind::Command,
            of: 1,
            detail: "{}".into(),
        });
        for record in [event(2, answered).record, command] {
            let mut ringing = Unanswered::default();
            ringing.see(&event(1, samples::INBOUND_INITIATED), at(0));
            assert!(ringing.status(at(3)).unwrap().starts_with("27 s left"));
            let entry = Entry {
                seq: 2,
                at: at(3),
                record,
            };
            assert_eq!(ringing.see(&entry, at(3)), None);
            assert_eq!(ringing.status(at(3)), None);
        }
    }
}
