//! Call commands: the one endpoint for all of them (spec, section 3).

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use tokio::time::Instant;

use crate::api::call_commands::TYPES;
use crate::api::check;
use crate::api::types::CommandReply;
use crate::sandbox::Shared;
use crate::sandbox::engine::lifecycle::{Command, Stimulus};
use crate::sandbox::engine::remote_party::DIAL;
use crate::sandbox::http::api_error::{ApiError, reply};
use crate::sandbox::http::fields::{Fields, address};
use crate::sandbox::state::{SandboxState, Turn};

/// Longest `reason` of a reject, in characters.
const LONGEST_REASON: usize = 500;

pub(crate) async fn send(
    State(shared): State<Shared>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, ApiError> {
    let fields = Fields::read(&body)?;
    let name = fields.required("type")?;
    let mut world = shared.world();
    let Some(noted) = world.calls.get(&id).map(|call| call.history.len()) else {
        return Err(ApiError::not_found("call", &id));
    };
    let done = match Command::parse(&name) {
        Some(command) => run(&mut world, &id, command, &name, &fields).map(|()| "accepted"),
        None => pass(&world, &id, &name).map(|()| "queued"),
    };
    let speed = world.speed;
    if let Some(call) = world.calls.get_mut(&id) {
        let kind = if done.is_ok() { "command" } else { "refused" };
        call.note(call.at(Instant::now(), speed), kind, &name);
        // Before what it led to: those events were noted while it ran.
        call.history[noted..].rotate_right(1);
    }
    let answer = CommandReply {
        call_id: Some(id),
        command: Some(name),
        status: Some(done?.into()),
    };
    Ok(reply(StatusCode::OK, &answer))
}

/// Checks the parameters, then takes the step.
fn run(
    world: &mut SandboxState,
    id: &str,
    command: Command,
    name: &str,
    fields: &Fields,
) -> Result<(), ApiError> {
    let now = Instant::now();
    let muted = match command {
        Command::Mute | Command::Unmute => Some(read_participant(world, id, command, fields)?),
        _ => None,
    };
    let transfer = match command {
        Command::Transfer => Some(read_destination(fields)?),
        _ => None,
    };
    let format = fields.one_of("format", &check::FORMATS)?;
    if fields
        .text("reason")?
        .is_some_and(|reason| reason.chars().count() > LONGEST_REASON)
    {
        return Err(ApiError::invalid(
            "reason",
            "Invalid reason: at most 500 characters",
        ));
    }
    if fields
        .text("musicUrl")?
        .is_some_and(|url| url::Url::parse(&url).is_err())
    {
        return Err(ApiError::invalid(
            "musicUrl",
            "Invalid musicUrl: must be a URL",
        ));
    }
    if !world.stimulate(id, Stimulus::Command(command), now) {
        return Err(misfit(world, id, name));
    }
    if let (Command::StartRecording, Some(format)) = (command, format) {
        world.record_as(id, format);
    }
    if let Some(call) = world.calls.get_mut(id)
        && let Some(at) = muted
    {
        call.participants[at].muted = command == Command::Mute;
    }
    if let Some((to, channel)) = transfer {
        world.set(now, DIAL, Turn::Join(id.to_owned(), to, channel));
    }
    Ok(())
}

fn misfit(world: &SandboxState, id: &str, name: &str) -> ApiError {
    let status = world
        .calls
        .get(id)
        .and_then(|call| call.view.status.clone());
    let status = status.unwrap_or_default();
    let text = format!("Command {name} does not fit call {id}, which is {status}");
    ApiError::conflict("invalid_call_state", text)
}

/// Which participant is meant, by position. Its parameter is assumed (spec, section 3).
fn read_participant(
    world: &SandboxState,
    id: &str,
    command: Command,
    fields: &Fields,
) -> Result<usize, ApiError> {
    let who = fields.required("participantId")?;
    let here = world.calls.get(id).map(|call| call.participants.as_slice());
    let here = here.unwrap_or_default();
    let at = here.iter().position(|one| one.id == who);
    let at = at.ok_or_else(|| {
        let text = format!("No participant {who} in call {id}");
        ApiError::invalid("participantId", text)
    })?;
    if here[at].muted == (command == Command::Mute) {
        let how = if here[at].muted {
            "already muted"
        } else {
            "not muted"
        };
        let text = format!("Participant {who} is {how}");
        return Err(ApiError::conflict("invalid_participant_state", text));
    }
    Ok(at)
}

/// Where a transfer goes. Its parameters are assumed (spec, section 3).
fn read_destination(fields: &Fields) -> Result<(String, String), ApiError> {
    let to = fields.required("to")?;
    let channel = fields.channel("toChannel")?;
    address("to", &to, &channel)?;
    Ok((to, channel))
}

/// A type that is not among the known eleven. The union has five more whose names are not documented,
/// so a well-formed name is taken and does nothing; a misspelt one is refused.
fn pass(world: &SandboxState, id: &str, name: &str) -> Result<(), ApiError> {
    let near = TYPES
        .iter()
        .find(|known| strsim::jaro_winkler(name, known) > 0.85);
    if let Some(near) = near {
        let text = format!("Unknown command type: {name}. Did you mean {near}?");
        return Err(ApiError::invalid("type", text));
    }
    if name.is_empty()
        || !name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    {
        return Err(ApiError::invalid(
            "type",
            format!("Unknown command type: {name}"),
        ));
    }
    match world.calls.get(id) {
        Some(call) if call.state.is_over() => Err(misfit(world, id, name)),
        _ => Ok(()),
    }
}
