//! Puts a handler under load: simulated callers in the sandbox, and how fast the handler acknowledges and commands.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use crate::api::ApiError;
use crate::api::simulate::SandboxActivity;
use crate::check::fixture::Fixture;
use crate::render::load::{LoadReport, LoadTimes};

/// How long the service waits for a command (docs/api.md, "Webhook delivery"), in call time.
const RING_TIMEOUT: Duration = Duration::from_secs(30);
/// Real time that is granted beyond the timeout, because an activity may be under way when it ends.
const GRACE: Duration = Duration::from_millis(500);
/// How often the activities are fetched.
const POLL: Duration = Duration::from_millis(100);

/// How many calls, and how fast.
#[derive(Clone, Copy, Debug)]
pub struct LoadPlan {
    /// The number of calls at most.
    pub calls: u64,
    /// Calls per second.
    pub rate: f64,
    /// No call starts after this time.
    pub duration: Option<Duration>,
}

/// Starts the calls, and waits until each got its command or missed it.
///
/// # Errors
/// Returns the error of the sandbox's API.
pub async fn run(fixture: &Fixture, plan: LoadPlan) -> Result<LoadReport, ApiError> {
    let mut load = Load {
        fixture,
        last: fixture.last_activity().await?,
        fetched: Instant::now(),
        calls: HashMap::new(),
        wrong: 0,
    };
    let started = Instant::now();
    let mut last_start = started;
    for n in 0..plan.calls {
        let due = Duration::from_secs_f64(n as f64 / plan.rate);
        if plan.duration.is_some_and(|limit| due >= limit) {
            break;
        }
        load.wait_until(started + due).await?;
        last_start = Instant::now();
        let id = fixture.call(true, &caller()).await?;
        load.calls.insert(id, CallUnderLoad::default());
    }
    let until = Instant::now() + RING_TIMEOUT.div_f64(fixture.speed) + GRACE;
    while !load.is_done() && Instant::now() < until {
        load.wait_until(Instant::now() + POLL).await?;
    }
    Ok(load.into_report(last_start - started, plan.rate))
}

/// A caller who hangs up 1 s after the answer and leaves no message, so that calls do not pile up.
fn caller() -> Map<String, Value> {
    let body = json!({ "hangupAfter": 1, "voicemail": false, "ignoreLimit": true });
    body.as_object().cloned().unwrap_or_default()
}

/// The state of one call. Times are milliseconds.
#[derive(Clone, Copy, Debug, Default)]
struct CallUnderLoad {
    acknowledged: Acknowledged,
    commanded: Option<f64>,
}

/// The answer to `calls.initiated`.
#[derive(Clone, Copy, Debug, Default)]
enum Acknowledged {
    #[default]
    NotYet,
    /// With 200 at the first attempt, after this time.
    AtOnce(f64),
    Failed,
}

/// The calls so far.
struct Load<'a> {
    fixture: &'a Fixture,
    /// The number of the last activity that was fetched.
    last: u64,
    fetched: Instant,
    calls: HashMap<String, CallUnderLoad>,
    wrong: u64,
}

impl Load<'_> {
    /// Waits, and fetches the activities meanwhile.
    async fn wait_until(&mut self, due: Instant) -> Result<(), ApiError> {
        loop {
            if self.fetched.elapsed() >= POLL {
                self.fetch().await?;
            }
            let now = Instant::now();
            if now >= due {
                return Ok(());
            }
            let next = due.min(self.fetched + POLL);
            tokio::time::sleep(next.saturating_duration_since(now)).await;
        }
    }

    /// Fetches the activities since the last time.
    async fn fetch(&mut self) -> Result<(), ApiError> {
        self.fetched = Instant::now();
        loop {
            let activities = self.fixture.activities(self.last).await?;
            let Some(last) = activities.last() else {
                return Ok(());
            };
            self.last = last.seq;
            activities.iter().for_each(|activity| self.count(activity));
        }
    }

    fn count(&mut self, activity: &SandboxActivity) {
        let Some(call) = self.calls.get_mut(&activity.call_id) else {
            return;
        };
        match activity.accepted {
            Some(true) => {
                let after = activity.since_start_ms.unwrap_or_default();
                call.commanded.get_or_insert(after);
            }
            Some(false) => self.wrong += 1,
            None if activity.event.as_deref() == Some("calls.initiated") => {
                let first = activity.attempts == Some(1);
                call.acknowledged = match activity.latency_ms {
                    Some(millis) if first && activity.status == Some(200) => {
                        Acknowledged::AtOnce(millis)
                    }
                    _ => Acknowledged::Failed,
                };
            }
            None => {}
        }
    }

    fn is_done(&self) -> bool {
        let done = |call: &CallUnderLoad| {
            call.commanded.is_some() && !matches!(call.acknowledged, Acknowledged::NotYet)
        };
        self.calls.values().all(done)
    }

    fn into_report(self, took: Duration, planned_rate: f64) -> LoadReport {
        let calls = self.calls.values();
        let acknowledged = calls.clone().filter_map(|call| match call.acknowledged {
            Acknowledged::AtOnce(millis) => Some(millis),
            _ => None,
        });
        let acknowledged: Vec<f64> = acknowledged.collect();
        let commanded: Vec<f64> = calls.filter_map(|call| call.commanded).collect();
        let count = self.calls.len();
        let rate = match count {
            0 | 1 => planned_rate,
            n => (n - 1) as f64 / took.as_secs_f64().max(f64::EPSILON),
        };
        LoadReport {
            calls: count,
            rate,
            unacknowledged: count - acknowledged.len(),
            missed: count - commanded.len(),
            wrong: self.wrong,
            times: [
                LoadTimes::new(
                    "acknowledge",
                    "Time until calls.initiated was answered with 200",
                    acknowledged,
                ),
                LoadTimes::new(
                    "command",
                    "Time from the start of a call until its first command",
                    commanded,
                ),
            ],
        }
    }
}
