//! Writes to stdout as a plain stream or file, for a caller that must know how much was written.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, AsRawFd};
use std::os::unix::fs::FileExt;

use rustix::fs::OFlags;

use crate::terminal::{OutputError, Terminal, raw_stdout};

/// A stdout that is a regular file.
#[derive(Debug)]
pub struct StdoutFile(File);

impl Terminal {
    /// Writes what stdout takes at once and returns the number of bytes; nothing is buffered.
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

    /// Returns the file that stdout writes to; `None` for terminals, pipes and devices.
    pub fn stdout_file(&self) -> Option<StdoutFile> {
        let file = File::from(raw_stdout().as_fd().try_clone_to_owned().ok()?);
        let is_file = file.metadata().is_ok_and(|found| found.is_file());
        is_file.then_some(StdoutFile(file))
    }
}

impl StdoutFile {
    /// Returns whether the next byte continues a line, as a kill leaves a file. `false` where the system
    /// does not let it be read.
    pub fn ends_within_line(&self) -> bool {
        let last = || {
            let appends = rustix::fs::fcntl_getfl(&self.0)
                .ok()?
                .contains(OFlags::APPEND);
            let next = match appends {
                true => self.0.metadata().ok()?.len(),
                false => rustix::fs::tell(&self.0).ok()?,
            };
            let path = format!("/proc/self/fd/{}", self.0.as_raw_fd());
            let mut byte = [0];
            File::open(path)
                .ok()?
                .read_exact_at(&mut byte, next.checked_sub(1)?)
                .ok()?;
            Some(byte[0])
        };
        last().is_some_and(|last| last != b'\n')
    }

    /// Waits until what was written is on stable storage.
    ///
    /// # Errors
    /// When the system cannot write it; the data may then be lost.
    pub fn sync(&self) -> io::Result<()> {
        self.0.sync_data()
    }
}
