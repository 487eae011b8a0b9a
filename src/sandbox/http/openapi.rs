//! `GET /openapi.json`: the API as an OpenAPI 3.1 document. What is assumed is marked `x-assumed`.

use axum::http::header;
use axum::response::{IntoResponse, Response};

/// The document. Its server is the sandbox itself, so it needs no address.
const DOCUMENT: &str = include_str!("openapi.json");

pub(crate) async fn document() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT).into_response()
}
