//! The values that enter and leave the journal. Every other file of it uses them.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::events::entry::Action;
use crate::receiver::delivery::Delivery;

/// The reason why the journal cannot be used.
#[derive(Clone, Debug, thiserror::Error)]
pub enum JournalError {
    /// Another listener owns it.
    #[error("another chirp listen uses this journal: {owner}")]
    Busy {
        /// `pid 12 at http://127.0.0.1:8080`.
        owner: String,
    },
    /// A file cannot be used.
    #[error("cannot {act} the journal {}: {problem}", path.display())]
    File {
        /// `open`, `read`, `lock`.
        act: &'static str,
        /// Which.
        path: PathBuf,
        /// The system's or SQLite's words.
        problem: String,
    },
    /// A later chirp wrote it.
    #[error("the journal {} is of version {version}, newer than this chirp", path.display())]
    Newer {
        /// Which.
        path: PathBuf,
        /// Its version.
        version: i64,
    },
    /// The file exists and is not a journal, or its beginning is damaged.
    #[error("cannot use the journal {}: {problem}", path.display())]
    Damaged {
        /// Which.
        path: PathBuf,
        /// SQLite's words.
        problem: String,
    },
    /// Reading or writing failed.
    #[error("the journal failed: {0}")]
    Storage(String),
    /// The listener has stopped.
    #[error("the journal is closed")]
    Closed,
}

impl JournalError {
    pub(crate) fn file(act: &'static str, path: &Path, problem: &impl ToString) -> Self {
        JournalError::File {
            act,
            path: path.to_owned(),
            problem: problem.to_string(),
        }
    }
}

/// The result of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Its own place in the journal.
    pub seq: i64,
    /// The classification of the delivery.
    pub kept: Kept,
}

/// The classification of a delivery. An action is always new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Seen for the first time.
    New,
    /// Same `eventId` and same body.
    Duplicate,
    /// Same `eventId`, different body.
    Conflict,
    /// No event, but kept.
    Quarantined,
}

/// Something to be recorded.
#[derive(Debug)]
pub(crate) enum NewRecord {
    // Boxed: it passes through the channel and the batch by pointer.
    Delivery(Box<Delivery>),
    Action(Timestamp, Action),
}
