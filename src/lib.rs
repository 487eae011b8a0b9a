//! `chirp`: the command line for the Chirp calling API.
//!
//! The modules in reading order, from the command line down to the clock. Imports point down only.

pub mod cli;

pub(crate) mod cmd;

pub mod context;

pub mod error;

pub mod console;
pub mod inspect;

pub mod check;
pub mod fleet;
pub mod receiver;

pub mod render;
pub mod sandbox;

pub mod api;
pub mod config;
pub mod prompt;

pub mod events;
pub mod http;
pub mod shutdown;
pub mod terminal;

pub mod clock;
pub mod files;
pub mod json;
pub mod secret;
pub mod toml_file;
