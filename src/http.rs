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
use std::sync::OnceLock;
use std::time::Duration;

pub use missing::Missing;
pub use trust::client as tls_client;

/// Long enough for a slow mobile link, short enough that a typo in a host name is noticed.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The addresses of `localhost` (RFC 6761, section 6.3). A hosts file or name server is not asked,
/// because a key is sent there without TLS. This also saves a lookup thread. The port is the URL's.
const LOCALHOST: [SocketAddr; 2] = [
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
    SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), 0),
];

/// The kinds of servers that need clients of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Peer {
    /// Another machine, through the proxy of the environment.
    Remote,
    /// This machine over plain HTTP: no proxy, no certificates.
    Loopback,
    /// This machine over HTTPS: no proxy.
    LoopbackTls,
}

impl Peer {
    fn of(url: &url::Url) -> Peer {
        match is_loopback(url) {
            true if url.scheme() == "https" => Peer::LoopbackTls,
            true => Peer::Loopback,
            false => Peer::Remote,
        }
    }
}

/// Returns a client for `url`. It speaks HTTP/1.1 only, follows no redirect and has no timeout for a
/// whole request.
///
/// # Panics
/// Never in practice: the configuration is a constant of this program.
pub fn client(url: &url::Url) -> reqwest::Client {
    build(Peer::of(url))
}

fn build(peer: Peer) -> reqwest::Client {
    let tls = match peer {
        Peer::Remote | Peer::LoopbackTls => trust::system(),
        Peer::Loopback => trust::nothing(),
    };
    let builder = reqwest::Client::builder()
        .user_agent(concat!("chirp/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .tcp_nodelay(true)
        .resolve_to_addrs("localhost", &LOCALHOST)
        .tls_backend_preconfigured(tls);
    #[cfg(feature = "portable")]
    let builder = builder.dns_resolver(names::Names::default());
    let builder = match peer {
        Peer::Remote => builder,
        Peer::Loopback | Peer::LoopbackTls => builder.no_proxy(),
    };
    builder.build().expect("a constant configuration is valid")
}

/// Returns whether `url` names this machine, where plain HTTP is allowed and no proxy is used.
pub fn is_loopback(url: &url::Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// The clients of one part of the program, each built when first needed.
#[derive(Debug, Default)]
pub struct Clients([OnceLock<reqwest::Client>; 3]);

impl Clients {
    /// Returns the client that fits `url`.
    pub fn get(&self, url: &url::Url) -> &reqwest::Client {
        let peer = Peer::of(url);
        self.0[peer as usize].get_or_init(|| build(peer))
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
