//! The remote party: what the person and the network at the other end do, and the numbers that select it.

use std::time::Duration;

/// The outcome of an outbound call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DialOutcome {
    /// Rings, then is answered.
    Answers,
    IsBusy,
    NoAnswer,
    Fails,
    Cancels,
    /// Rings until the control API acts.
    Waits,
}

/// A voicemail message.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct VoicemailMessage {
    /// `None` means that no transcription is ever made.
    pub(crate) transcription: Option<String>,
    pub(crate) length: Duration,
    /// Delay of the transcription after the voicemail.
    pub(crate) transcription_delay: Duration,
}

/// The behaviour of the remote party in one call. All times are call time.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RemoteParty {
    pub(crate) outcome: DialOutcome,
    /// Time from the first ring until the outcome.
    pub(crate) after_ring: Duration,
    /// Time from the answer until the remote party hangs up; `None` means never.
    pub(crate) hangs_up: Option<Duration>,
    /// Time from the start of an inbound call until the caller hangs up; `None` means never.
    pub(crate) gives_up: Option<Duration>,
    /// The message left on the voicemail; `None` means that the caller hangs up at the greeting.
    pub(crate) message: Option<VoicemailMessage>,
    /// `displayName` of the participant.
    pub(crate) name: String,
}

/// Talk time of the vendor's samples, where a call of 120 s is answered after 5 s.
const TALK: Duration = Duration::from_secs(115);
/// Time from `calls.initiated` to `calls.ringing` in the vendor's samples.
pub(crate) const DIAL: Duration = Duration::from_secs(2);

impl Default for RemoteParty {
    fn default() -> Self {
        Self {
            outcome: DialOutcome::Answers,
            after_ring: Duration::from_secs(3),
            hangs_up: Some(TALK),
            gives_up: None,
            message: Some(VoicemailMessage::default()),
            name: "John Doe".into(),
        }
    }
}

impl Default for VoicemailMessage {
    fn default() -> Self {
        Self {
            transcription: Some("Hi, please call me back when you get a chance.".into()),
            length: Duration::from_secs(30),
            transcription_delay: Duration::ZERO,
        }
    }
}

/// A number that selects what happens when it is dialled.
#[derive(Clone, Copy, Debug)]
pub struct MagicNumber {
    /// In E.164 form, from the range reserved for fiction.
    pub number: &'static str,
    /// One line of description.
    pub about: &'static str,
    behavior: Behavior,
}

#[derive(Clone, Copy, Debug)]
enum Behavior {
    /// Seconds after the first ring, and seconds of talk.
    Dial(DialOutcome, u64, Option<u64>),
    Reject(ProviderError),
}

/// An error of the upstream provider for `POST /v1/calls` (docs/api.md, "Errors").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProviderError {
    Error,
    Unavailable,
    Restricted,
}

use Behavior::{Dial, Reject};
use DialOutcome::{Answers, Cancels, Fails, IsBusy, NoAnswer, Waits};

const fn magic(number: &'static str, about: &'static str, behavior: Behavior) -> MagicNumber {
    MagicNumber {
        number,
        about,
        behavior,
    }
}

/// The numbers that select what happens. Any other number is answered after 5 s and talks for 115 s.
pub const MAGIC_NUMBERS: [MagicNumber; 11] = [
    magic("+15550100001", "is busy", Dial(IsBusy, 2, None)),
    magic(
        "+15550100002",
        "rings 28 s, nobody answers",
        Dial(NoAnswer, 28, None),
    ),
    magic("+15550100003", "fails: call_failed", Dial(Fails, 1, None)),
    magic(
        "+15550100004",
        "is canceled while ringing",
        Dial(Cancels, 1, None),
    ),
    magic(
        "+15550100005",
        "answers at once, hangs up after 1 s",
        Dial(Answers, 0, Some(1)),
    ),
    magic(
        "+15550100006",
        "answers and never hangs up",
        Dial(Answers, 3, None),
    ),
    magic(
        "+15550100007",
        "answers after 20 s",
        Dial(Answers, 20, Some(115)),
    ),
    magic(
        "+15550100008",
        "rings until you act through the control API",
        Dial(Waits, 0, None),
    ),
    magic(
        "+15550100011",
        "POST /v1/calls returns 424 telnyx_api_error",
        Reject(ProviderError::Error),
    ),
    magic(
        "+15550100012",
        "POST /v1/calls returns 424 telnyx_api_unavailable",
        Reject(ProviderError::Unavailable),
    ),
    magic(
        "+15550100013",
        "POST /v1/calls returns 403 account_restricted",
        Reject(ProviderError::Restricted),
    ),
];

/// Returns the remote party that answers at `to`.
pub(crate) fn dial(to: &str) -> Result<RemoteParty, ProviderError> {
    let found = MAGIC_NUMBERS.iter().find(|magic| magic.number == to);
    match found.map(|magic| magic.behavior) {
        None => Ok(RemoteParty::default()),
        Some(Reject(error)) => Err(error),
        Some(Dial(outcome, after_ring, hangs_up)) => Ok(RemoteParty {
            outcome,
            after_ring: Duration::from_secs(after_ring),
            hangs_up: hangs_up.map(Duration::from_secs),
            ..RemoteParty::default()
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn magic_numbers_are_e164_and_found() {
        for magic in MAGIC_NUMBERS {
            assert!(crate::api::check::e164(magic.number).is_ok(), "{magic:?}");
            assert_ne!(dial(magic.number), Ok(RemoteParty::default()), "{magic:?}");
        }
        assert_eq!(dial("+15559876543"), Ok(RemoteParty::default()));
    }
}
