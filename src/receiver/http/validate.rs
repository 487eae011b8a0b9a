//! Decides from its head whether a request is accepted.

use std::net::IpAddr;

use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Request, StatusCode};

use crate::events::Headers;
use crate::receiver::http::ServerSettings;
use crate::receiver::http::rejection::{Rejection, shown, word};
use crate::secret::Secret;

/// Largest accepted body. The service's bodies are below 2 KiB.
pub(crate) const BODY_LIMIT: usize = 1024 * 1024;

/// Content types that a web page can send without a preflight request (Fetch standard).
const SIMPLE: [&str; 3] = [
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
];

/// Browsers send it with each request.
static FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The checks of one listener.
#[derive(Debug)]
pub(crate) struct Validator {
    pub(crate) path: String,
    pub(crate) secret: Option<Secret>,
    pub(crate) secret_header: HeaderName,
    /// Accepted host names, without port.
    pub(crate) hosts: Vec<String>,
    /// The address we listen on.
    pub(crate) ip: IpAddr,
}

impl Validator {
    pub(crate) fn new(settings: ServerSettings) -> Validator {
        Validator {
            path: settings.path,
            secret: settings.secret,
            secret_header: settings.secret_header,
            hosts: settings.allow_hosts,
            ip: settings.bind,
        }
    }

    /// Checks host, origin, path and method.
    pub(crate) fn check_route<B>(&self, request: &Request<B>) -> Result<(), Rejection> {
        let headers = request.headers();
        let host = headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok());
        let named = [host, request.uri().authority().map(|name| name.as_str())];
        let stranger = named.iter().flatten().find(|host| !self.serves(host));
        if let Some(host) = stranger {
            return Err(unknown_host(host));
        }
        if is_foreign(headers, host) {
            let reason = "requests from web pages are refused";
            let origin = headers.get(header::ORIGIN).map(HeaderValue::as_bytes);
            let origin = String::from_utf8_lossy(origin.unwrap_or(b"unknown"));
            let detail = format!("a web page sent it (origin {})", shown(&origin));
            return Err(Rejection::new(StatusCode::FORBIDDEN, reason, detail));
        }
        let (method, path) = (request.method(), request.uri().path());
        if path != self.path {
            return Err(self.wrong_path(method, path));
        }
        if method != Method::POST {
            let detail = format!(
                "{} {}; events are accepted by POST only",
                shown(method.as_str()),
                shown(path)
            );
            return Err(Rejection::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "POST only",
                detail,
            ));
        }
        Ok(())
    }

    /// Checks secret, content type and stated length.
    pub(crate) fn check_sender(&self, headers: &HeaderMap) -> Result<(), Rejection> {
        match &self.secret {
            Some(secret) => self.check_secret(secret, headers)?,
            // No web page knows the secret, so with one any content type is accepted.
            None => check_type(headers)?,
        }
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

    /// A page that rebinds its own name to our address sends that name.
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
            // An address cannot be rebound. A listener on all addresses accepts each of them.
            Ok(ip) => ip.is_loopback() || ip == self.ip || self.ip.is_unspecified(),
            Err(_) => false,
        }
    }

    /// Compares in constant time. A repeated secret is wrong.
    fn check_secret(&self, secret: &Secret, headers: &HeaderMap) -> Result<(), Rejection> {
        let mut given = headers.get_all(&self.secret_header).iter();
        match (given.next(), given.next()) {
            (Some(value), None) if secret.matches(value.as_bytes()) => Ok(()),
            (first, second) => Err(self.wrong_secret(first.is_some(), second.is_some())),
        }
    }

    fn wrong_path(&self, method: &Method, path: &str) -> Rejection {
        let detail = format!(
            "{} {}; events are accepted at {} only: post them there, or run chirp listen --path {}",
            shown(method.as_str()),
            shown(path),
            self.path,
            word(path, "<PATH>")
        );
        let reason = "no events are accepted here; chirp listen --path <PATH> sets the path";
        Rejection::new(StatusCode::NOT_FOUND, reason, detail)
    }

    /// Names the header, never the value.
    fn wrong_secret(&self, present: bool, repeated: bool) -> Rejection {
        let name = title(&self.secret_header);
        let (reason, detail) = match (present, repeated) {
            (_, true) => (
                "repeated secret",
                format!("{name} is repeated; let the sender send it once"),
            ),
            (true, _) => (
                "wrong secret",
                format!(
                    "{name} is wrong; set CHIRP_WEBHOOK_SECRET or --secret-file to what the webhook sends"
                ),
            ),
            _ => (
                "no secret",
                format!(
                    "{name} is missing; let the webhook send the secret in it, or name its header with --secret-header"
                ),
            ),
        };
        Rejection::new(StatusCode::UNAUTHORIZED, reason, detail)
    }

    /// Returns the headers to record: all but the one that carries the secret.
    pub(crate) fn kept_headers(&self, headers: &HeaderMap) -> Headers {
        let kept = headers
            .iter()
            .filter(|(name, _)| *name != self.secret_header);
        kept.map(|(name, value)| (name.as_str(), value.as_bytes()))
            .collect()
    }
}

/// Returns whether a browser sent the request for a page. The listener has no pages of its own.
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

fn check_type(headers: &HeaderMap) -> Result<(), Rejection> {
    for value in headers.get_all(header::CONTENT_TYPE) {
        let value = value.to_str().unwrap_or_default();
        let essence = value.split(';').next().unwrap_or_default().trim();
        if SIMPLE
            .iter()
            .any(|simple| essence.eq_ignore_ascii_case(simple))
        {
            let reason = "Content-Type must be application/json";
            let detail = format!(
                "Content-Type: {}; let the sender use application/json, or set a webhook secret",
                shown(value)
            );
            let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
            return Err(Rejection::new(status, reason, detail));
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

/// Returns the name in the usual spelling, such as `X-Webhook-Secret`.
fn title(name: &HeaderName) -> String {
    let words = name.as_str().split('-').map(|word| {
        let (first, rest) = word.split_at(word.len().min(1));
        first.to_ascii_uppercase() + rest
    });
    words.collect::<Vec<_>>().join("-")
}

fn unknown_host(host: &str) -> Rejection {
    let detail = format!(
        "Host {} is not accepted; if that name is yours, run chirp listen --allow-host {}",
        shown(host),
        word(without_port(host), "<HOST>")
    );
    let reason = "this Host is not accepted; chirp listen --allow-host <HOST> accepts it";
    Rejection::new(StatusCode::FORBIDDEN, reason, detail)
}

pub(crate) fn too_large() -> Rejection {
    let detail = "the body is larger than 1 MiB; the service's are below 2 KiB".to_owned();
    Rejection::new(StatusCode::PAYLOAD_TOO_LARGE, "larger than 1 MiB", detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn validator() -> Validator {
        Validator {
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
        let (validator, request) = (validator(), request.body(()).unwrap());
        let result = validator
            .check_route(&request)
            .and_then(|()| validator.check_sender(request.headers()));
        assert_eq!(
            result.err().map(|rejection| rejection.status.as_u16()),
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
            check(&[host, secret, ("content-type", kind)], None);
            let request = Request::builder().uri("/").header("content-type", kind);
            let open = Validator {
                secret: None,
                ..validator()
            };
            let result = open.check_sender(request.body(()).unwrap().headers());
            assert_eq!(result.unwrap_err().status, 415, "{kind}");
        }
        check(&[host], Some(401));
        check(&[host, ("x-webhook-secret", "")], Some(401));
        check(&[host, ("x-webhook-secret", "wrong")], Some(401));
        check(&[host, secret, secret], Some(401));
        check(&[host, secret, ("content-length", "1048577")], Some(413));
        check(&[host, secret, ("content-length", "1048576")], None);
    }
}
