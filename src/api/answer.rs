//! A complete response of the API: the headers that matter, and its body.

use std::any::TypeId;
use std::time::Duration;

use jiff::Timestamp;
use serde::de::DeserializeOwned;

use crate::api::failure::Failure;
use crate::api::page::Page;
use crate::api::types::CommandReply;
use crate::api::{ApiError, Method, Reply, lenient};
use crate::http::backoff::{http_date, retry_after};
use crate::json;

/// A reset further away than this is a wrong clock, not a rate limit (windows are a minute long).
const LONGEST_WINDOW: u64 = 300;

/// A complete HTTP response.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The value of `Retry-After`.
    pub(crate) retry_after: Option<Duration>,
    /// How many seconds our clock is ahead of the service's.
    pub(crate) skew: Option<i64>,
    /// The remaining rate limit.
    pub(crate) budget: Option<Budget>,
    pub(crate) body: Vec<u8>,
}

/// The rate limit as the answer's head tells it (docs/api.md).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Budget {
    /// `X-RateLimit-Limit`: requests a window.
    pub(crate) limit: u64,
    /// `X-RateLimit-Remaining`.
    pub(crate) remaining: u64,
    /// Time until `X-RateLimit-Reset`, by the service's own clock if the response has a `Date`.
    pub(crate) resets_in: Duration,
}

impl Budget {
    /// Returns whether bulk work should wait for the next window. A twentieth of the limit is
    /// reserved for other commands: a live call may have to be answered with the same key
    /// meanwhile.
    pub(crate) fn is_used_up(&self) -> bool {
        self.remaining <= self.limit / 20
    }
}

impl Answer {
    /// Reads the headers that matter; `header` returns a header's value by its name.
    pub(crate) fn new<'a>(status: u16, header: impl Fn(&str) -> Option<&'a str>) -> Answer {
        // Times of the service are compared with its own clock, which may differ from ours.
        let date = header("date").and_then(http_date);
        let now = date.unwrap_or_else(Timestamp::now);
        let number = |name: &str| header(name)?.trim().parse::<u64>().ok();
        let until = |at: i64| at.saturating_sub(now.as_second()).max(0).unsigned_abs();
        let budget = || {
            let reset = i64::try_from(number("x-ratelimit-reset")?).ok()?;
            Some(Budget {
                limit: number("x-ratelimit-limit")?,
                remaining: number("x-ratelimit-remaining")?,
                resets_in: Duration::from_secs(until(reset).min(LONGEST_WINDOW)),
            })
        };
        Answer {
            status,
            retry_after: retry_after(&header),
            skew: date.map(|date| Timestamp::now().as_second() - date.as_second()),
            budget: budget(),
            body: Vec::new(),
        }
    }

    pub(crate) fn is_good(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Reads a good answer as `T`.
pub(crate) fn decode<T: DeserializeOwned + 'static>(
    method: Method,
    answer: Answer,
) -> Result<Reply<T>, ApiError> {
    // A resource that was created must be in the answer; a command needs none.
    let creates = method == Method::Post && TypeId::of::<T>() != TypeId::of::<CommandReply>();
    let body = if answer.status == 204 && !creates {
        b"{}"
    } else {
        &answer.body[..]
    };
    let Some(text) = json::text_of(body) else {
        let what = match body {
            [] => format!("HTTP {} without a body", answer.status),
            _ => format!("HTTP {}, but the body is not JSON", answer.status),
        };
        return Err(Failure::Broken(what).into_error(method));
    };
    // Serde would read an array as the fields of an object, in their order.
    let is_list = TypeId::of::<T>() == TypeId::of::<Page>();
    let fits = is_list || !text.starts_with('[');
    let value = lenient::read(text).filter(|_| fits);
    let value = value.ok_or_else(|| {
        let what = misread(text, is_list);
        match method {
            Method::Get => ApiError::Unreadable(what),
            _ => Failure::Broken(format!("cannot read the answer: {what}")).into_error(method),
        }
    })?;
    Ok(Reply {
        value,
        text: text.to_owned(),
    })
}

/// Returns what was expected and what was received. Fields are read leniently, so only the whole
/// document can be wrong.
fn misread(text: &str, is_list: bool) -> String {
    let found = match text.bytes().next() {
        Some(b'{') => "an object without one",
        Some(b'[') => "a list",
        Some(b'"') => "text",
        Some(b'n') => "null",
        Some(b't' | b'f') => "true or false",
        _ => "a number",
    };
    match is_list {
        true => format!("expected a list in data, found {found}"),
        false => format!("expected an object, found {found}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(headers: &'static [(&'static str, &'static str)]) -> Answer {
        Answer::new(429, |name| {
            let found = headers.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| *value)
        })
    }

    #[test]
    fn waits_are_read_in_seconds_and_as_a_date() {
        let date = ("date", "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(
            answer(&[("retry-after", " 12 ")]).retry_after,
            Some(Duration::from_secs(12))
        );
        let read = Answer::new(429, |name| match name {
            "date" => Some(date.1),
            "retry-after" => Some("Sun, 06 Nov 1994 08:50:07 GMT"),
            "x-ratelimit-limit" => Some("60"),
            "x-ratelimit-remaining" => Some("0"),
            "x-ratelimit-reset" => Some("784111790"),
            _ => None,
        });
        assert_eq!(read.retry_after, Some(Duration::from_secs(30)));
        let budget = read.budget.unwrap();
        assert_eq!(budget.resets_in, Duration::from_secs(13));
        assert!(budget.is_used_up());
        let past = answer(&[("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT")]);
        assert_eq!(past.retry_after, Some(Duration::ZERO));
        for odd in [
            ("retry-after", "soon"),
            ("retry-after", "-1"),
            ("retry-after", ""),
        ] {
            let odd = Answer::new(429, |name| (name == odd.0).then_some(odd.1));
            assert_eq!(odd.retry_after, None);
        }
    }

    #[test]
    fn an_answer_that_cannot_be_read_is_unknown_for_a_change() {
        let html = || Answer {
            status: 200,
            body: b"<html>".to_vec(),
            ..Answer::default()
        };
        let read = |method, answer| decode::<Vec<u8>>(method, answer).map(|_| ());
        assert!(matches!(
            read(Method::Get, html()),
            Err(ApiError::Network(_))
        ));
        assert!(matches!(
            read(Method::Post, html()),
            Err(ApiError::Unknown(_))
        ));
        let odd = || Answer {
            status: 200,
            body: b"\"x\"".to_vec(),
            ..Answer::default()
        };
        assert!(matches!(
            read(Method::Get, odd()),
            Err(ApiError::Unreadable(_))
        ));
        assert!(matches!(
            read(Method::Put, odd()),
            Err(ApiError::Unknown(_))
        ));
        let empty = Answer {
            status: 204,
            ..Answer::default()
        };
        let reply = decode::<crate::api::types::Message>(Method::Delete, empty).unwrap();
        assert_eq!(reply.text, "{}");
    }
}
