//! Reads durations: `30s`, `1h 30m`, or a bare number of seconds.

use std::time::Duration;

use jiff::SignedDuration;

/// A century: beyond it, sums with the present time overflow.
const MAX: Duration = Duration::from_secs(100 * 366 * 24 * 3_600);

/// Parses `30s`, `500ms`, `1h 30m`, or a bare number of seconds; at most a century.
///
/// # Errors
/// Returns the expected form if `text` is not a duration or is negative.
pub fn parse(text: &str) -> Result<Duration, String> {
    let seconds = text.parse::<u64>().ok().map(Duration::from_secs);
    let units = || Duration::try_from(text.parse::<SignedDuration>().ok()?).ok();
    seconds
        .or_else(units)
        .filter(|duration| *duration <= MAX)
        .ok_or_else(|| "expected a duration such as 30s, 2m or 500ms".to_owned())
}

/// Parses a duration as [`parse`] does, but rejects 0.
///
/// # Errors
/// Returns the expected form, or that the value must be greater than 0.
pub fn parse_nonzero(text: &str) -> Result<Duration, String> {
    match parse(text)? {
        Duration::ZERO => Err("must be greater than 0, for example 10s".to_owned()),
        duration => Ok(duration),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_in_common_forms() {
        assert_eq!(parse("30s"), Ok(Duration::from_secs(30)));
        assert_eq!(parse("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(parse("1h 30m"), Ok(Duration::from_secs(5400)));
        assert_eq!(parse("1.5s"), Ok(Duration::from_millis(1500)));
        assert_eq!(parse("45"), Ok(Duration::from_secs(45)));
        for odd in [
            "-3s",
            "soon",
            "",
            "3 apples",
            "200000h 1y",
            "99999999999999",
        ] {
            assert!(parse(odd).is_err(), "{odd}");
        }
    }

    #[test]
    fn zero_is_rejected_where_something_must_take_time() {
        assert!(parse_nonzero("0").is_err() && parse_nonzero("0s").is_err());
        assert_eq!(parse_nonzero("1ms"), Ok(Duration::from_millis(1)));
    }
}
