//! Deliveries: decides when each is sent, and what follows from each answer.

use std::time::Duration;

use tokio::time::Instant;
use url::Url;

use crate::clock::iso_millis;
use crate::sandbox::delivery::post::{OutboundRequest, PostOutcome};
use crate::sandbox::delivery::record::{DeliveryAttempt, DeliveryRecord, DeliveryState};
use crate::sandbox::delivery::retry::{FIRST_WAIT, RetryDecision, after_attempt};
use crate::sandbox::engine::faults::DeliveryFault;
use crate::sandbox::state::activity::{ActivityKind, millis};
use crate::sandbox::state::outbox::QueueKey;
use crate::sandbox::state::sandbox_state::{SandboxState, ScheduledTask};

/// Finished deliveries that are kept; older ones are removed.
const MAX_DELIVERIES: usize = 20_000;
/// How long a reordered delivery is held back, in call time.
const HELD_BACK: Duration = Duration::from_secs(2);

/// An event for one webhook.
pub(crate) struct Outgoing<'a> {
    pub(crate) webhook: &'a str,
    pub(crate) call: &'a str,
    pub(crate) event: &'a str,
    pub(crate) event_id: &'a str,
    pub(crate) body: &'a str,
}

impl SandboxState {
    /// Creates a delivery and schedules its first attempt.
    pub(crate) fn deliver(&mut self, outgoing: &Outgoing<'_>, now: Instant) {
        let id = self.rng.id("dlv_", self.outbox.log.next());
        let name = format!("{} {}", outgoing.event_id, outgoing.webhook);
        let held_back = self.faults.reorders(&self.rng, &name);
        let delivery = DeliveryRecord {
            id: id.clone(),
            webhook_id: outgoing.webhook.to_owned(),
            call_id: outgoing.call.to_owned(),
            event: outgoing.event.to_owned(),
            event_id: outgoing.event_id.to_owned(),
            state: DeliveryState::Pending,
            attempts: Vec::new(),
            created_at: iso_millis(self.wall(now)),
            body: outgoing.body.to_owned(),
            leads: !held_back,
            tries: 0,
            again: self.faults.duplicates(&self.rng, &name),
            last_latency: Duration::ZERO,
        };
        self.outbox.log.insert(id.clone(), delivery);
        let finished = |old: &DeliveryRecord| old.state != DeliveryState::Pending;
        while self.outbox.log.trim(MAX_DELIVERIES, finished).is_some() {}
        if held_back {
            let at = self.send_time(now) + self.speed.real(HELD_BACK);
            return self.schedule_attempt(id, at);
        }
        self.enqueue(
            (outgoing.webhook.to_owned(), outgoing.call.to_owned()),
            id,
            now,
        );
    }

    /// Schedules a first attempt, behind those of earlier events for the same call and webhook.
    fn enqueue(&mut self, key: QueueKey, id: String, now: Instant) {
        if let Some(id) = self.outbox.enqueue(key, id) {
            self.schedule_attempt(id, self.send_time(now));
        }
    }

    fn schedule_attempt(&mut self, delivery: String, at: Instant) {
        self.scheduler
            .schedule(at, ScheduledTask::Attempt { delivery });
    }

    /// Returns the number of deliveries that are neither delivered nor given up.
    pub(crate) fn pending_deliveries(&self) -> usize {
        let log = self.outbox.log.iter();
        log.filter(|(_, one)| one.state == DeliveryState::Pending)
            .count()
    }

    /// Schedules the pending deliveries of an earlier run: those never attempted in their order, the others after the
    /// wait before their next retry.
    pub(crate) fn resume_deliveries(&mut self, now: Instant) {
        let log = self.outbox.log.iter();
        let pending = log.filter(|(_, one)| one.state == DeliveryState::Pending);
        let pending: Vec<DeliveryRecord> = pending.map(|(_, one)| one.clone()).collect();
        for one in pending {
            match after_attempt(one.tries, None) {
                _ if one.leads => self.enqueue((one.webhook_id, one.call_id), one.id, now),
                RetryDecision::RetryAfter(wait) if one.tries > 0 => {
                    self.schedule_attempt(one.id, now + self.speed.real(wait));
                }
                _ => self.schedule_attempt(one.id, now),
            }
        }
    }

    /// Returns when a delivery that is due at `now` is sent, given the faults `delay` and `burst`.
    fn send_time(&self, now: Instant) -> Instant {
        let at = now + self.faults.delay;
        let burst = self.faults.burst;
        if burst.is_zero() {
            return at;
        }
        let past = self.clock.age(at).as_nanos() % burst.as_nanos();
        at + (burst - Duration::from_nanos(u64::try_from(past).unwrap_or(0)))
    }

    /// Returns the next request to send, or `None` when none is ready.
    pub(crate) fn next_request(&mut self, now: Instant) -> Option<OutboundRequest> {
        while let Some(id) = self.outbox.pop_ready() {
            let Some(delivery) = self.outbox.log.get(&id) else {
                continue;
            };
            let Some(webhook) = self.webhooks.get(&delivery.webhook_id) else {
                self.give_up(&id, "the webhook was deleted", now);
                continue;
            };
            let url = webhook.url.clone().unwrap_or_default();
            if Url::parse(&url).is_ok_and(|url| self.own_address.contains(&url)) {
                self.give_up(&id, "the webhook leads to the sandbox itself", now);
                continue;
            }
            let mut body = delivery.body.clone();
            if self.attempt_fault(delivery).corrupt {
                let is_boundary = |at: &usize| body.is_char_boundary(*at);
                let half = (0..=body.len() / 2).rev().find(is_boundary).unwrap_or(0);
                body.truncate(half);
            }
            let headers = webhook.headers.clone().unwrap_or_default();
            return Some(OutboundRequest {
                event: delivery.event.clone(),
                attempt: delivery.attempts.len() + 1,
                delivery: id,
                url,
                headers: headers.into_iter().collect(),
                body,
            });
        }
        None
    }

    fn attempt_fault(&self, delivery: &DeliveryRecord) -> DeliveryFault {
        let name = format!("{} {}", delivery.event_id, delivery.webhook_id);
        self.faults
            .attempt(&self.rng, &name, delivery.attempts.len())
    }

    /// Records the result of an attempt, and schedules the next one if needed.
    pub(crate) fn finish_attempt(&mut self, id: &str, outcome: &PostOutcome, now: Instant) {
        let wall = self.wall(now);
        let Some(delivery) = self.outbox.log.get(id) else {
            return;
        };
        let lost = match self.attempt_fault(delivery) {
            DeliveryFault { drop: true, .. } => Some("answer lost (fault drop)"),
            DeliveryFault { corrupt: true, .. } => Some("sent corrupt (fault corrupt)"),
            _ => None,
        };
        let attempt = DeliveryAttempt::new(wall, outcome, lost);
        let status = attempt.status;
        let Some(delivery) = self.outbox.log.get_mut(id) else {
            return;
        };
        delivery.attempts.push(attempt);
        delivery.last_latency = outcome.latency;
        delivery.tries += 1;
        match after_attempt(delivery.tries, status) {
            RetryDecision::Done => {
                delivery.state = DeliveryState::Delivered;
                if std::mem::take(&mut delivery.again) {
                    delivery.state = DeliveryState::Pending;
                    delivery.tries = 0;
                    self.schedule_attempt(id.to_owned(), now + self.speed.real(FIRST_WAIT));
                }
            }
            RetryDecision::GiveUp => delivery.state = DeliveryState::Failed,
            RetryDecision::RetryAfter(wait) => {
                self.schedule_attempt(id.to_owned(), now + self.speed.real(wait));
            }
        }
        self.record_delivery(id, now);
        self.release_next(id, now);
    }

    /// Adds a finished delivery to the activity log.
    fn record_delivery(&mut self, id: &str, now: Instant) {
        let at = iso_millis(self.wall(now));
        let Some(delivery) = self.outbox.log.get(id) else {
            return;
        };
        if delivery.state == DeliveryState::Pending {
            return;
        }
        let kind = ActivityKind::Event {
            event: delivery.event.clone(),
            event_id: delivery.event_id.clone(),
            delivery_id: id.to_owned(),
            webhook_id: delivery.webhook_id.clone(),
            state: delivery.state.name(),
            attempts: delivery.attempts.len(),
            status: delivery.attempts.last().and_then(|last| last.status),
            latency_ms: millis(delivery.last_latency),
        };
        self.activity.add(at, &delivery.call_id, kind);
    }

    /// Schedules the first attempt of the next event for the same call and webhook.
    fn release_next(&mut self, id: &str, now: Instant) {
        let at = self.send_time(now);
        let Some(delivery) = self.outbox.log.get_mut(id).filter(|one| one.leads) else {
            return;
        };
        delivery.leads = false;
        let key = (delivery.webhook_id.clone(), delivery.call_id.clone());
        if let Some(waiting) = self.outbox.dequeue(&key) {
            self.schedule_attempt(waiting, at);
        }
    }

    fn give_up(&mut self, id: &str, why: &str, now: Instant) {
        let wall = self.wall(now);
        if let Some(delivery) = self.outbox.log.get_mut(id) {
            delivery.state = DeliveryState::Failed;
            delivery.attempts.push(DeliveryAttempt::none(wall, why));
        }
        self.record_delivery(id, now);
        self.release_next(id, now);
    }

    /// Sends a delivery again, with all its retries. Returns `None` when the delivery does not
    /// exist.
    pub(crate) fn redeliver(&mut self, id: &str, now: Instant) -> Option<DeliveryRecord> {
        let delivery = self.outbox.log.get_mut(id)?;
        delivery.state = DeliveryState::Pending;
        delivery.tries = 0;
        let shown = delivery.clone();
        self.schedule_attempt(id.to_owned(), now);
        Some(shown)
    }
}
