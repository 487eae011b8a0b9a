//! Plays a scenario in a sandbox and evaluates the result.

use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::api::ApiError;
use crate::api::simulate::{SandboxAttempt, SandboxDelivery};
use crate::api::types::is_final_status;
use crate::check::fixture::{Fixture, ObservedCall};
use crate::render::checks::{CheckOutcome, CheckResult};
use crate::sandbox::scenario::{
    CallEvent, CallSoFar, ExpectationResult, Expected, Scenario, ScenarioExpectation, evaluate,
};

/// How often the call is polled: at 100x an action of the remote party is then 1 s of call time late at most.
const POLL: Duration = Duration::from_millis(10);
/// Real time that is granted beyond a time limit, because a command may be under way when the limit ends.
const GRACE: Duration = Duration::from_millis(250);
/// How long the last deliveries may be under way; the service waits 5 s for each.
const LAST_ANSWERS: Duration = Duration::from_secs(6);

/// Plays a scenario and returns a result for each expectation, and one for the deliveries. `now` is the time on the
/// handler's clock, for expectations that apply at some hours only.
///
/// # Errors
/// Returns the API's error when the scenario could not be played.
pub async fn play(
    fixture: &Fixture,
    scenario: &Scenario,
    now: Timestamp,
) -> Result<Vec<CheckResult>, ApiError> {
    let started = Instant::now();
    let (expectations, not_applying) = scenario
        .expectations
        .iter()
        .cloned()
        .partition(|expect| expect.applies_at(now));
    let call = fixture.call(scenario.inbound, &scenario.call).await?;
    let mut played = Played {
        fixture,
        scenario,
        call,
        started,
        expectations,
        rejected: Vec::new(),
    };
    let (observed, outcomes) = played.run_steps().await?;
    let deliveries = played.first_attempts().await?;
    let status = observed.call.status.clone().unwrap_or_default();
    if !is_final_status(&status) {
        fixture.end(&played.call).await;
    }
    let mut results = played.results(&observed, outcomes, &deliveries);
    let not_applying: Vec<ScenarioExpectation> = not_applying;
    results.extend(not_applying.iter().map(|expect| not_now(expect, now)));
    Ok(results)
}

/// An action of the remote party that the call rejected.
struct RejectedAction {
    action: String,
    error: String,
}

struct Played<'a> {
    fixture: &'a Fixture,
    scenario: &'a Scenario,
    call: String,
    started: Instant,
    /// The expectations that apply now.
    expectations: Vec<ScenarioExpectation>,
    /// Actions that the call rejected.
    rejected: Vec<RejectedAction>,
}

impl Played<'_> {
    /// Runs the steps until each is done and every expectation is met or missed.
    async fn run_steps(&mut self) -> Result<(ObservedCall, Vec<ExpectationResult>), ApiError> {
        let mut steps = self.scenario.steps.iter().peekable();
        loop {
            let elapsed = self.started.elapsed().mul_f64(self.fixture.speed);
            while let Some(step) = steps.next_if(|step| step.at <= elapsed) {
                if let Err(error) = self.fixture.act(&self.call, &step.action).await {
                    let action = format!(
                        "the remote party does {} at {} s",
                        step.action,
                        step.at.as_secs_f64()
                    );
                    let error = error.to_string();
                    self.rejected.push(RejectedAction { action, error });
                }
            }
            let observed = self.fixture.observe(&self.call).await?;
            let outcomes = self.evaluate(&observed, elapsed);
            if steps.peek().is_none() && !outcomes.contains(&ExpectationResult::Open) {
                return Ok((observed, outcomes));
            }
            tokio::time::sleep(POLL).await;
        }
    }

    fn evaluate(&self, observed: &ObservedCall, elapsed: Duration) -> Vec<ExpectationResult> {
        let status = observed.call.status.as_deref().unwrap_or_default();
        let so_far = CallSoFar {
            events: &observed.events,
            status,
            over: is_final_status(status),
            now: elapsed.saturating_sub(GRACE.mul_f64(self.fixture.speed)),
        };
        evaluate(&self.expectations, &so_far)
    }

    /// Returns the deliveries, once each has had its first attempt.
    async fn first_attempts(&self) -> Result<Vec<SandboxDelivery>, ApiError> {
        let until = Instant::now() + LAST_ANSWERS;
        loop {
            let deliveries = self.fixture.deliveries(&self.call).await?;
            let waiting = |one: &SandboxDelivery| {
                one.state.as_deref() == Some("pending") && first(one).is_none()
            };
            if !deliveries.iter().any(waiting) || Instant::now() > until {
                return Ok(deliveries);
            }
            tokio::time::sleep(POLL).await;
        }
    }

    fn results(
        &self,
        observed: &ObservedCall,
        outcomes: Vec<ExpectationResult>,
        deliveries: &[SandboxDelivery],
    ) -> Vec<CheckResult> {
        let happened = timeline(&observed.events);
        let judged = self.expectations.iter().zip(outcomes);
        let mut results: Vec<CheckResult> = (1..)
            .zip(judged)
            .map(|(n, (expect, expectation_result))| {
                self.result(n, expect, expectation_result, &happened)
            })
            .collect();
        let rejected = self.rejected.iter().map(|one| CheckResult {
            name: "step".into(),
            title: one.action.clone(),
            outcome: CheckOutcome::Fail,
            sent: one.action.clone(),
            came: format!("{}; {happened}", one.error),
            why: "the state of the call did not allow it".into(),
            fix: "change the time of the step, or the steps before it".into(),
            took: self.started.elapsed(),
        });
        results.extend(rejected);
        results.push(self.delivered(deliveries));
        results
    }

    fn result(
        &self,
        n: usize,
        expect: &ScenarioExpectation,
        expectation_result: ExpectationResult,
        happened: &str,
    ) -> CheckResult {
        let (outcome, came) = match expectation_result {
            ExpectationResult::Met(how) => (CheckOutcome::Pass, how),
            ExpectationResult::Missed(how) => (CheckOutcome::Fail, format!("{how}; {happened}")),
            ExpectationResult::Open | ExpectationResult::Skipped => (
                CheckOutcome::Skip,
                "the expectation before it was not met".into(),
            ),
        };
        let (name, who) = if self.scenario.inbound {
            ("an inbound", "from")
        } else {
            ("an outbound", "to")
        };
        let party = self.scenario.call.get(who).and_then(|who| who.as_str());
        let party = party
            .map(|party| format!(" {who} {party}"))
            .unwrap_or_default();
        CheckResult {
            name: format!("expect-{n}"),
            title: expect.title(),
            outcome,
            sent: format!("{name} call{party}"),
            came,
            why: expect.why.clone(),
            fix: match outcome {
                CheckOutcome::Fail => advice(expect),
                _ => String::new(),
            },
            took: self.started.elapsed(),
        }
    }

    /// Passes when every event was answered with 200 at the first attempt.
    fn delivered(&self, deliveries: &[SandboxDelivery]) -> CheckResult {
        let status = |one: &SandboxDelivery| first(one).and_then(|attempt| attempt.status);
        let missed = deliveries.iter().find(|one| status(one) != Some(200));
        let (outcome, came) = match missed {
            None if deliveries.is_empty() => {
                (CheckOutcome::Skip, "no webhook is registered".to_owned())
            }
            None => (
                CheckOutcome::Pass,
                format!("{} times 200", deliveries.len()),
            ),
            Some(one) => {
                let error = first(one).and_then(|attempt| attempt.error.clone());
                let answer = status(one).map(|status| status.to_string());
                let what = answer.or(error).unwrap_or_else(|| "no answer".into());
                let event = one.event.as_deref().unwrap_or("an event");
                (CheckOutcome::Fail, format!("{event}: {what}"))
            }
        };
        let fix = match outcome {
            CheckOutcome::Skip => "add --to URL, which registers your handler for the scenario",
            _ => "answer 200 first and do the work afterwards; for details: chirp check URL",
        };
        CheckResult {
            name: "taken".into(),
            title: "answers every event with 200".into(),
            outcome,
            sent: format!("{} events", deliveries.len()),
            came,
            why: "the service retries an event that is not answered with 200 within 5 s".into(),
            fix: fix.into(),
            took: self.started.elapsed(),
        }
    }
}

/// Returns the fix for an expectation that was not met.
fn advice(expect: &ScenarioExpectation) -> String {
    match &expect.expected {
        Expected::Command(names) => format!(
            "send {{\"type\":\"{}\"}} to POST /v1/calls/{{id}}/commands, with the sandbox's address and key",
            names.first().map_or("", String::as_str)
        ),
        Expected::NoCommand(_) => "find out why your program sends it".into(),
        Expected::Event(_) | Expected::Status(_) => {
            "list what was sent and answered: chirp simulate deliveries".into()
        }
    }
}

/// Returns the result of an expectation that does not apply now.
fn not_now(expect: &ScenarioExpectation, now: Timestamp) -> CheckResult {
    CheckResult {
        name: "not-now".into(),
        title: expect.title(),
        outcome: CheckOutcome::Skip,
        sent: String::new(),
        came: format!(
            "it is {}; {}",
            now.strftime("%a %H:%M UTC"),
            expect.condition()
        ),
        why: expect.why.clone(),
        fix:
            "play it at another hour, or set your handler's clock and pass the same time with --now"
                .into(),
        took: Duration::ZERO,
    }
}

/// Returns the first attempt of a delivery.
fn first(delivery: &SandboxDelivery) -> Option<&SandboxAttempt> {
    delivery.attempts.as_ref()?.first()
}

/// Describes what happened, in one line.
fn timeline(events: &[CallEvent]) -> String {
    if events.is_empty() {
        return "nothing happened".into();
    }
    let one = |event: &CallEvent| {
        let what = match event.kind.as_str() {
            "command" => "command ",
            "refused" => "refused ",
            _ => "",
        };
        format!("{:.1} s {what}{}", event.at.as_secs_f64(), event.name)
    };
    let all: Vec<String> = events.iter().map(one).collect();
    format!("what happened: {}", all.join(", "))
}
