//! The record of one event on its way to one webhook.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::clock::iso_millis;
use crate::sandbox::delivery::post::PostOutcome;

/// One event on its way to one webhook.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeliveryRecord {
    pub(crate) id: String,
    pub(crate) webhook_id: String,
    pub(crate) call_id: String,
    pub(crate) event: String,
    pub(crate) event_id: String,
    pub(crate) state: DeliveryState,
    pub(crate) attempts: Vec<DeliveryAttempt>,
    pub(crate) created_at: String,
    #[serde(skip)]
    pub(crate) body: String,
    /// Whether the next event of the call waits for the first attempt of this one.
    #[serde(skip)]
    pub(crate) leads: bool,
    /// Attempts that count towards the retry limit. A redelivery starts at 0 again.
    #[serde(skip)]
    pub(crate) tries: usize,
    /// Whether the fault `duplicate` sends it once more after it was delivered.
    #[serde(skip)]
    pub(crate) again: bool,
    /// The time that the last attempt took.
    #[serde(skip)]
    pub(crate) last_latency: Duration,
}

/// The state of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum DeliveryState {
    Pending,
    Delivered,
    Failed,
}

impl DeliveryState {
    pub(crate) fn name(self) -> &'static str {
        match self {
            DeliveryState::Pending => "pending",
            DeliveryState::Delivered => "delivered",
            DeliveryState::Failed => "failed",
        }
    }
}

/// A delivery in the data file, with the fields that the control API does not show.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct StoredDelivery<D> {
    #[serde(flatten)]
    delivery: D,
    body: String,
    leads: bool,
    tries: usize,
    again: bool,
}

impl<'a> StoredDelivery<&'a DeliveryRecord> {
    pub(crate) fn of(delivery: &'a DeliveryRecord) -> Self {
        StoredDelivery {
            delivery,
            body: delivery.body.clone(),
            leads: delivery.leads,
            tries: delivery.tries,
            again: delivery.again,
        }
    }
}

impl From<StoredDelivery<DeliveryRecord>> for DeliveryRecord {
    fn from(stored: StoredDelivery<DeliveryRecord>) -> DeliveryRecord {
        DeliveryRecord {
            body: stored.body,
            leads: stored.leads,
            tries: stored.tries,
            again: stored.again,
            ..stored.delivery
        }
    }
}

/// One POST and its answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeliveryAttempt {
    pub(crate) at: String,
    /// The HTTP status, if an answer came.
    pub(crate) status: Option<u16>,
    pub(crate) latency_ms: u64,
    pub(crate) error: Option<String>,
}

impl DeliveryAttempt {
    /// Records an attempt that ended at `wall`. `lost` says why its answer does not count.
    pub(crate) fn new(
        wall: Timestamp,
        outcome: &PostOutcome,
        lost: Option<&str>,
    ) -> DeliveryAttempt {
        DeliveryAttempt {
            at: iso_millis(wall - outcome.latency),
            status: outcome.status.filter(|_| lost.is_none()),
            latency_ms: u64::try_from(outcome.latency.as_millis()).unwrap_or(u64::MAX),
            error: lost.map(str::to_owned).or_else(|| outcome.error.clone()),
        }
    }

    /// Records that no attempt will be made, and why.
    pub(crate) fn none(wall: Timestamp, why: &str) -> DeliveryAttempt {
        DeliveryAttempt {
            at: iso_millis(wall),
            status: None,
            latency_ms: 0,
            error: Some(why.to_owned()),
        }
    }
}
