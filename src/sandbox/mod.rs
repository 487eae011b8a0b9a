//! The Chirp calling API on this machine: every endpoint, calls that progress on their own, and webhooks that
//! are really delivered.
//!
//! `bind` takes plain settings and a port; `BoundSandbox::run` serves until a future ends. The sandbox prints nothing
//! and reads no environment variable, so commands and tests can run it inside their own process.
//!
//! `engine` decides and is pure; `state` holds everything and changes it; `delivery` sends webhooks; `http` serves
//! requests; `scenario` reads and evaluates scenario files.

mod delivery;
mod engine;
mod error;
mod http;
mod runner;
pub mod scenario;
mod settings;
mod state;

pub use crate::clock::Speed;
pub use delivery::log_line::{LogLine, LogSender};
pub use engine::faults::Faults;
pub use engine::remote_party::{MAGIC_NUMBERS, MagicNumber};
pub use error::SandboxError;
pub use runner::{BoundSandbox, bind};
pub use settings::{APP_ID, NUMBERS, SandboxSettings};
