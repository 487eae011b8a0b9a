//! Requests to the sandbox's control API, which is not part of the vendor's API. `docs/sandbox.md` describes it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::api::lenient::lenient;
use crate::api::page::Page;
use crate::api::request::{Method, Request, segment};
use crate::api::types::Call;
use crate::events::ResourceId;

/// A simulated caller. All times are seconds of call time; an absent field means the sandbox's default.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SimulatedCaller {
    /// The caller's address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The number called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The caller's channel: `pstn`, `whatsapp` or `webrtc`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_channel: Option<String>,
    /// `displayName` of the participant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caller_name: Option<String>,
    /// Time from the answer until the caller hangs up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hangup_after: Option<f64>,
    /// Time from the start until the caller hangs up.
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
pub struct SandboxDelivery {
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
    pub attempts: Option<Vec<SandboxAttempt>>,
    #[serde(deserialize_with = "lenient")]
    pub created_at: Option<String>,
}

/// One POST and its answer.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[allow(
    missing_docs,
    reason = "field names are the control API's own, see docs/sandbox.md"
)]
pub struct SandboxAttempt {
    #[serde(deserialize_with = "lenient")]
    pub at: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub status: Option<u16>,
    #[serde(deserialize_with = "lenient")]
    pub latency_ms: Option<u64>,
    #[serde(deserialize_with = "lenient")]
    pub error: Option<String>,
}

/// `POST /_sandbox/calls`: starts an inbound call.
pub fn call(caller: &SimulatedCaller) -> Request<Call> {
    Request::new(Method::Post, "/_sandbox/calls").json(caller)
}

/// `GET /_sandbox/deliveries`, newest first.
pub fn deliveries(call: Option<&str>, state: Option<&str>) -> Request<Page> {
    Request::new(Method::Get, "/_sandbox/deliveries")
        .query("callId", call)
        .query("state", state)
}

/// `POST /_sandbox/deliveries/{id}/redeliver`.
pub fn redeliver(id: &ResourceId) -> Request<SandboxDelivery> {
    let path = format!("/_sandbox/deliveries/{}/redeliver", segment(id));
    Request::new(Method::Post, path)
}

/// The fields of `GET /_sandbox/info` that are used.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SandboxInfo {
    /// The number of webhooks that subscribe to `calls.initiated`.
    #[serde(deserialize_with = "lenient")]
    pub webhooks: Option<u64>,
    /// The app key.
    #[serde(deserialize_with = "lenient")]
    pub api_key: Option<String>,
    /// Such as `10x`.
    #[serde(deserialize_with = "lenient")]
    pub speed: Option<String>,
}

/// A call with its history.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CallWithHistory {
    /// The call as the API shows it.
    pub call: Call,
    /// Oldest first.
    #[serde(deserialize_with = "lenient")]
    pub history: Option<Vec<CallHistoryEntry>>,
}

/// One entry of a history.
#[derive(Clone, Debug, Deserialize)]
pub struct CallHistoryEntry {
    /// Call time, ISO 8601.
    pub at: String,
    /// `command`, `event` or `refused`.
    pub kind: String,
    /// The command's type or the event's name.
    pub name: String,
}

/// `GET /_sandbox/info`.
pub fn info() -> Request<SandboxInfo> {
    Request::new(Method::Get, "/_sandbox/info")
}

/// `GET /_sandbox/calls/{id}`.
pub fn watch(call: &ResourceId) -> Request<CallWithHistory> {
    Request::new(Method::Get, format!("/_sandbox/calls/{}", segment(call)))
}

/// `POST /_sandbox/calls/{id}/act`: the remote party acts now.
pub fn act(call: &ResourceId, act: &str) -> Request<Call> {
    let path = format!("/_sandbox/calls/{}/act", segment(call));
    Request::new(Method::Post, path).json(&serde_json::json!({ "do": act }))
}

/// One activity of the sandbox: a command, or a finished delivery.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SandboxActivity {
    /// Sequence number, starting at 1.
    pub seq: u64,
    /// The call.
    pub call_id: String,
    /// For a command: whether the sandbox accepted it.
    pub accepted: Option<bool>,
    /// For a command: the time since the start of the call.
    pub since_start_ms: Option<f64>,
    /// For a delivery: the event's name.
    pub event: Option<String>,
    /// For a delivery: the number of attempts.
    pub attempts: Option<u64>,
    /// For a delivery: the status of the last attempt.
    pub status: Option<u16>,
    /// For a delivery: the duration of the last attempt.
    pub latency_ms: Option<f64>,
}

/// A list of activities.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SandboxActivities {
    /// Oldest first.
    pub data: Vec<SandboxActivity>,
    /// The number of the latest activity.
    pub last: u64,
}

/// `GET /_sandbox/activity`: the activities after number `after`, oldest first.
pub fn activities(after: u64, limit: u64) -> Request<SandboxActivities> {
    Request::new(Method::Get, "/_sandbox/activity")
        .query("after", Some(after))
        .query("limit", Some(limit))
}
