//! What a forward target has not taken yet, for whoever stops the listener.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::receiver::consumers::forward::Target;
use crate::terminal::sanitize;

/// Of one target; its forwarder keeps it up to date.
#[derive(Debug)]
pub(crate) struct Backlog {
    /// As it is named with `--forward-to`, without password, inert.
    target: String,
    held: AtomicUsize,
    sent: AtomicUsize,
    more: AtomicBool,
}

impl Backlog {
    pub(crate) fn of(target: &Target) -> Backlog {
        Backlog {
            target: sanitize(&target.argument()),
            held: AtomicUsize::new(0),
            sent: AtomicUsize::new(0),
            more: AtomicBool::new(false),
        }
    }

    /// `held` events are not taken, `sent` of them are on their way, and perhaps there are `more`.
    pub(crate) fn set(&self, held: usize, sent: usize, more: bool) {
        self.held.store(held, Ordering::Relaxed);
        self.sent.store(sent, Ordering::Relaxed);
        self.more.store(more, Ordering::Relaxed);
    }

    /// How many events are not taken; at least, if more wait than are held in memory.
    pub(crate) fn held(&self) -> usize {
        self.held.load(Ordering::Relaxed)
    }

    /// For the end: what is still to be forwarded and how it will be.
    pub(crate) fn line(&self) -> Option<String> {
        let (held, target) = (self.held(), &self.target);
        let more = self.more.load(Ordering::Relaxed);
        let count = match (held, more) {
            (0, _) => return None,
            (_, true) => format!("{held} events or more are"),
            (1, _) => "1 event is".to_owned(),
            (_, false) => format!("{held} events are"),
        };
        Some(format!(
            "{count} still to be forwarded: the next chirp listen --forward-to '{target}' does it, one without that target forgets it"
        ))
    }

    /// For the wait before that: what was sent and is not answered.
    pub(crate) fn wait(&self) -> Option<String> {
        let target = &self.target;
        match self.sent.load(Ordering::Relaxed) {
            0 => None,
            1 => Some(format!("1 forward to {target}")),
            sent => Some(format!("{sent} forwards to {target}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_worded() {
        let target = Target::parse("calls.*=http://me:pw@localhost:3000/h").unwrap();
        let backlog = Backlog::of(&target);
        let words = |held, sent, more| {
            backlog.set(held, sent, more);
            (backlog.line(), backlog.wait())
        };
        assert_eq!(words(0, 0, false), (None, None));
        let (line, wait) = words(1, 1, false);
        let start = "1 event is still to be forwarded: the next chirp listen --forward-to 'calls.*=http://localhost:3000/h' does it";
        assert!(line.unwrap().starts_with(start));
        assert_eq!(
            wait.as_deref(),
            Some("1 forward to calls.*=http://localhost:3000/h")
        );
        let (line, wait) = words(4096, 64, true);
        assert!(line.unwrap().starts_with("4096 events or more are still"));
        assert!(wait.unwrap().starts_with("64 forwards to "));
    }
}
