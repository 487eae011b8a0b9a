//! Exports recorded events for other programs: as a curl line, or an HTTP archive.

use crate::events::entry::{Entry, Record};
use crate::json::{Layout, reformat};
use crate::render::entries::detail::{bytes_of, shown_value};

/// The system rejects a longer argument (128 KiB on Linux), so a longer body is piped.
const LONGEST_WORD: usize = 100_000;

/// A command line that posts `body` to `url` with the headers of `record`. The secret stands in it as a
/// reference to `CHIRP_WEBHOOK_SECRET`, in the header of the name that is given.
pub fn curl_line(
    record: &Record,
    body: &[u8],
    url: &str,
    secret_header: Option<&str>,
    reveal: bool,
) -> String {
    let mut parts = vec!["curl".to_owned(), "-X".to_owned(), "POST".to_owned()];
    parts.push(quote(url));
    let mut headers = kept_headers(record, reveal);
    let is_typed = |(name, _): &(String, String)| name.eq_ignore_ascii_case("content-type");
    if !headers.iter().any(is_typed) {
        let json = ("Content-Type".to_owned(), "application/json".to_owned());
        headers.push(json);
    }
    for (name, value) in headers {
        parts.push("-H".to_owned());
        // curl would omit the header if nothing follows its colon.
        parts.push(match value.is_empty() {
            true => quote(&format!("{name};")),
            false => quote(&format!("{name}: {value}")),
        });
    }
    if let Some(name) = secret_header {
        parts.push(format!("-H \"{name}: $CHIRP_WEBHOOK_SECRET\""));
    }
    parts.push("--data-binary".to_owned());
    let text = std::str::from_utf8(body).ok();
    // A leading @ would name a file.
    let is_word =
        |text: &&str| text.len() <= LONGEST_WORD && !text.starts_with('@') && !text.contains('\0');
    match text.filter(is_word) {
        Some(text) => parts.push(quote(text)),
        None => {
            parts.push("@-".to_owned());
            return format!("printf {} | {}", printf_format(body), parts.join(" "));
        }
    }
    parts.join(" ")
}

/// The word that makes `printf` of any shell write exactly these bytes.
fn printf_format(bytes: &[u8]) -> String {
    let mut word = "'".to_owned();
    for (at, byte) in bytes.iter().enumerate() {
        let is_plain = matches!(byte, b' '..=b'~') && !b"'%\\".contains(byte);
        match is_plain && !(at == 0 && *byte == b'-') {
            true => word.push(char::from(*byte)),
            false => word.push_str(&format!("\\{byte:03o}")),
        }
    }
    word.push('\'');
    word
}

fn kept_headers(record: &Record, reveal: bool) -> Vec<(String, String)> {
    let headers = match record {
        Record::Event { headers, .. } => Some(headers.end_to_end()),
        _ => None,
    };
    (headers.into_iter().flatten())
        .map(|(name, value)| (name.to_owned(), shown_value(name, value, reveal)))
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

    /// Returns one delivery as an HTTP exchange: our response was 200 without a body. `None` for a
    /// body that is not text, which the format cannot contain.
    pub fn exchange(entry: &Entry, url: &str, reveal: bool) -> Option<String> {
        let body = std::str::from_utf8(bytes_of(&entry.record)?).ok()?;
        let headers: Vec<_> = kept_headers(&entry.record, reveal)
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
        Some(reformat(&exchange.to_string(), Layout::Compact))
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

    #[test]
    fn any_bytes_survive_printf() {
        let all: Vec<u8> = (0..=255).collect();
        for bytes in [&all[..], b"-n %s\\0'x'", b""] {
            let script = format!("printf {}", printf_format(bytes));
            let output = std::process::Command::new("sh")
                .arg("-c")
                .arg(script)
                .output();
            assert_eq!(output.unwrap().stdout, bytes);
        }
    }

    #[test]
    fn what_is_no_word_goes_through_a_pipe() {
        let record = |body: &[u8]| Record::Quarantined {
            reason: String::new(),
            body: body.to_vec(),
        };
        let line = |body: &[u8]| curl_line(&record(body), body, "http://h/", None, false);
        assert_eq!(
            line(b"[]"),
            "curl -X POST http://h/ -H 'Content-Type: application/json' --data-binary '[]'"
        );
        let long = vec![b'x'; 200_000];
        for body in [b"@file", &b"\xff"[..], b"a\0b", &long] {
            assert!(line(body).starts_with("printf '"), "{}", line(body));
            assert!(line(body).ends_with(" --data-binary @-"));
        }
    }
}
