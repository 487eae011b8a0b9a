//! Text from outside, made harmless for a terminal: shown, never acted on.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::json::is_hidden;

/// More marks than this on one letter are no language but a pile that covers other lines.
const MARKS_PER_LETTER: usize = 2;

/// `text` on one line, with every control, format and invisible character as a visible escape
/// (`\n`, `\t`, `\u{1b}`), and piles of combining marks cut.
pub fn sanitize(text: &str) -> String {
    escape(text, false)
}

/// Sanitizes an owned text; most texts are harmless and returned without a copy.
pub fn sanitize_owned(text: String) -> String {
    match is_plain(&text) {
        true => text,
        false => escape(&text, false),
    }
}

/// Sanitizes a text but keeps line ends (for bodies and help that may span lines).
pub fn sanitize_lines(text: &str) -> String {
    escape(text, true)
}

fn escape(text: &str, keep_lines: bool) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    let (mut out, mut marks) = (String::with_capacity(text.len() + 16), 0);
    for c in text.chars() {
        marks = if c.width() == Some(0) { marks + 1 } else { 0 };
        match c {
            '\n' if keep_lines => out.push('\n'),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_hidden(c) || marks > MARKS_PER_LETTER => {
                out.push_str(&format!("\\u{{{:x}}}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out
}

fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

/// Columns that `text` takes on a terminal.
pub fn width(text: &str) -> usize {
    match is_plain(text) {
        true => text.len(),
        false => text.width(),
    }
}

/// Cuts `text` to at most `columns`, with `…` in place of the omitted end.
pub fn clip(text: &str, columns: usize) -> String {
    // No character takes more columns than bytes.
    if text.len() <= columns {
        return text.to_owned();
    }
    // Reads no more of a huge field than can be shown.
    let head: String = text.chars().take(columns.saturating_mul(4) + 4).collect();
    if head.len() == text.len() && head.width() <= columns {
        return head;
    }
    let (mut out, mut used) = (String::new(), 0);
    for c in head.chars() {
        used += c.width().unwrap_or(0);
        if used > columns.saturating_sub(1) {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_what_a_terminal_would_act_on() {
        assert_eq!(sanitize("plain"), "plain");
        assert_eq!(sanitize_owned("a\tb".to_owned()), r"a\tb");
        assert_eq!(sanitize("é 日本 🎉"), "é 日本 🎉");
        assert_eq!(
            sanitize("a\x1b]0;t\x07\nb\u{202e}\u{9b}"),
            r"a\u{1b}]0;t\u{7}\nb\u{202e}\u{9b}"
        );
        assert_eq!(sanitize_lines("a\nb\r"), "a\nb\\r");
        assert_eq!(sanitize("e\u{301}"), "e\u{301}");
        assert!(sanitize(&format!("e{}", "\u{301}".repeat(50))).contains("\\u{301}"));
    }

    #[test]
    fn clips_by_columns_not_by_bytes() {
        assert_eq!(clip("日本語", 6), "日本語");
        assert_eq!(clip("日本語", 5), "日本…");
        assert_eq!(clip(&"x".repeat(1_000_000), 4), "xxx…");
        assert_eq!(clip("", 0), "");
    }

    proptest::proptest! {
        #[test]
        fn nothing_hidden_is_left(text in "\\PC*|[\\x00-\\u{2100}]{0,60}") {
            assert!(!sanitize(&text).chars().any(is_hidden));
        }

        #[test]
        fn no_character_takes_more_columns_than_bytes(text in ".*|[\\x00-\\u{2100}\\u{1f300}-\\u{1faff}]{0,60}") {
            assert!(text.width() <= text.len(), "{text:?}");
            assert_eq!(width(&text), text.width());
        }
    }
}
