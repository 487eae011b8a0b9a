//! A delivery: one arrival of a webhook, read but not yet recorded.

use jiff::Timestamp;
use tokio::sync::OwnedSemaphorePermit;

use crate::events::entry::Action;
use crate::events::{Body, Event, Headers};

/// A request that passed the checks of the server.
#[derive(Debug)]
pub struct Delivery {
    /// The time when the body was complete.
    pub at: Timestamp,
    /// The body as an event or as bytes.
    pub content: Content,
    /// The command that is about to be sent for this event. It is recorded in the same commit, only with
    /// an event seen for the first time; the journal sets its `of`.
    pub intent: Option<Action>,
    /// The share of the memory for bodies, released once the delivery is written, even when its sender
    /// was answered 503 before.
    pub memory: Option<OwnedSemaphorePermit>,
}

/// The content of a delivery.
#[derive(Clone, Debug)]
pub enum Content {
    /// A body that was parsed as an event.
    Event {
        /// The fields of the event.
        event: Event,
        /// The body.
        body: Body,
        /// The headers as received, in order, without the secret.
        headers: Headers,
    },
    /// Any other body, kept byte for byte.
    Unreadable {
        /// The reason why it is not an event, for a person.
        reason: String,
        /// The body as received.
        body: Vec<u8>,
    },
}

impl Delivery {
    /// Reads a body.
    pub fn read(at: Timestamp, body: Vec<u8>, headers: Headers) -> Delivery {
        let body = Body::new(body, &headers);
        let content = match Event::read(&body) {
            Some(event) => Content::Event {
                event,
                body,
                headers,
            },
            None => Content::Unreadable {
                reason: why_unreadable(&body).to_owned(),
                body: body.received().to_vec(),
            },
        };
        Delivery {
            at,
            content,
            intent: None,
            memory: None,
        }
    }

    /// Returns whether the body is JSON, an event or not.
    pub fn is_json(&self) -> bool {
        match &self.content {
            Content::Event { .. } => true,
            Content::Unreadable { body, .. } => crate::json::text_of(body).is_some(),
        }
    }
}

fn why_unreadable(body: &[u8]) -> &'static str {
    match crate::json::text_of(body) {
        _ if body.is_empty() => "the body is empty",
        None if std::str::from_utf8(body).is_err() => "not UTF-8",
        None => "not JSON",
        Some(text) if !text.starts_with('{') => "not a JSON object",
        Some(text) if crate::json::member(text, "event").is_some() => "event is not a string",
        Some(_) => "no event name",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_why_a_body_is_no_event() {
        let table: [(&[u8], &str); 6] = [
            (b"", "the body is empty"),
            (b"\xff", "not UTF-8"),
            (b"hello", "not JSON"),
            (b"[1]", "not a JSON object"),
            (br#"{"event":1}"#, "event is not a string"),
            (b"{}", "no event name"),
        ];
        for (body, why) in table {
            let read = Delivery::read(Timestamp::UNIX_EPOCH, body.to_vec(), Headers::default());
            let Content::Unreadable { reason, body: kept } = read.content else {
                panic!("{why}")
            };
            assert_eq!((reason.as_str(), kept.as_slice()), (why, body));
        }
    }
}
