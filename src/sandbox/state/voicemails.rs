//! Voicemails: they are stored, become available, and are transcribed.

use std::time::Duration;

use tokio::time::Instant;

use crate::api::types::Voicemail;
use crate::clock::iso_millis;
use crate::events::EventKind;
use crate::sandbox::delivery::payload::{EventDetails, seconds_between};
use crate::sandbox::state::recording_record::{RecordingRecord, new_view};
use crate::sandbox::state::sandbox_state::{SandboxState, ScheduledTask};

/// Time from the end of a message until `calls.voicemail.received`; assumed.
const PROCESSING: Duration = Duration::from_secs(2);

impl SandboxState {
    /// Stores the message that the caller of `call_id` left, and schedules its processing.
    pub(crate) fn keep_message(&mut self, call_id: &str, now: Instant) {
        let speed = self.speed;
        let id = self.rng.id("call_vm_test_", self.voicemails.next());
        let recording = self.rng.id("call_rec_test_", self.recordings.next());
        let format = self.config.fields.recording_format.clone();
        let longest = self.longest_message();
        let Some(call) = self.calls.get(call_id) else {
            return;
        };
        let Some(left) = call.remote.message.clone() else {
            return;
        };
        let ended = call.at(now, speed);
        let length = left.length.min(longest);
        let began = ended - length;
        let seconds = seconds_between(began, ended);
        let mut view = new_view(&recording, call_id, began, "processing", format);
        view.duration = Some(seconds);
        view.ended_at = Some(iso_millis(ended));
        let record = RecordingRecord {
            view,
            voicemail: Some(id.clone()),
            began,
        };
        let voicemail = Voicemail {
            id: Some(id.clone()),
            call_id: Some(call_id.to_owned()),
            caller_number: call.view.from_address.clone(),
            caller_channel: call.view.from_channel.clone(),
            duration: Some(seconds),
            is_read: Some(false),
            transcription: None,
            recording_id: Some(recording.clone()),
            created_at: Some(iso_millis(ended)),
        };
        self.recordings.insert(recording, record);
        self.voicemails.insert(id.clone(), voicemail);
        if let Some(text) = left.transcription {
            let voicemail = id.clone();
            let task = ScheduledTask::Transcribed { voicemail, text };
            self.schedule(now, PROCESSING + left.transcription_delay, task);
        }
        let task = ScheduledTask::VoicemailReady { voicemail: id };
        self.schedule(now, PROCESSING, task);
    }

    pub(crate) fn finish_voicemail(&mut self, id: &str, now: Instant) {
        let wall = self.wall(now);
        let Some(voicemail) = self.voicemails.get(id).cloned() else {
            return;
        };
        let recording = voicemail.recording_id.unwrap_or_default();
        let Some(record) = self.recordings.get_mut(&recording) else {
            return;
        };
        record.view.status = Some("completed".into());
        let format = record.view.format.clone().unwrap_or_default();
        let url = self.files.url("voicemails", id, &format, wall);
        let details = EventDetails::Voicemail {
            id: id.to_owned(),
            duration: voicemail.duration.unwrap_or(0),
            url,
            transcription: voicemail.transcription,
        };
        let call = voicemail.call_id.unwrap_or_default();
        self.emit(&call, EventKind::VoicemailReceived, &details, now);
    }

    pub(crate) fn transcribe(&mut self, id: &str, text: String) {
        if let Some(voicemail) = self.voicemails.get_mut(id) {
            voicemail.transcription = Some(text);
        }
    }
}
