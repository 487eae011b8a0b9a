//! The events that a forward target has not accepted, for the printer and the shutdown.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::receiver::consumers::forward::Target;
use crate::terminal::sanitize;

/// The backlog of one target; its forwarder keeps it up to date.
#[derive(Debug)]
pub(crate) struct Backlog {
    /// The target of `--forward-to`, without password, sanitized.
    target: String,
    held: AtomicUsize,
    in_flight: AtomicUsize,
    has_more: AtomicBool,
}

impl Backlog {
    pub(crate) fn of(target: &Target) -> Backlog {
        Backlog {
            target: sanitize(&target.argument()),
            held: AtomicUsize::new(0),
            in_flight: AtomicUsize::new(0),
            has_more: AtomicBool::new(false),
        }
    }

    /// Stores the number of events that are not accepted, how many of them are in flight, and whether more
    /// may wait in the journal.
    pub(crate) fn set(&self, held: usize, in_flight: usize, has_more: bool) {
        self.held.store(held, Ordering::Relaxed);
        self.in_flight.store(in_flight, Ordering::Relaxed);
        self.has_more.store(has_more, Ordering::Relaxed);
    }

    /// The target as it is named with `--forward-to`, without password.
    pub(crate) fn target(&self) -> &str {
        &self.target
    }

    /// The number of events that are not accepted; more may wait in the journal.
    pub(crate) fn held(&self) -> usize {
        self.held.load(Ordering::Relaxed)
    }

    /// Returns the message for the end of the run: the events not yet forwarded, and how to resume.
    pub(crate) fn left(&self) -> Option<String> {
        let (held, target) = (self.held(), &self.target);
        let count = match (held, self.has_more.load(Ordering::Relaxed)) {
            (0, _) => return None,
            (_, true) => format!("{held} or more events"),
            (1, _) => "1 event".to_owned(),
            (_, false) => format!("{held} events"),
        };
        Some(format!(
            "{count} not yet forwarded to {target}. Run chirp listen --forward-to '{target}' to resume; starting without it discards them"
        ))
    }

    /// Returns the message for the shutdown: requests without a response.
    pub(crate) fn in_flight(&self) -> Option<String> {
        let target = &self.target;
        match self.in_flight.load(Ordering::Relaxed) {
            0 => None,
            1 => Some(format!("1 forward to {target}")),
            count => Some(format!("{count} forwards to {target}")),
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
            (backlog.left(), backlog.in_flight())
        };
        assert_eq!(words(0, 0, false), (None, None));
        let (line, wait) = words(1, 1, false);
        let target = "calls.*=http://localhost:3000/h";
        let expected = format!(
            "1 event not yet forwarded to {target}. Run chirp listen --forward-to '{target}' to resume; starting without it discards them"
        );
        assert_eq!(line, Some(expected));
        assert_eq!(
            wait.as_deref(),
            Some("1 forward to calls.*=http://localhost:3000/h")
        );
        let (line, wait) = words(4096, 64, true);
        assert!(line.unwrap().starts_with("4096 or more events not yet"));
        assert!(wait.unwrap().starts_with("64 forwards to "));
    }
}
