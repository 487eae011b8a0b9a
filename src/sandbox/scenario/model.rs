//! The types of a scenario.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::clock::hours::Hours;

/// The actions of the remote party.
pub const ACTIONS: [&str; 8] = [
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
    /// A short title.
    pub title: String,
    /// Whether the call is inbound.
    pub inbound: bool,
    /// The request body that starts the call: of `POST /_sandbox/calls`, or of `POST /v1/calls`.
    pub call: Map<String, Value>,
    /// The actions of the remote party, in order of time.
    pub steps: Vec<ScenarioStep>,
    /// The expectations, in order.
    pub expectations: Vec<ScenarioExpectation>,
}

/// One action of the remote party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioStep {
    /// Time since the start of the call.
    pub at: Duration,
    /// One of [`ACTIONS`].
    pub action: String,
}

/// One expectation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioExpectation {
    /// The expectation.
    pub expected: Expected,
    /// The time limit, counted from when the previous expectation was met, or from the start of the call.
    pub within: Duration,
    /// Why it matters, as the file says; may be empty.
    pub why: String,
    /// The hours at which it applies (`when`), or does not apply (`unless`).
    pub hours: Option<(HoursSense, Hours)>,
}

/// Whether an expectation applies inside or outside its hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoursSense {
    /// Applies only inside these hours.
    When,
    /// Applies only outside these hours.
    Unless,
}

/// The kind of an expectation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// The program sends one of these commands, and the sandbox accepts it.
    Command(Vec<String>),
    /// The program sends none of these until all other expectations are evaluated.
    NoCommand(Vec<String>),
    /// The sandbox sends this event.
    Event(String),
    /// The call reaches this status.
    Status(String),
}

impl ScenarioExpectation {
    /// Returns whether it applies when the handler's clock shows `now`.
    pub fn applies_at(&self, now: Timestamp) -> bool {
        match &self.hours {
            None => true,
            Some((HoursSense::When, hours)) => hours.hold(now),
            Some((HoursSense::Unless, hours)) => !hours.hold(now),
        }
    }

    /// Describes when it applies.
    pub fn condition(&self) -> String {
        match &self.hours {
            None => "expected at any hour".into(),
            Some((HoursSense::When, hours)) => format!("expected {hours} only"),
            Some((HoursSense::Unless, hours)) => format!("expected outside {hours} only"),
        }
    }

    /// Describes it as a statement that should hold.
    pub fn title(&self) -> String {
        let within = seconds(self.within);
        match &self.expected {
            Expected::Command(names) => format!("sends {} within {within}", names.join(" or ")),
            Expected::NoCommand(names) => format!("never sends {}", names.join(" or ")),
            Expected::Event(name) => format!("receives {name} within {within}"),
            Expected::Status(status) => format!("the call is {status} within {within}"),
        }
    }
}

/// Formats a duration as `3 s` or `0.25 s`.
pub(crate) fn seconds(duration: Duration) -> String {
    format!("{} s", (duration.as_secs_f64() * 100.0).round() / 100.0)
}
