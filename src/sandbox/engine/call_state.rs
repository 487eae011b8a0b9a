//! The state of a call, the inputs that change it, and the effects of a change. Pure.

use crate::events::EventKind;
use crate::events::sample_call::Direction;

/// The phase of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallPhase {
    Initiated,
    Ringing,
    InProgress,
    Voicemail,
    Ended(CallEnding),
}

/// How a call ended: the five final statuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallEnding {
    Completed,
    Failed,
    Busy,
    NoAnswer,
    Canceled,
}

impl CallPhase {
    /// Returns `status` as the API shows it (docs/api.md, "Objects").
    pub(crate) fn status(self) -> &'static str {
        match self {
            CallPhase::Initiated => "initiated",
            CallPhase::Ringing => "ringing",
            CallPhase::InProgress => "in_progress",
            CallPhase::Voicemail => "voicemail",
            CallPhase::Ended(CallEnding::Completed) => "completed",
            CallPhase::Ended(CallEnding::Failed) => "failed",
            CallPhase::Ended(CallEnding::Busy) => "busy",
            CallPhase::Ended(CallEnding::NoAnswer) => "no_answer",
            CallPhase::Ended(CallEnding::Canceled) => "canceled",
        }
    }
}

/// The state that decides which inputs are accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CallState {
    pub(crate) direction: Direction,
    pub(crate) phase: CallPhase,
    pub(crate) held: bool,
    pub(crate) recording: bool,
}

impl CallState {
    pub(crate) fn new(direction: Direction) -> Self {
        CallState {
            direction,
            phase: CallPhase::Initiated,
            held: false,
            recording: false,
        }
    }

    pub(crate) fn is_over(&self) -> bool {
        matches!(self.phase, CallPhase::Ended(_))
    }
}

/// A call command, or the `DELETE` of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallCommandKind {
    Answer,
    Reject,
    Hangup,
    Hold,
    Unhold,
    Mute,
    Unmute,
    Transfer,
    StartRecording,
    StopRecording,
    SendToVoicemail,
}

impl CallCommandKind {
    /// Returns the command with this `type`.
    pub(crate) fn parse(name: &str) -> Option<CallCommandKind> {
        Some(match name {
            "answer" => CallCommandKind::Answer,
            "reject" => CallCommandKind::Reject,
            "hangup" => CallCommandKind::Hangup,
            "hold" => CallCommandKind::Hold,
            "unhold" => CallCommandKind::Unhold,
            "mute" => CallCommandKind::Mute,
            "unmute" => CallCommandKind::Unmute,
            "transfer" => CallCommandKind::Transfer,
            "start_recording" => CallCommandKind::StartRecording,
            "stop_recording" => CallCommandKind::StopRecording,
            "send_to_voicemail" => CallCommandKind::SendToVoicemail,
            _ => return None,
        })
    }
}

/// An action of the person or the network at the other end, or of a timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RemoteAction {
    /// The outbound call starts to ring at its destination.
    Rings,
    /// The destination answers.
    Answers,
    /// The destination is busy.
    IsBusy,
    /// The call cannot be connected, or is cut off.
    Fails,
    /// Nobody answered.
    NoAnswer,
    /// The caller hangs up before an answer, or an outbound call is canceled before one.
    GivesUp,
    /// The remote party hangs up.
    HangsUp,
    /// The caller has left a message after the greeting.
    MessageLeft,
    /// The app sent no command within 30 s of an inbound call.
    RingTimeout(UnansweredPolicy),
}

/// How the calling configuration handles an inbound call without a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UnansweredPolicy {
    Voicemail,
    Reject,
    /// `defaultAnswerBehavior` is `webhook`: the call ends as `no_answer` (assumed).
    NoAnswer,
}

/// A command or a turn of the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    Command(CallCommandKind),
    Remote(RemoteAction),
}

/// A side effect of a transition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallEffect {
    /// Send this event to the webhooks.
    Send(EventKind),
    /// The other side joins as a participant, and its remote begins.
    Join,
    /// All participants leave.
    Leave,
    /// Play the greeting, then record a message.
    Greet,
    /// Store the message that was left.
    KeepMessage,
    StartRecording,
    StopRecording,
}
