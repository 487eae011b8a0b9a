//! The API's objects, shared by the client and the sandbox so that they cannot drift apart.
//!
//! Fields follow the spec, section 2. Reading is lenient (see `lenient`); writing gives every
//! documented field, `null` until it is known.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::api::lenient::lenient;
pub use crate::api::page::Page;
use crate::json;

/// A webhook: where events are posted to.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[allow(
    missing_docs,
    reason = "field names are the API's own, see spec section 2"
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

/// What `POST` and `PUT /v1/webhooks` take; absent fields are not sent.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[allow(
    missing_docs,
    reason = "field names are the API's own, see spec section 2"
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
    reason = "field names are the API's own, see spec section 2"
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

/// Whether a call of that status is over (spec, section 2; the set is assumed).
pub fn is_final_status(status: &str) -> bool {
    matches!(
        status,
        "completed" | "failed" | "busy" | "no_answer" | "canceled"
    )
}

/// What `POST /v1/calls` takes; absent fields are not sent.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[allow(
    missing_docs,
    reason = "field names are the API's own, see spec section 2"
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
    reason = "field names are the API's own, see spec section 3"
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
    reason = "field names are the API's own, see spec section 2"
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

/// A voicemail. Its audio comes through its recording.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[allow(
    missing_docs,
    reason = "field names are the API's own, see spec section 2"
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

/// What `POST /v1/calls/token` takes.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[allow(
    missing_docs,
    reason = "field names are the API's own, see spec section 2"
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
    reason = "field names are the API's own, see spec section 2"
)]
pub struct Token {
    #[serde(deserialize_with = "lenient")]
    pub token: Option<String>,
    /// Unix seconds.
    #[serde(deserialize_with = "lenient")]
    pub expires_at: Option<i64>,
}

/// The calling configuration of an app (admin key).
///
/// Reading it needs two passes: `lenient` reads raw text, which serde's `flatten` cannot hand on.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(
    missing_docs,
    reason = "field names are the API's own, see spec section 2"
)]
pub struct CallingConfig {
    pub id: Option<String>,
    pub app_id: Option<String>,
    pub organization_id: Option<String>,
    #[serde(flatten)]
    pub fields: CallingFields,
    pub created_at: Option<String>,
    pub updated_at: Option<String>,
}

impl<'de> Deserialize<'de> for CallingConfig {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let fields = serde_json::from_str(raw.get()).map_err(serde::de::Error::custom)?;
        let text = |name: &str| json::member(raw.get(), name).and_then(json::string);
        Ok(CallingConfig {
            id: text("id"),
            app_id: text("appId"),
            organization_id: text("organizationId"),
            fields,
            created_at: text("createdAt"),
            updated_at: text("updatedAt"),
        })
    }
}

/// The part of a calling configuration that can be changed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[allow(
    missing_docs,
    reason = "field names are the API's own, see spec section 2"
)]
pub struct CallingFields {
    #[serde(deserialize_with = "lenient")]
    pub voicemail_enabled: Option<bool>,
    #[serde(deserialize_with = "lenient")]
    pub voicemail_greeting_url: Option<String>,
    /// Seconds, 10 to 600.
    #[serde(deserialize_with = "lenient")]
    pub voicemail_max_duration: Option<u32>,
    #[serde(deserialize_with = "lenient")]
    pub auto_record_enabled: Option<bool>,
    /// `mp4`, `ogg` or `webm`.
    #[serde(deserialize_with = "lenient")]
    pub recording_format: Option<String>,
    /// `webhook`, `voicemail` or (assumed) `reject`.
    #[serde(deserialize_with = "lenient")]
    pub default_answer_behavior: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub max_concurrent_calls: Option<u32>,
    #[serde(deserialize_with = "lenient")]
    pub whatsapp_calling_enabled: Option<bool>,
    #[serde(deserialize_with = "lenient")]
    pub whatsapp_sip_enabled: Option<bool>,
}

/// The answer to a `DELETE`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Message {
    /// For a person.
    #[serde(deserialize_with = "lenient")]
    pub message: Option<String>,
}
