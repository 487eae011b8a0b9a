//! Deliveries: what is to be posted, what came of each attempt, and when to try again.
//!
//! One success is `200`; any other answer, or none within 5 s, is a failure; up to 5 retries with
//! exponential backoff, then given up (spec, section 4).

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use tokio::time::Instant;

use crate::clock::iso_millis;
use crate::sandbox::shelf::Shelf;
use crate::sandbox::world::{Turn, World};

/// Retries after the first attempt (spec, section 4).
const RETRIES: usize = 5;
/// The first wait, of call time; each further one is twice as long. The vendor's figures are not known.
const FIRST_WAIT: Duration = Duration::from_secs(1);
/// Finished deliveries that are kept for the log.
const MOST: usize = 20_000;
/// How long a reordered delivery is held back, of call time.
const HELD_BACK: Duration = Duration::from_secs(2);

/// One event on its way to one webhook.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Delivery {
    pub(crate) id: String,
    pub(crate) webhook_id: String,
    pub(crate) call_id: String,
    pub(crate) event: String,
    pub(crate) event_id: String,
    /// `pending`, `delivered` or `failed`.
    pub(crate) state: &'static str,
    pub(crate) attempts: Vec<Attempt>,
    pub(crate) created_at: String,
    #[serde(skip)]
    pub(crate) body: String,
    /// Whether the next event of the call waits for the first attempt of this one.
    #[serde(skip)]
    leads: bool,
    /// Attempts that count for the retries; redelivering starts anew.
    #[serde(skip)]
    tries: usize,
    /// A repeat that a fault adds once the delivery is done.
    #[serde(skip)]
    again: bool,
}

/// One post and its answer.
#[derive(Clone, Debug, Serialize)]
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
pub(crate) struct Letter {
    pub(crate) delivery: String,
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

/// Deliveries and their order: within a call and webhook one first attempt at a time.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    pub(crate) log: Shelf<Delivery>,
    /// A lane is there while a first attempt is under way; in it those that wait.
    lanes: HashMap<(String, String), VecDeque<String>>,
    ready: VecDeque<String>,
}

/// What to do after `tries` attempts, the last of which ended so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    Done,
    Again(Duration),
    GiveUp,
}

fn next(tries: usize, status: Option<u16>) -> Next {
    match status {
        Some(200) => Next::Done,
        _ if tries > RETRIES => Next::GiveUp,
        _ => Next::Again(FIRST_WAIT * (1 << tries.saturating_sub(1).min(16))),
    }
}

impl Outbox {
    pub(crate) fn clear(&mut self) {
        self.log.clear();
        self.lanes.clear();
        self.ready.clear();
    }

    pub(crate) fn make_ready(&mut self, id: String) {
        self.ready.push_back(id);
    }
}

impl World {
    /// Puts an event on its way to a webhook.
    pub(crate) fn post(
        &mut self,
        webhook: &str,
        call: &str,
        event: &str,
        event_id: &str,
        body: &str,
        now: Instant,
    ) {
        let id = self.dice.id("dlv_", self.outbox.log.next());
        let name = format!("{event_id} {webhook}");
        let held_back = self.faults.reorders(&self.dice, &name);
        let delivery = Delivery {
            id: id.clone(),
            webhook_id: webhook.to_owned(),
            call_id: call.to_owned(),
            event: event.to_owned(),
            event_id: event_id.to_owned(),
            state: "pending",
            attempts: Vec::new(),
            created_at: iso_millis(self.wall(now)),
            body: body.to_owned(),
            leads: !held_back,
            tries: 0,
            again: self.faults.duplicates(&self.dice, &name),
        };
        self.outbox.log.insert(id.clone(), delivery);
        while self
            .outbox
            .log
            .trim(MOST, |old| old.state != "pending")
            .is_some()
        {}
        if held_back {
            let at = self.leaves_at(now) + self.speed.real(HELD_BACK);
            return self.agenda.set(at, Turn::Attempt(id));
        }
        let lane = (webhook.to_owned(), call.to_owned());
        match self.outbox.lanes.get_mut(&lane) {
            Some(waiting) => waiting.push_back(id),
            None => {
                self.outbox.lanes.insert(lane, VecDeque::new());
                self.agenda.set(self.leaves_at(now), Turn::Attempt(id));
            }
        }
    }

    /// When a delivery that is due at `now` leaves, with the faults of delay and burst.
    fn leaves_at(&self, now: Instant) -> Instant {
        let at = now + self.faults.delay;
        let burst = self.faults.burst;
        if burst.is_zero() {
            return at;
        }
        let past = self.age(at).as_nanos() % burst.as_nanos();
        at + (burst - Duration::from_nanos(u64::try_from(past).unwrap_or(0)))
    }

    /// The next post to make. `None` when nothing is ready.
    pub(crate) fn take_letter(&mut self) -> Option<Letter> {
        while let Some(id) = self.outbox.ready.pop_front() {
            let Some(delivery) = self.outbox.log.get(&id) else {
                continue;
            };
            let Some(webhook) = self.webhooks.get(&delivery.webhook_id) else {
                self.settle(&id, "failed", Some("the webhook is gone"));
                continue;
            };
            let name = format!("{} {}", delivery.event_id, delivery.webhook_id);
            let fault = self
                .faults
                .attempt(&self.dice, &name, delivery.attempts.len());
            let mut body = delivery.body.clone();
            if fault.corrupt {
                let half = body.floor_char_boundary(body.len() / 2);
                body.truncate(half);
            }
            let headers = webhook.headers.clone().unwrap_or_default();
            return Some(Letter {
                delivery: id,
                url: webhook.url.clone().unwrap_or_default(),
                headers: headers.into_iter().collect(),
                body,
            });
        }
        None
    }

    /// Notes what an attempt came to and sets the next one, if there is to be one.
    pub(crate) fn attempted(&mut self, id: &str, outcome: &Outcome, now: Instant) {
        let wall = self.wall(now);
        let Some(delivery) = self.outbox.log.get(id) else {
            return;
        };
        let name = format!("{} {}", delivery.event_id, delivery.webhook_id);
        let fault = self
            .faults
            .attempt(&self.dice, &name, delivery.attempts.len());
        let lost = [
            (fault.drop, "answer lost (fault drop)"),
            (fault.corrupt, "sent corrupt (fault corrupt)"),
        ];
        let lost = lost
            .iter()
            .find(|(hit, _)| *hit)
            .map(|(_, text)| (*text).to_owned());
        let status = outcome.status.filter(|_| lost.is_none());
        let attempt = noted(wall, outcome, status, lost);
        let Some(delivery) = self.outbox.log.get_mut(id) else {
            return;
        };
        delivery.attempts.push(attempt);
        delivery.tries += 1;
        match next(delivery.tries, status) {
            Next::Done if delivery.again => {
                delivery.again = false;
                delivery.tries = 0;
                self.set(now, FIRST_WAIT, Turn::Attempt(id.to_owned()));
            }
            Next::Done => delivery.state = "delivered",
            Next::GiveUp => delivery.state = "failed",
            Next::Again(wait) => self.set(now, wait, Turn::Attempt(id.to_owned())),
        }
        self.release(id, now);
    }

    /// Lets the next event of the same call and webhook go.
    fn release(&mut self, id: &str, now: Instant) {
        let at = self.leaves_at(now);
        let Some(delivery) = self
            .outbox
            .log
            .get_mut(id)
            .filter(|delivery| delivery.leads)
        else {
            return;
        };
        delivery.leads = false;
        let lane = (delivery.webhook_id.clone(), delivery.call_id.clone());
        match self
            .outbox
            .lanes
            .get_mut(&lane)
            .and_then(VecDeque::pop_front)
        {
            Some(waiting) => self.agenda.set(at, Turn::Attempt(waiting)),
            None => {
                self.outbox.lanes.remove(&lane);
            }
        }
    }

    fn settle(&mut self, id: &str, state: &'static str, why: Option<&str>) {
        let wall = self.wall(Instant::now());
        if let Some(delivery) = self.outbox.log.get_mut(id) {
            delivery.state = state;
            delivery.attempts.push(Attempt {
                at: iso_millis(wall),
                status: None,
                latency_ms: 0,
                error: why.map(str::to_owned),
            });
        }
        self.release(id, Instant::now());
    }

    /// Sends a delivery again, with all its retries. `None` when there is no such delivery.
    pub(crate) fn redeliver(&mut self, id: &str, now: Instant) -> Option<Delivery> {
        let delivery = self.outbox.log.get_mut(id)?;
        delivery.state = "pending";
        delivery.tries = 0;
        let shown = delivery.clone();
        self.agenda.set(now, Turn::Attempt(id.to_owned()));
        Some(shown)
    }
}

fn noted(wall: Timestamp, outcome: &Outcome, status: Option<u16>, lost: Option<String>) -> Attempt {
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
