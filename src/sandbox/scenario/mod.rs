//! Scenarios: who calls whom, what they do when, and what your program is expected to do by when. Pure.
//!
//! All times are call time: in a sandbox at 10x, `3s` are 0.3 s on your program's clock.

mod evaluate;
mod model;
mod read;
mod read_call;
mod read_expectation;
pub mod shipped;
mod values;

pub use evaluate::{CallEvent, CallSoFar, ExpectationResult, evaluate};
pub use model::{ACTIONS, Expected, HoursSense, Scenario, ScenarioExpectation, ScenarioStep};
