//! Calls: the endpoints (spec, section 2).

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use tokio::time::Instant;

use crate::api::check;
use crate::sandbox::Shared;
use crate::sandbox::engine::lifecycle::{Command, Direction, Stimulus};
use crate::sandbox::engine::remote_party::{self, Upstream};
use crate::sandbox::http::api_error::{ApiError, message, reply};
use crate::sandbox::http::fields::{Fields, Query, address};
use crate::sandbox::state::SandboxState;
use crate::sandbox::state::call_record::{CallRecord, Route};

pub(crate) async fn create(
    State(shared): State<Shared>,
    body: Bytes,
) -> Result<Response, ApiError> {
    let route = read_route(&Fields::read(&body)?)?;
    let mut world = shared.world();
    check_sides(&world, &route)?;
    let script = remote_party::dial(&route.to).map_err(refuse_upstream)?;
    let most = world.config.fields.max_concurrent_calls.unwrap_or(u32::MAX);
    if world.live_calls() >= most as usize {
        let text = format!("The app already has {most} concurrent calls (maxConcurrentCalls)");
        return Err(ApiError::conflict("max_concurrent_calls_reached", text));
    }
    let id = world.begin(route, script, Instant::now());
    let call = world.calls.get(&id).map(|call| call.view.clone());
    Ok(reply(StatusCode::CREATED, &call))
}

fn read_route(fields: &Fields) -> Result<Route, ApiError> {
    let route = Route {
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

fn check_sides(world: &SandboxState, route: &Route) -> Result<(), ApiError> {
    if route.from_channel != "webrtc" && !world.numbers.contains(&route.from) {
        let known = world.numbers.join(", ");
        let text = format!(
            "{} is not assigned to this app, which has {known}",
            route.from
        );
        return Err(ApiError::invalid("from", text).coded("phone_number_not_assigned"));
    }
    let whatsapp = [
        ("fromChannel", &route.from_channel),
        ("toChannel", &route.to_channel),
    ];
    let on = world.config.fields.whatsapp_calling_enabled == Some(true);
    match whatsapp.iter().find(|(_, channel)| *channel == "whatsapp") {
        Some((param, _)) if !on => {
            let text = "WhatsApp calling is not enabled (whatsappCallingEnabled)";
            Err(ApiError::invalid(*param, text).coded("whatsapp_not_configured"))
        }
        _ => Ok(()),
    }
}

fn refuse_upstream(upstream: Upstream) -> ApiError {
    let (status, code, text) = match upstream {
        Upstream::Error => (424, "telnyx_api_error", "The carrier refused the call"),
        Upstream::Unavailable => (
            424,
            "telnyx_api_unavailable",
            "The carrier cannot be reached",
        ),
        Upstream::Restricted => (403, "account_restricted", "The account is restricted"),
    };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::FAILED_DEPENDENCY);
    ApiError::new(status, code, text)
}

pub(crate) async fn list(
    State(shared): State<Shared>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let query = Query::read(query);
    let window = query.window()?;
    let status = query.one_of("status", &check::STATUSES)?;
    let direction = query.one_of("direction", &["inbound", "outbound"])?;
    let world = shared.world();
    let wanted = |call: &&CallRecord| {
        (status.is_none() || call.view.status == status)
            && (direction.is_none() || call.view.direction == direction)
    };
    let newest_first = world.calls.iter().rev().map(|(_, call)| call);
    let page = window.page(newest_first.filter(wanted).map(|call| &call.view));
    Ok(reply(StatusCode::OK, &page))
}

pub(crate) async fn get(
    State(shared): State<Shared>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    match shared.world().calls.get(&id) {
        Some(call) => Ok(reply(StatusCode::OK, &call.view)),
        None => Err(ApiError::not_found("call", &id)),
    }
}

/// Ends the call, keeps the record. That an ended call is a conflict is assumed.
pub(crate) async fn end(
    State(shared): State<Shared>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let mut world = shared.world();
    if world.calls.get(&id).is_none() {
        return Err(ApiError::not_found("call", &id));
    }
    if !world.stimulate(&id, Stimulus::Command(Command::Hangup), Instant::now()) {
        let text = format!("Call {id} has already ended");
        return Err(ApiError::conflict("call_already_ended", text));
    }
    Ok(message("Call ended successfully"))
}
