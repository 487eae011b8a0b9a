//! `/_sandbox/await`: waits for a call command or for a delivery, so that tests need not poll.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;
use tokio::time::Instant;

use crate::events::kind::matches_glob;
use crate::sandbox::http::error_reply::{ErrorReply, reply};
use crate::sandbox::http::fields::{Fields, Query};
use crate::sandbox::http::shared::SharedState;
use crate::sandbox::state::activity::{Activity, ActivityKind};

/// The timeout when the request names none.
const DEFAULT_TIMEOUT: f64 = 30.0;
/// The longest timeout in seconds.
const MAX_TIMEOUT: u64 = 3_600;

/// Activities of a list at most.
const MAX_LISTED: u64 = 1_000;

/// The condition that a request waits for. Times are real time.
#[derive(Debug)]
struct Condition {
    wanted: Wanted,
    call: Option<String>,
    /// Only activities with a higher `seq`.
    after: u64,
    timeout: Duration,
}

#[derive(Debug)]
enum Wanted {
    /// A command with one of these types, accepted or rejected.
    Command { names: Vec<String>, accepted: bool },
    /// A delivery of an event that matches one of these globs, delivered or given up.
    Event { globs: Vec<String>, state: String },
}

/// Waits for what the query names.
pub(super) async fn get(
    State(shared): State<SharedState>,
    RawQuery(query): RawQuery,
) -> Result<Response, ErrorReply> {
    let query = Query::read(query);
    let field = |name: &str| query.get(name).map(str::to_owned);
    wait(&shared, &Condition::read(field)?).await
}

/// Waits for what the body names.
pub(super) async fn post(
    State(shared): State<SharedState>,
    body: Bytes,
) -> Result<Response, ErrorReply> {
    let fields = Fields::read(&body)?;
    let field = |name: &str| match fields.get(name) {
        None => None,
        Some(serde_json::Value::String(text)) => Some(text.clone()),
        Some(value) => Some(value.to_string()),
    };
    wait(&shared, &Condition::read(field)?).await
}

/// Lists the activities after number `after`, oldest first.
pub(super) async fn list(
    State(shared): State<SharedState>,
    RawQuery(query): RawQuery,
) -> Result<Response, ErrorReply> {
    let query = Query::read(query);
    let field = |name: &str| query.get(name).map(str::to_owned);
    let after = number("after", field("after"), 0.0, u64::MAX)? as u64;
    let limit = number("limit", field("limit"), 100.0, MAX_LISTED)? as usize;
    let state = shared.state();
    let data: Vec<&Activity> = state.activity.after(after).take(limit).collect();
    let shown = json!({ "data": data, "last": state.activity.last() });
    Ok(reply(StatusCode::OK, &shown))
}

async fn wait(shared: &SharedState, condition: &Condition) -> Result<Response, ErrorReply> {
    let until = Instant::now() + condition.timeout;
    loop {
        // Before the look at the log, so that no activity is missed between the look and the wait.
        let mut activity = std::pin::pin!(shared.activity());
        activity.as_mut().enable();
        let found = condition.find(shared);
        if let Some(found) = found {
            return Ok(found);
        }
        tokio::select! {
            () = activity => {}
            () = tokio::time::sleep_until(until) => return Err(condition.timed_out(shared)),
        }
    }
}

impl Condition {
    fn read(field: impl Fn(&str) -> Option<String>) -> Result<Condition, ErrorReply> {
        let list = |text: String| -> Vec<String> {
            text.split(',').map(|one| one.trim().to_owned()).collect()
        };
        let state = field("state");
        let wanted = match (field("command"), field("event")) {
            (Some(names), None) => Wanted::Command {
                names: list(names),
                accepted: one_of("state", state, ["accepted", "refused"])? == "accepted",
            },
            (None, Some(globs)) => Wanted::Event {
                globs: list(globs),
                state: one_of("state", state, ["delivered", "failed"])?,
            },
            _ => {
                let text = "Name what to wait for: either command=answer or event=calls.completed";
                return Err(ErrorReply::invalid("command", text));
            }
        };
        Ok(Condition {
            wanted,
            call: field("callId").or_else(|| field("call")),
            after: number("after", field("after"), 0.0, u64::MAX)? as u64,
            timeout: Duration::from_secs_f64(number(
                "timeout",
                field("timeout"),
                DEFAULT_TIMEOUT,
                MAX_TIMEOUT,
            )?),
        })
    }

    fn find(&self, shared: &SharedState) -> Option<Response> {
        let state = shared.state();
        let found = state
            .activity
            .after(self.after)
            .find(|one| self.fits(one))?;
        Some(reply(StatusCode::OK, found))
    }

    fn fits(&self, activity: &Activity) -> bool {
        if self
            .call
            .as_ref()
            .is_some_and(|call| *call != activity.call_id)
        {
            return false;
        }
        match (&self.wanted, &activity.kind) {
            (
                Wanted::Command { names, accepted },
                ActivityKind::Command {
                    command,
                    accepted: was,
                    ..
                },
            ) => accepted == was && names.iter().any(|name| name == "*" || name == command),
            (
                Wanted::Event { globs, state },
                ActivityKind::Event {
                    event, state: is, ..
                },
            ) => state == is && globs.iter().any(|glob| matches_glob(glob, event)),
            _ => false,
        }
    }

    fn timed_out(&self, shared: &SharedState) -> ErrorReply {
        let what = match &self.wanted {
            Wanted::Command {
                names,
                accepted: true,
            } => format!("no command {}", names.join(" or ")),
            Wanted::Command { names, .. } => format!("no refused command {}", names.join(" or ")),
            Wanted::Event { globs, state } => format!("no {state} event {}", globs.join(" or ")),
        };
        let call = self.call.as_ref().map(|call| format!(" for call {call}"));
        let seen = shared.state().activity.after(self.after).count();
        let text = format!(
            "Timed out after {} s: {what}{}; {seen} other activities since number {}",
            self.timeout.as_secs_f64(),
            call.unwrap_or_default(),
            self.after
        );
        ErrorReply::new(StatusCode::REQUEST_TIMEOUT, "await_timeout", text)
    }
}

fn one_of(name: &str, value: Option<String>, known: [&str; 2]) -> Result<String, ErrorReply> {
    match value {
        None => Ok(known[0].to_owned()),
        Some(value) if known.contains(&value.as_str()) => Ok(value),
        Some(_) => {
            let text = format!("Invalid {name}: must be {} or {}", known[0], known[1]);
            Err(ErrorReply::invalid(name, text))
        }
    }
}

/// Reads a number from 0 to `max`.
fn number(name: &str, value: Option<String>, default: f64, max: u64) -> Result<f64, ErrorReply> {
    let Some(value) = value else {
        return Ok(default);
    };
    let number = value.parse::<f64>().ok();
    number
        .filter(|number| (0.0..=max as f64).contains(number))
        .ok_or_else(|| {
            let text = format!("Invalid {name}: must be a number from 0 to {max}");
            ErrorReply::invalid(name, text)
        })
}
