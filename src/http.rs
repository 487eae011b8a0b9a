//! The one place that builds an HTTP client: TLS, proxies, redirects, user agent.
//!
//! Certificates are always checked, by rustls' own verifier (see `trust`).

#[cfg(feature = "portable")]
mod names;
pub mod post;
mod trust;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::ring;

/// Long enough for a slow mobile link, short enough that a typo in a host name is noticed.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Where `localhost` is (RFC 6761, section 6.3), whatever a hosts file or a name server says: a key goes
/// there without TLS. It also saves the thread that a look-up takes. The port is the URL's.
const LOCALHOST: [SocketAddr; 2] = [
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
    SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), 0),
];

/// What a client is for; it decides about redirects and proxies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Calls of the API and webhook posts: no redirect is followed.
    Direct,
    /// The same to a loopback address: proxies are never asked.
    Loopback,
}

/// A client for `purpose`. Speaks HTTP/1.1 only. No time-out for the whole request is set here.
///
/// # Panics
/// Never in practice: the TLS configuration is a constant of this program.
pub fn client(purpose: Purpose) -> reqwest::Client {
    let builder = reqwest::Client::builder()
        .user_agent(concat!("chirp/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .tcp_nodelay(true)
        .resolve_to_addrs("localhost", &LOCALHOST)
        .tls_backend_preconfigured(tls_config());
    #[cfg(feature = "portable")]
    let builder = builder.dns_resolver(names::Names::default());
    let builder = match purpose {
        Purpose::Direct => builder,
        Purpose::Loopback => builder.no_proxy(),
    };
    builder.build().expect("a constant configuration is valid")
}

/// Whether `url` names this machine, where plain HTTP is allowed and no proxy is asked.
pub fn is_loopback(url: &url::Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// The purpose that fits `url`.
pub fn purpose_for(url: &url::Url) -> Purpose {
    if is_loopback(url) {
        Purpose::Loopback
    } else {
        Purpose::Direct
    }
}

/// The innermost cause, which names the thing (`Connection refused`); reqwest's own text names only the URL.
pub fn explain(error: &reqwest::Error) -> String {
    // reqwest's own text holds the whole URL, which may be a signed one.
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause.and_then(std::error::Error::source) {
        cause = Some(inner);
    }
    let cause = cause.map_or_else(|| "no reason was given".to_owned(), ToString::to_string);
    let place = error
        .url()
        .and_then(url::Url::host_str)
        .unwrap_or("the host")
        .to_owned();
    let port = error
        .url()
        .and_then(url::Url::port)
        .map(|p| format!(":{p}"))
        .unwrap_or_default();
    match error.is_timeout() {
        true => format!("no answer from {place}{port} in time"),
        false if error.is_connect() => format!("cannot connect to {place}{port}: {cause}"),
        false => format!("the connection to {place}{port} broke: {cause}"),
    }
}

fn tls_config() -> rustls::ClientConfig {
    let provider = Arc::new(ring::default_provider());
    let verifier = Arc::new(trust::SystemTrust::new(provider.clone()));
    let mut config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring supports the default versions")
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    config
}
