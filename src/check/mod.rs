//! Judges a webhook handler, point by point: sends it what the service may send and looks at the answers.
//!
//! `points` holds the words (what is asked, why it matters, how to mend it), `trials` what is done.

mod answers;
mod checks;
mod command;
mod findings;
pub mod fixture;
pub mod play;

use std::time::{Duration, Instant};

use crate::http::webhook_sender::PostError;
use crate::render::checks::{Outcome, Verdict};

pub use checks::Handler;
pub use findings::{POINTS, Point};

/// What was seen of a point, before it is worded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    outcome: Outcome,
    came: String,
    mend: Option<String>,
}

impl Seen {
    fn new(outcome: Outcome, came: impl Into<String>) -> Seen {
        let came = came.into();
        Seen {
            outcome,
            came,
            mend: None,
        }
    }

    /// As it should be.
    pub fn pass(came: impl Into<String>) -> Seen {
        Seen::new(Outcome::Pass, came)
    }

    /// Not as it should be.
    pub fn fail(came: impl Into<String>) -> Seen {
        Seen::new(Outcome::Fail, came)
    }

    /// Not tried: why, and how to have it tried.
    pub fn skip(why: impl Into<String>, how: impl Into<String>) -> Seen {
        Seen::new(Outcome::Skip, why).mend(how)
    }

    /// With better advice than the point's own.
    pub fn mend(mut self, mend: impl Into<String>) -> Seen {
        self.mend = Some(mend.into());
        self
    }
}

impl Point {
    fn verdict(&self, seen: Seen, took: Duration) -> Verdict {
        Verdict {
            name: self.name.to_owned(),
            title: self.title.to_owned(),
            outcome: seen.outcome,
            sent: self.sent.to_owned(),
            came: seen.came,
            why: self.why.to_owned(),
            mend: seen.mend.unwrap_or_else(|| self.mend.to_owned()),
            took,
        }
    }
}

/// Tries the points of these names in order and tells each judgement as it is made.
///
/// # Errors
/// [`PostError::Connect`] when the handler cannot be reached at all, and nothing is judged; else what
/// `tell` returns.
pub async fn run<E: From<PostError>>(
    handler: &mut Handler,
    names: &[&str],
    mut tell: impl FnMut(Verdict) -> Result<(), E>,
) -> Result<(), E> {
    handler.knock().await?;
    for point in POINTS.iter().filter(|point| names.contains(&point.name)) {
        let started = Instant::now();
        let seen = handler.try_point(point.trial).await;
        tell(point.verdict(seen, started.elapsed()))?;
    }
    Ok(())
}
