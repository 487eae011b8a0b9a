//! What is to happen when: one ordered list of moments instead of a task for each timer.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tokio::time::Instant;

/// Moments in order; those at the same instant come in the order they were set.
#[derive(Debug)]
pub(crate) struct Scheduler<T> {
    count: u64,
    heap: BinaryHeap<Reverse<Moment<T>>>,
}

#[derive(Debug)]
struct Moment<T> {
    at: Instant,
    n: u64,
    what: T,
}

impl<T> PartialEq for Moment<T> {
    fn eq(&self, other: &Self) -> bool {
        self.n == other.n
    }
}

impl<T> Eq for Moment<T> {}

impl<T> PartialOrd for Moment<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Moment<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.n).cmp(&(other.at, other.n))
    }
}

impl<T> Default for Scheduler<T> {
    fn default() -> Self {
        Self {
            count: 0,
            heap: BinaryHeap::new(),
        }
    }
}

impl<T> Scheduler<T> {
    pub(crate) fn set(&mut self, at: Instant, what: T) {
        self.count += 1;
        let n = self.count;
        self.heap.push(Reverse(Moment { at, n, what }));
    }

    /// The next thing that is due at `now`, with the moment it was due.
    pub(crate) fn due(&mut self, now: Instant) -> Option<(Instant, T)> {
        if self.next()? > now {
            return None;
        }
        self.heap
            .pop()
            .map(|Reverse(moment)| (moment.at, moment.what))
    }

    /// When to look again.
    pub(crate) fn next(&self) -> Option<Instant> {
        self.heap.peek().map(|Reverse(moment)| moment.at)
    }

    pub(crate) fn clear(&mut self) {
        self.heap.clear();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn gives_what_is_due_in_order() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut agenda = Scheduler::default();
        for (seconds, what) in [(5, "d"), (1, "a"), (3, "b"), (3, "c")] {
            agenda.set(at(seconds), what);
        }
        let mut seen = Vec::new();
        while let Some((when, what)) = agenda.due(at(4)) {
            seen.push((when.duration_since(start).as_secs(), what));
        }
        assert_eq!(seen, [(1, "a"), (3, "b"), (3, "c")]);
        assert_eq!(agenda.next(), Some(at(5)));
    }
}
