//! The points in words. Each rests on what the vendor documents (spec, section 4).

/// One thing that a good handler does.
#[derive(Clone, Copy, Debug)]
pub struct Point {
    /// Stable, kebab-case.
    pub name: &'static str,
    /// What should hold.
    pub title: &'static str,
    /// What is sent.
    pub sent: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// How to mend it.
    pub mend: &'static str,
    pub(super) trial: Trial,
}

/// What is done for a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trial {
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

/// All points, in the order they are tried.
pub const POINTS: [Point; 11] = [
    Point {
        name: "every-event",
        title: "answers every event with 200 within 5 s",
        sent: "each of the twelve documented events, calls.initiated also inbound, one after the other",
        why: "the service waits 5 s and counts 200 alone as delivered; anything else it sends again, up to five times, and then gives up",
        mend: "answer 200 first and do the work after it; let events that you have no use for fall through to 200",
        trial: Trial::EveryEvent,
    },
    Point {
        name: "duplicate",
        title: "answers a duplicate like the first",
        sent: "the same calls.completed twice, byte for byte",
        why: "events come at least once: when your answer is lost on the way, the same eventId comes again",
        mend: "keep the eventIds you have handled; on one you know, answer 200 and do nothing",
        trial: Trial::Duplicate,
    },
    Point {
        name: "unknown-event",
        title: "tolerates an event it does not know",
        sent: "calls.teleported, and messages.sms.received without a call and without an eventId",
        why: "the service adds events, and one webhook can subscribe to other families; a handler that fails on them has them sent six times each",
        mend: "give the switch over event names a default that does nothing, and look into data.call only for calls.* events",
        trial: Trial::UnknownEvent,
    },
    Point {
        name: "unknown-field",
        title: "tolerates fields it does not know",
        sent: "calls.initiated with new fields at the top, in data and in data.call",
        why: "fields are added without notice; a strict schema turns that day into an outage",
        mend: "let the parser ignore what it does not know (no additionalProperties: false, no deny_unknown_fields)",
        trial: Trial::UnknownField,
    },
    Point {
        name: "null-field",
        title: "tolerates a voicemail without transcription",
        sent: "calls.voicemail.received with transcription null",
        why: "transcription is null when it is switched off or still being made, which is the usual case",
        mend: "treat transcription as optional; fetch it later: chirp voicemails get",
        trial: Trial::NullField,
    },
    Point {
        name: "disorder",
        title: "takes events out of order",
        sent: "a call's events in reverse: recording, completed, answered, initiated",
        why: "the order is not promised: a delivery that is tried again arrives after younger ones",
        mend: "go by timestamp and call id, and make the record of a call at whichever event comes first",
        trial: Trial::Disorder,
    },
    Point {
        name: "large-body",
        title: "takes a body of 64 KiB",
        sent: "calls.initiated with 64 KiB of metadata",
        why: "metadata is yours to fill and comes back with every event; long transcriptions add to it",
        mend: "raise the limit of the body parser, such as express.json({ limit: \"1mb\" })",
        trial: Trial::LargeBody,
    },
    Point {
        name: "burst",
        title: "stands a burst of 100 events",
        sent: "100 events of as many calls at once",
        why: "busy hours and redeliveries after a pause come in bursts, and the 5 s hold for each event",
        mend: "do nothing slow before the answer: no query, no request to elsewhere; hand the event to a queue",
        trial: Trial::Burst,
    },
    Point {
        name: "missing-secret",
        title: "refuses an event without the secret",
        sent: "calls.initiated without the secret header",
        why: "events are not signed; without the header anybody who finds the URL can make calls appear",
        mend: "compare the header before anything else and answer 401 when it is not there",
        trial: Trial::MissingSecret,
    },
    Point {
        name: "wrong-secret",
        title: "refuses an event with a wrong secret",
        sent: "calls.initiated with another value in the secret header, of the same length",
        why: "a check that the header exists is no check",
        mend: "compare the whole value, in constant time (crypto.timingSafeEqual, hmac.compare_digest), and answer 401",
        trial: Trial::WrongSecret,
    },
    Point {
        name: "command",
        title: "commands an inbound call within 30 s",
        sent: "an inbound call in the sandbox, announced to the handler by calls.initiated",
        why: "without a command within 30 s the service decides itself: voicemail, or busy",
        mend: "send answer, reject or send_to_voicemail to POST /v1/calls/{id}/commands right after the 200",
        trial: Trial::Command,
    },
];
