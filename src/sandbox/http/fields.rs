//! Reads a body or a query field by field, so that each error names its field.

use std::ops::RangeInclusive;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::StatusCode;
use serde_json::{Map, Value};

use crate::api::check;
use crate::sandbox::http::error_reply::ErrorReply;

/// The fields of a JSON object. `null` counts as absent.
#[derive(Debug)]
pub(crate) struct Fields(Map<String, Value>);

impl Fields {
    /// Reads a body. An empty body is an empty object.
    pub(crate) fn read(body: &Bytes) -> Result<Fields, ErrorReply> {
        if body.is_empty() {
            return Ok(Fields(Map::new()));
        }
        match serde_json::from_slice(body) {
            Ok(Value::Object(map)) => Ok(Fields(map)),
            Ok(_) => Err(bad("The request body must be a JSON object".into())),
            Err(error) => Err(bad(format!("The request body is not valid JSON: {error}"))),
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// Returns whether the field is present, even as `null`.
    pub(crate) fn names(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Returns a field that is an object.
    pub(crate) fn inner(&self, name: &str) -> Result<Option<Fields>, ErrorReply> {
        Ok(self.object(name)?.map(Fields))
    }

    pub(crate) fn text(&self, name: &str) -> Result<Option<String>, ErrorReply> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(must(name, "be a string")),
        }
    }

    /// Returns a string that must be present and not empty.
    pub(crate) fn required(&self, name: &str) -> Result<String, ErrorReply> {
        let text = self.text(name)?.filter(|text| !text.is_empty());
        text.ok_or_else(|| ErrorReply::missing(name))
    }

    pub(crate) fn one_of(&self, name: &str, known: &[&str]) -> Result<Option<String>, ErrorReply> {
        let text = self.text(name)?;
        match text {
            Some(text) if !known.contains(&text.as_str()) => {
                Err(must(name, &format!("be one of {}", known.join(", "))))
            }
            text => Ok(text),
        }
    }

    pub(crate) fn number(
        &self,
        name: &str,
        range: RangeInclusive<u64>,
    ) -> Result<Option<u64>, ErrorReply> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        match value.as_u64().filter(|number| range.contains(number)) {
            Some(number) => Ok(Some(number)),
            None => {
                let rule = format!(
                    "be a whole number from {} to {}",
                    range.start(),
                    range.end()
                );
                Err(must(name, &rule))
            }
        }
    }

    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, ErrorReply> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(_) => Err(must(name, "be true or false")),
        }
    }

    pub(crate) fn object(&self, name: &str) -> Result<Option<Map<String, Value>>, ErrorReply> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Object(map)) => Ok(Some(map.clone())),
            Some(_) => Err(must(name, "be an object")),
        }
    }

    /// Returns seconds, with fractions, up to a day.
    pub(crate) fn seconds(&self, name: &str) -> Result<Option<Duration>, ErrorReply> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        match value
            .as_f64()
            .filter(|seconds| (0.0..=86_400.0).contains(seconds))
        {
            Some(seconds) => Ok(Some(Duration::from_secs_f64(seconds))),
            None => Err(must(name, "be a number of seconds from 0 to 86400")),
        }
    }

    /// Returns the channel of one side; the default is `pstn` (docs/api.md, "Endpoints").
    pub(crate) fn channel(&self, name: &str) -> Result<String, ErrorReply> {
        let channel = self.one_of(name, &check::CHANNELS)?;
        Ok(channel.unwrap_or_else(|| "pstn".into()))
    }
}

/// Checks an address: E.164 for the channels `pstn` and `whatsapp`, any text for `webrtc`.
pub(crate) fn address(name: &str, value: &str, channel: &str) -> Result<(), ErrorReply> {
    if channel == "webrtc" || check::e164(value).is_ok() {
        return Ok(());
    }
    let message = format!("Invalid phone number: {value}. Use E.164, such as +15551234567");
    Err(ErrorReply::invalid(name, message).with_code("invalid_phone_number"))
}

/// `limit` and `offset` of a list (docs/api.md, "Conventions").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ListWindow {
    pub(crate) limit: usize,
    pub(crate) offset: usize,
}

/// The query parameters. The last one of a name wins.
#[derive(Debug)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    pub(crate) fn read(query: Option<String>) -> Query {
        let text = query.unwrap_or_default();
        Query(
            url::form_urlencoded::parse(text.as_bytes())
                .into_owned()
                .collect(),
        )
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().rev().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn window(&self) -> Result<ListWindow, ErrorReply> {
        let read = |name: &str, default: usize, range: RangeInclusive<usize>| {
            let Some(text) = self.get(name) else {
                return Ok(default);
            };
            let number = text.parse().ok().filter(|number| range.contains(number));
            number.ok_or_else(|| match *range.end() {
                usize::MAX => must(name, "be a whole number, 0 or more"),
                end => must(
                    name,
                    &format!("be a whole number from {} to {end}", range.start()),
                ),
            })
        };
        Ok(ListWindow {
            limit: read("limit", 20, 1..=100)?,
            offset: read("offset", 0, 0..=usize::MAX)?,
        })
    }

    pub(crate) fn one_of(&self, name: &str, known: &[&str]) -> Result<Option<String>, ErrorReply> {
        match self.get(name) {
            Some(value) if !known.contains(&value) => {
                Err(must(name, &format!("be one of {}", known.join(", "))))
            }
            value => Ok(value.map(str::to_owned)),
        }
    }
}

impl ListWindow {
    /// Returns `{"data":[…],"totalCount":n}` with the items of this window.
    pub(crate) fn page<T: serde::Serialize>(self, items: impl Iterator<Item = T>) -> Value {
        let (mut data, mut total) = (Vec::new(), 0);
        for (at, item) in items.enumerate() {
            total = at + 1;
            if at >= self.offset && data.len() < self.limit {
                data.push(serde_json::json!(item));
            }
        }
        serde_json::json!({ "data": data, "totalCount": total })
    }
}

fn must(name: &str, rule: &str) -> ErrorReply {
    ErrorReply::invalid(name, format!("Invalid {name}: must {rule}"))
}

fn bad(message: String) -> ErrorReply {
    ErrorReply::new(StatusCode::BAD_REQUEST, "invalid_request_body", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_checked_one_by_one() {
        let body = Bytes::from_static(br#"{"a":"x","n":7,"f":true,"o":{},"z":null,"e":""}"#);
        let fields = Fields::read(&body).unwrap();
        assert_eq!(fields.text("a").unwrap().as_deref(), Some("x"));
        assert_eq!(fields.text("z"), Ok(None));
        assert_eq!(fields.number("n", 1..=7), Ok(Some(7)));
        assert!(fields.number("n", 1..=6).is_err() && fields.text("n").is_err());
        assert!(fields.flag("a").is_err() && fields.object("a").is_err());
        assert_eq!(fields.required("e"), Err(ErrorReply::missing("e")));
        assert!(fields.one_of("a", &["y"]).is_err());
        assert!(Fields::read(&Bytes::from_static(b"[1]")).is_err());
        assert!(Fields::read(&Bytes::from_static(b"{")).is_err());
    }

    #[test]
    fn windows_are_checked_and_cut() {
        let window = |query: &str| Query::read(Some(query.into())).window();
        assert_eq!(
            window("").unwrap(),
            ListWindow {
                limit: 20,
                offset: 0
            }
        );
        for odd in ["limit=0", "limit=101", "limit=x", "offset=-1", "limit="] {
            assert!(window(odd).is_err(), "{odd}");
        }
        let page = window("limit=2&offset=1").unwrap().page(1..=5);
        assert_eq!(page, serde_json::json!({ "data": [2, 3], "totalCount": 5 }));
    }
}
