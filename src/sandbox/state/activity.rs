//! The activity log: commands and finished deliveries, for `/_sandbox/await`.

use std::collections::VecDeque;
use std::time::Duration;

use serde::Serialize;

/// Activities that are kept; older ones are dropped.
const CAPACITY: usize = 10_000;

/// One command or one finished delivery.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Activity {
    /// Counts up from 1.
    pub(crate) seq: u64,
    pub(crate) at: String,
    #[serde(rename = "callId")]
    pub(crate) call_id: String,
    #[serde(flatten)]
    pub(crate) kind: ActivityKind,
}

#[derive(Clone, Debug, Serialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub(crate) enum ActivityKind {
    /// The program under test sent a call command.
    Command {
        command: String,
        accepted: bool,
        /// Time since the start of the call, by the sandbox's clock.
        since_start_ms: f64,
    },
    /// A delivery was answered with 200, or given up.
    Event {
        event: String,
        event_id: String,
        delivery_id: String,
        webhook_id: String,
        /// `delivered` or `failed`.
        state: &'static str,
        attempts: usize,
        /// The status of the last attempt.
        status: Option<u16>,
        /// The time that the last attempt took.
        latency_ms: f64,
    },
}

/// Converts to milliseconds with three decimals.
pub(crate) fn millis(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1_000_000.0).round() / 1_000.0
}

/// The latest activities, oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct ActivityLog {
    last: u64,
    entries: VecDeque<Activity>,
}

impl ActivityLog {
    pub(crate) fn add(&mut self, at: String, call_id: &str, kind: ActivityKind) {
        self.last += 1;
        if self.entries.len() == CAPACITY {
            self.entries.pop_front();
        }
        self.entries.push_back(Activity {
            seq: self.last,
            at,
            call_id: call_id.to_owned(),
            kind,
        });
    }

    /// Returns the activities after number `seq`, oldest first.
    pub(crate) fn after(&self, seq: u64) -> impl Iterator<Item = &Activity> {
        let first = self.last - self.entries.len() as u64;
        let skip = usize::try_from(seq.saturating_sub(first)).unwrap_or(usize::MAX);
        self.entries.iter().skip(skip)
    }

    /// Returns the number of the latest activity.
    pub(crate) fn last(&self) -> u64 {
        self.last
    }

    /// Removes all activities. Numbering continues.
    pub(crate) fn clear(&mut self) {
        self.entries.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_activities_are_dropped_and_numbers_continue() {
        let mut log = ActivityLog::default();
        for n in 0..CAPACITY + 5 {
            let kind = ActivityKind::Command {
                command: n.to_string(),
                accepted: true,
                since_start_ms: 0.0,
            };
            log.add(String::new(), "call", kind);
        }
        let first = log.after(0).next().map(|one| one.seq);
        assert_eq!((first, log.after(0).count()), (Some(6), CAPACITY));
        let rest: Vec<u64> = log.after(log.last - 2).map(|one| one.seq).collect();
        assert_eq!(rest, [log.last - 1, log.last]);
        assert_eq!(log.after(log.last + 7).count(), 0);
        log.clear();
        assert_eq!((log.after(0).count(), log.last), (0, CAPACITY as u64 + 5));
    }
}
