//! Entries as lines for a person.
//!
//! With one forward target, an event's line waits a moment for the answer of the target, so that a forward
//! that worked is a mark on it. Lines keep their order meanwhile.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::events::Event;
use crate::events::entry::{ActionKind, Entry, Record};
use crate::receiver::consumers::forward::Target;
use crate::receiver::consumers::printer::PrinterSettings;
use crate::receiver::consumers::printer::countdown::{hint, passed, status};
use crate::receiver::consumers::printer::recent::Recent;
use crate::receiver::consumers::printer::writer::Writer;
use crate::receiver::consumers::respond::Plan;
use crate::receiver::consumers::unanswered::Unanswered;
use crate::render::entries::{Lines, body_lines, bytes_of};
use crate::terminal::Tone;

/// An event's line waits for the answer of its target for this long.
const HOLD: Duration = Duration::from_millis(250);

/// Entries that are held, and the longest body of one: 4 MiB in all.
const MOST_HELD: usize = 256;
const LONGEST_HELD: usize = 16 * 1024;

/// Under the time of day.
pub(super) const INDENT: &str = "          ";

/// The lines of one terminal or pipe.
pub(super) struct HumanView {
    lines: Lines,
    verbose: bool,
    unanswered: Unanswered,
    recent: Recent,
    held: VecDeque<HeldLine>,
    targets: Vec<Target>,
    plan: Option<Plan>,
}

/// An entry that is not shown yet.
struct HeldLine {
    entry: Arc<Entry>,
    /// Until when it waits for its mark.
    until: Option<Instant>,
    mark: Option<Duration>,
}

impl HumanView {
    pub(super) fn new(settings: &PrinterSettings, lines: Lines, verbose: bool) -> HumanView {
        HumanView {
            lines,
            verbose,
            unanswered: Unanswered::default(),
            recent: Recent::default(),
            held: VecDeque::new(),
            targets: settings.targets.clone(),
            plan: settings.plan.clone(),
        }
    }

    /// Accepts an entry, and formats the lines that can be shown.
    pub(super) fn show(&mut self, entry: &Arc<Entry>, now: Timestamp, writer: &mut Writer) {
        if !self.mark(&entry.record) {
            self.held.push_back(HeldLine {
                until: self.waits(entry).then(|| Instant::now() + HOLD),
                entry: entry.clone(),
                mark: None,
            });
        }
        self.release(now, writer);
    }

    /// Marks the held event that the target accepted or refused. Returns whether that says it all.
    fn mark(&mut self, record: &Record) -> bool {
        let Record::Action(action) = record else {
            return false;
        };
        let is_forwarded = action.kind == ActionKind::Forwarded;
        if !is_forwarded && action.kind != ActionKind::ForwardFailed {
            return false;
        }
        let is_meant = |held: &&mut HeldLine| held.until.is_some() && held.entry.seq == action.of;
        let Some(held) = self.held.iter_mut().find(is_meant) else {
            return false;
        };
        held.until = None;
        if is_forwarded {
            let millis = crate::json::member(&action.detail, "latencyMs");
            let millis = millis.and_then(|millis| millis.parse().ok());
            held.mark = Some(Duration::from_millis(millis.unwrap_or_default()));
        }
        is_forwarded
    }

    /// Returns whether the only target will soon respond to an entry.
    fn waits(&self, entry: &Entry) -> bool {
        match (&entry.record, &self.targets[..]) {
            (Record::Event { event, body, .. }, [target]) => {
                target.accepts(&event.name) && body.len() <= LONGEST_HELD
            }
            _ => false,
        }
    }

    /// Composes held lines in order, up to the first that waits.
    fn release(&mut self, now: Timestamp, writer: &mut Writer) {
        let clock = Instant::now();
        while let Some(first) = self.held.front() {
            let is_waiting = first.until.is_some_and(|until| until > clock);
            if is_waiting && self.held.len() <= MOST_HELD {
                return;
            }
            if let Some(held) = self.held.pop_front() {
                self.compose(&held, now, writer);
            }
        }
    }

    /// Composes all held lines.
    pub(super) fn release_all(&mut self, now: Timestamp, writer: &mut Writer) {
        for held in std::mem::take(&mut self.held) {
            self.compose(&held, now, writer);
        }
    }

    fn compose(&mut self, held: &HeldLine, now: Timestamp, writer: &mut Writer) {
        let entry = &held.entry;
        self.recent.see(entry);
        let about = self.recent.about(&entry.record);
        let Some(line) = self.lines.listen(entry, about, held.mark) else {
            return;
        };
        writer.line(&line);
        let waiting = match self.is_handled(&entry.record, entry.at) {
            true => None,
            false => self.unanswered.see(entry, now),
        };
        if let Some(call) = waiting {
            for line in hint(&call, self.columns()) {
                writer.line(&self.lines.terminal.paint(Tone::Warn, &line));
            }
        }
        if let (true, Some(body)) = (self.verbose, bytes_of(&entry.record)) {
            for line in body_lines(&self.lines.terminal, body) {
                writer.line(&format!("{INDENT}{line}"));
            }
        }
    }

    /// Returns whether rules or a handler answer the call of an event, so that the user need not
    /// type a command.
    fn is_handled(&self, record: &Record, at: Timestamp) -> bool {
        let by_handler = |event: &Event| self.targets.iter().any(|to| to.accepts(&event.name));
        let by_rule = |event: &Event| {
            let plan = self.plan.as_ref();
            plan.is_some_and(|plan| plan.intent(event, at).is_some())
        };
        match record {
            Record::Event { event, .. } if event.is_inbound_initiated() => {
                by_handler(event) || by_rule(event)
            }
            _ => false,
        }
    }

    /// Formats the lines that are due, and returns the countdown where a line can be redrawn.
    pub(super) fn due(&mut self, now: Timestamp, writer: &mut Writer) -> Option<String> {
        self.release(now, writer);
        let redraws = self.lines.terminal.can_redraw();
        for call in self.unanswered.due(now) {
            if call.is_over() || !redraws {
                for line in passed(&call, self.columns()) {
                    writer.line(&line);
                }
            }
        }
        let columns = self.columns().filter(|_| redraws)?;
        let (call, others) = self.unanswered.longest_waiting(now)?;
        Some(status(&call, others, columns))
    }

    /// Returns when the next line is due.
    pub(super) fn next_look(&self, now: Timestamp) -> Option<Duration> {
        let redraws = self.lines.terminal.can_redraw();
        let held = (self.held.front()).and_then(|held| held.until);
        let held = held.map(|until| until.saturating_duration_since(Instant::now()));
        let due = [self.unanswered.next_look(now, redraws), held];
        due.into_iter().flatten().min()
    }

    /// The first entry that is not shown yet.
    pub(super) fn first_held(&self) -> Option<i64> {
        self.held.front().map(|held| held.entry.seq)
    }

    fn columns(&self) -> Option<usize> {
        let terminal = &self.lines.terminal;
        terminal.is_tty().then(|| usize::from(terminal.width()))
    }
}
