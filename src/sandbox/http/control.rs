//! The control API under `/_sandbox/`: makes calls come in, shows what happened, turns the knobs.
//! `docs/sandbox.md` describes it.

use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post, put};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::clock::iso_millis;
use crate::sandbox::delivery::Delivery;
use crate::sandbox::engine::faults::Faults;
use crate::sandbox::engine::lifecycle::{Direction, Far, Stimulus};
use crate::sandbox::engine::remote_party::{Message, RemoteParty};
use crate::sandbox::http::api_error::{ApiError, message, reply};
use crate::sandbox::http::fields::{Fields, Query, address};
use crate::sandbox::state::SandboxState;
use crate::sandbox::state::call_record::Route;
use crate::sandbox::{APP_ID, Shared};

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/_sandbox/health", get(health))
        .route("/_sandbox/info", get(info))
        .route("/_sandbox/reset", post(reset))
        .route("/_sandbox/calls", post(ring))
        .route("/_sandbox/calls/{id}", get(call))
        .route("/_sandbox/calls/{id}/act", post(act))
        .route("/_sandbox/deliveries", get(deliveries))
        .route("/_sandbox/deliveries/{id}", get(delivery))
        .route("/_sandbox/deliveries/{id}/redeliver", post(redeliver))
        .route("/_sandbox/faults", put(faults))
        .route("/_sandbox/files", put(files))
}

async fn health() -> Response {
    reply(StatusCode::OK, &json!({ "status": "ok" }))
}

async fn info(State(shared): State<Shared>) -> Response {
    let keys = shared.keys();
    let world = shared.world();
    let now = Instant::now();
    let info = json!({
        "url": world.files.base(),
        "apiKey": keys.app,
        "adminKey": keys.admin,
        "appId": APP_ID,
        "numbers": world.numbers,
        "speed": world.speed.to_string(),
        "seed": world.dice.seed(),
        "faults": world.faults.to_string(),
        "now": iso_millis(world.wall(now)),
        "uptime": world.age(now).as_secs_f64(),
        "calls": { "live": world.live_calls(), "all": world.calls.len() },
        "deliveries": { "pending": world.pending_deliveries(), "all": world.outbox.log.len() },
    });
    reply(StatusCode::OK, &info)
}

async fn reset(State(shared): State<Shared>) -> Response {
    shared.world().reset(Instant::now());
    message("Sandbox reset")
}

/// Somebody calls a number of the app.
async fn ring(State(shared): State<Shared>, body: Bytes) -> Result<Response, ApiError> {
    let fields = Fields::read(&body)?;
    let mut world = shared.world();
    let route = read_route(&world, &fields)?;
    let script = read_script(&fields)?;
    let id = world.ring(route, script, Instant::now());
    let call = world.calls.get(&id).map(|call| &call.view);
    Ok(reply(StatusCode::CREATED, &call))
}

fn read_route(world: &SandboxState, fields: &Fields) -> Result<Route, ApiError> {
    let own = world.numbers.first().cloned().unwrap_or_default();
    let from = fields
        .text("from")?
        .unwrap_or_else(|| "+15559876543".into());
    let to = fields.text("to")?.unwrap_or(own);
    let route = Route {
        direction: Direction::Inbound,
        from,
        to,
        from_channel: fields.channel("fromChannel")?,
        to_channel: fields.channel("toChannel")?,
        metadata: fields.object("metadata")?.unwrap_or_default(),
    };
    address("from", &route.from, &route.from_channel)?;
    address("to", &route.to, &route.to_channel)?;
    if route.to_channel != "webrtc" && !world.numbers.contains(&route.to) {
        let known = world.numbers.join(", ");
        let text = format!("{} is not a number of the app, which has {known}", route.to);
        return Err(ApiError::invalid("to", text));
    }
    Ok(route)
}

fn read_script(fields: &Fields) -> Result<RemoteParty, ApiError> {
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

fn read_message(fields: &Fields) -> Result<Message, ApiError> {
    let default = Message::default();
    Ok(Message {
        transcription: match fields.names("transcription") {
            true => fields.text("transcription")?,
            false => default.transcription,
        },
        length: fields.seconds("duration")?.unwrap_or(default.length),
        transcription_delay: fields.seconds("transcriptionDelay")?.unwrap_or_default(),
    })
}

/// A call with what the API does not show: participants, switches, history.
async fn call(State(shared): State<Shared>, Path(id): Path<String>) -> Result<Response, ApiError> {
    let world = shared.world();
    let call = world
        .calls
        .get(&id)
        .ok_or_else(|| ApiError::not_found("call", &id))?;
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

/// The other side does something now: `{"do": "hang_up"}`.
async fn act(
    State(shared): State<Shared>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, ApiError> {
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
        .ok_or_else(|| ApiError::missing("do"))?;
    let far = match name.as_str() {
        "ring" => Far::Rings,
        "answer" => Far::Answers,
        "busy" => Far::IsBusy,
        "fail" => Far::Fails,
        "no_answer" => Far::NoAnswer,
        "give_up" => Far::GivesUp,
        "hang_up" => Far::HangsUp,
        _ => Far::MessageLeft,
    };
    let mut world = shared.world();
    if world.calls.get(&id).is_none() {
        return Err(ApiError::not_found("call", &id));
    }
    if !world.stimulate(&id, Stimulus::Far(far), Instant::now()) {
        let text = format!("{name} does not fit the state of call {id}");
        return Err(ApiError::conflict("invalid_call_state", text));
    }
    Ok(reply(
        StatusCode::OK,
        &world.calls.get(&id).map(|call| &call.view),
    ))
}

async fn deliveries(
    State(shared): State<Shared>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let query = Query::read(query);
    let window = query.window()?;
    let fits = |name: &str, value: &str| query.get(name).is_none_or(|wanted| wanted == value);
    let wanted = |one: &&Delivery| {
        fits("callId", &one.call_id)
            && fits("event", &one.event)
            && fits("state", one.state.name())
            && fits("webhookId", &one.webhook_id)
    };
    let world = shared.world();
    let newest_first = world.outbox.log.iter().rev().map(|(_, one)| one);
    Ok(reply(
        StatusCode::OK,
        &window.page(newest_first.filter(wanted)),
    ))
}

async fn delivery(
    State(shared): State<Shared>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let world = shared.world();
    let one = world
        .outbox
        .log
        .get(&id)
        .ok_or_else(|| ApiError::not_found("delivery", &id))?;
    let mut shown = json!(one);
    shown["body"] = serde_json::from_str(&one.body).unwrap_or_default();
    Ok(reply(StatusCode::OK, &shown))
}

async fn redeliver(
    State(shared): State<Shared>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let again = shared.world().redeliver(&id, Instant::now());
    match again {
        Some(delivery) => Ok(reply(StatusCode::ACCEPTED, &delivery)),
        None => Err(ApiError::not_found("delivery", &id)),
    }
}

async fn faults(State(shared): State<Shared>, body: Bytes) -> Result<Response, ApiError> {
    let text = Fields::read(&body)?.text("faults")?.unwrap_or_default();
    let faults: Faults = text
        .parse()
        .map_err(|problem: String| ApiError::invalid("faults", problem))?;
    let shown = json!({ "faults": faults.to_string() });
    shared.world().faults = faults;
    Ok(reply(StatusCode::OK, &shown))
}

/// What the audio files are like; what is not named goes back to its default.
async fn files(State(shared): State<Shared>, body: Bytes) -> Result<Response, ApiError> {
    let fields = Fields::read(&body)?;
    let mut world = shared.world();
    let mut knobs = crate::sandbox::state::files::Knobs {
        size: fields.number("size", 0..=1 << 40)?,
        revision: u8::try_from(fields.number("revision", 0..=255)?.unwrap_or(0)).unwrap_or(0),
        cut_after: fields.number("cutAfter", 0..=1 << 40)?,
        ..Default::default()
    };
    knobs.ttl = fields.seconds("urlTtl")?.unwrap_or(knobs.ttl);
    world.files.knobs = knobs;
    Ok(message("Files changed"))
}
