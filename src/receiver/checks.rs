//! Checks before the listener starts: rejects a folder in which a journal can never be kept.
//!
//! A disk that is full or read-only for a while is not rejected: the listener starts, responds with
//! 503, and continues when it can write.

use std::fs::{DirBuilder, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use crate::receiver::ReceiverError;
use crate::receiver::journal::JournalError;

/// Checks that a journal can be kept in the state directory `dir`, now or later; creates the
/// directory if necessary.
///
/// # Errors
/// When the user has to change something first.
pub(crate) fn state_dir(dir: &Path) -> Result<(), JournalError> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(dir);
    // Opens the file with the lock's options: this shows whether files can be created here.
    let lock = dir.join("journal.lock");
    let mut file = OpenOptions::new();
    let file = file.read(true).write(true).create(true).truncate(false);
    if !judge(made, "create", dir)? || !judge(file.mode(0o600).open(&lock), "lock", &lock)? {
        return Ok(());
    }
    let journal = dir.join("journal.db");
    let opened = OpenOptions::new().read(true).append(true).open(&journal);
    match opened {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        opened => judge(opened, "open", &journal).map(|_| ()),
    }
}

/// Checks that files can be saved in `dir` (`--save-media`); creates it if necessary.
///
/// # Errors
/// When no file can be written there now.
pub fn media_dir(dir: &Path) -> Result<(), ReceiverError> {
    let made = DirBuilder::new().recursive(true).create(dir);
    // An unnamed file, so that no file remains.
    let tried = made.and_then(|()| tempfile::tempfile_in(dir).map(|_| ()));
    tried.map_err(|error| ReceiverError::Media {
        dir: dir.to_owned(),
        problem: words(&error),
    })
}

/// Returns whether it succeeded; an error only if it can never succeed.
fn judge<T>(done: io::Result<T>, act: &'static str, path: &Path) -> Result<bool, JournalError> {
    match done {
        Ok(_) => Ok(true),
        Err(error) if lasts(error.kind()) => Err(JournalError::File {
            act,
            path: path.to_owned(),
            problem: words(&error),
        }),
        Err(_) => Ok(false),
    }
}

/// Returns whether retrying is useless. Any error that is not known to be permanent may pass.
fn lasts(kind: ErrorKind) -> bool {
    use ErrorKind::{
        AlreadyExists, InvalidInput, IsADirectory, NotADirectory, NotFound, PermissionDenied,
    };
    matches!(
        kind,
        AlreadyExists | InvalidInput | IsADirectory | NotADirectory | NotFound | PermissionDenied
    )
}

/// The system's words; "File exists" alone would sound as if all were well.
fn words(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::AlreadyExists => "it is there and is no folder".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lasts_is_refused_and_what_may_pass_is_not() {
        let judged = |errno| {
            let done: io::Result<()> = Err(io::Error::from_raw_os_error(errno));
            judge(done, "create", Path::new("/x")).ok()
        };
        // EACCES, EEXIST, ENOTDIR, EISDIR, EPERM, ENOENT
        for errno in [13, 17, 20, 21, 1, 2] {
            assert_eq!(judged(errno), None, "{errno}");
        }
        // EIO, ENFILE, EMFILE, ENOSPC, EROFS, EDQUOT, ENOMEM
        for errno in [5, 23, 24, 28, 30, 122, 12] {
            assert_eq!(judged(errno), Some(false), "{errno}");
        }
    }
}
