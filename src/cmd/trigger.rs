//! `chirp trigger`: sends sample events to a handler.

mod send;

use clap::{Args, ValueEnum};

use crate::clock::Speed;
use crate::cmd::{headers_with_secret, rate, sendable_header, sendable_header_name, webhook_url};
use crate::context::Context;
use crate::error::Error;
use crate::events::EventKind;
use crate::events::call_scenario::{self, ScenarioEvent};
use crate::events::kind::{matches_glob, nearest_name};
use crate::events::sample_call;
use crate::json::edit::Edit;
use crate::render::{Format, json};
use crate::terminal::clip;

/// Send sample events to a handler
///
/// Example: chirp trigger calls.initiated --to http://127.0.0.1:3000/webhooks/chirp
///
/// Each event is the vendor's sample with new ids and current times; the events of one run belong to one call. The secret in
/// CHIRP_WEBHOOK_SECRET is sent as X-Webhook-Secret. No API key is needed, and only the handler is contacted. Like the
/// service, it waits 5 s for an answer (--timeout can shorten that).
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
    /// URL of the handler; 3000, :3000/path and localhost:3000 mean http on this machine
    #[arg(long, value_name = "URL", value_parser = webhook_url, required_unless_present = "list")]
    to: Option<url::Url>,
    /// Send the events of a whole call in order, with their pauses (see --speed)
    #[arg(long, value_enum, conflicts_with = "events")]
    story: Option<StoryArg>,
    /// Direction of the call [default: the usual one of the event or story]
    #[arg(long, value_enum)]
    direction: Option<DirectionArg>,
    /// Change the body: PATH=TEXT or PATH:=JSON, such as data.call.from=+15550001111; can be repeated
    #[arg(long = "set", value_name = "PATH=VALUE", value_parser = Edit::parse)]
    edits: Vec<Edit>,
    /// How many times to send, each time as a new call
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    count: u32,
    /// Events per second, such as 50/s; without it each event waits for the previous answer
    #[arg(long, value_name = "N/s", value_parser = rate, conflicts_with = "story")]
    rate: Option<f64>,
    /// Speed of a story, such as 10x
    #[arg(long, value_name = "FACTOR", default_value = "1x")]
    speed: Speed,
    /// Send this header, too; NAME=@FILE reads a file, NAME=$VARIABLE the environment
    #[arg(long = "header", value_name = "NAME=VALUE", value_parser = sendable_header)]
    headers: Vec<(String, String)>,
    /// Name of the header that carries CHIRP_WEBHOOK_SECRET
    #[arg(long, value_name = "NAME", default_value = "X-Webhook-Secret", value_parser = sendable_header_name)]
    secret_header: String,
    /// List the events that can be sent
    #[arg(long, conflicts_with_all = ["to", "story", "events"])]
    list: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum DirectionArg {
    Inbound,
    Outbound,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum StoryArg {
    /// Answered, recorded, and ended by the caller
    Answered,
    /// Not answered
    Missed,
    /// The caller leaves a voicemail
    Voicemail,
    /// Cannot be connected
    Failed,
}

impl Trigger {
    /// Sends the events and reports each answer.
    ///
    /// # Errors
    /// Bad values; a handler that rejects an event or cannot be reached.
    pub(crate) async fn run(self, context: &Context) -> Result<(), Error> {
        let (Some(url), false) = (self.to.clone(), self.list) else {
            return list(context);
        };
        let (events, direction) = self.events()?;
        let plan = send::TriggerPlan {
            url,
            events,
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

    /// Returns the headers with shell variables in place of secrets, for `--dry-run`.
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

    /// Returns the events of one call, in order, and its direction.
    fn events(&self) -> Result<(Vec<ScenarioEvent>, sample_call::Direction), Error> {
        let chosen = self.direction.map(|direction| match direction {
            DirectionArg::Inbound => sample_call::Direction::Inbound,
            DirectionArg::Outbound => sample_call::Direction::Outbound,
        });
        if let Some(story) = self.story {
            let story = match story {
                StoryArg::Answered => call_scenario::CallScenario::Answered,
                StoryArg::Missed => call_scenario::CallScenario::Missed,
                StoryArg::Voicemail => call_scenario::CallScenario::Voicemail,
                StoryArg::Failed => call_scenario::CallScenario::Failed,
            };
            let direction = chosen.unwrap_or(story.usual_direction());
            let events = story.events(direction).ok_or_else(|| {
                let hint = "leave out --direction outbound";
                Error::usage_hint("only inbound calls have voicemails", hint)
            })?;
            return Ok((events, direction));
        }
        let kinds = kinds(&self.events);
        let inbound =
            |kind: &EventKind| matches!(kind, EventKind::Initiated | EventKind::VoicemailReceived);
        let usual = match kinds.iter().any(inbound) {
            true => sample_call::Direction::Inbound,
            false => sample_call::Direction::Outbound,
        };
        let events = kinds.into_iter().map(ScenarioEvent::alone).collect();
        Ok((events, chosen.unwrap_or(usual)))
    }
}

/// Reads a name or glob that matches a documented event.
fn known_event(pattern: &str) -> Result<String, String> {
    let fits = |kind: EventKind| matches_glob(pattern, kind.name());
    if EventKind::ALL.into_iter().any(fits) {
        return Ok(pattern.to_owned());
    }
    let meant = nearest_name(pattern)
        .map(|near| format!("did you mean {near}? "))
        .unwrap_or_default();
    Err(format!(
        "no such event; {meant}chirp trigger --list lists them; --set event=NAME sends any other name"
    ))
}

/// Returns the events that match the names and globs, in the given order, each once.
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

#[cfg(test)]
mod tests {
    use super::*;

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
