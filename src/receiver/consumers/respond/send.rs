//! One command after the other: the intent on stable storage, the request, the outcome.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::api::call_commands;
use crate::api::{ApiError, Client};
use crate::clock::Clock;
use crate::events::entry::{Action, ActionKind, Entry, Record};
use crate::receiver::consumers::respond::history::{History, Past, promised};
use crate::receiver::consumers::respond::plan::Planned;
use crate::receiver::journal::Journal;

/// After this time the service has used the app's default (spec, section 4).
const DEADLINE: Duration = Duration::from_secs(30);
/// The last attempt begins by then, so that it can arrive.
const GIVE_UP: Duration = Duration::from_secs(25);
/// The journal may be writable again soon.
const STORAGE_PAUSE: Duration = Duration::from_millis(300);

/// Sends and records.
pub(crate) struct Sender {
    pub(crate) client: Client,
    pub(crate) journal: Journal,
    pub(crate) clock: Clock,
}

/// Where one command stands: which event it follows from, and its place in what follows.
struct Place<'a> {
    entry: &'a Entry,
    call: &'a str,
    step: u64,
}

impl Sender {
    /// What was promised for the call of this `calls.answered`.
    pub(crate) async fn promised(&self, answered: &Entry) -> Vec<Planned> {
        let Some(call) = call_of(answered) else {
            return Vec::new();
        };
        let commands = promised(&self.journal, call.to_owned(), answered.seq).await;
        let planned = |command| Planned {
            promised: true,
            ..Planned::now(command)
        };
        commands.into_iter().map(planned).collect()
    }

    /// Sends all in order. When one fails, the rest is not sent, and that is recorded, too.
    pub(crate) async fn send_all(&self, entry: &Entry, plan: Vec<Planned>, history: &History) {
        let call = call_of(entry);
        let mut failed: Option<String> = None;
        for (step, planned) in (0..).zip(plan) {
            let place = Place {
                entry,
                call: call.unwrap_or_default(),
                step,
            };
            let refused = match (&failed, call) {
                (Some(first), _) => Some(format!("not sent, because {first} failed")),
                (None, None) => Some("not sent: the event names no call".to_owned()),
                (None, Some(_)) => None,
            };
            let sent = match refused {
                Some(why) => {
                    self.fail(&place, &planned, None, why).await;
                    false
                }
                None => {
                    self.send(&place, &planned, history.of(entry.seq, step))
                        .await
                }
            };
            if !sent {
                failed.get_or_insert(planned.command.kind);
            }
        }
    }

    /// Sends one command. Gives whether it is done, now or earlier.
    async fn send(&self, place: &Place<'_>, planned: &Planned, past: Past) -> bool {
        if past.settled {
            return true;
        }
        if past.intents > 1 {
            let why = "not sent a third time: twice it was begun, and the outcome is unknown";
            self.fail(place, planned, None, why.to_owned()).await;
            return false;
        }
        if !self.intend(place, planned).await {
            let why = "too late, not sent: 30 s have passed since the event came";
            self.fail(place, planned, None, why.to_owned()).await;
            return false;
        }
        let id = match ApiError::check_id(place.call) {
            Ok(id) => id,
            Err(error) => {
                self.fail(place, planned, None, error.to_string()).await;
                return false;
            }
        };
        let request = call_commands::send(&id, &planned.command);
        let give_up = Instant::now() + GIVE_UP.saturating_sub(self.age(place.entry));
        match self.client.retry_until(&request, give_up).await {
            Ok(reply) => {
                let status = reply.value.status.map_or(Value::Null, Value::from);
                self.done(place, planned, status, None).await;
                true
            }
            Err(ApiError::Refused(refusal)) if is_already(refusal.status, &refusal.message) => {
                self.done(place, planned, "already".into(), Some(refusal.message))
                    .await;
                true
            }
            Err(error) => {
                let status = match &error {
                    ApiError::Refused(refusal) => Some(refusal.status),
                    ApiError::RateLimited { .. } => Some(429),
                    _ => None,
                };
                self.fail(place, planned, status, error.to_string()).await;
                false
            }
        }
    }

    /// Records that the command is about to be sent, if that is not recorded yet; nothing is sent without.
    /// `false` when the time is up.
    async fn intend(&self, place: &Place<'_>, planned: &Planned) -> bool {
        while self.age(place.entry) < DEADLINE {
            if planned.recorded {
                return true;
            }
            let intent = planned.intent(place.entry.seq, place.call, place.step);
            if self.journal.record(self.clock.now(), intent).await.is_ok() {
                return true;
            }
            tokio::time::sleep(STORAGE_PAUSE).await;
        }
        false
    }

    /// Since the event was received, by the clock on the wall: it spans restarts.
    fn age(&self, entry: &Entry) -> Duration {
        let age = self.clock.now().duration_since(entry.at);
        Duration::try_from(age).unwrap_or_default()
    }

    async fn done(
        &self,
        place: &Place<'_>,
        planned: &Planned,
        status: Value,
        error: Option<String>,
    ) {
        let mut detail = planned.detail(place.call, place.step);
        detail["status"] = status;
        if let Some(error) = error {
            detail["error"] = error.into();
        }
        self.record(ActionKind::Command, place, &detail).await;
    }

    async fn fail(&self, place: &Place<'_>, planned: &Planned, status: Option<u16>, error: String) {
        let mut detail = planned.detail(place.call, place.step);
        detail["status"] = status.into();
        detail["error"] = error.into();
        self.record(ActionKind::CommandFailed, place, &detail).await;
    }

    async fn record(&self, kind: ActionKind, place: &Place<'_>, detail: &Value) -> bool {
        let action = Action {
            kind,
            of: place.entry.seq,
            detail: detail.to_string(),
        };
        self.journal.record(self.clock.now(), action).await.is_ok()
    }
}

fn call_of(entry: &Entry) -> Option<&str> {
    match &entry.record {
        Record::Event { event, .. } => event.call_id.as_deref(),
        _ => None,
    }
}

/// The command has no more to do: the call is in that state already, by us or by somebody else. The
/// page of the vendor does not say how this is answered (assumed: 409, or 400 with "already").
fn is_already(status: u16, message: &str) -> bool {
    status == 409 || (status == 400 && message.to_lowercase().contains("already"))
}
