//! Reads a body or a query field by field, so that each refusal can name the field it is about.

use std::ops::RangeInclusive;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::StatusCode;
use serde_json::{Map, Value};

use crate::api::check;
use crate::sandbox::http::api_error::ApiError;

/// The members of a JSON object. `null` counts as absent.
#[derive(Debug)]
pub(crate) struct Fields(Map<String, Value>);

impl Fields {
    /// Reads a body; an empty one is an empty object.
    pub(crate) fn read(body: &Bytes) -> Result<Fields, ApiError> {
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

    /// Whether the name is there, be it with `null`.
    pub(crate) fn names(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// A member that is an object, as fields of its own.
    pub(crate) fn inner(&self, name: &str) -> Result<Option<Fields>, ApiError> {
        Ok(self.object(name)?.map(Fields))
    }

    pub(crate) fn text(&self, name: &str) -> Result<Option<String>, ApiError> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(must(name, "be a string")),
        }
    }

    /// A string that must be there and not be empty.
    pub(crate) fn required(&self, name: &str) -> Result<String, ApiError> {
        let text = self.text(name)?.filter(|text| !text.is_empty());
        text.ok_or_else(|| ApiError::missing(name))
    }

    pub(crate) fn one_of(&self, name: &str, known: &[&str]) -> Result<Option<String>, ApiError> {
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
    ) -> Result<Option<u64>, ApiError> {
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

    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, ApiError> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(_) => Err(must(name, "be true or false")),
        }
    }

    pub(crate) fn object(&self, name: &str) -> Result<Option<Map<String, Value>>, ApiError> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Object(map)) => Ok(Some(map.clone())),
            Some(_) => Err(must(name, "be an object")),
        }
    }

    /// Seconds, also with a fraction, up to a day.
    pub(crate) fn seconds(&self, name: &str) -> Result<Option<Duration>, ApiError> {
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

    /// The channel of one side; `pstn` when absent (spec, section 2).
    pub(crate) fn channel(&self, name: &str) -> Result<String, ApiError> {
        let channel = self.one_of(name, &check::CHANNELS)?;
        Ok(channel.unwrap_or_else(|| "pstn".into()))
    }
}

/// Numbers of the telephone network and of WhatsApp are E.164; a webrtc identity is any text.
pub(crate) fn address(name: &str, value: &str, channel: &str) -> Result<(), ApiError> {
    if channel == "webrtc" || check::e164(value).is_ok() {
        return Ok(());
    }
    let message = format!("Invalid phone number: {value}. Use E.164, such as +15551234567");
    Err(ApiError::invalid(name, message).coded("invalid_phone_number"))
}

/// `limit` and `offset` of a list (spec, section 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) limit: usize,
    pub(crate) offset: usize,
}

/// Query parameters by name; the last one wins.
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

    pub(crate) fn window(&self) -> Result<Window, ApiError> {
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
        Ok(Window {
            limit: read("limit", 20, 1..=100)?,
            offset: read("offset", 0, 0..=usize::MAX)?,
        })
    }

    pub(crate) fn one_of(&self, name: &str, known: &[&str]) -> Result<Option<String>, ApiError> {
        match self.get(name) {
            Some(value) if !known.contains(&value) => {
                Err(must(name, &format!("be one of {}", known.join(", "))))
            }
            value => Ok(value.map(str::to_owned)),
        }
    }
}

impl Window {
    /// `{"data":[…],"totalCount":n}` of all that `items` gives, newest first.
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

fn must(name: &str, rule: &str) -> ApiError {
    ApiError::invalid(name, format!("Invalid {name}: must {rule}"))
}

fn bad(message: String) -> ApiError {
    ApiError::new(StatusCode::BAD_REQUEST, "invalid_request_body", message)
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
        assert_eq!(fields.required("e"), Err(ApiError::missing("e")));
        assert!(fields.one_of("a", &["y"]).is_err());
        assert!(Fields::read(&Bytes::from_static(b"[1]")).is_err());
        assert!(Fields::read(&Bytes::from_static(b"{")).is_err());
    }

    #[test]
    fn windows_are_checked_and_cut() {
        let window = |query: &str| Query::read(Some(query.into())).window();
        assert_eq!(
            window("").unwrap(),
            Window {
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
