//! Scenarios: who calls whom, what they do when, what your program is expected to do by when. Pure.
//!
//! All times are call time: with a sandbox at 10x, `3s` are 0.3 s on your program's clock.

mod judge;
mod read;
pub mod shipped;
mod values;

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::clock::hours::Hours;
use crate::toml_file::FileError;

pub use judge::{Mark, Note, Scene, judge};

/// What the other side can do by the control API.
pub const ACTS: [&str; 8] = [
    "ring",
    "answer",
    "busy",
    "fail",
    "no_answer",
    "give_up",
    "hang_up",
    "leave_message",
];

/// One scenario file.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// What it shows, in a few words.
    pub title: String,
    /// Whether somebody calls the app; else the app calls.
    pub inbound: bool,
    /// The body that makes the call: of `POST /_sandbox/calls` or `POST /v1/calls`.
    pub call: Map<String, Value>,
    /// What the other side does, in order of time.
    pub steps: Vec<Step>,
    /// What is expected, in the order in which it has to happen.
    pub expects: Vec<Expect>,
}

/// Something that the other side does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Since the start of the call.
    pub at: Duration,
    /// One of [`ACTS`].
    pub act: String,
}

/// One expectation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expect {
    /// What has to happen.
    pub what: What,
    /// At most this long after the expectation before it was met, or after the start of the call.
    pub within: Duration,
    /// Why it matters, in the file's own words; may be empty.
    pub why: String,
    /// Expected at these hours only (`when`), or at all but these (`unless`).
    pub hours: Option<(Sense, Hours)>,
}

/// Which side of some hours is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    /// In them.
    When,
    /// Outside them.
    Unless,
}

/// What can be expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// The program sends one of these commands, and it fits.
    Command(Vec<String>),
    /// The program sends none of these; judged when all else is.
    NoCommand(Vec<String>),
    /// The sandbox sends this event.
    Event(String),
    /// The call gets this status.
    Status(String),
}

impl Expect {
    /// Whether it is expected when the handler's clock shows `now`.
    pub fn holds_at(&self, now: Timestamp) -> bool {
        match &self.hours {
            None => true,
            Some((Sense::When, hours)) => hours.hold(now),
            Some((Sense::Unless, hours)) => !hours.hold(now),
        }
    }

    /// When it is expected, for a person.
    pub fn condition(&self) -> String {
        match &self.hours {
            None => "expected at any hour".into(),
            Some((Sense::When, hours)) => format!("expected {hours} only"),
            Some((Sense::Unless, hours)) => format!("expected outside {hours} only"),
        }
    }

    /// As a statement that should hold.
    pub fn title(&self) -> String {
        let within = seconds(self.within);
        match &self.what {
            What::Command(names) => format!("sends {} within {within}", names.join(" or ")),
            What::NoCommand(names) => format!("never sends {}", names.join(" or ")),
            What::Event(name) => format!("gets {name} within {within}"),
            What::Status(status) => format!("the call is {status} within {within}"),
        }
    }
}

/// `3 s`, `0.25 s`.
pub(crate) fn seconds(duration: Duration) -> String {
    format!("{} s", (duration.as_secs_f64() * 100.0).round() / 100.0)
}

impl Scenario {
    /// Reads a file's text.
    ///
    /// # Errors
    /// The first thing that is wrong with it; unknown keys are.
    pub fn parse(text: &str) -> Result<Scenario, FileError> {
        read::scenario(text)
    }
}
