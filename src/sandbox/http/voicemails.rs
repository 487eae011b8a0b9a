//! The endpoints of voicemails (docs/api.md, "Endpoints").

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::sandbox::http::error_reply::{ErrorReply, message, reply};
use crate::sandbox::http::fields::{Fields, Query};
use crate::sandbox::http::shared::SharedState;

pub(crate) async fn list(
    State(shared): State<SharedState>,
    RawQuery(query): RawQuery,
) -> Result<Response, ErrorReply> {
    let window = Query::read(query).window()?;
    let state = shared.state();
    let newest_first = state
        .voicemails
        .iter()
        .rev()
        .map(|(_, voicemail)| voicemail);
    Ok(reply(StatusCode::OK, &window.page(newest_first)))
}

pub(crate) async fn get(
    State(shared): State<SharedState>,
    Path(id): Path<String>,
) -> Result<Response, ErrorReply> {
    let state = shared.state();
    let voicemail = state.voicemails.get(&id);
    let voicemail = voicemail.ok_or_else(|| ErrorReply::not_found("voicemail", &id))?;
    Ok(reply(StatusCode::OK, voicemail))
}

pub(crate) async fn update(
    State(shared): State<SharedState>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, ErrorReply> {
    let is_read = Fields::read(&body)?.flag("isRead")?;
    let is_read = is_read.ok_or_else(|| ErrorReply::missing("isRead"))?;
    let mut state = shared.state();
    let voicemail = state.voicemails.get_mut(&id);
    let voicemail = voicemail.ok_or_else(|| ErrorReply::not_found("voicemail", &id))?;
    voicemail.is_read = Some(is_read);
    Ok(reply(StatusCode::OK, voicemail))
}

pub(crate) async fn delete(
    State(shared): State<SharedState>,
    Path(id): Path<String>,
) -> Result<Response, ErrorReply> {
    let mut state = shared.state();
    let removed = state.voicemails.remove(&id);
    let removed = removed.ok_or_else(|| ErrorReply::not_found("voicemail", &id))?;
    if let Some(recording) = removed.recording_id {
        state.recordings.remove(&recording);
    }
    Ok(message("Voicemail deleted successfully"))
}
