//! The current time as a value that is passed around, so that tests can freeze it.

use jiff::Timestamp;

pub mod duration;
pub mod hours;
pub mod moment;
mod speed;

pub use speed::Speed;

/// A source of the present time.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// Always the same moment.
    Fixed(Timestamp),
}

impl Clock {
    /// The present moment.
    pub fn now(self) -> Timestamp {
        match self {
            Clock::System => Timestamp::now(),
            Clock::Fixed(at) => at,
        }
    }
}

/// Tells one run of the machine from the next; empty where the system has no such thing.
pub fn boot_id() -> String {
    let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id");
    id.unwrap_or_default().trim().to_owned()
}

/// ISO 8601 in UTC with milliseconds and `Z`, as the webhooks write times (spec, section 1).
pub fn iso_millis(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}
