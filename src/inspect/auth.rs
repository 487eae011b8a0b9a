//! Authorizes requests: the checks that every request passes before anything is read, in a fixed
//! order.
//!
//! Host, then the browser's `Sec-Fetch` headers, then token or cookie, then for a POST the origin
//! and the content type. None of them reads the journal.

use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::http::{HeaderMap, HeaderName, Method, Request, StatusCode, header};
use ring::hmac;

use crate::secret::Secret;

/// Browsers send it with every request.
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The checks of one server.
#[derive(Debug)]
pub(super) struct Gate {
    port: u16,
    token: Secret,
    /// The value of the cookie. It survives a restart, so that an open page reconnects.
    session: Secret,
    /// Whether the token has been exchanged for a cookie.
    exchanged: AtomicBool,
}

/// The action for an accepted request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pass {
    /// A request to be served.
    Serve,
    /// The link with the token: the answer sets the cookie.
    SetCookie,
}

/// The reason why a request is rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Denied {
    /// 401, 403, 405, 415 or 421.
    pub(super) status: StatusCode,
    /// Message for a person.
    pub(super) why: &'static str,
}

impl Gate {
    /// The checks for `port`. `key` signs the cookie.
    pub(super) fn new(port: u16, token: Secret, key: &[u8]) -> Gate {
        let key = hmac::Key::new(hmac::HMAC_SHA256, key);
        let tag = hmac::sign(&key, format!("inspect session {port}").as_bytes());
        let session = tag.as_ref().iter().map(|byte| format!("{byte:02x}"));
        Gate {
            port,
            token,
            session: Secret::new(session.collect()),
            exchanged: AtomicBool::new(false),
        }
    }

    /// Returns the `Set-Cookie` value. Browsers share cookies between ports, so the name contains
    /// the port.
    pub(super) fn cookie(&self) -> String {
        let (name, value) = (self.cookie_name(), self.session.expose());
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict")
    }

    /// Checks a request by its head.
    pub(super) fn check<B>(&self, request: &Request<B>) -> Result<Pass, Denied> {
        let headers = request.headers();
        self.check_host(request)?;
        check_fetch_site(headers)?;
        let (bearer, cookie) = (self.has_bearer(headers), self.has_cookie(headers));
        if request.method() == Method::GET && self.is_link(request, cookie) {
            return Ok(Pass::SetCookie);
        }
        if !bearer && !cookie {
            let why =
                "open the link that chirp inspect printed, or send its token as a bearer token";
            return Err(denied(StatusCode::UNAUTHORIZED, why));
        }
        match *request.method() {
            Method::GET | Method::HEAD => Ok(Pass::Serve),
            Method::POST if bearer || self.is_own_origin(headers) => check_type(headers),
            Method::POST => {
                let why = "a POST needs this page's own Origin or the bearer token";
                Err(denied(StatusCode::FORBIDDEN, why))
            }
            _ => Err(denied(
                StatusCode::METHOD_NOT_ALLOWED,
                "GET, HEAD and POST only",
            )),
        }
    }

    fn check_host<B>(&self, request: &Request<B>) -> Result<(), Denied> {
        let mut hosts = request.headers().get_all(header::HOST).iter();
        let (host, more) = (
            hosts.next().and_then(|host| host.to_str().ok()),
            hosts.next(),
        );
        let authority = request.uri().authority().map(|name| name.as_str());
        let is_ours = host.is_some_and(|host| self.is_own_authority(host))
            && authority.is_none_or(|name| self.is_own_authority(name));
        match is_ours && more.is_none() {
            true => Ok(()),
            false => Err(denied(
                StatusCode::MISDIRECTED_REQUEST,
                "this Host is not served here",
            )),
        }
    }

    /// An address cannot be rebound, and of names only `localhost` is this machine everywhere.
    fn is_own_authority(&self, authority: &str) -> bool {
        let Some((name, port)) = authority.rsplit_once(':') else {
            return false;
        };
        let address = match name.strip_prefix('[') {
            Some(rest) => rest.strip_suffix(']').and_then(|ip| ip.parse().ok()),
            None => name.parse().ok().filter(IpAddr::is_ipv4),
        };
        let is_loopback = address.is_some_and(|ip: IpAddr| ip.is_loopback());
        port == self.port.to_string() && (is_loopback || name.eq_ignore_ascii_case("localhost"))
    }

    fn has_bearer(&self, headers: &HeaderMap) -> bool {
        let mut values = headers.get_all(header::AUTHORIZATION).iter();
        let (value, more) = (values.next(), values.next());
        let bearer = value.and_then(|value| value.as_bytes().strip_prefix(b"Bearer "));
        more.is_none() && bearer.is_some_and(|token| self.token.matches(token))
    }

    fn has_cookie(&self, headers: &HeaderMap) -> bool {
        let name = self.cookie_name();
        let all = headers.get_all(header::COOKIE).iter();
        let mut pairs = all.flat_map(|value| value.as_bytes().split(|byte| *byte == b';'));
        pairs.any(|pair| {
            let value = pair.trim_ascii().strip_prefix(name.as_bytes());
            let value = value.and_then(|rest| rest.strip_prefix(b"="));
            value.is_some_and(|value| self.session.matches(value))
        })
    }

    fn cookie_name(&self) -> String {
        format!("chirp_inspect_{}", self.port)
    }

    /// Returns whether this is `/?token=…` with the right token, used for the first time or by a
    /// page that has the cookie already.
    fn is_link<B>(&self, request: &Request<B>, cookie: bool) -> bool {
        let query = request.uri().query().unwrap_or_default();
        let token = query.strip_prefix("token=");
        request.uri().path() == "/"
            && token.is_some_and(|token| self.token.matches(token.as_bytes()))
            && (!self.exchanged.swap(true, Ordering::Relaxed) || cookie)
    }

    fn is_own_origin(&self, headers: &HeaderMap) -> bool {
        let mut origins = headers.get_all(header::ORIGIN).iter();
        let (origin, more) = (origins.next(), origins.next());
        let host = headers
            .get(header::HOST)
            .map_or(&b""[..], |host| host.as_bytes());
        let origin = origin.and_then(|origin| origin.as_bytes().strip_prefix(b"http://"));
        more.is_none() && origin == Some(host)
    }
}

/// `none` is a person who typed the address, `same-origin` our own page.
fn check_fetch_site(headers: &HeaderMap) -> Result<(), Denied> {
    let mut sites = headers.get_all(FETCH_SITE).iter();
    match sites.all(|site| site == "none" || site == "same-origin") {
        true => Ok(()),
        false => Err(denied(
            StatusCode::FORBIDDEN,
            "requests from other pages are refused",
        )),
    }
}

fn check_type(headers: &HeaderMap) -> Result<Pass, Denied> {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let essence = kind
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default();
    match essence.trim().eq_ignore_ascii_case("application/json") {
        true => Ok(Pass::Serve),
        false => Err(denied(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "send application/json",
        )),
    }
}

fn denied(status: StatusCode, why: &'static str) -> Denied {
    Denied { status, why }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate() -> Gate {
        Gate::new(4040, Secret::new("t0ken".into()), b"key")
    }

    #[track_caller]
    fn check(gate: &Gate, line: &str, headers: &[(&str, &str)]) -> u16 {
        let (method, uri) = line.split_once(' ').unwrap();
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        match gate.check(&request.body(()).unwrap()) {
            Ok(Pass::Serve) => 200,
            Ok(Pass::SetCookie) => 303,
            Err(denied) => denied.status.as_u16(),
        }
    }

    const HOST: (&str, &str) = ("host", "127.0.0.1:4040");
    const BEARER: (&str, &str) = ("authorization", "Bearer t0ken");

    #[test]
    fn the_host_is_checked_first() {
        for host in [
            "127.0.0.1:4040",
            "LOCALHOST:4040",
            "[::1]:4040",
            "127.8.8.8:4040",
        ] {
            assert_eq!(
                check(&gate(), "GET /", &[("host", host), BEARER]),
                200,
                "{host}"
            );
        }
        for host in [
            "127.0.0.1",
            "127.0.0.1:4041",
            "evil.example:4040",
            "a.localhost:4040",
            "10.0.0.1:4040",
            "127.0.0.1.evil.example:4040",
            "[::2]:4040",
            "::1:4040",
            "",
            "localhost.:4040",
        ] {
            let foreign = [("host", host), BEARER, ("sec-fetch-site", "cross-site")];
            assert_eq!(check(&gate(), "GET /", &foreign), 421, "{host}");
        }
        assert_eq!(check(&gate(), "GET /", &[BEARER]), 421);
        assert_eq!(check(&gate(), "GET /", &[HOST, HOST, BEARER]), 421);
        assert_eq!(
            check(&gate(), "GET http://evil.example:4040/", &[HOST, BEARER]),
            421
        );
    }

    #[test]
    fn other_pages_are_refused_whatever_they_hold() {
        for (site, status) in [
            ("cross-site", 403),
            ("same-site", 403),
            ("odd", 403),
            ("none", 200),
            ("same-origin", 200),
        ] {
            assert_eq!(
                check(&gate(), "GET /", &[HOST, BEARER, ("sec-fetch-site", site)]),
                status,
                "{site}"
            );
        }
        let link = [HOST, ("sec-fetch-site", "cross-site")];
        assert_eq!(check(&gate(), "GET /?token=t0ken", &link), 403);
    }

    #[test]
    fn the_link_works_once_and_its_cookie_after_that() {
        let gate = gate();
        let cookie = gate.cookie();
        let cookie = ("cookie", cookie.split(';').next().unwrap());
        assert_eq!(check(&gate, "GET /", &[HOST]), 401);
        assert_eq!(check(&gate, "GET /?token=wrong", &[HOST]), 401);
        assert_eq!(check(&gate, "HEAD /?token=t0ken", &[HOST]), 401);
        assert_eq!(check(&gate, "GET /api/entries?token=t0ken", &[HOST]), 401);
        assert_eq!(check(&gate, "GET /?token=t0ken", &[HOST]), 303);
        assert_eq!(check(&gate, "GET /?token=t0ken", &[HOST]), 401);
        assert_eq!(check(&gate, "GET /?token=t0ken", &[HOST, cookie]), 303);
        assert_eq!(check(&gate, "GET /", &[HOST, cookie]), 200);
        assert_eq!(
            check(
                &gate,
                "GET /",
                &[HOST, ("cookie", "a=b; chirp_inspect_4040=0")]
            ),
            401
        );
        let restarted = Gate::new(4040, Secret::new("other".into()), b"key");
        assert_eq!(check(&restarted, "GET /", &[HOST, cookie]), 200);
        let stranger = Gate::new(4040, Secret::new("other".into()), b"another key");
        assert_eq!(check(&stranger, "GET /", &[HOST, cookie]), 401);
    }

    #[test]
    fn a_post_needs_its_origin_or_the_token_and_json() {
        let gate = gate();
        let cookie = gate.cookie();
        let cookie = ("cookie", cookie.split(';').next().unwrap());
        let (json, own) = (
            ("content-type", "application/json"),
            ("origin", "http://127.0.0.1:4040"),
        );
        for (headers, status) in [
            (vec![HOST, cookie, own, json], 200),
            (vec![HOST, BEARER, json], 200),
            (vec![HOST, cookie, json], 403),
            (vec![HOST, cookie, ("origin", "null"), json], 403),
            (
                vec![HOST, cookie, ("origin", "http://localhost:4040"), json],
                403,
            ),
            (
                vec![HOST, cookie, ("origin", "https://127.0.0.1:4040"), json],
                403,
            ),
            (vec![HOST, cookie, own, own, json], 403),
            (vec![HOST, cookie, own, ("content-type", "text/plain")], 415),
            (vec![HOST, cookie, own], 415),
            (vec![HOST, own, json], 401),
        ] {
            assert_eq!(
                check(&gate, "POST /api/live", &headers),
                status,
                "{headers:?}"
            );
        }
        assert_eq!(check(&gate, "DELETE /", &[HOST, BEARER]), 405);
        assert_eq!(check(&gate, "OPTIONS /", &[HOST]), 401);
    }
}
