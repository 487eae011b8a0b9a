//! The HTTP side: accepts connections, lets only clean HTTP/1.1 in, and stops in order.

mod framing;
mod handler;
mod limiter;
mod patience;
mod rejection;
mod tls;
mod validate;

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hyper::header::HeaderName;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use crate::clock::Clock;
use crate::receiver::Counts;
use crate::receiver::consumers::respond::Plan;
use crate::receiver::http::framing::Guard;
use crate::receiver::http::handler::{COMMIT_DEADLINE, Handler};
use crate::receiver::http::limiter::{ConnectionLimiter, ConnectionSlot};
use crate::receiver::http::patience::Patience;
use crate::receiver::http::rejection::RejectionLog;
use crate::receiver::http::validate::Validator;
use crate::receiver::journal::Journal;
use crate::receiver::probe::Probe;
use crate::secret::Secret;
use crate::terminal::Terminal;

pub use tls::Tls;

/// From accept to the end of the first head, and from each answer to the end of the next head.
const HEAD_DEADLINE: Duration = Duration::from_secs(10);

/// For the TLS handshake, before that.
const HANDSHAKE_DEADLINE: Duration = Duration::from_secs(5);

/// Connections at one time. Twice what a test tool for slow senders opens by default, so that a
/// sender behind those is still served; each costs some KiB.
const CONNECTIONS: usize = 4096;

/// File descriptors that are not connections: the journal, its readers, forward targets.
const RESERVE: u64 = 64;

/// How long and how much is still read after a refusal, so that the sender reads the answer
/// instead of a reset.
const LINGER: Duration = Duration::from_secs(2);
const LINGER_BYTES: usize = 4 * 1024 * 1024;

/// Where to listen and whom to let in.
#[derive(Clone, Debug)]
pub struct ServerSettings {
    /// The address; loopback unless there is a secret.
    pub bind: IpAddr,
    /// The port; 0 lets the system choose.
    pub port: u16,
    /// The one path that takes events, such as `/`.
    pub path: String,
    /// What senders must show.
    pub secret: Option<Secret>,
    /// In which header.
    pub secret_header: HeaderName,
    /// Names that we are reached by beside loopback and the bound address.
    pub allow_hosts: Vec<String>,
    /// Speaks HTTPS with this, else HTTP.
    pub tls: Option<Tls>,
}

/// Binds the address. The error is the system's.
pub(crate) async fn bind(settings: &ServerSettings) -> io::Result<TcpListener> {
    TcpListener::bind(SocketAddr::new(settings.bind, settings.port)).await
}

/// The URL by which a program on this machine reaches the listener.
pub(crate) fn url(settings: &ServerSettings, address: SocketAddr) -> String {
    let reached: SocketAddr = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => ([127, 0, 0, 1], address.port()).into(),
        IpAddr::V6(ip) if ip.is_unspecified() => {
            (std::net::Ipv6Addr::LOCALHOST, address.port()).into()
        }
        _ => address,
    };
    let path = settings.path.trim_end_matches('/');
    let scheme = if settings.tls.is_some() {
        "https"
    } else {
        "http"
    };
    format!("{scheme}://{reached}{path}")
}

/// Takes requests until `stop` turns true; then ends when those at hand are answered.
pub(crate) async fn serve(
    listener: TcpListener,
    (settings, probe, plan): (ServerSettings, Option<Probe>, Option<Plan>),
    journal: Journal,
    (counts, terminal): (Arc<Counts>, Terminal),
    mut stop: watch::Receiver<bool>,
) {
    let tls = (settings.tls.clone()).map(|tls| TlsAcceptor::from(tls.0));
    let intake = Arc::new(Handler {
        gate: gate(settings),
        probe,
        plan,
        journal,
        clock: Clock::System,
        counts,
        refusals: RejectionLog::new(terminal),
        budget: Handler::budget(),
    });
    let seats = ConnectionLimiter::new(connection_limit());
    // Every connection holds a sender; when all are gone, the channel is closed.
    let (alive, mut gone) = mpsc::channel::<()>(1);
    loop {
        let (stream, seat) = tokio::select! {
            accepted = accept(&listener, &seats) => accepted,
            () = stopped(&mut stop) => break,
        };
        let (intake, stop, alive) = (intake.clone(), stop.clone(), alive.clone());
        let tls = tls.clone();
        tokio::task::spawn(async move {
            match tls {
                None => connection(stream, intake, seat, stop).await,
                Some(tls) => {
                    let handshake = timeout(HANDSHAKE_DEADLINE, tls.accept(stream)).await;
                    if let Ok(Ok(stream)) = handshake {
                        connection(stream, intake, seat, stop).await;
                    }
                }
            }
            drop(alive);
        });
    }
    drop((listener, alive));
    let _ = gone.recv().await;
}

async fn stopped(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

/// The next connection, once there is room for it; the others wait in the system's queue.
async fn accept(
    listener: &TcpListener,
    seats: &ConnectionLimiter,
) -> (TcpStream, Arc<ConnectionSlot>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let _ = stream.set_nodelay(true);
                return (stream, seats.take().await);
            }
            // Out of file descriptors: the waiting connection would be reported again at once.
            Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
}

async fn connection<S>(
    stream: S,
    intake: Arc<Handler>,
    seat: Arc<ConnectionSlot>,
    mut stop: watch::Receiver<bool>,
) where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let commit = Arc::new(Patience::new(COMMIT_DEADLINE));
    let (own, told) = (seat.clone(), intake.clone());
    let service = service_fn(move |request| {
        let (intake, commit, seat) = (intake.clone(), commit.clone(), own.clone());
        async move {
            seat.busy();
            let answer = intake.answer(request, &commit).await;
            seat.waiting();
            Ok::<_, Infallible>(answer)
        }
    });
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_DEADLINE)
        // A sender that has said all it has to say gets its answer. And nothing is read, into a
        // further buffer, while an event is being recorded.
        .half_close(true)
        .max_buf_size(64 * 1024)
        .serve_connection(TokioIo::new(Guard::new(stream)), service);
    let ended = tokio::select! {
        ended = &mut connection => ended,
        () = seat.asked_to_leave() => return,
        () = stopped(&mut stop) => {
            Pin::new(&mut connection).graceful_shutdown();
            (&mut connection).await
        }
    };
    let guard = connection.into_parts().io.into_inner();
    if ended.as_ref().is_err_and(hyper::Error::is_parse) {
        told.unclean(guard.is_tls());
    }
    if !ended.is_err_and(|error| error.is_timeout()) {
        linger(guard.into_inner()).await;
    }
}

/// Takes what is still on its way. Closing with unread bytes would reset the connection, and the
/// sender might never see why it was refused.
async fn linger(mut stream: impl AsyncRead + Unpin) {
    let mut rest = [0; 4096];
    let drain = async {
        let mut taken = 0;
        while taken < LINGER_BYTES {
            match stream.read(&mut rest).await {
                Ok(0) | Err(_) => break,
                Ok(count) => taken += count,
            }
        }
    };
    let _ = timeout(LINGER, drain).await;
}

fn gate(settings: ServerSettings) -> Validator {
    let lower = |host: String| host.to_ascii_lowercase();
    Validator {
        path: settings.path,
        secret: settings.secret,
        secret_header: settings.secret_header,
        hosts: settings.allow_hosts.into_iter().map(lower).collect(),
        ip: settings.bind,
    }
}

/// As many connections as file descriptors allow, after asking for as many as we may have.
fn connection_limit() -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let wanted = CONNECTIONS as u64 + RESERVE;
    let current = limit.current.unwrap_or(u64::MAX);
    let maximum = limit.maximum.unwrap_or(u64::MAX);
    let raised = Rlimit {
        current: Some(wanted.min(maximum)),
        maximum: limit.maximum,
    };
    let available = match current < wanted && setrlimit(Resource::Nofile, raised).is_ok() {
        true => wanted.min(maximum),
        false => current,
    };
    ((available - RESERVE.min(available / 2)) as usize).clamp(1, CONNECTIONS)
}
