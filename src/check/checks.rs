//! What is done for each point, and what the answers say.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;
use tokio::task::JoinSet;

use crate::check::Seen;
use crate::check::answers::{Answer, judge, status, word};
use crate::check::command;
use crate::check::findings::Trial;
use crate::check::fixture::Stage;
use crate::clock::Clock;
use crate::events::sample_call::{Cast, Direction};
use crate::events::{Event, EventKind};
use crate::http::webhook_sender::{PostError, WebhookSender};
use crate::json::edit::Edit;

/// How many events the burst has (the spec's retry rule makes such bursts after an outage).
const BURST: usize = 100;
/// Below Express' default limit of 100 kB, above what most handlers were tried with.
const LARGE: usize = 64 * 1024;
/// After this many answers that never came, the rest of a series is not worth its 5 s each.
const PATIENCE: usize = 2;

/// The handler under judgement, and how events for it are made.
pub struct Handler {
    /// With the secret, as the service would post.
    good: WebhookSender,
    /// Without it, and with a wrong one; `None` when there is no secret.
    bad: Option<[WebhookSender; 2]>,
    /// Where it can be rung at; `Err` says why nowhere, and how to change that.
    stage: Result<Stage, (String, String)>,
    url: url::Url,
    headers: Vec<(String, String)>,
    clock: Clock,
    rng: fastrand::Rng,
    /// No documented event got 200: no other point would tell more.
    hopeless: bool,
}

impl Handler {
    /// A handler at `url` that gets `headers`, and the secret under its header's name.
    ///
    /// # Errors
    /// [`PostError::Header`] when one of them cannot be sent.
    pub fn new(
        url: &url::Url,
        headers: &[(String, String)],
        secret: Option<(&str, &str)>,
        timeout: Duration,
        clock: Clock,
    ) -> Result<Handler, PostError> {
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
        let none = ("no sandbox".to_owned(), String::new());
        Ok(Handler {
            good: WebhookSender::new(url, &all, timeout)?,
            bad,
            stage: Err(none),
            url: url.clone(),
            headers: all,
            clock,
            rng: fastrand::Rng::new(),
            hopeless: false,
        })
    }

    /// Sets the sandbox through which an inbound call is made, or why there is none and what to do.
    pub fn with_stage(mut self, stage: Result<Stage, (String, String)>) -> Handler {
        self.stage = stage;
        self
    }

    /// One event, to see whether anybody is there.
    ///
    /// # Errors
    /// When no connection can be made; any answer, and none, will do.
    pub(super) async fn knock(&mut self) -> Result<(), PostError> {
        let body = self.event(EventKind::Ringing);
        match self.good.post(body).await {
            Err(error @ PostError::Connect(_)) => Err(error),
            _ => Ok(()),
        }
    }

    pub(super) async fn try_point(&mut self, trial: Trial) -> Seen {
        if self.hopeless {
            let how = "mend the first point, then run it again";
            return Seen::skip("no event was answered with 200", how);
        }
        match trial {
            Trial::EveryEvent => self.every_event().await,
            Trial::Duplicate => self.duplicate().await,
            Trial::UnknownEvent => self.unknown_event().await,
            Trial::UnknownField => self.unknown_field().await,
            Trial::NullField => self.null_field().await,
            Trial::Disorder => self.disorder().await,
            Trial::LargeBody => self.large_body().await,
            Trial::Burst => self.burst().await,
            Trial::MissingSecret => self.bad_secret(0).await,
            Trial::WrongSecret => self.bad_secret(1).await,
            Trial::Command => self.command().await,
        }
    }

    async fn every_event(&mut self) -> Seen {
        let (now, rng) = (self.clock.now(), &mut self.rng);
        let outbound = Cast::new(Direction::Outbound, now, rng);
        let inbound = Cast::new(Direction::Inbound, now, rng);
        let mut bodies = vec![inbound.body(EventKind::Initiated, now, None, rng)];
        bodies.extend(EventKind::ALL.map(|kind| outbound.body(kind, now, None, rng)));
        let answers = self.post_all(bodies).await;
        self.hopeless = !answers
            .iter()
            .any(|(_, answer)| status(answer) == Some(200));
        judge(answers.iter().map(|(name, answer)| (name.as_str(), answer)))
    }

    async fn duplicate(&mut self) -> Seen {
        let body = self.event(EventKind::Completed);
        let first = self.good.post(body.clone()).await;
        let second = self.good.post(body).await;
        let came = format!("first {}, then {}", word(&first), word(&second));
        match (status(&first), status(&second)) {
            (Some(200), Some(200)) => Seen::pass("200 both times"),
            (Some(200), Some(409)) => Seen::fail(came).mend(
                "a duplicate is no conflict to the sender: answer 200, or it comes four more times",
            ),
            _ => Seen::fail(came),
        }
    }

    async fn unknown_event(&mut self) -> Seen {
        let now = self.clock.now();
        let call = self.edited(
            EventKind::Ringing,
            now,
            &[("event", json!("calls.teleported"))],
        );
        let sms = json!({
            "event": "messages.sms.received",
            "timestamp": crate::clock::iso_millis(now),
            "data": { "message": { "from": "+15559876543", "text": "hello" } },
        });
        self.series(vec![call, sms.to_string()]).await
    }

    async fn unknown_field(&mut self) -> Seen {
        let new = json!({ "nested": [1, null, { "deep": true }] });
        let edits = [
            ("apiVersion", json!("2031-01-01")),
            ("data.routing", new),
            ("data.call.sipCallId", json!("a84b4c76e66710")),
        ];
        let body = self.edited(EventKind::Initiated, self.clock.now(), &edits);
        self.series(vec![body]).await
    }

    async fn null_field(&mut self) -> Seen {
        let edits = [("data.voicemail.transcription", json!(null))];
        let body = self.edited(EventKind::VoicemailReceived, self.clock.now(), &edits);
        self.series(vec![body]).await
    }

    async fn disorder(&mut self) -> Seen {
        let (now, rng) = (self.clock.now(), &mut self.rng);
        let call = Cast::new(Direction::Outbound, now, rng);
        let order = [
            EventKind::RecordingCompleted,
            EventKind::Completed,
            EventKind::Answered,
            EventKind::Initiated,
        ];
        let bodies = order.map(|kind| call.body(kind, now, None, rng));
        self.series(bodies.into()).await
    }

    async fn large_body(&mut self) -> Seen {
        let edits = [("data.call.metadata", json!({ "note": "x".repeat(LARGE) }))];
        let body = self.edited(EventKind::Initiated, self.clock.now(), &edits);
        self.series(vec![body]).await
    }

    async fn burst(&mut self) -> Seen {
        let mut posts = JoinSet::new();
        for _ in 0..BURST {
            let (body, poster) = (self.event(EventKind::Completed), self.good.clone());
            posts.spawn(async move { poster.post(body).await });
        }
        let answers = posts.join_all().await;
        judge(answers.iter().map(|answer| ("calls.completed", answer)))
    }

    /// Refused means a 4xx; `which` is 0 without the header and 1 with a wrong value.
    async fn bad_secret(&mut self, which: usize) -> Seen {
        let body = self.event(EventKind::Initiated);
        let Some(posters) = &self.bad else {
            let how =
                "give the secret that the handler expects: CHIRP_WEBHOOK_SECRET=… chirp check …";
            return Seen::skip("no secret is set", how);
        };
        let answer = posters[which].post(body).await;
        match status(&answer) {
            Some(401 | 403) => Seen::pass(word(&answer)),
            Some(400..=499) => Seen::pass(format!("{} (401 is the usual answer)", word(&answer))),
            Some(500..) => Seen::fail(word(&answer)).mend(
                "refuse on purpose: answer 401 where the header is not right, before it is used",
            ),
            _ => Seen::fail(word(&answer)),
        }
    }

    async fn command(&mut self) -> Seen {
        match &self.stage {
            Err((why, how)) => Seen::skip(why, how),
            Ok(stage) => command::command(stage, &self.url, &self.headers).await,
        }
    }

    /// Posts one after the other; each must get 200 in time.
    async fn series(&mut self, bodies: Vec<String>) -> Seen {
        let answers = self.post_all(bodies).await;
        judge(answers.iter().map(|(name, answer)| (name.as_str(), answer)))
    }

    /// The answers to the bodies, by event name; a handler that keeps silent is not asked further.
    async fn post_all(&mut self, bodies: Vec<String>) -> Vec<(String, Answer)> {
        let (mut answers, mut silent) = (Vec::new(), 0);
        for body in bodies {
            let name = Event::read(body.as_bytes()).map(|event| event.name);
            let answer = self.good.post(body).await;
            silent += usize::from(answer.is_err());
            answers.push((name.unwrap_or_default(), answer));
            if silent == PATIENCE {
                break;
            }
        }
        answers
    }

    fn event(&mut self, kind: EventKind) -> String {
        self.edited(kind, self.clock.now(), &[])
    }

    fn edited(
        &mut self,
        kind: EventKind,
        at: Timestamp,
        edits: &[(&str, serde_json::Value)],
    ) -> String {
        let direction = match kind {
            EventKind::VoicemailReceived => Direction::Inbound,
            _ => Direction::Outbound,
        };
        let call = Cast::new(direction, at, &mut self.rng);
        let mut body = call.body(kind, at, None, &mut self.rng);
        for (path, value) in edits {
            let path = path.split('.').map(str::to_owned).collect();
            let edit = Edit {
                path,
                value: value.to_string(),
            };
            body = edit.apply(&body).expect("samples are objects throughout");
        }
        body
    }
}

/// Another value of the same length.
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
