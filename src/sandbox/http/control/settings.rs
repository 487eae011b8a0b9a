//! The control API for the sandbox itself: health, information, reset, faults, files and the clock.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;
use tokio::time::Instant;

use crate::api::types::Webhook;
use crate::clock::iso_millis;
use crate::events::EventKind;
use crate::sandbox::engine::faults::Faults;
use crate::sandbox::http::error_reply::{ErrorReply, message, reply};
use crate::sandbox::http::fields::Fields;
use crate::sandbox::http::shared::SharedState;
use crate::sandbox::settings::APP_ID;
use crate::sandbox::state::files::FileOptions;
use crate::sandbox::state::sandbox_state::SandboxState;

pub(super) async fn health() -> Response {
    reply(StatusCode::OK, &json!({ "status": "ok" }))
}

/// Shows the keys, the settings and some counts.
pub(super) async fn info(State(shared): State<SharedState>) -> Response {
    let keys = shared.keys();
    let state = shared.state();
    let now = state.now();
    let subscribes = |webhook: &Webhook| {
        let events = webhook.events.as_deref().unwrap_or_default();
        events
            .iter()
            .any(|name| name == EventKind::Initiated.name())
    };
    let webhooks = state.webhooks.iter();
    let subscribed = webhooks.filter(|(_, one)| subscribes(one)).count();
    let info = json!({
        "url": state.files.base(),
        "apiKey": keys.app,
        "adminKey": keys.admin,
        "appId": APP_ID,
        "numbers": state.numbers,
        "speed": state.speed.to_string(),
        "seed": state.rng.seed(),
        "faults": state.faults.to_string(),
        "now": iso_millis(state.wall(now)),
        "uptime": state.clock.age(now).as_secs_f64(),
        "webhooks": subscribed,
        "calls": { "live": state.live_calls(), "all": state.calls.len() },
        "deliveries": { "pending": state.pending_deliveries(), "all": state.outbox.log.len() },
    });
    reply(StatusCode::OK, &info)
}

/// Removes all records and restores the settings of the start.
pub(super) async fn reset(State(shared): State<SharedState>) -> Response {
    shared.state().reset();
    message("Sandbox reset")
}

/// Changes which faults are injected.
pub(super) async fn faults(
    State(shared): State<SharedState>,
    body: Bytes,
) -> Result<Response, ErrorReply> {
    let text = Fields::read(&body)?.text("faults")?.unwrap_or_default();
    let faults: Faults = text
        .parse()
        .map_err(|problem: String| ErrorReply::invalid("faults", problem))?;
    let shown = json!({ "faults": faults.to_string() });
    shared.state().faults = faults;
    Ok(reply(StatusCode::OK, &shown))
}

/// Changes the audio files. A field that is absent gets its default.
pub(super) async fn files(
    State(shared): State<SharedState>,
    body: Bytes,
) -> Result<Response, ErrorReply> {
    let fields = Fields::read(&body)?;
    let mut state = shared.state();
    let mut options = FileOptions {
        size: fields.number("size", 0..=1 << 40)?,
        revision: u8::try_from(fields.number("revision", 0..=255)?.unwrap_or(0)).unwrap_or(0),
        cut_after: fields.number("cutAfter", 0..=1 << 40)?,
        ..Default::default()
    };
    options.ttl = fields.seconds("urlTtl")?.unwrap_or(options.ttl);
    state.files.options = options;
    Ok(message("Files changed"))
}

/// Shows the clock.
pub(super) async fn clock(State(shared): State<SharedState>) -> Response {
    reply(StatusCode::OK, &clock_view(&shared.state()))
}

/// Moves the clock forward by `advance` seconds of call time; `frozen` stops it or lets it run.
pub(super) async fn move_clock(
    State(shared): State<SharedState>,
    body: Bytes,
) -> Result<Response, ErrorReply> {
    let fields = Fields::read(&body)?;
    let forward = fields.seconds("advance")?.unwrap_or(Duration::ZERO);
    let frozen = fields.flag("frozen")?;
    let mut state = shared.state();
    let forward = state.speed.real(forward);
    let frozen = frozen.unwrap_or(state.clock.is_frozen());
    state.clock.change(Instant::now(), forward, frozen);
    let now = state.now();
    state.tick(now);
    Ok(reply(StatusCode::OK, &clock_view(&state)))
}

fn clock_view(state: &SandboxState) -> serde_json::Value {
    json!({
        "now": iso_millis(state.wall(state.now())),
        "frozen": state.clock.is_frozen(),
    })
}
