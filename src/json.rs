//! JSON text that stays text: reads members without a tree, and changes white space only.
//!
//! `serde_json::Value` would round numbers, drop duplicate keys and overflow on deep nesting.
//! External input is therefore checked once as a `RawValue` and then walked here, without
//! recursion.

use std::borrow::Cow;

use serde_json::value::RawValue;

pub mod cursor;
pub mod edit;

use cursor::Cursor;

/// True for characters that a terminal or an editor acts on or hides: controls (C0, C1, DEL),
/// format characters (bidi, zero-width, tags), line and paragraph separators, invisible fillers.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}'
            | '\u{890}'..='\u{891}' | '\u{8e2}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}'
            | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// The text of a body that is one JSON value, without byte-order mark and outer white space.
/// `None` when the bytes are not UTF-8 or not JSON. Depth and number size are not limited.
pub fn text_of(body: &[u8]) -> Option<&str> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let text = std::str::from_utf8(body).ok()?;
    serde_json::from_str::<&RawValue>(text)
        .ok()
        .map(RawValue::get)
}

/// Returns the text of a body that was already validated, such as that of an event.
pub fn bare_text_of(body: &[u8]) -> Option<&str> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    Some(std::str::from_utf8(body).ok()?.trim_ascii())
}

/// The members of an object, keys and values as raw text, in order, doubled keys included.
/// `None` when `text` is not an object. `text` must be valid JSON (see [`text_of`]).
pub fn members(text: &str) -> Option<Vec<(&str, &str)>> {
    // An event has four members at the top; one allocation is enough for nearly all objects.
    let mut found = Vec::with_capacity(8);
    let is_object = Cursor::new(text).object(|cursor, key| found.push((key, cursor.value())));
    is_object.then_some(found)
}

/// The elements of an array as raw text, or `None` when `text` is not an array.
pub fn elements(text: &str) -> Option<Vec<&str>> {
    let mut found = Vec::new();
    let is_array = Cursor::new(text).array(|cursor| found.push(cursor.value()));
    is_array.then_some(found)
}

/// The raw value under `key`; the last one wins where a key is doubled, as in JavaScript.
pub fn member<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let mut found = None;
    let is_object = Cursor::new(text).object(|cursor, name| {
        let value = cursor.value();
        if is_string(name, key) {
            found = Some(value);
        }
    });
    found.filter(|_| is_object)
}

/// Returns whether the raw JSON string `raw` decodes to `text`.
pub fn is_string(raw: &str, text: &str) -> bool {
    raw.get(1..raw.len().saturating_sub(1)) == Some(text)
        || (raw.contains('\\') && string(raw).as_deref() == Some(text))
}

/// Decodes the raw JSON string `raw`, such as a key.
pub fn spelt(raw: &str) -> Cow<'_, str> {
    match raw.contains('\\') {
        true => Cow::Owned(string(raw).unwrap_or_default()),
        false => Cow::Borrowed(raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default()),
    }
}

/// The raw value at a path of keys, such as `["data", "call", "id"]`.
pub fn at<'a>(text: &'a str, path: &[&str]) -> Option<&'a str> {
    path.iter().try_fold(text, |value, key| member(value, key))
}

/// The text of a JSON string; lone surrogates become U+FFFD. `None` for any other kind of value.
pub fn string(raw: &str) -> Option<String> {
    struct Wtf8;
    impl serde::de::Visitor<'_> for Wtf8 {
        type Value = String;
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a string")
        }
        fn visit_bytes<E>(self, bytes: &[u8]) -> Result<String, E> {
            Ok(String::from_utf8_lossy(bytes).into_owned())
        }
    }
    if !raw.starts_with('"') {
        return None;
    }
    let plain = &raw[1..raw.len().checked_sub(1)?];
    if !plain.contains('\\') {
        return Some(plain.to_owned());
    }
    serde::Deserializer::deserialize_bytes(&mut serde_json::Deserializer::from_str(raw), Wtf8).ok()
}

/// The white space that [`reformat`] writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// One line, no white space between tokens.
    Compact,
    /// Indented by two spaces per level, for people.
    Indented,
}

/// Changes the white space only: key order, duplicate keys and number text stay. Hidden characters
/// inside strings become `\u` escapes, so the result is safe on a terminal.
pub fn reformat(text: &str, layout: Layout) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if in_string {
            push_inert(&mut out, c);
            in_string = escaped || c != '"';
            escaped = !escaped && c == '\\';
            continue;
        }
        match c {
            ' ' | '\t' | '\r' | '\n' => continue,
            '"' => in_string = true,
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                if !out.ends_with(['{', '[']) {
                    line(&mut out, layout, depth);
                }
            }
            _ => {}
        }
        out.push(c);
        match c {
            '{' | '[' => {
                depth += 1;
                while chars.next_if(|c| c.is_ascii_whitespace()).is_some() {}
                if !matches!(chars.peek(), Some('}' | ']')) {
                    line(&mut out, layout, depth);
                }
            }
            ',' => line(&mut out, layout, depth),
            ':' if layout == Layout::Indented => out.push(' '),
            _ => {}
        }
    }
    out
}

fn line(out: &mut String, layout: Layout, depth: usize) {
    if layout == Layout::Indented {
        out.push('\n');
        // A million levels must not cost a million squared spaces.
        (0..depth.min(64)).for_each(|_| out.push_str("  "));
    }
}

fn push_inert(out: &mut String, c: char) {
    if is_hidden(c) {
        let mut units = [0_u16; 2];
        for unit in c.encode_utf16(&mut units) {
            out.push_str(&format!("\\u{unit:04x}"));
        }
    } else {
        out.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_read_without_losing_anything() {
        let text = r#" {"a" : 1e999, "b\"":"x,}", "c":{"d":[1,{"e":2}]}, "a":123456789012345678901234567890} "#;
        let all = members(text_of(text.as_bytes()).unwrap()).unwrap();
        assert_eq!(all.len(), 4);
        assert_eq!(all[1], (r#""b\"""#, r#""x,}""#));
        assert_eq!(member(text, "a"), Some("123456789012345678901234567890"));
        assert_eq!(at(text, &["c", "d"]), Some(r#"[1,{"e":2}]"#));
        assert_eq!(members("{}"), Some(vec![]));
        assert_eq!(members("[]"), None);
        assert_eq!(
            elements("[1, [2,3] ,\"]\"]"),
            Some(vec!["1", "[2,3]", "\"]\""])
        );
    }

    #[test]
    fn a_million_levels_do_not_overflow_the_stack() {
        let deep = format!(
            "{{\"event\":\"x\",\"d\":{}{}}}",
            "[".repeat(1_000_000),
            "]".repeat(1_000_000)
        );
        let text = text_of(deep.as_bytes()).unwrap();
        assert_eq!(member(text, "event"), Some("\"x\""));
        assert_eq!(reformat(text, Layout::Compact), deep);
        assert!(reformat(text, Layout::Indented).len() > deep.len());
    }

    #[test]
    fn strings_with_lone_surrogates_and_marks_are_read() {
        assert_eq!(string(r#""a\u0041\n""#).unwrap(), "aA\n");
        assert_eq!(string(r#""\ud800x""#).unwrap(), "\u{fffd}\u{fffd}\u{fffd}x");
        assert_eq!(string("12"), None);
        assert_eq!(text_of(b"\xef\xbb\xbf {} "), Some("{}"));
        assert_eq!(text_of(b"\xff"), None);
    }

    #[test]
    fn only_white_space_and_hidden_characters_change() {
        let text = "{ \"b\": 1.50, \"a\": [ ], \"s\":\"x\u{202e}\u{e0001}\\\"\u{7f}\" }";
        assert_eq!(
            reformat(text, Layout::Compact),
            r#"{"b":1.50,"a":[],"s":"x\u202e\udb40\udc01\"\u007f"}"#
        );
        assert_eq!(
            reformat(r#"{"a":[1,{}],"b":"c: d"}"#, Layout::Indented),
            "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": \"c: d\"\n}"
        );
    }

    proptest::proptest! {
        #[test]
        fn reformatting_keeps_the_value(text in "[a-z\\\\\"\u{200b}\u{7f}\n,:{}\\[\\]]{0,40}") {
            let json = serde_json::to_string(&vec![("k", text)]).unwrap();
            for layout in [Layout::Compact, Layout::Indented] {
                let again: serde_json::Value = serde_json::from_str(&reformat(&json, layout)).unwrap();
                assert_eq!(again, serde_json::from_str::<serde_json::Value>(&json).unwrap());
            }
        }
    }
}
