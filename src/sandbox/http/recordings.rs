//! Recordings: how they come about, and their endpoints (spec, section 2).

use std::time::Duration;

use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use tokio::time::Instant;

use crate::api::types::Recording;
use crate::clock::iso_millis;
use crate::events::EventKind;
use crate::sandbox::Shared;
use crate::sandbox::delivery::payload::{Extra, seconds_between};
use crate::sandbox::http::api_error::{ApiError, message, reply};
use crate::sandbox::http::fields::Query;
use crate::sandbox::state::files::Files;
use crate::sandbox::state::{SandboxState, Turn};

/// From the end of a recording until it can be fetched; assumed.
const PROCESSING: Duration = Duration::from_secs(3);

/// A recording and where its audio is served.
#[derive(Clone, Debug)]
pub(crate) struct RecordingRecord {
    /// As the API shows it, but for the URL, which is signed anew each time.
    pub(crate) view: Recording,
    /// The voicemail whose audio this is.
    pub(crate) voicemail: Option<String>,
    /// When it began.
    pub(crate) began: Timestamp,
}

impl RecordingRecord {
    /// A recording of an earlier run: what was still running then has failed, the rest is there.
    pub(crate) fn stored(mut view: Recording, wall: Timestamp) -> RecordingRecord {
        view.status = view.status.map(|status| match status.as_str() {
            "recording" => "failed".into(),
            "processing" => "completed".into(),
            _ => status,
        });
        RecordingRecord {
            view,
            voicemail: None,
            began: wall,
        }
    }

    /// As the API shows it at `wall`.
    pub(crate) fn shown(&self, files: &Files, wall: Timestamp) -> Recording {
        let mut shown = self.view.clone();
        if let ("completed", Some(id), Some(format)) = (
            shown.status.as_deref().unwrap_or_default(),
            &shown.id,
            &shown.format,
        ) {
            shown.file_url = Some(files.url("recordings", id, format, wall));
            shown.file_size = Some(files.size(format));
        }
        shown
    }
}

impl SandboxState {
    /// Starts to record a call in the configured format.
    pub(crate) fn start_recording(&mut self, call_id: &str, now: Instant) {
        let configured = self.config.fields.recording_format.clone();
        let id = self.dice.id("call_rec_test_", self.recordings.next());
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

    /// Gives the recording under way the format that the command named.
    pub(crate) fn record_as(&mut self, call_id: &str, format: String) {
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
        self.set(now, PROCESSING, Turn::RecordingReady(id));
    }

    pub(crate) fn finish_recording(&mut self, id: &str, now: Instant) {
        let wall = self.wall(now);
        let Some(record) = self.recordings.get_mut(id) else {
            return;
        };
        record.view.status = Some("completed".into());
        let shown = record.shown(&self.files, wall);
        let extra = Extra::Recording(
            id.to_owned(),
            shown.duration.unwrap_or(0),
            shown.file_url.unwrap_or_default(),
            shown.format.unwrap_or_default(),
            shown.file_size.unwrap_or(0),
        );
        let call = shown.call_id.unwrap_or_default();
        self.emit(&call, EventKind::RecordingCompleted, &extra, now);
    }
}

/// A recording that has just begun.
pub(crate) fn new_view(
    id: &str,
    call_id: &str,
    began: Timestamp,
    status: &str,
    format: Option<String>,
) -> Recording {
    Recording {
        id: Some(id.to_owned()),
        call_id: Some(call_id.to_owned()),
        status: Some(status.to_owned()),
        format: Some(format.unwrap_or_else(|| "mp4".into())),
        started_at: Some(iso_millis(began)),
        created_at: Some(iso_millis(began)),
        ..Recording::default()
    }
}

pub(crate) async fn of_call(
    State(shared): State<Shared>,
    Path(call): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let window = Query::read(query).window()?;
    let world = shared.world();
    if world.calls.get(&call).is_none() {
        return Err(ApiError::not_found("call", &call));
    }
    let wall = world.wall(Instant::now());
    let newest_first = world.recordings.iter().rev().map(|(_, record)| record);
    let found = newest_first.filter(|record| record.view.call_id.as_ref() == Some(&call));
    let page = window.page(found.map(|record| record.shown(&world.files, wall)));
    Ok(reply(StatusCode::OK, &page))
}

pub(crate) async fn get(
    State(shared): State<Shared>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let world = shared.world();
    let record = world
        .recordings
        .get(&id)
        .ok_or_else(|| ApiError::not_found("recording", &id))?;
    let shown = record.shown(&world.files, world.wall(Instant::now()));
    Ok(reply(StatusCode::OK, &shown))
}

pub(crate) async fn delete(
    State(shared): State<Shared>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let mut world = shared.world();
    let record = world
        .recordings
        .get(&id)
        .ok_or_else(|| ApiError::not_found("recording", &id))?;
    if record.view.status.as_deref() == Some("recording") {
        let text = format!("Recording {id} is still running: stop it first");
        return Err(ApiError::conflict("recording_in_progress", text));
    }
    let voicemail = record.voicemail.clone();
    world.recordings.remove(&id);
    if let Some(voicemail) = voicemail.and_then(|id| world.voicemails.get_mut(&id)) {
        voicemail.view.recording_id = None;
    }
    Ok(message("Recording deleted successfully"))
}
