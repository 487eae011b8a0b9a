//! Voicemails: how they come about, and their endpoints (spec, section 2).

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use tokio::time::Instant;

use crate::api::types::Voicemail;
use crate::clock::iso_millis;
use crate::events::EventKind;
use crate::sandbox::Shared;
use crate::sandbox::delivery::payload::{Extra, seconds_between};
use crate::sandbox::http::api_error::{ApiError, message, reply};
use crate::sandbox::http::fields::{Fields, Query};
use crate::sandbox::http::recordings::{RecordingRecord, new_view};
use crate::sandbox::state::{SandboxState, Turn};

/// From the end of a message until `calls.voicemail.received`; assumed.
const PROCESSING: Duration = Duration::from_secs(2);

/// A voicemail.
#[derive(Clone, Debug)]
pub(crate) struct VoicemailRecord {
    /// As the API shows it.
    pub(crate) view: Voicemail,
}

impl SandboxState {
    /// Keeps the message that the caller of `call_id` has left, and sets it to be processed.
    pub(crate) fn keep_message(&mut self, call_id: &str, now: Instant) {
        let speed = self.speed;
        let id = self.dice.id("call_vm_test_", self.voicemails.next());
        let recording = self.dice.id("call_rec_test_", self.recordings.next());
        let format = self.config.fields.recording_format.clone();
        let Some(call) = self.calls.get(call_id) else {
            return;
        };
        let Some(left) = call.script.message.clone() else {
            return;
        };
        let ended = call.at(now, speed);
        let longest = self.config.fields.voicemail_max_duration.unwrap_or(120);
        let length = left.length.min(Duration::from_secs(longest.into()));
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
        self.voicemails
            .insert(id.clone(), VoicemailRecord { view: voicemail });
        if let Some(text) = left.transcription {
            let turn = Turn::Transcribed(id.clone(), text);
            self.set(now, PROCESSING + left.transcription_delay, turn);
        }
        self.set(now, PROCESSING, Turn::VoicemailReady(id));
    }

    pub(crate) fn finish_voicemail(&mut self, id: &str, now: Instant) {
        let wall = self.wall(now);
        let Some(voicemail) = self.voicemails.get(id).map(|record| record.view.clone()) else {
            return;
        };
        let recording = voicemail.recording_id.unwrap_or_default();
        let Some(record) = self.recordings.get_mut(&recording) else {
            return;
        };
        record.view.status = Some("completed".into());
        let format = record.view.format.clone().unwrap_or_default();
        let url = self.files.url("voicemails", id, &format, wall);
        let seconds = voicemail.duration.unwrap_or(0);
        let extra = Extra::Voicemail(id.to_owned(), seconds, url, voicemail.transcription);
        let call = voicemail.call_id.unwrap_or_default();
        self.emit(&call, EventKind::VoicemailReceived, &extra, now);
    }

    pub(crate) fn transcribe(&mut self, id: &str, text: String) {
        if let Some(record) = self.voicemails.get_mut(id) {
            record.view.transcription = Some(text);
        }
    }
}

pub(crate) async fn list(
    State(shared): State<Shared>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let window = Query::read(query).window()?;
    let world = shared.world();
    let newest_first = world
        .voicemails
        .iter()
        .rev()
        .map(|(_, record)| &record.view);
    Ok(reply(StatusCode::OK, &window.page(newest_first)))
}

pub(crate) async fn get(
    State(shared): State<Shared>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let world = shared.world();
    let record = world
        .voicemails
        .get(&id)
        .ok_or_else(|| ApiError::not_found("voicemail", &id))?;
    Ok(reply(StatusCode::OK, &record.view))
}

pub(crate) async fn update(
    State(shared): State<Shared>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, ApiError> {
    let is_read = Fields::read(&body)?.flag("isRead")?;
    let is_read = is_read.ok_or_else(|| ApiError::missing("isRead"))?;
    let mut world = shared.world();
    let record = world.voicemails.get_mut(&id);
    let record = record.ok_or_else(|| ApiError::not_found("voicemail", &id))?;
    record.view.is_read = Some(is_read);
    Ok(reply(StatusCode::OK, &record.view))
}

pub(crate) async fn delete(
    State(shared): State<Shared>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let mut world = shared.world();
    let gone = world.voicemails.remove(&id);
    let gone = gone.ok_or_else(|| ApiError::not_found("voicemail", &id))?;
    if let Some(recording) = gone.view.recording_id {
        world.recordings.remove(&recording);
    }
    Ok(message("Voicemail deleted successfully"))
}
