//! A body for a person: indented, inert, keys and strings told apart by colour.

use crate::json::{Layout, reformat, text_of};
use crate::terminal::{Terminal, Tone, sanitize_lines};

/// The lines of a body, painted as `terminal` paints stdout.
pub fn body_lines(terminal: &Terminal, body: &[u8]) -> Vec<String> {
    match text_of(body) {
        Some(text) => {
            let text = sanitize_lines(&reformat(text, Layout::Indented));
            text.lines().map(|line| painted(terminal, line)).collect()
        }
        None => {
            let text = sanitize_lines(&String::from_utf8_lossy(body));
            let dim = |line| terminal.paint(Tone::Dim, line);
            text.lines().map(dim).collect()
        }
    }
}

/// One line of indented JSON: at most a key and a value or a bracket.
fn painted(terminal: &Terminal, line: &str) -> String {
    let text = line.trim_start();
    let indent = &line[..line.len() - text.len()];
    let (key, rest) = match string_at(text) {
        Some(end) if text[end..].starts_with(": ") => text.split_at(end),
        _ => ("", text),
    };
    let (colon, value) = rest.split_at(if key.is_empty() { 0 } else { 2 });
    let (string, rest) = value.split_at(string_at(value).unwrap_or(0));
    let mut painted = indent.to_owned();
    for (tone, part) in [
        (Tone::Note, key),
        (Tone::Dim, colon),
        (Tone::Good, string),
        (Tone::Dim, rest),
    ] {
        if !part.is_empty() {
            painted += &terminal.paint(tone, part);
        }
    }
    painted
}

/// Where the string that `text` begins with ends.
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
