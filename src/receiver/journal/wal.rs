//! Checkpoints SQLite's write-ahead log into the main file next to the writer, so that no delivery
//! waits for it.
//!
//! It takes two steps. A thread with its own connection copies the log and syncs the main file
//! while commits continue. Then the writer copies the few new pages between two commits, after
//! which the log restarts at its beginning. SQLite itself would do all of it inside a commit.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::thread::JoinHandle;

use rusqlite::Connection;

use crate::receiver::journal::schema;

/// Frames of 4 KiB after which a copy begins. A log of this length is read back in milliseconds after a crash.
const DUE: i32 = 1000;

/// So much more, and the writer waits for the thread no longer.
const SLACK: i32 = 3000;

/// Checkpoint state of the open write-ahead log.
pub(crate) struct Wal {
    dir: PathBuf,
    /// In the log after the last commit.
    frames: Arc<AtomicI32>,
    seen: i32,
    due: i32,
    copying: Option<JoinHandle<()>>,
}

impl Wal {
    /// The log that `db` writes. From now on commits of `db` do not copy it.
    pub(crate) fn keep(dir: &Path, db: &mut Connection) -> rusqlite::Result<Wal> {
        let frames = Arc::new(AtomicI32::new(0));
        let count = frames.clone();
        db.wal_hook(Some(move |_: &mut rusqlite::hooks::Wal, frames| {
            count.store(frames, Ordering::Relaxed);
            Ok(())
        }))?;
        Ok(Wal {
            dir: dir.to_owned(),
            frames,
            seen: 0,
            due: DUE,
            copying: None,
        })
    }

    /// Takes the next step if it is due; `db` is between two commits.
    pub(crate) fn step(&mut self, db: &Connection) {
        let frames = self.frames.load(Ordering::Relaxed);
        if frames < self.seen {
            // It has begun anew.
            self.due = DUE;
        }
        self.seen = frames;
        let copied = self.copying.take_if(|copying| copying.is_finished());
        if copied.is_some() || frames >= self.due + SLACK {
            copy(db);
            // The log grows as long as a reader holds it.
            self.due = frames + DUE;
        } else if frames >= self.due && self.copying.is_none() {
            let dir = self.dir.clone();
            let thread = std::thread::Builder::new().name("log".to_owned());
            let work = move || {
                if let Ok(db) = schema::open_beside(&dir) {
                    copy(&db);
                }
            };
            self.copying = thread.spawn(work).ok();
        }
    }
}

impl Drop for Wal {
    /// The writer's handle must be the last to be closed: that is what removes the log.
    fn drop(&mut self) {
        if let Some(copying) = self.copying.take() {
            let _ = copying.join();
        }
    }
}

/// Copies without waiting for locks. The next step copies again from the log what failed here: a
/// page counts as copied only after the main file is synced.
fn copy(db: &Connection) {
    let _ = db.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
}
