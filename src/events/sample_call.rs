//! The vendor's samples as if they happened now: fresh ids, present times, one call throughout.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::clock::iso_millis;
use crate::events::{EventKind, ids, samples};
use crate::json::edit::Edit;
use crate::json::{self, Layout};

/// The caller of inbound calls and the destination of outbound ones, as in the samples.
const OUTSIDE: &str = "+15559876543";
/// The app's own number, as in the samples.
const OURS: &str = "+15551234567";

/// The direction of a call, as seen from the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Somebody calls the app.
    Inbound,
    /// An outbound call from the app.
    Outbound,
}

impl Direction {
    /// Returns the name in the API.
    pub fn name(self) -> &'static str {
        match self {
            Direction::Inbound => "inbound",
            Direction::Outbound => "outbound",
        }
    }
}

/// One made-up call: the ids that all of its events share.
#[derive(Clone, Debug)]
pub struct SampleCall {
    /// `call_test_…`.
    pub call_id: String,
    direction: Direction,
    app_id: String,
    participant_id: String,
    recording_id: String,
    voicemail_id: String,
    room: String,
}

impl SampleCall {
    /// A call of its own, begun `at`; ids look like those of a test key.
    pub fn new(direction: Direction, at: Timestamp, rng: &mut fastrand::Rng) -> SampleCall {
        let short =
            |rng: &mut fastrand::Rng| -> String { (0..6).map(|_| rng.lowercase()).collect() };
        SampleCall {
            direction,
            call_id: ids::fresh("call_test_", at, rng),
            app_id: ids::fresh("app_test_", at, rng),
            recording_id: ids::fresh("call_rec_test_", at, rng),
            voicemail_id: ids::fresh("call_vm_test_", at, rng),
            participant_id: format!("part_{}", short(rng)),
            room: format!("call-{}", short(rng)),
        }
    }

    /// Returns the body of `kind`, sent `at`, on one line. `talked` is the time since the answer,
    /// for events that contain a duration; without it the sample's duration stays.
    pub fn body(
        &self,
        kind: EventKind,
        at: Timestamp,
        talked: Option<SignedDuration>,
        rng: &mut fastrand::Rng,
    ) -> String {
        let inbound = self.direction == Direction::Inbound;
        let (sample, event_id) = match kind {
            EventKind::Initiated if inbound => (
                samples::INBOUND_INITIATED,
                format!("evt_{}_initiated", self.call_id),
            ),
            _ => (samples::sample(kind), ids::fresh("evt_", at, rng)),
        };
        let mut body = json::reformat(sample, Layout::Compact);
        put(&mut body, "eventId", json!(event_id));
        put(&mut body, "timestamp", json!(iso_millis(at)));
        self.put_call(&mut body, at, talked);
        self.put_parts(&mut body, at, talked);
        body
    }

    fn put_call(&self, body: &mut String, at: Timestamp, talked: Option<SignedDuration>) {
        let (from, to) = match self.direction {
            Direction::Inbound => (OUTSIDE, OURS),
            Direction::Outbound => (OURS, OUTSIDE),
        };
        put(body, "data.app.id", json!(self.app_id));
        put(body, "data.call.id", json!(self.call_id));
        put(body, "data.call.direction", json!(self.direction.name()));
        put(body, "data.call.from", json!(from));
        put(body, "data.call.to", json!(to));
        put(body, "data.call.livekitRoomName", json!(self.room));
        put(body, "data.call.answeredAt", json!(iso_millis(at)));
        put(body, "data.call.answeredBy", json!(to));
        put(body, "data.call.endedAt", json!(iso_millis(at)));
        if let Some(talked) = talked {
            put(body, "data.call.duration", json!(talked.as_secs()));
        }
    }

    fn put_parts(&self, body: &mut String, at: Timestamp, talked: Option<SignedDuration>) {
        let seconds = talked.map(|talked| talked.as_secs());
        let length = |body: &str, part: &str| {
            let told = json::at(body, &["data", part, "duration"])?.parse().ok();
            seconds.or(told)
        };
        let stayed = SignedDuration::from_secs(length(body, "participant").unwrap_or(0));
        put(body, "data.participant.id", json!(self.participant_id));
        put(body, "data.participant.phoneNumber", json!(OUTSIDE));
        put(
            body,
            "data.participant.joinedAt",
            json!(iso_millis(at - stayed)),
        );
        put(body, "data.participant.leftAt", json!(iso_millis(at)));
        put(body, "data.participant.duration", json!(stayed.as_secs()));
        for part in ["recording", "voicemail"] {
            let path = format!("data.{part}.duration");
            put(body, &path, json!(length(body, part)));
        }
        let url = |folder: &str, id: &str| {
            json!(format!(
                "https://storage.buildwithchirp.com/{folder}/{id}.mp4?signed=..."
            ))
        };
        put(body, "data.recording.id", json!(self.recording_id));
        put(
            body,
            "data.recording.url",
            url("recordings", &self.recording_id),
        );
        put(body, "data.voicemail.id", json!(self.voicemail_id));
        put(
            body,
            "data.voicemail.url",
            url("voicemails", &self.voicemail_id),
        );
    }
}

/// Replaces a member of the sample; adds no new one.
fn put(body: &mut String, path: &str, value: serde_json::Value) {
    let path: Vec<&str> = path.split('.').collect();
    if json::at(body, &path).is_none() {
        return;
    }
    let edit = Edit {
        path: path.into_iter().map(str::to_owned).collect(),
        value: value.to_string(),
    };
    if let Ok(edited) = edit.apply(body) {
        *body = edited;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    /// Keys and kinds of values, nested, in order.
    fn shape(value: &Value) -> Value {
        match value {
            Value::Object(map) => map.iter().map(|(k, v)| (k.clone(), shape(v))).collect(),
            Value::String(_) => json!("text"),
            Value::Number(_) => json!("number"),
            other => other.clone(),
        }
    }

    #[test]
    fn every_event_keeps_the_shape_of_its_sample_and_shares_its_call() {
        let at: Timestamp = "2026-04-13T12:00:00.250Z".parse().unwrap();
        let mut rng = fastrand::Rng::with_seed(1);
        let call = SampleCall::new(Direction::Outbound, at, &mut rng);
        for kind in EventKind::ALL {
            let body = call.body(kind, at, None, &mut rng);
            let value: Value = serde_json::from_str(&body).unwrap();
            let sample: Value = serde_json::from_str(samples::sample(kind)).unwrap();
            assert_eq!(shape(&value), shape(&sample), "{body}");
            assert_eq!(value["data"]["call"]["id"], call.call_id.as_str());
            assert_eq!(value["timestamp"], "2026-04-13T12:00:00.250Z");
            assert!(
                !body.contains("2DbBs7GWhGvVNJGrDXr5RG0mBWI"),
                "an old id stayed: {body}"
            );
            assert!(!body.contains("2024-01-15"), "an old time stayed: {body}");
        }
    }

    #[test]
    fn lengths_and_times_agree() {
        let at: Timestamp = "2026-04-13T12:00:20Z".parse().unwrap();
        let mut rng = fastrand::Rng::with_seed(1);
        let call = SampleCall::new(Direction::Inbound, at, &mut rng);
        let talked = Some(SignedDuration::from_secs(20));
        let mut read = |kind| -> Value {
            serde_json::from_str(&call.body(kind, at, talked, &mut rng)).unwrap()
        };
        let left = read(EventKind::ParticipantLeft);
        assert_eq!(left["data"]["participant"]["duration"], 20);
        assert_eq!(
            left["data"]["participant"]["joinedAt"],
            "2026-04-13T12:00:00.000Z"
        );
        assert_eq!(read(EventKind::Completed)["data"]["call"]["duration"], 20);
        let rings = read(EventKind::Initiated);
        assert_eq!(rings["data"]["call"]["direction"], "inbound");
        assert_eq!(rings["data"]["call"]["from"], OUTSIDE);
        let id = rings["data"]["call"]["id"].as_str().unwrap();
        assert_eq!(rings["eventId"], format!("evt_{id}_initiated"));
    }
}
