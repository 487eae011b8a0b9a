//! The local receiver: takes webhooks, records them in the journal, and lets consumers act on them.
//!
//! Acknowledge, then act: the sender's answer depends only on the record being safe on this machine.

pub mod checks;
pub mod consumers;
pub mod counts;
pub mod delivery;
pub mod filter;
pub mod http;
pub mod journal;
pub mod metrics;
mod pipeline;
pub mod probe;
pub mod registration;
pub mod rules;
pub mod service_manager;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use crate::http::webhook_sender::PostError;
use crate::receiver::registration::RegistrationError;
use crate::shutdown::Stop;
use crate::terminal::Terminal;

pub use consumers::Consumers;
pub use consumers::printer::Output;
pub use counts::Counts;
pub use http::{ServerSettings, Tls};
pub use journal::{Journal, JournalError};
pub use pipeline::{BoundReceiver, bind, bind_admin};

/// The reason why the receiver cannot run.
#[derive(Debug, thiserror::Error)]
pub enum ReceiverError {
    /// Another program listens on the port.
    #[error("port {} is in use on {}", address.port(), address.ip())]
    PortInUse {
        /// The address and port.
        address: SocketAddr,
    },
    /// The address cannot be bound for another reason.
    #[error("cannot listen on {address}: {problem}")]
    Bind {
        /// The address and port.
        address: SocketAddr,
        /// The system's error.
        problem: io::Error,
    },
    /// The journal cannot be used.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// Recordings and voicemails cannot be saved in the folder.
    #[error("cannot save media in {}: {problem}", dir.display())]
    Media {
        /// The folder.
        dir: PathBuf,
        /// The system's error.
        problem: String,
    },
    /// The system refuses a thread.
    #[error("cannot start a thread: {0}")]
    Start(io::Error),
    /// A forward target cannot be used: its header or its certificate.
    #[error(transparent)]
    Forward(#[from] PostError),
    /// No webhook could be registered for this run.
    #[error(transparent)]
    Registration(#[from] RegistrationError),
}

/// The settings of the receiver.
#[derive(Clone, Debug)]
pub struct ReceiverSettings {
    /// The folder of the journal.
    pub state_dir: PathBuf,
    /// The address to listen on and the checks of requests.
    pub server: ServerSettings,
    /// The form of stdout.
    pub output: Output,
    /// Globs of event names to show; an empty list means all.
    pub events: Vec<String>,
    /// Stop after this many events were shown.
    pub exit_after: Option<u64>,
    /// Delete the oldest entries when the journal exceeds this size in bytes; `None` keeps all.
    pub journal_size: Option<u64>,
    /// Serve `/healthz`, `/readyz` and `/metrics` at this address.
    pub admin: Option<SocketAddr>,
    /// Accept events for so long after SIGTERM.
    pub drain: Duration,
    /// Tell a person how to register a listener that has no webhook of its own.
    pub hints_at_registering: bool,
    /// The link to the page that shows the journal in a browser, if one runs beside.
    pub inspect: Option<String>,
    /// The streams.
    pub terminal: Terminal,
}

/// The reason why the receiver ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// A signal asked for it.
    Stopped(Stop),
    /// The requested events arrived.
    Enough,
    /// The reader of stdout went away.
    OutputClosed,
    /// These expected events did not come.
    Missed(Vec<String>),
}
