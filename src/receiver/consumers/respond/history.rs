//! The commands for an event that were sent by an earlier run or planned when its call arrived.

use std::collections::HashMap;
use std::ops::ControlFlow;

use serde_json::Value;

use crate::api::call_commands::CallCommand;
use crate::events::entry::{Action, ActionKind};
use crate::receiver::consumers::source::OutcomeRecorder;

/// The commands of earlier runs, by `seq` of the event and step of the command.
#[derive(Debug, Default)]
pub(crate) struct CommandHistory(HashMap<(i64, u64), PastCommand>);

/// The outcome of one command in earlier runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct PastCommand {
    /// Number of recorded intents to send it.
    pub(crate) intents: u32,
    /// Whether its outcome is recorded.
    pub(crate) has_outcome: bool,
}

impl CommandHistory {
    /// Reads the records about entries from `seq` on.
    pub(crate) async fn read(journal: &impl OutcomeRecorder, seq: i64) -> CommandHistory {
        let step = |action: &Action| Some((action.of, step_of(action)?, action.kind));
        let mut history = CommandHistory::default();
        for (of, step, kind) in journal.recorded_before(seq, step).await {
            let past = history.0.entry((of, step)).or_default();
            match kind {
                ActionKind::CommandIntent => past.intents += 1,
                _ => past.has_outcome = true,
            }
        }
        history
    }

    pub(crate) fn of(&self, seq: i64, step: u64) -> PastCommand {
        self.0.get(&(seq, step)).copied().unwrap_or_default()
    }
}

fn step_of(action: &Action) -> Option<u64> {
    use ActionKind::{Command, CommandFailed, CommandIntent};
    let is_ours = matches!(action.kind, CommandIntent | Command | CommandFailed);
    let detail: Value = is_ours.then(|| serde_json::from_str(&action.detail).ok())??;
    Some(detail.get("step").and_then(Value::as_u64).unwrap_or(0))
}

/// Returns the commands that were promised for the time after the answer of a call, unless another event than
/// `answered` has begun them.
pub(crate) async fn promised(
    journal: &impl OutcomeRecorder,
    call: String,
    answered: i64,
) -> Vec<CallCommand> {
    let find = move |action: &Action| {
        if action.kind != ActionKind::CommandIntent || action.of == answered {
            return ControlFlow::Continue(());
        }
        let detail: Value = serde_json::from_str(&action.detail).unwrap_or_default();
        if detail.get("promised").is_some() {
            return ControlFlow::Break(Vec::new());
        }
        match detail.get("then").and_then(Value::as_array) {
            Some(then) => ControlFlow::Break(then.iter().filter_map(command).collect()),
            None => ControlFlow::Continue(()),
        }
    };
    journal
        .find_about_call(call, find)
        .await
        .unwrap_or_default()
}

/// Reads a command from its recorded body.
fn command(body: &Value) -> Option<CallCommand> {
    let mut parameters = body.as_object()?.clone();
    let kind = parameters.shift_remove("type")?;
    Some(CallCommand {
        kind: kind.as_str()?.to_owned(),
        parameters,
    })
}
