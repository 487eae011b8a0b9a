//! The state that the writer shares with the followers: the newest entries, the head, the cursors.
//!
//! The lock is held only while pointers move, never across I/O or an await.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use crate::events::entry::{Entry, Record};

/// Followers this near the head are served from memory. 4 MiB keeps a listener small; a follower
/// that is further behind reads pages from the file.
const RING_ENTRIES: usize = 640;
const RING_BYTES: usize = 4 * 1024 * 1024;

/// The shared state, with both ways to wait for a change of it.
#[derive(Debug)]
pub(crate) struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    wake: watch::Sender<()>,
}

/// See [`Shared`].
#[derive(Debug, Default)]
pub(crate) struct State {
    /// Whether the file has been opened, so that head and cursors are valid.
    pub(crate) opened: bool,
    /// The head when the file was first opened: a consumer without a cursor starts here.
    pub(crate) base: i64,
    /// The newest committed `seq`, 0 when there is none.
    pub(crate) head: i64,
    /// Everything from here to the head is in `ring`.
    floor: i64,
    ring: VecDeque<Arc<Entry>>,
    ring_bytes: usize,
    /// The last `seq` that each consumer acknowledged.
    pub(crate) cursors: HashMap<String, i64>,
    /// Whether `cursors` has changes that are not in the file.
    pub(crate) dirty: bool,
    /// Whether the writer will check `dirty` on its own, so it need not be woken.
    pub(crate) flush_pending: bool,
    /// The last write failed; no further one has worked since.
    pub(crate) failing: bool,
    /// Entries that this process recorded, by type.
    pub(crate) recorded: Vec<(&'static str, u64)>,
    /// Set at the stop: stages end here.
    pub(crate) intake_end: Option<i64>,
    /// No entry will follow.
    pub(crate) closed: bool,
}

/// The entries at a follower's position.
pub(crate) enum Found {
    /// The next entries, from memory.
    Entries(Vec<Arc<Entry>>),
    /// They are in the file only; up to this `seq`.
    InFile(i64),
    /// Nothing yet.
    Nothing,
}

impl Shared {
    pub(crate) fn new() -> Self {
        Self {
            state: Mutex::default(),
            changed: Condvar::new(),
            wake: watch::channel(()).0,
        }
    }

    /// A panic while this lock is held leaves consistent numbers, so a poisoned lock is still
    /// usable.
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the state and wakes everybody who waits.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let result = change(&mut self.lock());
        self.wake();
        result
    }

    /// Wakes everybody who waits.
    pub(crate) fn wake(&self) {
        self.changed.notify_all();
        self.wake.send_replace(());
    }

    /// To wait for a change in async code.
    pub(crate) fn subscribe(&self) -> watch::Receiver<()> {
        self.wake.subscribe()
    }

    /// Waits on this thread until `look` finds something, or `patience` is over.
    pub(crate) fn wait<T>(
        &self,
        patience: Duration,
        mut look: impl FnMut(&mut State) -> Option<T>,
    ) -> Option<T> {
        let (mut found, state) = (None, self.lock());
        let _ = self.changed.wait_timeout_while(state, patience, |state| {
            found = look(state);
            found.is_none()
        });
        found
    }
}

impl State {
    /// After the file was opened, first or again: what was in memory may not be what is there.
    pub(crate) fn opened(&mut self, head: i64, cursors: Vec<(String, i64)>) {
        if !self.opened {
            self.base = head;
            self.opened = true;
        }
        for (stage, seq) in cursors {
            self.cursors.entry(stage).or_insert(seq);
        }
        self.head = head;
        self.floor = head + 1;
        self.ring.clear();
        self.ring_bytes = 0;
    }

    /// Adds committed entries.
    pub(crate) fn push(&mut self, entries: Vec<Arc<Entry>>) {
        for entry in entries {
            self.head = entry.seq;
            self.count(entry.record.type_name());
            self.ring_bytes += size(&entry);
            self.ring.push_back(entry);
        }
        while self.ring.len() > RING_ENTRIES || self.ring_bytes > RING_BYTES {
            let Some(oldest) = self.ring.pop_front() else {
                break;
            };
            self.ring_bytes -= size(&oldest);
            self.floor = oldest.seq + 1;
        }
    }

    fn count(&mut self, kind: &'static str) {
        match self.recorded.iter_mut().find(|(name, _)| *name == kind) {
            Some((_, count)) => *count += 1,
            None => self.recorded.push((kind, 1)),
        }
    }

    /// Returns the start of `stage`: after its cursor, or after the head when the journal was
    /// opened.
    pub(crate) fn register_consumer(&mut self, stage: &str) -> i64 {
        let base = self.base;
        if !self.cursors.contains_key(stage) {
            // Written with the first commit, so that a crash right after it loses nothing.
            self.cursors.insert(stage.to_owned(), base);
            self.dirty = true;
        }
        self.cursors[stage] + 1
    }

    /// Acknowledges everything up to `seq` for `stage`. Returns whether the writer sleeps and must
    /// be woken to write the cursor.
    pub(crate) fn ack(&mut self, stage: &str, seq: i64) -> bool {
        match self.cursors.get_mut(stage) {
            // A consumer without new entries must not move its cursor back.
            Some(cursor) => *cursor = seq.max(*cursor),
            None => {
                self.cursors.insert(stage.to_owned(), seq);
            }
        }
        let was_dirty = std::mem::replace(&mut self.dirty, true);
        !was_dirty && !std::mem::replace(&mut self.flush_pending, true)
    }

    /// At most `limit` entries from `next` on.
    pub(crate) fn find(&self, next: i64, limit: usize) -> Found {
        if next > self.head {
            return Found::Nothing;
        }
        if next < self.floor {
            return Found::InFile(self.floor - 1);
        }
        let at = self.ring.partition_point(|entry| entry.seq < next);
        Found::Entries(self.ring.iter().skip(at).take(limit).cloned().collect())
    }
}

fn size(entry: &Entry) -> usize {
    let held = match &entry.record {
        Record::Event { body, headers, .. } => {
            body.received().len() + body.len() + headers.as_lines().len()
        }
        Record::Conflict { body, .. } | Record::Quarantined { body, .. } => body.len(),
        Record::Action(action) => action.detail.len(),
        Record::Duplicate { .. } => 0,
    };
    held + 512
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_writer_that_will_look_by_itself_is_not_woken() {
        let mut state = State::default();
        assert!(state.ack("printer", 1), "the writer sleeps");
        assert!(!state.ack("printer", 2), "it was woken for the first");
        // As the writer leaves it after its look, and after a commit.
        (state.dirty, state.flush_pending) = (false, false);
        assert!(state.ack("printer", 3));
        (state.dirty, state.flush_pending) = (false, true);
        assert!(!state.ack("printer", 4), "it looks within milliseconds");
        assert_eq!(state.cursors["printer"], 4);
        state.ack("printer", 0);
        assert_eq!(state.cursors["printer"], 4, "never back");
    }
}
