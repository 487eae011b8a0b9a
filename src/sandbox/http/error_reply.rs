//! Error replies: the documented error object (docs/api.md, "Errors").

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// URL of the vendor's documentation of error codes.
const DOCS: &str = "https://docs.buildwithchirp.com/api_reference/error-codes#";

/// The reply to a rejected request. Codes that the vendor does not list are assumed; see `docs/sandbox.md`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ErrorReply {
    status: StatusCode,
    message: String,
    code: Option<&'static str>,
    param: Option<String>,
}

impl ErrorReply {
    pub(crate) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            code: Some(code),
            param: None,
        }
    }

    /// Returns a 400 about a field of the body or the query.
    pub(crate) fn invalid(param: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "parameter_invalid", message).about(param)
    }

    /// Returns a 400 about a required field that is missing.
    pub(crate) fn missing(param: &str) -> Self {
        let message = format!("Missing required parameter: {param}");
        Self::new(StatusCode::BAD_REQUEST, "parameter_missing", message).about(param)
    }

    /// Returns a 404 about a resource with an id.
    pub(crate) fn not_found(what: &str, id: &str) -> Self {
        let message = format!("No such {what}: {id}");
        Self::new(StatusCode::NOT_FOUND, "resource_not_found", message)
    }

    /// Returns a 409 about a request that the current state rejects.
    pub(crate) fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, message)
    }

    /// Returns a 401.
    pub(crate) fn key(message: &str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "invalid_api_key", message)
    }

    /// Sets `param`.
    pub(crate) fn about(mut self, param: impl Into<String>) -> Self {
        self.param = Some(param.into());
        self
    }

    /// Sets `code`.
    pub(crate) fn with_code(mut self, code: &'static str) -> Self {
        self.code = Some(code);
        self
    }

    /// Returns `type`, which follows from the status. The vendor documents two types for 424.
    fn kind(&self) -> &'static str {
        match self.status.as_u16() {
            401 | 403 => "authentication_error",
            402 | 424 => "provider_error",
            500.. => "api_error",
            _ => "invalid_request_error",
        }
    }
}

impl IntoResponse for ErrorReply {
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

/// Returns a JSON response.
///
/// # Panics
/// Never, because all values have string keys and finite numbers.
pub(crate) fn reply(status: StatusCode, body: &impl serde::Serialize) -> Response {
    let text = serde_json::to_string(body).expect("plain data serializes");
    let kind = [(header::CONTENT_TYPE, "application/json; charset=utf-8")];
    (status, kind, text).into_response()
}

/// Returns the response to a `DELETE`: `{message}`.
pub(crate) fn message(text: &str) -> Response {
    reply(StatusCode::OK, &json!({ "message": text }))
}
