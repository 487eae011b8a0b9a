//! The twelve documented calling events by name, and the match of names against globs.

/// A documented calling event (docs/api.md and the vendor's webhook page).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// A call was created (outbound) or has come in (inbound).
    Initiated,
    /// An outbound call rings at its destination.
    Ringing,
    /// The call was answered.
    Answered,
    /// The call ended normally.
    Completed,
    /// The call failed with an error.
    Failed,
    /// The destination was busy.
    Busy,
    /// Nobody answered.
    NoAnswer,
    /// The call was canceled before it connected.
    Canceled,
    /// Somebody joined the call.
    ParticipantJoined,
    /// Somebody left the call.
    ParticipantLeft,
    /// A recording can be fetched.
    RecordingCompleted,
    /// A voicemail was left.
    VoicemailReceived,
}

use EventKind::{
    Answered, Busy, Canceled, Completed, Failed, Initiated, NoAnswer, ParticipantJoined,
    ParticipantLeft, RecordingCompleted, Ringing, VoicemailReceived,
};

impl EventKind {
    /// All of them, in the order of the vendor's page.
    pub const ALL: [EventKind; 12] = [
        Initiated,
        Ringing,
        Answered,
        Completed,
        Failed,
        Busy,
        NoAnswer,
        Canceled,
        ParticipantJoined,
        ParticipantLeft,
        RecordingCompleted,
        VoicemailReceived,
    ];

    /// Their names, in the same order.
    pub const NAMES: [&'static str; 12] = {
        let (mut names, mut at) = ([""; 12], 0);
        while at < names.len() {
            names[at] = Self::ALL[at].name();
            at += 1;
        }
        names
    };

    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Initiated => "calls.initiated",
            Ringing => "calls.ringing",
            Answered => "calls.answered",
            Completed => "calls.completed",
            Failed => "calls.failed",
            Busy => "calls.busy",
            NoAnswer => "calls.no_answer",
            Canceled => "calls.canceled",
            ParticipantJoined => "calls.participant_joined",
            ParticipantLeft => "calls.participant_left",
            RecordingCompleted => "calls.recording.completed",
            VoicemailReceived => "calls.voicemail.received",
        }
    }

    /// One line about it.
    pub fn about(self) -> &'static str {
        match self {
            Initiated => "a call was created, or one has come in",
            Ringing => "an outbound call rings at its destination",
            Answered => "the call was answered",
            Completed => "the call ended normally",
            Failed => "the call failed with an error",
            Busy => "the destination was busy",
            NoAnswer => "nobody answered",
            Canceled => "the call was canceled before it connected",
            ParticipantJoined => "somebody joined the call",
            ParticipantLeft => "somebody left the call",
            RecordingCompleted => "a recording can be fetched",
            VoicemailReceived => "a voicemail was left",
        }
    }

    /// The kind of that name; `None` for names that are not documented.
    pub fn parse(name: &str) -> Option<EventKind> {
        EventKind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Returns whether the event ends its call.
    pub fn ends_call(self) -> bool {
        matches!(self, Completed | Failed | Busy | NoAnswer | Canceled)
    }
}

/// Returns the documented name that is most similar to a misspelt one, if it is similar enough; for
/// `ringing` it is `calls.ringing`.
pub fn nearest_name(name: &str) -> Option<&'static str> {
    let lower = format!("calls.{}", name.to_lowercase());
    if let Some(kind) = EventKind::ALL.iter().find(|kind| kind.name() == lower) {
        return Some(kind.name());
    }
    EventKind::ALL
        .into_iter()
        .map(|kind| {
            (
                strsim::jaro_winkler(&name.to_lowercase(), kind.name()),
                kind.name(),
            )
        })
        .filter(|(score, _)| *score > 0.85)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

/// Returns whether an event name matches a glob such as `calls.*`. An invalid pattern is compared
/// literally.
pub fn matches_glob(pattern: &str, name: &str) -> bool {
    match glob::Pattern::new(pattern) {
        Ok(glob) => glob.matches(name),
        Err(_) => pattern == name,
    }
}

/// Reads a glob of event names. Accepts unknown names, but rejects probable typing errors; a glob
/// such as `calls.ringin[g]` is always accepted.
///
/// # Errors
/// Describes the problem for a person.
pub fn pattern(text: &str) -> Result<glob::Pattern, String> {
    let is_name = !text.contains(['*', '?', '[']);
    if text.is_empty() || text.contains(char::is_whitespace) {
        return Err("no event name: expected one such as calls.ringing or calls.*".to_owned());
    }
    if text.contains(',') {
        return Err("one name or glob at a time: repeat the flag for more".to_owned());
    }
    if is_name
        && EventKind::parse(text).is_none()
        && let Some(near) = nearest_name(text)
    {
        return Err(format!("unknown event; did you mean {near}?"));
    }
    glob::Pattern::new(text).map_err(|error| format!("no event pattern: {}", error.msg))
}

/// Returns whether a glob matches any documented name.
pub fn fits_known(pattern: &glob::Pattern) -> bool {
    EventKind::NAMES.iter().any(|name| pattern.matches(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_again() {
        for kind in EventKind::ALL {
            assert_eq!(EventKind::parse(kind.name()), Some(kind));
        }
        assert_eq!(EventKind::parse("calls.teleported"), None);
        assert_eq!(nearest_name("calls.initated"), Some("calls.initiated"));
        assert_eq!(nearest_name("messages.sms.received"), None);
        assert!(matches_glob("calls.*", "calls.recording.completed"));
        assert!(!matches_glob("calls.recording.*", "calls.answered"));
        for odd in [
            "",
            " ",
            "calls.initated",
            "calls.busy,calls.failed",
            "calls.[",
        ] {
            assert!(pattern(odd).is_err(), "{odd}");
        }
        for (text, known) in [
            ("calls.*", true),
            ("messages.in", false),
            ("calls.initated*", false),
        ] {
            assert_eq!(fits_known(&pattern(text).unwrap()), known, "{text}");
        }
    }
}
