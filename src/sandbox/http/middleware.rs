//! Decides what happens to a request before its handler runs: access, keys, rate limits and faults.

use std::net::SocketAddr;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::sandbox::engine::faults::ApiFault;
use crate::sandbox::http::access::preflight;
use crate::sandbox::http::error_reply::ErrorReply;
use crate::sandbox::http::keys::SandboxKeys;
use crate::sandbox::http::shared::SharedState;
use crate::sandbox::state::rate_limits::{RateLimitGroup, RateLimitStatus};

/// The `Retry-After` value, in seconds, of a 429 that an injected fault causes.
const FAULT_WAIT: i64 = 1;

/// The decision about a request.
pub(crate) enum RequestDecision {
    /// The handler answers; the rate limit is added to the answer.
    Handle(Option<RateLimitStatus>),
    /// The handler runs, but the connection is closed without its answer.
    HandleAndClose,
    /// This is the answer.
    Answer(Box<Response>),
    /// No answer is ever sent.
    Hang,
}

impl From<ErrorReply> for RequestDecision {
    fn from(error: ErrorReply) -> Self {
        RequestDecision::Answer(Box::new(error.into_response()))
    }
}

/// Decides about a request by its head. Returns the web page's origin, if it is an allowed one.
pub(crate) fn decide(
    shared: &SharedState,
    peer: SocketAddr,
    request: &Request<Body>,
) -> (RequestDecision, Option<HeaderValue>) {
    let access = shared.access();
    let known_key = access.is_public()
        && bearer(request.headers())
            .is_some_and(|key| shared.keys().is_app(key) || shared.keys().is_admin(key));
    // A page with another host name cannot know a random key.
    if !known_key && let Err(error) = access.check_host(request) {
        return (error.into(), None);
    }
    let origin = match access.check_origin(request.headers()) {
        Ok(origin) => origin,
        Err(error) => return (error.into(), None),
    };
    match preflight(request).filter(|_| origin.is_some()) {
        Some(answer) => (RequestDecision::Answer(Box::new(answer)), origin),
        None => (decide_by_path(shared, peer, request), origin),
    }
}

fn decide_by_path(
    shared: &SharedState,
    peer: SocketAddr,
    request: &Request<Body>,
) -> RequestDecision {
    let path = request.uri().path();
    if path.starts_with("/_sandbox") {
        return match check_control(shared, peer, request.headers()) {
            Ok(()) => RequestDecision::Handle(None),
            Err(error) => error.into(),
        };
    }
    if !path.starts_with("/v1/") {
        return RequestDecision::Handle(None);
    }
    let group = RateLimitGroup::of(path);
    let admin = path.starts_with("/v1/organization/");
    let mut state = shared.state();
    let now = state.wall(state.now()).as_second();
    if let Err(error) = check_key(shared.keys(), admin, request.headers()) {
        return with_limit(error, RateLimitStatus::fresh(group, now));
    }
    let limit = state.limits.count(admin, group, now);
    if limit.wait.is_some() {
        return with_limit(too_many(), limit);
    }
    state.requests += 1;
    match state.faults.request(&state.rng, state.requests) {
        None => RequestDecision::Handle(Some(limit)),
        Some(ApiFault::RateLimit) => with_limit(too_many(), limit.exhausted(FAULT_WAIT)),
        Some(ApiFault::Error(status)) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
            let text = "An internal error occurred (injected by --fault)";
            with_limit(ErrorReply::new(status, "internal_error", text), limit)
        }
        Some(ApiFault::Hang) => RequestDecision::Hang,
        Some(ApiFault::Reset) => RequestDecision::HandleAndClose,
    }
}

fn with_limit(error: ErrorReply, limit: RateLimitStatus) -> RequestDecision {
    let mut response = error.into_response();
    write_limit(limit, response.headers_mut());
    RequestDecision::Answer(Box::new(response))
}

/// Writes the three headers of every reply, and `Retry-After` of a 429.
pub(crate) fn write_limit(limit: RateLimitStatus, headers: &mut HeaderMap) {
    headers.insert("x-ratelimit-limit", limit.limit.into());
    headers.insert("x-ratelimit-remaining", limit.remaining.into());
    headers.insert("x-ratelimit-reset", limit.reset.into());
    if let Some(wait) = limit.wait {
        headers.insert(header::RETRY_AFTER, wait.into());
    }
}

fn too_many() -> ErrorReply {
    let text = "Too many requests. Try again after the time in Retry-After";
    ErrorReply::new(StatusCode::TOO_MANY_REQUESTS, "rate_limit_exceeded", text)
}

/// Checks the key. A missing, invalid or wrong kind of key gets a 401 (docs/api.md, "Conventions").
fn check_key(keys: &SandboxKeys, admin: bool, headers: &HeaderMap) -> Result<(), ErrorReply> {
    let key = bearer(headers).ok_or_else(|| {
        ErrorReply::key("Missing API key: send the header Authorization: Bearer <key>")
    })?;
    match (admin, key) {
        (true, key) if keys.is_admin(key) => Ok(()),
        (false, key) if keys.is_app(key) => Ok(()),
        (true, key) if keys.is_app(key) => Err(ErrorReply::key(
            "This endpoint needs an admin key (sk_admin_…)",
        )),
        (false, key) if keys.is_admin(key) => Err(ErrorReply::key(
            "This endpoint needs an app key (sk_test_app_…)",
        )),
        _ => Err(ErrorReply::key("Invalid API key")),
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, key) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| key.trim())
}

/// Checks access to the control API: programs on this machine need no key, others (a container) the admin key.
fn check_control(
    shared: &SharedState,
    peer: SocketAddr,
    headers: &HeaderMap,
) -> Result<(), ErrorReply> {
    let is_admin = bearer(headers).is_some_and(|key| shared.keys().is_admin(key));
    if is_admin || peer.ip().to_canonical().is_loopback() {
        return Ok(());
    }
    let text = "The control API is for programs on this machine; others need the admin key";
    Err(ErrorReply::new(
        StatusCode::FORBIDDEN,
        "control_forbidden",
        text,
    ))
}
