//! Calls as they live: applies the lifecycle's steps to the records, sets timers, sends events.

pub(crate) mod faults;
pub(crate) mod lifecycle;
pub(crate) mod remote_party;
pub(crate) mod rng;
pub(crate) mod scheduler;
pub(crate) mod speed;

use std::time::Duration;

use tokio::time::Instant;

use crate::clock::iso_millis;
use crate::events::EventKind;
use crate::sandbox::delivery::payload::{Extra, Participant, seconds_between};
use crate::sandbox::engine::lifecycle::{Direction, Effect, Far, Phase, State, Stimulus};
use crate::sandbox::engine::remote_party::{DIAL, Outcome, RemoteParty};
use crate::sandbox::state::call_record::{CallRecord, Route, view};
use crate::sandbox::state::{SandboxState, Turn};

/// How long an inbound call waits for a command (spec, section 4).
const PATIENCE: Duration = Duration::from_secs(30);
/// How long the voicemail greeting takes; assumed.
const GREETING: Duration = Duration::from_secs(5);

impl SandboxState {
    /// How many calls are not over.
    pub(crate) fn live_calls(&self) -> usize {
        let live = |(_, call): &(&str, &CallRecord)| !call.state.is_over();
        self.calls.iter().filter(live).count()
    }

    /// A call comes in. Beyond the app's limit the caller hears the busy tone, and nobody is asked.
    pub(crate) fn ring(&mut self, route: Route, script: RemoteParty, now: Instant) -> String {
        let most = self.config.fields.max_concurrent_calls.unwrap_or(u32::MAX);
        if self.live_calls() < most as usize {
            return self.begin(route, script, now);
        }
        let id = self.enter(&route, script, now);
        let _ = self.stimulate(
            &id,
            Stimulus::Far(Far::Deadline(lifecycle::Default::Reject)),
            now,
        );
        id
    }

    /// Begins a call and gives its id. It sends `calls.initiated`, and the other side sets to work.
    pub(crate) fn begin(&mut self, route: Route, script: RemoteParty, now: Instant) -> String {
        let id = self.enter(&route, script.clone(), now);
        self.emit(&id, EventKind::Initiated, &Extra::None, now);
        match route.direction {
            Direction::Inbound => {
                let deadline = Far::Deadline(self.fallback());
                self.set(now, PATIENCE, Turn::Far(id.clone(), deadline));
                if let Some(patience) = script.gives_up {
                    self.set(now, patience, Turn::Far(id.clone(), Far::GivesUp));
                }
            }
            Direction::Outbound => self.dial(&id, &script, now),
        }
        id
    }

    /// Makes the record of a new call.
    fn enter(&mut self, route: &Route, script: RemoteParty, now: Instant) -> String {
        let n = self.calls.next();
        let id = self.dice.id("call_test_", n);
        // The last letters: the first ones tell the time only.
        let room = format!("call-{}", &self.dice.id("room_", n)[20..]);
        let view = view(&id, route, self.wall(now), room);
        let state = State::new(route.direction);
        let call = CallRecord::new(view, state, script, now, self.wall(now));
        self.calls.insert(id.clone(), call);
        id
    }

    fn dial(&mut self, id: &str, script: &RemoteParty, now: Instant) {
        // A busy or dead line does not ring first: so the vendor's samples, by their times.
        let (rings, outcome) = match script.outcome {
            Outcome::Answers => (true, Some(Far::Answers)),
            Outcome::NoAnswer => (true, Some(Far::NoAnswer)),
            Outcome::Cancels => (true, Some(Far::GivesUp)),
            Outcome::IsBusy => (false, Some(Far::IsBusy)),
            Outcome::Fails => (false, Some(Far::Fails)),
            Outcome::Waits => (true, None),
        };
        if rings {
            self.set(now, DIAL, Turn::Far(id.to_owned(), Far::Rings));
        }
        if let Some(far) = outcome {
            self.set(now, DIAL + script.after_ring, Turn::Far(id.to_owned(), far));
        }
    }

    /// Gives a stimulus to a call. `false` when it does not fit, or there is no such call.
    #[must_use]
    pub(crate) fn stimulate(&mut self, id: &str, stimulus: Stimulus, now: Instant) -> bool {
        let speed = self.speed;
        let Some(call) = self.calls.get_mut(id) else {
            return false;
        };
        let Some((next, effects)) = lifecycle::step(call.state, stimulus) else {
            return false;
        };
        call.state = next;
        call.view.status = Some(next.phase.status().into());
        if next.is_over() {
            let at = call.at(now, speed);
            call.view.duration = Some(seconds_between(call.born_at(), at));
            call.view.ended_at = Some(iso_millis(at));
            call.view.end_reason = Some(end_reason(next.phase, stimulus).into());
        }
        for effect in effects {
            self.apply(id, effect, now);
        }
        true
    }

    fn apply(&mut self, id: &str, effect: Effect, now: Instant) {
        match effect {
            Effect::Send(kind) => {
                let speed = self.speed;
                if let (EventKind::Answered, Some(call)) = (kind, self.calls.get_mut(id)) {
                    call.view.answered_at = Some(iso_millis(call.at(now, speed)));
                }
                self.emit(id, kind, &Extra::None, now);
            }
            Effect::Join => self.join_far_side(id, now),
            Effect::Leave => self.all_leave(id, now),
            Effect::Greet => self.greet(id, now),
            Effect::KeepMessage => self.keep_message(id, now),
            Effect::StartRecording => self.start_recording(id, now),
            Effect::StopRecording => self.stop_recording(id, now),
        }
    }

    fn join_far_side(&mut self, id: &str, now: Instant) {
        let Some(call) = self.calls.get(id) else {
            return;
        };
        let (address, channel) = match call.state.direction {
            Direction::Inbound => (&call.view.from_address, &call.view.from_channel),
            Direction::Outbound => (&call.view.to_address, &call.view.to_channel),
        };
        let address = address.clone().unwrap_or_default();
        let channel = channel.clone().unwrap_or_default();
        if let Some(talk) = call.script.hangs_up {
            self.set(now, talk, Turn::Far(id.to_owned(), Far::HangsUp));
        }
        self.join(id, &address, &channel, now);
        if self.config.fields.auto_record_enabled == Some(true) {
            if let Some(call) = self.calls.get_mut(id) {
                call.state.recording = true;
            }
            self.start_recording(id, now);
        }
    }

    /// Somebody joins a call in progress.
    pub(crate) fn join(&mut self, id: &str, address: &str, channel: &str, now: Instant) {
        let (speed, dice) = (self.speed, self.dice.clone());
        let Some(call) = self
            .calls
            .get_mut(id)
            .filter(|call| call.state.phase == Phase::InProgress)
        else {
            return;
        };
        let first = call.participants.is_empty();
        let who = Participant {
            id: dice.id("part_", self.participants),
            address: address.to_owned(),
            channel: channel.to_owned(),
            name: if first {
                call.script.name.clone()
            } else {
                address.to_owned()
            },
            joined_at: call.at(now, speed),
            left_at: None,
            muted: false,
        };
        self.participants += 1;
        call.participants.push(who.clone());
        self.emit(
            id,
            EventKind::ParticipantJoined,
            &Extra::Participant(who),
            now,
        );
    }

    fn all_leave(&mut self, id: &str, now: Instant) {
        let speed = self.speed;
        let Some(call) = self.calls.get_mut(id) else {
            return;
        };
        let at = call.at(now, speed);
        let mut leaving = Vec::new();
        for who in &mut call.participants {
            who.left_at = Some(at);
            leaving.push(who.clone());
        }
        for who in leaving {
            self.emit(
                id,
                EventKind::ParticipantLeft,
                &Extra::Participant(who),
                now,
            );
        }
    }

    fn greet(&mut self, id: &str, now: Instant) {
        let longest = self.config.fields.voicemail_max_duration.unwrap_or(120);
        let Some(call) = self.calls.get(id) else {
            return;
        };
        let (after, far) = match &call.script.message {
            Some(message) => {
                let length = message.length.min(Duration::from_secs(longest.into()));
                (GREETING + length, Far::MessageLeft)
            }
            None => (GREETING, Far::HangsUp),
        };
        self.set(now, after, Turn::Far(id.to_owned(), far));
    }
}

/// `endReason`. Only `hangup` is documented; the others are assumed and appear in REST alone.
fn end_reason(phase: Phase, stimulus: Stimulus) -> &'static str {
    match (phase, stimulus) {
        (Phase::Ended(lifecycle::End::Completed), _) => "hangup",
        (_, Stimulus::Command(lifecycle::Command::Reject)) => "rejected",
        (phase, _) => phase.status(),
    }
}
