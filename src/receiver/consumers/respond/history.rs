//! What was done about an event before: by an earlier run, or promised when its call came in.

use std::collections::HashMap;
use std::ops::ControlFlow;

use serde_json::Value;

use crate::api::call_commands::CallCommand;
use crate::events::entry::{Action, ActionKind, Record};
use crate::receiver::consumers::watermark::done_since;
use crate::receiver::journal::{Journal, Selection};

/// By `seq` of the event and the place of the command in what followed from it.
#[derive(Debug, Default)]
pub(crate) struct History(HashMap<(i64, u64), Past>);

/// What happened to one command in earlier runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Past {
    /// So often it was about to be sent.
    pub(crate) intents: u32,
    /// Its outcome is known.
    pub(crate) settled: bool,
}

impl History {
    /// What was recorded about entries from `seq` on.
    pub(crate) async fn read(journal: &Journal, seq: i64) -> History {
        let step = |action: &Action| Some((action.of, step_of(action)?, action.kind));
        let mut history = History::default();
        for (of, step, kind) in done_since(journal, seq, step).await {
            let past = history.0.entry((of, step)).or_default();
            match kind {
                ActionKind::CommandIntent => past.intents += 1,
                _ => past.settled = true,
            }
        }
        history
    }

    pub(crate) fn of(&self, seq: i64, step: u64) -> Past {
        self.0.get(&(seq, step)).copied().unwrap_or_default()
    }
}

fn step_of(action: &Action) -> Option<u64> {
    use ActionKind::{Command, CommandFailed, CommandIntent};
    let ours = matches!(action.kind, CommandIntent | Command | CommandFailed);
    let detail: Value = ours.then(|| serde_json::from_str(&action.detail).ok())??;
    Some(detail.get("step").and_then(Value::as_u64).unwrap_or(0))
}

/// What was promised for when the call is answered, and not begun for another event than `answered`.
pub(crate) async fn promised(journal: &Journal, call: String, answered: i64) -> Vec<CallCommand> {
    let journal = journal.clone();
    let read = move || {
        let mut promised = Vec::new();
        let selection = Selection {
            call: Some(call),
            ..Selection::default()
        };
        let mut reader = journal.reader().ok().flatten()?;
        let mut look = |action: &Action| {
            let detail: Value = serde_json::from_str(&action.detail).unwrap_or_default();
            if detail.get("promised").is_some() && action.of != answered {
                promised.clear();
                return ControlFlow::Break(Ok(()));
            }
            match detail.get("then").and_then(Value::as_array) {
                Some(then) if action.of != answered => {
                    promised = then.iter().filter_map(command).collect();
                    ControlFlow::Break(Ok(()))
                }
                _ => ControlFlow::Continue(()),
            }
        };
        let read = reader.newest_first::<()>(&selection, |entry| match &entry.record {
            Record::Action(action) if action.kind == ActionKind::CommandIntent => look(action),
            _ => ControlFlow::Continue(()),
        });
        read.ok().map(|_| promised)
    };
    let read = tokio::task::spawn_blocking(read).await;
    read.ok().flatten().unwrap_or_default()
}

/// A command from its body as recorded.
fn command(body: &Value) -> Option<CallCommand> {
    let mut parameters = body.as_object()?.clone();
    let kind = parameters.shift_remove("type")?;
    Some(CallCommand {
        kind: kind.as_str()?.to_owned(),
        parameters,
    })
}
