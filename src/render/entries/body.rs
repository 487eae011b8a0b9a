//! A body for a person: indented, sanitized, keys and strings in different colours, up to a limit.

use crate::json::{Layout, reformat, text_of};
use crate::terminal::{Terminal, Tone, sanitize_lines};

/// The part of a body that is shown: characters as received, and lines.
const MOST_CHARACTERS: usize = 64 * 1024;
const MOST_LINES: usize = 2000;

/// A line in parts, each with its meaning; the parts are sanitized.
type TonedLine = Vec<(Tone, String)>;

/// Returns the lines of a body, coloured for stdout of `terminal`. A long body is cut, and the last
/// line contains the number of omitted lines.
pub fn body_lines(terminal: &Terminal, body: &[u8]) -> Vec<String> {
    let painted = |line: TonedLine| -> String {
        let parts = line.iter().map(|(tone, text)| terminal.paint(*tone, text));
        parts.collect()
    };
    toned_body(body).into_iter().map(painted).collect()
}

/// Returns these lines in parts, for a screen that colours them itself.
pub fn toned_body(body: &[u8]) -> Vec<TonedLine> {
    let lossy;
    let (text, is_json) = match text_of(body) {
        Some(text) => (text, true),
        None => {
            lossy = String::from_utf8_lossy(body);
            (lossy.as_ref(), false)
        }
    };
    let end = text.char_indices().nth(MOST_CHARACTERS);
    let shown = &text[..end.map_or(text.len(), |(at, _)| at)];
    let set = match is_json {
        true => sanitize_lines(&reformat(shown, Layout::Indented)),
        false => sanitize_lines(shown),
    };
    let in_parts = |line: &str| match is_json {
        true => toned(line),
        false => vec![(Tone::Dim, line.to_owned())],
    };
    let mut lines: Vec<TonedLine> = set.lines().take(MOST_LINES).map(in_parts).collect();
    // Indentation is ours, so only the other characters are counted.
    let count = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    let is_cut = end.is_some() || set.lines().nth(MOST_LINES).is_some();
    if is_cut {
        let seen: usize = set.lines().take(MOST_LINES).map(count).sum();
        let left = group_thousands(count(text).saturating_sub(seen));
        let text = format!("… {left} more characters; --json has all");
        lines.push(vec![(Tone::Dim, text)]);
    }
    lines
}

/// `812000` as `812,000`.
fn group_thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// One line of indented JSON: at most a key and a value or a bracket.
fn toned(line: &str) -> TonedLine {
    let text = line.trim_start();
    let indent = &line[..line.len() - text.len()];
    let (key, rest) = match string_at(text) {
        Some(end) if text[end..].starts_with(": ") => text.split_at(end),
        _ => ("", text),
    };
    let (colon, value) = rest.split_at(if key.is_empty() { 0 } else { 2 });
    let (string, rest) = value.split_at(string_at(value).unwrap_or(0));
    let parts = [
        (Tone::Plain, indent),
        (Tone::Note, key),
        (Tone::Dim, colon),
        (Tone::Good, string),
        (Tone::Dim, rest),
    ];
    let filled = parts.into_iter().filter(|(_, part)| !part.is_empty());
    filled.map(|(tone, part)| (tone, part.to_owned())).collect()
}

/// Returns the end of the string at the start of `text`.
fn string_at(text: &str) -> Option<usize> {
    let mut escaped = false;
    let quote = text.strip_prefix('"')?.bytes().position(|byte| {
        let end = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        end
    })?;
    Some(quote + 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminal::ColorChoice;

    const BODY: &[u8] = br#"{"a\"b":"x\\","n":[1,"y: z"],"e":"\u001b[2J"}"#;

    #[test]
    fn without_colour_it_is_the_indented_text() {
        let lines = body_lines(&Terminal::plain(80), BODY);
        let text = std::str::from_utf8(BODY).unwrap();
        assert_eq!(lines.join("\n"), reformat(text, Layout::Indented));
        assert_eq!(
            body_lines(&Terminal::plain(80), b"a\x1b[2J"),
            [r"a\u{1b}[2J"]
        );
    }

    #[test]
    fn a_long_body_is_cut_and_the_rest_is_counted() {
        let lines = |body: &str| body_lines(&Terminal::plain(80), body.as_bytes());
        let deep = lines(&("[".repeat(500_000) + &"]".repeat(500_000)));
        assert_eq!(deep.len(), MOST_LINES + 1);
        assert_eq!(
            deep[MOST_LINES],
            "… 998,000 more characters; --json has all"
        );
        assert!(deep.concat().len() < 512 * 1024);
        let long = lines(&format!("\"{}\"", "x".repeat(100_000)));
        assert_eq!(long.len(), 2);
        assert_eq!(long[1], "… 34,466 more characters; --json has all");
        let text = lines(&"a\n".repeat(5000));
        assert_eq!(text[MOST_LINES], "… 3,000 more characters; --json has all");
        assert_eq!(lines(&format!("[{}]", "1,".repeat(1990) + "1")).len(), 1993);
    }

    #[test]
    fn with_colour_keys_and_strings_differ_and_the_text_stays() {
        let screen = Terminal::new(ColorChoice::Always, false);
        let lines = body_lines(&screen, BODY);
        let (key, string) = (
            screen.paint(Tone::Note, r#""a\"b""#),
            screen.paint(Tone::Good, r#""x\\""#),
        );
        assert!(
            lines[1].contains(&key) && lines[1].contains(&string),
            "{lines:?}"
        );
        assert!(
            lines[4].contains(&screen.paint(Tone::Good, r#""y: z""#)),
            "{lines:?}"
        );
    }
}
