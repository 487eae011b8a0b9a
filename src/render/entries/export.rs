//! Recorded events as what other programs read: a curl line, an HTTP archive.

use crate::events::entry::{Entry, Record};
use crate::json::{Layout, reformat};
use crate::render::entries::detail::{bytes_of, headers_of};

/// Headers that belong to one connection, not to the event.
const HOP: [&str; 5] = [
    "host",
    "content-length",
    "connection",
    "transfer-encoding",
    "expect",
];

/// A command line that posts the event to `url` again.
pub fn curl_line(entry: &Entry, url: &str) -> String {
    let mut parts = vec!["curl".to_owned(), "-X".to_owned(), "POST".to_owned()];
    parts.push(quote(url));
    for (name, value) in kept_headers(&entry.record) {
        parts.push("-H".to_owned());
        parts.push(quote(&format!("{name}: {value}")));
    }
    parts.push("--data-binary".to_owned());
    let body = String::from_utf8_lossy(bytes_of(&entry.record).unwrap_or_default());
    // A leading @ would name a file.
    parts.push(quote(&body));
    parts.join(" ")
}

fn kept_headers(record: &Record) -> Vec<(String, String)> {
    headers_of(record)
        .filter(|(name, _)| !HOP.contains(&name.to_ascii_lowercase().as_str()))
        .map(|(name, value)| (name.to_owned(), String::from_utf8_lossy(value).into_owned()))
        .collect()
}

/// One shell word on one line: control characters in the `$'…'` form of the common shells.
fn quote(text: &str) -> String {
    if !text.chars().any(crate::json::is_hidden) {
        return shell_words::quote(text).into_owned();
    }
    let mut quoted = "$'".to_owned();
    for c in text.chars() {
        match c {
            '\'' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            c if crate::json::is_hidden(c) => {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    quoted.push_str(&format!("\\x{byte:02x}"));
                }
            }
            c => quoted.push(c),
        }
    }
    quoted.push('\'');
    quoted
}

/// An HTTP archive (HAR 1.2).
pub mod har {
    use serde_json::json;

    use super::{Entry, Layout, bytes_of, kept_headers, reformat};
    use crate::clock::iso_millis;

    /// Before the first exchange.
    pub const HEAD: &str = concat!(
        r#"{"log":{"version":"1.2","creator":{"name":"chirp","version":""#,
        env!("CARGO_PKG_VERSION"),
        r#""},"entries":["#
    );

    /// Behind the last exchange.
    pub const TAIL: &str = "]}}";

    /// One event as the exchange that it was: our answer was 200 without a body.
    pub fn exchange(entry: &Entry, url: &str) -> String {
        let body = String::from_utf8_lossy(bytes_of(&entry.record).unwrap_or_default());
        let headers: Vec<_> = kept_headers(&entry.record)
            .into_iter()
            .map(|(name, value)| json!({ "name": name, "value": value }))
            .collect();
        let exchange = json!({
            "startedDateTime": iso_millis(entry.at),
            "time": 0,
            "request": {
                "method": "POST", "url": url, "httpVersion": "HTTP/1.1",
                "cookies": [], "headers": headers, "queryString": [],
                "postData": { "mimeType": "application/json", "text": body },
                "headersSize": -1, "bodySize": body.len(),
            },
            "response": {
                "status": 200, "statusText": "OK", "httpVersion": "HTTP/1.1",
                "cookies": [], "headers": [],
                "content": { "size": 0, "mimeType": "text/plain" },
                "redirectURL": "", "headersSize": -1, "bodySize": 0,
            },
            "cache": {},
            "timings": { "send": 0, "wait": 0, "receive": 0 },
            "comment": format!("entry {} of the journal", entry.seq),
        });
        reformat(&exchange.to_string(), Layout::Compact)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_survive_the_shell() {
        assert_eq!(quote("it's"), "'it'\\''s'");
        assert_eq!(quote("a\n\u{1b}'\\é"), "$'a\\n\\x1b\\'\\\\é'");
        let run = |word: &str| {
            let script = format!("printf %s {}", quote(word));
            let output = std::process::Command::new("bash")
                .arg("-c")
                .arg(script)
                .output();
            output.map(|output| output.stdout).unwrap()
        };
        for word in ["{\"a\": 'b'}\n\t\u{200b}$x `y`", "plain", "!\\n"] {
            assert_eq!(run(word), word.as_bytes());
        }
    }
}
