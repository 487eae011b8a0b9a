//! Plays a scenario on a stage and judges what came of it.

use std::time::{Duration, Instant};

use crate::api::ApiError;
use crate::api::types::is_final_status;
use crate::check::stage::{Delivery, Stage, Watched};
use crate::render::verdicts::{Outcome, Verdict};
use crate::sandbox::scenario::{Expect, Mark, Note, Scenario, Scene, judge};

/// How often the call is looked at: often enough that a step of a call at 100x is a step late at most.
const LOOK: Duration = Duration::from_millis(10);
/// A command may be on its way while its time runs out: this much more real time before it counts as missed.
const GRACE: Duration = Duration::from_millis(250);
/// How long after the end the last events may be under way; the service waits 5 s for each.
const LAST_POSTS: Duration = Duration::from_secs(6);

/// What a scenario came to, an expectation each, and how the handler took the events.
///
/// # Errors
/// Of the API: the scenario could not be played.
pub async fn play(stage: &Stage, scenario: &Scenario) -> Result<Vec<Verdict>, ApiError> {
    let started = Instant::now();
    let call = stage.call(scenario.inbound, &scenario.call).await?;
    let mut played = Played {
        stage,
        scenario,
        call,
        started,
        misfits: Vec::new(),
    };
    let (watched, marks) = played.live_through().await?;
    let deliveries = played.last_posts().await?;
    let status = watched.call.status.clone().unwrap_or_default();
    if !is_final_status(&status) {
        stage.end(&played.call).await;
    }
    Ok(played.verdicts(&watched, marks, &deliveries))
}

struct Played<'a> {
    stage: &'a Stage,
    scenario: &'a Scenario,
    call: String,
    started: Instant,
    /// Steps that did not fit the state of the call, and why.
    misfits: Vec<(String, String)>,
}

impl Played<'_> {
    /// Until every expectation is met or missed and every step is done.
    async fn live_through(&mut self) -> Result<(Watched, Vec<Mark>), ApiError> {
        let mut steps = self.scenario.steps.iter().peekable();
        loop {
            let elapsed = self.started.elapsed().mul_f64(self.stage.speed);
            while let Some(step) = steps.next_if(|step| step.at <= elapsed) {
                if let Err(error) = self.stage.act(&self.call, &step.act).await {
                    let what = format!(
                        "the other side does {} at {} s",
                        step.act,
                        step.at.as_secs_f64()
                    );
                    self.misfits.push((what, error.to_string()));
                }
            }
            let watched = self.stage.watch(&self.call).await?;
            let marks = self.marks(&watched, elapsed);
            if steps.peek().is_none() && !marks.contains(&Mark::Open) {
                return Ok((watched, marks));
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    fn marks(&self, watched: &Watched, elapsed: Duration) -> Vec<Mark> {
        let status = watched.call.status.as_deref().unwrap_or_default();
        let scene = Scene {
            notes: &watched.notes,
            status,
            over: is_final_status(status),
            now: elapsed.saturating_sub(GRACE.mul_f64(self.stage.speed)),
        };
        judge(&self.scenario.expects, &scene)
    }

    /// The deliveries, once none is at its first attempt any more.
    async fn last_posts(&self) -> Result<Vec<Delivery>, ApiError> {
        let until = Instant::now() + LAST_POSTS;
        loop {
            let deliveries = self.stage.deliveries(&self.call).await?;
            let waiting = |one: &Delivery| one.state == "pending" && one.attempts.is_empty();
            if !deliveries.iter().any(waiting) || Instant::now() > until {
                return Ok(deliveries);
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    fn verdicts(
        &self,
        watched: &Watched,
        marks: Vec<Mark>,
        deliveries: &[Delivery],
    ) -> Vec<Verdict> {
        let happened = timeline(&watched.notes);
        let judged = self.scenario.expects.iter().zip(marks);
        let mut verdicts: Vec<Verdict> = (1..)
            .zip(judged)
            .map(|(n, (expect, mark))| self.verdict(n, expect, mark, &happened))
            .collect();
        let misfits = self.misfits.iter().map(|(what, error)| Verdict {
            name: "step".into(),
            title: what.clone(),
            outcome: Outcome::Fail,
            sent: what.clone(),
            came: format!("{error}; {happened}"),
            why: "the call had gone another way by then".into(),
            mend: "change the time of the step, or what comes before it".into(),
            took: self.started.elapsed(),
        });
        verdicts.extend(misfits);
        verdicts.push(self.taken(deliveries));
        verdicts
    }

    fn verdict(&self, n: usize, expect: &Expect, mark: Mark, happened: &str) -> Verdict {
        let (outcome, came) = match mark {
            Mark::Met(how) => (Outcome::Pass, how),
            Mark::Missed(how) => (Outcome::Fail, format!("{how}; {happened}")),
            Mark::Open => (Outcome::Fail, format!("did not come to it; {happened}")),
        };
        let direction = if self.scenario.inbound {
            "an inbound"
        } else {
            "an outbound"
        };
        Verdict {
            name: format!("expect-{n}"),
            title: expect.title(),
            outcome,
            sent: format!("{direction} call: {}", self.scenario.title),
            came,
            why: expect.why.clone(),
            mend: String::new(),
            took: self.started.elapsed(),
        }
    }

    /// Whether whoever is subscribed took every event at once.
    fn taken(&self, deliveries: &[Delivery]) -> Verdict {
        let at_once =
            |one: &&Delivery| one.attempts.first().and_then(|first| first.status) == Some(200);
        let missed = deliveries.iter().find(|one| !at_once(one));
        let (outcome, came) = match missed {
            None if deliveries.is_empty() => (Outcome::Skip, "no webhook is registered".to_owned()),
            None => (Outcome::Pass, format!("{} times 200", deliveries.len())),
            Some(one) => {
                let first = one.attempts.first();
                let error = first.and_then(|attempt| attempt.error.clone());
                let status = first
                    .and_then(|attempt| attempt.status)
                    .map(|status| status.to_string());
                let what = status.or(error).unwrap_or_else(|| "no answer".into());
                (Outcome::Fail, format!("{}: {what}", one.event))
            }
        };
        let mend = match outcome {
            Outcome::Skip => "--to URL registers your handler for the scenario",
            _ => "answer 200 first and do the work after it; chirp check URL looks closer",
        };
        Verdict {
            name: "taken".into(),
            title: "takes every event with 200".into(),
            outcome,
            sent: format!("{} events", deliveries.len()),
            came,
            why: "what is not answered with 200 within 5 s comes again".into(),
            mend: mend.into(),
            took: self.started.elapsed(),
        }
    }
}

/// What happened, in one line.
fn timeline(notes: &[Note]) -> String {
    if notes.is_empty() {
        return "nothing happened".into();
    }
    let one = |note: &Note| {
        let what = match note.kind.as_str() {
            "command" => "command ",
            "refused" => "refused ",
            _ => "",
        };
        format!("{:.1} s {what}{}", note.at.as_secs_f64(), note.name)
    };
    let all: Vec<String> = notes.iter().map(one).collect();
    format!("what happened: {}", all.join(", "))
}
