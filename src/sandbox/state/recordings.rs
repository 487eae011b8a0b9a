//! Recordings: they start, stop, and become available.

use std::time::Duration;

use tokio::time::Instant;

use crate::clock::iso_millis;
use crate::events::EventKind;
use crate::sandbox::delivery::payload::{EventDetails, seconds_between};
use crate::sandbox::state::recording_record::{RecordingRecord, new_view};
use crate::sandbox::state::sandbox_state::{SandboxState, ScheduledTask};

/// Time from the end of a recording until it is available; assumed.
const PROCESSING: Duration = Duration::from_secs(3);

impl SandboxState {
    /// Starts a recording of a call in the configured format.
    pub(crate) fn start_recording(&mut self, call_id: &str, now: Instant) {
        let configured = self.config.fields.recording_format.clone();
        let id = self.rng.id("call_rec_test_", self.recordings.next());
        let Some(call) = self.calls.get_mut(call_id) else {
            return;
        };
        let began = call.at(now, self.speed);
        call.recording = Some(id.clone());
        let view = new_view(&id, call_id, began, "recording", configured);
        let record = RecordingRecord {
            view,
            voicemail: None,
            began,
        };
        self.recordings.insert(id, record);
    }

    /// Sets the format of the running recording.
    pub(crate) fn set_recording_format(&mut self, call_id: &str, format: String) {
        let running = self
            .calls
            .get(call_id)
            .and_then(|call| call.recording.as_ref());
        if let Some(record) = running.and_then(|id| self.recordings.get_mut(id)) {
            record.view.format = Some(format);
        }
    }

    pub(crate) fn stop_recording(&mut self, call_id: &str, now: Instant) {
        let speed = self.speed;
        let Some(call) = self.calls.get_mut(call_id) else {
            return;
        };
        let at = call.at(now, speed);
        let Some(id) = call.recording.take() else {
            return;
        };
        if let Some(record) = self.recordings.get_mut(&id) {
            record.view.status = Some("processing".into());
            record.view.ended_at = Some(iso_millis(at));
            record.view.duration = Some(seconds_between(record.began, at));
        }
        let task = ScheduledTask::RecordingReady { recording: id };
        self.schedule(now, PROCESSING, task);
    }

    pub(crate) fn finish_recording(&mut self, id: &str, now: Instant) {
        let wall = self.wall(now);
        let Some(record) = self.recordings.get_mut(id) else {
            return;
        };
        record.view.status = Some("completed".into());
        let shown = record.shown(&self.files, wall);
        let details = EventDetails::Recording {
            id: id.to_owned(),
            duration: shown.duration.unwrap_or(0),
            url: shown.file_url.unwrap_or_default(),
            format: shown.format.unwrap_or_default(),
            size: shown.file_size.unwrap_or(0),
        };
        let call = shown.call_id.unwrap_or_default();
        self.emit(&call, EventKind::RecordingCompleted, &details, now);
    }
}
