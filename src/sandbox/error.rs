//! The reason why the sandbox cannot start or continue.

use std::net::SocketAddr;
use std::path::PathBuf;

/// A failure of the sandbox itself. A rejected request is an `ErrorReply` instead.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// Another program listens on the port.
    #[error("port {} is in use", .0.port())]
    PortInUse(SocketAddr),
    /// The address cannot be bound for another reason.
    #[error("cannot listen on {address}: {problem}")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// The operating system's message.
        problem: String,
    },
    /// The data file cannot be read or written.
    #[error("cannot use the data file {}: {problem}", path.display())]
    Data {
        /// The file.
        path: PathBuf,
        /// SQLite's message.
        problem: String,
    },
}
