//! Checks of values before anything is sent. Each message names the rule (docs/api.md).

use crate::events::ResourceId;

/// An id of the API, for arguments that keep it as text.
///
/// # Errors
/// The rule of [`ResourceId`].
pub fn id(value: &str) -> Result<String, String> {
    match ResourceId::new(value) {
        Ok(id) => Ok(id.into()),
        Err(invalid) => Err(invalid.to_string()),
    }
}

/// E.164: `+`, then 2 to 15 digits, the first not 0.
///
/// # Errors
/// The rule.
pub fn e164(value: &str) -> Result<(), String> {
    let digits = value.strip_prefix('+').unwrap_or("");
    let fits = (2..=15).contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit())
        && !digits.starts_with('0');
    if fits {
        return Ok(());
    }
    Err("a phone number is written in E.164: + and 2 to 15 digits, such as +15551234567".into())
}

/// The address of a webhook: an absolute https URL (docs/api.md).
///
/// # Errors
/// The rule.
pub fn https_url(value: &str) -> Result<(), String> {
    match url::Url::parse(value) {
        Ok(url) if url.scheme() == "https" && url.has_host() => Ok(()),
        _ => Err("the service takes https:// URLs only".into()),
    }
}

/// An absolute http or https URL.
///
/// # Errors
/// The rule.
pub fn web_url(value: &str) -> Result<(), String> {
    match url::Url::parse(value) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(()),
        _ => Err("expected a URL, such as https://example.com/waiting.mp3".into()),
    }
}

/// Checks a base URL to which paths can be appended.
///
/// # Errors
/// Names the part of the URL that is not allowed.
pub fn base_url(url: &url::Url) -> Result<(), String> {
    let bare = url.query().is_none() && url.fragment().is_none();
    match bare && url.username().is_empty() && url.password().is_none() {
        true => Ok(()),
        false => Err("a base URL has no user, query or fragment".into()),
    }
}

/// `NAME=VALUE`, split at the first `=`.
///
/// # Errors
/// Describes the expected form when there is no `=` or no name.
pub fn pair(value: &str) -> Result<(String, String), String> {
    match value.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("expected NAME=VALUE".into()),
    }
}

/// Channels of a call (docs/api.md).
pub const CHANNELS: [&str; 3] = ["pstn", "whatsapp", "webrtc"];
/// File formats of a recording (docs/api.md).
pub const FORMATS: [&str; 3] = ["mp4", "ogg", "webm"];
/// Statuses of a call (docs/api.md).
pub const STATUSES: [&str; 9] = [
    "initiated",
    "ringing",
    "in_progress",
    "voicemail",
    "completed",
    "failed",
    "busy",
    "no_answer",
    "canceled",
];
/// Directions of a call (docs/api.md).
pub const DIRECTIONS: [&str; 2] = ["inbound", "outbound"];

/// One of the documented values.
///
/// # Errors
/// The documented values, with the nearest one first when there is one.
pub fn one_of(value: &str, known: &[&str]) -> Result<(), String> {
    if known.contains(&value) {
        return Ok(());
    }
    let near = known
        .iter()
        .map(|name| (strsim::osa_distance(name, value), name))
        .min()
        .filter(|(distance, _)| *distance <= 2);
    let meant = near.map(|(_, name)| format!("did you mean {name}? "));
    let all = known.join(", ");
    Err(format!(
        "{}the service knows {all}",
        meant.unwrap_or_default()
    ))
}

/// Checks one end of a call: a phone number for `pstn`, anything for other channels.
///
/// # Errors
/// Contains the rule.
pub fn address(value: &str, channel: Option<&str>) -> Result<(), String> {
    match channel.unwrap_or("pstn") {
        _ if value.trim().is_empty() => Err("an address cannot be empty".into()),
        "pstn" => e164(value),
        _ => Ok(()),
    }
}

/// The reason of a rejection: at most 500 characters (docs/api.md).
///
/// # Errors
/// The rule.
pub fn reason(value: &str) -> Result<(), String> {
    match value.chars().count() {
        ..=500 => Ok(()),
        count => Err(format!(
            "a reason has at most 500 characters, this one has {count}"
        )),
    }
}

/// A whole number between two bounds.
///
/// # Errors
/// The rule.
pub fn between(value: u64, low: u64, high: u64, unit: &str) -> Result<(), String> {
    match (low..=high).contains(&value) {
        true => Ok(()),
        false => Err(format!("must be {low} to {high} {unit}, not {value}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_hold_at_their_edges() {
        assert!(e164("+15551234567").is_ok() && e164("+12").is_ok());
        for odd in [
            "15551234567",
            "+1",
            "+05551234567",
            "+1234567890123456",
            "+1555-123",
            "",
        ] {
            assert!(e164(odd).is_err(), "{odd:?}");
        }
        assert!(https_url("https://a.example/x").is_ok());
        assert!(https_url("http://a.example").is_err() && https_url("a.example").is_err());
        assert_eq!(pair("a=b=c"), Ok(("a".into(), "b=c".into())));
        assert!(pair("=b").is_err() && pair("ab").is_err());
        assert!(one_of("mp4", &FORMATS).is_ok());
        let rule = one_of("mp3", &FORMATS).unwrap_err();
        assert_eq!(rule, "did you mean mp4? the service knows mp4, ogg, webm");
        assert!(address("bob", Some("webrtc")).is_ok() && address("bob", None).is_err());
        assert!(reason(&"é".repeat(500)).is_ok() && reason(&"x".repeat(501)).is_err());
        assert!(between(60, 60, 86_400, "seconds").is_ok());
        assert!(between(59, 60, 86_400, "seconds").is_err());
    }
}
