//! One request: who may post, what is taken, and the answer once it is recorded.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

use crate::clock::Clock;
use crate::events::Headers;
use crate::receiver::Counts;
use crate::receiver::delivery::{Content, Delivery};
use crate::receiver::journal::Journal;
use crate::receiver::probe::{self, Probe};
use crate::receiver::responder::Plan;
use crate::receiver::server::patience::Patience;
use crate::secret::Secret;

/// Largest body that is taken. The service's bodies are below 2 KiB.
const BODY_LIMIT: usize = 1024 * 1024;

/// The whole body must be there by then.
const BODY_DEADLINE: Duration = Duration::from_secs(15);

/// The service gives up after 5 s; an answer that it no longer waits for is worth nothing.
pub(super) const COMMIT_DEADLINE: Duration = Duration::from_secs(4);

/// Bodies that are held at one time, in KiB: 64 MiB.
const BUDGET: usize = 64 * 1024;

/// The types that a page can send without asking first (the "simple" ones of the fetch standard).
const SIMPLE: [&str; 3] = [
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
];

/// Set by browsers.
static FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Who may post, and where to.
#[derive(Debug)]
pub(super) struct Gate {
    pub(super) path: String,
    pub(super) secret: Option<Secret>,
    pub(super) secret_header: HeaderName,
    /// Lower case, without port.
    pub(super) hosts: Vec<String>,
    /// The address we listen on.
    pub(super) ip: IpAddr,
}

/// What every connection shares.
pub(super) struct Intake {
    pub(super) gate: Gate,
    /// Of `--register`, to be answered and not recorded.
    pub(super) probe: Option<Probe>,
    /// Of `--respond`: what an event will be answered with is recorded with it.
    pub(super) plan: Option<Plan>,
    pub(super) journal: Journal,
    pub(super) clock: Clock,
    pub(super) counts: Arc<Counts>,
    pub(super) budget: Semaphore,
}

/// A refusal: the status, and why in a line for the sender's log.
#[derive(Debug, PartialEq, Eq)]
struct Refusal(StatusCode, &'static str);

type Answer = Response<Full<Bytes>>;

impl Intake {
    pub(super) fn budget() -> Semaphore {
        Semaphore::new(BUDGET)
    }

    /// Answers a request, in any case. `commit` limits the wait for the record ([`COMMIT_DEADLINE`]).
    pub(super) async fn answer(&self, request: Request<Incoming>, commit: &Patience) -> Answer {
        // Behind a chunked body nothing more is read from the connection.
        let close = request.headers().contains_key(header::TRANSFER_ENCODING);
        let mut answer = match self.take(request, commit).await {
            Ok(headers) => {
                let mut answer = Response::new(Full::default());
                *answer.headers_mut() = headers;
                answer
            }
            Err(refusal) => {
                Counts::add(match refusal.0 {
                    StatusCode::SERVICE_UNAVAILABLE => &self.counts.failed,
                    _ => &self.counts.refused,
                });
                refusal.answer()
            }
        };
        if close || answer.status() == StatusCode::PAYLOAD_TOO_LARGE {
            let value = HeaderValue::from_static("close");
            answer.headers_mut().insert(header::CONNECTION, value);
        }
        answer
    }

    /// Records what is to be recorded. Gives the headers of the answer: none, in the memory of the
    /// request's, into which hyper then reads the next head.
    async fn take(
        &self,
        request: Request<Incoming>,
        commit: &Patience,
    ) -> Result<HeaderMap, Refusal> {
        self.gate.check_way(&request)?;
        if self.is_probe(request.headers()) {
            return Ok(HeaderMap::new());
        }
        self.gate.check_sender(request.headers())?;
        let (mut parts, body) = request.into_parts();
        let headers = self.gate.kept_headers(&parts.headers);
        let mut emptied = std::mem::take(&mut parts.headers);
        // What was read holds on to the connection's buffer, which is used again only when nothing does.
        emptied.clear();
        drop(parts);
        let (body, _held) = timeout(BODY_DEADLINE, self.collect(body))
            .await
            .map_err(|_| Refusal(StatusCode::REQUEST_TIMEOUT, "the body took too long"))??;
        let mut delivery = Delivery::read(self.clock.now(), body, headers);
        if self.gate.secret.is_none() && !delivery.is_json() {
            let why = "the body is not JSON (with a webhook secret set it would be kept)";
            return Err(Refusal(StatusCode::BAD_REQUEST, why));
        }
        if let (Some(plan), Content::Event { event, .. }) = (&self.plan, &delivery.content) {
            delivery.intent = plan.intent(event, delivery.at);
        }
        let unsafe_now = Refusal(StatusCode::SERVICE_UNAVAILABLE, "cannot record it now");
        match commit.within(self.journal.deliver(delivery)).await {
            Some(Ok(_)) => Ok(emptied),
            Some(Err(_)) | None => Err(unsafe_now),
        }
    }

    fn is_probe(&self, headers: &HeaderMap) -> bool {
        let mark = headers.get(probe::HEADER);
        mark.is_some_and(|mark| {
            (self.probe.as_ref()).is_some_and(|probe| probe.sees(mark.as_bytes()))
        })
    }

    /// Reads the body, counting what really arrives, not what was announced.
    async fn collect(
        &self,
        mut body: Incoming,
    ) -> Result<(Vec<u8>, Option<SemaphorePermit<'_>>), Refusal> {
        let (mut bytes, mut held) = (Vec::new(), None::<SemaphorePermit<'_>>);
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|_| Refusal(StatusCode::BAD_REQUEST, "broken body"))?;
            let Ok(data) = frame.into_data() else {
                continue;
            };
            if bytes.len() + data.len() > BODY_LIMIT {
                return Err(too_large());
            }
            let count = data.len().div_ceil(1024) as u32;
            let more = self
                .budget
                .try_acquire_many(count)
                .map_err(|_| Refusal(StatusCode::SERVICE_UNAVAILABLE, "too much at once"))?;
            match &mut held {
                Some(held) => held.merge(more),
                None => held = Some(more),
            }
            bytes.extend_from_slice(&data);
        }
        Ok((bytes, held))
    }
}

impl Gate {
    /// Whether the request has found its way here, and not by way of a web page.
    fn check_way<B>(&self, request: &Request<B>) -> Result<(), Refusal> {
        let headers = request.headers();
        let host = headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok());
        let named = [host, request.uri().authority().map(|name| name.as_str())];
        if named.iter().flatten().any(|host| !self.serves(host)) {
            let why = "this Host is not served here; chirp listen --allow-host <HOST> allows it";
            return Err(Refusal(StatusCode::FORBIDDEN, why));
        }
        if is_foreign(headers, host) {
            let why = "requests from web pages are refused";
            return Err(Refusal(StatusCode::FORBIDDEN, why));
        }
        if request.uri().path() != self.path {
            let why = "nothing here; chirp listen --path <PATH> sets the path";
            return Err(Refusal(StatusCode::NOT_FOUND, why));
        }
        if request.method() != Method::POST {
            return Err(Refusal(StatusCode::METHOD_NOT_ALLOWED, "POST only"));
        }
        Ok(())
    }

    /// The rest of what can be said before the body is read.
    fn check_sender(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        self.check_secret(headers)?;
        check_type(headers)?;
        match headers
            .get(header::CONTENT_LENGTH)
            .map(|length| length.to_str())
        {
            Some(Ok(length))
                if length
                    .parse()
                    .is_ok_and(|length: u64| length > BODY_LIMIT as u64) =>
            {
                Err(too_large())
            }
            _ => Ok(()),
        }
    }

    /// A page that rebinds its own name to our address shows itself by that name.
    fn serves(&self, host: &str) -> bool {
        let name = without_port(host);
        let top = name.rsplit_once('.').map_or(name, |(_, top)| top);
        if top.eq_ignore_ascii_case("localhost")
            || self.hosts.iter().any(|own| own.eq_ignore_ascii_case(name))
        {
            return true;
        }
        let literal = name.trim_start_matches('[').trim_end_matches(']');
        match literal.parse::<IpAddr>() {
            // An address cannot be rebound; bound to all, each of them is ours.
            Ok(ip) => ip.is_loopback() || ip == self.ip || self.ip.is_unspecified(),
            Err(_) => false,
        }
    }

    /// Compared in constant time; doubled is as wrong as missing.
    fn check_secret(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let Some(secret) = &self.secret else {
            return Ok(());
        };
        let mut given = headers.get_all(&self.secret_header).iter();
        match (given.next(), given.next()) {
            (Some(value), None) if secret.matches(value.as_bytes()) => Ok(()),
            _ => Err(Refusal(StatusCode::UNAUTHORIZED, "wrong or missing secret")),
        }
    }

    /// The headers for the record, without the one that carries the secret.
    fn kept_headers(&self, headers: &HeaderMap) -> Headers {
        let kept = headers
            .iter()
            .filter(|(name, _)| *name != self.secret_header);
        kept.map(|(name, value)| (name.as_str(), value.as_bytes()))
            .collect()
    }
}

/// Whether a browser sent this on behalf of a page that is not ours; we have none.
fn is_foreign(headers: &HeaderMap, host: Option<&str>) -> bool {
    let is_own = |origin: &HeaderValue| {
        let origin = origin.to_str().unwrap_or_default();
        let authority = origin.split_once("://").map(|(_, authority)| authority);
        authority.is_some() && authority == host
    };
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let mut sites = headers.get_all(&FETCH_SITE).iter();
    origins.any(|origin| !is_own(origin))
        || sites.any(|site| site != "none" && site != "same-origin")
}

fn check_type(headers: &HeaderMap) -> Result<(), Refusal> {
    for value in headers.get_all(header::CONTENT_TYPE) {
        let value = value.to_str().unwrap_or_default();
        let essence = value.split(';').next().unwrap_or_default().trim();
        if SIMPLE
            .iter()
            .any(|simple| essence.eq_ignore_ascii_case(simple))
        {
            let why = "send it with Content-Type: application/json";
            return Err(Refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE, why));
        }
    }
    Ok(())
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

fn too_large() -> Refusal {
    Refusal(StatusCode::PAYLOAD_TOO_LARGE, "larger than 1 MiB")
}

impl Refusal {
    fn answer(self) -> Answer {
        let mut answer = Response::new(Full::from(format!("{}\n", self.1)));
        *answer.status_mut() = self.0;
        let headers = answer.headers_mut();
        let plain = HeaderValue::from_static("text/plain; charset=utf-8");
        headers.insert(header::CONTENT_TYPE, plain);
        if self.0 == StatusCode::METHOD_NOT_ALLOWED {
            headers.insert(header::ALLOW, HeaderValue::from_static("POST"));
        }
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate() -> Gate {
        Gate {
            path: "/".into(),
            secret: Some(Secret::new("right".into())),
            secret_header: HeaderName::from_static("x-webhook-secret"),
            hosts: vec!["hooks.example.com".into()],
            ip: [127, 0, 0, 1].into(),
        }
    }

    #[track_caller]
    fn check(lines: &[(&str, &str)], expected: Option<u16>) {
        let mut request = Request::builder().method("POST").uri("/");
        for (name, value) in lines {
            request = request.header(*name, *value);
        }
        let (gate, request) = (gate(), request.body(()).unwrap());
        let result = gate
            .check_way(&request)
            .and_then(|()| gate.check_sender(request.headers()));
        assert_eq!(
            result.err().map(|refusal| refusal.0.as_u16()),
            expected,
            "{lines:?}"
        );
    }

    #[test]
    fn hosts_origins_types_and_secrets() {
        let secret = ("x-webhook-secret", "right");
        for host in [
            "localhost",
            "LOCALHOST:8080",
            "127.0.0.1:80",
            "[::1]:80",
            "127.8.8.8",
            "a.localhost",
            "Hooks.Example.com",
            "hooks.example.com:443",
        ] {
            check(&[("host", host), secret], None);
        }
        for host in [
            "evil.example",
            "127.0.0.1.evil.example",
            "10.0.0.1",
            "",
            "localhost.evil",
        ] {
            check(&[("host", host), secret], Some(403));
        }
        let host = ("host", "127.0.0.1:8080");
        let refused = [
            ("origin", "http://127.0.0.1:9090"),
            ("origin", "null"),
            ("origin", "https://e.x"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ];
        for line in refused {
            check(&[host, secret, line], Some(403));
        }
        check(&[host, secret, ("origin", "http://127.0.0.1:8080")], None);
        check(&[host, secret, ("content-type", "application/json")], None);
        for kind in [
            "text/plain;x",
            "Application/x-www-form-urlencoded",
            "multipart/form-data; boundary=b",
        ] {
            check(&[host, secret, ("content-type", kind)], Some(415));
        }
        check(&[host], Some(401));
        check(&[host, ("x-webhook-secret", "")], Some(401));
        check(&[host, ("x-webhook-secret", "wrong")], Some(401));
        check(&[host, secret, secret], Some(401));
        check(&[host, secret, ("content-length", "1048577")], Some(413));
        check(&[host, secret, ("content-length", "1048576")], None);
    }
}
