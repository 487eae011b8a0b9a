//! One listener owns a journal: a file lock, with the owner's pid and URL inside.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use crate::receiver::journal::record::JournalError;

/// Held as long as the listener runs; the system lets go of it when the process ends in any way.
#[derive(Debug)]
pub(crate) struct Lock(File);

impl Lock {
    /// Takes the lock, or says who has it.
    pub(crate) fn take(dir: &Path) -> Result<Lock, JournalError> {
        let path = dir.join("journal.lock");
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .map_err(|error| JournalError::file("lock", &path, &error))?;
        match file.try_lock() {
            Ok(()) => Ok(Lock(file)),
            Err(TryLockError::Error(error)) => Err(JournalError::file("lock", &path, &error)),
            Err(TryLockError::WouldBlock) => {
                let mut owner = String::new();
                let _ = file.read_to_string(&mut owner);
                Err(JournalError::Busy {
                    owner: crate::terminal::sanitize(owner.trim()),
                })
            }
        }
    }

    /// Leaves word of the owner for whoever comes next. A failure only makes that message poorer.
    pub(crate) fn write_address(&mut self, url: &str) {
        let text = format!("pid {} at {url}\n", std::process::id());
        let _ = self
            .0
            .set_len(0)
            .and_then(|()| self.0.rewind())
            .and_then(|()| self.0.write_all(text.as_bytes()));
    }
}

/// Whether a listener runs on this journal now, and which (`pid 12 at http://…`).
pub fn owner(dir: &Path) -> Option<String> {
    let mut file = File::open(dir.join("journal.lock")).ok()?;
    // A shared lock, so that two that look at the same time do not see each other.
    if file.try_lock_shared().is_ok() {
        return None;
    }
    let mut owner = String::new();
    file.read_to_string(&mut owner).ok()?;
    Some(crate::terminal::sanitize(owner.trim()))
}
