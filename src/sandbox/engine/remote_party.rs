//! What the person and the network at the other end do, and the numbers that choose it.

use std::time::Duration;

/// What becomes of an outbound call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Rings, then is answered.
    Answers,
    IsBusy,
    NoAnswer,
    Fails,
    Cancels,
    /// Nothing happens by itself; the control API decides.
    Waits,
}

/// A message for the voicemail.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Message {
    /// `None`: no transcription is ever made.
    pub(crate) transcription: Option<String>,
    pub(crate) length: Duration,
    /// How long after the voicemail itself the transcription is ready.
    pub(crate) transcription_delay: Duration,
}

/// The other side of one call. All times are call time.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RemoteParty {
    pub(crate) outcome: Outcome,
    /// From the first ring until the outcome.
    pub(crate) after_ring: Duration,
    /// From the answer until the other side hangs up; `None`: never.
    pub(crate) hangs_up: Option<Duration>,
    /// From the start of an inbound call until the caller loses patience; `None`: never.
    pub(crate) gives_up: Option<Duration>,
    /// What is left on the voicemail; `None`: hangs up at the greeting.
    pub(crate) message: Option<Message>,
    /// `displayName` of the participant.
    pub(crate) name: String,
}

/// As in the vendor's samples, where a call of 120 s is answered after 5 s.
const TALK: Duration = Duration::from_secs(115);
/// From `calls.initiated` to `calls.ringing` in the samples.
pub(crate) const DIAL: Duration = Duration::from_secs(2);

impl Default for RemoteParty {
    fn default() -> Self {
        Self {
            outcome: Outcome::Answers,
            after_ring: Duration::from_secs(3),
            hangs_up: Some(TALK),
            gives_up: None,
            message: Some(Message::default()),
            name: "John Doe".into(),
        }
    }
}

impl Default for Message {
    fn default() -> Self {
        Self {
            transcription: Some("Hi, please call me back when you get a chance.".into()),
            length: Duration::from_secs(30),
            transcription_delay: Duration::ZERO,
        }
    }
}

/// A number that decides what happens when it is dialled.
#[derive(Clone, Copy, Debug)]
pub struct MagicNumber {
    /// E.164; all are in the range kept for fiction.
    pub number: &'static str,
    /// One line about it.
    pub about: &'static str,
    effect: Effect,
}

#[derive(Clone, Copy, Debug)]
enum Effect {
    Call(Outcome, u64, Option<u64>),
    Refuse(Upstream),
}

/// A refusal of `POST /v1/calls` that comes from further up (spec, section 1: codes).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Upstream {
    Error,
    Unavailable,
    Restricted,
}

use Effect::{Call, Refuse};
use Outcome::{Answers, Cancels, Fails, IsBusy, NoAnswer, Waits};

const fn magic(number: &'static str, about: &'static str, effect: Effect) -> MagicNumber {
    MagicNumber {
        number,
        about,
        effect,
    }
}

/// The numbers that choose what happens; any other number is answered after 5 s and talks for 115 s.
pub const MAGIC_NUMBERS: [MagicNumber; 11] = [
    magic("+15550100001", "is busy", Call(IsBusy, 2, None)),
    magic(
        "+15550100002",
        "rings 28 s, nobody answers",
        Call(NoAnswer, 28, None),
    ),
    magic("+15550100003", "fails: call_failed", Call(Fails, 1, None)),
    magic(
        "+15550100004",
        "is canceled while ringing",
        Call(Cancels, 1, None),
    ),
    magic(
        "+15550100005",
        "answers at once, hangs up after 1 s",
        Call(Answers, 0, Some(1)),
    ),
    magic(
        "+15550100006",
        "answers and never hangs up",
        Call(Answers, 3, None),
    ),
    magic(
        "+15550100007",
        "answers after 20 s",
        Call(Answers, 20, Some(115)),
    ),
    magic(
        "+15550100008",
        "rings until you act through the control API",
        Call(Waits, 0, None),
    ),
    magic(
        "+15550100011",
        "POST /v1/calls answers 424 telnyx_api_error",
        Refuse(Upstream::Error),
    ),
    magic(
        "+15550100012",
        "POST /v1/calls answers 424 telnyx_api_unavailable",
        Refuse(Upstream::Unavailable),
    ),
    magic(
        "+15550100013",
        "POST /v1/calls answers 403 account_restricted",
        Refuse(Upstream::Restricted),
    ),
];

/// What dialling `to` leads to.
pub(crate) fn dial(to: &str) -> Result<RemoteParty, Upstream> {
    let found = MAGIC_NUMBERS.iter().find(|magic| magic.number == to);
    match found.map(|magic| magic.effect) {
        None => Ok(RemoteParty::default()),
        Some(Refuse(upstream)) => Err(upstream),
        Some(Call(outcome, after_ring, hangs_up)) => Ok(RemoteParty {
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
