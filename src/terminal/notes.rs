//! The format of notices on stderr next to a line that is redrawn.

use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;

/// Whether the last line of the terminal will be redrawn (the countdown of a ringing call). There
/// is one flag per process, like the terminal.
static DRAWN: AtomicBool = AtomicBool::new(false);

/// Clears the line that the cursor is in.
const CLEAR: &str = "\r\x1b[K";

pub(super) fn set_drawn(drawn: bool) {
    DRAWN.store(drawn, Ordering::Relaxed);
}

/// Returns the text to write before a notice, so that it does not start after the redrawn line. The
/// owner of that line draws it again.
pub(super) fn clear() -> &'static str {
    match DRAWN.swap(false, Ordering::Relaxed) {
        true => CLEAR,
        false => "",
    }
}

/// Returns a notice as one JSON object: `error` in the format of the commands' errors, or `warning`
/// or `note` with `message` and `hint`. Lines after the first are the hint.
pub(super) fn as_json(text: &str) -> String {
    let (kind, text) = match text.split_once(": ") {
        Some((kind @ ("error" | "warning"), rest)) => (kind, rest),
        _ => ("note", text),
    };
    let plain = |line: &'_ str| line.trim().trim_start_matches("hint: ").to_owned();
    let mut lines = text.lines().map(plain);
    let message = lines.next().unwrap_or_default();
    let hint = lines.collect::<Vec<_>>().join(" ");
    let hint = (!hint.is_empty()).then_some(hint);
    let said = match kind {
        // The errors that do not end a program are those of its disk.
        "error" => json!({
            "kind": "storage", "message": message, "hint": hint,
            "status": null, "code": null, "param": null, "docUrl": null,
        }),
        _ => json!({ "message": message, "hint": hint }),
    };
    json!({ kind: said }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notices_are_objects_of_their_kind() {
        assert_eq!(
            as_json("warning: refused with 404: GET /"),
            r#"{"warning":{"message":"refused with 404: GET /","hint":null}}"#
        );
        assert_eq!(
            as_json("http://x/ is back: 2 follow"),
            r#"{"note":{"message":"http://x/ is back: 2 follow","hint":null}}"#
        );
        assert_eq!(
            as_json("warning: a\nhint: b"),
            r#"{"warning":{"message":"a","hint":"b"}}"#
        );
        assert_eq!(
            as_json("error: disk full\n  events are refused"),
            r#"{"error":{"kind":"storage","message":"disk full","hint":"events are refused","status":null,"code":null,"param":null,"docUrl":null}}"#
        );
    }
}
