//! `chirp console`: the journal on the full screen.
//!
//! Everything but `run` is pure: state and input in, state and effects out; `view` draws a state. `run` is the
//! only file with I/O. The journal is read as `chirp events` reads it: the writer never waits.

mod act;
mod body;
mod io;
mod journal;
mod keys;
mod mode;
mod run;
mod state;
mod view;

#[cfg(test)]
mod tests;

use std::path::PathBuf;

use crate::api::Client;
use crate::secret::Secret;

pub use run::run;

/// The settings of the console.
pub struct Settings {
    /// The folder of the journal.
    pub state_dir: PathBuf,
    /// Whether nothing can be sent at all.
    pub read_only: bool,
    /// The API, when there is a key for it.
    pub api: Option<Client>,
    /// The control API of a sandbox, when the API is on this machine.
    pub sandbox: Option<Client>,
    /// Header and value of the webhook secret, for replays.
    pub secret: Option<(String, Secret)>,
    /// Whether the terminal shows colours.
    pub color: bool,
}

/// The reason why the console cannot run.
#[derive(Debug, thiserror::Error)]
pub enum ConsoleError {
    /// The journal cannot be read.
    #[error(transparent)]
    Journal(#[from] crate::receiver::JournalError),
    /// The terminal cannot be used.
    #[error("cannot use the terminal: {0}")]
    Terminal(#[from] std::io::Error),
}
