//! Errors as text for a person, or as one JSON object for a program.

use crate::api::ApiError;
use crate::error::Error;
use crate::render::{Format, json};
use crate::terminal::{Terminal, Tone, sanitize};

/// The text of an error for stderr: `error: …` and `hint: …`, or one JSON object.
pub fn describe(error: &Error, format: Option<Format>, terminal: &Terminal) -> String {
    let (message, hint) = (error.to_string(), error.hint());
    if format.is_some_and(Format::is_json) {
        return error_json(error, &message, hint.as_deref());
    }
    let head = terminal.paint_err(Tone::Bad, "error:");
    let mut text = format!("{head} {}", sanitize(&message));
    if let Some(hint) = hint {
        let head = terminal.paint_err(Tone::Note, "hint:");
        text.push_str(&format!("\n{head} {}", sanitize(&hint)));
    }
    text
}

fn error_json(error: &Error, message: &str, hint: Option<&str>) -> String {
    let refusal = match error {
        Error::Api(ApiError::Refused(refusal)) => Some(refusal.as_ref()),
        _ => None,
    };
    let object = serde_json::json!({ "error": {
        "kind": error.kind(),
        "message": message,
        "hint": hint,
        "status": match error {
            Error::Api(ApiError::RateLimited { .. }) => Some(429),
            _ => refusal.map(|refusal| refusal.status),
        },
        "code": refusal.and_then(|refusal| refusal.code.clone()),
        "param": refusal.and_then(|refusal| refusal.param.clone()),
        "docUrl": refusal.and_then(|refusal| refusal.doc_url.clone()),
    }});
    json::line(&object.to_string())
}
