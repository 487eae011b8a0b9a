//! Answers: JSON, text and errors, all with the headers that keep a browser from guessing.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use serde_json::json;

use crate::receiver::JournalError;

/// The page may load only its own files, and no text becomes markup or script.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types 'none'";

/// For all data: a browser that shows it runs no script, whatever the bytes are.
pub(super) const DATA_POLICY: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";

/// An error as a program reads it.
#[derive(Debug)]
pub(super) struct Problem {
    status: StatusCode,
    kind: &'static str,
    message: String,
    hint: Option<String>,
}

impl Problem {
    pub(super) fn new(
        status: StatusCode,
        kind: &'static str,
        message: impl Into<String>,
    ) -> Problem {
        Problem {
            status,
            kind,
            message: message.into(),
            hint: None,
        }
    }

    pub(super) fn bad(message: impl Into<String>) -> Problem {
        Problem::new(StatusCode::BAD_REQUEST, "usage", message)
    }

    pub(super) fn not_found(message: impl Into<String>) -> Problem {
        Problem::new(StatusCode::NOT_FOUND, "not_found", message)
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Problem {
        self.hint = Some(hint.into());
        self
    }

    pub(super) fn response(self) -> Response<Body> {
        let error = json!({ "error": {
            "kind": self.kind, "message": self.message, "hint": self.hint,
            "status": self.status.as_u16(),
        }});
        answer(self.status, "application/json", error.to_string())
    }
}

impl From<JournalError> for Problem {
    fn from(error: JournalError) -> Problem {
        Problem::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "storage",
            error.to_string(),
        )
    }
}

impl axum::response::IntoResponse for Problem {
    fn into_response(self) -> Response<Body> {
        self.response()
    }
}

/// The result of a handler.
pub(super) type Reply = Result<Response<Body>, Problem>;

/// JSON text as it is.
pub(super) fn json_text(text: impl Into<Body>) -> Response<Body> {
    answer(StatusCode::OK, "application/json", text)
}

/// Data of a type that the caller knows.
pub(super) fn answer(
    status: StatusCode,
    kind: &'static str,
    body: impl Into<Body>,
) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// Adds the headers that every answer has. `is_page`: the answer is one of the page's own files.
pub(super) fn harden(response: &mut Response<Body>, is_page: bool) {
    let policy = if is_page { PAGE_POLICY } else { DATA_POLICY };
    let headers = response.headers_mut();
    for (name, value) in [
        ("content-security-policy", policy),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cache-control", "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}
