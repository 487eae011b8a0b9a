//! `chirp trigger`: sends the vendor's sample events, fresh, to a handler.

mod send;

use std::time::Duration;

use clap::{Args, ValueEnum};

use crate::cmd::{header_name, headers_with_secret, speed, webhook_url};
use crate::context::Context;
use crate::error::Error;
use crate::events::EventKind;
use crate::events::call_scenario::{self, Scene};
use crate::events::kind::{matches_glob, nearest_name};
use crate::events::sample_call;
use crate::json::edit::Edit;
use crate::render::{Format, json};
use crate::terminal::clip;

/// Send sample events to a handler
///
/// Example: chirp trigger calls.initiated --to http://127.0.0.1:3000/webhooks/chirp
///
/// Each event is the vendor's sample with fresh ids and present times; those of one run belong to one
/// call. The secret of CHIRP_WEBHOOK_SECRET goes along in X-Webhook-Secret. No API key is needed, and
/// nothing but the handler is spoken to. Like the service, it waits 5 s for an answer (--timeout can
/// shorten that).
///
/// Exit code: 0 when every answer was 2xx, 1 when one was not, 6 when none came.
#[derive(Debug, Args)]
pub(crate) struct Trigger {
    /// Event names or globs, such as calls.completed or 'calls.recording.*'
    #[arg(
        value_name = "EVENT|GLOB",
        required_unless_present_any = ["story", "list"],
        value_parser = known_event
    )]
    events: Vec<String>,
    /// Where to post
    #[arg(long, value_name = "URL", value_parser = webhook_url, required_unless_present = "list")]
    to: Option<url::Url>,
    /// A call's life in order, with its pauses (see --speed), instead of single events
    #[arg(long, value_enum, conflicts_with = "events")]
    story: Option<Story>,
    /// Which way the call goes; by default as the event or story usually does (calls.initiated: inbound)
    #[arg(long, value_enum)]
    direction: Option<Direction>,
    /// Change the body: PATH=TEXT or PATH:=JSON, such as data.call.from=+15550001111; repeat for more
    #[arg(long = "set", value_name = "PATH=VALUE", value_parser = Edit::parse)]
    edits: Vec<Edit>,
    /// How many times, each as a call of its own
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    count: u32,
    /// How many events a second, such as 50/s; else each waits for the answer before
    #[arg(long, value_name = "N/s", value_parser = rate, conflicts_with = "story")]
    rate: Option<f64>,
    /// How fast a story passes, such as 10x
    #[arg(long, value_name = "FACTOR", default_value = "1x", value_parser = speed)]
    speed: f64,
    /// A further header; NAME=@FILE reads a file, NAME=$VARIABLE the environment
    #[arg(long = "header", value_name = "NAME=VALUE", value_parser = crate::api::check::pair)]
    headers: Vec<(String, String)>,
    /// The header that carries CHIRP_WEBHOOK_SECRET
    #[arg(long, value_name = "NAME", default_value = "X-Webhook-Secret", value_parser = header_name)]
    secret_header: String,
    /// Show the events that can be sent
    #[arg(long, conflicts_with_all = ["to", "story", "events"])]
    list: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Direction {
    Inbound,
    Outbound,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Story {
    /// It is answered, ends after a while, and was recorded
    Answered,
    /// Nobody takes it
    Missed,
    /// The caller leaves a message
    Voicemail,
    /// It cannot be connected
    Failed,
}

impl Trigger {
    /// Sends and reports, one line an event.
    ///
    /// # Errors
    /// Bad values; a handler that refuses or cannot be reached.
    pub(crate) async fn run(self, context: &Context) -> Result<(), Error> {
        let (Some(url), false) = (self.to.clone(), self.list) else {
            return list(context);
        };
        let (scenes, direction) = self.scenes()?;
        let plan = send::Plan {
            url,
            scenes,
            direction,
            edits: self.edits.clone(),
            count: self.count,
            rate: self.rate,
            speed: self.story.map(|_| self.speed),
        };
        if context.options.dry_run {
            return plan.print_curl(context, &self.shell_headers());
        }
        let headers = headers_with_secret(&self.headers, &self.secret_header)?;
        plan.send(context, &headers).await
    }

    /// The headers as a shell would fill them in, so that `--dry-run` prints no secret.
    fn shell_headers(&self) -> Vec<String> {
        let quoted = |text: String| shell_words::quote(&text).into_owned();
        let one = |(name, value): &(String, String)| match (
            value.strip_prefix('@'),
            value.strip_prefix('$'),
        ) {
            (Some(path), _) => format!("\"{name}: $(cat {})\"", quoted(path.to_owned())),
            (_, Some(variable)) => format!("\"{name}: ${variable}\""),
            _ => quoted(format!("{name}: {value}")),
        };
        let mut headers: Vec<String> = self.headers.iter().map(one).collect();
        if crate::config::env("CHIRP_WEBHOOK_SECRET").is_some() {
            headers.push(format!("\"{}: $CHIRP_WEBHOOK_SECRET\"", self.secret_header));
        }
        headers
    }

    /// What is sent for one call, in order, and which way that call goes.
    fn scenes(&self) -> Result<(Vec<Scene>, sample_call::Direction), Error> {
        let chosen = self.direction.map(|direction| match direction {
            Direction::Inbound => sample_call::Direction::Inbound,
            Direction::Outbound => sample_call::Direction::Outbound,
        });
        if let Some(story) = self.story {
            let story = match story {
                Story::Answered => call_scenario::Story::Answered,
                Story::Missed => call_scenario::Story::Missed,
                Story::Voicemail => call_scenario::Story::Voicemail,
                Story::Failed => call_scenario::Story::Failed,
            };
            let direction = chosen.unwrap_or(story.usual_direction());
            let scenes = story.scenes(direction).ok_or_else(|| {
                let hint = "leave --direction out";
                Error::usage_hint("a voicemail is left on an inbound call only", hint)
            })?;
            return Ok((scenes, direction));
        }
        let kinds = kinds(&self.events);
        let inbound =
            |kind: &EventKind| matches!(kind, EventKind::Initiated | EventKind::VoicemailReceived);
        let usual = match kinds.iter().any(inbound) {
            true => sample_call::Direction::Inbound,
            false => sample_call::Direction::Outbound,
        };
        let scenes = kinds.into_iter().map(Scene::alone).collect();
        Ok((scenes, chosen.unwrap_or(usual)))
    }
}

/// A name or glob that some documented event fits, for clap.
fn known_event(pattern: &str) -> Result<String, String> {
    let fits = |kind: EventKind| matches_glob(pattern, kind.name());
    if EventKind::ALL.into_iter().any(fits) {
        return Ok(pattern.to_owned());
    }
    let meant = nearest_name(pattern)
        .map(|near| format!("did you mean {near}? "))
        .unwrap_or_default();
    Err(format!(
        "no such event; {meant}chirp trigger --list shows them; --set event=NAME sends any other name"
    ))
}

/// The events that the names and globs stand for, in the order given, each once.
fn kinds(patterns: &[String]) -> Vec<EventKind> {
    let of = |pattern: &String| {
        let fits = |kind: &EventKind| matches_glob(pattern, kind.name());
        EventKind::ALL.into_iter().filter(fits).collect::<Vec<_>>()
    };
    let mut seen = std::collections::HashSet::new();
    let mut kinds: Vec<EventKind> = patterns.iter().flat_map(of).collect();
    kinds.retain(|kind| seen.insert(*kind));
    kinds
}

fn list(context: &Context) -> Result<(), Error> {
    let about =
        |kind: EventKind| serde_json::json!({ "event": kind.name(), "about": kind.about() });
    let terminal = &context.terminal;
    match context.format() {
        Format::Json => {
            let data = EventKind::ALL.map(about);
            let document = serde_json::json!({ "totalCount": data.len(), "data": data });
            terminal.line(&json::document(&document.to_string(), terminal))?;
        }
        format => {
            for kind in EventKind::ALL {
                terminal.line(&match format {
                    Format::Jsonl => json::line(&about(kind).to_string()),
                    Format::Plain => format!("{}\t{}", kind.name(), kind.about()),
                    _ => {
                        let line = format!("{:<25}  {}", kind.name(), kind.about());
                        match terminal.is_tty() {
                            true => clip(&line, usize::from(terminal.width())),
                            false => line,
                        }
                    }
                })?;
            }
        }
    }
    Ok(())
}

/// Reads `50/s`, `30/m` or a bare number a second.
fn rate(text: &str) -> Result<f64, String> {
    let (number, unit) = match text.split_once('/') {
        Some((number, "s")) => (number, Duration::from_secs(1)),
        Some((number, "m")) => (number, Duration::from_secs(60)),
        None => (text, Duration::from_secs(1)),
        Some(_) => ("", Duration::ZERO),
    };
    match number.parse::<f64>() {
        Ok(n) if (0.001..=10_000.0).contains(&n) => Ok(n / unit.as_secs_f64()),
        _ => Err("expected a rate such as 50/s or 30/m, at most 10000/s".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_read_and_nonsense_is_refused() {
        assert_eq!(
            (rate("50/s"), rate("30/m"), rate("2")),
            (Ok(50.0), Ok(0.5), Ok(2.0))
        );
        for odd in ["0", "-1/s", "5/h", "x", "", "1e9", "NaN"] {
            assert!(rate(odd).is_err(), "{odd}");
        }
    }

    #[test]
    fn names_and_globs_give_each_event_once() {
        let names = |patterns: &[&str]| {
            let patterns: Vec<String> = patterns.iter().map(|p| (*p).to_owned()).collect();
            kinds(&patterns).len()
        };
        assert_eq!(names(&["calls.*", "calls.busy"]), 12);
        assert_eq!(names(&["calls.busy", "calls.participant_*"]), 3);
        let problem = known_event("calls.initated").unwrap_err();
        assert!(problem.contains("did you mean calls.initiated?"));
        assert!(known_event("calls.*").is_ok());
    }
}
