//! Which event may go to a target now. Pure: the time comes in.
//!
//! A lane is one call: its events go one after the other. DispatchQueue go side by side, up to a limit. While
//! the target cannot be reached, one event at a time tries, and all others are held.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::time::{Duration, Instant};

/// So much may be held in memory; the rest waits in the journal.
const ROOM: usize = 4096;
const ROOM_BYTES: usize = 16 * 1024 * 1024;

/// Between attempts at an event that the target refuses: doubling from here up to there.
const PAUSE: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(30));
/// Between attempts at a target that cannot be reached. Short, since a developer restarts it often.
const DOWN_PAUSE: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(5));

/// What must stay in order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    /// The events of a call.
    Call(String),
    /// An event without a call, by its `seq`.
    Alone(i64),
}

/// An event on its way.
#[derive(Debug, PartialEq)]
pub(crate) struct Turn<T> {
    pub(crate) key: Key,
    pub(crate) item: T,
    /// From 1.
    pub(crate) attempt: u32,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The target has it.
    Taken,
    /// The target answered otherwise, or not in time.
    Refused,
    /// The target cannot be reached.
    Unreachable,
}

/// What an attempt told about the target as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// Nothing new.
    Same,
    /// It cannot be reached any more.
    Down,
    /// It can be reached again.
    Back,
}

/// The events of one target that are held in memory.
#[derive(Debug)]
pub(crate) struct DispatchQueue<T> {
    parallel: usize,
    lanes: HashMap<Key, Lane<T>>,
    /// DispatchQueue whose head may go, by its `seq`: the oldest first.
    ready: BTreeMap<i64, Key>,
    waiting: BTreeMap<(Instant, i64), Key>,
    busy: usize,
    down: Option<Down>,
    held: usize,
    bytes: usize,
}

#[derive(Debug)]
struct Lane<T> {
    queue: VecDeque<Held<T>>,
    attempt: u32,
}

#[derive(Debug)]
struct Held<T> {
    seq: i64,
    size: usize,
    item: T,
}

#[derive(Debug)]
struct Down {
    tries: u32,
    until: Instant,
}

impl<T: Clone> DispatchQueue<T> {
    /// No events yet; `parallel` of them may be on their way at once.
    pub(crate) fn new(parallel: usize) -> Self {
        DispatchQueue {
            parallel,
            lanes: HashMap::new(),
            ready: BTreeMap::new(),
            waiting: BTreeMap::new(),
            busy: 0,
            down: None,
            held: 0,
            bytes: 0,
        }
    }

    /// Whether more should be read from the journal.
    pub(crate) fn has_room(&self) -> bool {
        self.held < ROOM && self.bytes < ROOM_BYTES
    }

    /// How many events are held.
    pub(crate) fn held(&self) -> usize {
        self.held
    }

    /// How many of them are on their way.
    pub(crate) fn busy(&self) -> usize {
        self.busy
    }

    /// Whether nothing can go before some time has passed or an attempt has ended.
    pub(crate) fn is_resting(&self) -> bool {
        self.down.is_some() || self.ready.is_empty()
    }

    /// Adds an event of `size` bytes; `seq` must grow.
    pub(crate) fn push(&mut self, key: Key, seq: i64, size: usize, item: T) {
        (self.held, self.bytes) = (self.held + 1, self.bytes + size);
        let held = Held { seq, size, item };
        match self.lanes.get_mut(&key) {
            Some(lane) => lane.queue.push_back(held),
            None => {
                self.ready.insert(seq, key.clone());
                let queue = VecDeque::from([held]);
                self.lanes.insert(key, Lane { queue, attempt: 0 });
            }
        }
    }

    /// The next event that may go now, oldest first.
    pub(crate) fn take(&mut self, now: Instant) -> Option<Turn<T>> {
        while let Some(first) = self.waiting.first_entry() {
            let (until, seq) = *first.key();
            if until > now {
                break;
            }
            self.ready.insert(seq, first.remove());
        }
        let closed = |down: &Down| self.busy > 0 || now < down.until;
        if self.busy >= self.parallel || self.down.as_ref().is_some_and(closed) {
            return None;
        }
        let (_, key) = self.ready.pop_first()?;
        let lane = self.lanes.get_mut(&key)?;
        lane.attempt += 1;
        self.busy += 1;
        let item = lane.queue.front()?.item.clone();
        let attempt = lane.attempt;
        Some(Turn { key, item, attempt })
    }

    /// An attempt has ended.
    pub(crate) fn settle(&mut self, key: &Key, verdict: Verdict, now: Instant) -> Change {
        self.busy -= 1;
        let was_down = self.down.is_some();
        match verdict {
            Verdict::Taken => self.advance(key),
            Verdict::Refused => {
                if let Some((seq, attempt)) = self.head(key) {
                    let until = now + pause(PAUSE, attempt - 1);
                    self.waiting.insert((until, seq), key.clone());
                }
            }
            Verdict::Unreachable => {
                if let Some((seq, _)) = self.head(key) {
                    self.ready.insert(seq, key.clone());
                }
                return self.unreachable(now);
            }
        }
        self.down = None;
        if was_down { Change::Back } else { Change::Same }
    }

    /// When to look again if nothing else happens.
    pub(crate) fn wake(&self) -> Option<Instant> {
        let waiting = self.waiting.keys().map(|(until, _)| *until).next();
        match &self.down {
            Some(down) if self.busy == 0 => Some(down.until),
            Some(_) => None,
            None => waiting,
        }
    }

    fn head(&self, key: &Key) -> Option<(i64, u32)> {
        let lane = self.lanes.get(key)?;
        Some((lane.queue.front()?.seq, lane.attempt))
    }

    fn advance(&mut self, key: &Key) {
        let Some(lane) = self.lanes.get_mut(key) else {
            return;
        };
        if let Some(taken) = lane.queue.pop_front() {
            (self.held, self.bytes) = (self.held - 1, self.bytes - taken.size);
        }
        lane.attempt = 0;
        match lane.queue.front() {
            Some(next) => {
                self.ready.insert(next.seq, key.clone());
            }
            None => {
                self.lanes.remove(key);
            }
        }
    }

    /// Attempts that were under way together count as one.
    fn unreachable(&mut self, now: Instant) -> Change {
        let tries = match &self.down {
            Some(down) if down.until > now => return Change::Same,
            Some(down) => down.tries + 1,
            None => 0,
        };
        let until = now + pause(DOWN_PAUSE, tries);
        self.down = Some(Down { tries, until });
        if tries == 0 {
            Change::Down
        } else {
            Change::Same
        }
    }
}

fn pause((first, most): (Duration, Duration), times: u32) -> Duration {
    first
        .saturating_mul(2_u32.saturating_pow(times.min(16)))
        .min(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(name: &str) -> Key {
        Key::Call(name.to_owned())
    }

    fn lanes(parallel: usize, events: &[(i64, &str)]) -> DispatchQueue<i64> {
        let mut lanes = DispatchQueue::new(parallel);
        for (seq, name) in events {
            lanes.push(call(name), *seq, 100, *seq);
        }
        lanes
    }

    fn all(lanes: &mut DispatchQueue<i64>, now: Instant) -> Vec<i64> {
        std::iter::from_fn(|| lanes.take(now).map(|turn| turn.item)).collect()
    }

    #[test]
    fn in_order_within_a_call_and_side_by_side_across_calls() {
        let now = Instant::now();
        let mut lanes = lanes(2, &[(1, "a"), (2, "a"), (3, "b"), (4, "c"), (5, "b")]);
        assert_eq!(all(&mut lanes, now), [1, 3]);
        assert_eq!(lanes.settle(&call("b"), Verdict::Taken, now), Change::Same);
        assert_eq!(all(&mut lanes, now), [4]);
        lanes.settle(&call("c"), Verdict::Taken, now);
        lanes.settle(&call("a"), Verdict::Taken, now);
        assert_eq!(all(&mut lanes, now), [2, 5]);
        lanes.settle(&call("a"), Verdict::Taken, now);
        lanes.settle(&call("b"), Verdict::Taken, now);
        assert_eq!((lanes.held(), lanes.bytes, lanes.lanes.len()), (0, 0, 0));
        assert!(lanes.is_resting() && lanes.wake().is_none());
    }

    #[test]
    fn a_refused_event_holds_its_own_call_only() {
        let start = Instant::now();
        let mut lanes = lanes(8, &[(1, "a"), (2, "a"), (3, "b")]);
        assert_eq!(all(&mut lanes, start), [1, 3]);
        lanes.settle(&call("a"), Verdict::Refused, start);
        lanes.settle(&call("b"), Verdict::Taken, start);
        assert_eq!(all(&mut lanes, start), [0; 0]);
        assert_eq!(lanes.wake(), Some(start + PAUSE.0));
        let later = start + PAUSE.0;
        let turn = lanes.take(later).unwrap();
        assert_eq!((turn.item, turn.attempt), (1, 2));
        lanes.settle(&call("a"), Verdict::Refused, later);
        assert_eq!(lanes.wake(), Some(later + PAUSE.0 * 2));
        assert_eq!(pause(PAUSE, 99), PAUSE.1);
    }

    #[test]
    fn one_event_tries_while_the_target_is_down() {
        let start = Instant::now();
        let mut lanes = lanes(8, &[(1, "a"), (2, "b"), (3, "c"), (4, "a")]);
        assert_eq!(all(&mut lanes, start), [1, 2, 3]);
        assert_eq!(
            lanes.settle(&call("b"), Verdict::Unreachable, start),
            Change::Down
        );
        assert_eq!(
            lanes.settle(&call("a"), Verdict::Unreachable, start),
            Change::Same
        );
        assert_eq!(
            lanes.settle(&call("c"), Verdict::Unreachable, start),
            Change::Same
        );
        assert_eq!(all(&mut lanes, start), [0; 0]);
        let later = lanes.wake().unwrap();
        assert_eq!(later, start + DOWN_PAUSE.0);
        assert_eq!(all(&mut lanes, later), [1]);
        assert_eq!(
            lanes.settle(&call("a"), Verdict::Unreachable, later),
            Change::Same
        );
        let last = lanes.wake().unwrap();
        assert_eq!(last, later + DOWN_PAUSE.0 * 2);
        assert_eq!(all(&mut lanes, last), [1]);
        assert_eq!(lanes.settle(&call("a"), Verdict::Taken, last), Change::Back);
        assert_eq!(all(&mut lanes, last), [2, 3, 4]);
    }

    #[test]
    fn memory_is_bounded() {
        let mut lanes = DispatchQueue::new(1);
        for seq in 0..ROOM as i64 {
            assert!(lanes.has_room());
            lanes.push(Key::Alone(seq), seq, 1, ());
        }
        assert!(!lanes.has_room());
        let mut large = DispatchQueue::new(1);
        large.push(Key::Alone(1), 1, ROOM_BYTES, ());
        assert!(!large.has_room());
    }
}
