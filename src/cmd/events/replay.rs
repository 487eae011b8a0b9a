//! `chirp events replay`: posts recorded events again, to wherever the user says.

use std::ops::ControlFlow;
use std::time::Duration;

use clap::Args;
use jiff::Timestamp;
use tokio::time::Instant;

use crate::api::ApiError;
use crate::cmd::events::filter::Filter;
use crate::cmd::events::{journal, one, open, report_damage, selection};
use crate::cmd::{speed, webhook_url};
use crate::context::Context;
use crate::error::Error;
use crate::events::Event;
use crate::events::entry::{Entry, Record};
use crate::http::post::Poster;
use crate::json::edit::{self, Edit};
use crate::json::text_of;
use crate::receiver::forwarder;
use crate::receiver::journal::Reader;
use crate::render::entries::curl_line;
use crate::render::posts::Post;
use crate::terminal::inert;

/// A pause that a person wonders about is announced.
const LONG_PAUSE: Duration = Duration::from_secs(3);

/// Post recorded events again, oldest first: body and headers as received
///
/// Example: chirp events replay --call call_abc123 --to http://127.0.0.1:3000/hook --speed 10x
///
/// The pauses between the events are as they were; --speed shortens them, --now leaves them out. The
/// secret of CHIRP_WEBHOOK_SECRET goes along. What listen forwards and answers is not touched by it.
///
/// Exit code: 0 when every answer was 2xx, 1 when one was not, 6 when none came.
#[derive(Debug, Args)]
pub(crate) struct Replay {
    /// Numbers in the journal or eventIds; else the flags below select
    #[arg(value_name = "SEQ|EVENT-ID")]
    entries: Vec<String>,
    #[command(flatten)]
    filter: Filter,
    /// All recorded events
    #[arg(long, conflicts_with = "entries")]
    all: bool,
    /// Where to post
    #[arg(long, value_name = "URL", value_parser = webhook_url)]
    to: url::Url,
    /// How fast the time between the events passes, such as 10x
    #[arg(long, value_name = "FACTOR", default_value = "1x", value_parser = speed)]
    speed: f64,
    /// One right after the other
    #[arg(long, conflicts_with = "speed")]
    now: bool,
    /// Change the body: PATH=TEXT or PATH:=JSON, such as eventId=evt_new; repeat for more
    #[arg(long = "set", value_name = "PATH=VALUE", value_parser = Edit::parse)]
    edits: Vec<Edit>,
    /// The header that carries CHIRP_WEBHOOK_SECRET
    #[arg(long, value_name = "NAME", default_value = "X-Webhook-Secret")]
    secret_header: String,
}

/// How the posts went.
#[derive(Default)]
struct Tally {
    sent: u32,
    taken: u32,
    refused: Option<u16>,
    unanswered: Option<String>,
}

impl Replay {
    pub(super) async fn run(self, context: &Context) -> Result<(), Error> {
        let mut reader = open(context)?.ok_or_else(|| Error::NotFound("no events".into()))?;
        let chosen = self.choose(context, &mut reader)?;
        if chosen.is_empty() {
            return Err(Error::NotFound("no recorded event is meant".into()));
        }
        let poster = self.poster(context)?;
        let (mut tally, start, first) = (Tally::default(), Instant::now(), chosen[0].1);
        for (seq, at) in chosen {
            let Some(entry) = reader.get(seq).map_err(journal)? else {
                continue;
            };
            let body = self.body(&entry)?;
            if context.options.dry_run {
                print_curl(context, entry, body, &self.to)?;
                continue;
            }
            self.pause(
                context,
                start,
                Duration::try_from(at.duration_since(first)).unwrap_or_default(),
            )
            .await;
            let post = Post {
                event: Event::read(&body),
                url: self.to.to_string(),
                outcome: poster
                    .post_with(&forwarder::received_headers(&entry), body)
                    .await,
            };
            tally.add(&post);
            let (format, terminal) = (context.format(), &context.terminal);
            terminal.line(&post.line(format, terminal))?;
        }
        tally.finish(&self.to)?;
        report_damage(&reader)
    }

    /// Number and time of the events that are meant, oldest first.
    fn choose(
        &self,
        context: &Context,
        reader: &mut Reader,
    ) -> Result<Vec<(i64, Timestamp)>, Error> {
        let mut chosen = Vec::new();
        let is_event = |entry: &Entry| matches!(entry.record, Record::Event { .. });
        for name in &self.entries {
            let entry = one(reader, name)?.filter(is_event);
            let missing = || Error::NotFound(format!("no event {} in the journal", inert(name)));
            let entry = entry.ok_or_else(missing)?;
            chosen.push((entry.seq, entry.at));
        }
        if !self.entries.is_empty() {
            chosen.sort_unstable();
            return Ok(chosen);
        }
        if !self.all && self.filter.is_empty() {
            let hint =
                "name a SEQ or eventId, --call, --event, --since, --number, --text, or --all";
            return Err(Error::usage_hint("which events are meant?", hint));
        }
        let each = |entry: Entry| {
            if is_event(&entry) && self.filter.wants(&entry) {
                chosen.push((entry.seq, entry.at));
            }
            ControlFlow::Continue::<Result<(), Error>>(())
        };
        let selection = selection(context, &self.filter)?;
        reader.oldest_first(&selection, each).map_err(journal)??;
        Ok(chosen)
    }

    fn poster(&self, context: &Context) -> Result<Poster, Error> {
        let secret = crate::config::env("CHIRP_WEBHOOK_SECRET");
        let headers: Vec<(String, String)> = secret
            .map(|secret| (self.secret_header.clone(), secret))
            .into_iter()
            .collect();
        Poster::new(&self.to, &headers, context.options.limits.timeout)
            .map_err(|error| Error::usage(error.to_string()))
    }

    /// The body as received, or with the edits.
    fn body(&self, entry: &Entry) -> Result<Vec<u8>, Error> {
        let Record::Event { body, .. } = &entry.record else {
            return Ok(Vec::new());
        };
        if self.edits.is_empty() {
            return Ok(body.clone());
        }
        let text = text_of(body).unwrap_or_default();
        let edited = edit::apply_all(text, &self.edits);
        edited
            .map(String::into_bytes)
            .map_err(|problem| Error::usage(format!("--set: #{}: {problem}", entry.seq)))
    }

    /// Until so much of recorded time has passed since the first.
    async fn pause(&self, context: &Context, start: Instant, recorded: Duration) {
        if self.now {
            return;
        }
        let due = start + recorded.div_f64(self.speed);
        let left = due.saturating_duration_since(Instant::now());
        if left >= LONG_PAUSE {
            context
                .terminal
                .note(&format!("next in {} s", left.as_secs()));
        }
        tokio::time::sleep(left).await;
    }
}

fn print_curl(
    context: &Context,
    mut entry: Entry,
    new: Vec<u8>,
    to: &url::Url,
) -> Result<(), Error> {
    if let Record::Event { body, .. } = &mut entry.record {
        *body = new;
    }
    Ok(context.terminal.line(&curl_line(&entry, to.as_str()))?)
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
        let left = format!(
            "{} of {} events were not taken",
            self.sent - self.taken,
            self.sent
        );
        match (self.refused, self.unanswered) {
            (Some(status), _) => Err(Error::failed(
                format!("{to} answered {status}; {left}"),
                None,
            )),
            (None, Some(error)) => Err(ApiError::Network(format!("{to}: {error}; {left}")).into()),
            (None, None) => Ok(()),
        }
    }
}
