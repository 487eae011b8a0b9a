//! `chirp calls watch`: a call followed to its end, by asking the API and looking at the journal.

use std::ops::ControlFlow;
use std::time::Duration;

use clap::Args;
use jiff::tz::TimeZone;
use tokio::time::Instant;

use crate::api::types::{Call, is_final_status};
use crate::api::{ApiError, Reply, calls, trace};
use crate::cmd::CallArg;
use crate::config;
use crate::context::{Choice, Context};
use crate::error::Error;
use crate::events::ResourceId;
use crate::events::entry::Record;
use crate::events::{Entry, EventKind};
use crate::receiver::journal::{Reader, Selection};
use crate::render::calls::{Change, change_line, change_object};
use crate::render::entries::{Lines, object};
use crate::terminal::{clip, sanitize};

/// Between two questions to the API: a quarter of the 120 requests a minute that a key has.
const POLL: Duration = Duration::from_secs(2);
/// The poll interval after nothing has changed for [`QUIET`].
const SLOW_POLL: Duration = Duration::from_secs(5);
const QUIET: Duration = Duration::from_secs(120);
/// Between two looks at the journal, which costs no request.
const LOOK: Duration = Duration::from_millis(250);
/// Maximum delay of the last event after the API reports the final status.
const LAST_EVENT: Duration = Duration::from_secs(2);
/// Failed questions in a row before it is given up; each has had its own retries.
const FAILURES: u32 = 5;
/// Maximum number of characters shown of a response without a status.
const MOST_SHOWN: usize = 200;

/// Follow a call to its end, a line a change
///
/// Example: chirp calls watch @last && chirp recordings download --call @last --wait
///
/// Asks the API every two seconds, and shows the call's events at once where chirp listen records
/// them. Ends with 0 when the call was completed, 1 when it failed, was busy, not answered or canceled;
/// with 6 when the API tells no status for as long as --timeout, whatever else it answers.
#[derive(Debug, Args)]
pub(crate) struct Watch {
    #[command(flatten)]
    call: CallArg,
    /// Stop watching after this long, with exit code 6; the call goes on
    #[arg(long, value_name = "DURATION", value_parser = crate::clock::duration::parse_nonzero)]
    max_duration: Option<Duration>,
}

/// The state of the watch.
struct Watching<'a> {
    context: &'a Context,
    id: ResourceId,
    status: Option<String>,
    changed: Instant,
    failures: u32,
    /// Since when the API owes a status, and [`Context::waited`] at that time.
    owed: Option<(Instant, Duration)>,
    /// Whether the user was informed about responses without a status.
    is_told: bool,
    /// The error of the last request.
    trouble: Option<Error>,
    /// The first journal entry that has not been read.
    next: i64,
    lines: Lines,
    journal: Option<Reader>,
    /// Whether events of the call were seen, and whether one of them ended it.
    has_events: bool,
    has_end: bool,
}

impl Watch {
    /// Runs the command.
    ///
    /// # Errors
    /// Returns the API's error; [`Error::Exit`] 1 when the call failed, [`Error::TimedOut`] when it
    /// did not end in time.
    pub(crate) async fn run(self, context: &Context) -> Result<(), Error> {
        let id = self
            .call
            .id(context, Choice::of("calls watch").reading())
            .await?;
        let mut watching = Watching::new(context, id);
        let Some(limit) = self.max_duration else {
            return watching.follow().await;
        };
        let ended = tokio::time::timeout(limit, watching.follow()).await;
        ended.unwrap_or_else(|_| {
            let status = watching.status.as_deref().unwrap_or("not known yet");
            let (id, status) = (&watching.id, sanitize(status));
            Err(Error::TimedOut {
                message: format!("{id} has not ended; it is {status}"),
                hint: format!("chirp calls watch {id} goes on"),
            })
        })
    }
}

impl<'a> Watching<'a> {
    fn new(context: &'a Context, id: ResourceId) -> Watching<'a> {
        let journal = reader();
        let head = journal.as_ref().and_then(|reader| reader.head().ok());
        Watching {
            context,
            id,
            status: None,
            changed: Instant::now(),
            failures: 0,
            owed: None,
            is_told: false,
            trouble: None,
            next: head.unwrap_or(0) + 1,
            lines: Lines {
                terminal: context.terminal,
                zone: TimeZone::system(),
                dated: false,
            },
            journal,
            has_events: false,
            has_end: false,
        }
    }

    async fn follow(&mut self) -> Result<(), Error> {
        loop {
            if let Some(status) = self.ask().await? {
                return match status.as_str() {
                    "completed" => Ok(()),
                    _ => Err(Error::Exit(1)),
                };
            }
            let quiet = self.changed.elapsed() > QUIET;
            let asked = Instant::now();
            let pause = if quiet { SLOW_POLL } else { POLL };
            while asked.elapsed() < pause && !self.look()? {
                let patience = self.patience();
                if patience.is_some_and(|left| left.is_zero()) {
                    return Err(self.give_up());
                }
                tokio::time::sleep(patience.unwrap_or(LOOK).min(LOOK)).await;
            }
        }
    }

    /// Asks the API; returns the status if the call is over.
    async fn ask(&mut self) -> Result<Option<String>, Error> {
        let since = (Instant::now(), self.context.waited());
        self.owed.get_or_insert(since);
        let request = calls::get(&self.id);
        let reply = tokio::select! {
            reply = self.context.send(&request) => reply,
            () = self.lose_patience() => return Err(self.give_up()),
        };
        let reply = match reply {
            Ok(reply) => reply,
            Err(error) => return self.bear(error).map(|()| None),
        };
        (self.failures, self.trouble) = (0, None);
        let status = reply.value.status.clone().unwrap_or_default();
        if status.is_empty() {
            self.wonder(&reply.text);
            return Ok(None);
        }
        (self.owed, self.is_told) = (None, false);
        if is_final_status(&status) {
            self.await_last_event().await?;
        }
        if self.status.as_ref() != Some(&status) {
            self.tell(&reply)?;
            self.changed = Instant::now();
            self.status = Some(status.clone());
        }
        Ok(is_final_status(&status).then_some(status))
    }

    /// Returns the rest of `--timeout` for the API to return the status; `None` after it did.
    /// Waiting that the API requests does not count.
    fn patience(&self) -> Option<Duration> {
        let (since, waited) = self.owed?;
        let granted = self.context.waited().saturating_sub(waited);
        let all = self.context.options.limits.timeout.saturating_add(granted);
        Some(all.saturating_sub(since.elapsed()))
    }

    /// Ends when nothing is left of it, which may be later than it seemed at first.
    async fn lose_patience(&self) {
        while let Some(left) = self.patience().filter(|left| !left.is_zero()) {
            tokio::time::sleep(left).await;
        }
    }

    fn give_up(&mut self) -> Error {
        let (id, limit) = (&self.id, self.context.options.limits.timeout.as_secs_f64());
        self.trouble.take().unwrap_or_else(|| Error::TimedOut {
            message: format!("the API has told no status of {id} for {limit} s"),
            hint: format!("chirp api GET /v1/calls/{id} -v shows what it answers"),
        })
    }

    /// Says once that there was no status.
    fn wonder(&mut self, text: &str) {
        if !std::mem::replace(&mut self.is_told, true) {
            let body = sanitize(&clip(&trace::body(text.as_bytes()), MOST_SHOWN));
            let warning =
                format!("warning: the API's answer has no status: {body}; still watching");
            self.context.terminal.complain(&warning);
        }
    }

    /// Waits briefly for the event that ends the call, if events of the call arrive here at all:
    /// they arrive after the status.
    async fn await_last_event(&mut self) -> Result<(), Error> {
        let begun = Instant::now();
        self.look()?;
        while self.has_events && !self.has_end && begun.elapsed() < LAST_EVENT {
            tokio::time::sleep(LOOK).await;
            self.look()?;
        }
        Ok(())
    }

    fn tell(&self, reply: &Reply<Call>) -> Result<(), Error> {
        let context = self.context;
        let change = Change {
            at: context.clock.now(),
            call_id: &self.id,
            before: self.status.as_deref(),
            call: &reply.value,
            text: &reply.text,
        };
        if context.format().is_json() {
            return context.write_json(&change_object(&change));
        }
        let line = change_line(&change, &self.lines.zone, &context.terminal);
        Ok(context.terminal.line(&line)?)
    }

    /// Goes on after a failure that may pass.
    fn bear(&mut self, error: Error) -> Result<(), Error> {
        let may_pass = matches!(
            error,
            Error::Api(ApiError::Network(_) | ApiError::RateLimited { .. })
        ) || error.exit_code() == 6;
        self.failures += 1;
        if !may_pass || self.failures >= FAILURES {
            return Err(error);
        }
        let text = format!("{error}; still watching");
        self.context.terminal.note(&sanitize(&text));
        self.trouble = Some(error);
        Ok(())
    }

    fn show(&self, entry: &Entry) -> Result<(), Error> {
        if self.context.format().is_json() {
            return object(entry).map_or(Ok(()), |line| self.context.write_json(&line));
        }
        let line = self.lines.line(entry, Some(&self.id));
        line.map_or(Ok(()), |line| Ok(self.context.terminal.line(&line)?))
    }

    /// Shows the call's new events in the journal; returns whether there were any, which is a
    /// reason to ask the API immediately.
    fn look(&mut self) -> Result<bool, Error> {
        let selection = Selection {
            call: Some(self.id.to_string()),
            since: None,
            from: self.next,
            ..Selection::default()
        };
        let mut found: Vec<Entry> = Vec::new();
        self.journal = self.journal.take().or_else(reader);
        if let Some(reader) = &mut self.journal {
            // An unreadable journal does not stop the command: the API is asked anyway.
            let _ = reader.newest_first::<()>(&selection, |entry| {
                found.push(entry);
                ControlFlow::Continue(())
            });
        }
        for entry in found.iter().rev() {
            self.next = self.next.max(entry.seq + 1);
            if let Record::Event { event, .. } = &entry.record {
                self.has_events = true;
                self.has_end |= event.kind().is_some_and(EventKind::ends_call);
            }
            self.show(entry)?;
        }
        Ok(!found.is_empty())
    }
}

fn reader() -> Option<Reader> {
    Reader::open(&config::state_dir().ok()?).ok()?
}
