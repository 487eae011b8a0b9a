//! The endpoints of recordings (docs/api.md, "Endpoints").

use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::sandbox::http::error_reply::{ErrorReply, message, reply};
use crate::sandbox::http::fields::Query;
use crate::sandbox::http::shared::SharedState;

pub(crate) async fn of_call(
    State(shared): State<SharedState>,
    Path(call): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, ErrorReply> {
    let window = Query::read(query).window()?;
    let state = shared.state();
    if state.calls.get(&call).is_none() {
        return Err(ErrorReply::not_found("call", &call));
    }
    let wall = state.wall(state.now());
    let newest_first = state.recordings.iter().rev().map(|(_, record)| record);
    let found = newest_first.filter(|record| record.view.call_id.as_ref() == Some(&call));
    let page = window.page(found.map(|record| record.shown(&state.files, wall)));
    Ok(reply(StatusCode::OK, &page))
}

pub(crate) async fn get(
    State(shared): State<SharedState>,
    Path(id): Path<String>,
) -> Result<Response, ErrorReply> {
    let state = shared.state();
    let record = state
        .recordings
        .get(&id)
        .ok_or_else(|| ErrorReply::not_found("recording", &id))?;
    let shown = record.shown(&state.files, state.wall(state.now()));
    Ok(reply(StatusCode::OK, &shown))
}

pub(crate) async fn delete(
    State(shared): State<SharedState>,
    Path(id): Path<String>,
) -> Result<Response, ErrorReply> {
    let mut state = shared.state();
    let record = state
        .recordings
        .get(&id)
        .ok_or_else(|| ErrorReply::not_found("recording", &id))?;
    if record.view.status.as_deref() == Some("recording") {
        let text = format!("Recording {id} is still running: stop it first");
        return Err(ErrorReply::conflict("recording_in_progress", text));
    }
    let voicemail = record.voicemail.clone();
    state.recordings.remove(&id);
    if let Some(voicemail) = voicemail.and_then(|id| state.voicemails.get_mut(&id)) {
        voicemail.recording_id = None;
    }
    Ok(message("Recording deleted successfully"))
}
