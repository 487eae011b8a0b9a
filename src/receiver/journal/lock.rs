//! One listener owns a journal.
//!
//! The state directory itself is locked, since a lock file can be removed. `journal.lock` holds pid and
//! URL of the owner.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

use crate::receiver::journal::record::JournalError;

/// Held as long as the listener runs. The system releases it when the process ends in any way.
#[derive(Debug)]
pub(crate) struct Lock {
    dir: File,
    file: File,
}

impl Lock {
    /// Takes the lock, or names its owner in the error.
    pub(crate) fn take(dir: &Path) -> Result<Lock, JournalError> {
        let path = dir.join("journal.lock");
        let failed = |error: std::io::Error| JournalError::file("lock", &path, &error);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .map_err(failed)?;
        let dir = File::open(dir).map_err(failed)?;
        // Versions before 0.2 lock the file only.
        match dir.try_lock().and_then(|()| file.try_lock()) {
            Ok(()) => Ok(Lock { dir, file }),
            Err(TryLockError::Error(error)) => Err(failed(error)),
            Err(TryLockError::WouldBlock) => Err(JournalError::Busy {
                owner: read_owner(&mut file),
            }),
        }
    }

    /// Returns whether `dir` is still the locked directory.
    pub(crate) fn holds(&self, dir: &Path) -> bool {
        let id = |found: std::io::Result<std::fs::Metadata>| {
            found.ok().map(|found| (found.dev(), found.ino()))
        };
        id(self.dir.metadata()) == id(std::fs::metadata(dir))
    }

    /// Writes the owner's address for the error of a second listener. A failure only makes that error
    /// less helpful.
    pub(crate) fn write_address(&mut self, url: &str) {
        let text = format!("pid {} at {url}\n", std::process::id());
        let _ = self
            .file
            .set_len(0)
            .and_then(|()| self.file.rewind())
            .and_then(|()| self.file.write_all(text.as_bytes()));
    }
}

/// Returns the listener that runs on this journal now, such as `pid 12 at http://…`.
pub fn owner(dir: &Path) -> Option<String> {
    let mut file = File::open(dir.join("journal.lock")).ok();
    // Shared locks, so that two readers do not take each other for an owner.
    let is_free = |file: &File| file.try_lock_shared().is_ok();
    if is_free(&File::open(dir).ok()?) && file.as_ref().is_none_or(is_free) {
        return None;
    }
    Some(file.as_mut().map_or_else(unknown, read_owner))
}

fn read_owner(file: &mut File) -> String {
    let mut owner = String::new();
    let _ = file.read_to_string(&mut owner);
    match owner.trim() {
        "" => unknown(),
        owner => crate::terminal::sanitize(owner),
    }
}

fn unknown() -> String {
    "its pid and address are unknown, as journal.lock was removed".to_owned()
}
