//! Notices that the journal's files were removed or replaced while they are open.
//!
//! Writing and syncing an unlinked file succeeds, but nothing of it remains.

use std::fs::metadata;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::receiver::journal::record::JournalError;
use crate::receiver::journal::schema;

/// Device and inode.
type Identity = (u64, u64);

/// The open files: the journal and its write-ahead log.
pub(crate) struct Files {
    paths: [PathBuf; 2],
    opened: [Option<Identity>; 2],
}

impl Files {
    /// Remembers the files of the open journal in `dir`.
    pub(crate) fn remember(dir: &Path) -> Files {
        let paths = [schema::file(dir), dir.join("journal.db-wal")];
        let opened = paths.each_ref().map(|path| identity(path));
        Files { paths, opened }
    }

    /// Checks, after a commit, that the committed bytes are in the files under these names.
    pub(crate) fn check(&mut self) -> Result<(), JournalError> {
        for (path, opened) in self.paths.iter().zip(&mut self.opened) {
            let found = identity(path);
            // The first commit creates the log.
            *opened = opened.or(found);
            if found.is_none() || found != *opened {
                let text = format!("{} was removed or replaced", path.display());
                return Err(JournalError::Storage(text));
            }
        }
        Ok(())
    }
}

fn identity(path: &Path) -> Option<Identity> {
    metadata(path).ok().map(|file| (file.dev(), file.ino()))
}
