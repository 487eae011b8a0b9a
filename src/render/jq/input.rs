//! Makes a JSON text fit for the filter: what the filter cannot hold is replaced, not lost.

use std::borrow::Cow;

/// Nesting beyond this could overflow the stack of the filter's parser.
pub(super) const MAX_DEPTH: usize = 10_000;

/// Replaces `\ud800`–`\udfff` without their other half, which no text can hold, by `\ufffd`.
pub(super) fn without_lone_surrogates(text: &str) -> Cow<'_, str> {
    let mut out: Option<Vec<u8>> = None;
    let (bytes, mut at) = (text.as_bytes(), 0);
    while let Some(step) = bytes[at..].iter().position(|byte| *byte == b'\\') {
        at += step;
        let Some(unit) = escaped(bytes, at) else {
            at = (at + 2).min(bytes.len());
            continue;
        };
        let is_low = |unit: Option<u16>| unit.is_some_and(|unit| (0xdc00..0xe000).contains(&unit));
        let is_lone = match unit {
            0xd800..0xdc00 if is_low(escaped(bytes, at + 6)) => {
                at += 12;
                continue;
            }
            0xd800..0xe000 => true,
            _ => false,
        };
        if is_lone {
            let out = out.get_or_insert_with(|| bytes.to_vec());
            out[at..at + 6].copy_from_slice(b"\\ufffd");
        }
        at += 6;
    }
    match out.map(String::from_utf8) {
        Some(Ok(replaced)) => Cow::Owned(replaced),
        _ => Cow::Borrowed(text),
    }
}

/// The code unit of a `\uXXXX` at `at`.
fn escaped(bytes: &[u8], at: usize) -> Option<u16> {
    let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// How deep arrays and objects are nested.
pub(super) fn depth(text: &str) -> usize {
    let (mut depth, mut deepest, mut in_string, mut escaped) = (0_usize, 0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if in_string => {
                in_string = escaped || byte != b'"';
                escaped = !escaped && byte == b'\\';
            }
            b'"' => in_string = true,
            b'{' | b'[' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lone_surrogates_are_replaced() {
        for (text, fit) in [
            (r#""cut \ud83d""#, r#""cut \ufffd""#),
            (r#""\uDE00 low""#, r#""\ufffd low""#),
            (r#""\ud83d\ude00""#, r#""\ud83d\ude00""#),
            (r#""\ud83d\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#),
            (r#""\\ud83d""#, r#""\\ud83d""#),
            (r#""\\\ud83d""#, r#""\\\ufffd""#),
            (r#""\ud83d\n""#, r#""\ufffd\n""#),
            (r#""\u00e9 é""#, r#""\u00e9 é""#),
            (r#""\"#, r#""\"#),
        ] {
            assert_eq!(without_lone_surrogates(text), fit);
        }
        assert_eq!(depth(r#"{"a":[[],"[[[\"["]}"#), 3);
    }
}
