//! Routes and connections: HTTP/1.1 with a deadline for heads, a router behind the gate.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::DefaultBodyLimit;
use axum::http::{Request, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpStream;

use crate::sandbox::Shared;
use crate::sandbox::http::api_error::ApiError;
use crate::sandbox::http::middleware::{Dropped, Verdict, judge};
use crate::sandbox::http::{
    apps, call_commands, calls, control, recordings, serve_file, tokens, voicemails, webhooks,
};

/// From the first byte to the end of the head: long for any client, short for one that dawdles.
const HEAD_DEADLINE: Duration = Duration::from_secs(10);
/// Time for requests under way when the sandbox stops.
const FAREWELL: Duration = Duration::from_secs(1);
/// No request of the API comes near it.
const MOST_BODY: usize = 1024 * 1024;

/// Every endpoint of the spec, the files and the control API.
pub(crate) fn router(shared: Shared) -> Router {
    Router::new()
        .route("/v1/webhooks", post(webhooks::create).get(webhooks::list))
        .route(
            "/v1/webhooks/{id}",
            get(webhooks::get)
                .put(webhooks::update)
                .delete(webhooks::delete),
        )
        .route("/v1/calls", post(calls::create).get(calls::list))
        .route("/v1/calls/{id}", get(calls::get).delete(calls::end))
        .route("/v1/calls/{id}/commands", post(call_commands::send))
        .route("/v1/calls/{id}/recordings", get(recordings::of_call))
        .route(
            "/v1/calls/recordings/{id}",
            get(recordings::get).delete(recordings::delete),
        )
        .route("/v1/calls/voicemails", get(voicemails::list))
        .route(
            "/v1/calls/voicemails/{id}",
            get(voicemails::get)
                .patch(voicemails::update)
                .delete(voicemails::delete),
        )
        .route("/v1/calls/token", post(tokens::create))
        .route(
            "/v1/organization/apps/{id}/calling",
            get(apps::get).put(apps::update),
        )
        .route("/recordings/{name}", get(serve_file::recording))
        .route("/voicemails/{name}", get(serve_file::voicemail))
        .merge(control::routes())
        .fallback(no_such_path)
        .method_not_allowed_fallback(no_such_method)
        .layer(DefaultBodyLimit::max(MOST_BODY))
        .with_state(shared)
}

async fn no_such_path(uri: Uri) -> ApiError {
    ApiError::not_found("endpoint", uri.path())
}

async fn no_such_method(uri: Uri) -> ApiError {
    let text = format!("Method not allowed: {}", uri.path());
    ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", text)
}

/// Serves one connection until it ends or `stop` does; a request under way then gets a moment.
pub(crate) async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    shared: Shared,
    router: Router,
    stop: impl Future<Output = ()>,
) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| answer(shared.clone(), peer, router.clone(), request));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_DEADLINE)
        .serve_connection(TokioIo::new(stream), service);
    let (mut connection, stop) = (pin!(connection), pin!(stop));
    tokio::select! {
        _ = connection.as_mut() => return,
        () = stop => connection.as_mut().graceful_shutdown(),
    }
    let _ = tokio::time::timeout(FAREWELL, connection).await;
}

async fn answer(
    shared: Shared,
    peer: SocketAddr,
    router: Router,
    request: Request<Incoming>,
) -> Result<Response, Dropped> {
    let request = request.map(Body::new);
    let (standing, lost) = match judge(&shared, peer, &request) {
        Verdict::Pass(standing) => (standing, false),
        Verdict::PassAndDrop => (None, true),
        Verdict::Answer(response) => return Ok(*response),
        Verdict::Hang => std::future::pending().await,
    };
    let handled = TowerToHyperService::new(router).call(request).await;
    // What the handler changed may have something to send.
    shared.wake();
    let mut response = handled.map_err(|never| match never {})?;
    if lost {
        return Err(Dropped);
    }
    if is_plain_refusal(&response) {
        // Of the framework itself: a body too large, a path that is not UTF-8.
        let status = response.status();
        let text = status.canonical_reason().unwrap_or("Bad request");
        response = ApiError::new(status, "invalid_request", text).into_response();
    }
    if let Some(standing) = standing {
        standing.write(response.headers_mut());
    }
    Ok(response)
}

fn is_plain_refusal(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    let plain = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
    response.status().is_client_error() && plain
}
