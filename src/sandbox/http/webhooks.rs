//! Webhooks: the endpoints (spec, section 2).

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use serde_json::Value;
use tokio::time::Instant;

use crate::api::types::Webhook;
use crate::clock::iso_millis;
use crate::events::EventKind;
use crate::events::kind::nearest_name;
use crate::http::is_loopback;
use crate::sandbox::http::api_error::{ApiError, message, reply};
use crate::sandbox::http::fields::{Fields, Query};
use crate::sandbox::{APP_ID, Shared};

/// Headers that belong to the request itself and cannot be set.
const RESERVED: [&str; 6] = [
    "host",
    "content-length",
    "content-type",
    "transfer-encoding",
    "connection",
    "upgrade",
];

pub(crate) async fn create(
    State(shared): State<Shared>,
    body: Bytes,
) -> Result<Response, ApiError> {
    let fields = Fields::read(&body)?;
    fields.required("url")?;
    if fields.get("events").is_none() {
        return Err(ApiError::missing("events"));
    }
    let change = Change::read(&fields)?;
    let mut world = shared.world();
    let id = world.dice.id("whk_test_", world.webhooks.next());
    let at = Some(iso_millis(world.wall(Instant::now())));
    let mut webhook = Webhook {
        id: Some(id.clone()),
        app_id: Some(APP_ID.into()),
        headers: Some(BTreeMap::new()),
        created_at: at.clone(),
        ..Webhook::default()
    };
    change.apply(&mut webhook, at);
    world.webhooks.insert(id, webhook.clone());
    Ok(reply(StatusCode::CREATED, &webhook))
}

pub(crate) async fn list(
    State(shared): State<Shared>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let window = Query::read(query).window()?;
    let world = shared.world();
    let newest_first = world.webhooks.iter().rev().map(|(_, webhook)| webhook);
    Ok(reply(StatusCode::OK, &window.page(newest_first)))
}

pub(crate) async fn get(
    State(shared): State<Shared>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    match shared.world().webhooks.get(&id) {
        Some(webhook) => Ok(reply(StatusCode::OK, webhook)),
        None => Err(ApiError::not_found("webhook", &id)),
    }
}

pub(crate) async fn update(
    State(shared): State<Shared>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, ApiError> {
    let change = Change::read(&Fields::read(&body)?)?;
    let mut world = shared.world();
    let at = Some(iso_millis(world.wall(Instant::now())));
    let webhook = world.webhooks.get_mut(&id);
    let webhook = webhook.ok_or_else(|| ApiError::not_found("webhook", &id))?;
    change.apply(webhook, at);
    Ok(reply(StatusCode::OK, webhook))
}

pub(crate) async fn delete(
    State(shared): State<Shared>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    match shared.world().webhooks.remove(&id) {
        Some(_) => Ok(message("Webhook deleted successfully")),
        None => Err(ApiError::not_found("webhook", &id)),
    }
}

/// The fields of a webhook that a request sets; all checked.
struct Change {
    url: Option<String>,
    events: Option<Vec<String>>,
    headers: Option<BTreeMap<String, String>>,
}

impl Change {
    fn read(fields: &Fields) -> Result<Change, ApiError> {
        let url = fields.text("url")?;
        if let Some(url) = &url {
            check_url(url)?;
        }
        Ok(Change {
            url,
            events: fields.get("events").map(read_events).transpose()?,
            headers: fields.object("headers")?.map(read_headers).transpose()?,
        })
    }

    fn apply(self, webhook: &mut Webhook, at: Option<String>) {
        webhook.url = self.url.or(webhook.url.take());
        webhook.events = self.events.or(webhook.events.take());
        webhook.headers = self.headers.or(webhook.headers.take());
        webhook.updated_at = at;
    }
}

/// https as documented; http on loopback is the sandbox's own leave.
fn check_url(text: &str) -> Result<(), ApiError> {
    let url = url::Url::parse(text).ok().filter(url::Url::has_host);
    match url {
        Some(url) if url.scheme() == "https" => Ok(()),
        Some(url) if url.scheme() == "http" && is_loopback(&url) => Ok(()),
        _ => Err(ApiError::invalid(
            "url",
            "Invalid url: must be an HTTPS URL (the sandbox also takes http on loopback)",
        )),
    }
}

fn read_events(value: &Value) -> Result<Vec<String>, ApiError> {
    let wrong = || ApiError::invalid("events", "Invalid events: must be a list of event names");
    let list = value
        .as_array()
        .filter(|list| !list.is_empty())
        .ok_or_else(wrong)?;
    let mut events: Vec<String> = Vec::new();
    for (at, item) in list.iter().enumerate() {
        let name = item.as_str().ok_or_else(wrong)?;
        check_event(name).map_err(|problem| ApiError::invalid(format!("events[{at}]"), problem))?;
        if !events.iter().any(|known| known == name) {
            events.push(name.to_owned());
        }
    }
    Ok(events)
}

/// A closed list without wildcards (spec, section 2; assumed). Other families of the platform are
/// taken by their prefix: their names are not part of the calling pages.
fn check_event(name: &str) -> Result<(), String> {
    let plain = name
        .bytes()
        .all(|b| b.is_ascii_lowercase() || matches!(b, b'.' | b'_'));
    let other_family = plain && name.starts_with("messages.") && !name.ends_with('.');
    if EventKind::parse(name).is_some() || other_family {
        return Ok(());
    }
    let meant = nearest_name(name).map(|near| format!(". Did you mean {near}?"));
    Err(format!(
        "Unknown event: {name}{}",
        meant.unwrap_or_default()
    ))
}

fn read_headers(map: serde_json::Map<String, Value>) -> Result<BTreeMap<String, String>, ApiError> {
    let mut headers = BTreeMap::new();
    for (name, value) in map {
        let wrong = |why: &str| {
            ApiError::invalid(
                format!("headers.{name}"),
                format!("Invalid header {name}: {why}"),
            )
        };
        let text = value
            .as_str()
            .ok_or_else(|| wrong("the value must be a string"))?;
        let parsed = name
            .parse::<HeaderName>()
            .map_err(|_| wrong("not a header name"))?;
        if RESERVED.contains(&parsed.as_str()) {
            return Err(wrong("it cannot be set"));
        }
        HeaderValue::from_str(text).map_err(|_| wrong("not a header value"))?;
        headers.insert(name, text.to_owned());
    }
    Ok(headers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_and_events_are_checked() {
        for good in [
            "https://a.example/x",
            "http://127.0.0.1:1/x",
            "http://localhost",
            "http://[::1]:2",
        ] {
            assert!(check_url(good).is_ok(), "{good}");
        }
        for odd in [
            "http://a.example",
            "ftp://127.0.0.1",
            "/x",
            "",
            "http://10.0.0.1",
        ] {
            assert!(check_url(odd).is_err(), "{odd}");
        }
        assert!(check_event("calls.recording.completed").is_ok());
        assert!(check_event("messages.sms.received").is_ok());
        for odd in ["calls.*", "calls.initated", "messages.*", "", "messages."] {
            assert!(check_event(odd).is_err(), "{odd}");
        }
    }
}
