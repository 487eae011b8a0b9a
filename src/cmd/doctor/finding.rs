//! One finding of `chirp doctor`, and its output formats.

use serde_json::json;

use crate::render::Cell;
use crate::terminal::Tone;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Ok,
    Warn,
    Fail,
}

/// One thing that was looked at.
pub(super) struct Finding {
    check: &'static str,
    pub(super) state: State,
    found: String,
    hint: Option<String>,
}

/// `hint` is the next command; an empty text means no hint.
pub(super) fn finding(
    check: &'static str,
    state: State,
    found: impl Into<String>,
    hint: &str,
) -> Finding {
    let hint = (!hint.is_empty()).then(|| hint.to_owned());
    Finding {
        check,
        state,
        found: found.into(),
        hint,
    }
}

impl State {
    fn name(self) -> &'static str {
        match self {
            State::Ok => "ok",
            State::Warn => "warning",
            State::Fail => "failed",
        }
    }

    fn tone(self) -> Tone {
        match self {
            State::Ok => Tone::Good,
            State::Warn => Tone::Warn,
            State::Fail => Tone::Bad,
        }
    }
}

impl Finding {
    pub(super) fn json(&self) -> serde_json::Value {
        json!({ "check": self.check, "state": self.state.name(), "found": self.found, "hint": self.hint })
    }

    pub(super) fn row(&self) -> Vec<Cell> {
        vec![
            Cell::text(Some(self.check)),
            Cell::toned(Some(self.state.name()), self.state.tone()),
            Cell::text(Some(self.found.clone())),
            Cell::text(self.hint.clone()),
        ]
    }
}
