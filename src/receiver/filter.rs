//! The filter of the page and of `filter=`: `event:calls.* call:call_x type:forwarded since:2h +1555 text`.

use jiff::Timestamp;

use crate::api::check;
use crate::clock::moment::moment;
use crate::events::criteria::{Criteria, TYPES};
use crate::receiver::journal::Selection;

/// The keys that a filter may have.
const KEYS: &str = "event, call, type, since, until, number, text";

/// A filter of entries: applies the columns of the journal first, then the other conditions.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// The tests on the journal's columns.
    pub selection: Selection,
    /// The other tests.
    pub criteria: Criteria,
}

impl Filter {
    /// Reads words with a key, and words without one, which together are searched as text.
    ///
    /// # Errors
    /// The word that cannot be read, for a person.
    pub fn read(text: &str, now: Timestamp) -> Result<Filter, String> {
        let mut filter = Filter::default();
        let mut words = Vec::new();
        for word in text.split_whitespace() {
            match word.split_once(':') {
                Some((key, value)) if is_key(key) => filter.add(key, value, now)?,
                _ if is_number(word) => filter.criteria.number = Some(word.to_owned()),
                _ => words.push(word),
            }
        }
        if !words.is_empty() {
            filter.criteria.text = Some(words.join(" "));
        }
        Ok(filter)
    }

    fn add(&mut self, key: &str, value: &str, now: Timestamp) -> Result<(), String> {
        if value.is_empty() {
            return Err(format!("{key}: needs a value"));
        }
        let when = || moment(value, now).map_err(|problem| format!("{key}: {problem}"));
        let owned = value.to_owned();
        let criteria = &mut self.criteria;
        match key {
            "event" => criteria.events.push(owned),
            "type" if TYPES.contains(&value) => criteria.types.push(owned),
            "type" => {
                return Err(format!(
                    "type:{value} is unknown; types: {}",
                    TYPES.join(", ")
                ));
            }
            "call" => self.selection.call = Some(check::id(value)?),
            "since" => self.selection.since = Some(when()?),
            "until" => criteria.until = Some(when()?),
            "number" => criteria.number = Some(owned),
            "text" => criteria.text = Some(owned),
            _ => return Err(format!("{key}: is unknown; keys: {KEYS}")),
        }
        Ok(())
    }
}

/// A word before a colon is a key when it is one of ours or could be a slip; addresses and times are not.
fn is_key(word: &str) -> bool {
    !word.is_empty()
        && word.bytes().all(|byte| byte.is_ascii_lowercase())
        && !["sip", "tel", "http", "https"].contains(&word)
}

fn is_number(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    word.starts_with('+') && digits > 2 && digits + 1 == word.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_keys_numbers_or_text() {
        let now: Timestamp = "2026-04-13T12:00:00Z".parse().unwrap();
        let read = |text| Filter::read(text, now);
        let filter = read("event:calls.* call:call_1 type:event since:2h +1555 order 42").unwrap();
        assert_eq!(filter.selection.call.as_deref(), Some("call_1"));
        assert_eq!(
            filter.selection.since,
            Some("2026-04-13T10:00:00Z".parse().unwrap())
        );
        assert_eq!(filter.criteria.events, ["calls.*"]);
        assert_eq!(filter.criteria.number.as_deref(), Some("+1555"));
        assert_eq!(filter.criteria.text.as_deref(), Some("order 42"));
        assert_eq!(
            read("12:30 sip:bob@h").unwrap().criteria.text.as_deref(),
            Some("12:30 sip:bob@h")
        );
        for odd in ["evnt:x", "type:odd", "since:soon", "call:a/b", "event:"] {
            assert!(read(odd).is_err(), "{odd}");
        }
    }
}
