//! The list of checks, with their texts. Each is based on the vendor's documentation (docs/api.md,
//! "Webhook delivery").

/// One check of a handler.
#[derive(Clone, Copy, Debug)]
pub struct HandlerCheck {
    /// A stable name in kebab-case.
    pub name: &'static str,
    /// A statement that should hold.
    pub title: &'static str,
    /// The request that the check sends.
    pub sent: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// How to fix a failure.
    pub fix: &'static str,
    pub(super) kind: CheckKind,
}

/// The action of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CheckKind {
    EveryEvent,
    Duplicate,
    UnknownEvent,
    UnknownField,
    NullField,
    Disorder,
    LargeBody,
    Burst,
    MissingSecret,
    WrongSecret,
    Command,
}

/// All checks, in the order in which they run.
pub const CHECKS: [HandlerCheck; 11] = [
    HandlerCheck {
        name: "every-event",
        title: "answers every event with 200 within 5 s",
        sent: "each of the twelve documented events, calls.initiated also inbound, one after the other",
        why: "the service waits 5 s, and only 200 counts as delivered; after anything else it retries up to five times and then gives up",
        fix: "answer 200 first and do the work afterwards; answer 200 to events that you do not use, too",
        kind: CheckKind::EveryEvent,
    },
    HandlerCheck {
        name: "duplicate",
        title: "answers a duplicate like the first",
        sent: "the same calls.completed twice, byte for byte",
        why: "events are delivered at least once: when your answer is lost, the same eventId arrives again",
        fix: "store the eventIds you have handled; when one arrives again, answer 200 and do nothing",
        kind: CheckKind::Duplicate,
    },
    HandlerCheck {
        name: "unknown-event",
        title: "accepts an unknown event",
        sent: "calls.teleported, and messages.sms.received without a call and without an eventId",
        why: "the service adds events, and a webhook can subscribe to other families; each event that a handler rejects is sent six times",
        fix: "add a default case that does nothing to the switch over event names, and read data.call only in calls.* events",
        kind: CheckKind::UnknownEvent,
    },
    HandlerCheck {
        name: "unknown-field",
        title: "accepts unknown fields",
        sent: "calls.initiated with new fields at the top, in data and in data.call",
        why: "fields are added without notice; a strict schema turns that day into an outage",
        fix: "let the parser ignore unknown fields (no additionalProperties: false, no deny_unknown_fields)",
        kind: CheckKind::UnknownField,
    },
    HandlerCheck {
        name: "null-field",
        title: "accepts a voicemail without a transcription",
        sent: "calls.voicemail.received with transcription null",
        why: "transcription is null when it is switched off or not finished yet, which is the usual case",
        fix: "treat transcription as optional; fetch it later: chirp voicemails get",
        kind: CheckKind::NullField,
    },
    HandlerCheck {
        name: "disorder",
        title: "accepts events out of order",
        sent: "a call's events in reverse: recording, completed, answered, initiated",
        why: "the order is not guaranteed: a retried delivery arrives after newer ones",
        fix: "use the timestamp and the call id, and create the record of a call on whichever event arrives first",
        kind: CheckKind::Disorder,
    },
    HandlerCheck {
        name: "large-body",
        title: "accepts a body of 64 KiB",
        sent: "calls.initiated with 64 KiB of metadata",
        why: "your metadata is part of every event, and long transcriptions add to it",
        fix: "raise the limit of the body parser, such as express.json({ limit: \"1mb\" })",
        kind: CheckKind::LargeBody,
    },
    HandlerCheck {
        name: "burst",
        title: "handles a burst of 100 events",
        sent: "100 events of 100 calls at once",
        why: "busy hours and retries after an outage come in bursts, and the 5 s apply to each event",
        fix: "do nothing slow before the answer, such as a query or a request; put the event into a queue",
        kind: CheckKind::Burst,
    },
    HandlerCheck {
        name: "missing-secret",
        title: "rejects an event without the secret",
        sent: "calls.initiated without the secret header",
        why: "events are not signed; without this check anyone who finds the URL can fake calls",
        fix: "check the header before anything else and answer 401 when it is missing",
        kind: CheckKind::MissingSecret,
    },
    HandlerCheck {
        name: "wrong-secret",
        title: "rejects an event with a wrong secret",
        sent: "calls.initiated with another value in the secret header, of the same length",
        why: "checking only that the header exists protects nothing",
        fix: "compare the whole value, in constant time (crypto.timingSafeEqual, hmac.compare_digest), and answer 401",
        kind: CheckKind::WrongSecret,
    },
    HandlerCheck {
        name: "command",
        title: "commands an inbound call within 30 s, and only once",
        sent: "an inbound call in the sandbox; its calls.initiated, and the same event again after the command",
        why: "without a command within 30 s the service decides itself (voicemail or busy); a duplicate event must not cause a second command",
        fix: "send answer, reject or send_to_voicemail to POST /v1/calls/{id}/commands right after the 200, once for each eventId",
        kind: CheckKind::Command,
    },
];
