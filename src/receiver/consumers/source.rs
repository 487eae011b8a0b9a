//! The traits from which consumers get entries and through which they record outcomes.
//!
//! A consumer uses only these two traits, so it also works with another kind of journal.

use std::ops::ControlFlow;
use std::sync::Arc;

use jiff::Timestamp;

use crate::clock::Clock;
use crate::events::entry::{Action, Entry, Record};
use crate::receiver::journal::{Follower, Journal, JournalError, Selection};

/// One consumer's way along a journal, in the order of `seq`.
pub trait EntryFollower: Send {
    /// Returns the next entry; `None` when the run stops and everything up to the stop was read. Cancel safe.
    fn next(&mut self) -> impl Future<Output = Option<Arc<Entry>>> + Send;

    /// Returns the entry after the one that was read last, if it is at hand.
    fn ahead(&mut self) -> Option<&Entry>;

    /// Moves the cursor on: everything up to `seq` is done, a restart begins after it.
    fn ack(&self, seq: i64);
}

/// A journal that consumers follow and in which they record outcomes.
pub trait OutcomeRecorder: Clone + Send + Sync + 'static {
    /// Its followers.
    type Follower: EntryFollower;

    /// Follows from the cursor of the consumer of that name.
    fn follow(&self, consumer: &str) -> Self::Follower;

    /// Records an action; it is on stable storage when this returns `Ok`.
    fn record(
        &self,
        at: Timestamp,
        action: Action,
    ) -> impl Future<Output = Result<(), JournalError>> + Send;

    /// Returns the records of earlier runs about entries from `seq` on for which `pick` returns a
    /// value, newest first. Returns nothing for an unreadable journal: then work is repeated
    /// instead of lost.
    fn recorded_before<T: Send + 'static>(
        &self,
        seq: i64,
        pick: impl Fn(&Action) -> Option<T> + Send + 'static,
    ) -> impl Future<Output = Vec<T>> + Send;

    /// Reads the actions about a call, newest first, until `find` breaks with a result.
    fn find_about_call<T: Send + 'static>(
        &self,
        call: String,
        find: impl FnMut(&Action) -> ControlFlow<T> + Send + 'static,
    ) -> impl Future<Output = Option<T>> + Send;

    /// Returns whether the entry `seq` was recorded by this run.
    fn is_of_this_run(&self, seq: i64) -> bool;

    /// Returns the time by the clock that the times of entries are from.
    fn now(&self, clock: Clock) -> Timestamp {
        clock.now()
    }

    /// Does work that must not go on once another worker may do the same. Never resolves when that is so.
    fn while_held<T: Send>(
        &self,
        work: impl Future<Output = T> + Send,
    ) -> impl Future<Output = T> + Send {
        work
    }
}

impl EntryFollower for Follower {
    async fn next(&mut self) -> Option<Arc<Entry>> {
        Follower::next(self).await
    }

    fn ahead(&mut self) -> Option<&Entry> {
        Follower::ahead(self)
    }

    fn ack(&self, seq: i64) {
        Follower::ack(self, seq);
    }
}

impl OutcomeRecorder for Journal {
    type Follower = Follower;

    fn follow(&self, consumer: &str) -> Follower {
        Journal::follow(self, consumer)
    }

    async fn record(&self, at: Timestamp, action: Action) -> Result<(), JournalError> {
        Journal::record(self, at, action).await.map(|_| ())
    }

    async fn recorded_before<T: Send + 'static>(
        &self,
        seq: i64,
        pick: impl Fn(&Action) -> Option<T> + Send + 'static,
    ) -> Vec<T> {
        let (journal, mut found) = (self.clone(), Vec::new());
        let selection = Selection {
            from: seq,
            ..Selection::default()
        };
        let read = move || {
            read_actions::<()>(&journal, &selection, |entry, action| {
                if !journal.is_of_this_run(entry.seq) {
                    found.extend(pick(action));
                }
                ControlFlow::Continue(())
            });
            found
        };
        tokio::task::spawn_blocking(read).await.unwrap_or_default()
    }

    async fn find_about_call<T: Send + 'static>(
        &self,
        call: String,
        mut find: impl FnMut(&Action) -> ControlFlow<T> + Send + 'static,
    ) -> Option<T> {
        let journal = self.clone();
        let selection = Selection {
            call: Some(call),
            ..Selection::default()
        };
        let read = move || read_actions(&journal, &selection, |_, action| find(action));
        tokio::task::spawn_blocking(read).await.ok().flatten()
    }

    fn is_of_this_run(&self, seq: i64) -> bool {
        Journal::is_of_this_run(self, seq)
    }
}

fn read_actions<T>(
    journal: &Journal,
    selection: &Selection,
    mut look: impl FnMut(&Entry, &Action) -> ControlFlow<T>,
) -> Option<T> {
    let mut found = None;
    let mut reader = journal.reader().ok().flatten()?;
    let _ = reader.newest_first::<()>(selection, |entry| {
        let Record::Action(action) = &entry.record else {
            return ControlFlow::Continue(());
        };
        match look(&entry, action) {
            ControlFlow::Continue(()) => ControlFlow::Continue(()),
            ControlFlow::Break(result) => {
                found = Some(result);
                ControlFlow::Break(Ok(()))
            }
        }
    });
    found
}
