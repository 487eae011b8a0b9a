//! The journal: deliveries and the actions for them, on stable storage, in one order.
//!
//! It is the only connection between the consumers. One thread writes; followers read at their own
//! pace.

mod files;
mod follow;
mod gauges;
mod jobs;
mod lock;
mod reader;
mod record;
mod retention;
mod row;
mod schema;
mod size_limit;
mod state;
mod store;
mod wal;
mod writer;

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use crate::events::entry::Action;
use crate::receiver::delivery::Delivery;
use crate::receiver::journal::jobs::Jobs;
use crate::receiver::journal::record::NewRecord;
use crate::receiver::journal::state::Shared;
use crate::receiver::journal::writer::Writer;
use crate::terminal::Terminal;

pub use follow::{Follower, Next};
pub use lock::owner;
pub use reader::{Reader, Selection};
pub use record::{JournalError, Kept, Receipt};
pub use retention::{Keep, Pace, Pruned, count_older, prune};
pub use schema::{file, sqlite_version};

/// The consumer that ships entries to a shared journal. A run without one does not forget how far it has come:
/// what waits is shipped by the next run that has one.
pub const SHIP: &str = "ship";

/// A handle to the open journal; clones share it.
#[derive(Clone, Debug)]
pub struct Journal {
    dir: PathBuf,
    shared: Arc<Shared>,
    jobs: Jobs,
}

impl Journal {
    /// Takes the journal in the state directory `dir` for this process and starts its writer. A
    /// disk that cannot be written now is complained about on `terminal` and tried again with
    /// every delivery. Call it on a runtime.
    ///
    /// # Errors
    /// When another listener owns it, or it is damaged beyond opening or of a newer version.
    pub fn open(dir: &Path, terminal: Terminal) -> Result<Journal, JournalError> {
        let shared = Arc::new(Shared::new());
        let mut writer = Writer {
            dir: dir.to_owned(),
            terminal,
            shared: shared.clone(),
            lock: None,
            store: None,
            outage: None,
            url: None,
        };
        match writer.open() {
            Err(
                error @ (JournalError::Busy { .. }
                | JournalError::Newer { .. }
                | JournalError::Damaged { .. }),
            ) => return Err(error),
            Err(error) => writer.failed(&error),
            Ok(()) => {}
        }
        let jobs = writer
            .start()
            .map_err(|error| JournalError::Storage(error.to_string()))?;
        Ok(Journal {
            dir: dir.to_owned(),
            shared,
            jobs,
        })
    }

    /// Limits the journal to `bytes` from now on; entries that a consumer still needs are kept.
    ///
    /// # Errors
    /// When no thread can be started.
    pub fn cap(&self, bytes: u64, terminal: Terminal) -> std::io::Result<()> {
        size_limit::start(self.dir.clone(), bytes, terminal)
    }

    /// Leaves the listener's address in the lock, for a second one to name.
    pub fn write_address(&self, url: &str) {
        self.jobs.write_address(url);
    }

    /// Records a delivery. It is on stable storage when this returns `Ok`.
    ///
    /// # Errors
    /// When it could not be written. It may or may not be in the file, and no consumer sees it.
    pub async fn deliver(&self, delivery: Delivery) -> Result<Receipt, JournalError> {
        self.jobs
            .write(NewRecord::Delivery(Box::new(delivery)))
            .await
    }

    /// Records an action or an intent of a consumer. It is on stable storage when this returns
    /// `Ok`.
    ///
    /// # Errors
    /// When it could not be written.
    pub async fn record(&self, at: Timestamp, action: Action) -> Result<Receipt, JournalError> {
        self.jobs.write(NewRecord::Action(at, action)).await
    }

    /// Returns the entries after the cursor of `stage`, and future ones, until
    /// [`Journal::close_intake`]. A new consumer starts with the entries after the journal was
    /// opened.
    pub fn follow(&self, stage: &str) -> Follower {
        self.follower(stage, false)
    }

    /// Returns the entries as [`Journal::follow`] does, but up to the very last one
    /// ([`Journal::finish`]).
    pub fn follow_to_the_end(&self, stage: &str) -> Follower {
        self.follower(stage, true)
    }

    /// Resolves when no further event will be recorded: the receiver stops.
    pub async fn closing(&self) {
        let mut wake = self.shared.subscribe();
        loop {
            if self.is_closing() {
                return;
            }
            let _ = wake.changed().await;
        }
    }

    /// Whether no further event will be recorded.
    pub fn is_closing(&self) -> bool {
        let state = self.shared.lock();
        state.intake_end.is_some() || state.closed
    }

    /// Forgets how far all other stages had come: they begin anew when they are followed again.
    pub fn keep_consumers(&self, stages: &[String]) {
        let gone = {
            let mut state = self.shared.lock();
            let gone: Vec<String> = (state.cursors.keys())
                .filter(|stage| *stage != SHIP && !stages.contains(stage))
                .cloned()
                .collect();
            state
                .cursors
                .retain(|stage, _| stage == SHIP || stages.contains(stage));
            gone
        };
        if !gone.is_empty() {
            self.jobs.forget(gone);
        }
    }

    /// Returns the `seq` up to which a consumer is done, as far as the journal knows; 0 when it knows nothing.
    pub fn reached(&self, consumer: &str) -> i64 {
        let state = self.shared.lock();
        state.cursors.get(consumer).copied().unwrap_or_default()
    }

    fn follower(&self, stage: &str, to_the_end: bool) -> Follower {
        // Enters it now, so that entries from now on are its own also after a crash.
        let mut state = self.shared.lock();
        let next = state.opened.then(|| state.register_consumer(stage));
        drop(state);
        Follower {
            dir: self.dir.clone(),
            shared: self.shared.clone(),
            jobs: self.jobs.clone(),
            stage: stage.to_owned(),
            to_the_end,
            wake: self.shared.subscribe(),
            next,
            page: VecDeque::new(),
            reader: None,
        }
    }

    /// Returns whether the entry `seq` was written after this process had opened the journal.
    pub fn is_of_this_run(&self, seq: i64) -> bool {
        let state = self.shared.lock();
        state.opened && seq > state.base
    }

    /// Returns a new reader for lookups; `None` while there is no file.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn reader(&self) -> Result<Option<Reader>, JournalError> {
        Reader::open(&self.dir)
    }

    /// Returns the folder of the journal.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Nothing will be delivered any more: followers end at the present head, except those that go
    /// on to the very end.
    pub fn close_intake(&self) {
        self.shared
            .change(|state| state.intake_end = Some(state.head));
    }

    /// Nothing will be recorded any more: followers to the end finish at the present head.
    pub fn finish(&self) {
        self.shared.change(|state| state.closed = true);
    }

    /// Writes the pending entries and cursors, and closes the file.
    pub async fn close(&self) {
        self.jobs.close().await;
    }
}

#[cfg(test)]
mod tests;
