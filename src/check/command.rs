//! The check that needs a call: the sandbox simulates an inbound call, and the handler has to send
//! one command.

use std::time::{Duration, Instant};

use serde_json::Map;

use crate::api::ApiError;
use crate::api::simulate::SandboxDelivery;
use crate::check::finding::CheckFinding;
use crate::check::fixture::{Fixture, ObservedCall};
use crate::sandbox::scenario::CallEvent;

/// How long the service waits for a command (docs/api.md, "Webhook delivery"), in call time.
const RING_TIMEOUT: Duration = Duration::from_secs(30);
/// How often the call is polled.
const POLL: Duration = Duration::from_millis(20);
/// Maximum duration of a second delivery; the service waits 5 s for an answer.
const LAST_ANSWER: Duration = Duration::from_secs(6);
/// After the second delivery, a second command counts for at least and at most this long.
const AFTER_DUPLICATE: [Duration; 2] = [Duration::from_millis(700), Duration::from_secs(5)];
/// The commands that an inbound call can get first.
const FIRST_COMMANDS: [&str; 3] = ["answer", "reject", "send_to_voicemail"];

/// Lets a call come in, waits for the command of the handler, and sends the event again.
pub(super) async fn check(fixture: &Fixture) -> CheckFinding {
    let played = play(fixture).await;
    played.unwrap_or_else(|error| not_played(&error))
}

async fn play(fixture: &Fixture) -> Result<CheckFinding, ApiError> {
    let call = fixture.call(true, &Map::new()).await?;
    let started = Instant::now();
    let until = started + RING_TIMEOUT.div_f64(fixture.speed);
    let observed = poll(fixture, &call, until, |call| !commands(call).is_empty()).await?;
    let took = started.elapsed();
    let deliveries = fixture.deliveries(&call).await?;
    let finding = match commands(&observed).first() {
        None => no_command(deliveries.first(), fixture.url()),
        Some(first) if first.kind == "refused" => refused(&first.name),
        Some(first) => {
            let first = (*first).clone();
            match send_again(fixture, &call, &first, took).await? {
                Some(second) => commanded_twice(&first, &second),
                None => {
                    let after = first.at.as_secs_f64();
                    CheckFinding::pass(format!(
                        "{} after {after:.1} s, and no second command on a duplicate",
                        first.name
                    ))
                }
            }
        }
    };
    fixture.end(&call).await;
    Ok(finding)
}

/// Sends `calls.initiated` a second time and returns the command that it caused, if any.
async fn send_again(
    fixture: &Fixture,
    call: &str,
    first: &CallEvent,
    took: Duration,
) -> Result<Option<CallEvent>, ApiError> {
    let initiated = |one: &&SandboxDelivery| one.event.as_deref() == Some("calls.initiated");
    // Redelivering before the first answer would overlap with a retry.
    let deliveries = answered(fixture, call, 1).await?;
    let Some(id) = deliveries
        .iter()
        .find(initiated)
        .and_then(|one| one.id.clone())
    else {
        return Ok(None);
    };
    let seen = commands(&fixture.observe(call).await?).len();
    fixture.redeliver(&id).await?;
    answered(fixture, call, 2).await?;
    let [least, most] = AFTER_DUPLICATE;
    let until = Instant::now() + (took * 2).clamp(least, most);
    let observed = poll(fixture, call, until, |call| {
        second(call, seen, first).is_some()
    })
    .await?;
    Ok(second(&observed, seen, first).cloned())
}

/// Returns a command after the first `seen` ones that repeats the decision about the call.
fn second<'a>(call: &'a ObservedCall, seen: usize, first: &CallEvent) -> Option<&'a CallEvent> {
    let decides =
        |one: &&CallEvent| one.name == first.name || FIRST_COMMANDS.contains(&one.name.as_str());
    commands(call).into_iter().skip(seen).find(decides)
}

/// Polls a call until `done` or `until`.
async fn poll(
    fixture: &Fixture,
    call: &str,
    until: Instant,
    done: impl Fn(&ObservedCall) -> bool,
) -> Result<ObservedCall, ApiError> {
    loop {
        let observed = fixture.observe(call).await?;
        if done(&observed) || Instant::now() > until {
            return Ok(observed);
        }
        tokio::time::sleep(POLL).await;
    }
}

/// Waits until `calls.initiated` has had `attempts` attempts, and returns the deliveries of the call.
async fn answered(
    fixture: &Fixture,
    call: &str,
    attempts: usize,
) -> Result<Vec<SandboxDelivery>, ApiError> {
    let until = Instant::now() + LAST_ANSWER;
    loop {
        let deliveries = fixture.deliveries(call).await?;
        let made = deliveries
            .iter()
            .find(|one| one.event.as_deref() == Some("calls.initiated"))
            .and_then(|one| one.attempts.as_ref())
            .map_or(0, Vec::len);
        if made >= attempts || Instant::now() > until {
            return Ok(deliveries);
        }
        tokio::time::sleep(POLL).await;
    }
}

/// Returns the commands that a call got, accepted or refused.
fn commands(call: &ObservedCall) -> Vec<&CallEvent> {
    let sent = |event: &&CallEvent| event.kind != "event";
    call.events.iter().filter(sent).collect()
}

fn no_command(initiated: Option<&SandboxDelivery>, url: &str) -> CheckFinding {
    let first = initiated.and_then(|one| one.attempts.as_ref()?.first());
    let answer = match first.and_then(|attempt| attempt.status) {
        Some(status) => format!("the handler answered {status} to calls.initiated"),
        None => "the handler did not answer calls.initiated".to_owned(),
    };
    CheckFinding::fail(format!("no command within 30 s; {answer}")).with_fix(format!(
        "send answer, reject or send_to_voicemail right after the 200; the handler must use {url} (CHIRP_API_URL) with the sandbox's key (CHIRP_API_KEY)"
    ))
}

fn refused(name: &str) -> CheckFinding {
    let came = format!("the sandbox refused {name}, which does not fit an incoming call");
    CheckFinding::fail(came)
        .with_fix("send answer, reject or send_to_voicemail to an inbound call first")
}

fn commanded_twice(first: &CallEvent, second: &CallEvent) -> CheckFinding {
    let how = match second.kind.as_str() {
        "refused" => ", which the sandbox refused",
        _ => "",
    };
    let came = format!(
        "{} after {:.1} s; the same calls.initiated again caused a second command: {}{how}",
        first.name,
        first.at.as_secs_f64(),
        second.name
    );
    CheckFinding::fail(came)
        .with_fix("store the eventId before you send the command; on one you know, answer 200 and send nothing")
}

/// Skips the check, because a failure of the sandbox says nothing about the handler.
pub(super) fn not_played(error: &ApiError) -> CheckFinding {
    CheckFinding::skip(
        format!("the sandbox failed: {error}"),
        "start it again: chirp sandbox",
    )
}
