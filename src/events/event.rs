//! A webhook's body read as an event: what is ours to read, and the body as received.
//!
//! Nothing is refused for what it contains beyond the name: unknown names and fields, missing and
//! mistyped ones, doubled keys, deep nesting and huge numbers all pass (spec, section 4).

use crate::events::EventKind;
use crate::json;

/// One webhook event. Text fields are `None` when missing or not a string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// `event`, such as `calls.initiated`; any name.
    pub name: String,
    /// `eventId`: opaque, may be missing outside the calling family.
    pub id: Option<String>,
    /// `timestamp` as sent.
    pub timestamp: Option<String>,
    /// `data.call.id`.
    pub call_id: Option<String>,
    /// `data.call.direction`: `inbound` or `outbound` as documented.
    pub direction: Option<String>,
    /// `data.call.from`.
    pub from: Option<String>,
    /// `data.call.to`.
    pub to: Option<String>,
}

impl Event {
    /// Reads a body. `None` when it is not a JSON object with a string `event`.
    pub fn read(body: &[u8]) -> Option<Event> {
        let text = json::text_of(body)?;
        let top = json::members(text)?;
        let text_at =
            |members: &[(&str, &str)], key: &str| find(members, key).and_then(json::string);
        let call = find(&top, "data").and_then(|data| json::member(data, "call"));
        let call = call.and_then(json::members).unwrap_or_default();
        Some(Event {
            name: text_at(&top, "event")?,
            id: text_at(&top, "eventId"),
            timestamp: text_at(&top, "timestamp"),
            call_id: text_at(&call, "id"),
            direction: text_at(&call, "direction"),
            from: text_at(&call, "from"),
            to: text_at(&call, "to"),
        })
    }

    /// The documented kind, if the name is one.
    pub fn kind(&self) -> Option<EventKind> {
        EventKind::parse(&self.name)
    }

    /// A call that has come in and waits for a command (30 s, spec section 4).
    pub fn is_inbound_initiated(&self) -> bool {
        self.kind() == Some(EventKind::Initiated) && self.direction.as_deref() == Some("inbound")
    }
}

/// The last member of that name: doubled keys resolve as in JavaScript.
fn find<'a>(members: &[(&str, &'a str)], key: &str) -> Option<&'a str> {
    members
        .iter()
        .rev()
        .find(|(name, _)| json::is_string(name, key))
        .map(|(_, value)| *value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::samples;

    #[test]
    fn every_sample_is_read() {
        for sample in samples::ALL {
            let event = Event::read(sample.body.as_bytes()).unwrap();
            assert_eq!(event.kind(), Some(sample.kind));
            assert!(event.id.unwrap().starts_with("evt_"));
            assert_eq!(
                event.call_id.as_deref(),
                Some("call_2DbBs7GWhGvVNJGrDXr5RG0mBWI")
            );
        }
        let inbound = Event::read(samples::INBOUND_INITIATED.as_bytes()).unwrap();
        assert!(inbound.is_inbound_initiated());
    }

    #[test]
    fn odd_bodies_are_read_as_far_as_they_go() {
        let read = |body: &str| Event::read(body.as_bytes());
        assert_eq!(read(r#"{"event":"x.y","data":7}"#).unwrap().call_id, None);
        assert_eq!(read(r#"{"event":"a","event":"b"}"#).unwrap().name, "b");
        assert_eq!(read(r#"{"event":"a","eventId":12}"#).unwrap().id, None);
        assert_eq!(read(r#"{"eventId":"evt_1"}"#), None);
        assert_eq!(read("[1]"), None);
        assert_eq!(read("hello"), None);
    }
}
