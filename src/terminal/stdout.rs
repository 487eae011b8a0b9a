//! stdout as a plain stream or file, for who must know to the byte what its reader got.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, AsRawFd};
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;

use rustix::fs::OFlags;

use crate::terminal::{OutputError, Terminal, raw_stdout};

/// A stdout that is a file on disk.
#[derive(Debug)]
pub struct StdoutFile {
    file: File,
    appends: bool,
    /// The file system it is on.
    pub device: u64,
    /// Its number there.
    pub inode: u64,
    /// Where it was when it was opened.
    pub path: PathBuf,
}

impl Terminal {
    /// Writes what stdout takes at once and gives how many bytes that was; nothing is kept back.
    ///
    /// # Errors
    /// When stdout is closed or cannot take any of it.
    pub fn write_some(&self, bytes: &[u8]) -> Result<usize, OutputError> {
        loop {
            match rustix::io::write(raw_stdout(), bytes) {
                Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(io::Error::from(error).into()),
                Ok(0) => return Err(io::Error::from(io::ErrorKind::WriteZero).into()),
                Ok(written) => return Ok(written),
            }
        }
    }

    /// The file behind stdout; `None` for terminals, pipes, and systems that do not tell its path.
    pub fn stdout_file(&self) -> Option<StdoutFile> {
        let file = File::from(raw_stdout().as_fd().try_clone_to_owned().ok()?);
        let found = file.metadata().ok().filter(|found| found.is_file())?;
        let path = std::fs::read_link(format!("/proc/self/fd/{}", file.as_raw_fd())).ok()?;
        let flags = rustix::fs::fcntl_getfl(&file).ok()?;
        Some(StdoutFile {
            file,
            appends: flags.contains(OFlags::APPEND),
            device: found.dev(),
            inode: found.ino(),
            path,
        })
    }
}

impl StdoutFile {
    /// Where the next byte will be written.
    pub fn position(&self) -> Option<u64> {
        match self.appends {
            true => self.file.metadata().map(|found| found.len()).ok(),
            false => rustix::fs::tell(&self.file).ok(),
        }
    }
}
