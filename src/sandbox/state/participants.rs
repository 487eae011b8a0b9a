//! Participants: they join and leave calls.

use tokio::time::Instant;

use crate::events::EventKind;
use crate::events::sample_call::Direction;
use crate::sandbox::delivery::payload::{CallParticipant, EventDetails};
use crate::sandbox::engine::call_state::{CallPhase, RemoteAction};
use crate::sandbox::state::sandbox_state::SandboxState;

impl SandboxState {
    /// Lets the remote party join its call, and starts its timers.
    pub(crate) fn join_remote_party(&mut self, id: &str, now: Instant) {
        let Some(call) = self.calls.get(id) else {
            return;
        };
        let (address, channel) = match call.state.direction {
            Direction::Inbound => (&call.view.from_address, &call.view.from_channel),
            Direction::Outbound => (&call.view.to_address, &call.view.to_channel),
        };
        let address = address.clone().unwrap_or_default();
        let channel = channel.clone().unwrap_or_default();
        if let Some(talk) = call.remote.hangs_up {
            self.schedule_remote(id, now, talk, RemoteAction::HangsUp);
        }
        self.join(id, &address, &channel, now);
        if self.config.fields.auto_record_enabled == Some(true) {
            if let Some(call) = self.calls.get_mut(id) {
                call.state.recording = true;
            }
            self.start_recording(id, now);
        }
    }

    /// Adds a participant to a call in progress.
    pub(crate) fn join(&mut self, id: &str, address: &str, channel: &str, now: Instant) {
        let speed = self.speed;
        let participant_id = self.rng.id("part_", self.participants);
        let Some(call) = self.calls.get_mut(id) else {
            return;
        };
        if call.state.phase != CallPhase::InProgress {
            return;
        }
        let name = match call.participants.is_empty() {
            true => call.remote.name.clone(),
            false => address.to_owned(),
        };
        let participant = CallParticipant {
            id: participant_id,
            address: address.to_owned(),
            channel: channel.to_owned(),
            name,
            joined_at: call.at(now, speed),
            left_at: None,
            muted: false,
        };
        self.participants += 1;
        call.participants.push(participant.clone());
        let details = EventDetails::Participant(participant);
        self.emit(id, EventKind::ParticipantJoined, &details, now);
    }

    /// Lets all participants leave a call.
    pub(crate) fn leave_all(&mut self, id: &str, now: Instant) {
        let speed = self.speed;
        let Some(call) = self.calls.get_mut(id) else {
            return;
        };
        let at = call.at(now, speed);
        for participant in &mut call.participants {
            participant.left_at = Some(at);
        }
        for participant in call.participants.clone() {
            let details = EventDetails::Participant(participant);
            self.emit(id, EventKind::ParticipantLeft, &details, now);
        }
    }
}
