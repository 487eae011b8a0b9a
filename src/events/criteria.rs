//! Filters of entries that `chirp events` and the browser page share (pure).

use jiff::Timestamp;

use crate::events::Event;
use crate::events::entry::{Entry, Record};
use crate::events::kind::matches_glob;

/// The types of entries, as in JSON output.
pub const TYPES: [&str; 10] = [
    "event",
    "duplicate",
    "conflict",
    "quarantined",
    "forwarded",
    "forward_failed",
    "command",
    "command_failed",
    "media",
    "media_failed",
];

/// The conditions that a matching entry fulfils. Empty ones accept everything.
#[derive(Clone, Debug, Default)]
pub struct Criteria {
    /// Only entries of one of these types.
    pub types: Vec<String>,
    /// Only events whose name fits one of these globs.
    pub events: Vec<String>,
    /// Only entries before this time.
    pub until: Option<Timestamp>,
    /// Only events from or to numbers with these digits.
    pub number: Option<String>,
    /// Only entries with this text in the body, whatever its case.
    pub text: Option<String>,
}

impl Criteria {
    /// Returns whether an entry fulfils every condition.
    pub fn wants(&self, entry: &Entry) -> bool {
        let record = &entry.record;
        let event = match record {
            Record::Event { event, .. } => Some(event),
            _ => None,
        };
        let is_type = |name: &String| name == record.type_name();
        let is_named = |event: &Event| {
            let mut globs = self.events.iter();
            globs.any(|glob| matches_glob(glob, &event.name))
        };
        let has_number = |number: &str| {
            let is_at =
                |field: &Option<String>| field.as_deref().is_some_and(|field| holds(field, number));
            event.is_some_and(|event| is_at(&event.from) || is_at(&event.to))
        };
        self.until.is_none_or(|until| entry.at < until)
            && (self.types.is_empty() || self.types.iter().any(is_type))
            && (self.events.is_empty() || event.is_some_and(is_named))
            && self.number.as_deref().is_none_or(has_number)
            && self
                .text
                .as_deref()
                .is_none_or(|text| has_text(record, text))
    }
}

fn has_text(record: &Record, text: &str) -> bool {
    let searched = match record {
        Record::Event { body, .. } => &**body,
        Record::Conflict { body, .. } | Record::Quarantined { body, .. } => body,
        Record::Duplicate { event_id, .. } => event_id.as_bytes(),
        Record::Action(action) => action.detail.as_bytes(),
    };
    let lower = String::from_utf8_lossy(searched).to_lowercase();
    lower.contains(&text.to_lowercase())
}

/// Returns whether `field` contains the digits of `number`, after its `+` if `number` has one. A
/// value with letters is another kind of address and is searched literally.
fn holds(field: &str, number: &str) -> bool {
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    let wanted = digits(number);
    if wanted.is_empty() || number.contains(char::is_alphabetic) {
        return field.to_lowercase().contains(&number.to_lowercase());
    }
    match number.trim_start().starts_with('+') {
        true => field.starts_with('+') && digits(field).starts_with(&wanted),
        false => digits(field).contains(&wanted),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_however_they_are_set() {
        for number in [
            "+15559876543",
            "+1 (555) 987-65",
            "555.987.6543",
            "987 65",
            "6543",
        ] {
            assert!(holds("+15559876543", number), "{number}");
        }
        for number in ["+555", "5552", "sip:15559876543"] {
            assert!(!holds("+15559876543", number), "{number}");
        }
        assert!(holds("sip:Bob@example.com", "bob@") && !holds("+1555", "bob"));
    }

    #[test]
    fn every_type_of_entry_can_be_named() {
        use crate::events::entry::ActionKind;
        for name in TYPES {
            let known = ["event", "duplicate", "conflict", "quarantined"].contains(&name);
            assert!(known || ActionKind::parse(name).is_some(), "{name}");
        }
    }
}
