//! The control API for deliveries: shows them and sends them again.

use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use crate::sandbox::delivery::record::DeliveryRecord;
use crate::sandbox::http::error_reply::{ErrorReply, reply};
use crate::sandbox::http::fields::Query;
use crate::sandbox::http::shared::SharedState;

pub(super) async fn list(
    State(shared): State<SharedState>,
    RawQuery(query): RawQuery,
) -> Result<Response, ErrorReply> {
    let query = Query::read(query);
    let window = query.window()?;
    let fits = |name: &str, value: &str| query.get(name).is_none_or(|wanted| wanted == value);
    let wanted = |one: &&DeliveryRecord| {
        fits("callId", &one.call_id)
            && fits("event", &one.event)
            && fits("state", one.state.name())
            && fits("webhookId", &one.webhook_id)
    };
    let state = shared.state();
    let newest_first = state.outbox.log.iter().rev().map(|(_, one)| one);
    Ok(reply(
        StatusCode::OK,
        &window.page(newest_first.filter(wanted)),
    ))
}

pub(super) async fn get(
    State(shared): State<SharedState>,
    Path(id): Path<String>,
) -> Result<Response, ErrorReply> {
    let state = shared.state();
    let one = state
        .outbox
        .log
        .get(&id)
        .ok_or_else(|| ErrorReply::not_found("delivery", &id))?;
    let mut shown = json!(one);
    shown["body"] = serde_json::from_str(&one.body).unwrap_or_default();
    Ok(reply(StatusCode::OK, &shown))
}

pub(super) async fn redeliver(
    State(shared): State<SharedState>,
    Path(id): Path<String>,
) -> Result<Response, ErrorReply> {
    let again = {
        let mut state = shared.state();
        let now = state.now();
        state.redeliver(&id, now)
    };
    match again {
        Some(delivery) => Ok(reply(StatusCode::ACCEPTED, &delivery)),
        None => Err(ErrorReply::not_found("delivery", &id)),
    }
}
