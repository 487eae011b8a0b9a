//! What matters of an entry, in a few words, and which fields we did not know.

use crate::events::entry::{Action, ActionKind, Record};
use crate::events::{Event, EventKind};
use crate::json::{at, members, string, text_of};
use crate::render::human;

/// Fields of the documented payloads (spec, section 4); others are named, never dropped.
const KNOWN: [(&[&str], &[&str]); 7] = [
    (&[], &["event", "eventId", "timestamp", "data"]),
    (
        &["data"],
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
        &["data", "call"],
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
    (&["data", "error"], &["type", "code", "message"]),
    (
        &["data", "participant"],
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
    (
        &["data", "recording"],
        &["id", "duration", "url", "format", "size"],
    ),
    (
        &["data", "voicemail"],
        &["id", "duration", "url", "transcription"],
    ),
];

/// What matters of an entry, not inert yet.
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

/// The body of an entry, if it has one.
pub fn bytes_of(record: &Record) -> Option<&[u8]> {
    match record {
        Record::Event { body, .. }
        | Record::Conflict { body, .. }
        | Record::Quarantined { body, .. } => Some(body),
        Record::Duplicate { .. } | Record::Action(_) => None,
    }
}

/// The headers of an event as received.
pub fn headers_of(record: &Record) -> &[(String, Vec<u8>)] {
    match record {
        Record::Event { headers, .. } => headers,
        _ => &[],
    }
}

fn of_event(event: &Event, body: &[u8]) -> String {
    let text = text_of(body).unwrap_or("{}");
    let mut parts = match event.kind() {
        Some(kind) => of_kind(kind, text),
        None => vec![Some("an event that this chirp does not know".to_owned())],
    };
    if event.kind().is_some() {
        parts.push(channels(text));
        parts.push(unknown_fields(text));
    }
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(", ")
}

fn of_kind(kind: EventKind, text: &str) -> Vec<Option<String>> {
    let word = |path: &[&str]| at(text, path).and_then(string);
    let seconds = |path: &[&str]| Some(human::duration(at(text, path)?.parse().ok()?));
    match kind {
        EventKind::Answered => {
            vec![word(&["data", "call", "answeredBy"]).map(|who| format!("by {who}"))]
        }
        EventKind::Failed => vec![
            word(&["data", "error", "code"]),
            word(&["data", "error", "message"]),
        ],
        EventKind::ParticipantJoined | EventKind::ParticipantLeft => vec![
            word(&["data", "participant", "displayName"]).or(word(&["data", "participant", "id"])),
            word(&["data", "participant", "phoneNumber"]),
            seconds(&["data", "participant", "duration"]).map(|time| format!("after {time}")),
        ],
        EventKind::RecordingCompleted => vec![
            seconds(&["data", "recording", "duration"]),
            word(&["data", "recording", "format"]),
            at(text, &["data", "recording", "size"])
                .and_then(|size| Some(human::bytes(size.parse().ok()?))),
            word(&["data", "recording", "id"]),
        ],
        EventKind::VoicemailReceived => vec![
            seconds(&["data", "voicemail", "duration"]),
            Some(match word(&["data", "voicemail", "transcription"]) {
                Some(words) => format!("\"{words}\""),
                None => "no transcription yet".to_owned(),
            }),
        ],
        _ => vec![
            seconds(&["data", "call", "duration"]),
            word(&["data", "call", "endReason"]),
        ],
    }
}

/// The channels, where they are not both the telephone network.
fn channels(text: &str) -> Option<String> {
    let channel = |key| at(text, &["data", "call", key]).and_then(string);
    match (channel("fromChannel"), channel("toChannel")) {
        (Some(from), Some(to)) if from == to && from != "pstn" => Some(from),
        (Some(from), Some(to)) if from != to => Some(format!("{from} → {to}")),
        _ => None,
    }
}

fn unknown_fields(text: &str) -> Option<String> {
    let mut names = Vec::new();
    for (path, known) in KNOWN {
        let found = at(text, path).and_then(members).unwrap_or_default();
        for (key, _) in found {
            let name = string(key).unwrap_or_default();
            if !known.contains(&name.as_str()) {
                names.push([path, &[&name]].concat().join("."));
            }
        }
    }
    match names.as_slice() {
        [] => None,
        [one, two, _, ..] => Some(format!("new fields: {one}, {two}, …")),
        few => Some(format!("new: {}", few.join(", "))),
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
        ActionKind::Forwarded | ActionKind::ForwardFailed => {
            vec![status, latency, attempt, word("error"), word("url")]
        }
        ActionKind::CommandIntent | ActionKind::Command | ActionKind::CommandFailed => {
            vec![word("command"), status, word("error")]
        }
        ActionKind::Media | ActionKind::MediaFailed => {
            let size = word("bytes").and_then(|bytes| Some(human::bytes(bytes.parse().ok()?)));
            vec![word("path"), size, word("error")]
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
