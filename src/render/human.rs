//! Units for people: relative times, durations, sizes; exact values for programs.

use jiff::Timestamp;

use crate::render::{Cell, View};
use crate::terminal::Tone;

/// A time of the API: `3 minutes ago` for people, unchanged for programs.
pub fn time(at: Option<&str>, view: &View) -> Cell {
    let relative = |text: &str| Some(ago(text.parse().ok()?, view.now));
    match at {
        Some(text) if view.human => {
            Cell::toned(relative(text).or(Some(text.to_owned())), Tone::Dim)
        }
        other => Cell::toned(other, Tone::Dim),
    }
}

/// Seconds: `2m 05s` for people, the number for programs.
pub fn seconds(value: Option<i64>, view: &View) -> Cell {
    Cell::text(value.map(|value| {
        if view.human {
            duration(value)
        } else {
            value.to_string()
        }
    }))
}

/// A size: `1.0 MiB` for people, the number of bytes for programs.
pub fn size(count: Option<u64>, view: &View) -> Cell {
    Cell::text(count.map(|count| {
        if view.human {
            bytes(count)
        } else {
            count.to_string()
        }
    }))
}

/// `1 entry`, `12 entries`.
pub fn count(count: u64, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}

/// Returns the age of `at`, in the largest unit that fits.
pub fn ago(at: Timestamp, now: Timestamp) -> String {
    let seconds = now.as_second() - at.as_second();
    let (past, seconds) = (seconds >= 0, seconds.abs());
    let (count, unit) = match seconds {
        0..5 if past => return "just now".into(),
        0..60 => (seconds, "second"),
        60..3600 => (seconds / 60, "minute"),
        3600..86400 => (seconds / 3600, "hour"),
        _ => (seconds / 86400, "day"),
    };
    let plural = if count == 1 { "" } else { "s" };
    if past {
        format!("{count} {unit}{plural} ago")
    } else {
        format!("in {count} {unit}{plural}")
    }
}

/// `45s`, `2m 05s`, `1h 02m`.
pub fn duration(seconds: i64) -> String {
    match seconds {
        ..60 => format!("{seconds}s"),
        60..3600 => format!("{}m {:02}s", seconds / 60, seconds % 60),
        _ => format!("{}h {:02}m", seconds / 3600, seconds % 3600 / 60),
    }
}

/// `532 B`, `1.0 MiB`.
pub fn bytes(count: u64) -> String {
    const UNITS: [&str; 4] = ["KiB", "MiB", "GiB", "TiB"];
    let (mut value, mut unit) = (count as f64, "B");
    for larger in UNITS {
        if value < 1024.0 {
            break;
        }
        (value, unit) = (value / 1024.0, larger);
    }
    if unit == "B" {
        format!("{count} B")
    } else {
        format!("{value:.1} {unit}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_fit_the_size() {
        let now: Timestamp = "2026-04-13T12:00:00Z".parse().unwrap();
        let ago_of = |text: &str| ago(text.parse().unwrap(), now);
        assert_eq!(ago_of("2026-04-13T11:59:58Z"), "just now");
        assert_eq!(ago_of("2026-04-13T11:59:00Z"), "1 minute ago");
        assert_eq!(ago_of("2026-04-13T08:00:00Z"), "4 hours ago");
        assert_eq!(ago_of("2026-04-10T12:00:00Z"), "3 days ago");
        assert_eq!(ago_of("2026-04-13T12:00:30Z"), "in 30 seconds");
        assert_eq!(
            [duration(5), duration(125), duration(3720)],
            ["5s", "2m 05s", "1h 02m"]
        );
        assert_eq!([bytes(532), bytes(1_048_576)], ["532 B", "1.0 MiB"]);
    }
}
