//! What goes to stderr beside a line that is redrawn, and in what form.

use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;

/// Whether the last line of the terminal is one that will be drawn anew (the clock of a ringing call).
/// One a process, as the terminal is.
static DRAWN: AtomicBool = AtomicBool::new(false);

/// Clears the line that the cursor is in.
const CLEAR: &str = "\r\x1b[K";

pub(super) fn set_drawn(drawn: bool) {
    DRAWN.store(drawn, Ordering::Relaxed);
}

/// What has to be written first, so that a notice does not begin behind the redrawn line. Its owner
/// draws it again by itself.
pub(super) fn clear() -> &'static str {
    match DRAWN.swap(false, Ordering::Relaxed) {
        true => CLEAR,
        false => "",
    }
}

/// A notice as one object: `error` as the commands' errors are, or `warning` or `note` with `message`
/// and `hint`. Lines behind the first are the hint.
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
