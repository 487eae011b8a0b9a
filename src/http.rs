//! The one place that builds an HTTP client: TLS, proxies, redirects, user agent.
//!
//! Certificates are always checked, by rustls' own verifier (see `trust`).

pub mod backoff;
pub mod cause;
mod missing;
#[cfg(feature = "portable")]
mod names;
pub mod target_url;
mod trust;
pub mod webhook_sender;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use rustls::crypto::ring;

pub use missing::Missing;

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

/// The clients of one part of the program, one for each purpose, each built when first needed.
#[derive(Debug, Default)]
pub struct Clients {
    direct: OnceLock<reqwest::Client>,
    loopback: OnceLock<reqwest::Client>,
}

impl Clients {
    /// Returns the client that fits `url`.
    pub fn get(&self, url: &url::Url) -> &reqwest::Client {
        let purpose = purpose_for(url);
        let cell = match purpose {
            Purpose::Direct => &self.direct,
            Purpose::Loopback => &self.loopback,
        };
        cell.get_or_init(|| client(purpose))
    }
}

/// Describes a failed exchange by host and cause. It leaves out the URL, which may be a signed one.
pub fn explain(error: &reqwest::Error) -> String {
    let host = error
        .url()
        .map_or_else(|| "the host".to_owned(), host_and_port);
    let cause = cause::cause(error);
    match error.is_timeout() {
        true => format!("no answer from {host} in time"),
        false if error.is_connect() => format!("cannot connect to {host}: {cause}"),
        false => format!("the connection to {host} broke: {cause}"),
    }
}

/// Returns the host of `url`, with the port if it is not the scheme's own.
pub fn host_and_port(url: &url::Url) -> String {
    let host = url.host_str().unwrap_or("the host");
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
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
