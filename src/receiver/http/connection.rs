//! One connection: the TLS handshake, its requests one after another, and how it ends.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, join, split};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use crate::receiver::Counts;
use crate::receiver::http::framing::{Framing, HEAD_LIMIT, LINES_LIMIT};
use crate::receiver::http::handler::Handler;
use crate::receiver::http::limiter::ConnectionSlot;
use crate::receiver::http::phase::{Phase, closed};
use crate::receiver::http::rejection::Rejection;
use crate::receiver::http::tls;

/// Time from accept to the end of the first head, and from each answer to the end of the next head.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// Time for the TLS handshake before that.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(5);

/// Time limit for reading after a rejection, so that the sender reads the response and not a reset.
const LINGER_TIMEOUT: Duration = Duration::from_secs(2);
const LINGER_BYTES: usize = 4 * 1024 * 1024;

/// The state of one connection.
pub(crate) struct Connection {
    pub(crate) handler: Arc<Handler>,
    pub(crate) slot: Arc<ConnectionSlot>,
    pub(crate) phase: watch::Receiver<Phase>,
    /// Closes when the connection ends.
    pub(crate) _alive: mpsc::Sender<()>,
}

impl Connection {
    /// Serves the connection to its end.
    pub(crate) async fn run(self, stream: TcpStream, tls: Option<TlsAcceptor>) {
        let Some(tls) = tls else {
            return self.serve(stream).await;
        };
        match timeout(HANDSHAKE_TIMEOUT, tls.accept(stream)).await {
            Ok(Ok(stream)) => self.serve(stream).await,
            Ok(Err(error)) => self.handshake_failed(&error),
            Err(_) => {}
        }
    }

    fn handshake_failed(&self, error: &io::Error) {
        // Without a cause the sender closed the connection: a port scan or a health check.
        if let Some((reason, detail)) = tls::failure(error) {
            self.handler.log.failed(reason, &detail);
            Counts::add(&self.handler.counts.refused);
        }
    }

    async fn serve(mut self, stream: impl AsyncRead + AsyncWrite) {
        let (handler, slot) = (self.handler.clone(), self.slot.clone());
        let service = service_fn(move |request| {
            let (handler, slot) = (handler.clone(), slot.clone());
            async move {
                slot.set_busy();
                let answer = handler.answer(request).await;
                slot.set_idle();
                Ok::<_, Infallible>(answer)
            }
        });
        let (reader, writer) = split(stream);
        let io = TokioIo::new(join(Framing::new(reader), writer));
        let mut connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIMEOUT)
            // A sender that has closed its writing half still gets its answer.
            .half_close(true)
            .max_buf_size(64 * 1024)
            .serve_connection(io, service);
        let ended = tokio::select! {
            ended = &mut connection => ended,
            () = self.slot.evicted() => return,
            () = closed(&mut self.phase) => {
                std::pin::Pin::new(&mut connection).graceful_shutdown();
                (&mut connection).await
            }
        };
        let (framing, writer) = connection.into_parts().io.into_inner().into_inner();
        if let Err(error) = &ended
            && error.is_parse()
        {
            self.refused(error, framing.is_tls());
        }
        if !ended.is_err_and(|error| error.is_timeout()) {
            linger(framing.into_inner()).await;
        }
        drop(writer);
    }

    /// Logs a head that was refused before it became a request.
    fn refused(&self, error: &hyper::Error, is_tls: bool) {
        let rejection = match (is_tls, error.is_parse_too_large()) {
            (true, _) => Rejection::new(
                hyper::StatusCode::BAD_REQUEST,
                "TLS",
                "a TLS handshake on a plain HTTP port; let the sender use http://, or set --tls-cert and --tls-key"
                    .to_owned(),
            ),
            (_, true) => Rejection::new(
                hyper::StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
                "header too large",
                format!(
                    "the request header is larger than {} KiB or has more than {LINES_LIMIT} lines",
                    HEAD_LIMIT / 1024
                ),
            ),
            _ => Rejection::new(
                hyper::StatusCode::BAD_REQUEST,
                "not HTTP/1.1",
                "not valid HTTP/1.1, or its message length is ambiguous".to_owned(),
            ),
        };
        self.handler.log.rejected(&rejection);
        self.handler.counts.rejected.add(rejection.status.as_u16());
        Counts::add(&self.handler.counts.refused);
    }
}

/// Reads the bytes still in transit. Closing with unread bytes would reset the connection, and the
/// sender might lose the response.
async fn linger(mut stream: impl AsyncRead + Unpin) {
    let mut bytes = [0; 4096];
    let drain = async {
        let mut count = 0;
        while count < LINGER_BYTES {
            match stream.read(&mut bytes).await {
                Ok(0) | Err(_) => break,
                Ok(read) => count += read,
            }
        }
    };
    let _ = timeout(LINGER_TIMEOUT, drain).await;
}
