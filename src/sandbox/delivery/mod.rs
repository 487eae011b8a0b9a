//! One event on its way to one webhook: what came of each attempt, and when to try again.
//!
//! One success is `200`; any other answer, or none within 5 s, is a failure; up to 5 retries with
//! exponential backoff, then given up (spec, section 4).

pub(crate) mod outbox;
pub(crate) mod payload;
pub(crate) mod post;

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::clock::iso_millis;

/// Retries after the first attempt (spec, section 4).
const RETRIES: usize = 5;
/// The first wait, of call time; each further one is twice as long. The vendor's figures are not known.
pub(crate) const FIRST_WAIT: Duration = Duration::from_secs(1);

/// One event on its way to one webhook.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Delivery {
    pub(crate) id: String,
    pub(crate) webhook_id: String,
    pub(crate) call_id: String,
    pub(crate) event: String,
    pub(crate) event_id: String,
    pub(crate) state: State,
    pub(crate) attempts: Vec<Attempt>,
    pub(crate) created_at: String,
    #[serde(skip)]
    pub(crate) body: String,
    /// Whether the next event of the call waits for the first attempt of this one.
    #[serde(skip)]
    pub(crate) leads: bool,
    /// Attempts that count for the retries; redelivering starts anew.
    #[serde(skip)]
    pub(crate) tries: usize,
    /// A repeat that a fault adds once the delivery is done.
    #[serde(skip)]
    pub(crate) again: bool,
}

/// How far a delivery is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum State {
    Pending,
    Delivered,
    Failed,
}

impl State {
    pub(crate) fn name(self) -> &'static str {
        match self {
            State::Pending => "pending",
            State::Delivered => "delivered",
            State::Failed => "failed",
        }
    }
}

/// A delivery as the data file holds it: with what its log does not show.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Stored<D> {
    #[serde(flatten)]
    delivery: D,
    body: String,
    leads: bool,
    tries: usize,
    again: bool,
}

impl<'a> Stored<&'a Delivery> {
    pub(crate) fn of(delivery: &'a Delivery) -> Self {
        Stored {
            delivery,
            body: delivery.body.clone(),
            leads: delivery.leads,
            tries: delivery.tries,
            again: delivery.again,
        }
    }
}

impl From<Stored<Delivery>> for Delivery {
    fn from(stored: Stored<Delivery>) -> Delivery {
        Delivery {
            body: stored.body,
            leads: stored.leads,
            tries: stored.tries,
            again: stored.again,
            ..stored.delivery
        }
    }
}

/// One post and its answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Attempt {
    pub(crate) at: String,
    /// HTTP status, when there was an answer.
    pub(crate) status: Option<u16>,
    pub(crate) latency_ms: u64,
    pub(crate) error: Option<String>,
}

/// What one post came to.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    pub(crate) status: Option<u16>,
    pub(crate) error: Option<String>,
    pub(crate) latency: Duration,
}

/// All that is needed to post once.
#[derive(Clone, Debug)]
pub(crate) struct OutboundRequest {
    pub(crate) delivery: String,
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

/// What to do after `tries` attempts, the last of which ended so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    Done,
    Again(Duration),
    GiveUp,
}

pub(crate) fn next(tries: usize, status: Option<u16>) -> Next {
    match status {
        Some(200) => Next::Done,
        _ if tries > RETRIES => Next::GiveUp,
        _ => Next::Again(FIRST_WAIT * (1 << tries.saturating_sub(1).min(16))),
    }
}

/// One attempt for the log; `lost` says why an answer does not count.
pub(crate) fn noted(
    wall: Timestamp,
    outcome: &Outcome,
    status: Option<u16>,
    lost: Option<String>,
) -> Attempt {
    let began = wall - outcome.latency;
    Attempt {
        at: iso_millis(began),
        status,
        latency_ms: u64::try_from(outcome.latency.as_millis()).unwrap_or(u64::MAX),
        error: lost.or_else(|| outcome.error.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_200_is_success_and_five_retries_double_their_wait() {
        let waits: Vec<_> = (1..=5).map(|tries| next(tries, Some(500))).collect();
        let expected = [1, 2, 4, 8, 16].map(|seconds| Next::Again(Duration::from_secs(seconds)));
        assert_eq!(waits, expected);
        assert_eq!(next(6, None), Next::GiveUp);
        assert_eq!(next(6, Some(200)), Next::Done);
        for status in [201, 204, 301, 404, 503] {
            assert_eq!(next(1, Some(status)), Next::Again(FIRST_WAIT), "{status}");
        }
    }
}
