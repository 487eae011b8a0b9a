//! Entries of the journal: a JSON object for programs, a line for people.

mod detail;
mod json;
mod line;

pub use detail::{bytes_of, matters};
pub use json::object;
pub use line::{Lines, call_tone, short_call};
