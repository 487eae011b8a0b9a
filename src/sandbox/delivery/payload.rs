//! The bodies of webhooks, with the fields of the vendor's samples in their order. Pure.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::api::types::Call;
use crate::clock::iso_millis;
use crate::events::EventKind;

/// A participant of a call.
#[derive(Clone, Debug)]
pub(crate) struct CallParticipant {
    pub(crate) id: String,
    /// A number, or an identity for webrtc.
    pub(crate) address: String,
    pub(crate) channel: String,
    pub(crate) name: String,
    pub(crate) joined_at: Timestamp,
    pub(crate) left_at: Option<Timestamp>,
    pub(crate) muted: bool,
}

/// The part of an event's data that is not about the call itself.
#[derive(Clone, Debug)]
pub(crate) enum EventDetails {
    None,
    Participant(CallParticipant),
    Recording {
        id: String,
        /// In seconds.
        duration: i64,
        /// Signed.
        url: String,
        format: String,
        /// In bytes.
        size: u64,
    },
    Voicemail {
        id: String,
        /// In seconds.
        duration: i64,
        /// Signed.
        url: String,
        transcription: Option<String>,
    },
}

/// The message of a call that could not be connected, as in the vendor's sample.
const FAILURE: &str = "The call could not be connected. The destination number may be unreachable.";

/// Returns the JSON body of one event.
pub(crate) fn body(
    kind: EventKind,
    event_id: &str,
    at: Timestamp,
    call: &Call,
    details: &EventDetails,
) -> String {
    let mut data = Map::new();
    data.insert("call".into(), call_data(kind, call));
    match details {
        EventDetails::None => {}
        EventDetails::Participant(who) => {
            data.insert("participant".into(), participant(who));
        }
        EventDetails::Recording {
            id,
            duration,
            url,
            format,
            size,
        } => {
            let recording = json!({ "id": id, "duration": duration, "url": url, "format": format, "size": size });
            data.insert("recording".into(), recording);
        }
        EventDetails::Voicemail {
            id,
            duration,
            url,
            transcription,
        } => {
            let voicemail = json!({ "id": id, "duration": duration, "url": url, "transcription": transcription });
            data.insert("voicemail".into(), voicemail);
        }
    }
    data.insert("app".into(), json!({ "id": call.app_id }));
    if kind == EventKind::Failed {
        let error = json!({ "type": "provider_error", "code": "call_failed", "message": FAILURE });
        data.insert("error".into(), error);
    }
    let event = json!({
        "event": kind.name(),
        "eventId": event_id,
        "timestamp": iso_millis(at),
        "data": data,
    });
    event.to_string()
}

fn call_data(kind: EventKind, call: &Call) -> Value {
    let mut data = json!({
        "id": call.id,
        "direction": call.direction,
        "from": call.from_address,
        "to": call.to_address,
        "fromChannel": call.from_channel,
        "toChannel": call.to_channel,
    });
    if kind == EventKind::Answered {
        data["answeredAt"] = json!(call.answered_at);
        // Documented for outbound calls, assumed for inbound ones.
        data["answeredBy"] = json!(call.to_address);
    }
    if kind == EventKind::Completed {
        data["duration"] = json!(call.duration);
        data["endReason"] = json!(call.end_reason);
        data["endedAt"] = json!(call.ended_at);
    }
    if has_room(kind, call) {
        data["livekitRoomName"] = json!(call.livekit_room_name);
    }
    if let Some(metadata) = call.metadata.as_ref().filter(|map| !map.is_empty()) {
        data["metadata"] = json!(metadata);
    }
    data
}

/// Returns whether the event names the room: when a channel is `webrtc`, and in an inbound
/// `calls.initiated` as in its sample.
fn has_room(kind: EventKind, call: &Call) -> bool {
    let webrtc = [&call.from_channel, &call.to_channel]
        .iter()
        .any(|channel| channel.as_deref() == Some("webrtc"));
    let rings_in = kind == EventKind::Initiated && call.direction.as_deref() == Some("inbound");
    call.livekit_room_name.is_some() && (webrtc || rings_in)
}

fn participant(who: &CallParticipant) -> Value {
    let kind = if who.channel == "webrtc" {
        "webrtc"
    } else {
        "phone"
    };
    let mut data = json!({ "id": who.id, "type": kind, "displayName": who.name });
    if kind == "phone" {
        data["phoneNumber"] = json!(who.address);
    }
    data["joinedAt"] = json!(iso_millis(who.joined_at));
    if let Some(left) = who.left_at {
        data["duration"] = json!(seconds_between(who.joined_at, left));
        data["leftAt"] = json!(iso_millis(left));
    }
    data
}

/// Returns the whole seconds from `start` to `end`.
pub(crate) fn seconds_between(start: Timestamp, end: Timestamp) -> i64 {
    let span = end.duration_since(start).as_secs_f64();
    // Rounded, because a timer that fires a moment late must not make a call longer.
    span.round().max(0.0) as i64
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::events::samples;

    /// Lists the keys of an object and of the objects in it, in order, with the types of their values.
    pub(crate) fn shape(value: &Value, path: &str, found: &mut Vec<String>) {
        if let Value::Object(map) = value {
            for (key, value) in map {
                let path = format!("{path}.{key}");
                found.push(format!("{path}:{}", kind_of(value)));
                shape(value, &path, found);
            }
        }
    }

    fn kind_of(value: &Value) -> &'static str {
        match value {
            Value::Null => "null",
            Value::Bool(_) => "bool",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        }
    }

    fn call(sample: &Value) -> Call {
        let at = |key: &str| sample["data"]["call"][key].as_str().map(str::to_owned);
        Call {
            id: at("id"),
            app_id: Some("app_1".into()),
            direction: at("direction"),
            from_address: at("from"),
            to_address: at("to"),
            from_channel: at("fromChannel"),
            to_channel: at("toChannel"),
            livekit_room_name: Some("call-abc123".into()),
            answered_at: Some("2024-01-15T10:30:05.000Z".into()),
            ended_at: Some("2024-01-15T10:32:00.000Z".into()),
            duration: Some(120),
            end_reason: Some("hangup".into()),
            ..Call::default()
        }
    }

    fn details(kind: EventKind) -> EventDetails {
        let at: Timestamp = "2024-01-15T10:30:05Z".parse().unwrap();
        let who = |left_at| CallParticipant {
            id: "part_abc123".into(),
            address: "+15559876543".into(),
            channel: "pstn".into(),
            name: "John Doe".into(),
            joined_at: at,
            left_at,
            muted: false,
        };
        match kind {
            EventKind::ParticipantJoined => EventDetails::Participant(who(None)),
            EventKind::ParticipantLeft => EventDetails::Participant(who(Some(at))),
            EventKind::RecordingCompleted => EventDetails::Recording {
                id: "r".into(),
                duration: 1,
                url: "u".into(),
                format: "mp4".into(),
                size: 1,
            },
            EventKind::VoicemailReceived => EventDetails::Voicemail {
                id: "v".into(),
                duration: 1,
                url: "u".into(),
                transcription: Some("t".into()),
            },
            _ => EventDetails::None,
        }
    }

    #[test]
    fn every_body_has_the_keys_of_its_sample_in_their_order() {
        let all = samples::ALL.iter().map(|sample| (sample.kind, sample.body));
        for (kind, sample) in all.chain([(EventKind::Initiated, samples::INBOUND_INITIATED)]) {
            let sample: Value = serde_json::from_str(sample).unwrap();
            let at = "2024-01-15T10:30:00Z".parse().unwrap();
            let ours = body(kind, "evt_1", at, &call(&sample), &details(kind));
            let ours: Value = serde_json::from_str(&ours).unwrap();
            let (mut expected, mut found) = (Vec::new(), Vec::new());
            shape(&sample, "", &mut expected);
            shape(&ours, "", &mut found);
            assert_eq!(found, expected, "{}", kind.name());
        }
    }
}
