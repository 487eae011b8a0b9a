//! The shared journal on PostgreSQL: several receivers ship their entries to it, several workers consume it.
//!
//! A receiver acknowledges from its own disk as ever; its journal is the spool from which [`ship`] copies entries
//! exactly once. Workers hold leases on partitions, so that one of them at a time handles a call.

pub mod address;
pub mod connect;
pub mod consumer;
pub mod follow;
pub mod lease;
mod partition;
pub mod prune;
pub mod reader;
mod record;
pub mod schema;
pub mod ship;
pub mod status;
mod tls;
pub mod work;

use std::time::Duration;

pub use address::Address;
pub use reader::Reader;

/// The name under which a receiver's own journal keeps how far it has shipped.
pub const SHIP: &str = crate::receiver::journal::SHIP;

/// The partitions of a shared journal. A call belongs to one of them.
pub const PARTITIONS: usize = 64;

/// A member that was not heard of for this long counts as gone.
pub(crate) const MEMBER_TTL: Duration = Duration::from_secs(30);

/// Why the shared journal cannot be used.
#[derive(Clone, Debug, thiserror::Error)]
pub enum FleetError {
    /// `--journal` or a password source is wrong; nothing was done.
    #[error("{message}")]
    Address {
        /// What is wrong.
        message: String,
        /// What to type instead.
        hint: String,
    },
    /// No server could be reached.
    #[error("cannot reach the shared journal at {place}: {problem}")]
    Connect {
        /// The hosts, without user and password.
        place: String,
        /// The reason, of the last host tried.
        problem: String,
    },
    /// The connection broke or a time limit passed; whether the last change was made is unknown.
    #[error("the connection to the shared journal broke: {0}")]
    Broken(String),
    /// The server refused a statement.
    #[error("the shared journal refused: {message}")]
    Refused {
        /// The server's message.
        message: String,
        /// The five characters of its SQLSTATE.
        code: String,
    },
    /// The database has no shared journal.
    #[error("the database has no shared journal yet")]
    NoSchema,
    /// There is one already.
    #[error("the database has a shared journal already, of version {0}")]
    Exists(i32),
    /// A later chirp made it.
    #[error("the shared journal is of version {0}, newer than this chirp")]
    Newer(i32),
    /// The server is too old.
    #[error("PostgreSQL {0} is too old: 14 or later is needed")]
    OldServer(i32),
}

impl FleetError {
    /// Whether the same attempt may succeed later without anybody changing anything.
    pub fn may_pass(&self) -> bool {
        match self {
            FleetError::Connect { .. } | FleetError::Broken(_) => true,
            // Everything but a missing right, a missing thing and a wrong password may be of the moment.
            FleetError::Refused { code, .. } => !["28", "3D", "42"]
                .iter()
                .any(|class| code.starts_with(class)),
            _ => false,
        }
    }

    /// The next thing to type.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            FleetError::Address { hint, .. } => hint.clone(),
            FleetError::NoSchema => "chirp journal init --journal <URL> creates it".to_owned(),
            FleetError::Exists(_) => "chirp journal status --journal <URL> shows it".to_owned(),
            FleetError::Newer(_) => "install the newer chirp here, too".to_owned(),
            FleetError::Refused { code, .. } if code.starts_with("42501") => {
                "docs/fleet.md has the GRANTs that each role needs".to_owned()
            }
            FleetError::Refused { code, .. } if code.starts_with("28") => {
                "set PGPASSWORD, ~/.pgpass or --journal-password-file".to_owned()
            }
            _ => return None,
        })
    }
}

/// A name for this process in the shared journal, such as `web-1-3f2a9c`; `tail` tells runs apart.
pub(crate) fn member_id(tail: &str) -> String {
    format!("{}-{tail}", host_name())
}

/// The host's name as the system knows it.
pub(crate) fn host_name() -> String {
    let name = rustix::system::uname()
        .nodename()
        .to_string_lossy()
        .into_owned();
    let plain = |c: &char| c.is_ascii_alphanumeric() || "-._".contains(*c);
    let name: String = name.chars().filter(plain).take(64).collect();
    if name.is_empty() {
        "host".to_owned()
    } else {
        name
    }
}

/// Microseconds, as the functions of the schema want durations.
pub(crate) fn micros(time: Duration) -> i64 {
    i64::try_from(time.as_micros()).unwrap_or(i64::MAX)
}
