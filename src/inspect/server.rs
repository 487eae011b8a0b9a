//! Connections and routes. Every request passes the gate before a handler sees it.

use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, Request, Response, StatusCode, header};
use axum::routing::{get, post};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};

use crate::inspect::auth::{Denied, Pass};
use crate::inspect::reply::{Problem, answer, harden};
use crate::inspect::{Shared, calls, commands, entries, live, media, page, stream};

/// Timeout from accept to the end of a request head.
const HEAD_DEADLINE: Duration = Duration::from_secs(10);
/// Time for requests under way when the server stops.
const FAREWELL: Duration = Duration::from_millis(300);
/// Connections at one time: some open pages with a stream each, and programs that wait.
const CONNECTIONS: usize = 128;
/// An edited event is at most a little larger than one that was received.
const MAX_BODY: usize = 2 * 1024 * 1024;

/// Serves until `stop` resolves.
pub(super) async fn serve(
    listener: TcpListener,
    shared: Arc<Shared>,
    stop: impl Future<Output = ()>,
) {
    let router = router(shared.clone());
    let (stopping, stopped) = watch::channel(false);
    let free = Arc::new(Semaphore::new(CONNECTIONS));
    let accept = async {
        loop {
            let Ok(slot) = free.clone().acquire_owned().await else {
                return;
            };
            match listener.accept().await {
                Ok((stream, _)) => {
                    let served =
                        connection(stream, shared.clone(), router.clone(), stopped.clone());
                    tokio::spawn(async move {
                        served.await;
                        drop(slot);
                    });
                }
                // Out of file descriptors: the connection would be reported again at once.
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
    };
    tokio::select! {
        () = accept => {}
        () = shared.store.watch() => {}
        () = stop => {}
    }
    let _ = stopping.send(true);
    let all_closed = free.acquire_many(CONNECTIONS as u32);
    let _ = tokio::time::timeout(FAREWELL, all_closed).await;
}

fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/api/status", get(live::status))
        .route("/api/live", post(live::switch))
        .route("/api/entries", get(entries::list))
        .route("/api/entries/{seq}", get(entries::show))
        .route("/api/entries/{seq}/curl", get(entries::curl))
        .route("/api/entries/{seq}/replay", post(commands::replay))
        .route("/api/stream", get(stream::stream))
        .route("/api/await", get(entries::wait))
        .route("/api/calls", get(calls::list))
        .route("/api/calls/{id}", get(calls::show))
        .route("/api/calls/{id}/ladder", get(calls::ladder))
        .route("/api/calls/{id}/export", get(calls::export))
        .route("/api/calls/{id}/commands", post(commands::send))
        .route("/api/media/{id}", get(media::serve))
        .route("/api/simulate", post(commands::simulate))
        .fallback(|| async { Problem::not_found("nothing here") })
        .method_not_allowed_fallback(|| async {
            Problem::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "usage",
                "not with this method",
            )
        })
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(shared)
}

async fn connection(
    stream: TcpStream,
    shared: Arc<Shared>,
    router: Router,
    mut stopped: watch::Receiver<bool>,
) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| respond(shared.clone(), router.clone(), request));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_DEADLINE)
        .max_buf_size(64 * 1024)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = stopped.wait_for(|stopped| *stopped) => connection.as_mut().graceful_shutdown(),
    }
    let _ = tokio::time::timeout(FAREWELL, connection).await;
}

async fn respond(
    shared: Arc<Shared>,
    router: Router,
    request: Request<Incoming>,
) -> Result<Response<Body>, Infallible> {
    let own_file = match *request.method() {
        axum::http::Method::GET => page::file(request.uri().path()),
        _ => None,
    };
    let is_page = own_file.is_some();
    let mut response = match (shared.gate.check(&request), own_file) {
        (Err(denied), _) => refusal(denied),
        (Ok(Pass::SetCookie), _) => signed_in(&shared.gate.cookie()),
        (Ok(Pass::Serve), Some(file)) => file,
        (Ok(Pass::Serve), None) => {
            let request = request.map(Body::new);
            let handled = TowerToHyperService::new(router).call(request).await;
            handled.unwrap_or_else(|never| match never {})
        }
    };
    let is_page = is_page && response.status() == StatusCode::OK;
    harden(&mut response, is_page);
    Ok(response)
}

fn signed_in(cookie: &str) -> Response<Body> {
    let mut response = answer(StatusCode::SEE_OTHER, "text/plain; charset=utf-8", "");
    let headers = response.headers_mut();
    headers.insert(header::LOCATION, HeaderValue::from_static("/"));
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        headers.insert(header::SET_COOKIE, cookie);
    }
    response
}

/// Nothing more is read of a refused request: the connection closes.
fn refusal(denied: Denied) -> Response<Body> {
    let text = format!("{}\n", denied.why);
    let mut response = answer(denied.status, "text/plain; charset=utf-8", text);
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}
