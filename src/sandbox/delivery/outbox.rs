//! All deliveries and their order: what is posted when, and what follows from each answer.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use tokio::time::Instant;

use crate::clock::iso_millis;
use crate::sandbox::delivery::{
    Attempt, Delivery, FIRST_WAIT, Next, OutboundRequest, Outcome, State, next, noted,
};
use crate::sandbox::state::store::Store;
use crate::sandbox::state::{SandboxState, Turn};

/// Finished deliveries that are kept for the log.
const MOST: usize = 20_000;
/// How long a reordered delivery is held back, of call time.
const HELD_BACK: Duration = Duration::from_secs(2);

/// A webhook and a call: what is posted about one to the other keeps its order.
type Lane = (String, String);

/// Deliveries and their order: within a call and webhook one first attempt at a time.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    pub(crate) log: Store<Delivery>,
    /// A lane is there while a first attempt is under way; in it those that wait.
    lanes: HashMap<Lane, VecDeque<String>>,
    ready: VecDeque<String>,
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

impl SandboxState {
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
            state: State::Pending,
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
            .trim(MOST, |old| old.state != State::Pending)
            .is_some()
        {}
        if held_back {
            let at = self.leaves_at(now) + self.speed.real(HELD_BACK);
            return self.agenda.set(at, Turn::Attempt(id));
        }
        self.line_up((webhook.to_owned(), call.to_owned()), id, now);
    }

    /// Lets a delivery leave once those before it in its lane have been tried.
    fn line_up(&mut self, lane: Lane, id: String, now: Instant) {
        match self.outbox.lanes.get_mut(&lane) {
            Some(waiting) => waiting.push_back(id),
            None => {
                self.outbox.lanes.insert(lane, VecDeque::new());
                self.agenda.set(self.leaves_at(now), Turn::Attempt(id));
            }
        }
    }

    /// How many deliveries are neither taken nor given up.
    pub(crate) fn pending_deliveries(&self) -> usize {
        let log = self.outbox.log.iter();
        log.filter(|(_, one)| one.state == State::Pending).count()
    }

    /// Sets the deliveries of an earlier run on their way again: those that were never tried in their
    /// order, the others after the wait for their next try.
    pub(crate) fn resume_deliveries(&mut self, now: Instant) {
        let log = self.outbox.log.iter();
        let pending = log.filter(|(_, one)| one.state == State::Pending);
        let pending: Vec<Delivery> = pending.map(|(_, one)| one.clone()).collect();
        for one in pending {
            match next(one.tries, None) {
                _ if one.leads => self.line_up((one.webhook_id, one.call_id), one.id, now),
                Next::Again(wait) if one.tries > 0 => self.set(now, wait, Turn::Attempt(one.id)),
                _ => self.agenda.set(now, Turn::Attempt(one.id)),
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
    pub(crate) fn take_request(&mut self) -> Option<OutboundRequest> {
        while let Some(id) = self.outbox.ready.pop_front() {
            let Some(delivery) = self.outbox.log.get(&id) else {
                continue;
            };
            let Some(webhook) = self.webhooks.get(&delivery.webhook_id) else {
                self.give_up(&id, "the webhook is gone");
                continue;
            };
            let name = format!("{} {}", delivery.event_id, delivery.webhook_id);
            let fault = self
                .faults
                .attempt(&self.dice, &name, delivery.attempts.len());
            let mut body = delivery.body.clone();
            if fault.corrupt {
                let is_boundary = |at: &usize| body.is_char_boundary(*at);
                let half = (0..=body.len() / 2).rev().find(is_boundary).unwrap_or(0);
                body.truncate(half);
            }
            let headers = webhook.headers.clone().unwrap_or_default();
            return Some(OutboundRequest {
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
            Next::Done => delivery.state = State::Delivered,
            Next::GiveUp => delivery.state = State::Failed,
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

    fn give_up(&mut self, id: &str, why: &str) {
        let wall = self.wall(Instant::now());
        if let Some(delivery) = self.outbox.log.get_mut(id) {
            delivery.state = State::Failed;
            delivery.attempts.push(Attempt {
                at: iso_millis(wall),
                status: None,
                latency_ms: 0,
                error: Some(why.to_owned()),
            });
        }
        self.release(id, Instant::now());
    }

    /// Sends a delivery again, with all its retries. `None` when there is no such delivery.
    pub(crate) fn redeliver(&mut self, id: &str, now: Instant) -> Option<Delivery> {
        let delivery = self.outbox.log.get_mut(id)?;
        delivery.state = State::Pending;
        delivery.tries = 0;
        let shown = delivery.clone();
        self.agenda.set(now, Turn::Attempt(id.to_owned()));
        Some(shown)
    }
}
