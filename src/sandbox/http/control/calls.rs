//! The control API for calls: starts inbound calls, shows calls, and acts as the remote party.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use crate::clock::iso_millis;
use crate::events::sample_call::Direction;
use crate::sandbox::engine::call_state::{Input, RemoteAction};
use crate::sandbox::engine::remote_party::{RemoteParty, VoicemailMessage};
use crate::sandbox::http::error_reply::{ErrorReply, reply};
use crate::sandbox::http::fields::{Fields, address};
use crate::sandbox::http::shared::SharedState;
use crate::sandbox::state::call_record::CallRoute;
use crate::sandbox::state::sandbox_state::SandboxState;

/// Starts an inbound call.
pub(super) async fn create(
    State(shared): State<SharedState>,
    body: Bytes,
) -> Result<Response, ErrorReply> {
    let fields = Fields::read(&body)?;
    let mut state = shared.state();
    let route = read_route(&state, &fields)?;
    let remote = read_remote_party(&fields)?;
    let now = state.now();
    let id = match fields.flag("ignoreLimit")? {
        Some(true) => state.start_call(&route, remote, now),
        _ => state.receive_call(&route, remote, now),
    };
    let call = state.calls.get(&id).map(|call| &call.view);
    Ok(reply(StatusCode::CREATED, &call))
}

fn read_route(state: &SandboxState, fields: &Fields) -> Result<CallRoute, ErrorReply> {
    let own = state.numbers.first().cloned().unwrap_or_default();
    let from = fields
        .text("from")?
        .unwrap_or_else(|| "+15559876543".into());
    let to = fields.text("to")?.unwrap_or(own);
    let route = CallRoute {
        direction: Direction::Inbound,
        from,
        to,
        from_channel: fields.channel("fromChannel")?,
        to_channel: fields.channel("toChannel")?,
        metadata: fields.object("metadata")?.unwrap_or_default(),
    };
    address("from", &route.from, &route.from_channel)?;
    address("to", &route.to, &route.to_channel)?;
    if route.to_channel != "webrtc" && !state.numbers.contains(&route.to) {
        let known = state.numbers.join(", ");
        let text = format!("{} is not a number of the app, which has {known}", route.to);
        return Err(ErrorReply::invalid("to", text));
    }
    Ok(route)
}

fn read_remote_party(fields: &Fields) -> Result<RemoteParty, ErrorReply> {
    let default = RemoteParty::default();
    let seconds = |name: &str, default: Option<Duration>| match fields.names(name) {
        true => fields.seconds(name),
        false => Ok(default),
    };
    let message = match fields.get("voicemail") {
        Some(Value::Bool(false)) => None,
        None if !fields.names("voicemail") => default.message.clone(),
        _ => fields
            .inner("voicemail")?
            .map(|inner| read_message(&inner))
            .transpose()?,
    };
    Ok(RemoteParty {
        hangs_up: seconds("hangupAfter", default.hangs_up)?,
        gives_up: seconds("giveUpAfter", None)?,
        message,
        name: fields.text("callerName")?.unwrap_or(default.name.clone()),
        ..default
    })
}

fn read_message(fields: &Fields) -> Result<VoicemailMessage, ErrorReply> {
    let default = VoicemailMessage::default();
    Ok(VoicemailMessage {
        transcription: match fields.names("transcription") {
            true => fields.text("transcription")?,
            false => default.transcription,
        },
        length: fields.seconds("duration")?.unwrap_or(default.length),
        transcription_delay: fields.seconds("transcriptionDelay")?.unwrap_or_default(),
    })
}

/// Shows a call with the fields that the API does not show.
pub(super) async fn get(
    State(shared): State<SharedState>,
    Path(id): Path<String>,
) -> Result<Response, ErrorReply> {
    let state = shared.state();
    let call = state
        .calls
        .get(&id)
        .ok_or_else(|| ErrorReply::not_found("call", &id))?;
    let participants: Vec<Value> = call
        .participants
        .iter()
        .map(|who| {
            json!({
                "id": who.id,
                "address": who.address,
                "displayName": who.name,
                "joinedAt": iso_millis(who.joined_at),
                "leftAt": who.left_at.map(iso_millis),
                "muted": who.muted,
            })
        })
        .collect();
    let shown = json!({
        "call": call.view,
        "held": call.state.held,
        "recording": call.state.recording,
        "participants": participants,
        "history": call.history,
    });
    Ok(reply(StatusCode::OK, &shown))
}

/// Lets the remote party act now: `{"do": "hang_up"}`.
pub(super) async fn act(
    State(shared): State<SharedState>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, ErrorReply> {
    let known = [
        "ring",
        "answer",
        "busy",
        "fail",
        "no_answer",
        "give_up",
        "hang_up",
        "leave_message",
    ];
    let fields = Fields::read(&body)?;
    let name = fields
        .one_of("do", &known)?
        .ok_or_else(|| ErrorReply::missing("do"))?;
    let action = match name.as_str() {
        "ring" => RemoteAction::Rings,
        "answer" => RemoteAction::Answers,
        "busy" => RemoteAction::IsBusy,
        "fail" => RemoteAction::Fails,
        "no_answer" => RemoteAction::NoAnswer,
        "give_up" => RemoteAction::GivesUp,
        "hang_up" => RemoteAction::HangsUp,
        _ => RemoteAction::MessageLeft,
    };
    let mut state = shared.state();
    if state.calls.get(&id).is_none() {
        return Err(ErrorReply::not_found("call", &id));
    }
    let now = state.now();
    if !state.advance(&id, Input::Remote(action), now) {
        let text = format!("{name} does not fit the state of call {id}");
        return Err(ErrorReply::conflict("invalid_call_state", text));
    }
    Ok(reply(
        StatusCode::OK,
        &state.calls.get(&id).map(|call| &call.view),
    ))
}
