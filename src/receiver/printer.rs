//! The stage that shows: every entry once on stdout, at the speed of whoever reads it.
//!
//! On a thread of its own: a full pipe or a stopped terminal stops this thread and nothing else.

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::mpsc;

use crate::clock::Clock;
use crate::events::entry::{Entry, Record};
use crate::events::kind::matches_glob;
use crate::json::{self, Layout, reformat, text_of};
use crate::receiver::counts::Counts;
use crate::receiver::journal::{Follower, Next};
use crate::receiver::ringing::Ringing;
use crate::render::entries::{Lines, bytes_of, object};
use crate::terminal::{OutputError, Terminal, Tone, inert_lines};

/// Written at once under load; below what a pipe holds.
const CHUNK: usize = 32 * 1024;

/// How often to look whether to stop when there is nothing to show or stdout cannot take it.
const LOOK: Duration = Duration::from_secs(1);

/// What is shown on stdout.
#[derive(Clone, Debug)]
pub enum Output {
    /// One JSON object a line.
    Json,
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
pub(super) enum Notice {
    /// As many events as were asked for were shown.
    Enough,
    /// Nobody reads stdout any more.
    OutputClosed,
    /// Everything was shown.
    Finished,
}

/// The printer's state; lives on its thread.
pub(super) struct Printer {
    pub(super) follower: Follower,
    pub(super) output: Output,
    pub(super) terminal: Terminal,
    pub(super) clock: Clock,
    /// Globs of event names; empty means all.
    pub(super) only: Vec<String>,
    pub(super) exit_after: Option<u64>,
    pub(super) counts: Arc<Counts>,
    pub(super) notices: mpsc::UnboundedSender<Notice>,
    pub(super) giving_up: Arc<AtomicBool>,
    pub(super) ringing: Ringing,
    /// Composed, not written yet.
    pub(super) text: String,
    /// Whether the last line of the terminal is a clock to be overdrawn.
    pub(super) clock_drawn: bool,
}

impl Printer {
    /// Starts the thread; `ready` is written first.
    pub(super) fn start(mut self, ready: String) -> std::io::Result<()> {
        self.text = ready;
        std::thread::Builder::new()
            .name("printer".to_owned())
            .spawn(move || {
                let end = self.run();
                let _ = self.notices.send(end);
            })
            .map(|_| ())
    }

    fn run(&mut self) -> Notice {
        let (mut shown, mut last) = (0, None);
        if self.flush().is_err() {
            return Notice::OutputClosed;
        }
        loop {
            let now = self.clock.now();
            let patience = self.ringing.next_look(now, self.redraws());
            match self.follower.next_within(patience.unwrap_or(LOOK)) {
                Next::Entry(entry) => {
                    shown += u64::from(self.show(&entry));
                    last = Some(entry.seq);
                    let enough = self.exit_after.is_some_and(|count| shown >= count);
                    if !enough && self.text.len() < CHUNK && self.follower.has_more() {
                        continue;
                    }
                    if enough {
                        let _ = self.notices.send(Notice::Enough);
                        self.exit_after = None;
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
                self.follower.done(seq);
            }
        }
        self.clear_clock();
        self.summary();
        match self.flush() {
            Ok(()) => Notice::Finished,
            Err(_) => Notice::OutputClosed,
        }
    }

    /// Composes what an entry looks like. Gives whether it is an event and was shown.
    fn show(&mut self, entry: &Entry) -> bool {
        self.counts.entry(&entry.record);
        let is_event = matches!(entry.record, Record::Event { .. });
        if !self.wanted(&entry.record) {
            return false;
        }
        match self.output.clone() {
            Output::Json => {
                if let Some(line) = object(entry) {
                    self.line(&line);
                }
            }
            Output::Human { lines, verbose } => self.show_human(entry, &lines, verbose),
        }
        is_event
    }

    fn show_human(&mut self, entry: &Entry, lines: &Lines, verbose: bool) {
        let Some(line) = lines.line(entry, call_of(&entry.record).as_deref()) else {
            return;
        };
        self.clear_clock();
        self.line(&line);
        if let Some(hint) = self.ringing.see(entry, self.clock.now()) {
            let hint = self.terminal.paint(Tone::Warn, &hint);
            self.line(&format!("          {hint}"));
        }
        if let (true, Some(body)) = (verbose, bytes_of(&entry.record)) {
            let body = pretty(body);
            for line in body.lines() {
                let line = self.terminal.paint(Tone::Dim, line);
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

    /// Nothing came: the clock goes on.
    fn tick(&mut self) {
        let due = self.ringing.due(self.clock.now());
        if self.redraws() {
            self.clear_clock();
            for line in due.iter().filter(|line| line.contains("are over")) {
                self.line(&format!("          {line}"));
            }
            self.draw_clock();
        } else {
            for line in due {
                self.line(&format!("          {line}"));
            }
        }
    }

    fn redraws(&self) -> bool {
        matches!(self.output, Output::Human { .. }) && self.terminal.is_tty()
    }

    fn draw_clock(&mut self) {
        let columns = usize::from(self.terminal.width()).saturating_sub(1);
        let status = self.ringing.status(self.clock.now());
        if let (true, Some(status)) = (self.redraws(), status) {
            let status = crate::terminal::clip(&format!("  {status}"), columns);
            self.text
                .push_str(&self.terminal.paint(Tone::Warn, &status));
            self.clock_drawn = true;
        }
    }

    fn clear_clock(&mut self) {
        if std::mem::take(&mut self.clock_drawn) {
            self.text.push_str("\r\x1b[K");
        }
    }

    fn summary(&mut self) {
        let counts = self.counts.all();
        match &self.output {
            Output::Json => {
                let mut line = "{\"type\":\"summary\"".to_owned();
                for (name, count) in counts {
                    let _ = write!(line, ",\"{name}\":{count}");
                }
                self.line(&(line + "}"));
            }
            Output::Human { .. } => {
                let some: Vec<String> = counts
                    .iter()
                    .filter(|(name, count)| *count > 0 || *name == "events")
                    .map(|(name, count)| format!("{count} {}", words(name, *count)))
                    .collect();
                self.terminal.note(&some.join(", "));
            }
        }
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// Writes what was composed. A stdout that cannot take it now (a full disk behind a
    /// redirection) is said once and tried again; the events are safe in the journal.
    fn flush(&mut self) -> Result<(), OutputError> {
        let mut complained = false;
        while !self.text.is_empty() {
            let mut out = self.terminal.output();
            let written = out
                .write_all(self.text.as_bytes())
                .and_then(|()| out.flush());
            // What a failed write has left in the buffer is written again with the rest.
            let _ = out.into_parts();
            match written.map_err(OutputError::from) {
                Ok(()) => self.text.clear(),
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
        Ok(())
    }
}

/// The call that an entry belongs to, as far as the entry itself says.
fn call_of(record: &Record) -> Option<String> {
    match record {
        Record::Event { event, .. } => event.call_id.clone(),
        Record::Action(action) => json::at(&action.detail, &["callId"]).and_then(json::string),
        _ => None,
    }
}

fn pretty(body: &[u8]) -> String {
    match text_of(body) {
        Some(text) => inert_lines(&reformat(text, Layout::Indented)),
        None => inert_lines(&String::from_utf8_lossy(body)),
    }
}

/// `forwardFailed` as `forward failed`, and one of what is many as such.
fn words(name: &str, count: u64) -> String {
    let mut words = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            words.push(' ');
        }
        words.push(c.to_ascii_lowercase());
    }
    if count == 1 && words.ends_with('s') {
        words.pop();
    }
    words
}
