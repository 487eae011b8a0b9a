//! The consumer that shows entries on stdout, at the speed of its reader.
//!
//! It runs in its own thread: a full pipe or a stopped terminal blocks only this thread.

mod countdown;
mod human;
mod json;
mod position;
mod recent;
mod summary;
mod writer;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::mpsc;

use crate::clock::Clock;
use crate::events::entry::{Entry, Record};
use crate::events::kind::matches_glob;
use crate::receiver::ReceiverError;
use crate::receiver::consumers::forward::Target;
use crate::receiver::consumers::forward::backlog::Backlog;
use crate::receiver::consumers::printer::human::HumanView;
use crate::receiver::consumers::printer::json::JsonView;
use crate::receiver::consumers::printer::position::Position;
use crate::receiver::consumers::printer::writer::Writer;
use crate::receiver::consumers::respond::Plan;
use crate::receiver::counts::Counts;
use crate::receiver::journal::{Follower, Journal, Next};
use crate::render::entries::Lines;
use crate::terminal::{OutputError, Terminal};

/// The name of its cursor in the journal.
pub(crate) const CONSUMER: &str = "printer";

/// Maximum bytes of one write under load; less than the capacity of a pipe.
const CHUNK: usize = 32 * 1024;

/// Pause after everything was shown. A person sees no difference; under load the thread wakes up for many
/// events instead of for each, and takes less of the time of those that are being recorded.
const PACE: Duration = Duration::from_millis(5);

/// Longest wait for an entry, so that a reader that went away is noticed.
const LOOK: Duration = Duration::from_secs(1);

/// The form of stdout.
#[derive(Clone, Debug)]
pub enum Output {
    /// One JSON object a line.
    Json {
        /// A jq filter for each line; one that compiles.
        jq: Option<String>,
    },
    /// One line an event.
    Human {
        /// The format of lines.
        lines: Lines,
        /// Show the bodies, too.
        verbose: bool,
    },
}

/// The reason why the printer stops, or stops the receiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PrinterSignal {
    /// The requested number of events was shown; the printer continues.
    Enough,
    /// The reader of stdout went away.
    OutputClosed,
    /// Everything was shown.
    Finished,
}

/// The settings of the printer.
pub(crate) struct PrinterSettings {
    pub(crate) output: Output,
    /// Globs of event names; an empty list means all.
    pub(crate) events: Vec<String>,
    pub(crate) exit_after: Option<u64>,
    /// The forward targets, with the events that they have not accepted.
    pub(crate) targets: Vec<Target>,
    pub(crate) backlogs: Vec<Arc<Backlog>>,
    /// The rules that answer calls.
    pub(crate) plan: Option<Plan>,
    /// The rules of a dry run.
    pub(crate) preview: Option<Plan>,
}

/// The thread at work.
pub(crate) struct RunningPrinter {
    signals: mpsc::UnboundedReceiver<PrinterSignal>,
    giving_up: Arc<AtomicBool>,
}

impl PrinterSettings {
    /// Starts the thread; `ready`, a JSON object, is its first line.
    pub(crate) fn start(
        self,
        journal: &Journal,
        ready: &str,
        counts: Arc<Counts>,
        terminal: Terminal,
    ) -> Result<RunningPrinter, ReceiverError> {
        let (sender, signals) = mpsc::unbounded_channel();
        let giving_up = Arc::new(AtomicBool::new(false));
        let (follower, ready) = (journal.follow_to_the_end(CONSUMER), ready.to_owned());
        let writer = Writer::new(terminal, giving_up.clone());
        let work = move || {
            let mut printer = Printer {
                view: View::new(&self, terminal),
                writer,
                position: Position::new(&terminal),
                follower,
                settings: self,
                counts,
                signals: sender,
                terminal,
            };
            let end = printer.run(&ready).unwrap_or(PrinterSignal::OutputClosed);
            let _ = printer.signals.send(end);
        };
        let thread = std::thread::Builder::new().name(CONSUMER.to_owned());
        thread.spawn(work).map_err(ReceiverError::Start)?;
        Ok(RunningPrinter { signals, giving_up })
    }
}

impl RunningPrinter {
    /// Waits for the next signal. Cancel safe.
    pub(crate) async fn signal(&mut self) -> PrinterSignal {
        let signal = self.signals.recv().await;
        signal.unwrap_or(PrinterSignal::OutputClosed)
    }

    /// Waits until everything was shown. A stdout that cannot take it is not waited for any more.
    pub(crate) async fn finish(&mut self) {
        self.giving_up.store(true, Ordering::Relaxed);
        while self.signal().await == PrinterSignal::Enough {}
    }
}

/// The format of entries.
enum View {
    Json(JsonView),
    Human(Box<HumanView>),
}

impl View {
    fn new(settings: &PrinterSettings, terminal: Terminal) -> View {
        match &settings.output {
            Output::Json { jq } => View::Json(JsonView::new(
                jq.as_deref(),
                settings.preview.clone(),
                terminal,
            )),
            Output::Human { lines, verbose } => {
                View::Human(Box::new(HumanView::new(settings, lines.clone(), *verbose)))
            }
        }
    }
}

/// The state of the thread.
struct Printer {
    view: View,
    writer: Writer,
    position: Position,
    follower: Follower,
    settings: PrinterSettings,
    counts: Arc<Counts>,
    signals: mpsc::UnboundedSender<PrinterSignal>,
    terminal: Terminal,
}

impl Printer {
    fn run(&mut self, ready: &str) -> Result<PrinterSignal, OutputError> {
        if let View::Json(view) = &mut self.view {
            view.line(ready, None, &mut self.writer);
        }
        self.flush()?;
        let (mut shown, mut is_over, mut is_withheld) = (0, false, false);
        loop {
            match self.follower.next_within(self.patience()) {
                // This run has shown as many as it was asked for: the next one begins with this event.
                Next::Entry(entry) if is_over && matches!(entry.record, Record::Event { .. }) => {
                    self.counts.entry(&entry.record);
                    is_withheld = true;
                }
                Next::Entry(entry) => {
                    shown += u64::from(self.show(&entry));
                    if !is_withheld {
                        self.position.read = entry.seq;
                    }
                    let is_enough = self.settings.exit_after.is_some_and(|count| shown >= count);
                    if is_enough && !std::mem::replace(&mut is_over, true) {
                        let _ = self.signals.send(PrinterSignal::Enough);
                    } else if self.writer.len() < CHUNK && self.follower.has_more() {
                        continue;
                    }
                }
                // A successful write does not prove that the reader is still there.
                Next::Nothing if self.terminal.is_closed() => {
                    return Ok(PrinterSignal::OutputClosed);
                }
                Next::Nothing => {}
                Next::End => break,
            }
            self.flush()?;
            self.advance();
        }
        self.finish()
    }

    /// The time until something is due that no entry causes.
    fn patience(&self) -> Duration {
        let view = match &self.view {
            View::Json(_) => None,
            View::Human(view) => view.next_look(Clock::System.now()),
        };
        let due = [view, self.position.next_sync()].into_iter().flatten();
        due.min().map_or(LOOK, |due| due.min(LOOK))
    }

    /// Formats an entry. Returns whether it is an event that is shown.
    fn show(&mut self, entry: &Arc<Entry>) -> bool {
        self.counts.entry(&entry.record);
        if !self.is_wanted(&entry.record) {
            return false;
        }
        match &mut self.view {
            View::Json(view) => view.show(entry, &mut self.writer),
            View::Human(view) => view.show(entry, Clock::System.now(), &mut self.writer),
        }
        matches!(entry.record, Record::Event { .. })
    }

    fn is_wanted(&self, record: &Record) -> bool {
        let globs = &self.settings.events;
        match record {
            Record::Event { event, .. } if !globs.is_empty() => {
                globs.iter().any(|glob| matches_glob(glob, &event.name))
            }
            _ => true,
        }
    }

    /// Writes the formatted lines and those that are due.
    fn flush(&mut self) -> Result<(), OutputError> {
        let status = match &mut self.view {
            View::Json(_) => None,
            View::Human(view) => view.due(Clock::System.now(), &mut self.writer),
        };
        self.writer.flush(status)
    }

    /// Moves the cursor on, as far as entries were shown.
    fn advance(&mut self) {
        let held = match &self.view {
            View::Json(_) => None,
            View::Human(view) => view.first_held(),
        };
        let read = self.position.read;
        let shown = held.map_or(read, |held| read.min(held - 1));
        if self.position.advance(shown, &self.follower, &self.terminal) && !self.follower.has_more()
        {
            std::thread::sleep(PACE);
        }
    }

    /// Shows the entries that are held back and the summary.
    fn finish(&mut self) -> Result<PrinterSignal, OutputError> {
        if let View::Human(view) = &mut self.view {
            view.release_all(Clock::System.now(), &mut self.writer);
        }
        self.summary();
        self.writer.flush(None)?;
        self.position.finish(&self.follower, &self.terminal);
        Ok(PrinterSignal::Finished)
    }
}

/// The first line of the JSON output. `page` is the link to the browser page beside the receiver, `admin` the URL of
/// its admin server.
pub(crate) fn ready_line(url: &str, page: Option<&str>, admin: Option<&str>) -> String {
    let (url, pid) = (serde_json::Value::from(url), std::process::id());
    let key = |name: &str, value: Option<&str>| {
        let value = value.map(|url| format!(",\"{name}\":{}", serde_json::Value::from(url)));
        value.unwrap_or_default()
    };
    let (page, admin) = (key("inspect", page), key("admin", admin));
    format!("{{\"type\":\"ready\",\"url\":{url},\"pid\":{pid}{page}{admin}}}")
}
