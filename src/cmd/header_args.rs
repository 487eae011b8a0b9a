//! Parsers for header names and `NAME=VALUE` headers on the command line.

use crate::api::check;

/// Headers that describe the request itself. Another value would break the request or send it elsewhere.
const FRAMING: [&str; 11] = [
    "connection",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Reads the name of a header that a webhook can carry: letters, digits and `-_.`, which need no quotes in the shell
/// command of `--dry-run`.
///
/// # Errors
/// The form, or that the header describes the request itself.
pub(crate) fn sendable_header_name(text: &str) -> Result<String, String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if text.is_empty() || !text.chars().all(is_plain) {
        return Err("expected the name of a header, such as X-Webhook-Secret".into());
    }
    match FRAMING.contains(&text.to_ascii_lowercase().as_str()) {
        true => Err(format!(
            "{text} cannot be set: it describes the request itself"
        )),
        false => Ok(text.to_owned()),
    }
}

/// Reads `NAME=VALUE` with a name that [`sendable_header_name`] accepts.
///
/// # Errors
/// As [`sendable_header_name`], or the form.
pub(crate) fn sendable_header(text: &str) -> Result<(String, String), String> {
    let (name, value) = check::pair(text)?;
    Ok((sendable_header_name(&name)?, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_the_request_itself_are_rejected() {
        for good in ["X-Webhook-Secret", "authorization", "Content-Type", "x_y.z"] {
            assert_eq!(sendable_header_name(good).as_deref(), Ok(good));
        }
        for name in [
            "Content-Length",
            "HOST",
            "transfer-encoding",
            "Connection",
            "te",
            "Expect",
        ] {
            let problem = sendable_header(&format!("{name}=3")).unwrap_err();
            assert!(
                problem.starts_with(&format!("{name} cannot be set")),
                "{problem}"
            );
        }
        for odd in ["", " Host", "Host ", "a b", "a:b", "é"] {
            assert!(sendable_header_name(odd).is_err(), "{odd}");
        }
    }
}
