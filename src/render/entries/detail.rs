//! The important part of an entry, in a few words, and the names of unknown fields.

use crate::events::entry::{Action, ActionKind, Record};
use crate::events::{Event, EventKind, Headers};
use crate::json::{at, bare_text_of, is_string, members, string};
use crate::render::human;
use crate::render::ladder::redact::{REDACTED, is_secret};

/// Fields of the documented payloads (spec, section 4), by the object that holds them; others are
/// named, never dropped. After the first two, each object is a member of `data`.
const KNOWN: [(&str, &[&str]); 7] = [
    ("", &["event", "eventId", "timestamp", "data"]),
    (
        "data",
        &[
            "call",
            "app",
            "error",
            "participant",
            "recording",
            "voicemail",
        ],
    ),
    (
        "call",
        &[
            "id",
            "direction",
            "from",
            "to",
            "fromChannel",
            "toChannel",
            "livekitRoomName",
            "metadata",
            "answeredAt",
            "answeredBy",
            "duration",
            "endReason",
            "endedAt",
        ],
    ),
    ("error", &["type", "code", "message"]),
    (
        "participant",
        &[
            "id",
            "type",
            "displayName",
            "phoneNumber",
            "joinedAt",
            "duration",
            "leftAt",
        ],
    ),
    ("recording", &["id", "duration", "url", "format", "size"]),
    ("voicemail", &["id", "duration", "url", "transcription"]),
];

type Members<'a> = Vec<(&'a str, &'a str)>;

/// The objects of [`KNOWN`], each read once.
struct Payload<'a>([Members<'a>; KNOWN.len()]);

impl<'a> Payload<'a> {
    fn read(text: &'a str) -> Payload<'a> {
        let of = |holder: &Members<'a>, name: &str| {
            let found = find(holder, name).and_then(members);
            found.unwrap_or_default()
        };
        let top = members(text).unwrap_or_default();
        let data = of(&top, "data");
        let mut payload = KNOWN.map(|(name, _)| of(&data, name));
        // No member of `data` is called as the first two.
        (payload[0], payload[1]) = (top, data);
        Payload(payload)
    }

    fn raw(&self, object: &str, key: &str) -> Option<&'a str> {
        let at = KNOWN.iter().position(|(name, _)| *name == object)?;
        find(&self.0[at], key)
    }

    fn word(&self, object: &str, key: &str) -> Option<String> {
        self.raw(object, key).and_then(string)
    }

    fn seconds(&self, object: &str) -> Option<String> {
        Some(human::duration(self.raw(object, "duration")?.parse().ok()?))
    }

    fn unknown(&self) -> Option<String> {
        let mut names = Vec::new();
        for ((object, known), members) in KNOWN.iter().zip(&self.0) {
            for (key, _) in members {
                if !is_any(key, known) {
                    let name = string(key).unwrap_or_default();
                    names.push(match *object {
                        "" => name,
                        "data" => format!("data.{name}"),
                        object => format!("data.{object}.{name}"),
                    });
                }
            }
        }
        match names.as_slice() {
            [] => None,
            [one, two, _, ..] => Some(format!("new fields: {one}, {two}, …")),
            few => Some(format!("new: {}", few.join(", "))),
        }
    }
}

/// The last of that name, as in JavaScript.
fn find<'a>(members: &Members<'a>, key: &str) -> Option<&'a str> {
    let mut newest_first = members.iter().rev();
    newest_first
        .find(|(name, _)| is_string(name, key))
        .map(|(_, value)| *value)
}

fn is_any(quoted: &str, keys: &[&str]) -> bool {
    let plain = quoted.get(1..quoted.len() - 1).unwrap_or_default();
    keys.contains(&plain) || (plain.contains('\\') && keys.iter().any(|key| is_string(quoted, key)))
}

/// Returns the important part of an entry, not sanitized.
pub fn matters(record: &Record) -> String {
    match record {
        Record::Event { event, body, .. } => of_event(event, body),
        Record::Duplicate { event_id, of } => format!("of #{of}: {event_id}"),
        Record::Conflict { event_id, of, .. } => {
            format!("{event_id} came before as #{of} with another body")
        }
        Record::Quarantined { reason, body } => {
            format!("{reason}, {}", human::bytes(body.len() as u64))
        }
        Record::Action(action) => of_action(action),
    }
}

/// The body of an entry, if it has one, decoded if it was compressed.
pub fn bytes_of(record: &Record) -> Option<&[u8]> {
    match record {
        Record::Event { body, .. } => Some(body),
        Record::Conflict { body, .. } | Record::Quarantined { body, .. } => Some(body),
        Record::Duplicate { .. } | Record::Action(_) => None,
    }
}

/// The headers of an event for output. Unless `reveal` is set, credentials are replaced.
pub fn shown_headers(record: &Record, reveal: bool) -> impl Iterator<Item = (&str, String)> {
    headers_of(record).map(move |(name, value)| (name, shown_value(name, value, reveal)))
}

/// The value of a header for output: a credential is replaced unless `reveal` is set.
pub(super) fn shown_value(name: &str, value: &[u8], reveal: bool) -> String {
    match is_secret(name) && !reveal {
        true => REDACTED.to_owned(),
        false => String::from_utf8_lossy(value).into_owned(),
    }
}

/// The headers of an event as received.
pub fn headers_of(record: &Record) -> impl Iterator<Item = (&str, &[u8])> {
    let headers = match record {
        Record::Event { headers, .. } => Some(headers),
        _ => None,
    };
    headers.into_iter().flat_map(Headers::iter)
}

fn of_event(event: &Event, body: &[u8]) -> String {
    let Some(kind) = event.kind() else {
        return "an event that this chirp does not know".to_owned();
    };
    let payload = Payload::read(bare_text_of(body).unwrap_or("{}"));
    let mut parts = of_kind(kind, &payload);
    parts.push(channels(&payload));
    parts.push(payload.unknown());
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(", ")
}

fn of_kind(kind: EventKind, payload: &Payload) -> Vec<Option<String>> {
    let word = |object, key| payload.word(object, key);
    match kind {
        EventKind::Answered => vec![word("call", "answeredBy").map(|who| format!("by {who}"))],
        EventKind::Failed => vec![word("error", "code"), word("error", "message")],
        EventKind::ParticipantJoined | EventKind::ParticipantLeft => vec![
            word("participant", "displayName").or_else(|| word("participant", "id")),
            word("participant", "phoneNumber"),
            payload
                .seconds("participant")
                .map(|time| format!("after {time}")),
        ],
        EventKind::RecordingCompleted => vec![
            payload.seconds("recording"),
            word("recording", "format"),
            payload
                .raw("recording", "size")
                .and_then(|size| Some(human::bytes(size.parse().ok()?))),
            word("recording", "id"),
        ],
        EventKind::VoicemailReceived => vec![
            payload.seconds("voicemail"),
            Some(match word("voicemail", "transcription") {
                Some(words) => format!("\"{words}\""),
                None => "no transcription yet".to_owned(),
            }),
        ],
        _ => vec![payload.seconds("call"), word("call", "endReason")],
    }
}

/// The channels, where they are not both the telephone network.
fn channels(payload: &Payload) -> Option<String> {
    let from = payload.word("call", "fromChannel")?;
    let to = payload.word("call", "toChannel")?;
    match from == to {
        true if from == "pstn" => None,
        true => Some(from),
        false => Some(format!("{from} → {to}")),
    }
}

fn of_action(action: &Action) -> String {
    let raw = |key: &str| at(&action.detail, &[key]).filter(|raw| *raw != "null");
    let word = |key: &str| raw(key).map(|raw| string(raw).unwrap_or_else(|| raw.to_owned()));
    let status = word("status");
    let latency = word("latencyMs").map(|time| format!("in {time} ms"));
    let attempt = word("attempt")
        .filter(|number| number != "1")
        .map(|number| format!("attempt {number}"));
    let parts = match action.kind {
        ActionKind::Forwarded => vec![status, latency, attempt, word("url")],
        ActionKind::ForwardFailed => {
            let location = word("location").map(|to| format!("redirects to {to}"));
            vec![
                latency,
                attempt,
                word("error"),
                word("url"),
                location,
                word("answer"),
            ]
        }
        ActionKind::CommandIntent | ActionKind::Command | ActionKind::CommandFailed => {
            vec![word("command"), status, word("error")]
        }
        ActionKind::Media => {
            let size = word("bytes").and_then(|bytes| Some(human::bytes(bytes.parse().ok()?)));
            vec![word("path"), size]
        }
        ActionKind::MediaFailed => {
            let again = word("retryInMs").and_then(|pause| pause.parse::<u64>().ok());
            let next = match again {
                Some(pause) => Some(format!("tried again in {} s", pause / 1000)),
                None => word("fetch").map(|command| format!("given up: {command}")),
            };
            vec![word("id"), word("error"), next]
        }
    };
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    format!("#{}: {}", action.of, parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::samples;

    fn of(body: &str) -> String {
        let event = Event::read(body.as_bytes()).unwrap();
        of_event(&event, body.as_bytes())
    }

    #[test]
    fn samples_say_what_matters_and_nothing_unknown() {
        let table = [
            (EventKind::Initiated, ""),
            (EventKind::Answered, "by +15559876543"),
            (EventKind::Completed, "2m 00s, hangup"),
            (
                EventKind::Failed,
                "call_failed, The call could not be connected. The destination number may be unreachable.",
            ),
            (EventKind::ParticipantJoined, "John Doe, +15559876543"),
            (
                EventKind::ParticipantLeft,
                "John Doe, +15559876543, after 1m 55s",
            ),
            (
                EventKind::RecordingCompleted,
                "2m 00s, mp4, 1.0 MiB, call_rec_2DbBs7GWhGvVNJGrDXr5RG0mBWI",
            ),
            (
                EventKind::VoicemailReceived,
                "30s, \"Hi, please call me back when you get a chance.\"",
            ),
        ];
        for (kind, expected) in table {
            assert_eq!(of(samples::sample(kind)), expected);
        }
        assert_eq!(of(samples::INBOUND_INITIATED), "");
    }

    #[test]
    fn what_is_new_is_named() {
        assert_eq!(
            of(
                r#"{"event":"calls.ringing","x":1,"data":{"call":{"y":2,"fromChannel":"webrtc","toChannel":"pstn"}}}"#
            ),
            "webrtc → pstn, new: x, data.call.y"
        );
        assert!(of(r#"{"event":"messages.sms.received"}"#).contains("does not know"));
    }
}
