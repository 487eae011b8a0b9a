//! Entries of the journal: a JSON object for programs, a line for people.

mod body;
mod detail;
mod export;
mod follow_up;
mod json;
mod layout;
mod line;

pub use body::{body_lines, toned_body};
pub use detail::{bytes_of, headers_of, matters, shown_headers};
pub use export::{curl_line, har};
pub use follow_up::About;
pub use json::{object, whole};
pub use line::{Lines, call_tone, row};
