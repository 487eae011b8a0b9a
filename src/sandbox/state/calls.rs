//! Calls: starts them, applies the effects of their transitions, and runs the scheduled tasks.

use std::time::Duration;

use tokio::time::Instant;

use crate::api::types::Webhook;
use crate::clock::iso_millis;
use crate::events::EventKind;
use crate::events::sample_call::Direction;
use crate::sandbox::delivery::payload::{self, EventDetails, seconds_between};
use crate::sandbox::engine::call_state::{
    CallCommandKind, CallEffect, CallEnding, CallPhase, CallState, Input, RemoteAction,
    UnansweredPolicy,
};
use crate::sandbox::engine::lifecycle;
use crate::sandbox::engine::remote_party::{DIAL, DialOutcome, RemoteParty};
use crate::sandbox::state::activity::{ActivityKind, millis};
use crate::sandbox::state::call_record::{CallRecord, CallRoute, new_view};
use crate::sandbox::state::deliveries::Outgoing;
use crate::sandbox::state::sandbox_state::{SandboxState, ScheduledTask};

/// How long an inbound call waits for a command (docs/api.md, "Webhook delivery").
const RING_TIMEOUT: Duration = Duration::from_secs(30);
/// How long the voicemail greeting takes; assumed.
const GREETING: Duration = Duration::from_secs(5);
/// Ended calls that are kept; older ones are removed, so that a long run stays small.
const MAX_CALLS: usize = 10_000;

impl SandboxState {
    /// Runs every task that is due at `now`, each at its own time.
    pub(crate) fn tick(&mut self, now: Instant) {
        while let Some((at, task)) = self.scheduler.due(now) {
            match task {
                ScheduledTask::Remote { call, action } => {
                    let _ = self.advance(&call, Input::Remote(action), at);
                }
                ScheduledTask::Join {
                    call,
                    address,
                    channel,
                } => self.join(&call, &address, &channel, at),
                ScheduledTask::RecordingReady { recording } => {
                    self.finish_recording(&recording, at);
                }
                ScheduledTask::VoicemailReady { voicemail } => {
                    self.finish_voicemail(&voicemail, at);
                }
                ScheduledTask::Transcribed { voicemail, text } => self.transcribe(&voicemail, text),
                ScheduledTask::Attempt { delivery } => self.outbox.push_ready(delivery),
            }
        }
        let ended = |call: &CallRecord| call.state.is_over();
        while self.calls.trim(MAX_CALLS, ended).is_some() {}
    }

    /// Returns the number of calls that have not ended.
    pub(crate) fn live_calls(&self) -> usize {
        let live = |(_, call): &(&str, &CallRecord)| !call.state.is_over();
        self.calls.iter().filter(live).count()
    }

    /// Starts an inbound call and returns its id. Beyond the app's limit the caller hears the busy tone at once.
    pub(crate) fn receive_call(
        &mut self,
        route: &CallRoute,
        remote: RemoteParty,
        now: Instant,
    ) -> String {
        let limit = self.config.fields.max_concurrent_calls.unwrap_or(u32::MAX);
        if self.live_calls() < limit as usize {
            return self.start_call(route, remote, now);
        }
        let id = self.insert_call(route, remote, now);
        let busy = RemoteAction::RingTimeout(UnansweredPolicy::Reject);
        let _ = self.advance(&id, Input::Remote(busy), now);
        id
    }

    /// Starts a call and returns its id. Sends `calls.initiated` and schedules the actions of the remote party.
    pub(crate) fn start_call(
        &mut self,
        route: &CallRoute,
        remote: RemoteParty,
        now: Instant,
    ) -> String {
        let id = self.insert_call(route, remote.clone(), now);
        self.emit(&id, EventKind::Initiated, &EventDetails::None, now);
        match route.direction {
            Direction::Inbound => {
                let timeout = RemoteAction::RingTimeout(self.unanswered_policy());
                self.schedule_remote(&id, now, RING_TIMEOUT, timeout);
                if let Some(gives_up) = remote.gives_up {
                    self.schedule_remote(&id, now, gives_up, RemoteAction::GivesUp);
                }
            }
            Direction::Outbound => self.dial(&id, &remote, now),
        }
        id
    }

    fn insert_call(&mut self, route: &CallRoute, remote: RemoteParty, now: Instant) -> String {
        let n = self.calls.next();
        let id = self.rng.id("call_test_", n);
        // The last letters, because the first ones depend on the number alone.
        let room = format!("call-{}", &self.rng.id("room_", n)[20..]);
        let view = new_view(&id, route, self.wall(now), room);
        let state = CallState::new(route.direction);
        let call = CallRecord::new(view, state, remote, now, self.wall(now));
        self.calls.insert(id.clone(), call);
        id
    }

    fn dial(&mut self, id: &str, remote: &RemoteParty, now: Instant) {
        // A busy or dead line does not ring first, as the times of the vendor's samples show.
        let (rings, outcome) = match remote.outcome {
            DialOutcome::Answers => (true, Some(RemoteAction::Answers)),
            DialOutcome::NoAnswer => (true, Some(RemoteAction::NoAnswer)),
            DialOutcome::Cancels => (true, Some(RemoteAction::GivesUp)),
            DialOutcome::IsBusy => (false, Some(RemoteAction::IsBusy)),
            DialOutcome::Fails => (false, Some(RemoteAction::Fails)),
            DialOutcome::Waits => (true, None),
        };
        if rings {
            self.schedule_remote(id, now, DIAL, RemoteAction::Rings);
        }
        if let Some(action) = outcome {
            self.schedule_remote(id, now, DIAL + remote.after_ring, action);
        }
    }

    pub(crate) fn schedule_remote(
        &mut self,
        id: &str,
        now: Instant,
        after: Duration,
        action: RemoteAction,
    ) {
        let call = id.to_owned();
        self.schedule(now, after, ScheduledTask::Remote { call, action });
    }

    /// Applies an input to a call. Returns `false` when the call's state rejects it, or when the
    /// call does not exist.
    #[must_use]
    pub(crate) fn advance(&mut self, id: &str, input: Input, now: Instant) -> bool {
        let speed = self.speed;
        let Some(call) = self.calls.get_mut(id) else {
            return false;
        };
        let Some((next, effects)) = lifecycle::step(call.state, input) else {
            return false;
        };
        call.state = next;
        call.view.status = Some(next.phase.status().into());
        if next.is_over() {
            let at = call.at(now, speed);
            call.view.duration = Some(seconds_between(call.started_at(), at));
            call.view.ended_at = Some(iso_millis(at));
            call.view.end_reason = Some(end_reason(next.phase, input).into());
        }
        for effect in effects {
            self.apply(id, effect, now);
        }
        true
    }

    fn apply(&mut self, id: &str, effect: CallEffect, now: Instant) {
        match effect {
            CallEffect::Send(kind) => {
                let speed = self.speed;
                if let (EventKind::Answered, Some(call)) = (kind, self.calls.get_mut(id)) {
                    call.view.answered_at = Some(iso_millis(call.at(now, speed)));
                }
                self.emit(id, kind, &EventDetails::None, now);
            }
            CallEffect::Join => self.join_remote_party(id, now),
            CallEffect::Leave => self.leave_all(id, now),
            CallEffect::Greet => self.greet(id, now),
            CallEffect::KeepMessage => self.keep_message(id, now),
            CallEffect::StartRecording => self.start_recording(id, now),
            CallEffect::StopRecording => self.stop_recording(id, now),
        }
    }

    fn greet(&mut self, id: &str, now: Instant) {
        let longest = self.longest_message();
        let Some(call) = self.calls.get(id) else {
            return;
        };
        let (after, action) = match &call.remote.message {
            Some(message) => {
                let after = GREETING + message.length.min(longest);
                (after, RemoteAction::MessageLeft)
            }
            None => (GREETING, RemoteAction::HangsUp),
        };
        self.schedule_remote(id, now, after, action);
    }

    /// Sends an event about a call to every webhook that subscribes to it.
    pub(crate) fn emit(&mut self, id: &str, kind: EventKind, details: &EventDetails, now: Instant) {
        let (speed, Some(n)) = (self.speed, self.calls.number(id)) else {
            return;
        };
        let Some(call) = self.calls.get_mut(id) else {
            return;
        };
        let at = call.at(now, speed);
        call.events += 1;
        call.record(at, "event", kind.name());
        // The vendor's pages show both forms of event ids.
        let event_id = match (kind, call.is_inbound()) {
            (EventKind::Initiated, true) => format!("evt_{id}_initiated"),
            _ => self.rng.id("evt_", (n << 16) | call.events),
        };
        let body = payload::body(kind, &event_id, at, &call.view, details);
        let subscribes = |webhook: &&Webhook| {
            let events = webhook.events.as_deref().unwrap_or_default();
            events.iter().any(|name| name == kind.name())
        };
        let webhooks = self.webhooks.iter().map(|(_, webhook)| webhook);
        let targets: Vec<String> = webhooks
            .filter(subscribes)
            .filter_map(|webhook| webhook.id.clone())
            .collect();
        for webhook in targets {
            let outgoing = Outgoing {
                webhook: &webhook,
                call: id,
                event: kind.name(),
                event_id: &event_id,
                body: &body,
            };
            self.deliver(&outgoing, now);
        }
    }

    /// Records a command that the program under test sent.
    pub(crate) fn record_command(&mut self, id: &str, command: &str, accepted: bool, now: Instant) {
        let at = iso_millis(self.wall(now));
        let age = self.calls.get(id).map(|call| call.age(now));
        let kind = ActivityKind::Command {
            command: command.to_owned(),
            accepted,
            since_start_ms: millis(age.unwrap_or_default()),
        };
        self.activity.add(at, id, kind);
    }
}

/// Returns `endReason`. Only `hangup` is documented; the others are assumed and appear in the REST API alone.
fn end_reason(phase: CallPhase, input: Input) -> &'static str {
    match (phase, input) {
        (CallPhase::Ended(CallEnding::Completed), _) => "hangup",
        (_, Input::Command(CallCommandKind::Reject)) => "rejected",
        (phase, _) => phase.status(),
    }
}
