//! Runs the checks.

use std::time::{Duration, Instant};

use serde_json::json;
use tokio::task::JoinSet;

use crate::check::answers::{Answer, describe, evaluate, status};
use crate::check::catalog::{CHECKS, CheckKind};
use crate::check::command;
use crate::check::finding::CheckFinding;
use crate::check::fixture::{Fixture, RegisteredWebhook};
use crate::check::sample_events::SampleEvents;
use crate::clock::Clock;
use crate::events::sample_call::Direction;
use crate::events::{Event, EventKind};
use crate::http::webhook_sender::{PostError, WebhookSender};
use crate::render::checks::CheckResult;

/// Events of a burst. Retries after an outage cause such bursts.
const BURST: usize = 100;
/// Bytes of a large body: below the default limit of Express (100 kB), above what most handlers were tested with.
const LARGE: usize = 64 * 1024;
/// A series stops after this many missing answers, because each costs 5 s.
const MAX_UNANSWERED: usize = 2;

/// The handler under test.
pub struct CheckedHandler {
    /// Posts with the secret, as the service does.
    good: WebhookSender,
    /// Posts without the secret, and with a wrong one; `None` when no secret is set.
    bad: Option<[WebhookSender; 2]>,
    /// The sandbox for inbound calls, or why there is none.
    fixture: Result<Fixture, NoFixture>,
    /// The webhook in the sandbox, while one is registered.
    webhook: Option<RegisteredWebhook>,
    url: url::Url,
    headers: Vec<(String, String)>,
    samples: SampleEvents,
    /// Whether no documented event got a 200, so that further checks are useless.
    hopeless: bool,
}

/// The reason why no sandbox is available for inbound calls, and how to start one.
#[derive(Clone, Debug)]
pub struct NoFixture {
    /// The reason.
    pub why: String,
    /// The suggested fix; may be empty.
    pub how: String,
}

/// Runs the checks with these names in order, and passes each result to `report`.
///
/// # Errors
/// [`PostError::Connect`] when the handler cannot be reached; no check has run then.
pub async fn run(
    handler: &mut CheckedHandler,
    names: &[&str],
    mut report: impl FnMut(CheckResult),
) -> Result<(), PostError> {
    handler.ping().await?;
    for check in CHECKS.iter().filter(|check| names.contains(&check.name)) {
        let started = Instant::now();
        let finding = handler.run_check(check.kind).await;
        report(finding.into_result(check, started.elapsed()));
    }
    Ok(())
}

impl CheckedHandler {
    /// Returns the handler at `url`, which gets `headers` and the secret in its header.
    ///
    /// # Errors
    /// [`PostError::Header`] when one of them cannot be sent.
    pub fn new(
        url: &url::Url,
        headers: &[(String, String)],
        secret: Option<(&str, &str)>,
        timeout: Duration,
        clock: Clock,
    ) -> Result<CheckedHandler, PostError> {
        let mut all = headers.to_vec();
        all.extend(secret.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let with = |value: Option<(&str, String)>| {
            let mut all = headers.to_vec();
            all.extend(value.map(|(name, value)| (name.to_owned(), value)));
            WebhookSender::new(url, &all, timeout)
        };
        let bad = match secret {
            Some((name, value)) => Some([with(None)?, with(Some((name, altered(value))))?]),
            None => None,
        };
        Ok(CheckedHandler {
            good: WebhookSender::new(url, &all, timeout)?,
            bad,
            fixture: Err(NoFixture {
                why: "no sandbox".to_owned(),
                how: String::new(),
            }),
            webhook: None,
            url: url.clone(),
            headers: all,
            samples: SampleEvents::new(clock),
            hopeless: false,
        })
    }

    /// Sets the sandbox for inbound calls.
    pub fn with_fixture(mut self, fixture: Result<Fixture, NoFixture>) -> CheckedHandler {
        self.fixture = fixture;
        self
    }

    /// Removes the webhook that an interrupted check has left in the sandbox.
    pub async fn clean_up(&mut self) {
        if let (Ok(fixture), Some(webhook)) = (&self.fixture, self.webhook.take()) {
            fixture.unregister(webhook).await;
        }
    }

    /// Sends one event to see whether the handler can be reached.
    ///
    /// # Errors
    /// When no connection can be made. A missing response is not an error.
    async fn ping(&mut self) -> Result<(), PostError> {
        let body = self.samples.event(EventKind::Ringing);
        match self.good.post(body).await {
            Err(error @ PostError::Connect(_)) => Err(error),
            _ => Ok(()),
        }
    }

    async fn run_check(&mut self, kind: CheckKind) -> CheckFinding {
        if self.hopeless {
            let how = "fix the first check, then run chirp check again";
            return CheckFinding::skip("no event was answered with 200", how);
        }
        match kind {
            CheckKind::EveryEvent => self.every_event().await,
            CheckKind::Duplicate => self.duplicate().await,
            CheckKind::UnknownEvent => self.unknown_event().await,
            CheckKind::UnknownField => self.unknown_field().await,
            CheckKind::NullField => self.null_field().await,
            CheckKind::Disorder => self.disorder().await,
            CheckKind::LargeBody => self.large_body().await,
            CheckKind::Burst => self.burst().await,
            CheckKind::MissingSecret => self.bad_secret(0).await,
            CheckKind::WrongSecret => self.bad_secret(1).await,
            CheckKind::Command => self.command().await,
        }
    }

    async fn every_event(&mut self) -> CheckFinding {
        let bodies = self.samples.every_event();
        let answers = self.post_all(bodies).await;
        self.hopeless = !answers
            .iter()
            .any(|(_, answer)| status(answer) == Some(200));
        evaluate(answers.iter().map(|(name, answer)| (name.as_str(), answer)))
    }

    async fn duplicate(&mut self) -> CheckFinding {
        let body = self.samples.event(EventKind::Completed);
        let first = self.good.post(body.clone()).await;
        let second = self.good.post(body).await;
        let came = format!("first {}, then {}", describe(&first), describe(&second));
        match (status(&first), status(&second)) {
            (Some(200), Some(200)) => CheckFinding::pass("200 both times"),
            (Some(200), Some(409)) => CheckFinding::fail(came).with_fix(
                "for the sender a duplicate is not a conflict: answer 200, or it is sent four more times",
            ),
            _ => CheckFinding::fail(came),
        }
    }

    async fn unknown_event(&mut self) -> CheckFinding {
        let bodies = self.samples.unknown_events();
        self.series(bodies).await
    }

    async fn unknown_field(&mut self) -> CheckFinding {
        let new = json!({ "nested": [1, null, { "deep": true }] });
        let edits = [
            ("apiVersion", json!("2031-01-01")),
            ("data.routing", new),
            ("data.call.sipCallId", json!("a84b4c76e66710")),
        ];
        let body = self.samples.edited(EventKind::Initiated, &edits);
        self.series(vec![body]).await
    }

    async fn null_field(&mut self) -> CheckFinding {
        let edits = [("data.voicemail.transcription", json!(null))];
        let body = self.samples.edited(EventKind::VoicemailReceived, &edits);
        self.series(vec![body]).await
    }

    async fn disorder(&mut self) -> CheckFinding {
        let order = [
            EventKind::RecordingCompleted,
            EventKind::Completed,
            EventKind::Answered,
            EventKind::Initiated,
        ];
        let bodies = self.samples.of_one_call(Direction::Outbound, &order);
        self.series(bodies).await
    }

    async fn large_body(&mut self) -> CheckFinding {
        let edits = [("data.call.metadata", json!({ "note": "x".repeat(LARGE) }))];
        let body = self.samples.edited(EventKind::Initiated, &edits);
        self.series(vec![body]).await
    }

    async fn burst(&mut self) -> CheckFinding {
        let mut posts = JoinSet::new();
        for _ in 0..BURST {
            let (body, poster) = (self.samples.event(EventKind::Completed), self.good.clone());
            posts.spawn(async move { poster.post(body).await });
        }
        let answers = posts.join_all().await;
        evaluate(answers.iter().map(|answer| ("calls.completed", answer)))
    }

    /// Expects a 4xx. `which` is 0 for no header and 1 for a wrong value.
    async fn bad_secret(&mut self, which: usize) -> CheckFinding {
        let body = self.samples.event(EventKind::Initiated);
        let Some(posters) = &self.bad else {
            let how =
                "set the secret that the handler expects: CHIRP_WEBHOOK_SECRET=… chirp check …";
            return CheckFinding::skip("no secret is set", how);
        };
        let answer = posters[which].post(body).await;
        match status(&answer) {
            Some(401 | 403) => CheckFinding::pass(describe(&answer)),
            Some(400..=499) => {
                CheckFinding::pass(format!("{} (401 is the usual answer)", describe(&answer)))
            }
            Some(500..) => CheckFinding::fail(describe(&answer))
                .with_fix("compare the header before it is used, and answer 401 when it is wrong"),
            _ => CheckFinding::fail(describe(&answer)),
        }
    }

    async fn command(&mut self) -> CheckFinding {
        match &self.fixture {
            Err(none) => CheckFinding::skip(&none.why, &none.how),
            Ok(fixture) => {
                let registered = fixture.register(&self.url, &self.headers).await;
                match registered {
                    Err(error) => return command::not_played(&error),
                    Ok(webhook) => self.webhook = Some(webhook),
                }
                let finding = command::check(fixture).await;
                self.clean_up().await;
                finding
            }
        }
    }

    /// Posts the bodies one after the other. Each must get a 200 in time.
    async fn series(&mut self, bodies: Vec<String>) -> CheckFinding {
        let answers = self.post_all(bodies).await;
        evaluate(answers.iter().map(|(name, answer)| (name.as_str(), answer)))
    }

    /// Posts the bodies one after the other and returns the answers with the event names. Stops when answers are missing.
    async fn post_all(&mut self, bodies: Vec<String>) -> Vec<(String, Answer)> {
        let (mut answers, mut silent) = (Vec::new(), 0);
        for body in bodies {
            let name = Event::read(body.as_bytes()).map(|event| event.name);
            let answer = self.good.post(body).await;
            silent += usize::from(answer.is_err());
            answers.push((name.unwrap_or_default(), answer));
            if silent == MAX_UNANSWERED {
                break;
            }
        }
        answers
    }
}

/// Returns another value of the same length.
fn altered(secret: &str) -> String {
    let mut chars: Vec<char> = secret.chars().collect();
    if let Some(last) = chars.last_mut() {
        *last = if *last == 'x' { 'y' } else { 'x' };
    }
    chars.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_altered_secret_is_as_long_and_different() {
        for secret in ["x", "hush", "sx", "é"] {
            let other = altered(secret);
            assert_ne!(other, secret);
            assert_eq!(other.chars().count(), secret.chars().count());
        }
    }
}
