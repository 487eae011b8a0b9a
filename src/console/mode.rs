//! The input mode: keys are commands, text input, or the answer to a question.

use crate::api::call_commands::CallCommand;

/// The mode of the keyboard.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Mode {
    /// Each key acts.
    Normal,
    /// Each key goes into a line of text; no key is a command.
    Line { purpose: Purpose, text: String },
    /// Enter confirms, any other key cancels.
    Confirm { question: String, action: Action },
    /// The list of keys, with the text that is searched in it.
    Help { search: String },
    /// Two bodies side by side.
    Diff { first: i64, second: i64 },
}

/// The purpose of the text input.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Purpose {
    Filter,
    Search,
    Transfer { call: String },
    Participant { call: String, kind: String },
    Command { call: String },
    Target { seq: i64, body: Option<Vec<u8>> },
}

impl Purpose {
    /// The words before the text.
    pub(crate) fn prompt(&self) -> String {
        match self {
            Purpose::Filter => "filter".to_owned(),
            Purpose::Search => "search".to_owned(),
            Purpose::Transfer { .. } => "transfer to".to_owned(),
            Purpose::Participant { kind, .. } => format!("{kind} participant"),
            Purpose::Command { .. } => "command".to_owned(),
            Purpose::Target { seq, .. } => format!("replay #{seq} to"),
        }
    }
}

/// Something that is done after Enter.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Action {
    Send {
        call: String,
        command: CallCommand,
    },
    Replay {
        seq: i64,
        url: String,
        body: Option<Vec<u8>>,
    },
}
