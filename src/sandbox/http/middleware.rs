//! What every request passes before its handler: keys, rate limits, faults, and who may use the
//! control API.

use std::net::SocketAddr;

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::time::Instant;

use crate::sandbox::engine::faults::ApiFault;
use crate::sandbox::http::api_error::ApiError;
use crate::sandbox::http::limits::{Family, Standing};
use crate::sandbox::{Keys, Shared};

/// Seconds that a made-up 429 asks to wait.
const FAULT_WAIT: i64 = 1;

/// The connection is to be closed without an answer.
#[derive(Debug, thiserror::Error)]
#[error("closed without an answer, as told")]
pub(crate) struct Dropped;

/// What is to become of a request.
pub(crate) enum Verdict {
    /// To the handler; the standing goes into the answer.
    Pass(Option<Standing>),
    /// To the handler, but the answer is lost.
    PassAndDrop,
    /// This answer.
    Answer(Box<Response>),
    /// No answer, ever.
    Hang,
}

/// Judges a request by its head.
pub(crate) fn judge(shared: &Shared, peer: SocketAddr, request: &Request<Body>) -> Verdict {
    let path = request.uri().path();
    if path.starts_with("/_sandbox") {
        return match may_control(shared, peer, request.headers()) {
            Ok(()) => Verdict::Pass(None),
            Err(refused) => refused.into(),
        };
    }
    if !path.starts_with("/v1/") {
        return Verdict::Pass(None);
    }
    let family = Family::of(path);
    let admin = path.starts_with("/v1/organization/");
    let mut world = shared.world();
    let now = world.wall(Instant::now()).as_second();
    if let Err(refused) = check_key(shared.keys(), admin, request.headers()) {
        return with_standing(refused, Standing::fresh(family, now));
    }
    let standing = world.limits.count(admin, family, now);
    if standing.wait.is_some() {
        return with_standing(too_many(), standing);
    }
    world.requests += 1;
    match world.faults.request(&world.dice, world.requests) {
        None => Verdict::Pass(Some(standing)),
        Some(ApiFault::RateLimit) => with_standing(too_many(), standing.exhausted(FAULT_WAIT)),
        Some(ApiFault::Error(status)) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
            let text = "An internal error occurred (made up by --fault)";
            with_standing(ApiError::new(status, "internal_error", text), standing)
        }
        Some(ApiFault::Hang) => Verdict::Hang,
        Some(ApiFault::Reset) => Verdict::PassAndDrop,
    }
}

impl From<ApiError> for Verdict {
    fn from(refused: ApiError) -> Self {
        Verdict::Answer(Box::new(refused.into_response()))
    }
}

fn with_standing(refused: ApiError, standing: Standing) -> Verdict {
    let mut response = refused.into_response();
    standing.write(response.headers_mut());
    Verdict::Answer(Box::new(response))
}

fn too_many() -> ApiError {
    let text = "Too many requests. Try again after the time in Retry-After";
    ApiError::new(StatusCode::TOO_MANY_REQUESTS, "rate_limit_exceeded", text)
}

/// A missing, invalid or wrong kind of key gets 401 (spec, section 1).
fn check_key(keys: &Keys, admin: bool, headers: &HeaderMap) -> Result<(), ApiError> {
    let key = bearer(headers).ok_or_else(|| {
        ApiError::key("Missing API key: send the header Authorization: Bearer <key>")
    })?;
    match (admin, key) {
        (true, key) if keys.is_admin(key) => Ok(()),
        (false, key) if keys.is_app(key) => Ok(()),
        (true, key) if keys.is_app(key) => Err(ApiError::key(
            "This endpoint needs an admin key (sk_admin_…)",
        )),
        (false, key) if keys.is_admin(key) => Err(ApiError::key(
            "This endpoint needs an app key (sk_test_app_…)",
        )),
        _ => Err(ApiError::key("Invalid API key")),
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, key) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| key.trim())
}

/// Programs on this machine, not pages in a browser: a page could otherwise reach us by a name that
/// it points at loopback. From elsewhere (a container) with the admin key.
fn may_control(shared: &Shared, peer: SocketAddr, headers: &HeaderMap) -> Result<(), ApiError> {
    if bearer(headers).is_some_and(|key| shared.keys().is_admin(key)) {
        return Ok(());
    }
    let text_of = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text_of(header::HOST).unwrap_or_default();
    let local_host = names_loopback(&format!("http://{host}"));
    let local_page = text_of(header::ORIGIN).is_none_or(names_loopback);
    let from_page = headers
        .get("sec-fetch-site")
        .is_some_and(|site| site == "cross-site");
    if peer.ip().to_canonical().is_loopback() && local_host && local_page && !from_page {
        return Ok(());
    }
    let text = "The control API is for programs on this machine, or takes the admin key";
    Err(ApiError::new(
        StatusCode::FORBIDDEN,
        "control_forbidden",
        text,
    ))
}

fn names_loopback(url: &str) -> bool {
    url::Url::parse(url).is_ok_and(|url| crate::http::is_loopback(&url))
}
