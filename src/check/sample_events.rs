//! The events that the checks send: samples with new ids and current times.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::clock::{Clock, iso_millis};
use crate::events::EventKind;
use crate::events::sample_call::{Direction, SampleCall};
use crate::json::edit::Edit;

/// Creates sample events.
pub(super) struct SampleEvents {
    clock: Clock,
    rng: fastrand::Rng,
}

impl SampleEvents {
    pub(super) fn new(clock: Clock) -> SampleEvents {
        SampleEvents {
            clock,
            rng: fastrand::Rng::new(),
        }
    }

    /// Returns an event of this kind, of a call of its own.
    pub(super) fn event(&mut self, kind: EventKind) -> String {
        self.edited(kind, &[])
    }

    /// Returns an event with other values at some paths.
    pub(super) fn edited(&mut self, kind: EventKind, edits: &[(&str, Value)]) -> String {
        let direction = match kind {
            EventKind::VoicemailReceived => Direction::Inbound,
            _ => Direction::Outbound,
        };
        let mut body = self.of_one_call(direction, &[kind]).concat();
        for (path, value) in edits {
            let path = path.split('.').map(str::to_owned).collect();
            let edit = Edit {
                path,
                value: value.to_string(),
            };
            body = edit.apply(&body).expect("samples are objects throughout");
        }
        body
    }

    /// Returns events of one call, in the given order.
    pub(super) fn of_one_call(&mut self, direction: Direction, kinds: &[EventKind]) -> Vec<String> {
        let (now, rng) = (self.now(), &mut self.rng);
        let call = SampleCall::new(direction, now, rng);
        let kinds = kinds.iter();
        kinds.map(|kind| call.body(*kind, now, None, rng)).collect()
    }

    /// Returns every documented event, and an inbound `calls.initiated`.
    pub(super) fn every_event(&mut self) -> Vec<String> {
        let mut bodies = self.of_one_call(Direction::Inbound, &[EventKind::Initiated]);
        bodies.extend(self.of_one_call(Direction::Outbound, &EventKind::ALL));
        bodies
    }

    /// Returns an unknown event of a call, and an event of another family without an id.
    pub(super) fn unknown_events(&mut self) -> Vec<String> {
        let call = self.edited(EventKind::Ringing, &[("event", json!("calls.teleported"))]);
        let sms = json!({
            "event": "messages.sms.received",
            "timestamp": iso_millis(self.now()),
            "data": { "message": { "from": "+15559876543", "text": "hello" } },
        });
        vec![call, sms.to_string()]
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }
}
