//! Sends the events that `trigger` planned, reports each response, and prints a summary.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::api::ApiError;
use crate::clock::Speed;
use crate::cmd::refusal_hint;
use crate::context::Context;
use crate::error::Error;
use crate::events::Event;
use crate::events::call_scenario::ScenarioEvent;
use crate::events::sample_call::{Direction, SampleCall};
use crate::http::is_loopback;
use crate::http::webhook_sender::{PostError, SERVICE_TIMEOUT, WebhookSender};
use crate::json::edit::{self, Edit};
use crate::render::Format;
use crate::render::posts::Post;
use crate::terminal::sanitize;

/// Requests under way at once with a rate. A handler that answers in the 5 s it has then still gets 12/s.
const UNDER_WAY: usize = 64;
/// Lines of an answer's body that are shown when one event is sent.
const BODY_LINES: usize = 5;

/// The events to send and their target.
pub(super) struct TriggerPlan {
    pub(super) url: url::Url,
    /// The events of one call, in order.
    pub(super) events: Vec<ScenarioEvent>,
    pub(super) direction: Direction,
    pub(super) edits: Vec<Edit>,
    /// The number of calls.
    pub(super) count: u32,
    /// Events a second.
    pub(super) rate: Option<f64>,
    /// The speed of the call; `None` for events without a duration.
    pub(super) speed: Option<Speed>,
}

impl TriggerPlan {
    /// Prints a curl line an event, and sends nothing.
    pub(super) fn print_curl(&self, context: &Context, headers: &[String]) -> Result<(), Error> {
        let mut rng = fastrand::Rng::new();
        let headers: String = headers
            .iter()
            .map(|header| format!(" -H {header}"))
            .collect();
        for _ in 0..self.count {
            let cast = SampleCall::new(self.direction, context.clock.now(), &mut rng);
            for scene in &self.events {
                let body = self.body(scene, &cast, context.clock.now(), &mut rng)?;
                let line = format!(
                    "curl -X POST {} -H 'Content-Type: application/json'{headers} -d {}",
                    shell_words::quote(self.url.as_str()),
                    shell_words::quote(&body),
                );
                context.terminal.line(&sanitize(&line))?;
            }
        }
        Ok(())
    }

    /// Sends all and reports.
    pub(super) async fn send(
        &self,
        context: &Context,
        headers: &[(String, String)],
    ) -> Result<(), Error> {
        if self.url.scheme() == "http" && !headers.is_empty() && !is_loopback(&self.url) {
            let warning = "warning: over plain http the headers can be read on the way";
            context.terminal.complain(warning);
        }
        let timeout = context.options.limits.timeout.min(SERVICE_TIMEOUT);
        let poster = WebhookSender::new(&self.url, headers, timeout)
            .map_err(|error| Error::usage(error.to_string()))?;
        let mut run = Run {
            context,
            url: self.url.to_string(),
            alone: self.count == 1 && self.events.len() == 1,
            headers: headers.iter().map(|(name, _)| name.clone()).collect(),
            under_way: JoinSet::new(),
            tally: TriggerCounts::default(),
        };
        let mut rng = fastrand::Rng::new();
        let most = if self.rate.is_some() { UNDER_WAY } else { 1 };
        let mut due = Instant::now();
        for _ in 0..self.count {
            let (lap, start) = (due, self.start(context.clock.now()));
            let cast = SampleCall::new(self.direction, start, &mut rng);
            for scene in &self.events {
                run.wait(
                    self.rate.map_or_else(|| lap + self.real(scene.at), |_| due),
                    most,
                )
                .await?;
                let now = context.clock.now();
                let at = self.speed.map_or(now, |_| start + signed(scene.at));
                let body = self.body(scene, &cast, at, &mut rng)?;
                run.post(&poster, body);
                due += self
                    .rate
                    .map_or(Duration::ZERO, |rate| Duration::from_secs_f64(1.0 / rate));
            }
            due += self.real(self.length());
        }
        run.wait(Instant::now(), 1).await?;
        run.finish()
    }

    fn body(
        &self,
        scene: &ScenarioEvent,
        cast: &SampleCall,
        at: Timestamp,
        rng: &mut fastrand::Rng,
    ) -> Result<String, Error> {
        let body = cast.body(scene.kind, at, scene.talked.map(signed), rng);
        edit::apply_all(&body, &self.edits)
            .map_err(|problem| Error::usage(format!("--set: {}: {problem}", scene.kind.name())))
    }

    fn length(&self) -> Duration {
        self.events.last().map_or(Duration::ZERO, |scene| scene.at)
    }

    /// Time of the story on our clock.
    fn real(&self, told: Duration) -> Duration {
        self.speed.map_or(Duration::ZERO, |speed| speed.real(told))
    }

    /// Returns the start time of the call. An accelerated call ends now, so that none of its times
    /// are in the future.
    fn start(&self, now: Timestamp) -> Timestamp {
        now - signed(self.length().saturating_sub(self.real(self.length())))
    }
}

fn signed(duration: Duration) -> SignedDuration {
    // Stories last seconds.
    SignedDuration::try_from(duration).unwrap_or_default()
}

/// The requests in flight, and the results of the others.
struct Run<'a> {
    context: &'a Context,
    url: String,
    alone: bool,
    /// Names of the headers beside the content type.
    headers: Vec<String>,
    /// The requests in flight, with the body of each.
    under_way: JoinSet<(Post, String)>,
    tally: TriggerCounts,
}

#[derive(Default)]
struct TriggerCounts {
    sent: u32,
    taken: u32,
    /// The first status that is not 2xx, and how many had one.
    refused: Option<(u16, u32)>,
    /// The first request that got no response.
    unanswered: Option<PostError>,
    not_200: bool,
}

impl Run<'_> {
    fn post(&mut self, poster: &WebhookSender, body: String) {
        let (poster, url) = (poster.clone(), self.url.clone());
        self.under_way.spawn(async move {
            let event = Event::read(body.as_bytes());
            let outcome = poster.post(body.clone()).await;
            let post = Post {
                event,
                url,
                outcome,
            };
            (post, body)
        });
    }

    /// Until `due` has come and fewer than `most` are under way; answers are shown as they come.
    async fn wait(&mut self, due: Instant, most: usize) -> Result<(), Error> {
        loop {
            let idle = self.under_way.is_empty();
            tokio::select! {
                biased;
                Some(done) = self.under_way.join_next(), if !idle => {
                    let (post, sent) = done.map_err(|error| Error::failed(error.to_string(), None))?;
                    self.show(&post, &sent)?;
                }
                () = tokio::time::sleep_until(due), if self.under_way.len() < most => return Ok(()),
            }
        }
    }

    fn show(&mut self, post: &Post, sent: &str) -> Result<(), Error> {
        self.tally.add(post);
        self.context
            .trace(|| post.trace(&self.headers, &[], sent.as_bytes()));
        let (format, terminal) = (self.context.format(), &self.context.terminal);
        let line = post.line(format, terminal);
        if format.is_json() {
            return self.context.write_json(&line);
        }
        terminal.line(&line)?;
        if self.alone && format == Format::Table {
            let rest = post.more_lines(BODY_LINES, terminal);
            if !rest.is_empty() {
                terminal.line(&rest)?;
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<(), Error> {
        let tally = &self.tally;
        if tally.not_200 {
            self.context
                .terminal
                .note("note: the service counts 200 alone as taken and would send this again");
        }
        let of = |count: u32| match tally.sent {
            1 => String::new(),
            sent => format!(" to {count} of {sent} events"),
        };
        if let Some((status, count)) = tally.refused {
            let message = format!("{} answered {status}{}", self.url, of(count));
            return Err(Error::failed(message, refusal_hint(status)));
        }
        if let Some(error) = &tally.unanswered {
            let count = tally.sent - tally.taken;
            return Err(ApiError::Network(format!("{}: {error}{}", self.url, of(count))).into());
        }
        if tally.sent > 1 {
            self.context
                .terminal
                .note(&format!("{} events, all taken", tally.sent));
        }
        Ok(())
    }
}

impl TriggerCounts {
    fn add(&mut self, post: &Post) {
        self.sent += 1;
        match &post.outcome {
            Ok(_) if post.is_taken() => self.taken += 1,
            Ok(posted) => self.refused.get_or_insert((posted.status, 0)).1 += 1,
            Err(error) => {
                self.unanswered.get_or_insert_with(|| error.clone());
            }
        }
        self.not_200 |= post.is_taken() && post.status() != Some(200);
    }
}
