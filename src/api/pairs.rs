//! `key=value` and `key:=json` arguments as the members of a JSON object, number text kept as typed.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;

/// One member: the key, and the value as JSON text.
#[derive(Clone, Debug)]
pub struct Pair {
    /// Before the first `=` or `:=`.
    pub key: String,
    /// Valid JSON; a string for `key=value`.
    pub value: Box<RawValue>,
}

/// A JSON object with its members in the order they were given.
#[derive(Clone, Debug, Default)]
pub struct Object(pub Vec<Pair>);

impl Pair {
    /// Reads `key=value` (a string) or `key:=json` (anything), whichever sign comes first.
    ///
    /// # Errors
    /// Describes the expected form when there is no operator or no key, or why the JSON is invalid.
    pub fn parse(text: &str) -> Result<Pair, String> {
        let (key, value) = text.split_once('=').ok_or_else(form)?;
        match key.strip_suffix(':') {
            Some("") | None if key.trim_end_matches(':').is_empty() => Err(form()),
            Some(key) => match serde_json::from_str::<Box<RawValue>>(value) {
                Ok(value) => Ok(Pair {
                    key: key.into(),
                    value,
                }),
                Err(error) => Err(format!(
                    "{key}:= takes JSON ({error}); a text is written {key}=text"
                )),
            },
            None => Ok(Pair::text(key, value)),
        }
    }

    /// A member with a string.
    ///
    /// # Panics
    /// Never: every string can be written as JSON.
    pub fn text(key: &str, value: &str) -> Pair {
        Pair::json(key, &value.into())
    }

    /// A member with any value.
    ///
    /// # Panics
    /// Never: every value can be written as JSON.
    pub fn json(key: &str, value: &serde_json::Value) -> Pair {
        let value = serde_json::value::to_raw_value(value).expect("a value is JSON");
        Pair {
            key: key.to_owned(),
            value,
        }
    }

    /// Returns the value for a URL query: a string without quotes, anything else as JSON.
    pub fn query_text(&self) -> String {
        crate::json::string(self.value.get()).unwrap_or_else(|| self.value.get().to_owned())
    }
}

fn form() -> String {
    "expected key=text or key:=json".to_owned()
}

impl Object {
    /// The members of a JSON object, values as they are. `None` when `text` is not one.
    pub fn read(text: &str) -> Option<Object> {
        let read = |(key, value): (&str, &str)| {
            let (key, value) = (crate::json::string(key)?, value.to_owned());
            let value = RawValue::from_string(value).ok()?;
            Some(Pair { key, value })
        };
        let members = crate::json::members(text)?;
        members
            .into_iter()
            .map(read)
            .collect::<Option<_>>()
            .map(Object)
    }

    /// Inserts `pair` at the front.
    pub fn led_by(mut self, pair: Pair) -> Object {
        self.0.insert(0, pair);
        self
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for Pair { key, value } in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_json_are_kept_as_typed() {
        let read = [
            "a=1",
            "b:=123456789012345678901234567890.50",
            "c=x=y",
            "d:={\"e\":[]}",
            "f=",
        ]
        .map(|text| Pair::parse(text).unwrap());
        assert_eq!(read[2].query_text(), "x=y");
        assert_eq!(
            serde_json::to_string(&Object(read.into())).unwrap(),
            r#"{"a":"1","b":123456789012345678901234567890.50,"c":"x=y","d":{"e":[]},"f":""}"#
        );
        for odd in ["", "a", "=b", ":=1", "a:=", "a:={", "a:=nope"] {
            assert!(Pair::parse(odd).is_err(), "{odd:?}");
        }
    }
}
