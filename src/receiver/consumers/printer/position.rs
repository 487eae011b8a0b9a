//! The position of the printer, and when its cursor may advance.
//!
//! With a regular file the cursor waits until the file is synced: lines that are lost in a power
//! cut are shown again. Syncs are batched, and the printer's own thread waits for them.

use std::time::{Duration, Instant};

use crate::receiver::journal::Follower;
use crate::terminal::{StdoutFile, Terminal};

/// At most one sync in this time.
const SYNC_INTERVAL: Duration = Duration::from_millis(200);

/// The printer's way along the journal.
pub(super) struct Position {
    /// The last entry that was read and composed.
    pub(super) read: i64,
    /// Everything up to here was written.
    shown: i64,
    /// Everything up to here is acknowledged.
    done: i64,
    file: Option<StdoutFile>,
    next_sync: Instant,
}

impl Position {
    pub(super) fn new(terminal: &Terminal) -> Position {
        Position {
            read: 0,
            shown: 0,
            done: 0,
            file: terminal.stdout_file(),
            next_sync: Instant::now(),
        }
    }

    /// Notes that everything up to `shown` was written, and moves the cursor on if it may. Returns whether
    /// anything new was written.
    pub(super) fn advance(&mut self, shown: i64, follower: &Follower, terminal: &Terminal) -> bool {
        let is_new = shown > self.shown;
        self.shown = self.shown.max(shown);
        if self.file.is_none() || Instant::now() >= self.next_sync {
            self.finish(follower, terminal);
        }
        is_new
    }

    /// Flushes the output and advances the cursor.
    pub(super) fn finish(&mut self, follower: &Follower, terminal: &Terminal) {
        if self.shown <= self.done {
            return;
        }
        if let Some(Err(error)) = self.file.as_ref().map(StdoutFile::sync) {
            // A later sync may succeed without the lost lines, so the cursor stays for this run.
            terminal.complain(&format!(
                "error: cannot sync the output: {error}\n  the next chirp listen shows these events again"
            ));
            self.done = i64::MAX;
            return;
        }
        self.next_sync = Instant::now() + SYNC_INTERVAL;
        self.done = self.shown;
        follower.ack(self.shown);
    }

    /// The time until a sync is due.
    pub(super) fn next_sync(&self) -> Option<Duration> {
        let is_due = self.file.is_some() && self.shown > self.done;
        is_due.then(|| self.next_sync.saturating_duration_since(Instant::now()))
    }
}
