//! The state under a clock that the tests move, without sockets.

mod calls;
mod deliveries;

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Map, Value};
use tokio::time::Instant;

use crate::api::types::Webhook;
use crate::clock::Clock;
use crate::events::EventKind;
use crate::events::sample_call::Direction;
use crate::sandbox::delivery::post::PostOutcome;
use crate::sandbox::engine::call_state::{CallCommandKind, Input};
use crate::sandbox::engine::remote_party::RemoteParty;
use crate::sandbox::settings::SandboxSettings;
use crate::sandbox::state::call_record::CallRoute;
use crate::sandbox::state::sandbox_state::SandboxState;

/// A state with a webhook for every event, and the requests that were sent.
struct Play {
    state: SandboxState,
    start: Instant,
    now: Instant,
    /// Seconds since the start, and the body.
    sent: Vec<(f64, Value)>,
}

impl Play {
    fn new(settings: SandboxSettings) -> Play {
        let start = Instant::now();
        let at: Timestamp = "2024-01-15T10:30:00Z".parse().unwrap();
        let settings = SandboxSettings {
            clock: Clock::Fixed(at),
            ..settings
        };
        let mut state = SandboxState::new(&settings, 1, "127.0.0.1:1".parse().unwrap(), start);
        let webhook = Webhook {
            id: Some("whk_1".into()),
            url: Some("http://127.0.0.1:2".into()),
            events: Some(EventKind::ALL.map(|kind| kind.name().to_owned()).to_vec()),
            headers: Some(BTreeMap::new()),
            ..Webhook::default()
        };
        state.webhooks.insert("whk_1".into(), webhook);
        let (now, sent) = (start, Vec::new());
        Play {
            state,
            start,
            now,
            sent,
        }
    }

    /// Moves time on until nothing is left to do, or `until` seconds; every post is answered by `answer`.
    fn play(&mut self, until: f64, answer: impl Fn(&str, usize) -> Option<u16>) {
        let end = self.start + Duration::from_secs_f64(until);
        loop {
            self.state.tick(self.now);
            while let Some(request) = self.state.next_request(self.now) {
                let at = self.now.duration_since(self.start).as_secs_f64();
                let body = serde_json::from_str(&request.body).unwrap_or(Value::Null);
                self.sent.push((at, body));
                let delivery = self.state.outbox.log.get(&request.delivery).unwrap();
                let status = answer(&delivery.event_id, delivery.attempts.len());
                let outcome = PostOutcome {
                    status,
                    error: None,
                    latency: Duration::ZERO,
                };
                self.state
                    .finish_attempt(&request.delivery, &outcome, self.now);
                self.state.tick(self.now);
            }
            match self.state.scheduler.next() {
                Some(next) if next <= end => self.now = next,
                _ => break,
            }
        }
        self.now = end;
        self.state.tick(end);
    }

    fn go(&mut self, until: f64) {
        self.play(until, |_, _| Some(200));
    }

    fn begin(&mut self, direction: Direction, to: &str, remote: RemoteParty) -> String {
        let route = CallRoute {
            direction,
            from: "+15551234567".into(),
            to: to.into(),
            from_channel: "pstn".into(),
            to_channel: "pstn".into(),
            metadata: Map::new(),
        };
        self.state.start_call(&route, remote, self.now)
    }

    fn command(&mut self, id: &str, command: CallCommandKind) -> bool {
        self.state.advance(id, Input::Command(command), self.now)
    }

    fn status(&self, id: &str) -> &str {
        let call = self.state.calls.get(id).unwrap();
        call.view.status.as_deref().unwrap()
    }

    /// Seconds and names of what was sent.
    fn story(&self) -> Vec<(f64, &str)> {
        let named =
            |(at, body): &'_ (f64, Value)| (*at, body["event"].as_str().unwrap().to_owned());
        let found: Vec<_> = self.sent.iter().map(named).collect();
        found
            .into_iter()
            .map(|(at, name)| (at, EventKind::parse(&name).unwrap().name()))
            .collect()
    }
}
