//! The HTTP server of `listen`: binds, accepts connections and stops in order.

pub mod admin;
mod connection;
mod framing;
mod handler;
mod limiter;
mod limits;
mod phase;
mod rejection;
mod tls;
mod validate;

use std::io;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hyper::header::HeaderName;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio_rustls::TlsAcceptor;

use crate::receiver::Counts;
use crate::receiver::consumers::respond::Plan;
use crate::receiver::http::connection::Connection;
use crate::receiver::http::handler::Handler;
use crate::receiver::http::limiter::{ConnectionLimiter, ConnectionSlot};
use crate::receiver::http::phase::closed;
use crate::receiver::http::rejection::RejectionLog;
use crate::receiver::http::validate::Validator;
use crate::receiver::journal::Journal;
use crate::receiver::probe::Probe;
use crate::receiver::service_manager;
use crate::secret::Secret;
use crate::terminal::Terminal;

pub(crate) use phase::Phase;
pub use tls::Tls;

/// The address to listen on and the requests to accept.
#[derive(Clone, Debug)]
pub struct ServerSettings {
    /// The address; loopback unless there is a secret.
    pub bind: IpAddr,
    /// The port; 0 lets the system choose.
    pub port: u16,
    /// The only path that accepts events, such as `/`.
    pub path: String,
    /// The secret that each request must carry.
    pub secret: Option<Secret>,
    /// The header that carries the secret.
    pub secret_header: HeaderName,
    /// Accepted host names besides loopback and the bound address.
    pub allow_hosts: Vec<String>,
    /// The certificate for HTTPS; `None` serves HTTP.
    pub tls: Option<Tls>,
}

/// Returns the socket that systemd passed, else one bound to the address.
///
/// # Errors
/// The system's, or that too few files can be open.
pub(crate) async fn bind(settings: &ServerSettings) -> io::Result<TcpListener> {
    limits::check()?;
    if let Some(listener) = service_manager::passed_listener()? {
        return Ok(listener);
    }
    let address = SocketAddr::new(settings.bind, settings.port);
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    // A full queue drops connection attempts, which their senders repeat only after 1, 3 and 7 s.
    socket.listen(limits::CONNECTIONS as u32)
}

/// Returns the URL by which a program on this machine reaches the listener.
pub(crate) fn url(settings: &ServerSettings, address: SocketAddr) -> String {
    let reached: SocketAddr = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => ([127, 0, 0, 1], address.port()).into(),
        IpAddr::V6(ip) if ip.is_unspecified() => (Ipv6Addr::LOCALHOST, address.port()).into(),
        _ => address,
    };
    let path = settings.path.trim_end_matches('/');
    let scheme = match settings.tls {
        Some(_) => "https",
        None => "http",
    };
    format!("{scheme}://{reached}{path}")
}

/// The server with everything that its connections need.
pub(crate) struct HttpServer {
    pub(crate) settings: ServerSettings,
    /// The request of `--register` that is answered and not recorded.
    pub(crate) probe: Option<Probe>,
    /// The rules of `--respond`.
    pub(crate) plan: Option<Plan>,
    pub(crate) journal: Journal,
    pub(crate) counts: Arc<Counts>,
    pub(crate) terminal: Terminal,
}

impl HttpServer {
    /// Serves requests until `phase` is closed. Returns when the requests in progress are answered.
    pub(crate) async fn serve(self, listener: TcpListener, mut phase: watch::Receiver<Phase>) {
        let tls = (self.settings.tls.clone()).map(|tls| TlsAcceptor::from(tls.0));
        let handler = Arc::new(Handler {
            validator: Validator::new(self.settings),
            probe: self.probe,
            plan: self.plan,
            journal: self.journal,
            counts: self.counts,
            log: RejectionLog::new(self.terminal),
            body_memory: Handler::body_memory(),
            phase: phase.clone(),
        });
        let limiter = ConnectionLimiter::new(limits::connections());
        // Each connection holds a sender; the channel closes with the last of them.
        let (alive, mut all_closed) = mpsc::channel::<()>(1);
        loop {
            let (stream, slot) = tokio::select! {
                biased;
                // Also after the close: what waits in the system's queue would be reset by dropping the socket.
                accepted = accept(&listener, &limiter) => accepted,
                () = closed(&mut phase) => break,
            };
            let connection = Connection {
                handler: handler.clone(),
                slot,
                phase: phase.clone(),
                _alive: alive.clone(),
            };
            tokio::spawn(connection.run(stream, tls.clone()));
        }
        drop((listener, alive));
        let _ = all_closed.recv().await;
    }
}

/// Accepts the next connection once there is a slot for it. Others wait in the system's queue.
async fn accept(
    listener: &TcpListener,
    limiter: &ConnectionLimiter,
) -> (TcpStream, Arc<ConnectionSlot>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let _ = stream.set_nodelay(true);
                return (stream, limiter.acquire().await);
            }
            // Without a free file descriptor, `accept` would fail again at once.
            Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
}
