//! The finding of one check.

use std::time::Duration;

use crate::check::catalog::HandlerCheck;
use crate::render::checks::{CheckOutcome, CheckResult};

/// The finding of one check, without the texts of the check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CheckFinding {
    pub(super) outcome: CheckOutcome,
    pub(super) came: String,
    pub(super) fix: Option<String>,
}

impl CheckFinding {
    fn new(outcome: CheckOutcome, came: impl Into<String>) -> CheckFinding {
        let came = came.into();
        CheckFinding {
            outcome,
            came,
            fix: None,
        }
    }

    /// The check passed.
    pub(super) fn pass(came: impl Into<String>) -> CheckFinding {
        CheckFinding::new(CheckOutcome::Pass, came)
    }

    /// The check failed.
    pub(super) fn fail(came: impl Into<String>) -> CheckFinding {
        CheckFinding::new(CheckOutcome::Fail, came)
    }

    /// The check did not run; `how` says how to run it.
    pub(super) fn skip(why: impl Into<String>, how: impl Into<String>) -> CheckFinding {
        CheckFinding::new(CheckOutcome::Skip, why).with_fix(how)
    }

    /// Replaces the fix of the check by a better one.
    pub(super) fn with_fix(mut self, fix: impl Into<String>) -> CheckFinding {
        self.fix = Some(fix.into());
        self
    }

    /// Adds the texts of `check`.
    pub(super) fn into_result(self, check: &HandlerCheck, took: Duration) -> CheckResult {
        CheckResult {
            name: check.name.to_owned(),
            title: check.title.to_owned(),
            outcome: self.outcome,
            sent: check.sent.to_owned(),
            came: self.came,
            why: check.why.to_owned(),
            fix: self.fix.unwrap_or_else(|| check.fix.to_owned()),
            took,
        }
    }
}
