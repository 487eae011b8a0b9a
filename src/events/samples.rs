//! The vendor's own payload samples, one for each documented event.

use crate::events::EventKind;

/// A documented event and the vendor's sample of its body.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// Which event.
    pub kind: EventKind,
    /// The body as on the vendor's page.
    pub body: &'static str,
}

/// The inbound form of `calls.initiated`, from the vendor's page about receiving calls.
pub const INBOUND_INITIATED: &str = include_str!("samples/initiated_inbound.json");

/// The samples in the order of the vendor's page; `calls.initiated` is the outbound form there.
pub const ALL: [Sample; 12] = [
    Sample {
        kind: EventKind::Initiated,
        body: include_str!("samples/initiated.json"),
    },
    Sample {
        kind: EventKind::Ringing,
        body: include_str!("samples/ringing.json"),
    },
    Sample {
        kind: EventKind::Answered,
        body: include_str!("samples/answered.json"),
    },
    Sample {
        kind: EventKind::Completed,
        body: include_str!("samples/completed.json"),
    },
    Sample {
        kind: EventKind::Failed,
        body: include_str!("samples/failed.json"),
    },
    Sample {
        kind: EventKind::Busy,
        body: include_str!("samples/busy.json"),
    },
    Sample {
        kind: EventKind::NoAnswer,
        body: include_str!("samples/no_answer.json"),
    },
    Sample {
        kind: EventKind::Canceled,
        body: include_str!("samples/canceled.json"),
    },
    Sample {
        kind: EventKind::ParticipantJoined,
        body: include_str!("samples/participant_joined.json"),
    },
    Sample {
        kind: EventKind::ParticipantLeft,
        body: include_str!("samples/participant_left.json"),
    },
    Sample {
        kind: EventKind::RecordingCompleted,
        body: include_str!("samples/recording_completed.json"),
    },
    Sample {
        kind: EventKind::VoicemailReceived,
        body: include_str!("samples/voicemail_received.json"),
    },
];

/// The sample of `kind`.
pub fn sample(kind: EventKind) -> &'static str {
    ALL.iter()
        .find(|sample| sample.kind == kind)
        .map_or("", |sample| sample.body)
}
