//! Reads the table `[call]` of a scenario file.

use serde_json::{Map, Value as Json, json};
use toml::de::DeValue;

use crate::sandbox::scenario::values::{object, one_of, time, time_or_never};
use crate::sandbox::settings::NUMBERS;
use crate::toml_file::{Misfit, Table, known_keys, string};

const CALL_KEYS: [&str; 12] = [
    "direction",
    "from",
    "to",
    "from_channel",
    "to_channel",
    "metadata",
    "caller_name",
    "hangs_up_after",
    "gives_up_after",
    "voicemail",
    "voicemail_length",
    "transcription_delay",
];

/// Returns whether the call is inbound, and the request body that starts it.
pub(crate) fn call(table: &Table<'_>) -> Result<(bool, Map<String, Json>), Misfit> {
    known_keys(table, &CALL_KEYS)?;
    let inbound = match table.get("direction") {
        Some(value) => one_of(value, &["inbound", "outbound"])? == "inbound",
        None => true,
    };
    let mut body = Map::new();
    let texts = [
        ("from", "from"),
        ("to", "to"),
        ("from_channel", "fromChannel"),
        ("to_channel", "toChannel"),
        ("caller_name", "callerName"),
    ];
    for (key, name) in texts {
        if let Some(value) = table.get(key) {
            body.insert(name.into(), string(value)?.into());
        }
    }
    for (key, name) in [
        ("hangs_up_after", "hangupAfter"),
        ("gives_up_after", "giveUpAfter"),
    ] {
        if let Some(value) = table.get(key) {
            body.insert(name.into(), time_or_never(value)?);
        }
    }
    if let Some(value) = table.get("metadata") {
        body.insert("metadata".into(), object(value)?);
    }
    if let Some(message) = voicemail(table)? {
        body.insert("voicemail".into(), message);
    }
    if let Some((key, _)) = table
        .iter()
        .find(|(key, _)| !inbound && is_inbound_only(key.get_ref()))
    {
        let hint = "the number dialled, or [[step]], decides what happens to an outbound call";
        let text = format!("{} is for inbound calls", key.get_ref());
        return Err(Misfit::new(key.span().start, text).hint(hint));
    }
    if !inbound {
        body.entry("from").or_insert_with(|| NUMBERS[0].into());
        body.entry("to").or_insert_with(|| "+15559876543".into());
    }
    Ok((inbound, body))
}

fn is_inbound_only(key: &str) -> bool {
    CALL_KEYS[6..].contains(&key)
}

/// Returns the message that the caller leaves: `false` for none, text for its transcription.
fn voicemail(table: &Table<'_>) -> Result<Option<Json>, Misfit> {
    let mut message = Map::new();
    if let Some(value) = table.get("voicemail") {
        if matches!(value.get_ref(), DeValue::Boolean(false)) {
            return Ok(Some(json!(false)));
        }
        message.insert("transcription".into(), string(value)?.into());
    }
    for (key, name) in [
        ("voicemail_length", "duration"),
        ("transcription_delay", "transcriptionDelay"),
    ] {
        if let Some(value) = table.get(key) {
            message.insert(name.into(), json!(time(value)?.as_secs_f64()));
        }
    }
    Ok((!message.is_empty()).then_some(Json::Object(message)))
}
