//! A delivery: one arrival of a webhook, between bytes and meaning.

use jiff::Timestamp;
use tokio::sync::OwnedSemaphorePermit;

use crate::events::entry::Action;
use crate::events::{Event, Headers};

/// What arrived, ready to be recorded.
#[derive(Debug)]
pub struct Delivery {
    /// When the body had arrived.
    pub at: Timestamp,
    /// What it holds.
    pub content: Content,
    /// To be recorded with it, by the same sync, if it is an event seen for the first time: what is about
    /// to be done about it. Its `of` is set when the event has its place.
    pub intent: Option<Action>,
    /// Its part of the memory for bodies, given back when it is written: also one whose sender has been
    /// answered 503 is held until then.
    pub held: Option<OwnedSemaphorePermit>,
}

/// What a delivery holds.
#[derive(Clone, Debug)]
pub enum Content {
    /// A body that reads as an event.
    Event {
        /// What could be read of it.
        event: Event,
        /// The body as received.
        body: Vec<u8>,
        /// The headers as received, in order, the secret one left out.
        headers: Headers,
    },
    /// A body that does not, to be kept byte for byte.
    Unreadable {
        /// Why, for a person.
        reason: String,
        /// The body as received.
        body: Vec<u8>,
    },
}

impl Delivery {
    /// Reads a body that has passed the checks of the server.
    pub fn read(at: Timestamp, body: Vec<u8>, headers: Headers) -> Delivery {
        let content = match Event::read(&body) {
            Some(event) => Content::Event {
                event,
                body,
                headers,
            },
            None => Content::Unreadable {
                reason: why_unreadable(&body).to_owned(),
                body,
            },
        };
        Delivery {
            at,
            content,
            intent: None,
            held: None,
        }
    }

    /// Whether the body is JSON at all, an event or not.
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
