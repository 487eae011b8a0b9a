//! `Mon-Fri 09:00-17:00 America/New_York`: a part of the week by the clock on the wall of a time zone.

use jiff::Timestamp;
use jiff::civil::Weekday;
use jiff::tz::{TimeZone, TimeZoneDatabase};

const DAYS: [(&str, Weekday); 7] = [
    ("Mon", Weekday::Monday),
    ("Tue", Weekday::Tuesday),
    ("Wed", Weekday::Wednesday),
    ("Thu", Weekday::Thursday),
    ("Fri", Weekday::Friday),
    ("Sat", Weekday::Saturday),
    ("Sun", Weekday::Sunday),
];
const MIDNIGHT: u16 = 24 * 60;
const FORM: &str =
    "expected days, times and a time zone, such as Mon-Fri 09:00-17:00 America/New_York";

/// Some hours of some days. The end is not part of it; an end before the start is on the next day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours {
    /// One entry per weekday, starting with Monday.
    days: [bool; 7],
    /// Minutes since midnight.
    start: u16,
    end: u16,
    zone: TimeZone,
    /// The original text.
    text: String,
}

impl std::fmt::Display for Hours {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl Hours {
    /// Reads `[DAYS] HH:MM-HH:MM ZONE`; no days means all of them.
    ///
    /// # Errors
    /// Describes the problem for a person.
    pub fn parse(text: &str) -> Result<Hours, String> {
        let plain = plain_dashes(text);
        let words: Vec<&str> = plain.split_whitespace().collect();
        let (days, times, zone) = match words[..] {
            [_] | [_, _] if words[words.len() - 1].contains(':') => {
                return Err(format!("{text} names no time zone; {FORM}"));
            }
            [times, zone] => ("Mon-Sun", times, zone),
            [days, times, zone] => (days, times, zone),
            _ => return Err(FORM.to_owned()),
        };
        let (start, end) = times.split_once('-').ok_or(FORM)?;
        let (start, end) = (minute(start)?, minute(end)?);
        if start == end || start == MIDNIGHT {
            return Err(format!("{times} holds no time; a whole day is 00:00-24:00"));
        }
        Ok(Hours {
            days: days_of(days)?,
            start,
            end,
            zone: zone_of(zone)?,
            text: text.to_owned(),
        })
    }

    /// Returns whether `at` is within the hours.
    pub fn hold(&self, at: Timestamp) -> bool {
        let local = at.to_zoned(self.zone.clone());
        let today = u16::from(local.weekday().to_monday_zero_offset().unsigned_abs());
        let now =
            u16::from(local.hour().unsigned_abs()) * 60 + u16::from(local.minute().unsigned_abs());
        self.hold_in_week(today * MIDNIGHT + now)
    }

    /// Returns whether the hours contain a minute of the local week, counted from Monday's
    /// midnight.
    fn hold_in_week(&self, minute: u16) -> bool {
        let (today, now) = (usize::from(minute / MIDNIGHT), minute % MIDNIGHT);
        let yesterday = (today + 6) % 7;
        match self.start < self.end {
            true => self.days[today] && (self.start..self.end).contains(&now),
            false => {
                (self.days[today] && now >= self.start) || (self.days[yesterday] && now < self.end)
            }
        }
    }
}

/// Returns whether `all` together contain every time that one of `part` contains. Zones are not
/// converted: only the whole week covers hours of another zone.
pub fn cover(all: &[Hours], part: &[Hours]) -> bool {
    let week = 0..7 * MIDNIGHT;
    let holds = |zone: &TimeZone, at: u16| {
        let mut same = all.iter().filter(|hours| hours.zone == *zone);
        same.any(|hours| hours.hold_in_week(at))
    };
    let always = |zone: &TimeZone| week.clone().all(|at| holds(zone, at));
    all.iter().any(|hours| always(&hours.zone))
        || (part.iter()).all(|hours| {
            let mut times = week.clone().filter(|&at| hours.hold_in_week(at));
            times.all(|at| holds(&hours.zone, at))
        })
}

/// Returns the zone from the system's database, or from the built-in one if the system has none of that name.
/// Writes typographic dashes, and dashes with spaces around them, as `-`.
fn plain_dashes(text: &str) -> String {
    let mut plain = text.replace(
        [
            '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2212}',
        ],
        "-",
    );
    for spaced in [" -", "- "] {
        while plain.contains(spaced) {
            plain = plain.replace(spaced, "-");
        }
    }
    plain
}

fn zone_of(name: &str) -> Result<TimeZone, String> {
    let built_in = |_| TimeZoneDatabase::bundled().get(name);
    TimeZone::get(name).or_else(built_in).map_err(|_| {
        format!("unknown time zone {name}; names are as in America/New_York, Europe/Berlin, UTC")
    })
}

/// `Mon`, `Mon-Fri`, `Fri-Mon`, `Mon,Wed,Sat-Sun`.
fn days_of(text: &str) -> Result<[bool; 7], String> {
    let mut days = [false; 7];
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (day(first)?, day(last)?);
        let mut at = first;
        days[at] = true;
        while at != last {
            at = (at + 1) % 7;
            days[at] = true;
        }
    }
    Ok(days)
}

fn day(name: &str) -> Result<usize, String> {
    let found = DAYS
        .iter()
        .position(|(known, _)| known.eq_ignore_ascii_case(name));
    found.ok_or_else(|| format!("unknown day {name}; days are Mon, Tue, Wed, Thu, Fri, Sat, Sun"))
}

fn minute(text: &str) -> Result<u16, String> {
    let wrong = || format!("{text} is no time of day; expected HH:MM, 00:00 to 24:00");
    let (hour, minute) = text.split_once(':').ok_or_else(wrong)?;
    let number =
        |digits: &str| match digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit()) {
            true => digits.parse::<u16>().map_err(|_| wrong()),
            false => Err(wrong()),
        };
    match (number(hour)?, number(minute)?) {
        (hour @ 0..24, minute @ 0..60) => Ok(hour * 60 + minute),
        (24, 0) => Ok(MIDNIGHT),
        _ => Err(wrong()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // 2026-01-12 is a Monday; Berlin is UTC+1 in winter, UTC+2 from 2026-03-29 02:00 on.
    const TABLE: &[(&str, &str, bool)] = &[
        (
            "Mon-Fri 09:00-17:00 Europe/Berlin",
            "2026-01-12T08:00:00Z",
            true,
        ),
        (
            "Mon-Fri 09:00-17:00 Europe/Berlin",
            "2026-01-12T07:59:59Z",
            false,
        ),
        (
            "Mon-Fri 09:00-17:00 Europe/Berlin",
            "2026-01-12T16:00:00Z",
            false,
        ),
        (
            "Mon-Fri 09:00-17:00 Europe/Berlin",
            "2026-07-13T07:00:00Z",
            true,
        ),
        ("Mon–Fri 09:00 — 17:00 UTC", "2026-01-14T10:00:00Z", true),
        ("Mon - Fri 09:00–17:00 UTC", "2026-01-17T10:00:00Z", false),
        ("mon,WED 09:00-17:00 UTC", "2026-01-14T10:00:00Z", true),
        ("Mon,Wed 09:00-17:00 UTC", "2026-01-13T10:00:00Z", false),
        ("Sat-Mon 00:00-24:00 UTC", "2026-01-11T23:59:59Z", true),
        ("Sat-Mon 00:00-24:00 UTC", "2026-01-13T00:00:00Z", false),
        ("09:00-17:00 UTC", "2026-01-11T12:00:00Z", true),
        // Friday's night lasts into Saturday; Saturday's own night is not included.
        ("Fri 22:00-06:00 UTC", "2026-01-16T23:00:00Z", true),
        ("Fri 22:00-06:00 UTC", "2026-01-17T05:59:00Z", true),
        ("Fri 22:00-06:00 UTC", "2026-01-17T06:00:00Z", false),
        ("Fri 22:00-06:00 UTC", "2026-01-17T23:00:00Z", false),
        ("Fri 22:00-06:00 UTC", "2026-01-16T05:00:00Z", false),
        // The hour that is skipped and the hour that is repeated when clocks change.
        (
            "Sun 02:00-03:00 Europe/Berlin",
            "2026-03-29T00:59:59Z",
            false,
        ),
        (
            "Sun 02:00-03:00 Europe/Berlin",
            "2026-03-29T01:00:00Z",
            false,
        ),
        (
            "Sun 03:00-04:00 Europe/Berlin",
            "2026-03-29T01:00:00Z",
            true,
        ),
        (
            "Sun 02:00-03:00 Europe/Berlin",
            "2026-10-25T00:30:00Z",
            true,
        ),
        (
            "Sun 02:00-03:00 Europe/Berlin",
            "2026-10-25T01:30:00Z",
            true,
        ),
        (
            "Sun 02:00-03:00 Europe/Berlin",
            "2026-10-25T02:00:00Z",
            false,
        ),
    ];

    #[test]
    fn hours_within_other_hours() {
        let table = [
            ("09:00-17:00 UTC", "Mon-Fri 10:00-17:00 UTC", true),
            ("09:00-17:00 UTC", "Mon-Fri 10:00-17:01 UTC", false),
            ("Fri 22:00-06:00 UTC", "Sat 00:00-06:00 UTC", true),
            ("09:00-17:00 UTC", "Mon 12:00-13:00 Europe/Berlin", false),
            ("00:00-24:00 UTC", "Mon 12:00-13:00 Europe/Berlin", true),
            ("09:00-12:00 UTC;12:00-17:00 UTC", "09:00-17:00 UTC", true),
        ];
        for (all, part, expected) in table {
            let read = |text: &str| -> Vec<Hours> {
                text.split(';')
                    .map(|one| Hours::parse(one).unwrap())
                    .collect()
            };
            assert_eq!(cover(&read(all), &read(part)), expected, "{all} {part}");
        }
    }

    #[test]
    fn days_times_and_zones() {
        for &(hours, at, expected) in TABLE {
            let held = Hours::parse(hours).unwrap().hold(at.parse().unwrap());
            assert_eq!(held, expected, "{hours} at {at}");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        let table = [
            ("Mon-Fri 09:00-17:00", "names no time zone"),
            ("09:00-17:00", "names no time zone"),
            ("Mon-Fry 09:00-17:00 UTC", "unknown day Fry"),
            ("Mon 9:00-17:00 UTC", "9:00 is no time of day"),
            ("Mon 09:00-24:01 UTC", "24:01 is no time of day"),
            ("Mon 09:60-10:00 UTC", "09:60 is no time of day"),
            ("Mon 09:00-09:00 UTC", "holds no time"),
            (
                "Mon 09:00-17:00 America/Gotham",
                "unknown time zone America/Gotham",
            ),
            ("Mon 0900 UTC", "expected days, times and a time zone"),
            ("", "expected days"),
            ("a b c d", "expected days"),
        ];
        for (hours, expected) in table {
            let error = Hours::parse(hours).unwrap_err();
            assert!(error.contains(expected), "{hours}: {error}");
        }
    }
}
