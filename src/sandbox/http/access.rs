//! Protects the sandbox from web pages: checks `Host`, `Origin` and `Sec-Fetch-Site` of every request.
//!
//! The keys on loopback are well known, so a page must not reach the sandbox, neither across origins nor by a name of
//! its own that it points at loopback (DNS rebinding).

use std::net::{IpAddr, SocketAddr};

use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::sandbox::http::error_reply::ErrorReply;
use crate::sandbox::settings::SandboxSettings;
use crate::terminal::clip;

static FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
/// Characters of a rejected header that the error shows.
const SHOWN: usize = 100;

/// Which hosts the sandbox answers to, and which web pages may use it.
#[derive(Clone, Debug)]
pub(crate) struct AccessPolicy {
    address: IpAddr,
    hosts: Vec<String>,
    origins: Vec<String>,
}

impl AccessPolicy {
    /// Returns the policy of a sandbox that listens on `bound`.
    pub(crate) fn new(settings: &SandboxSettings, bound: SocketAddr) -> AccessPolicy {
        let public = settings.public_url.as_ref().and_then(|url| url.host_str());
        let mut hosts = settings.allowed_hosts.clone();
        hosts.extend(public.map(str::to_owned));
        AccessPolicy {
            address: bound.ip(),
            hosts,
            origins: settings.allowed_origins.clone(),
        }
    }

    /// Returns whether other machines can reach the sandbox. Its keys are then random.
    pub(crate) fn is_public(&self) -> bool {
        !self.address.is_loopback()
    }

    /// Checks that the request names this sandbox as its host.
    ///
    /// # Errors
    /// A 403 that names the host.
    pub(crate) fn check_host<B>(&self, request: &Request<B>) -> Result<(), ErrorReply> {
        let uri = request.uri().authority().map(Authority::as_str);
        let headers = request.headers().get_all(header::HOST).iter();
        let named = headers.map(|host| host.to_str().unwrap_or_default());
        match named.chain(uri).find(|host| !self.is_own_host(host)) {
            None => Ok(()),
            Some(host) => {
                let name = clip(without_port(host), SHOWN);
                let text = format!(
                    "The sandbox does not answer to the host {name:?}. To allow it: chirp sandbox --allow-host {name}"
                );
                Err(ErrorReply::new(
                    StatusCode::FORBIDDEN,
                    "host_not_allowed",
                    text,
                ))
            }
        }
    }

    fn is_own_host(&self, host: &str) -> bool {
        let name = without_port(host);
        let lower = name.to_ascii_lowercase();
        if lower == "localhost"
            || lower.ends_with(".localhost")
            || self.hosts.iter().any(|own| own.eq_ignore_ascii_case(name))
        {
            return true;
        }
        let literal = name.trim_start_matches('[').trim_end_matches(']');
        // An address cannot be rebound. A sandbox that listens on every address has every one of them.
        literal
            .parse::<IpAddr>()
            .is_ok_and(|ip| ip.is_loopback() || ip == self.address || self.address.is_unspecified())
    }

    /// Checks that the request does not come from a web page, or that its origin is allowed. Returns that origin.
    ///
    /// # Errors
    /// A 403 that names the origin.
    pub(crate) fn check_origin(
        &self,
        headers: &HeaderMap,
    ) -> Result<Option<HeaderValue>, ErrorReply> {
        let mut allowed = None;
        for origin in headers.get_all(header::ORIGIN) {
            let text = origin.to_str().unwrap_or("(not text)");
            if !self
                .origins
                .iter()
                .any(|one| one.eq_ignore_ascii_case(text))
            {
                return Err(foreign_page(&format!("the origin {:?}", clip(text, SHOWN))));
            }
            allowed = Some(origin.clone());
        }
        let mut sites = headers.get_all(&FETCH_SITE).iter();
        let foreign = |site: &HeaderValue| !matches!(site.as_bytes(), b"none" | b"same-origin");
        match sites.any(foreign) {
            true if allowed.is_none() => Err(foreign_page("another site")),
            _ => Ok(allowed),
        }
    }
}

fn foreign_page(which: &str) -> ErrorReply {
    let text = format!(
        "Requests from web pages are rejected; this one comes from {which}. To allow a page: chirp sandbox --allow-origin ORIGIN"
    );
    ErrorReply::new(StatusCode::FORBIDDEN, "origin_not_allowed", text)
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

/// Returns the answer to a preflight request of an allowed page (`OPTIONS`, Fetch standard, section 3.2).
pub(crate) fn preflight<B>(request: &Request<B>) -> Option<Response> {
    let asks = request
        .headers()
        .contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    if request.method() != Method::OPTIONS || !asks {
        return None;
    }
    let headers = [
        (
            header::ACCESS_CONTROL_ALLOW_METHODS,
            "GET, HEAD, POST, PUT, PATCH, DELETE",
        ),
        (
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "Authorization, Content-Type, Range, If-Range",
        ),
        (header::ACCESS_CONTROL_MAX_AGE, "600"),
    ];
    Some((StatusCode::NO_CONTENT, headers).into_response())
}

/// Lets the page of `origin` read a response.
pub(crate) fn allow_page(response: &mut Response, origin: HeaderValue) {
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(header::VARY, HeaderValue::from_static("Origin"));
    let exposed = "Content-Length, Content-Range, ETag, Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset";
    headers.insert(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static(exposed),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(bound: &str) -> AccessPolicy {
        let settings = SandboxSettings {
            allowed_hosts: vec!["sandbox".into()],
            allowed_origins: vec!["http://localhost:5173".into()],
            ..SandboxSettings::default()
        };
        AccessPolicy::new(&settings, bound.parse().unwrap())
    }

    #[test]
    fn own_hosts_are_loopback_names_addresses_and_allowed_names() {
        let (local, open) = (policy("127.0.0.1:4010"), policy("0.0.0.0:4010"));
        for own in [
            "127.0.0.1:4010",
            "localhost",
            "LocalHost:1",
            "app.localhost:4010",
            "[::1]:4010",
            "[::1]",
            "sandbox:4010",
        ] {
            assert!(local.is_own_host(own), "{own}");
        }
        for foreign in [
            "evil.example:4010",
            "localhost.evil.example",
            "evillocalhost",
            "127.0.0.1.evil.example",
            "192.168.0.7:4010",
            "",
            ":4010",
            "sandbox.evil.example",
        ] {
            assert!(!local.is_own_host(foreign), "{foreign}");
        }
        assert!(open.is_own_host("192.168.0.7:4010") && !open.is_own_host("evil.example"));
    }

    #[test]
    fn pages_are_rejected_unless_their_origin_is_allowed() {
        let check = |pairs: &[(&str, &str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.append(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
            }
            policy("127.0.0.1:4010").check_origin(&headers)
        };
        let (origin, site) = ("origin", "sec-fetch-site");
        assert_eq!(check(&[]), Ok(None));
        assert_eq!(check(&[(site, "none")]), Ok(None));
        let allowed = HeaderValue::from_static("http://localhost:5173");
        let own = (origin, "http://localhost:5173");
        assert_eq!(check(&[own, (site, "same-site")]), Ok(Some(allowed)));
        for foreign in [
            vec![(origin, "http://evil.example")],
            vec![(origin, "http://127.0.0.1:4010")],
            vec![(origin, "null")],
            vec![(origin, "")],
            vec![own, (origin, "http://evil.example")],
            vec![(site, "cross-site")],
            vec![(site, "same-site")],
            vec![(site, "none"), (site, "cross-site")],
        ] {
            assert!(check(&foreign).is_err(), "{foreign:?}");
        }
    }
}
