//! Serves one connection: HTTP/1.1 with a deadline for request heads.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use axum::response::{IntoResponse, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpStream;

use crate::sandbox::delivery::log_line::LogLine;
use crate::sandbox::http::access::allow_page;
use crate::sandbox::http::error_reply::ErrorReply;
use crate::sandbox::http::middleware::{RequestDecision, decide, write_limit};
use crate::sandbox::http::shared::SharedState;
use crate::sandbox::state::rate_limits::RateLimitStatus;

/// The deadline for a request head, which any client meets and one that stalls does not.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a request under way may take when the sandbox stops.
const STOP_TIMEOUT: Duration = Duration::from_secs(1);

/// Error: a fault closed the connection without a response.
#[derive(Debug, thiserror::Error)]
#[error("closed without an answer by a fault")]
pub(crate) struct ClosedByFault;

/// Serves a connection until it ends or `stop` resolves. A request under way then gets a second.
pub(crate) async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    shared: SharedState,
    router: Router,
    stop: impl Future<Output = ()>,
) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| answer(shared.clone(), peer, router.clone(), request));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .serve_connection(TokioIo::new(stream), service);
    let (mut connection, stop) = (pin!(connection), pin!(stop));
    tokio::select! {
        _ = connection.as_mut() => return,
        () = stop => connection.as_mut().graceful_shutdown(),
    }
    let _ = tokio::time::timeout(STOP_TIMEOUT, connection).await;
}

async fn answer(
    shared: SharedState,
    peer: SocketAddr,
    router: Router,
    request: Request<Incoming>,
) -> Result<Response, ClosedByFault> {
    let started = Instant::now();
    let request = request.map(Body::new);
    let (method, path) = (
        request.method().to_string(),
        request.uri().path().to_owned(),
    );
    let log = |status| {
        shared.log(LogLine::Request {
            method: method.clone(),
            path: path.clone(),
            status,
            took: started.elapsed(),
        });
    };
    let (decision, origin) = decide(&shared, peer, &request);
    let mut response = match decision {
        RequestDecision::Answer(response) => *response,
        RequestDecision::Handle(limit) => handle(&shared, router, request, limit).await,
        RequestDecision::HandleAndClose => {
            handle(&shared, router, request, None).await;
            log(None);
            return Err(ClosedByFault);
        }
        RequestDecision::Hang => {
            log(None);
            std::future::pending().await
        }
    };
    if let Some(origin) = origin {
        allow_page(&mut response, origin);
    }
    log(Some(response.status().as_u16()));
    Ok(response)
}

async fn handle(
    shared: &SharedState,
    router: Router,
    request: Request<Body>,
    limit: Option<RateLimitStatus>,
) -> Response {
    let handled = TowerToHyperService::new(router).call(request).await;
    // The handler may have scheduled something.
    shared.wake();
    let mut response = match handled {
        Ok(response) => response,
        Err(never) => match never {},
    };
    if is_plain_error(&response) {
        // The framework's own error, such as a body that is too large or a path that is not UTF-8.
        let status = response.status();
        let text = status.canonical_reason().unwrap_or("Bad request");
        response = ErrorReply::new(status, "invalid_request", text).into_response();
    }
    if let Some(limit) = limit {
        write_limit(limit, response.headers_mut());
    }
    response
}

fn is_plain_error(response: &Response) -> bool {
    let content_type = response.headers().get(header::CONTENT_TYPE);
    let plain = content_type.is_some_and(|value| value.as_bytes().starts_with(b"text/plain"));
    response.status().is_client_error() && plain
}
