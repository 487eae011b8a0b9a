//! The state of the screen, and how each input changes it (pure).

use std::collections::{HashMap, HashSet, VecDeque};

use jiff::Timestamp;

use crate::console::mode::Mode;
use crate::events::Entry;
use crate::events::call_summary::{CallState, CallSummary, HandlerAnswer, handler_answer};
use crate::events::entry::{ActionKind, Record};
use crate::receiver::filter::Filter;
use crate::terminal::Tone;

/// Number of entries in memory; older ones are read again on scrolling.
const WINDOW: usize = 20_000;
/// Calls that are listed, and entries of one call that are looked at.
const MAX_CALLS: usize = 200;
const MAX_OF_CALL: usize = 500;

/// A part of the screen that has the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pane {
    Calls,
    Events,
    Details,
}

/// The tab of the details pane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tab {
    Ladder,
    Body,
    Headers,
    Raw,
    Curl,
}

impl Tab {
    pub(crate) const ALL: [(Tab, &'static str); 5] = [
        (Tab::Ladder, "Ladder"),
        (Tab::Body, "Body"),
        (Tab::Headers, "Headers"),
        (Tab::Raw, "Raw"),
        (Tab::Curl, "curl"),
    ];
}

/// Whether commands may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Permission {
    ReadOnly,
    NoKey,
    /// A live key: the first command of a run asks.
    Ask,
    Granted,
}

/// The state of the screen.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) now: Timestamp,
    /// Oldest first.
    pub(crate) entries: VecDeque<Entry>,
    /// The call of each kept entry.
    call_of: HashMap<i64, String>,
    /// The last answer of a target to each kept event.
    answers: HashMap<i64, HandlerAnswer>,
    of_call: HashMap<String, VecDeque<i64>>,
    /// Ringing first, then live, then ended; the newest first in each.
    pub(crate) calls: Vec<CallSummary>,
    /// The entries that pass the filter, oldest first.
    pub(crate) shown: Vec<i64>,
    pub(crate) pane: Pane,
    pub(crate) tab: Tab,
    pub(crate) call: Option<String>,
    pub(crate) entry: Option<i64>,
    pub(crate) filter: Filter,
    pub(crate) filter_text: String,
    /// Whether the newest entry stays selected.
    pub(crate) follow: bool,
    /// Entries that arrived during a pause; `None` while the screen follows the journal.
    pub(crate) paused: Option<Vec<Entry>>,
    pub(crate) marks: Vec<i64>,
    pub(crate) mode: Mode,
    pub(crate) notice: Option<(Tone, String)>,
    pub(crate) permission: Permission,
    pub(crate) can_simulate: bool,
    /// The first line of the details that is shown.
    pub(crate) scroll: usize,
    pub(crate) folded: bool,
    pub(crate) search: String,
    /// The target of the last replay, otherwise the last forward target.
    pub(crate) target: Option<String>,
    pub(crate) held: HashSet<String>,
    pub(crate) recording: HashSet<String>,
    pub(crate) muted: HashSet<String>,
    /// The listener that writes the journal.
    pub(crate) listener: Option<String>,
    /// Whether there are older entries than those that are kept.
    pub(crate) has_older: bool,
}

impl State {
    pub(crate) fn new(now: Timestamp, permission: Permission, can_simulate: bool) -> State {
        State {
            now,
            entries: VecDeque::new(),
            call_of: HashMap::new(),
            answers: HashMap::new(),
            of_call: HashMap::new(),
            calls: Vec::new(),
            shown: Vec::new(),
            pane: Pane::Calls,
            tab: Tab::Ladder,
            call: None,
            entry: None,
            filter: Filter::default(),
            filter_text: String::new(),
            follow: true,
            paused: None,
            marks: Vec::new(),
            mode: Mode::Normal,
            notice: None,
            permission,
            can_simulate,
            scroll: 0,
            folded: false,
            search: String::new(),
            target: None,
            held: HashSet::new(),
            recording: HashSet::new(),
            muted: HashSet::new(),
            listener: None,
            has_older: false,
        }
    }

    /// Takes entries from the journal, oldest first, newer than all that are kept.
    pub(crate) fn add(&mut self, entries: Vec<Entry>) {
        if let Some(waiting) = &mut self.paused {
            waiting.extend(entries);
            return;
        }
        let mut changed = HashSet::new();
        for entry in entries {
            changed.extend(self.keep(entry, false));
        }
        while self.entries.len() > WINDOW {
            self.drop_oldest();
        }
        self.refresh(&changed);
    }

    /// Takes a page of older entries, newest first.
    pub(crate) fn add_older(&mut self, entries: Vec<Entry>) {
        self.has_older = !entries.is_empty() && self.entries.len() + entries.len() < WINDOW;
        let mut changed = HashSet::new();
        for entry in entries {
            changed.extend(self.keep(entry, true));
        }
        self.refresh(&changed);
    }

    /// Ends a pause.
    pub(crate) fn resume(&mut self) {
        if let Some(waiting) = self.paused.take() {
            self.add(waiting);
        }
    }

    /// Keeps an entry. Returns the call that it changed.
    fn keep(&mut self, entry: Entry, at_front: bool) -> Option<String> {
        let of = match &entry.record {
            Record::Action(action) => Some(action.of),
            Record::Duplicate { of, .. } | Record::Conflict { of, .. } => Some(*of),
            _ => None,
        };
        let call = entry
            .record
            .call_id()
            .or_else(|| self.call_of.get(&of?).cloned());
        if let (Some(of), Some(answer)) = (of, handler_answer(&entry)) {
            match at_front {
                true => self.answers.entry(of).or_insert(answer),
                false => self.answers.entry(of).insert_entry(answer).into_mut(),
            };
            self.note_target(&entry);
        }
        if let Some(call) = &call {
            self.call_of.insert(entry.seq, call.clone());
            let seqs = self.of_call.entry(call.clone()).or_default();
            match at_front {
                true => seqs.push_front(entry.seq),
                false => seqs.push_back(entry.seq),
            }
            if seqs.len() > MAX_OF_CALL {
                seqs.pop_front();
            }
        }
        match at_front {
            true => self.entries.push_front(entry),
            false => self.entries.push_back(entry),
        }
        call
    }

    fn note_target(&mut self, entry: &Entry) {
        if let Record::Action(action) = &entry.record
            && let Some(url) = crate::json::member(&action.detail, "url")
        {
            self.target = self.target.take().or(crate::json::string(url));
        }
    }

    fn drop_oldest(&mut self) {
        let Some(entry) = self.entries.pop_front() else {
            return;
        };
        self.has_older = true;
        self.answers.remove(&entry.seq);
        if let Some(call) = self.call_of.remove(&entry.seq)
            && let Some(seqs) = self.of_call.get_mut(&call)
        {
            seqs.retain(|seq| *seq != entry.seq);
            if seqs.is_empty() {
                self.of_call.remove(&call);
            }
        }
    }

    /// Recomputes the values that depend on the entries.
    fn refresh(&mut self, changed: &HashSet<String>) {
        for id in changed {
            let summary = CallSummary::of(id, &self.entries_of(id));
            self.calls.retain(|call| call.id != *id);
            self.calls.extend(summary);
        }
        self.sort_calls();
        self.refilter();
    }

    fn sort_calls(&mut self) {
        let rank = |call: &CallSummary| match call.state {
            CallState::Ringing(_) => 0,
            CallState::Live => 1,
            CallState::Ended => 2,
        };
        self.calls
            .sort_by_key(|call| (rank(call), std::cmp::Reverse(call.last_seq)));
        self.calls.truncate(MAX_CALLS);
        let is_listed = |id: &String| self.calls.iter().any(|call| call.id == *id);
        if !self.call.as_ref().is_some_and(is_listed) {
            self.call = self.calls.first().map(|call| call.id.clone());
        }
    }

    /// Applies the filter anew.
    pub(crate) fn refilter(&mut self) {
        let wants = |entry: &&Entry| self.wants(entry);
        self.shown = self
            .entries
            .iter()
            .filter(wants)
            .map(|entry| entry.seq)
            .collect();
        let is_shown = self
            .entry
            .is_some_and(|seq| self.shown.binary_search(&seq).is_ok());
        if self.follow || !is_shown {
            self.entry = self.shown.last().copied();
        }
    }

    fn wants(&self, entry: &Entry) -> bool {
        let selection = &self.filter.selection;
        let of_call = selection.call.as_ref();
        let is_hidden = match &entry.record {
            Record::Action(action) => match action.kind {
                ActionKind::CommandIntent => true,
                // The event's own row shows the answer of its handler.
                ActionKind::Forwarded | ActionKind::ForwardFailed => {
                    self.filter.criteria.types.is_empty()
                }
                _ => false,
            },
            _ => false,
        };
        !is_hidden
            && of_call.is_none_or(|call| self.call_of.get(&entry.seq) == Some(call))
            && selection.since.is_none_or(|since| entry.at >= since)
            && self.filter.criteria.wants(entry)
    }

    pub(crate) fn get(&self, seq: i64) -> Option<&Entry> {
        let at = self.entries.binary_search_by_key(&seq, |entry| entry.seq);
        at.ok().map(|at| &self.entries[at])
    }

    /// The entries of a call, oldest first.
    pub(crate) fn entries_of(&self, call: &str) -> Vec<Entry> {
        let seqs = self.of_call.get(call).into_iter().flatten();
        seqs.filter_map(|seq| self.get(*seq)).cloned().collect()
    }

    pub(crate) fn answer_to(&self, seq: i64) -> Option<HandlerAnswer> {
        self.answers.get(&seq).copied()
    }

    pub(crate) fn call_of(&self, seq: i64) -> Option<&str> {
        self.call_of.get(&seq).map(String::as_str)
    }

    /// The call that keys act on.
    pub(crate) fn selected_call(&self) -> Option<&CallSummary> {
        let id = match self.pane {
            Pane::Events => self.entry.and_then(|seq| self.call_of(seq)),
            _ => None,
        };
        let id = id.or(self.call.as_deref())?;
        self.calls.iter().find(|call| call.id == id)
    }

    /// The entry that the details show: the selected one, or the newest event of the selected call.
    pub(crate) fn selected_entry(&self) -> Option<&Entry> {
        if self.pane == Pane::Calls {
            let seqs = self.of_call.get(self.call.as_ref()?)?;
            let mut entries = seqs.iter().rev().filter_map(|seq| self.get(*seq));
            return entries.find(|entry| matches!(entry.record, Record::Event { .. }));
        }
        self.get(self.entry?)
    }

    /// Returns the entry whose body the details show: for an action, the event that it is about.
    pub(crate) fn subject(&self) -> Option<&Entry> {
        let entry = self.selected_entry()?;
        match &entry.record {
            Record::Action(action) => self.get(action.of).or(Some(entry)),
            Record::Duplicate { of, .. } => self.get(*of).or(Some(entry)),
            _ => Some(entry),
        }
    }

    /// Returns whether a call waits for a command, so that the seconds must be drawn.
    pub(crate) fn is_ringing(&self) -> bool {
        let rings = |call: &CallSummary| matches!(call.state, CallState::Ringing(until) if until > self.now);
        self.calls.iter().any(rings)
    }

    /// Notes that the API accepted a command, for keys that switch between two commands.
    pub(crate) fn note_command(&mut self, call: String, command: &str) {
        match command {
            "hold" => drop(self.held.insert(call)),
            "unhold" => drop(self.held.remove(&call)),
            "start_recording" => drop(self.recording.insert(call)),
            "stop_recording" => drop(self.recording.remove(&call)),
            "mute" => drop(self.muted.insert(call)),
            "unmute" => drop(self.muted.remove(&call)),
            _ => {}
        }
    }

    pub(crate) fn tell(&mut self, tone: Tone, text: impl Into<String>) {
        self.notice = Some((tone, text.into()));
    }
}
