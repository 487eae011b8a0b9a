//! A webhook's body parsed as an event: the fields that the program uses, and the body as received.
//!
//! Nothing is refused for what it contains beyond the name: unknown names and fields, missing and
//! mistyped ones, doubled keys, deep nesting and huge numbers all pass (docs/api.md).

use crate::events::EventKind;
use crate::json::{self, cursor::Cursor};

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
        let mut cursor = Cursor::new(json::text_of(body)?);
        let [mut name, mut id, mut timestamp] = [None; 3];
        let mut call = Call::default();
        let is_object = cursor.object(|cursor, key| {
            let place = match &*json::spelt(key) {
                "event" => &mut name,
                "eventId" => &mut id,
                "timestamp" => &mut timestamp,
                "data" => {
                    call = read_data(cursor);
                    return;
                }
                _ => &mut None,
            };
            *place = Some(cursor.value());
        });
        let text = |value: Option<&str>| value.and_then(json::string);
        let [call_id, direction, from, to] = call.map(text);
        is_object.then_some(Event {
            name: text(name)?,
            // A blank id counts as missing.
            id: text(id).filter(|id| !id.trim().is_empty()),
            timestamp: text(timestamp),
            call_id,
            direction,
            from,
            to,
        })
    }

    /// The documented kind, if the name is one.
    pub fn kind(&self) -> Option<EventKind> {
        EventKind::parse(&self.name)
    }

    /// A call that has come in and waits for a command (30 s, docs/api.md).
    pub fn is_inbound_initiated(&self) -> bool {
        self.kind() == Some(EventKind::Initiated) && self.direction.as_deref() == Some("inbound")
    }
}

/// The fields of `data.call`: `id`, `direction`, `from`, `to`.
type Call<'a> = [Option<&'a str>; 4];

/// The last call: doubled keys resolve as in JavaScript, here and below.
fn read_data<'a>(cursor: &mut Cursor<'a>) -> Call<'a> {
    let mut call = Call::default();
    cursor.object(|cursor, key| match &*json::spelt(key) {
        "call" => call = read_call(cursor),
        _ => {
            cursor.value();
        }
    });
    call
}

fn read_call<'a>(cursor: &mut Cursor<'a>) -> Call<'a> {
    let [mut id, mut direction, mut from, mut to] = Call::default();
    cursor.object(|cursor, key| {
        let place = match &*json::spelt(key) {
            "id" => &mut id,
            "direction" => &mut direction,
            "from" => &mut from,
            "to" => &mut to,
            _ => &mut None,
        };
        *place = Some(cursor.value());
    });
    [id, direction, from, to]
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
        let doubled =
            r#"{"event":"a","data":{"call":{"id":"1","to":"2"},"call":{"id":"3","id":"4"}}}"#;
        let doubled = read(doubled).unwrap();
        assert_eq!((doubled.call_id.as_deref(), doubled.to), (Some("4"), None));
        let gone = r#"{"event":"a","data":{"call":{"id":"1"}},"data":null}"#;
        assert_eq!(read(gone).unwrap().call_id, None);
        let escaped = r#"{"\u0065vent":"a","data":{"c\u0061ll":{"\u0069d":"1"}}}"#;
        assert_eq!(read(escaped).unwrap().call_id.as_deref(), Some("1"));
        assert_eq!(read(r#"{"eventId":"evt_1"}"#), None);
        assert_eq!(read("[1]"), None);
        assert_eq!(read("hello"), None);
    }
}
