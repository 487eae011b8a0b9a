//! A message for stderr as a value, until [`Terminal::notify`] writes it.

use serde_json::json;

use crate::terminal::{Terminal, Tone, sanitize};

/// The severity of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Progress. `--quiet` hides it.
    Note,
    /// Something may be wrong.
    Warning,
    /// An error after which the program continues.
    Error,
}

/// A message for stderr. Its text is sanitized when it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The severity.
    pub level: Level,
    /// One sentence, in lower case and without a full stop.
    pub message: String,
    /// The next command to type.
    pub hint: Option<String>,
}

impl Notice {
    /// A note.
    pub fn note(message: impl Into<String>) -> Notice {
        Notice::of(Level::Note, message)
    }

    /// A warning.
    pub fn warning(message: impl Into<String>) -> Notice {
        Notice::of(Level::Warning, message)
    }

    /// An error of local storage: the only kind that does not end the program.
    pub fn error(message: impl Into<String>) -> Notice {
        Notice::of(Level::Error, message)
    }

    fn of(level: Level, message: impl Into<String>) -> Notice {
        Notice {
            level,
            message: message.into(),
            hint: None,
        }
    }

    /// Adds a hint.
    pub fn with_hint(self, hint: impl Into<String>) -> Notice {
        Notice {
            hint: Some(hint.into()),
            ..self
        }
    }

    fn text(&self, terminal: &Terminal) -> String {
        let head = match self.level {
            Level::Note => None,
            Level::Warning => Some((Tone::Warn, "warning:")),
            Level::Error => Some((Tone::Bad, "error:")),
        };
        let mut text = head.map_or_else(String::new, |(tone, word)| {
            format!("{} ", terminal.paint_err(tone, word))
        });
        text.push_str(&sanitize(&self.message));
        if let Some(hint) = &self.hint {
            let word = terminal.paint_err(Tone::Note, "hint:");
            text.push_str(&format!("\n{word} {}", sanitize(hint)));
        }
        text
    }

    fn json(&self) -> String {
        let (message, hint) = (sanitize(&self.message), self.hint.as_deref().map(sanitize));
        let object = match self.level {
            Level::Note => json!({ "note": { "message": message, "hint": hint } }),
            Level::Warning => json!({ "warning": { "message": message, "hint": hint } }),
            Level::Error => json!({ "error": {
                "kind": "storage", "message": message, "hint": hint,
                "status": null, "code": null, "param": null, "docUrl": null,
            }}),
        };
        object.to_string()
    }
}

impl Terminal {
    /// Writes a notice to stderr: text, or one JSON object where notices are JSON. `--quiet` hides notes.
    pub fn notify(&self, notice: &Notice) {
        if self.quiet && notice.level == Level::Note {
            return;
        }
        self.write_err(match self.json_notes {
            true => notice.json(),
            false => notice.text(self),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notices_are_text_or_objects() {
        let terminal = Terminal::plain(80);
        let notice = Notice::warning("a\u{1b}b").with_hint("c");
        assert_eq!(notice.text(&terminal), "warning: a\\u{1b}b\nhint: c");
        assert_eq!(Notice::note("error: x").text(&terminal), "error: x");
        assert_eq!(
            notice.json(),
            r#"{"warning":{"message":"a\\u{1b}b","hint":"c"}}"#
        );
        assert_eq!(
            Notice::note("x is back: 2 follow").json(),
            r#"{"note":{"message":"x is back: 2 follow","hint":null}}"#
        );
        assert_eq!(
            Notice::error("disk full").json(),
            r#"{"error":{"kind":"storage","message":"disk full","hint":null,"status":null,"code":null,"param":null,"docUrl":null}}"#
        );
    }
}
