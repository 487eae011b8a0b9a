//! The three things that the page sends: a call command, a replay, a simulated call.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{Response, StatusCode};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::api::call_commands::{self, CallCommand};
use crate::api::{ApiError, simulate};
use crate::events::ids;
use crate::events::resource_id::ResourceId;
use crate::http::is_loopback;
use crate::http::webhook_sender::WebhookSender;
use crate::inspect::reply::{Problem, Reply, json_text};
use crate::inspect::view::short;
use crate::inspect::{Shared, entries, live};
use crate::json::edit::{self, Edit};
use crate::json::text_of;
use crate::receiver::consumers::forward;
use crate::render::entries::bytes_of;

/// `POST /api/calls/{id}/commands`: the body is the API's, `{"type":"answer"}`. It is sent once.
pub(super) async fn send(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    Json(mut body): Json<Map<String, Value>>,
) -> Reply {
    shared.live.check_command()?;
    let id = ResourceId::new(id).map_err(|invalid| Problem::bad(invalid.to_string()))?;
    let Some(Value::String(kind)) = body.remove("type") else {
        return Err(Problem::bad(
            "a command needs a type, such as {\"type\":\"answer\"}",
        ));
    };
    let command = CallCommand {
        kind,
        parameters: body,
    };
    let api = shared
        .settings
        .api
        .as_ref()
        .expect("check_command asks for a key");
    match api.send(&call_commands::send(&id, &command)).await {
        Ok(reply) => Ok(json_text(reply.text)),
        Err(error) => Err(refused(&error)),
    }
}

/// An error of the API as an answer: its own status where it gave one.
fn refused(error: &ApiError) -> Problem {
    let (status, kind) = match error {
        ApiError::Refused(refusal) => (refusal.status, "refused"),
        ApiError::RateLimited { .. } => (429, "rate_limited"),
        ApiError::WrongKey(_) => (403, "auth"),
        ApiError::InvalidId { .. } => (400, "usage"),
        ApiError::Unknown(_) => (504, "unknown_outcome"),
        ApiError::Network(_) | ApiError::Unreadable(_) | ApiError::Missing { .. } => {
            (502, "network")
        }
    };
    let status = StatusCode::from_u16(status)
        .ok()
        .filter(|status| !status.is_redirection());
    let status = status.unwrap_or(StatusCode::BAD_GATEWAY);
    let problem = Problem::new(status, kind, short(&error.to_string()));
    match error {
        ApiError::Unknown(_) => {
            problem.hint("the command may have taken effect; it is not repeated")
        }
        _ => problem,
    }
}

/// The body of a replay.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Replay {
    /// The target URL.
    to: String,
    /// The edited body; as received when it is left out.
    body: Option<String>,
    /// Gives the event an `eventId` of its own.
    #[serde(default)]
    fresh_id: bool,
}

/// `POST /api/entries/{seq}/replay`: posts the body of an entry again, once.
pub(super) async fn replay(
    State(shared): State<Arc<Shared>>,
    Path(seq): Path<i64>,
    Json(replay): Json<Replay>,
) -> Reply {
    shared.live.check_replay()?;
    let url = url::Url::parse(&replay.to).ok();
    let url = url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let url = url.ok_or_else(|| {
        Problem::bad(format!(
            "{} is not a URL; such as http://127.0.0.1:3000/",
            short(&replay.to)
        ))
    })?;
    let entry = entries::get(&shared, seq).await?;
    let received = bytes_of(&entry.record);
    let received = received.ok_or_else(|| Problem::bad(format!("#{seq} has no body to post")))?;
    let body = replay
        .body
        .map_or_else(|| received.to_vec(), String::into_bytes);
    let body = if replay.fresh_id {
        with_fresh_id(&body)?
    } else {
        body
    };
    let headers = secret_for(&shared, &url).await;
    let sender = WebhookSender::new(&url, &headers, shared.settings.limits.timeout);
    let sender = sender.map_err(|error| Problem::bad(error.to_string()))?;
    let sent = sender
        .post_with(&forward::received_headers(&entry), body)
        .await;
    Ok(outcome(sent.map_err(|error| error.to_string()).map(
        |posted| {
            json!({
                "status": posted.status,
                "latencyMs": u64::try_from(posted.latency.as_millis()).unwrap_or(u64::MAX),
                "answer": short(&String::from_utf8_lossy(&posted.body)),
                "error": null,
            })
        },
    )))
}

/// A handler that does not answer is a result of the replay, not a failure of this server.
fn outcome(sent: Result<Value, String>) -> Response<Body> {
    let value = sent.unwrap_or_else(|error| {
        json!({ "status": null, "latencyMs": null, "answer": null, "error": short(&error) })
    });
    json_text(value.to_string())
}

/// The webhook secret is sent to this machine and to forward targets only, not to any typed URL.
async fn secret_for(shared: &Shared, url: &url::Url) -> Vec<(String, String)> {
    let Some((name, secret)) = &shared.settings.secret else {
        return Vec::new();
    };
    match is_loopback(url) || live::is_target(shared, url).await {
        true => vec![(name.clone(), secret.expose().to_owned())],
        false => Vec::new(),
    }
}

fn with_fresh_id(body: &[u8]) -> Result<Vec<u8>, Problem> {
    let text =
        text_of(body).ok_or_else(|| Problem::bad("the body is not JSON and gets no eventId"))?;
    let id = ids::fresh("evt_", Timestamp::now(), &mut fastrand::Rng::new());
    let edit = Edit {
        path: vec!["eventId".to_owned()],
        value: format!("\"{id}\""),
    };
    let edited = edit::apply_all(text, &[edit]).map_err(Problem::bad)?;
    Ok(edited.into_bytes())
}

/// `POST /api/simulate`: simulates an inbound call in the sandbox.
pub(super) async fn simulate(State(shared): State<Arc<Shared>>) -> Reply {
    shared.live.check_replay()?;
    let sandbox = shared.settings.sandbox.as_ref();
    let sandbox =
        sandbox.ok_or_else(|| Problem::bad("the API is not a sandbox on this machine"))?;
    match sandbox
        .send(&simulate::call(&simulate::SimulatedCaller::default()))
        .await
    {
        Ok(reply) => Ok(json_text(reply.text)),
        Err(error) => Err(refused(&error)),
    }
}
