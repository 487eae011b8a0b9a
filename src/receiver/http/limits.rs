//! The number of connections that the limit of open files allows.

use std::io;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Maximum number of concurrent connections: twice the default of load tools, so that other senders
/// are still served. Each costs some KiB.
pub(crate) const CONNECTIONS: usize = 4096;

/// File descriptors for other uses: the journal, its readers, forward targets.
const RESERVED: u64 = 64;

/// Fewest file descriptors to start with.
const NEEDED: u64 = RESERVED + 16;

/// Checks that enough files can be open.
pub(crate) fn check() -> io::Result<()> {
    let available = available();
    match available < NEEDED {
        true => Err(io::Error::other(format!(
            "the limit of open files is {available}, at least {NEEDED} are needed (ulimit -n {NEEDED})"
        ))),
        false => Ok(()),
    }
}

/// Returns how many connections to accept at one time.
pub(crate) fn connections() -> usize {
    let connections = available().saturating_sub(RESERVED);
    usize::try_from(connections).map_or(CONNECTIONS, |count| count.clamp(1, CONNECTIONS))
}

/// Raises the limit as far as needed and allowed. Returns the limit.
fn available() -> u64 {
    let limit = getrlimit(Resource::Nofile);
    let current = limit.current.unwrap_or(u64::MAX);
    let maximum = limit.maximum.unwrap_or(u64::MAX);
    let wanted = maximum.min(CONNECTIONS as u64 + RESERVED);
    let raised = Rlimit {
        current: Some(wanted),
        maximum: limit.maximum,
    };
    match current < wanted && setrlimit(Resource::Nofile, raised).is_ok() {
        true => wanted,
        false => current,
    }
}
