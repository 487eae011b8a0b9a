//! What the sandbox refuses to its clients: the documented error object (spec, section 1).

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// Where the vendor explains its codes.
const DOCS: &str = "https://docs.buildwithchirp.com/api_reference/error-codes#";

/// A refusal. Codes that the vendor's pages do not list are assumed; see `docs/sandbox.md`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ApiError {
    status: StatusCode,
    message: String,
    code: Option<&'static str>,
    param: Option<String>,
}

impl ApiError {
    pub(crate) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            code: Some(code),
            param: None,
        }
    }

    /// 400 about a field of the body or the query.
    pub(crate) fn invalid(param: impl Into<String>, message: impl Into<String>) -> Self {
        let refused = Self::new(StatusCode::BAD_REQUEST, "parameter_invalid", message);
        refused.about(param)
    }

    /// 400: a required field is not there.
    pub(crate) fn missing(param: &str) -> Self {
        let message = format!("Missing required parameter: {param}");
        Self::new(StatusCode::BAD_REQUEST, "parameter_missing", message).about(param)
    }

    /// 404 for a thing that has an id.
    pub(crate) fn not_found(what: &str, id: &str) -> Self {
        let message = format!("No such {what}: {id}");
        Self::new(StatusCode::NOT_FOUND, "resource_not_found", message)
    }

    /// 409: the request does not fit the state of things.
    pub(crate) fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, message)
    }

    /// 401.
    pub(crate) fn key(message: &str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "invalid_api_key", message)
    }

    /// The same, naming the field it is about.
    pub(crate) fn about(mut self, param: impl Into<String>) -> Self {
        self.param = Some(param.into());
        self
    }

    /// The same with another code.
    pub(crate) fn coded(mut self, code: &'static str) -> Self {
        self.code = Some(code);
        self
    }

    /// `type`: follows from the status, but for 424, which the vendor's pages put under either.
    fn kind(&self) -> &'static str {
        match self.status.as_u16() {
            401 | 403 => "authentication_error",
            402 | 424 => "provider_error",
            500.. => "api_error",
            _ => "invalid_request_error",
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut error = json!({ "type": self.kind(), "message": self.message });
        if let Some(code) = self.code {
            error["code"] = json!(code);
            error["doc_url"] = json!(format!("{DOCS}{code}"));
        }
        if let Some(param) = self.param {
            error["param"] = json!(param);
        }
        reply(self.status, &json!({ "error": error }))
    }
}

/// A JSON answer.
///
/// # Panics
/// Never: our values have string keys and finite numbers.
pub(crate) fn reply(status: StatusCode, body: &impl serde::Serialize) -> Response {
    let text = serde_json::to_string(body).expect("plain data serializes");
    let kind = [(header::CONTENT_TYPE, "application/json; charset=utf-8")];
    (status, kind, text).into_response()
}

/// The answer to a `DELETE`: `{message}`.
pub(crate) fn message(text: &str) -> Response {
    reply(StatusCode::OK, &json!({ "message": text }))
}
