//! The events of one target that are held in memory, and which of them may be posted now. Pure: the time
//! is a parameter.
//!
//! The events of a call are posted one after the other, calls side by side up to a limit. While the target
//! cannot be reached, one event at a time is tried and all others wait.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::time::{Duration, Instant};

use crate::http::backoff::Backoff;

/// Bytes that may be held for each event that may be; the rest waits in the journal.
const BYTES_EACH: usize = 4096;

/// Between attempts at an event that the target rejects.
const REJECTED: Backoff = Backoff::new(Duration::from_millis(500), Duration::from_secs(30));
/// Between attempts at a target that cannot be reached. Short, since a developer restarts it often.
const UNREACHABLE: Backoff = Backoff::new(Duration::from_millis(200), Duration::from_secs(5));
/// A target's `Retry-After` is obeyed up to here: the event itself loses its worth.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(3600);

/// The key of events that must stay in order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum OrderKey {
    /// The events of a call.
    Call(String),
    /// An event without a call, by its `seq`.
    Alone(i64),
}

/// An event to be posted now.
#[derive(Debug, PartialEq)]
pub(crate) struct Attempt<T> {
    pub(crate) key: OrderKey,
    pub(crate) item: T,
    /// Its number, from 1.
    pub(crate) number: u32,
}

/// The outcome of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AttemptOutcome {
    /// The target answered 2xx.
    Accepted,
    /// The target answered otherwise, or not in time.
    Rejected {
        /// The pause that the target asked for.
        retry_after: Option<Duration>,
    },
    /// The target cannot be reached.
    Unreachable,
}

/// The effect of an attempt on the target as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TargetChange {
    /// Nothing new.
    Same,
    /// It cannot be reached any more.
    Down,
    /// It can be reached again.
    Back,
}

/// The result of a finished attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Completed {
    pub(crate) change: TargetChange,
    /// The pause before the event's next attempt; `None` when it was accepted.
    pub(crate) retry_in: Option<Duration>,
}

/// The queue of one target.
#[derive(Debug)]
pub(crate) struct DispatchQueue<T> {
    parallel: usize,
    room: usize,
    calls: HashMap<OrderKey, CallQueue<T>>,
    /// Calls whose first event may be posted, by its `seq`: the oldest first.
    ready: BTreeMap<i64, OrderKey>,
    waiting: BTreeMap<(Instant, i64), OrderKey>,
    in_flight: usize,
    outage: Option<Outage>,
    held: usize,
    bytes: usize,
}

#[derive(Debug)]
struct CallQueue<T> {
    events: VecDeque<Held<T>>,
    attempts: u32,
}

#[derive(Debug)]
struct Held<T> {
    seq: i64,
    size: usize,
    item: T,
}

#[derive(Debug)]
struct Outage {
    failures: u32,
    until: Instant,
}

impl<T: Clone> DispatchQueue<T> {
    /// An empty queue for about `room` events; `parallel` of them may be in flight at once.
    pub(crate) fn new(parallel: usize, room: usize) -> Self {
        DispatchQueue {
            parallel,
            room,
            calls: HashMap::new(),
            ready: BTreeMap::new(),
            waiting: BTreeMap::new(),
            in_flight: 0,
            outage: None,
            held: 0,
            bytes: 0,
        }
    }

    /// Returns whether more should be read from the journal.
    pub(crate) fn has_room(&self) -> bool {
        self.held < self.room && self.bytes < self.room * BYTES_EACH
    }

    /// The number of events that the target has not accepted.
    pub(crate) fn held(&self) -> usize {
        self.held
    }

    /// The number of events that are being posted.
    pub(crate) fn in_flight(&self) -> usize {
        self.in_flight
    }

    /// Returns whether nothing can be posted before some time has passed or an attempt has ended.
    pub(crate) fn is_resting(&self) -> bool {
        self.outage.is_some() || self.ready.is_empty()
    }

    /// Adds an event of `size` bytes; `seq` must grow.
    pub(crate) fn push(&mut self, key: OrderKey, seq: i64, size: usize, item: T) {
        (self.held, self.bytes) = (self.held + 1, self.bytes + size);
        let held = Held { seq, size, item };
        match self.calls.get_mut(&key) {
            Some(call) => call.events.push_back(held),
            None => {
                self.ready.insert(seq, key.clone());
                let events = VecDeque::from([held]);
                let attempts = 0;
                self.calls.insert(key, CallQueue { events, attempts });
            }
        }
    }

    /// Returns the next event that may be posted now, the oldest first.
    pub(crate) fn next_attempt(&mut self, now: Instant) -> Option<Attempt<T>> {
        while let Some(first) = self.waiting.first_entry() {
            let (until, seq) = *first.key();
            if until > now {
                break;
            }
            self.ready.insert(seq, first.remove());
        }
        let holds = |outage: &Outage| self.in_flight > 0 || now < outage.until;
        if self.in_flight >= self.parallel || self.outage.as_ref().is_some_and(holds) {
            return None;
        }
        let (_, key) = self.ready.pop_first()?;
        let call = self.calls.get_mut(&key)?;
        call.attempts += 1;
        self.in_flight += 1;
        Some(Attempt {
            item: call.events.front()?.item.clone(),
            number: call.attempts,
            key,
        })
    }

    /// Takes the outcome of an attempt.
    pub(crate) fn complete(
        &mut self,
        key: &OrderKey,
        outcome: AttemptOutcome,
        now: Instant,
    ) -> Completed {
        self.in_flight -= 1;
        let retry_in = match outcome {
            AttemptOutcome::Accepted => {
                self.remove_first(key);
                None
            }
            AttemptOutcome::Rejected { retry_after } => self.retry_later(key, retry_after, now),
            AttemptOutcome::Unreachable => return self.unreachable(key, now),
        };
        let change = match self.outage.take() {
            Some(_) => TargetChange::Back,
            None => TargetChange::Same,
        };
        Completed { change, retry_in }
    }

    /// Returns when to check again if no event arrives.
    pub(crate) fn next_look(&self) -> Option<Instant> {
        let waiting = self.waiting.keys().map(|(until, _)| *until).next();
        match &self.outage {
            Some(outage) if self.in_flight == 0 => Some(outage.until),
            Some(_) => None,
            None => waiting,
        }
    }

    fn retry_later(
        &mut self,
        key: &OrderKey,
        retry_after: Option<Duration>,
        now: Instant,
    ) -> Option<Duration> {
        let call = self.calls.get(key)?;
        let asked = retry_after.map(|asked| asked.min(LONGEST_RETRY_AFTER));
        let pause = REJECTED.pause_or(call.attempts, asked);
        let seq = call.events.front()?.seq;
        self.waiting.insert((now + pause, seq), key.clone());
        Some(pause)
    }

    fn remove_first(&mut self, key: &OrderKey) {
        let Some(call) = self.calls.get_mut(key) else {
            return;
        };
        if let Some(accepted) = call.events.pop_front() {
            (self.held, self.bytes) = (self.held - 1, self.bytes - accepted.size);
        }
        call.attempts = 0;
        match call.events.front() {
            Some(next) => {
                self.ready.insert(next.seq, key.clone());
            }
            None => {
                self.calls.remove(key);
            }
        }
    }

    /// Attempts that were in flight together count as one failure.
    fn unreachable(&mut self, key: &OrderKey, now: Instant) -> Completed {
        let first = self.calls.get(key).and_then(|call| call.events.front());
        if let Some(seq) = first.map(|held| held.seq) {
            self.ready.insert(seq, key.clone());
        }
        let change = match &self.outage {
            None => TargetChange::Down,
            Some(_) => TargetChange::Same,
        };
        let failures = match &self.outage {
            Some(outage) if outage.until > now => None,
            outage => Some(outage.as_ref().map_or(0, |outage| outage.failures) + 1),
        };
        if let Some(failures) = failures {
            let until = now + UNREACHABLE.pause(failures);
            self.outage = Some(Outage { failures, until });
        }
        let until = self.outage.as_ref().map(|outage| outage.until);
        Completed {
            change,
            retry_in: until.map(|until| until.saturating_duration_since(now)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Duration = Duration::from_millis(500);
    const DOWN: Duration = Duration::from_millis(200);
    const REJECT: AttemptOutcome = AttemptOutcome::Rejected { retry_after: None };

    fn call(name: &str) -> OrderKey {
        OrderKey::Call(name.to_owned())
    }

    fn queue(parallel: usize, events: &[(i64, &str)]) -> DispatchQueue<i64> {
        let mut queue = DispatchQueue::new(parallel, 4096);
        for (seq, name) in events {
            queue.push(call(name), *seq, 100, *seq);
        }
        queue
    }

    fn all(queue: &mut DispatchQueue<i64>, now: Instant) -> Vec<i64> {
        std::iter::from_fn(|| queue.next_attempt(now).map(|attempt| attempt.item)).collect()
    }

    #[test]
    fn in_order_within_a_call_and_side_by_side_across_calls() {
        let now = Instant::now();
        let mut queue = queue(2, &[(1, "a"), (2, "a"), (3, "b"), (4, "c"), (5, "b")]);
        assert_eq!(all(&mut queue, now), [1, 3]);
        assert_eq!(
            queue
                .complete(&call("b"), AttemptOutcome::Accepted, now)
                .change,
            TargetChange::Same
        );
        assert_eq!(all(&mut queue, now), [4]);
        queue.complete(&call("c"), AttemptOutcome::Accepted, now);
        queue.complete(&call("a"), AttemptOutcome::Accepted, now);
        assert_eq!(all(&mut queue, now), [2, 5]);
        queue.complete(&call("a"), AttemptOutcome::Accepted, now);
        queue.complete(&call("b"), AttemptOutcome::Accepted, now);
        assert_eq!((queue.held(), queue.bytes, queue.calls.len()), (0, 0, 0));
        assert!(queue.is_resting() && queue.next_look().is_none());
    }

    #[test]
    fn a_refused_event_holds_its_own_call_only() {
        let start = Instant::now();
        let mut queue = queue(8, &[(1, "a"), (2, "a"), (3, "b")]);
        assert_eq!(all(&mut queue, start), [1, 3]);
        queue.complete(&call("a"), REJECT, start);
        queue.complete(&call("b"), AttemptOutcome::Accepted, start);
        assert_eq!(all(&mut queue, start), [0; 0]);
        assert_eq!(queue.next_look(), Some(start + FIRST));
        let later = start + FIRST;
        let attempt = queue.next_attempt(later).unwrap();
        assert_eq!((attempt.item, attempt.number), (1, 2));
        let completed = queue.complete(&call("a"), REJECT, later);
        assert_eq!(completed.retry_in, Some(FIRST * 2));
        assert_eq!(queue.next_look(), Some(later + FIRST * 2));
    }

    #[test]
    fn one_event_tries_while_the_target_is_down() {
        let start = Instant::now();
        let mut queue = queue(8, &[(1, "a"), (2, "b"), (3, "c"), (4, "a")]);
        assert_eq!(all(&mut queue, start), [1, 2, 3]);
        assert_eq!(
            queue
                .complete(&call("b"), AttemptOutcome::Unreachable, start)
                .change,
            TargetChange::Down
        );
        assert_eq!(
            queue
                .complete(&call("a"), AttemptOutcome::Unreachable, start)
                .change,
            TargetChange::Same
        );
        assert_eq!(
            queue
                .complete(&call("c"), AttemptOutcome::Unreachable, start)
                .change,
            TargetChange::Same
        );
        assert_eq!(all(&mut queue, start), [0; 0]);
        let later = queue.next_look().unwrap();
        assert_eq!(later, start + DOWN);
        assert_eq!(all(&mut queue, later), [1]);
        assert_eq!(
            queue
                .complete(&call("a"), AttemptOutcome::Unreachable, later)
                .change,
            TargetChange::Same
        );
        let last = queue.next_look().unwrap();
        assert_eq!(last, later + DOWN * 2);
        assert_eq!(all(&mut queue, last), [1]);
        assert_eq!(
            queue
                .complete(&call("a"), AttemptOutcome::Accepted, last)
                .change,
            TargetChange::Back
        );
        assert_eq!(all(&mut queue, last), [2, 3, 4]);
    }

    #[test]
    fn memory_is_bounded() {
        let mut queue = DispatchQueue::new(1, 8);
        for seq in 0..8 {
            assert!(queue.has_room());
            queue.push(OrderKey::Alone(seq), seq, 1, ());
        }
        assert!(!queue.has_room());
        let mut large = DispatchQueue::new(1, 8);
        large.push(OrderKey::Alone(1), 1, 8 * BYTES_EACH, ());
        assert!(!large.has_room());
    }

    #[test]
    fn a_retry_after_lengthens_the_pause_of_its_call() {
        let start = Instant::now();
        let mut queue = queue(8, &[(1, "a"), (2, "b"), (3, "c")]);
        assert_eq!(all(&mut queue, start), [1, 2, 3]);
        for (name, asked, pause) in [("a", 9, 9_000), ("b", 0, 500), ("c", 1 << 40, 3_600_000)] {
            let retry_after = Some(Duration::from_secs(asked));
            let outcome = AttemptOutcome::Rejected { retry_after };
            let completed = queue.complete(&call(name), outcome, start);
            assert_eq!(completed.retry_in, Some(Duration::from_millis(pause)));
        }
        assert_eq!(all(&mut queue, start + FIRST), [2]);
        assert_eq!(all(&mut queue, start + Duration::from_secs(9)), [1]);
    }
}
