//! Formats an exchange for `-v`, without keys, tokens, webhook header values and the queries of
//! signed URLs.

use serde_json::Value;

/// A body longer than this is cut, in characters.
const LONGEST: usize = 4000;
const HIDDEN: &str = "[redacted]";

/// A header line; `authorization` and cookies are not shown, and URLs lose their query.
pub(crate) fn header(name: &str, value: &str) -> String {
    let value = match name {
        "authorization" | "cookie" | "set-cookie" | "proxy-authorization" => HIDDEN.to_owned(),
        _ => without_query(value),
    };
    format!("{name}: {value}")
}

/// Returns a body without its secrets. A body that is not JSON is omitted, because it may contain
/// secrets anywhere.
pub(crate) fn body(text: &[u8]) -> String {
    if text.is_empty() {
        return String::new();
    }
    let Ok(mut value) = serde_json::from_slice::<Value>(text) else {
        return format!("({} bytes, not JSON)", text.len());
    };
    redact(&mut value, false);
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}… ({} bytes)", &text[..at], text.len()),
        None => text,
    }
}

/// `serde_json` limits the depth of what it reads, so this cannot overflow the stack.
fn redact(value: &mut Value, secret: bool) {
    match value {
        Value::String(text) if secret => HIDDEN.clone_into(text),
        Value::String(text) => *text = without_query(text),
        Value::Array(items) => items.iter_mut().for_each(|item| redact(item, secret)),
        Value::Object(members) => {
            for (name, member) in members {
                redact(member, secret || is_secret(name));
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [
        "headers",
        "token",
        "secret",
        "password",
        "apikey",
        "api_key",
        "authorization",
    ]
    .iter()
    .any(|known| name.ends_with(known))
}

/// A URL without the query that may let anybody in for an hour; other text as it is.
fn without_query(text: &str) -> String {
    let is_url = text.starts_with("https://") || text.starts_with("http://");
    match text.split_once('?') {
        Some((place, _)) if is_url => format!("{place}?{HIDDEN}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_taken_out() {
        let shown = body(
            br#"{"headers":{"X-Secret":"hush"},"token":"t0k","fileUrl":"https://s.example/a?sig=1","n":1,"to":"+1"}"#,
        );
        assert_eq!(
            shown,
            r#"{"headers":{"X-Secret":"[redacted]"},"token":"[redacted]","fileUrl":"https://s.example/a?[redacted]","n":1,"to":"+1"}"#
        );
        assert_eq!(body(b"sk_live"), "(7 bytes, not JSON)");
        assert_eq!(body(b""), "");
        assert!(body(format!("[{}1]", "1,".repeat(9000)).as_bytes()).len() < 4100);
        assert_eq!(
            header("authorization", "Bearer x"),
            "authorization: [redacted]"
        );
        assert_eq!(
            header("location", "https://a/b?c"),
            "location: https://a/b?[redacted]"
        );
        assert_eq!(header("date", "today"), "date: today");
    }
}
