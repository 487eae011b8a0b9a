//! The program's end of a filter process: starts it, sends inputs, waits for results, kills it.

use std::io::{self, Read};
use std::os::fd::AsFd;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec};

use crate::render::jq::child;
use crate::render::jq::wire::{self, Tag};
use crate::shutdown::{Stop, Watch};

/// Between two looks for a signal.
const LOOK: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 10_000_000,
};
/// Bytes read from the process at once.
const CHUNK: usize = 64 * 1024;

/// A running filter process; killed when dropped.
pub(super) struct Process {
    child: Child,
    buffer: Vec<u8>,
}

/// The reason why no frame came.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The time was up.
    Slow,
    /// The process ended: out of memory or stack, or it could not be started.
    Ended,
    /// A signal asks the program to stop.
    Stopped(Stop),
}

impl From<io::Error> for Trouble {
    fn from(_: io::Error) -> Trouble {
        Trouble::Ended
    }
}

impl Process {
    /// Starts a process and sends it the filter.
    pub(super) fn start(code: &str) -> io::Result<Process> {
        let spawned = programs().into_iter().map(|program| {
            Command::new(program)
                .arg(child::ARGUMENT)
                // It needs nothing of the environment, and must not know the API key.
                .env_clear()
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                // Ctrl-C reaches the program, which decides.
                .process_group(0)
                .spawn()
        });
        let mut last = Err(io::ErrorKind::NotFound.into());
        for child in spawned {
            last = child;
            if last.is_ok() {
                break;
            }
        }
        let mut process = Process {
            child: last?,
            buffer: Vec::new(),
        };
        process.send(code)?;
        Ok(process)
    }

    /// Sends the filter or an input.
    pub(super) fn send(&mut self, text: &str) -> io::Result<()> {
        let stdin = self.child.stdin.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        wire::write(stdin, Tag::Text, text.as_bytes())
    }

    /// Waits for the next frame. The time that this takes is counted off `left`.
    pub(super) fn receive(
        &mut self,
        left: &mut Duration,
        watch: Option<&Watch>,
    ) -> Result<(Tag, Vec<u8>), Trouble> {
        loop {
            if let Some(frame) = wire::take(&mut self.buffer)? {
                return Ok(frame);
            }
            let stdout = self.child.stdout.as_mut().ok_or(Trouble::Ended)?;
            let began = Instant::now();
            let ready = {
                let mut polled = [PollFd::from_borrowed_fd(stdout.as_fd(), PollFlags::IN)];
                rustix::event::poll(&mut polled, Some(&LOOK))
            };
            *left = left.saturating_sub(began.elapsed());
            if let Some(stop) = watch.and_then(Watch::seen) {
                return Err(Trouble::Stopped(stop));
            }
            match ready {
                Ok(0) | Err(rustix::io::Errno::INTR) if left.is_zero() => {
                    return Err(Trouble::Slow);
                }
                Ok(0) | Err(rustix::io::Errno::INTR) => continue,
                Ok(_) => {}
                Err(error) => return Err(io::Error::from(error).into()),
            }
            let length = self.buffer.len();
            self.buffer.resize(length + CHUNK, 0);
            let got = stdout.read(&mut self.buffer[length..])?;
            self.buffer.truncate(length + got);
            if got == 0 {
                return Err(Trouble::Ended);
            }
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The paths under which this program can be started again. The first works even when the file was
/// replaced by a newer version, the others without `/proc`.
fn programs() -> Vec<PathBuf> {
    let mut paths = Vec::new();
    if cfg!(target_os = "linux") {
        paths.push(PathBuf::from("/proc/self/exe"));
    }
    paths.extend(std::env::current_exe().ok());
    paths.extend(std::env::args_os().next().map(PathBuf::from));
    paths
}
