//! Requests of the sandbox's control API: calls that come in, and the log of deliveries.
//! Not part of the vendor's API; `docs/sandbox.md` describes it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::api::lenient::lenient;
use crate::api::page::Page;
use crate::api::request::{Method, Request, segment};
use crate::api::types::Call;
use crate::events::ResourceId;

/// Somebody who calls, and what they do. All times in seconds of call time; absent: the sandbox's default.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Caller {
    /// Address of the caller.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// A number of the app.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Channel of the caller: `pstn`, `whatsapp` or `webrtc`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_channel: Option<String>,
    /// `displayName` of the participant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caller_name: Option<String>,
    /// From the answer until the caller hangs up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hangup_after: Option<f64>,
    /// From the start until the caller loses patience.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub give_up_after: Option<f64>,
    /// An object (`transcription`, `duration`, `transcriptionDelay`), or `false` for no message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voicemail: Option<Value>,
    /// Metadata of the call.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub metadata: Map<String, Value>,
}

/// One event on its way to one webhook.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[allow(
    missing_docs,
    reason = "field names are the control API's own, see docs/sandbox.md"
)]
pub struct Delivery {
    #[serde(deserialize_with = "lenient")]
    pub id: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub webhook_id: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub call_id: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub event: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub event_id: Option<String>,
    /// `pending`, `delivered` or `failed`.
    #[serde(deserialize_with = "lenient")]
    pub state: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub attempts: Option<Vec<Attempt>>,
    #[serde(deserialize_with = "lenient")]
    pub created_at: Option<String>,
}

/// One post and its answer.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[allow(
    missing_docs,
    reason = "field names are the control API's own, see docs/sandbox.md"
)]
pub struct Attempt {
    #[serde(deserialize_with = "lenient")]
    pub at: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub status: Option<u16>,
    #[serde(deserialize_with = "lenient")]
    pub latency_ms: Option<u64>,
    #[serde(deserialize_with = "lenient")]
    pub error: Option<String>,
}

/// `POST /_sandbox/calls`: somebody calls the app.
pub fn call(caller: &Caller) -> Request<Call> {
    Request::new(Method::Post, "/_sandbox/calls").json(caller)
}

/// `GET /_sandbox/deliveries`, newest first.
pub fn deliveries(call: Option<&str>, state: Option<&str>) -> Request<Page> {
    Request::new(Method::Get, "/_sandbox/deliveries")
        .query("callId", call)
        .query("state", state)
}

/// `POST /_sandbox/deliveries/{id}/redeliver`.
pub fn redeliver(id: &ResourceId) -> Request<Delivery> {
    let path = format!("/_sandbox/deliveries/{}/redeliver", segment(id));
    Request::new(Method::Post, path)
}

/// `GET /_sandbox/info`, as far as it is used: the key and the speed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Facts {
    /// The app key.
    #[serde(deserialize_with = "lenient")]
    pub api_key: Option<String>,
    /// Such as `10x`.
    #[serde(deserialize_with = "lenient")]
    pub speed: Option<String>,
}

/// A call with what happened on it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Watched {
    /// As the API shows it.
    pub call: Call,
    /// Oldest first.
    #[serde(deserialize_with = "lenient")]
    pub history: Option<Vec<Happened>>,
}

/// One thing that happened on a call.
#[derive(Clone, Debug, Deserialize)]
pub struct Happened {
    /// Call time, ISO 8601.
    pub at: String,
    /// `command`, `event` or `refused`.
    pub kind: String,
    /// The command's type or the event's name.
    pub name: String,
}

/// `GET /_sandbox/info`.
pub fn info() -> Request<Facts> {
    Request::new(Method::Get, "/_sandbox/info")
}

/// `GET /_sandbox/calls/{id}`.
pub fn watch(call: &ResourceId) -> Request<Watched> {
    Request::new(Method::Get, format!("/_sandbox/calls/{}", segment(call)))
}

/// `POST /_sandbox/calls/{id}/act`: the other side does something now.
pub fn act(call: &ResourceId, act: &str) -> Request<Call> {
    let path = format!("/_sandbox/calls/{}/act", segment(call));
    Request::new(Method::Post, path).json(&serde_json::json!({ "do": act }))
}
