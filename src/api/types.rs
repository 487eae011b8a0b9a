//! The API's objects, shared by the client and the sandbox so that they cannot drift apart.
//!
//! Fields follow docs/api.md. Reading is lenient (see `lenient`); writing gives every
//! documented field, `null` until it is known.

mod calling;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::api::lenient::lenient;
pub use crate::api::page::Page;

pub use calling::{CallingConfig, CallingFields};

/// A webhook: where events are posted to.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[allow(
    missing_docs,
    reason = "field names are the API's own, see docs/api.md"
)]
pub struct Webhook {
    #[serde(deserialize_with = "lenient")]
    pub id: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub app_id: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub url: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub events: Option<Vec<String>>,
    #[serde(deserialize_with = "lenient")]
    pub headers: Option<BTreeMap<String, String>>,
    #[serde(deserialize_with = "lenient")]
    pub created_at: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub updated_at: Option<String>,
}

/// The body of `POST` and `PUT /v1/webhooks`; absent fields are not sent.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[allow(
    missing_docs,
    reason = "field names are the API's own, see docs/api.md"
)]
pub struct WebhookFields {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<String>>,
    /// Values are often secrets: nothing but the request itself may show them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headers: Option<BTreeMap<String, String>>,
}

/// A call. `from`/`to` of requests and webhooks are `fromAddress`/`toAddress` here.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[allow(
    missing_docs,
    reason = "field names are the API's own, see docs/api.md"
)]
pub struct Call {
    #[serde(deserialize_with = "lenient")]
    pub id: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub app_id: Option<String>,
    /// `inbound` or `outbound`.
    #[serde(deserialize_with = "lenient")]
    pub direction: Option<String>,
    /// See [`is_final_status`] for those that end a call.
    #[serde(deserialize_with = "lenient")]
    pub status: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub from_address: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub to_address: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub from_channel: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub to_channel: Option<String>,
    /// Seconds.
    #[serde(deserialize_with = "lenient")]
    pub duration: Option<i64>,
    #[serde(deserialize_with = "lenient")]
    pub end_reason: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub metadata: Option<Map<String, Value>>,
    #[serde(deserialize_with = "lenient")]
    pub livekit_room_name: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub started_at: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub answered_at: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub ended_at: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub created_at: Option<String>,
}

/// Whether a call of that status is over (docs/api.md; the set is assumed).
pub fn is_final_status(status: &str) -> bool {
    matches!(
        status,
        "completed" | "failed" | "busy" | "no_answer" | "canceled"
    )
}

/// The body of `POST /v1/calls`; absent fields are not sent.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[allow(
    missing_docs,
    reason = "field names are the API's own, see docs/api.md"
)]
pub struct NewCall {
    pub from: String,
    pub to: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_channel: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_channel: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
}

/// The answer to a call command: `status` is `accepted` or `queued`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[allow(
    missing_docs,
    reason = "field names are the API's own, see docs/api.md"
)]
pub struct CommandReply {
    #[serde(deserialize_with = "lenient")]
    pub call_id: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub command: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub status: Option<String>,
}

/// A recording of a call. `file_url` only once it is completed, valid for one hour.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[allow(
    missing_docs,
    reason = "field names are the API's own, see docs/api.md"
)]
pub struct Recording {
    #[serde(deserialize_with = "lenient")]
    pub id: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub call_id: Option<String>,
    /// `recording`, `processing`, `completed` or `failed`.
    #[serde(deserialize_with = "lenient")]
    pub status: Option<String>,
    /// `mp4`, `ogg` or `webm`.
    #[serde(deserialize_with = "lenient")]
    pub format: Option<String>,
    /// Seconds.
    #[serde(deserialize_with = "lenient")]
    pub duration: Option<i64>,
    #[serde(deserialize_with = "lenient")]
    pub file_url: Option<String>,
    /// Bytes.
    #[serde(deserialize_with = "lenient")]
    pub file_size: Option<u64>,
    #[serde(deserialize_with = "lenient")]
    pub started_at: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub ended_at: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub created_at: Option<String>,
}

/// A voicemail. Its audio is downloaded through its recording.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[allow(
    missing_docs,
    reason = "field names are the API's own, see docs/api.md"
)]
pub struct Voicemail {
    #[serde(deserialize_with = "lenient")]
    pub id: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub call_id: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub caller_number: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub caller_channel: Option<String>,
    /// Seconds.
    #[serde(deserialize_with = "lenient")]
    pub duration: Option<i64>,
    #[serde(deserialize_with = "lenient")]
    pub is_read: Option<bool>,
    #[serde(deserialize_with = "lenient")]
    pub transcription: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub recording_id: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub created_at: Option<String>,
}

/// The body of `POST /v1/calls/token`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[allow(
    missing_docs,
    reason = "field names are the API's own, see docs/api.md"
)]
pub struct NewToken {
    pub room_name: String,
    pub participant_identity: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub participant_name: Option<String>,
    /// Seconds, 60 to 86400.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ttl: Option<u32>,
}

/// A LiveKit token for a WebRTC client.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[allow(
    missing_docs,
    reason = "field names are the API's own, see docs/api.md"
)]
pub struct Token {
    #[serde(deserialize_with = "lenient")]
    pub token: Option<String>,
    /// Unix seconds.
    #[serde(deserialize_with = "lenient")]
    pub expires_at: Option<i64>,
}

/// The answer to a `DELETE`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Message {
    /// Message for a person.
    #[serde(deserialize_with = "lenient")]
    pub message: Option<String>,
}
