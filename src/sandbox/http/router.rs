//! The routes: every endpoint of the API, the audio files, the control API and the OpenAPI description.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{StatusCode, Uri};
use axum::routing::{get, post};

use crate::sandbox::http::error_reply::ErrorReply;
use crate::sandbox::http::shared::SharedState;
use crate::sandbox::http::{
    apps, call_commands, calls, control, openapi, recordings, serve_file, tokens, voicemails,
    webhooks,
};

/// The largest request body in bytes. No request of the API comes near it.
const MAX_BODY: usize = 1024 * 1024;

/// Returns the router of all endpoints.
pub(crate) fn router(shared: SharedState) -> Router {
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
        .route("/openapi.json", get(openapi::document))
        .merge(control::routes())
        .fallback(no_such_path)
        .method_not_allowed_fallback(no_such_method)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(shared)
}

async fn no_such_path(uri: Uri) -> ErrorReply {
    ErrorReply::not_found("endpoint", uri.path())
}

async fn no_such_method(uri: Uri) -> ErrorReply {
    let text = format!("Method not allowed: {}", uri.path());
    ErrorReply::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", text)
}
