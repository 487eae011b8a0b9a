//! Plays a scenario on a stage and judges what came of it.

use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::api::ApiError;
use crate::api::simulate::{Attempt, Delivery};
use crate::api::types::is_final_status;
use crate::check::fixture::{Stage, Watched};
use crate::render::checks::{Outcome, Verdict};
use crate::sandbox::scenario::{Expect, Mark, Note, Scenario, Scene, What, judge};

/// How often the call is looked at: often enough that a step of a call at 100x is a step late at most.
const LOOK: Duration = Duration::from_millis(10);
/// A command may be on its way while its time runs out: this much more real time before it counts as missed.
const GRACE: Duration = Duration::from_millis(250);
/// How long after the end the last events may be under way; the service waits 5 s for each.
const LAST_POSTS: Duration = Duration::from_secs(6);

/// What a scenario came to, an expectation each, and how the handler took the events. `now` is the time on
/// the handler's clock, for expectations that hold at some hours only.
///
/// # Errors
/// Of the API: the scenario could not be played.
pub async fn play(
    stage: &Stage,
    scenario: &Scenario,
    now: Timestamp,
) -> Result<Vec<Verdict>, ApiError> {
    let started = Instant::now();
    let (expects, idle) = scenario
        .expects
        .iter()
        .cloned()
        .partition(|expect| expect.holds_at(now));
    let call = stage.call(scenario.inbound, &scenario.call).await?;
    let mut played = Played {
        stage,
        scenario,
        call,
        started,
        expects,
        misfits: Vec::new(),
    };
    let (watched, marks) = played.live_through().await?;
    let deliveries = played.last_posts().await?;
    let status = watched.call.status.clone().unwrap_or_default();
    if !is_final_status(&status) {
        stage.end(&played.call).await;
    }
    let mut verdicts = played.verdicts(&watched, marks, &deliveries);
    let idle: Vec<Expect> = idle;
    verdicts.extend(idle.iter().map(|expect| not_now(expect, now)));
    Ok(verdicts)
}

struct Played<'a> {
    stage: &'a Stage,
    scenario: &'a Scenario,
    call: String,
    started: Instant,
    /// What is expected at this hour.
    expects: Vec<Expect>,
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
        judge(&self.expects, &scene)
    }

    /// The deliveries, once none is at its first attempt any more.
    async fn last_posts(&self) -> Result<Vec<Delivery>, ApiError> {
        let until = Instant::now() + LAST_POSTS;
        loop {
            let deliveries = self.stage.deliveries(&self.call).await?;
            let waiting =
                |one: &Delivery| one.state.as_deref() == Some("pending") && first(one).is_none();
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
        let judged = self.expects.iter().zip(marks);
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
            Mark::Open | Mark::Moot => {
                (Outcome::Skip, "what comes before it did not happen".into())
            }
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
        Verdict {
            name: format!("expect-{n}"),
            title: expect.title(),
            outcome,
            sent: format!("{name} call{party}"),
            came,
            why: expect.why.clone(),
            mend: match outcome {
                Outcome::Fail => advice(expect),
                _ => String::new(),
            },
            took: self.started.elapsed(),
        }
    }

    /// Whether whoever is subscribed took every event at once.
    fn taken(&self, deliveries: &[Delivery]) -> Verdict {
        let status = |one: &Delivery| first(one).and_then(|attempt| attempt.status);
        let missed = deliveries.iter().find(|one| status(one) != Some(200));
        let (outcome, came) = match missed {
            None if deliveries.is_empty() => (Outcome::Skip, "no webhook is registered".to_owned()),
            None => (Outcome::Pass, format!("{} times 200", deliveries.len())),
            Some(one) => {
                let error = first(one).and_then(|attempt| attempt.error.clone());
                let answer = status(one).map(|status| status.to_string());
                let what = answer.or(error).unwrap_or_else(|| "no answer".into());
                let event = one.event.as_deref().unwrap_or("an event");
                (Outcome::Fail, format!("{event}: {what}"))
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

/// Where to look when an expectation was not met.
fn advice(expect: &Expect) -> String {
    match &expect.what {
        What::Command(names) => format!(
            "send {{\"type\":\"{}\"}} to POST /v1/calls/{{id}}/commands, with the sandbox's address and key",
            names.first().map_or("", String::as_str)
        ),
        What::NoCommand(_) => "look at what makes your program send it".into(),
        What::Event(_) | What::Status(_) => {
            "chirp simulate deliveries shows what was posted and answered".into()
        }
    }
}

/// The judgement of what is not expected at this hour.
fn not_now(expect: &Expect, now: Timestamp) -> Verdict {
    Verdict {
        name: "not-now".into(),
        title: expect.title(),
        outcome: Outcome::Skip,
        sent: String::new(),
        came: format!(
            "it is {}; {}",
            now.strftime("%a %H:%M UTC"),
            expect.condition()
        ),
        why: expect.why.clone(),
        mend:
            "play it at another hour, or set your handler's clock and give the same time with --now"
                .into(),
        took: Duration::ZERO,
    }
}

/// The first attempt at a delivery.
fn first(delivery: &Delivery) -> Option<&Attempt> {
    delivery.attempts.as_ref()?.first()
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
