//! The endpoint of call commands (docs/api.md, "Call commands").

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::api::call_commands::TYPES;
use crate::api::check;
use crate::api::types::CommandReply;
use crate::sandbox::engine::call_state::{CallCommandKind, Input};
use crate::sandbox::engine::remote_party::DIAL;
use crate::sandbox::http::error_reply::{ErrorReply, reply};
use crate::sandbox::http::fields::{Fields, address};
use crate::sandbox::http::shared::SharedState;
use crate::sandbox::state::sandbox_state::{SandboxState, ScheduledTask};

/// The longest `reason` of a `reject` command, in characters.
const LONGEST_REASON: usize = 500;

pub(crate) async fn send(
    State(shared): State<SharedState>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, ErrorReply> {
    let fields = Fields::read(&body)?;
    let name = fields.required("type")?;
    let mut state = shared.state();
    let Some(entries) = state.calls.get(&id).map(|call| call.history.len()) else {
        return Err(ErrorReply::not_found("call", &id));
    };
    let now = state.now();
    let done = match CallCommandKind::parse(&name) {
        Some(command) => run(&mut state, &id, command, &name, &fields).map(|()| "accepted"),
        None => queue(&state, &id, &name).map(|()| "queued"),
    };
    state.record_command(&id, &name, done.is_ok(), now);
    let speed = state.speed;
    if let Some(call) = state.calls.get_mut(&id) {
        let kind = if done.is_ok() { "command" } else { "refused" };
        call.record(call.at(now, speed), kind, &name);
        // The command comes before its events, which were recorded while it ran.
        call.history[entries..].rotate_right(1);
    }
    let answer = CommandReply {
        call_id: Some(id),
        command: Some(name),
        status: Some(done?.into()),
    };
    Ok(reply(StatusCode::OK, &answer))
}

/// Checks the parameters, then applies the command.
fn run(
    state: &mut SandboxState,
    id: &str,
    command: CallCommandKind,
    name: &str,
    fields: &Fields,
) -> Result<(), ErrorReply> {
    let now = state.now();
    let muted = match command {
        CallCommandKind::Mute | CallCommandKind::Unmute => {
            Some(read_participant(state, id, command, fields)?)
        }
        _ => None,
    };
    let transfer = match command {
        CallCommandKind::Transfer => Some(read_destination(fields)?),
        _ => None,
    };
    let format = fields.one_of("format", &check::FORMATS)?;
    if fields
        .text("reason")?
        .is_some_and(|reason| reason.chars().count() > LONGEST_REASON)
    {
        return Err(ErrorReply::invalid(
            "reason",
            "Invalid reason: at most 500 characters",
        ));
    }
    if fields
        .text("musicUrl")?
        .is_some_and(|url| url::Url::parse(&url).is_err())
    {
        return Err(ErrorReply::invalid(
            "musicUrl",
            "Invalid musicUrl: must be a URL",
        ));
    }
    if !state.advance(id, Input::Command(command), now) {
        return Err(wrong_state(state, id, name));
    }
    if let (CallCommandKind::StartRecording, Some(format)) = (command, format) {
        state.set_recording_format(id, format);
    }
    if let Some(call) = state.calls.get_mut(id)
        && let Some(at) = muted
    {
        call.participants[at].muted = command == CallCommandKind::Mute;
    }
    if let Some((to, channel)) = transfer {
        let task = ScheduledTask::Join {
            call: id.to_owned(),
            address: to,
            channel,
        };
        state.schedule(now, DIAL, task);
    }
    Ok(())
}

fn wrong_state(state: &SandboxState, id: &str, name: &str) -> ErrorReply {
    let status = state
        .calls
        .get(id)
        .and_then(|call| call.view.status.clone());
    let status = status.unwrap_or_default();
    let text = format!("Command {name} does not fit call {id}, which is {status}");
    ErrorReply::conflict("invalid_call_state", text)
}

/// Returns the position of the participant that the command names. The parameter is assumed.
fn read_participant(
    state: &SandboxState,
    id: &str,
    command: CallCommandKind,
    fields: &Fields,
) -> Result<usize, ErrorReply> {
    let who = fields.required("participantId")?;
    let here = state.calls.get(id).map(|call| call.participants.as_slice());
    let here = here.unwrap_or_default();
    let at = here.iter().position(|one| one.id == who);
    let at = at.ok_or_else(|| {
        let text = format!("No participant {who} in call {id}");
        ErrorReply::invalid("participantId", text)
    })?;
    if here[at].muted == (command == CallCommandKind::Mute) {
        let how = if here[at].muted {
            "already muted"
        } else {
            "not muted"
        };
        let text = format!("Participant {who} is {how}");
        return Err(ErrorReply::conflict("invalid_participant_state", text));
    }
    Ok(at)
}

/// Returns the address and the channel of a transfer. The parameters are assumed.
fn read_destination(fields: &Fields) -> Result<(String, String), ErrorReply> {
    let to = fields.required("to")?;
    let channel = fields.channel("toChannel")?;
    address("to", &to, &channel)?;
    Ok((to, channel))
}

/// Checks a type that is not one of the eleven known ones. Five more exist whose names are not documented, so a
/// well-formed name is accepted and does nothing; a misspelt known name is rejected.
fn queue(state: &SandboxState, id: &str, name: &str) -> Result<(), ErrorReply> {
    let near = TYPES
        .iter()
        .find(|known| strsim::jaro_winkler(name, known) > 0.85);
    if let Some(near) = near {
        let text = format!("Unknown command type: {name}. Did you mean {near}?");
        return Err(ErrorReply::invalid("type", text));
    }
    if name.is_empty()
        || !name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    {
        return Err(ErrorReply::invalid(
            "type",
            format!("Unknown command type: {name}"),
        ));
    }
    match state.calls.get(id) {
        Some(call) if call.state.is_over() => Err(wrong_state(state, id, name)),
        _ => Ok(()),
    }
}
