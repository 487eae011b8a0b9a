//! The inbound calls that wait for a command, and the time left of their 30 s. Pure.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::events::entry::{ActionKind, Entry, Record};
use crate::json;

/// Starts at our receipt of `calls.initiated` (spec, section 4).
const RING_TIMEOUT: SignedDuration = SignedDuration::from_secs(30);

/// Seconds left at which a call is due for a line.
const MARKS: [i64; 3] = [20, 10, 0];

/// Calls that are watched at one time: more than a person can answer.
const MOST: usize = 256;

/// Bytes of an id that can be typed; the service's have 32.
const LONGEST_ID: usize = 200;

/// The calls that still need a command.
#[derive(Debug, Default)]
pub(crate) struct Unanswered(Vec<Ringing>);

/// A call and the time that is left to answer it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WaitingCall {
    pub(crate) call_id: String,
    /// Seconds left, rounded up: at least 1 until the time is over.
    pub(crate) seconds_left: i64,
}

#[derive(Debug)]
struct Ringing {
    call_id: String,
    seq: i64,
    until: Timestamp,
    /// Number of [`MARKS`] that have passed.
    passed: usize,
}

impl Unanswered {
    /// Takes an entry. Returns the call that begins to wait with it.
    pub(crate) fn see(&mut self, entry: &Entry, now: Timestamp) -> Option<WaitingCall> {
        match &entry.record {
            Record::Event { event, .. } => {
                let call_id = event.call_id.as_ref()?;
                self.0.retain(|call| call.call_id != *call_id);
                let until = entry.at + RING_TIMEOUT;
                let is_too_much = self.0.len() >= MOST || call_id.len() > LONGEST_ID;
                if !event.is_inbound_initiated() || until <= now || is_too_much {
                    return None;
                }
                let call = Ringing {
                    call_id: call_id.clone(),
                    seq: entry.seq,
                    until,
                    passed: 0,
                };
                let waiting = call.at(now);
                self.0.push(call);
                Some(waiting)
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

    /// Returns the calls that have passed a mark since the last check, and drops those whose time
    /// is over.
    pub(crate) fn due(&mut self, now: Timestamp) -> Vec<WaitingCall> {
        let mut due = Vec::new();
        for call in &mut self.0 {
            let waiting = call.at(now);
            let passed = (MARKS.iter()).filter(|mark| waiting.seconds_left <= **mark);
            let passed = passed.count();
            if passed > call.passed {
                call.passed = passed;
                due.push(waiting);
            }
        }
        self.0.retain(|call| call.until > now);
        due
    }

    /// Returns the call that waits longest, and the number of others.
    pub(crate) fn longest_waiting(&self, now: Timestamp) -> Option<(WaitingCall, usize)> {
        let (first, others) = self.0.split_first()?;
        Some((first.at(now), others.len()))
    }

    /// Returns the time until the next mark, at most a second if the time left is shown.
    pub(crate) fn next_look(&self, now: Timestamp, each_second: bool) -> Option<Duration> {
        let until_due = |call: &Ringing| {
            let mark = SignedDuration::from_secs(*MARKS.get(call.passed)?);
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

impl WaitingCall {
    /// Returns whether no time is left.
    pub(crate) fn is_over(&self) -> bool {
        self.seconds_left <= 0
    }
}

impl Ringing {
    fn at(&self, now: Timestamp) -> WaitingCall {
        let left = self.until.duration_since(now);
        WaitingCall {
            call_id: self.call_id.clone(),
            seconds_left: left.as_secs() + i64::from(left.subsec_nanos() > 0),
        }
    }
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
                body: body.as_bytes().to_vec().into(),
                headers: Default::default(),
            },
        }
    }

    #[test]
    fn a_call_is_counted_down_in_three_lines() {
        let mut ringing = Unanswered::default();
        let entry = event(1, samples::INBOUND_INITIATED);
        let call = ringing.see(&entry, at(2)).unwrap();
        assert_eq!(call.call_id, "call_2DbBs7GWhGvVNJGrDXr5RG0mBWI");
        assert_eq!(call.seconds_left, 28);
        assert_eq!(
            ringing.next_look(at(2), false),
            Some(Duration::from_secs(8))
        );
        assert_eq!(ringing.next_look(at(2), true), Some(Duration::from_secs(1)));
        let mut due = |seconds| -> Vec<i64> {
            let due = ringing.due(at(seconds));
            due.iter().map(|call| call.seconds_left).collect()
        };
        assert_eq!(due(9), [0; 0]);
        assert_eq!(due(10), [20]);
        assert_eq!(due(11), [0; 0]);
        assert_eq!(due(20), [10]);
        assert_eq!(due(30), [0]);
        assert_eq!(due(31), [0; 0]);
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
        assert_eq!(ringing.longest_waiting(at(1)).unwrap().1, MOST - 1);
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
            assert_eq!(ringing.longest_waiting(at(3)).unwrap().0.seconds_left, 27);
            let entry = Entry {
                seq: 2,
                at: at(3),
                record,
            };
            assert_eq!(ringing.see(&entry, at(3)), None);
            assert_eq!(ringing.longest_waiting(at(3)), None);
        }
    }
}
