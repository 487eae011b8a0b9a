//! The endpoints of webhooks (docs/api.md, "Endpoints").

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use serde_json::Value;

use crate::api::types::Webhook;
use crate::clock::iso_millis;
use crate::events::EventKind;
use crate::events::kind::nearest_name;
use crate::http::is_loopback;
use crate::sandbox::http::error_reply::{ErrorReply, message, reply};
use crate::sandbox::http::fields::{Fields, Query};
use crate::sandbox::http::shared::SharedState;
use crate::sandbox::settings::APP_ID;
use crate::sandbox::state::own_address::OwnAddress;

/// Headers that belong to the request itself, so a webhook cannot set them.
const RESERVED: [&str; 6] = [
    "host",
    "content-length",
    "content-type",
    "transfer-encoding",
    "connection",
    "upgrade",
];

pub(crate) async fn create(
    State(shared): State<SharedState>,
    body: Bytes,
) -> Result<Response, ErrorReply> {
    let fields = Fields::read(&body)?;
    fields.required("url")?;
    if fields.get("events").is_none() {
        return Err(ErrorReply::missing("events"));
    }
    let mut state = shared.state();
    let change = WebhookChange::read(&fields, &state.own_address)?;
    let id = state.rng.id("whk_test_", state.webhooks.next());
    let at = Some(iso_millis(state.wall(state.now())));
    let mut webhook = Webhook {
        id: Some(id.clone()),
        app_id: Some(APP_ID.into()),
        headers: Some(BTreeMap::new()),
        created_at: at.clone(),
        ..Webhook::default()
    };
    change.apply(&mut webhook, at);
    state.webhooks.insert(id, webhook.clone());
    Ok(reply(StatusCode::CREATED, &webhook))
}

pub(crate) async fn list(
    State(shared): State<SharedState>,
    RawQuery(query): RawQuery,
) -> Result<Response, ErrorReply> {
    let window = Query::read(query).window()?;
    let state = shared.state();
    let newest_first = state.webhooks.iter().rev().map(|(_, webhook)| webhook);
    Ok(reply(StatusCode::OK, &window.page(newest_first)))
}

pub(crate) async fn get(
    State(shared): State<SharedState>,
    Path(id): Path<String>,
) -> Result<Response, ErrorReply> {
    match shared.state().webhooks.get(&id) {
        Some(webhook) => Ok(reply(StatusCode::OK, webhook)),
        None => Err(ErrorReply::not_found("webhook", &id)),
    }
}

pub(crate) async fn update(
    State(shared): State<SharedState>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, ErrorReply> {
    let fields = Fields::read(&body)?;
    let mut state = shared.state();
    let change = WebhookChange::read(&fields, &state.own_address)?;
    let at = Some(iso_millis(state.wall(state.now())));
    let webhook = state.webhooks.get_mut(&id);
    let webhook = webhook.ok_or_else(|| ErrorReply::not_found("webhook", &id))?;
    change.apply(webhook, at);
    Ok(reply(StatusCode::OK, webhook))
}

pub(crate) async fn delete(
    State(shared): State<SharedState>,
    Path(id): Path<String>,
) -> Result<Response, ErrorReply> {
    match shared.state().webhooks.remove(&id) {
        Some(_) => Ok(message("Webhook deleted successfully")),
        None => Err(ErrorReply::not_found("webhook", &id)),
    }
}

/// The checked fields of a webhook that a request sets.
struct WebhookChange {
    url: Option<String>,
    events: Option<Vec<String>>,
    headers: Option<BTreeMap<String, String>>,
}

impl WebhookChange {
    fn read(fields: &Fields, own: &OwnAddress) -> Result<WebhookChange, ErrorReply> {
        let url = fields.text("url")?;
        if let Some(url) = &url {
            check_url(url, own)?;
        }
        Ok(WebhookChange {
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

/// Checks a webhook URL: `https` as documented, and in the sandbox also `http` on loopback. A webhook to the sandbox itself
/// would make every event cause further requests.
fn check_url(text: &str, own: &OwnAddress) -> Result<(), ErrorReply> {
    let url = url::Url::parse(text).ok().filter(url::Url::has_host);
    match url {
        Some(url) if own.contains(&url) => Err(ErrorReply::invalid(
            "url",
            "Invalid url: it leads to the sandbox itself; use the URL of your handler",
        )),
        Some(url) if url.scheme() == "https" => Ok(()),
        Some(url) if url.scheme() == "http" && is_loopback(&url) => Ok(()),
        _ => Err(ErrorReply::invalid(
            "url",
            "Invalid url: must be an HTTPS URL (the sandbox also accepts http on loopback)",
        )),
    }
}

fn read_events(value: &Value) -> Result<Vec<String>, ErrorReply> {
    let wrong = || ErrorReply::invalid("events", "Invalid events: must be a list of event names");
    let list = value
        .as_array()
        .filter(|list| !list.is_empty())
        .ok_or_else(wrong)?;
    let mut events: Vec<String> = Vec::new();
    for (at, item) in list.iter().enumerate() {
        let name = item.as_str().ok_or_else(wrong)?;
        check_event(name)
            .map_err(|problem| ErrorReply::invalid(format!("events[{at}]"), problem))?;
        if !events.iter().any(|known| known == name) {
            events.push(name.to_owned());
        }
    }
    Ok(events)
}

/// Checks an event name against the documented list, which has no wildcards (docs/api.md, "Objects"; assumed). Names of
/// other families are accepted by their prefix, because the calling pages do not list them.
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

fn read_headers(
    map: serde_json::Map<String, Value>,
) -> Result<BTreeMap<String, String>, ErrorReply> {
    let mut headers = BTreeMap::new();
    for (name, value) in map {
        let wrong = |why: &str| {
            ErrorReply::invalid(
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
        let own = OwnAddress::new("127.0.0.1:4010".parse().unwrap(), None);
        for good in [
            "https://a.example/x",
            "http://127.0.0.1:1/x",
            "http://localhost",
            "http://[::1]:2",
        ] {
            assert!(check_url(good, &own).is_ok(), "{good}");
        }
        for odd in [
            "http://a.example",
            "ftp://127.0.0.1",
            "/x",
            "",
            "http://10.0.0.1",
            "http://127.0.0.1:4010/",
        ] {
            assert!(check_url(odd, &own).is_err(), "{odd}");
        }
        assert!(check_event("calls.recording.completed").is_ok());
        assert!(check_event("messages.sms.received").is_ok());
        for odd in ["calls.*", "calls.initated", "messages.*", "", "messages."] {
            assert!(check_event(odd).is_err(), "{odd}");
        }
    }
}
