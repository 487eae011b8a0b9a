//! The endpoints of calls (docs/api.md, "Endpoints").

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::api::check;
use crate::events::sample_call::Direction;
use crate::sandbox::engine::call_state::{CallCommandKind, Input};
use crate::sandbox::engine::remote_party::{self, ProviderError};
use crate::sandbox::http::error_reply::{ErrorReply, message, reply};
use crate::sandbox::http::fields::{Fields, Query, address};
use crate::sandbox::http::shared::SharedState;
use crate::sandbox::state::call_record::{CallRecord, CallRoute};
use crate::sandbox::state::sandbox_state::SandboxState;

pub(crate) async fn create(
    State(shared): State<SharedState>,
    body: Bytes,
) -> Result<Response, ErrorReply> {
    let route = read_route(&Fields::read(&body)?)?;
    let mut state = shared.state();
    check_route(&state, &route)?;
    let remote = remote_party::dial(&route.to).map_err(provider_error)?;
    let limit = state.config.fields.max_concurrent_calls.unwrap_or(u32::MAX);
    if state.live_calls() >= limit as usize {
        let text = format!("The app already has {limit} concurrent calls (maxConcurrentCalls)");
        return Err(ErrorReply::conflict("max_concurrent_calls_reached", text));
    }
    let now = state.now();
    let id = state.start_call(&route, remote, now);
    let call = state.calls.get(&id).map(|call| call.view.clone());
    Ok(reply(StatusCode::CREATED, &call))
}

fn read_route(fields: &Fields) -> Result<CallRoute, ErrorReply> {
    let route = CallRoute {
        direction: Direction::Outbound,
        from: fields.required("from")?,
        to: fields.required("to")?,
        from_channel: fields.channel("fromChannel")?,
        to_channel: fields.channel("toChannel")?,
        metadata: fields.object("metadata")?.unwrap_or_default(),
    };
    address("from", &route.from, &route.from_channel)?;
    address("to", &route.to, &route.to_channel)?;
    Ok(route)
}

fn check_route(state: &SandboxState, route: &CallRoute) -> Result<(), ErrorReply> {
    if route.from_channel != "webrtc" && !state.numbers.contains(&route.from) {
        let known = state.numbers.join(", ");
        let text = format!(
            "{} is not assigned to this app, which has {known}",
            route.from
        );
        return Err(ErrorReply::invalid("from", text).with_code("phone_number_not_assigned"));
    }
    let whatsapp = [
        ("fromChannel", &route.from_channel),
        ("toChannel", &route.to_channel),
    ];
    let on = state.config.fields.whatsapp_calling_enabled == Some(true);
    match whatsapp.iter().find(|(_, channel)| *channel == "whatsapp") {
        Some((param, _)) if !on => {
            let text = "WhatsApp calling is not enabled (whatsappCallingEnabled)";
            Err(ErrorReply::invalid(*param, text).with_code("whatsapp_not_configured"))
        }
        _ => Ok(()),
    }
}

fn provider_error(error: ProviderError) -> ErrorReply {
    let (status, code, text) = match error {
        ProviderError::Error => (424, "telnyx_api_error", "The carrier refused the call"),
        ProviderError::Unavailable => (
            424,
            "telnyx_api_unavailable",
            "The carrier cannot be reached",
        ),
        ProviderError::Restricted => (403, "account_restricted", "The account is restricted"),
    };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::FAILED_DEPENDENCY);
    ErrorReply::new(status, code, text)
}

pub(crate) async fn list(
    State(shared): State<SharedState>,
    RawQuery(query): RawQuery,
) -> Result<Response, ErrorReply> {
    let query = Query::read(query);
    let window = query.window()?;
    let status = query.one_of("status", &check::STATUSES)?;
    let direction = query.one_of("direction", &["inbound", "outbound"])?;
    let state = shared.state();
    let wanted = |call: &&CallRecord| {
        (status.is_none() || call.view.status == status)
            && (direction.is_none() || call.view.direction == direction)
    };
    let newest_first = state.calls.iter().rev().map(|(_, call)| call);
    let page = window.page(newest_first.filter(wanted).map(|call| &call.view));
    Ok(reply(StatusCode::OK, &page))
}

pub(crate) async fn get(
    State(shared): State<SharedState>,
    Path(id): Path<String>,
) -> Result<Response, ErrorReply> {
    match shared.state().calls.get(&id) {
        Some(call) => Ok(reply(StatusCode::OK, &call.view)),
        None => Err(ErrorReply::not_found("call", &id)),
    }
}

/// Ends the call and keeps its record. That an ended call is a conflict is assumed.
pub(crate) async fn end(
    State(shared): State<SharedState>,
    Path(id): Path<String>,
) -> Result<Response, ErrorReply> {
    let mut state = shared.state();
    if state.calls.get(&id).is_none() {
        return Err(ErrorReply::not_found("call", &id));
    }
    let now = state.now();
    let ended = state.advance(&id, Input::Command(CallCommandKind::Hangup), now);
    state.record_command(&id, "hangup", ended, now);
    if !ended {
        let text = format!("Call {id} has already ended");
        return Err(ErrorReply::conflict("call_already_ended", text));
    }
    Ok(message("Call ended successfully"))
}
