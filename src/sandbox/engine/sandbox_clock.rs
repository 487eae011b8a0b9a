//! The clock of the sandbox: the machine's clock, which tests can move forward and freeze. Pure.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

use crate::clock::Clock;

/// Converts between the machine's time and the sandbox's time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SandboxClock {
    source: Clock,
    start: Instant,
    /// The machine's time and the sandbox's time at the last change of the clock.
    changed: (Instant, Instant),
    frozen: bool,
}

impl SandboxClock {
    /// Returns a clock that runs with the machine's from `start` on.
    pub(crate) fn new(source: Clock, start: Instant) -> SandboxClock {
        SandboxClock {
            source,
            start,
            changed: (start, start),
            frozen: false,
        }
    }

    /// Converts the machine's time to the sandbox's time.
    pub(crate) fn sandbox_time(&self, machine: Instant) -> Instant {
        match self.frozen {
            true => self.changed.1,
            false => self.changed.1 + machine.saturating_duration_since(self.changed.0),
        }
    }

    /// Converts the sandbox's time to the machine's; `None` while the clock is frozen.
    pub(crate) fn machine_time(&self, at: Instant) -> Option<Instant> {
        let after_change = at.saturating_duration_since(self.changed.1);
        (!self.frozen).then(|| self.changed.0 + after_change)
    }

    /// Moves the clock forward at `machine` time, and freezes it or lets it run.
    pub(crate) fn change(&mut self, machine: Instant, forward: Duration, frozen: bool) {
        self.changed = (machine, self.sandbox_time(machine) + forward);
        self.frozen = frozen;
    }

    pub(crate) fn is_frozen(&self) -> bool {
        self.frozen
    }

    /// Returns the date and time at `now`, which is the sandbox's time.
    pub(crate) fn wall(&self, now: Instant) -> Timestamp {
        match self.source {
            Clock::Fixed(at) => at + now.saturating_duration_since(self.start),
            Clock::System => {
                let machine = Instant::now();
                let ahead = now.saturating_duration_since(machine);
                let behind = machine.saturating_duration_since(now);
                Timestamp::now() + signed(ahead) - signed(behind)
            }
        }
    }

    /// Returns how long the sandbox has run at `now`, which is the sandbox's time.
    pub(crate) fn age(&self, now: Instant) -> Duration {
        now.saturating_duration_since(self.start)
    }
}

fn signed(duration: Duration) -> SignedDuration {
    SignedDuration::try_from(duration).unwrap_or(SignedDuration::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_moves_forward_freezes_and_runs_again() {
        let start = Instant::now();
        let after = |seconds| start + Duration::from_secs(seconds);
        let mut clock = SandboxClock::new(Clock::Fixed(Timestamp::UNIX_EPOCH), start);
        clock.change(after(10), Duration::from_secs(30), false);
        assert_eq!(clock.sandbox_time(after(15)), after(45));
        assert_eq!(clock.machine_time(after(45)), Some(after(15)));
        assert_eq!(clock.wall(after(45)).as_second(), 45);
        clock.change(after(15), Duration::ZERO, true);
        assert_eq!(
            (clock.sandbox_time(after(99)), clock.machine_time(after(50))),
            (after(45), None)
        );
        clock.change(after(100), Duration::from_secs(5), false);
        assert_eq!(clock.sandbox_time(after(101)), after(51));
        assert_eq!(clock.machine_time(after(51)), Some(after(101)));
    }
}
