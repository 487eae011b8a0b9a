//! `chirp events replay`: posts recorded events again, to wherever the user says.

use std::ops::ControlFlow;
use std::time::Duration;

use clap::Args;
use jiff::Timestamp;
use tokio::time::Instant;

use crate::api::ApiError;
use crate::clock::Speed;
use crate::cmd::events::filter::Filter;
use crate::cmd::events::{one, open, report_damage};
use crate::cmd::{header_name, refusal_hint, webhook_url};
use crate::context::Context;
use crate::error::Error;

use crate::events::entry::{Action, Entry, Record};
use crate::events::{Event, ids};
use crate::fleet::Reader;
use crate::http::webhook_sender::WebhookSender;
use crate::json::edit::{self, Edit};
use crate::json::text_of;
use crate::receiver::consumers::forward;
use crate::render::entries::{bytes_of, curl_line};
use crate::render::human;
use crate::render::posts::Post;
use crate::terminal::sanitize;

/// A pause that a person wonders about is announced.
const LONG_PAUSE: Duration = Duration::from_secs(3);

/// The options that select events when no id is given.
const SELECTORS: [&str; 8] = [
    "all", "call", "event", "types", "since", "until", "number", "text",
];

/// Post recorded events again, oldest first: body and headers as received
///
/// Example: chirp events replay --call call_abc123 --to http://127.0.0.1:3000/hook --speed 10x
///
/// The pauses between the events are as they were; --speed shortens them, --now leaves them out. The
/// secret of CHIRP_WEBHOOK_SECRET goes along. What listen forwards and answers is not touched by it.
///
/// Quarantined bodies are posted, as they came, when they are named by number or by --type quarantined.
///
/// Exit code: 0 when every answer was 2xx, 1 when one was not, 6 when none came.
#[derive(Debug, Args)]
pub(crate) struct Replay {
    /// Numbers in the journal or eventIds; else the flags below select
    #[arg(
        value_name = "SEQ|EVENT-ID",
        conflicts_with_all = SELECTORS,
        required_unless_present_any = SELECTORS
    )]
    entries: Vec<String>,
    #[command(flatten)]
    filter: Filter,
    /// All recorded events
    #[arg(long)]
    all: bool,
    /// Where to post
    #[arg(long, value_name = "URL", value_parser = webhook_url)]
    to: url::Url,
    /// How fast the time between the events passes, such as 10x
    #[arg(long, value_name = "FACTOR", default_value = "1x")]
    speed: Speed,
    /// One right after the other
    #[arg(long, conflicts_with = "speed")]
    now: bool,
    /// Change the body: PATH=TEXT or PATH:=JSON, such as data.call.duration:=3600; repeat for more
    #[arg(long = "set", value_name = "PATH=VALUE", value_parser = Edit::parse)]
    edits: Vec<Edit>,
    /// Give each event an eventId of its own, so that nothing takes it for a repetition
    #[arg(long)]
    fresh_ids: bool,
    /// The header that carries CHIRP_WEBHOOK_SECRET
    #[arg(long, value_name = "NAME", default_value = "X-Webhook-Secret", value_parser = header_name)]
    secret_header: String,
}

/// The member of a body that distinguishes a repetition from a new event.
const EVENT_ID: &str = "eventId";

/// The results of the posts.
#[derive(Default)]
struct Tally {
    sent: u32,
    taken: u32,
    refused: Option<u16>,
    unanswered: Option<String>,
}

impl Replay {
    pub(super) async fn run(self, context: &Context) -> Result<(), Error> {
        let mut reader = open(context, &self.filter.journal)?
            .ok_or_else(|| Error::NotFound("no events".into()))?;
        let chosen = self.choose(context, &mut reader)?;
        if chosen.is_empty() {
            return Err(Error::NotFound("no recorded event is meant".into()));
        }
        let poster = self.poster(context)?;
        self.warn_of_one_id(context, chosen.len());
        let mut rng = fastrand::Rng::new();
        let (mut tally, start, first) = (Tally::default(), Instant::now(), chosen[0].1);
        for (seq, at) in chosen {
            let Some(entry) = reader.get(seq)? else {
                continue;
            };
            let body = self.body(&entry, context.clock.now(), &mut rng)?;
            if context.options.dry_run {
                let secret = secret().map(|_| self.secret_header.as_str());
                let line = curl_line(&entry.record, &body, self.to.as_str(), secret, false);
                context.terminal.line(&line)?;
                continue;
            }
            self.pause(
                context,
                start,
                Duration::try_from(at.duration_since(first)).unwrap_or_default(),
            )
            .await;
            let post = self.post(context, &poster, &entry, body).await;
            tally.add(&post);
            let (format, terminal) = (context.format(), &context.terminal);
            terminal.line(&post.line(format, terminal))?;
        }
        tally.finish(&self.to)?;
        report_damage(&reader)
    }

    async fn post(
        &self,
        context: &Context,
        poster: &WebhookSender,
        entry: &Entry,
        body: Vec<u8>,
    ) -> Post {
        let mut headers = forward::received_headers(entry);
        if entry.record.received() != Some(&*body) {
            // An edited body is plain JSON.
            headers.retain(|(name, _)| !name.eq_ignore_ascii_case("content-encoding"));
        }
        let post = Post {
            event: Event::read(&body),
            url: self.to.to_string(),
            outcome: poster.post_with(&headers, body.clone()).await,
        };
        context.trace(|| {
            let own = secret().map(|_| self.secret_header.clone());
            let own: Vec<String> = own.into_iter().collect();
            post.trace(&own, &headers, &body)
        });
        post
    }

    /// Returns number and time of the selected events, oldest first.
    fn choose(
        &self,
        context: &Context,
        reader: &mut Reader,
    ) -> Result<Vec<(i64, Timestamp)>, Error> {
        if !self.entries.is_empty() {
            return self.named(context, reader);
        }
        let wanted = self.filter.wanted(context, "events replay --call")?;
        let (mut chosen, mut quarantined) = (Vec::new(), 0);
        let each = |entry: Entry| {
            let asked_for = matches!(entry.record, Record::Event { .. })
                || (self.filter.names(&entry.record) && bytes_of(&entry.record).is_some());
            match wanted.wants(&entry) {
                true if asked_for => chosen.push((entry.seq, entry.at)),
                true if matches!(entry.record, Record::Quarantined { .. }) => quarantined += 1,
                _ => {}
            }
            ControlFlow::Continue::<Result<(), Error>>(())
        };
        let selection = &wanted.selection;
        reader.oldest_first(selection, each)??;
        if quarantined > 0 {
            let count = human::count(quarantined, "quarantined body", "quarantined bodies");
            context.terminal.note(&format!(
                "left out: {count}; --type event,quarantined posts them, too"
            ));
        }
        Ok(chosen)
    }

    /// Those that were named.
    fn named(&self, context: &Context, reader: &Reader) -> Result<Vec<(i64, Timestamp)>, Error> {
        let mut chosen = Vec::new();
        for name in &self.entries {
            let entry = one(context, reader, name)?;
            match &entry.record {
                Record::Event { .. } | Record::Conflict { .. } => {}
                Record::Quarantined { reason, .. } => context.terminal.note(&format!(
                    "#{} is quarantined ({}): its body is posted as it came",
                    entry.seq,
                    sanitize(reason)
                )),
                Record::Duplicate { of, .. } | Record::Action(Action { of, .. }) => {
                    let (seq, kind) = (entry.seq, entry.record.type_name());
                    return Err(Error::usage_hint(
                        format!("#{seq} is a {kind} entry about #{of} and has no body to post"),
                        format!("chirp events replay {of} --to {}", self.to),
                    ));
                }
            }
            chosen.push((entry.seq, entry.at));
        }
        chosen.sort_unstable();
        Ok(chosen)
    }

    fn poster(&self, context: &Context) -> Result<WebhookSender, Error> {
        let headers: Vec<(String, String)> = secret()
            .map(|secret| (self.secret_header.clone(), secret))
            .into_iter()
            .collect();
        WebhookSender::new(&self.to, &headers, context.options.limits.timeout)
            .map_err(|error| Error::usage(error.to_string()))
    }

    /// The body as received, or with the edits.
    fn body(
        &self,
        entry: &Entry,
        now: Timestamp,
        rng: &mut fastrand::Rng,
    ) -> Result<Vec<u8>, Error> {
        let body = bytes_of(&entry.record).unwrap_or_default();
        let fresh = self.fresh_ids.then(|| Edit {
            path: vec![EVENT_ID.to_owned()],
            value: format!("\"{}\"", ids::fresh("evt_", now, rng)),
        });
        let edits: Vec<Edit> = fresh.into_iter().chain(self.edits.clone()).collect();
        if edits.is_empty() {
            return Ok(entry.record.received().unwrap_or_default().to_vec());
        }
        let problem =
            |problem| Error::usage(format!("#{} cannot be changed: {problem}", entry.seq));
        let text = text_of(body).ok_or_else(|| problem("the body is not JSON".to_owned()))?;
        let edited = edit::apply_all(text, &edits).map_err(problem)?;
        Ok(edited.into_bytes())
    }

    /// Bodies with the same id are conflicts, except the first.
    fn warn_of_one_id(&self, context: &Context, count: usize) {
        if count > 1 && self.edits.iter().any(|edit| edit.path == [EVENT_ID]) {
            context.terminal.complain(&format!(
                "warning: {count} events get the same eventId; --fresh-ids gives each its own"
            ));
        }
    }

    /// Waits until this much recorded time has passed since the first event.
    async fn pause(&self, context: &Context, start: Instant, recorded: Duration) {
        if self.now {
            return;
        }
        let due = start + self.speed.real(recorded);
        let left = due.saturating_duration_since(Instant::now());
        if left >= LONG_PAUSE {
            context
                .terminal
                .note(&format!("next in {} s", left.as_secs()));
        }
        tokio::time::sleep(left).await;
    }
}

fn secret() -> Option<String> {
    crate::config::env("CHIRP_WEBHOOK_SECRET")
}

impl Tally {
    fn add(&mut self, post: &Post) {
        self.sent += 1;
        match &post.outcome {
            Ok(_) if post.is_taken() => self.taken += 1,
            Ok(posted) => self.refused = self.refused.or(Some(posted.status)),
            Err(error) => self.unanswered = self.unanswered.take().or(Some(error.to_string())),
        }
    }

    fn finish(self, to: &url::Url) -> Result<(), Error> {
        let left = match self.sent {
            1 => "the event was not taken".to_owned(),
            sent => format!("{} of {sent} events were not taken", sent - self.taken),
        };
        match (self.refused, self.unanswered) {
            (Some(status), _) => Err(Error::failed(
                format!("{to} answered {status}; {left}"),
                refusal_hint(status),
            )),
            (None, Some(error)) => Err(ApiError::Network(format!("{to}: {error}; {left}")).into()),
            (None, None) => Ok(()),
        }
    }
}
