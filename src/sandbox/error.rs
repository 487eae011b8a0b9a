//! Why the sandbox cannot start or go on.

use std::net::SocketAddr;
use std::path::PathBuf;

/// A failure of the sandbox itself; what it refuses to its clients is a `ApiError`.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// Somebody else has the port.
    #[error("port {} is in use", .0.port())]
    PortInUse(SocketAddr),
    /// The address cannot be bound for another reason.
    #[error("cannot listen on {address}: {problem}")]
    Bind {
        /// Where.
        address: SocketAddr,
        /// The system's words.
        problem: String,
    },
    /// The data file cannot be read or written.
    #[error("cannot use the data file {}: {problem}", path.display())]
    Data {
        /// Which.
        path: PathBuf,
        /// SQLite's words.
        problem: String,
    },
}
