//! Checks a webhook handler: sends it what the service may send, and evaluates its answers.
//!
//! `catalog` holds the texts of the checks, `checks` what they do, `play` plays scenarios.

mod answers;
mod catalog;
mod checks;
mod command;
mod finding;
pub mod fixture;
pub mod load;
pub mod play;
mod sample_events;

pub use catalog::{CHECKS, HandlerCheck};
pub use checks::{CheckedHandler, NoFixture, run};
