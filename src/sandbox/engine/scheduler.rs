//! A queue of tasks ordered by time, instead of an async task for each timer.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tokio::time::Instant;

/// Tasks ordered by time. Tasks at the same instant run in the order in which they were scheduled.
#[derive(Debug)]
pub(crate) struct Scheduler<T> {
    count: u64,
    heap: BinaryHeap<Reverse<ScheduledItem<T>>>,
}

#[derive(Debug)]
struct ScheduledItem<T> {
    at: Instant,
    n: u64,
    task: T,
}

impl<T> PartialEq for ScheduledItem<T> {
    fn eq(&self, other: &Self) -> bool {
        self.n == other.n
    }
}

impl<T> Eq for ScheduledItem<T> {}

impl<T> PartialOrd for ScheduledItem<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for ScheduledItem<T> {
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
    pub(crate) fn schedule(&mut self, at: Instant, task: T) {
        self.count += 1;
        let n = self.count;
        self.heap.push(Reverse(ScheduledItem { at, n, task }));
    }

    /// Removes the next task that is due at `now` and returns it with its time.
    pub(crate) fn due(&mut self, now: Instant) -> Option<(Instant, T)> {
        if self.next()? > now {
            return None;
        }
        self.heap.pop().map(|Reverse(item)| (item.at, item.task))
    }

    /// Returns the time of the next task.
    pub(crate) fn next(&self) -> Option<Instant> {
        self.heap.peek().map(|Reverse(item)| item.at)
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
    fn due_tasks_come_in_order() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut scheduler = Scheduler::default();
        for (seconds, what) in [(5, "d"), (1, "a"), (3, "b"), (3, "c")] {
            scheduler.schedule(at(seconds), what);
        }
        let mut seen = Vec::new();
        while let Some((when, what)) = scheduler.due(at(4)) {
            seen.push((when.duration_since(start).as_secs(), what));
        }
        assert_eq!(seen, [(1, "a"), (3, "b"), (3, "c")]);
        assert_eq!(scheduler.next(), Some(at(5)));
    }
}
