//! Sends commands one after the other: the intent on stable storage, the request, the outcome.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::api::call_commands;
use crate::api::{ApiError, Client};
use crate::clock::Clock;
use crate::events::entry::{Action, ActionKind, Entry, Record};
use crate::receiver::consumers::respond::history::{CommandHistory, PastCommand, promised};
use crate::receiver::consumers::respond::plan::PlannedCommand;
use crate::receiver::consumers::source::OutcomeRecorder;
use crate::terminal::{Terminal, sanitize};

/// After this time the service has used the app's default (spec, section 4).
const RING_TIMEOUT: Duration = Duration::from_secs(30);
/// The last attempt begins by then, so that it can arrive.
const RETRY_BUDGET: Duration = Duration::from_secs(25);
/// A command without a result for this long is reported, one command in an interval.
const SLOW: Duration = Duration::from_secs(3);
const REPORT_INTERVAL: Duration = Duration::from_secs(5);
/// Pause before a journal that cannot be written is tried again.
const STORAGE_PAUSE: Duration = Duration::from_millis(300);

/// Sends commands and records them.
pub(crate) struct CommandSender<J> {
    pub(crate) client: Arc<Client>,
    pub(crate) journal: J,
    pub(crate) clock: Clock,
    pub(crate) terminal: Terminal,
    pub(crate) last_report: LastReport,
}

/// The time of the last report about slow commands.
#[derive(Debug, Default)]
pub(crate) struct LastReport(Mutex<Option<Instant>>);

impl LastReport {
    /// Returns whether a report is due, and counts it as made.
    fn is_due(&self) -> bool {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = last.is_none_or(|last| last.elapsed() >= REPORT_INTERVAL);
        if is_due {
            *last = Some(Instant::now());
        }
        is_due
    }
}

/// The place of one command: its event, its call, and its number among the commands of the event.
struct Step<'a> {
    entry: &'a Entry,
    call: &'a str,
    number: u64,
    planned: &'a PlannedCommand,
}

impl<J: OutcomeRecorder> CommandSender<J> {
    /// Returns the commands that were promised for the call of this `calls.answered`.
    pub(crate) async fn promised(&self, answered: &Entry) -> Vec<PlannedCommand> {
        let Some(call) = call_of(answered) else {
            return Vec::new();
        };
        let commands = promised(&self.journal, call.to_owned(), answered.seq).await;
        let planned = |command| PlannedCommand {
            is_promised: true,
            ..PlannedCommand::now(command)
        };
        commands.into_iter().map(planned).collect()
    }

    /// Sends all in order. When one fails, the rest is not sent, and that is recorded.
    pub(crate) async fn send_all(
        &self,
        entry: &Entry,
        commands: Vec<PlannedCommand>,
        history: &CommandHistory,
    ) {
        let call = call_of(entry);
        let mut failed: Option<String> = None;
        for (number, planned) in (0..).zip(&commands) {
            let step = Step {
                entry,
                call: call.unwrap_or_default(),
                number,
                planned,
            };
            let problem = match (&failed, call) {
                (Some(first), _) => Some(format!("not sent, because {first} failed")),
                (None, None) => Some("not sent: the event names no call".to_owned()),
                (None, Some(_)) => None,
            };
            let is_done = match problem {
                Some(problem) => self.fail(&step, None, problem).await,
                None => self.send(&step, history.of(entry.seq, number)).await,
            };
            if !is_done {
                failed.get_or_insert_with(|| planned.command.kind.clone());
            }
        }
    }

    /// Sends one command. Returns whether it is done, now or earlier.
    async fn send(&self, step: &Step<'_>, past: PastCommand) -> bool {
        if past.has_outcome {
            return true;
        }
        if past.intents > 1 {
            let problem = "not sent a third time: twice it was begun, and the outcome is unknown";
            return self.fail(step, None, problem.to_owned()).await;
        }
        if !self.record_intent(step).await {
            let problem = "too late, not sent: 30 s have passed since the event came";
            return self.fail(step, None, problem.to_owned()).await;
        }
        let id = match ApiError::check_id(step.call) {
            Ok(id) => id,
            Err(error) => return self.fail(step, None, error.to_string()).await,
        };
        let request = call_commands::send(&id, &step.planned.command);
        let deadline = Instant::now() + RETRY_BUDGET.saturating_sub(self.age(step.entry));
        let sending = self.client.retry_until(&request, deadline);
        match self.journal.while_held(self.reported(step, sending)).await {
            Ok(reply) => {
                let status = reply.value.status.map_or(Value::Null, Value::from);
                self.done(step, status, None).await
            }
            Err(ApiError::Refused(refusal)) if is_already(refusal.status, &refusal.message) => {
                self.done(step, "already".into(), Some(refusal.message))
                    .await
            }
            Err(error) => {
                let status = match &error {
                    ApiError::Refused(refusal) => Some(refusal.status),
                    ApiError::RateLimited { .. } => Some(429),
                    _ => None,
                };
                self.fail(step, status, error.to_string()).await
            }
        }
    }

    /// Waits for `sending`, and reports a command that has no result for a while.
    async fn reported<T>(&self, step: &Step<'_>, sending: impl Future<Output = T>) -> T {
        tokio::pin!(sending);
        tokio::select! {
            result = &mut sending => return result,
            () = tokio::time::sleep(SLOW) => {}
        }
        if self.last_report.is_due() {
            let (kind, call) = (&step.planned.command.kind, step.call);
            self.terminal.complain(&sanitize(&format!(
                "warning: the API has not accepted {kind} for {call} within {} s; chirp retries until {} s after the event",
                SLOW.as_secs(),
                RETRY_BUDGET.as_secs(),
            )));
        }
        sending.await
    }

    /// Records that the command is about to be sent, unless that is recorded; without it nothing is sent.
    /// Returns `false` when the time is over.
    async fn record_intent(&self, step: &Step<'_>) -> bool {
        while self.age(step.entry) < RING_TIMEOUT {
            if step.planned.is_recorded {
                return true;
            }
            let intent = (step.planned).intent(step.entry.seq, step.call, step.number);
            if self.journal.record(self.clock.now(), intent).await.is_ok() {
                return true;
            }
            tokio::time::sleep(STORAGE_PAUSE).await;
        }
        false
    }

    /// The time since the event was received, by the system clock: it spans restarts.
    fn age(&self, entry: &Entry) -> Duration {
        let age = self.journal.now(self.clock).duration_since(entry.at);
        Duration::try_from(age).unwrap_or_default()
    }

    /// Records success; always `true`.
    async fn done(&self, step: &Step<'_>, status: Value, error: Option<String>) -> bool {
        let mut outcome = json!({ "status": status });
        if let Some(error) = error {
            outcome["error"] = error.into();
        }
        self.record(ActionKind::Command, step, outcome).await;
        true
    }

    /// Records a failure; always `false`.
    async fn fail(&self, step: &Step<'_>, status: Option<u16>, error: String) -> bool {
        let outcome = json!({ "status": status, "error": error });
        self.record(ActionKind::CommandFailed, step, outcome).await;
        false
    }

    /// Without the record of an outcome the command may be sent once more after a crash.
    async fn record(&self, kind: ActionKind, step: &Step<'_>, outcome: Value) {
        let mut detail = step.planned.detail(step.call, step.number);
        if let (Value::Object(detail), Value::Object(outcome)) = (&mut detail, outcome) {
            detail.extend(outcome);
        }
        let action = Action {
            kind,
            of: step.entry.seq,
            detail: detail.to_string(),
        };
        let _ = self.journal.record(self.clock.now(), action).await;
    }
}

fn call_of(entry: &Entry) -> Option<&str> {
    match &entry.record {
        Record::Event { event, .. } => event.call_id.as_deref(),
        _ => None,
    }
}

/// Returns whether the call is in the wanted state already. The vendor does not document this
/// response (assumed: 409, or 400 with "already").
fn is_already(status: u16, message: &str) -> bool {
    status == 409 || (status == 400 && message.to_lowercase().contains("already"))
}
