//! Times and ages as people type them.

use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SpanRelativeTo, Timestamp, Unit};

/// A span of time back from `now`, or a moment: with its zone, or in the local one.
///
/// # Errors
/// The forms.
pub fn moment(text: &str, now: Timestamp) -> Result<Timestamp, String> {
    let form = || {
        format!(
            "{text}: expected a span with its unit (s m h d w) such as 2h, or a time such as 2026-04-13T09:00"
        )
    };
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Ok(moment);
    }
    if let Ok(span) = age(text) {
        return now.checked_sub(span).map_err(|_| form());
    }
    let local: jiff::civil::DateTime = text.parse().map_err(|_| form())?;
    let zoned = local.to_zoned(TimeZone::system()).map_err(|_| form())?;
    Ok(zoned.timestamp())
}

/// Reads `45s`, `12h`, `30d`, `2w`, `1d 12h`. A number without a unit is ambiguous and rejected.
///
/// # Errors
/// Describes the expected form.
pub fn age(text: &str) -> Result<Duration, String> {
    let form = || "expected an age with its unit (s m h d w), such as 12h or 30d".to_owned();
    let span: jiff::Span = text.to_lowercase().parse().map_err(|_| form())?;
    let seconds = span.total((Unit::Second, SpanRelativeTo::days_are_24_hours()));
    let seconds = seconds.map_err(|_| form())?;
    Duration::try_from_secs_f64(seconds).map_err(|_| form())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn since_is_a_span_or_a_time() {
        let now: Timestamp = "2026-04-13T12:00:00Z".parse().unwrap();
        let read = |text| moment(text, now).map(|at| at.to_string());
        assert_eq!(read("2h").unwrap(), "2026-04-13T10:00:00Z");
        assert_eq!(read("7d").unwrap(), "2026-04-06T12:00:00Z");
        assert_eq!(
            read("2026-04-13T09:00+02:00").unwrap(),
            "2026-04-13T07:00:00Z"
        );
        assert!(read("2026-04-13").is_ok() && read("2026-04-13 09:00").is_ok());
        for odd in ["soon", "10", "", "-2h", "1 month"] {
            let problem = read(odd).unwrap_err();
            assert!(problem.contains("(s m h d w)"), "{odd}: {problem}");
        }
    }

    #[test]
    fn ages_have_units() {
        let hours = |hours: u64| Ok(Duration::from_secs(hours * 3600));
        for (text, expected) in [
            ("12h", hours(12)),
            ("30d", hours(720)),
            ("30D", hours(720)),
            ("2w", hours(336)),
            ("1d 12h", hours(36)),
            ("90m", Ok(Duration::from_secs(5400))),
            ("500ms", Ok(Duration::from_millis(500))),
        ] {
            assert_eq!(age(text), expected, "{text}");
        }
        for odd in ["1", "d", "soon", "", "-1d", "1y"] {
            assert!(age(odd).is_err(), "{odd}");
        }
    }
}
