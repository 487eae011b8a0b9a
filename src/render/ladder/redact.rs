//! Removes secrets and telephone numbers from exports.

use crate::events::ladder::Ladder;
use crate::json::{Layout, reformat, string, text_of};

/// Stands in place of a secret.
pub(crate) const REDACTED: &str = "[redacted]";
/// A run of fewer digits is not a telephone number.
const LEAST_DIGITS: usize = 7;
/// Number of digits kept at the end of a masked number, so that two numbers can be distinguished.
const KEPT_DIGITS: usize = 2;
/// Parts of names whose values are secret.
const SECRET_NAMES: [&str; 9] = [
    "secret",
    "token",
    "password",
    "authorization",
    "signature",
    "cookie",
    "apikey",
    "api-key",
    "api_key",
];

/// Takes secrets out of text, always; telephone numbers on request.
#[derive(Clone, Copy, Debug, Default)]
pub struct Redaction {
    /// Whether telephone numbers keep their last two digits only.
    pub mask_numbers: bool,
}

impl Redaction {
    /// A short text: a caption, an address, a header's value.
    pub fn text(self, text: &str) -> String {
        let text = without_keys(&without_queries(text));
        match self.mask_numbers {
            true => mask(&text),
            false => text,
        }
    }

    /// A ladder with every text in it redacted.
    pub fn ladder(self, ladder: &Ladder) -> Ladder {
        let mut ladder = ladder.clone();
        let text = |text: &mut String| *text = self.text(text);
        text(&mut ladder.call_id);
        ladder.from.iter_mut().for_each(text);
        ladder.to.iter_mut().for_each(text);
        (ladder.lanes.iter_mut()).for_each(|lane| text(&mut lane.label));
        for row in &mut ladder.rows {
            text(&mut row.label);
            row.status.iter_mut().for_each(text);
            row.error.iter_mut().for_each(text);
        }
        ladder
    }

    /// A header's value.
    pub fn header(self, name: &str, value: &str) -> String {
        match is_secret(name) {
            true => REDACTED.to_owned(),
            false => self.text(value),
        }
    }

    /// A body: JSON is indented, and its strings are redacted one by one.
    pub fn body(self, body: &[u8]) -> String {
        match text_of(body) {
            Some(text) => self.strings(&reformat(text, Layout::Indented)),
            None => self.text(&String::from_utf8_lossy(body)),
        }
    }

    /// Redacts each string of indented JSON. A string that is followed by `:` is a key and stays.
    fn strings(self, json: &str) -> String {
        let (mut out, mut rest, mut secret) = (String::with_capacity(json.len()), json, false);
        while let Some(start) = rest.find('"') {
            out.push_str(&rest[..=start]);
            let content = &rest[start + 1..];
            let end = end_of_string(content);
            let (content, after) = content.split_at(end);
            match after.starts_with("\":") {
                true => {
                    secret = is_secret(content);
                    out.push_str(content);
                }
                false if secret => out.push_str(REDACTED),
                false => out.push_str(&self.string(content)),
            }
            let quote = after.len().min(1);
            out.push_str(&after[..quote]);
            rest = &after[quote..];
        }
        out.push_str(rest);
        out
    }

    /// The inside of a JSON string.
    fn string(self, raw: &str) -> String {
        if !raw.contains('\\') {
            return self.text(raw);
        }
        let plain = string(&format!("\"{raw}\"")).unwrap_or_default();
        let redacted = self.text(&plain);
        if redacted == plain {
            return raw.to_owned();
        }
        let quoted = serde_json::Value::from(redacted).to_string();
        let quoted = reformat(&quoted, Layout::Compact);
        quoted[1..quoted.len() - 1].to_owned()
    }
}

pub(crate) fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SECRET_NAMES.iter().any(|part| name.contains(part))
}

/// Returns the end of the JSON string inside which `text` begins.
fn end_of_string(text: &str) -> usize {
    let mut escaped = false;
    let end = text.bytes().position(|byte| {
        let end = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        end
    });
    end.unwrap_or(text.len())
}

/// URLs without user name, password and query: the query of a recording's URL is its signature.
fn without_queries(text: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find("://") {
        let (before, url) = rest.split_at(at + 3);
        let is_end = |c: char| c.is_whitespace() || "\"'<>\\".contains(c);
        let (url, after) = url.split_at(url.find(is_end).unwrap_or(url.len()));
        let (place, query) = match url.split_once('?') {
            Some((place, _)) => (place, "?[redacted]"),
            None => (url, ""),
        };
        let host_end = place.find('/').unwrap_or(place.len());
        let place = match place[..host_end].rfind('@') {
            Some(at) => &place[at + 1..],
            None => place,
        };
        out.push_str(before);
        out.push_str(place);
        out.push_str(query);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// API keys begin with `sk_`.
fn without_keys(text: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find("sk_") {
        let is_inside = rest[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
        let key = &rest[at..];
        let is_key = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let end = key.find(|c| !is_key(c)).unwrap_or(key.len());
        out.push_str(&rest[..at]);
        out.push_str(match !is_inside && end >= 12 {
            true => REDACTED,
            false => &key[..end],
        });
        rest = &key[end..];
    }
    out.push_str(rest);
    out
}

/// Masks each run of digits that may be a telephone number, separators included.
fn mask(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    while at < chars.len() {
        let end = number_end(&chars, at);
        if end == at {
            out.push(chars[at]);
            at += 1;
            continue;
        }
        let digits = chars[at..end].iter().filter(|c| c.is_ascii_digit()).count();
        let mut left = digits;
        for c in &chars[at..end] {
            match c.is_ascii_digit() {
                true => {
                    out.push(if left > KEPT_DIGITS { '•' } else { *c });
                    left -= 1;
                }
                false => out.push(*c),
            }
        }
        at = end;
    }
    out
}

/// Returns the end of the telephone number at `start`, or `start` if there is none.
fn number_end(chars: &[char], start: usize) -> usize {
    let is_word = |c: &char| c.is_alphanumeric() || *c == '_';
    let starts = chars[start].is_ascii_digit() || chars[start] == '+';
    let inside = start > 0 && is_word(&chars[start - 1]);
    if !starts || inside {
        return start;
    }
    let is_part = |c: &char| c.is_ascii_digit() || " -.()+".contains(*c);
    let mut end = start + chars[start..].iter().take_while(|c| is_part(c)).count();
    while !chars[end - 1].is_ascii_digit() && end > start + 1 {
        end -= 1;
    }
    let digits = chars[start..end].iter().filter(|c| c.is_ascii_digit());
    match digits.count() >= LEAST_DIGITS && !chars.get(end).is_some_and(is_word) {
        true => end,
        false => start,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_taken_out() {
        let all = Redaction::default();
        let body = br#"{"url":"https://me:pw@h.example/r.mp4?X-Amz-Signature=abc","apiKey":"k","note":"sk_live_app_0123456789 \" +15559876543","a":[1,"https://h.example/x"]}"#;
        insta::assert_snapshot!(all.body(body), @r#"
        {
          "url": "https://h.example/r.mp4?[redacted]",
          "apiKey": "[redacted]",
          "note": "[redacted] \" +15559876543",
          "a": [
            1,
            "https://h.example/x"
          ]
        }
        "#);
        assert_eq!(all.header("Authorization", "Bearer x"), REDACTED);
        assert_eq!(all.header("X-Webhook-Secret", "x"), REDACTED);
        assert_eq!(
            all.header("content-type", "application/json"),
            "application/json"
        );
        let masked = Redaction { mask_numbers: true };
        assert_eq!(
            masked.body(br#"["a\n5559876543","\u0035559876543"]"#),
            "[\n  \"a\\n••••••••43\",\n  \"••••••••43\"\n]"
        );
        assert_eq!(
            all.body(b"\xff sk_test_app_0123456789"),
            "\u{fffd} [redacted]"
        );
    }

    #[test]
    fn numbers_are_masked_on_request() {
        let masked = |text: &str| Redaction { mask_numbers: true }.text(text);
        for (text, expected) in [
            ("+15559876543 → 5551234567", "+•••••••••43 → ••••••••67"),
            ("call +1 (555) 987-6543.", "call +• (•••) •••-••43."),
            ("sip:15559876543@h", "sip:•••••••••43@h"),
            ("call_15559876543x 123456 x", "call_15559876543x 123456 x"),
            ("2026-04-13T12:00:00Z", "2026-04-13T12:00:00Z"),
        ] {
            assert_eq!(masked(text), expected);
        }
    }

    proptest::proptest! {
        #[test]
        fn redacted_json_stays_json(text in "[a-z0-9+?:/@\\\\\"\u{200b}\n,{}\\[\\] -]{0,60}", key in "[a-zT\"\\\\]{0,8}") {
            let json = serde_json::to_string(&std::collections::BTreeMap::from([(key, text)])).unwrap();
            let redacted = Redaction { mask_numbers: true }.body(json.as_bytes());
            assert!(text_of(redacted.as_bytes()).is_some(), "{redacted}");
        }
    }
}
