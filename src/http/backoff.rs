//! The retry schedule of everything that tries again: exponential backoff with a floor.
//!
//! A `Retry-After` lengthens a pause and never shortens it, so no answer can cause a hot loop.

use std::time::Duration;

use jiff::Timestamp;

/// An exponential backoff. It holds no state: the caller counts its failures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    first: Duration,
    longest: Duration,
}

impl Backoff {
    /// A schedule that starts at `first` and doubles up to `longest`.
    pub const fn new(first: Duration, longest: Duration) -> Backoff {
        Backoff { first, longest }
    }

    /// Returns the pause after `failures` failed attempts in a row, counted from 1.
    pub fn pause(&self, failures: u32) -> Duration {
        let doublings = failures.saturating_sub(1).min(31);
        let pause = self.first.saturating_mul(1 << doublings);
        pause.min(self.longest)
    }

    /// Returns the pause when the server asked for `retry_after`: the longer of the two.
    pub fn pause_or(&self, failures: u32, retry_after: Option<Duration>) -> Duration {
        let pause = self.pause(failures);
        retry_after.map_or(pause, |asked| asked.max(pause))
    }
}

/// Adds up to a fifth at random, so that clients that failed together do not retry together.
pub fn spread(pause: Duration) -> Duration {
    pause.saturating_add(pause.mul_f64(fastrand::f64() / 5.0))
}

/// Reads `Retry-After`, in seconds or as a date. `header` returns a header's value by its name.
///
/// A date is compared with the server's own `Date`, because the clocks may differ.
pub fn retry_after<'a>(header: impl Fn(&str) -> Option<&'a str>) -> Option<Duration> {
    let value = header("retry-after")?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let now = header("date").and_then(http_date);
    let now = now.unwrap_or_else(Timestamp::now);
    let wait = http_date(value)?
        .as_second()
        .saturating_sub(now.as_second());
    Some(Duration::from_secs(wait.max(0).unsigned_abs()))
}

/// Reads a date such as `Sun, 06 Nov 1994 08:49:37 GMT`.
pub fn http_date(text: &str) -> Option<Timestamp> {
    let parser = jiff::fmt::rfc2822::DateTimeParser::new();
    parser.parse_timestamp(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn pauses_double_up_to_the_longest() {
        let backoff = Backoff::new(SECOND, SECOND * 5);
        let pauses: Vec<u64> = (0..6).map(|n| backoff.pause(n).as_secs()).collect();
        assert_eq!(pauses, [1, 1, 2, 4, 5, 5]);
        assert_eq!(backoff.pause(u32::MAX), SECOND * 5);
        let endless = Backoff::new(SECOND, Duration::MAX);
        assert_eq!(endless.pause(u32::MAX), SECOND * (1 << 31));
    }

    #[test]
    fn a_server_can_only_lengthen_a_pause() {
        let backoff = Backoff::new(SECOND, SECOND * 5);
        assert_eq!(backoff.pause_or(1, Some(Duration::ZERO)), SECOND);
        assert_eq!(backoff.pause_or(2, Some(SECOND)), SECOND * 2);
        assert_eq!(backoff.pause_or(9, Some(SECOND * 60)), SECOND * 60);
        assert_eq!(backoff.pause_or(3, None), SECOND * 4);
        for _ in 0..100 {
            assert!((SECOND..=SECOND * 6 / 5).contains(&spread(SECOND)));
        }
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let read = |value: &'static str| {
            let date = "Sun, 06 Nov 1994 08:49:37 GMT";
            let header = |name: &str| Some(if name == "date" { date } else { value });
            retry_after(header).map(|wait| wait.as_secs())
        };
        assert_eq!(read(" 12 "), Some(12));
        assert_eq!(read("Sun, 06 Nov 1994 08:50:07 GMT"), Some(30));
        assert_eq!(read("Sun, 06 Nov 1994 08:00:00 GMT"), Some(0));
        for odd in ["soon", "-1", "", "1.5"] {
            assert_eq!(read(odd), None, "{odd}");
        }
    }
}
