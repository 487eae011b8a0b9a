//! Reads fields that may be missing, null or of another type than documented. All of these become
//! `None`, so that one unexpected field does not hide the rest of a response.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// Use with `#[serde(default, deserialize_with = "lenient")]` on optional fields.
pub(crate) fn lenient<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    Ok(read(raw.get()))
}

/// Reads a value; `None` when it does not fit. Of a repeated key the last value counts.
pub fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    let fit = serde_json::from_str(text).ok();
    fit.or_else(|| {
        let value: serde_json::Value = serde_json::from_str(text).ok()?;
        serde_json::from_str(&value.to_string()).ok()
    })
}
