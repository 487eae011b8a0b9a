//! The errors of an API request, and the API's error object in both shapes.

use std::time::Duration;

use serde_json::value::RawValue;

use crate::api::ids;
use crate::events::resource_id::{InvalidId, ResourceId};
use crate::http::Missing;
use crate::json;

/// Characters of an undocumented error body that are shown.
const LONGEST_LINE: usize = 200;
/// Characters of an invalid id that are shown.
const LONGEST_SHOWN: usize = 60;

/// A request that did not succeed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum ApiError {
    /// The API answered with an error status.
    #[error("{}", .0.message)]
    Refused(Box<Refusal>),
    /// Still rate limited when the retries were used up or would take longer than allowed.
    #[error("rate limited: {message}")]
    RateLimited {
        /// The API's words.
        message: String,
        /// The value of `Retry-After`, if any.
        retry_after: Option<Duration>,
    },
    /// Nothing was sent, or a request that changes nothing got no usable answer.
    #[error("{0}")]
    Network(String),
    /// This system has no certificates or no name server; nothing was sent.
    #[error("{message}")]
    Missing {
        /// The address that could not be reached, and the reason.
        message: String,
        /// The part of the system that is missing.
        missing: Missing,
    },
    /// The request was sent and no usable response arrived; it may have taken effect.
    #[error("{0}")]
    Unknown(String),
    /// The response was successful, but the program cannot parse it.
    #[error("cannot read the answer: {0}")]
    Unreadable(String),
    /// An id from the API or an event cannot be part of a request path; nothing was sent.
    #[error("cannot use the id {id:?}: {invalid}; no request was sent")]
    InvalidId {
        /// The id as received.
        id: String,
        /// The rule that it breaks.
        invalid: InvalidId,
    },
    /// The key is of the wrong kind for this request; nothing was sent.
    #[error("{0}")]
    WrongKey(String),
}

/// An error status with the API's error object.
#[derive(Clone, Debug, Default)]
pub struct Refusal {
    /// HTTP status, 300–599.
    pub status: u16,
    /// Message for a person; the API's own if there is one.
    pub message: String,
    /// Whether the API itself sent it: the body has a documented form or no text at all, unlike that of a
    /// proxy or firewall.
    pub is_api: bool,
    /// `type`, such as `invalid_request_error`.
    pub kind: Option<String>,
    /// `code`, such as `invalid_phone_number`.
    pub code: Option<String>,
    /// The name of the invalid field.
    pub param: Option<String>,
    /// Link to the vendor's documentation of the code.
    pub doc_url: Option<String>,
    /// The command that lists the existing resources, if the one with this id was not found.
    pub list: Option<&'static str>,
}

impl ApiError {
    /// Checks an id that came from the API, an event or the journal.
    ///
    /// # Errors
    /// [`ApiError::InvalidId`].
    pub fn check_id(id: &str) -> Result<ResourceId, ApiError> {
        ResourceId::new(id).map_err(|invalid| ApiError::InvalidId {
            id: id.chars().take(LONGEST_SHOWN).collect(),
            invalid,
        })
    }

    /// Adds the path of the request.
    #[must_use]
    pub fn at(mut self, path: &str) -> ApiError {
        if let ApiError::Refused(refusal) = &mut self
            && refusal.status == 404
        {
            refusal.list = ids::list_command(path);
        }
        self
    }
}

impl Refusal {
    /// Reads an error body: `{"error":{…}}` or `{"error":"text"}`, both documented, or the text that a
    /// proxy or firewall sent in place of the API.
    pub fn read(status: u16, body: &[u8]) -> Refusal {
        let error = json::text_of(body).and_then(|text| json::member(text, "error"));
        let field = |name: &str| json::member(error?, name).and_then(json::string);
        let documented = field("message").or_else(|| error.and_then(json::string));
        let other = other_message(body).filter(|_| documented.is_none());
        let is_api = other.is_none();
        let other = other.map(|line| format!("HTTP {status}: {line}"));
        let mut message = documented
            .or(other)
            .unwrap_or_else(|| fallback_message(status));
        if let Some(upstream) = error.and_then(|e| json::member(e, "provider")) {
            message.push_str(&upstream_words(upstream));
        }
        Refusal {
            status,
            message,
            is_api,
            kind: field("type"),
            code: field("code"),
            param: field("param"),
            doc_url: field("doc_url"),
            list: None,
        }
    }

    /// Returns whether the API itself rejected the key. A 403 of a firewall says nothing about the key.
    pub fn rejects_key(&self) -> bool {
        self.is_api && matches!(self.status, 401 | 403)
    }
}

/// Returns the message of an undocumented error body: of `{"message"}`, of problem details (RFC 9457), of
/// the first of `{"errors":[…]}`, or the first line of a text or page.
fn other_message(body: &[u8]) -> Option<String> {
    const MEMBERS: [&str; 5] = [
        "message",
        "detail",
        "title",
        "error_description",
        "description",
    ];
    let of = |text: &str| {
        let member = |name: &&str| json::member(text, name).and_then(json::string);
        json::string(text).or_else(|| MEMBERS.iter().find_map(member))
    };
    let line = match json::text_of(body) {
        Some(text) => of(text).or_else(|| {
            let errors = json::member(text, "errors")?;
            let first: Vec<&RawValue> = serde_json::from_str(errors).ok()?;
            of(first.first()?.get())
        }),
        None => first_line(&String::from_utf8_lossy(body)),
    };
    let line = line?;
    // Bytes that are no text say nothing to a person.
    let is_words = |line: &&str| line.chars().any(char::is_alphanumeric);
    let line = line.lines().map(str::trim).find(is_words)?;
    Some(line.chars().take(LONGEST_LINE).collect())
}

/// Returns the first words of a text or of an HTML page: its title, which stands first.
fn first_line(text: &str) -> Option<String> {
    let mut lines = text.lines().map(|line| {
        let (mut out, mut in_tag) = (String::new(), false);
        for c in line.chars().take(1000) {
            match c {
                '<' => in_tag = true,
                '>' => in_tag = false,
                c if !in_tag => out.push(c),
                _ => {}
            }
        }
        out.trim().to_owned()
    });
    lines.find(|line| !line.is_empty())
}

/// Returns the error of an upstream provider, such as ` (telnyx 10015: bad number)`. Its code is a
/// number or a string.
fn upstream_words(provider: &str) -> String {
    let field = |name: &str| {
        let raw = json::member(provider, name)?;
        json::string(raw).or_else(|| raw.parse::<f64>().ok().map(|_| raw.to_owned()))
    };
    let named: Vec<String> = [field("source"), field("code")]
        .into_iter()
        .flatten()
        .collect();
    match (named.join(" "), field("message")) {
        (name, None) if name.is_empty() => String::new(),
        (name, None) => format!(" ({name})"),
        (name, Some(said)) if name.is_empty() => format!(" ({said})"),
        (name, Some(said)) => format!(" ({name}: {said})"),
    }
}

fn fallback_message(status: u16) -> String {
    let reason = match status {
        300..=399 => "the API answered with a redirect, which is not followed",
        401 | 403 => "the API rejected the key",
        404 => "not found",
        429 => "too many requests",
        500..=599 => "the API had an internal error",
        _ => "the API refused the request",
    };
    format!("{reason} (HTTP {status})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_documented_shapes_and_anything_else_are_read() {
        let object = br#"{"error":{"type":"invalid_request_error","message":"bad","code":"c","param":"to[0]"}}"#;
        let read = Refusal::read(400, object);
        assert_eq!(
            (read.message.as_str(), read.code.as_deref()),
            ("bad", Some("c"))
        );
        assert_eq!(read.param.as_deref(), Some("to[0]"));
        assert_eq!(
            Refusal::read(429, br#"{"error":"slow down"}"#).message,
            "slow down"
        );
        let upstream = br#"{"error":{"message":"failed","provider":{"source":"telnyx","code":10015,"message":"bad number"}}}"#;
        assert_eq!(
            Refusal::read(424, upstream).message,
            "failed (telnyx 10015: bad number)"
        );
        for other in [&b"<html>"[..], b"", b"\xff", br#"{"error":null}"#] {
            assert_eq!(Refusal::read(404, other).message, "not found (HTTP 404)");
        }
        assert!(Refusal::read(401, object).rejects_key());
        for (body, message) in [
            ("Blocked by policy\nmore", "Blocked by policy"),
            (
                "<html><head>\n<title>403 Forbidden</title>",
                "403 Forbidden",
            ),
            (r#"{"message":"no route"}"#, "no route"),
            (
                r#"{"type":"about:blank","title":"Denied","detail":"by rule 7"}"#,
                "by rule 7",
            ),
            (r#"{"errors":[{"message":"bad\nid"}]}"#, "bad"),
            (r#"{"errors":["first","second"]}"#, "first"),
            (r#""plain""#, "plain"),
        ] {
            let read = Refusal::read(403, body.as_bytes());
            assert_eq!(read.message, format!("HTTP 403: {message}"));
            assert!(!read.rejects_key(), "{body}");
        }
    }
}
