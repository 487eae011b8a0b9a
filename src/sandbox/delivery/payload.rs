//! The bodies of webhooks, field for field as in the vendor's samples. Pure.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::api::types::Call;
use crate::clock::iso_millis;
use crate::events::EventKind;

/// Somebody in a call.
#[derive(Clone, Debug)]
pub(crate) struct Participant {
    pub(crate) id: String,
    /// A number, or an identity for webrtc.
    pub(crate) address: String,
    pub(crate) channel: String,
    pub(crate) name: String,
    pub(crate) joined_at: Timestamp,
    pub(crate) left_at: Option<Timestamp>,
    pub(crate) muted: bool,
}

/// What an event tells beside the call.
#[derive(Clone, Debug)]
pub(crate) enum Extra {
    None,
    Participant(Participant),
    /// Id, seconds, signed URL, format, bytes.
    Recording(String, i64, String, String, u64),
    /// Id, seconds, signed URL, transcription.
    Voicemail(String, i64, String, Option<String>),
}

/// The text to show for a call that could not be connected; the vendor's sample has the same object.
const FAILURE: &str = "The call could not be connected. The destination number may be unreachable.";

/// One event as it is posted.
pub(crate) fn body(
    kind: EventKind,
    event_id: &str,
    at: Timestamp,
    call: &Call,
    extra: &Extra,
) -> String {
    let mut data = Map::new();
    data.insert("call".into(), call_data(kind, call));
    match extra {
        Extra::None => {}
        Extra::Participant(who) => {
            data.insert("participant".into(), participant(who));
        }
        Extra::Recording(id, duration, url, format, size) => {
            let recording = json!({ "id": id, "duration": duration, "url": url, "format": format, "size": size });
            data.insert("recording".into(), recording);
        }
        Extra::Voicemail(id, duration, url, transcription) => {
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
        // Both samples and sense agree for outbound calls; for inbound ones it is assumed.
        data["answeredBy"] = json!(call.to_address);
    }
    if kind == EventKind::Completed {
        data["duration"] = json!(call.duration);
        data["endReason"] = json!(call.end_reason);
        data["endedAt"] = json!(call.ended_at);
    }
    if tells_room(kind, call) {
        data["livekitRoomName"] = json!(call.livekit_room_name);
    }
    if let Some(metadata) = call.metadata.as_ref().filter(|map| !map.is_empty()) {
        data["metadata"] = json!(metadata);
    }
    data
}

/// The room is named where a channel is webrtc, and in the sample of an inbound `calls.initiated`.
fn tells_room(kind: EventKind, call: &Call) -> bool {
    let webrtc = [&call.from_channel, &call.to_channel]
        .iter()
        .any(|channel| channel.as_deref() == Some("webrtc"));
    let rings_in = kind == EventKind::Initiated && call.direction.as_deref() == Some("inbound");
    call.livekit_room_name.is_some() && (webrtc || rings_in)
}

fn participant(who: &Participant) -> Value {
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

/// Whole seconds from `start` to `end`.
pub(crate) fn seconds_between(start: Timestamp, end: Timestamp) -> i64 {
    let span = end.duration_since(start).as_secs_f64();
    // The nearest second: timers that fire a moment late must not make a call longer.
    span.round().max(0.0) as i64
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::events::samples;

    /// The keys of an object and of the objects in it, in order, with the kinds of their values.
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

    fn extra(kind: EventKind) -> Extra {
        let at: Timestamp = "2024-01-15T10:30:05Z".parse().unwrap();
        let who = |left_at| Participant {
            id: "part_abc123".into(),
            address: "+15559876543".into(),
            channel: "pstn".into(),
            name: "John Doe".into(),
            joined_at: at,
            left_at,
            muted: false,
        };
        match kind {
            EventKind::ParticipantJoined => Extra::Participant(who(None)),
            EventKind::ParticipantLeft => Extra::Participant(who(Some(at))),
            EventKind::RecordingCompleted => {
                Extra::Recording("r".into(), 1, "u".into(), "mp4".into(), 1)
            }
            EventKind::VoicemailReceived => {
                Extra::Voicemail("v".into(), 1, "u".into(), Some("t".into()))
            }
            _ => Extra::None,
        }
    }

    #[test]
    fn every_body_has_the_keys_of_its_sample_in_their_order() {
        let all = samples::ALL.iter().map(|sample| (sample.kind, sample.body));
        for (kind, sample) in all.chain([(EventKind::Initiated, samples::INBOUND_INITIATED)]) {
            let sample: Value = serde_json::from_str(sample).unwrap();
            let at = "2024-01-15T10:30:00Z".parse().unwrap();
            let ours = body(kind, "evt_1", at, &call(&sample), &extra(kind));
            let ours: Value = serde_json::from_str(&ours).unwrap();
            let (mut expected, mut found) = (Vec::new(), Vec::new());
            shape(&sample, "", &mut expected);
            shape(&ours, "", &mut found);
            assert_eq!(found, expected, "{}", kind.name());
        }
    }
}
