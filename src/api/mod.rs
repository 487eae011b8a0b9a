//! The Chirp calling API as typed requests and one client that sends them.
//!
//! A file a noun makes the requests (pure), `client` sends, retries and decodes. No clap, no printing.

mod answer;
pub mod apps;
pub mod call_commands;
pub mod calls;
pub mod check;
pub mod client;
pub mod curl;
pub mod download;
pub mod error;
mod failure;
pub mod ids;
pub mod key;
pub mod lenient;
pub mod page;
pub mod pairs;
pub mod recordings;
pub mod request;
mod retry_until;
pub mod simulate;
pub mod tokens;
pub(crate) mod trace;
pub mod types;
pub mod voicemails;
pub mod webhooks;

pub(crate) use answer::Answer;
pub use client::{Client, Notice, Reply};
pub use error::ApiError;
pub use key::KeyKind;
pub use request::{Method, Request};

/// Where the vendor's API lives (docs/api.md).
pub const PRODUCTION: &str = "https://api.buildwithchirp.com";
