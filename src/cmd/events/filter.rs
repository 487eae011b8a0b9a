//! Which entries are meant: the selection flags that the `events` commands share.

use clap::Args;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::clock::Clock;
use crate::events::entry::{Entry, Record};
use crate::events::kind::matches_glob;
use crate::receiver::journal::Selection;

/// The selection flags.
#[derive(Clone, Debug, Args)]
pub(crate) struct Filter {
    /// Only of this call
    #[arg(long, value_name = "CALL")]
    call: Option<String>,
    /// Only events of this name, such as 'calls.recording.*'; repeat for more
    #[arg(long, value_name = "GLOB")]
    event: Vec<String>,
    /// Only since then: 2h, 30m, 2026-04-13, 2026-04-13T09:00 or with a time zone
    #[arg(long, value_name = "WHEN")]
    since: Option<String>,
    /// Only events from or to numbers that contain this
    #[arg(long, value_name = "DIGITS")]
    number: Option<String>,
    /// Only entries with this text in the body, whatever its case
    #[arg(long, value_name = "TEXT")]
    text: Option<String>,
}

impl Filter {
    /// What the journal itself can select by.
    ///
    /// # Errors
    /// When `--since` is no time.
    pub(crate) fn selection(&self, clock: Clock) -> Result<Selection, String> {
        let since = self.since.as_deref().map(|text| moment(text, clock.now()));
        Ok(Selection {
            call: self.call.clone(),
            since: since.transpose()?,
            from: 0,
        })
    }

    /// Whether nothing is left out.
    pub(crate) fn is_empty(&self) -> bool {
        let Filter {
            call,
            event,
            since,
            number,
            text,
        } = self;
        let texts = [call, since, number, text];
        event.is_empty() && texts.iter().all(|text| text.is_none())
    }

    /// Whether an entry that the journal has selected is meant.
    pub(crate) fn wants(&self, entry: &Entry) -> bool {
        let record = &entry.record;
        let of_event = |check: &dyn Fn(&crate::events::Event) -> bool| match record {
            Record::Event { event, .. } => check(event),
            _ => false,
        };
        let contains = |field: &Option<String>, part: &str| {
            field.as_deref().is_some_and(|field| field.contains(part))
        };
        let named = self.event.is_empty()
            || of_event(&|event| {
                self.event
                    .iter()
                    .any(|glob| matches_glob(glob, &event.name))
            });
        let numbered = self.number.as_deref().is_none_or(|part| {
            of_event(&|event| contains(&event.from, part) || contains(&event.to, part))
        });
        named && numbered && self.text.as_deref().is_none_or(|text| holds(record, text))
    }
}

fn holds(record: &Record, text: &str) -> bool {
    let searched = match record {
        Record::Event { body, .. }
        | Record::Conflict { body, .. }
        | Record::Quarantined { body, .. } => body.as_slice(),
        Record::Duplicate { event_id, .. } => event_id.as_bytes(),
        Record::Action(action) => action.detail.as_bytes(),
    };
    let lower = String::from_utf8_lossy(searched).to_lowercase();
    lower.contains(&text.to_lowercase())
}

/// A span of time back from `now`, or a moment: with its zone, or in the local one.
fn moment(text: &str, now: Timestamp) -> Result<Timestamp, String> {
    let form = || format!("{text}: expected a span such as 2h or a time such as 2026-04-13T09:00");
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Ok(moment);
    }
    if let Ok(span) = crate::cmd::duration(text) {
        return now.checked_sub(span).map_err(|_| form());
    }
    let local: jiff::civil::DateTime = text.parse().map_err(|_| form())?;
    let zoned = local.to_zoned(TimeZone::system()).map_err(|_| form())?;
    Ok(zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn since_is_a_span_or_a_time() {
        let now: Timestamp = "2026-04-13T12:00:00Z".parse().unwrap();
        let read = |text| moment(text, now).map(|at| at.to_string());
        assert_eq!(read("2h").unwrap(), "2026-04-13T10:00:00Z");
        assert_eq!(
            read("2026-04-13T09:00+02:00").unwrap(),
            "2026-04-13T07:00:00Z"
        );
        assert!(read("2026-04-13").is_ok() && read("2026-04-13 09:00").is_ok());
        assert!(read("soon").is_err());
    }
}
