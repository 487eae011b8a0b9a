//! Counters of this run for the summary: the entries that the printer has read, and the rejected
//! requests.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::events::entry::{ActionKind, Record};
use crate::receiver::consumers::media::is_tried_again;
use crate::receiver::metrics::{Histogram, Rejected};

/// Counters that the server and the printer share.
#[derive(Debug, Default)]
pub struct Counts {
    /// Events that were answered with 200, by the time that took.
    pub acknowledged: Histogram,
    /// Rejected requests by reason.
    pub rejected: Rejected,
    /// Events seen for the first time.
    pub events: AtomicU64,
    /// Repetitions of an event.
    pub duplicates: AtomicU64,
    /// Events with a known `eventId` and a different body.
    pub conflicts: AtomicU64,
    /// Bodies that are no event.
    pub quarantined: AtomicU64,
    /// Requests that were rejected as invalid (4xx).
    pub refused: AtomicU64,
    /// Requests that could not be recorded (503).
    pub failed: AtomicU64,
    /// Taken by a forward target.
    pub forwarded: AtomicU64,
    /// Attempts that a forward target did not take.
    pub forward_failed: AtomicU64,
    /// Call commands that the API accepted.
    pub commands: AtomicU64,
    /// Call commands that failed.
    pub command_failed: AtomicU64,
    /// Recordings and voicemails saved.
    pub media: AtomicU64,
    /// Recordings and voicemails that were given up.
    pub media_failed: AtomicU64,
}

impl Counts {
    /// One more.
    pub fn add(counter: &AtomicU64) {
        counter.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts an entry.
    pub fn entry(&self, record: &Record) {
        let action = match record {
            Record::Event { .. } => return Counts::add(&self.events),
            Record::Duplicate { .. } => return Counts::add(&self.duplicates),
            Record::Conflict { .. } => return Counts::add(&self.conflicts),
            Record::Quarantined { .. } => return Counts::add(&self.quarantined),
            Record::Action(action) => action,
        };
        if action.kind == ActionKind::MediaFailed && is_tried_again(action) {
            return;
        }
        Counts::add(match action.kind {
            ActionKind::Forwarded => &self.forwarded,
            ActionKind::ForwardFailed => &self.forward_failed,
            ActionKind::Command => &self.commands,
            ActionKind::CommandFailed => &self.command_failed,
            ActionKind::Media => &self.media,
            ActionKind::MediaFailed => &self.media_failed,
            ActionKind::CommandIntent => return,
        });
    }

    /// Names and numbers, in the order of the `summary` object.
    pub fn all(&self) -> [(&'static str, u64); 12] {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        [
            ("events", read(&self.events)),
            ("duplicates", read(&self.duplicates)),
            ("conflicts", read(&self.conflicts)),
            ("quarantined", read(&self.quarantined)),
            ("refused", read(&self.refused)),
            ("failed", read(&self.failed)),
            ("forwarded", read(&self.forwarded)),
            ("forwardFailed", read(&self.forward_failed)),
            ("commands", read(&self.commands)),
            ("commandFailed", read(&self.command_failed)),
            ("media", read(&self.media)),
            ("mediaFailed", read(&self.media_failed)),
        ]
    }
}

/// Formats `forwardFailed` as `forward failed`, in the singular if `count` is 1.
pub(crate) fn words(name: &str, count: u64) -> String {
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
