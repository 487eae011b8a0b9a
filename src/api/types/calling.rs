//! The calling configuration of an app (docs/api.md).

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::api::lenient::lenient;
use crate::json;

/// The calling configuration of an app (admin key).
///
/// Reading it needs two passes: `lenient` reads raw text, which serde's `flatten` cannot hand on.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(
    missing_docs,
    reason = "field names are the API's own, see docs/api.md"
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
    reason = "field names are the API's own, see docs/api.md"
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
