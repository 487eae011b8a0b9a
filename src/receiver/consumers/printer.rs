//! The stage that shows: every entry once on stdout, at the speed of whoever reads it.
//!
//! On a thread of its own: a full pipe or a stopped terminal stops this thread and nothing else.

mod clock;
mod recent;
mod summary;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::mpsc;

use crate::clock::Clock;
use crate::events::entry::{Entry, Record};
use crate::events::kind::matches_glob;
use crate::receiver::consumers::forward::backlog::Backlog;
use crate::receiver::consumers::respond::Plan;
use crate::receiver::consumers::shown::Shown;
use crate::receiver::consumers::unanswered::Unanswered;
use crate::receiver::counts::Counts;
use crate::receiver::journal::{Follower, Next};
use crate::render::entries::{Lines, body_lines, bytes_of, object};
use crate::render::jq::Filter;
use crate::terminal::{OutputError, Terminal, Tone, sanitize};

pub(crate) use recent::Recent;

/// Written at once under load; below what a pipe holds.
const CHUNK: usize = 32 * 1024;

/// Between two looks for more to show. A person sees no difference; under load the thread wakes up for many
/// events instead of for each, and takes less of the time of those that are being recorded.
const PACE: Duration = Duration::from_millis(5);

/// How often to look whether to stop when there is nothing to show or stdout cannot take it.
const LOOK: Duration = Duration::from_secs(1);

/// What is shown on stdout.
#[derive(Clone, Debug)]
pub enum Output {
    /// One JSON object a line.
    Json {
        /// A jq filter for each line; one that compiles.
        jq: Option<String>,
    },
    /// One line an event.
    Human {
        /// How lines are set.
        lines: Lines,
        /// The bodies, too.
        verbose: bool,
    },
}

/// What the printer has to say to the receiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notice {
    /// As many events as were asked for were shown.
    Enough,
    /// Nobody reads stdout any more.
    OutputClosed,
    /// Everything was shown.
    Finished,
}

/// The printer's state; lives on its thread.
pub(crate) struct Printer {
    pub(crate) follower: Follower,
    pub(crate) output: Output,
    pub(crate) terminal: Terminal,
    pub(crate) clock: Clock,
    /// Globs of event names; empty means all.
    pub(crate) only: Vec<String>,
    pub(crate) exit_after: Option<u64>,
    pub(crate) counts: Arc<Counts>,
    pub(crate) backlogs: Vec<Arc<Backlog>>,
    pub(crate) notices: mpsc::UnboundedSender<Notice>,
    pub(crate) giving_up: Arc<AtomicBool>,
    pub(crate) ringing: Unanswered,
    pub(crate) recent: Recent,
    /// Of a dry run of `--respond`.
    pub(crate) preview: Option<Plan>,
    /// Composed, not written yet.
    pub(crate) text: String,
    /// How much of it is known to the next listener.
    pub(crate) shown: Shown,
    /// Whether the last line of the terminal is a clock to be overdrawn.
    pub(crate) clock_drawn: bool,
}

impl Printer {
    /// Starts the thread; `ready`, a JSON object, is written first.
    pub(crate) fn start(mut self, ready: Option<String>) -> std::io::Result<()> {
        std::thread::Builder::new()
            .name("printer".to_owned())
            .spawn(move || {
                let filter = match &self.output {
                    Output::Json { jq: Some(code) } => Filter::compile(code).ok(),
                    _ => None,
                };
                if self.shown.is_torn() {
                    self.text.push('\n');
                }
                if let Some(ready) = ready {
                    self.json_line(&ready, filter.as_ref());
                }
                let end = self.run(filter.as_ref());
                let _ = self.notices.send(end);
            })
            .map(|_| ())
    }

    fn run(&mut self, filter: Option<&Filter>) -> Notice {
        let (mut shown, mut last) = (0, None);
        let (mut over, mut withheld) = (false, false);
        if self.flush().is_err() {
            return Notice::OutputClosed;
        }
        loop {
            let now = self.clock.now();
            let patience = self.ringing.next_look(now, self.redraws());
            // Where events come without a pause, nothing else would tell of a call's last seconds.
            if patience == Some(Duration::ZERO) && self.text.is_empty() {
                self.tick();
            }
            match self.follower.next_within(patience.unwrap_or(LOOK)) {
                // Not shown by this run, which has shown as many as it was to; the next one begins with it.
                Next::Entry(entry) if over && matches!(entry.record, Record::Event { .. }) => {
                    self.counts.entry(&entry.record);
                    withheld = true;
                }
                Next::Entry(entry) if withheld => {
                    self.show(&entry, filter);
                }
                Next::Entry(entry) => {
                    shown += u64::from(self.show(&entry, filter));
                    self.shown.add(&entry, &self.text);
                    last = Some(entry.seq);
                    let enough = self.exit_after.is_some_and(|count| shown >= count);
                    let full = self.text.len() >= CHUNK || self.shown.is_full();
                    if !enough && !full && self.follower.has_more() {
                        continue;
                    }
                    if enough {
                        let _ = self.notices.send(Notice::Enough);
                        (self.exit_after, over) = (None, true);
                    }
                }
                // Written a moment before its reader went away, a line tells nothing of that.
                Next::Nothing if self.terminal.is_closed() => return Notice::OutputClosed,
                Next::Nothing => self.tick(),
                Next::End => break,
            }
            if self.flush().is_err() {
                return Notice::OutputClosed;
            }
            if let Some(seq) = last.take() {
                self.follower.ack(seq);
                if !self.follower.has_more() {
                    std::thread::sleep(PACE);
                }
            }
        }
        self.clear_clock();
        self.summary(filter);
        match self.flush() {
            Ok(()) => Notice::Finished,
            Err(_) => Notice::OutputClosed,
        }
    }

    /// Composes what an entry looks like. Gives whether it is an event and was shown.
    fn show(&mut self, entry: &Entry, filter: Option<&Filter>) -> bool {
        self.counts.entry(&entry.record);
        let is_event = matches!(entry.record, Record::Event { .. });
        if !self.wanted(&entry.record) {
            return false;
        }
        match self.output.clone() {
            Output::Json { .. } => {
                if let Some(line) = object(entry) {
                    self.json_line(&line, filter);
                }
                for line in self.preview(entry) {
                    self.json_line(&line, filter);
                }
            }
            Output::Human { lines, verbose } => self.show_human(entry, &lines, verbose),
        }
        is_event
    }

    /// What the rules would send about an event, in a dry run.
    fn preview(&self, entry: &Entry) -> Vec<String> {
        match (&self.preview, &entry.record) {
            (Some(plan), Record::Event { event, .. }) => plan.preview(event, entry.seq, entry.at),
            _ => Vec::new(),
        }
    }

    fn show_human(&mut self, entry: &Entry, lines: &Lines, verbose: bool) {
        self.recent.see(entry);
        let about = self.recent.about(&entry.record);
        let Some(line) = lines.follow_up(entry, about) else {
            return;
        };
        self.clear_clock();
        self.line(&line);
        if let Some(hint) = self.ringing.see(entry, self.clock.now()) {
            let hint = self.terminal.paint(Tone::Warn, &hint);
            self.line(&format!("          {hint}"));
        }
        if let (true, Some(body)) = (verbose, bytes_of(&entry.record)) {
            for line in body_lines(&self.terminal, body) {
                self.line(&format!("          {line}"));
            }
        }
        self.draw_clock();
    }

    fn wanted(&self, record: &Record) -> bool {
        match record {
            Record::Event { event, .. } if !self.only.is_empty() => self
                .only
                .iter()
                .any(|pattern| matches_glob(pattern, &event.name)),
            _ => true,
        }
    }

    /// A line that a filter cannot read is said, and the next one goes on.
    fn json_line(&mut self, line: &str, filter: Option<&Filter>) {
        let Some(filter) = filter else {
            return self.line(line);
        };
        let text = &mut self.text;
        let done = filter.run(line, |result| {
            text.push_str(result);
            text.push('\n');
            Ok(())
        });
        if let Err(error) = done {
            let problem = sanitize(&error.to_string());
            self.terminal.complain(&format!("warning: --jq: {problem}"));
        }
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// Writes what was composed. A stdout that cannot take it now (a full disk behind a
    /// redirection) is said once and tried again; the events are safe in the journal.
    fn flush(&mut self) -> Result<(), OutputError> {
        let (mut complained, mut from) = (false, 0);
        self.shown.writing();
        while from < self.text.len() {
            match self.terminal.write_some(&self.text.as_bytes()[from..]) {
                Ok(written) => from += written,
                Err(OutputError::Closed) => return Err(OutputError::Closed),
                Err(error) if self.giving_up.load(Ordering::Relaxed) => return Err(error),
                Err(error) => {
                    if !std::mem::replace(&mut complained, true) {
                        self.terminal.complain(&format!(
                            "error: {error}\n  events are still received and recorded; chirp events list shows them"
                        ));
                    }
                    std::thread::sleep(LOOK);
                }
            }
        }
        self.text.clear();
        self.terminal.set_redrawn(self.clock_drawn);
        self.shown.written();
        Ok(())
    }
}
