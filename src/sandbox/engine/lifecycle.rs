//! The life of a call as a function: state and stimulus in, new state and effects out. Pure.
//!
//! `docs/sandbox.md` has the same as a diagram. What the vendor documents are the statuses, the events
//! and the 30 s rule; which command fits which state, and how a rejected call ends, is assumed.

use crate::events::EventKind;

/// Who started the call, seen from the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Inbound,
    Outbound,
}

/// Where a call is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    Initiated,
    Ringing,
    InProgress,
    Voicemail,
    Ended(End),
}

/// How a call ended: the five final statuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Completed,
    Failed,
    Busy,
    NoAnswer,
    Canceled,
}

impl Phase {
    /// `status` on the wire (spec, section 2).
    pub(crate) fn status(self) -> &'static str {
        match self {
            Phase::Initiated => "initiated",
            Phase::Ringing => "ringing",
            Phase::InProgress => "in_progress",
            Phase::Voicemail => "voicemail",
            Phase::Ended(End::Completed) => "completed",
            Phase::Ended(End::Failed) => "failed",
            Phase::Ended(End::Busy) => "busy",
            Phase::Ended(End::NoAnswer) => "no_answer",
            Phase::Ended(End::Canceled) => "canceled",
        }
    }
}

/// All that decides what may happen next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct State {
    pub(crate) direction: Direction,
    pub(crate) phase: Phase,
    pub(crate) held: bool,
    pub(crate) recording: bool,
}

impl State {
    pub(crate) fn new(direction: Direction) -> Self {
        State {
            direction,
            phase: Phase::Initiated,
            held: false,
            recording: false,
        }
    }

    pub(crate) fn is_over(&self) -> bool {
        matches!(self.phase, Phase::Ended(_))
    }
}

/// A call command, or the `DELETE` of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Command {
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

impl Command {
    /// The command of that `type` on the wire.
    pub(crate) fn parse(name: &str) -> Option<Command> {
        Some(match name {
            "answer" => Command::Answer,
            "reject" => Command::Reject,
            "hangup" => Command::Hangup,
            "hold" => Command::Hold,
            "unhold" => Command::Unhold,
            "mute" => Command::Mute,
            "unmute" => Command::Unmute,
            "transfer" => Command::Transfer,
            "start_recording" => Command::StartRecording,
            "stop_recording" => Command::StopRecording,
            "send_to_voicemail" => Command::SendToVoicemail,
            _ => return None,
        })
    }
}

/// What the network or the person at the other end does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Far {
    /// The outbound call rings at its destination.
    Rings,
    /// The destination answers.
    Answers,
    /// The destination is busy.
    IsBusy,
    /// The call cannot be connected, or breaks.
    Fails,
    /// It rang out.
    NoAnswer,
    /// The caller hangs up before an answer; or an outbound call is canceled on its way.
    GivesUp,
    /// The other side hangs up.
    HangsUp,
    /// The caller has spoken a message after the greeting.
    MessageLeft,
    /// The app sent no command within 30 s of an inbound call.
    Deadline(Default),
}

/// What the calling configuration says about calls without a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Default {
    Voicemail,
    Reject,
    /// `webhook`: nobody decided, so it rings out (assumed).
    NoAnswer,
}

/// A command or a turn of the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stimulus {
    Command(Command),
    Far(Far),
}

/// What has to be done about a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Send this event to the webhooks.
    Send(EventKind),
    /// The other side joins as a participant, and its script begins.
    Join,
    /// All participants leave.
    Leave,
    /// Play the greeting, then take a message.
    Greet,
    /// Keep the message that was left.
    KeepMessage,
    StartRecording,
    StopRecording,
}

use Effect::{Greet, Join, KeepMessage, Leave, Send, StartRecording, StopRecording};
use EventKind as Event;

/// One step. `None` when the stimulus does not fit the state: a command is then a conflict, and a turn
/// of the world (such as a timer that came too late) is void.
pub(crate) fn step(state: State, stimulus: Stimulus) -> Option<(State, Vec<Effect>)> {
    match state.phase {
        Phase::Initiated if state.direction == Direction::Inbound => incoming(state, stimulus),
        Phase::Initiated | Phase::Ringing => outgoing(state, stimulus),
        Phase::InProgress => talking(state, stimulus),
        Phase::Voicemail => leaving_a_message(state, stimulus),
        Phase::Ended(_) => None,
    }
}

fn incoming(state: State, stimulus: Stimulus) -> Option<(State, Vec<Effect>)> {
    use {Command as C, Far as F, Stimulus as S};
    Some(match stimulus {
        S::Command(C::Answer) => answered(state),
        S::Command(C::Reject) | S::Far(F::Deadline(Default::Reject)) => {
            ended(state, End::Busy, Event::Busy)
        }
        S::Command(C::SendToVoicemail) | S::Far(F::Deadline(Default::Voicemail)) => {
            (to(state, Phase::Voicemail), vec![Greet])
        }
        S::Far(F::Deadline(Default::NoAnswer)) => ended(state, End::NoAnswer, Event::NoAnswer),
        S::Command(C::Hangup) | S::Far(F::GivesUp | F::HangsUp) => {
            ended(state, End::Canceled, Event::Canceled)
        }
        S::Far(F::Fails) => ended(state, End::Failed, Event::Failed),
        _ => return None,
    })
}

fn outgoing(state: State, stimulus: Stimulus) -> Option<(State, Vec<Effect>)> {
    use {Command as C, Far as F, Stimulus as S};
    Some(match stimulus {
        S::Far(F::Rings) if state.phase == Phase::Initiated => {
            (to(state, Phase::Ringing), vec![Send(Event::Ringing)])
        }
        S::Far(F::Answers) if state.phase == Phase::Ringing => answered(state),
        S::Far(F::IsBusy) => ended(state, End::Busy, Event::Busy),
        S::Far(F::NoAnswer) if state.phase == Phase::Ringing => {
            ended(state, End::NoAnswer, Event::NoAnswer)
        }
        S::Far(F::Fails) => ended(state, End::Failed, Event::Failed),
        S::Far(F::GivesUp) | S::Command(C::Hangup) => ended(state, End::Canceled, Event::Canceled),
        _ => return None,
    })
}

fn talking(state: State, stimulus: Stimulus) -> Option<(State, Vec<Effect>)> {
    use {Command as C, Far as F, Stimulus as S};
    let over = |end, event| {
        let mut effects = vec![StopRecording];
        effects.retain(|_| state.recording);
        effects.extend([Leave, Send(event)]);
        (to(state, Phase::Ended(end)), effects)
    };
    Some(match stimulus {
        S::Command(C::Hangup) | S::Far(F::HangsUp) => over(End::Completed, Event::Completed),
        S::Far(F::Fails) => over(End::Failed, Event::Failed),
        S::Command(C::Hold) if !state.held => (
            State {
                held: true,
                ..state
            },
            vec![],
        ),
        S::Command(C::Unhold) if state.held => (
            State {
                held: false,
                ..state
            },
            vec![],
        ),
        S::Command(C::Mute | C::Unmute | C::Transfer) => (state, vec![]),
        S::Command(C::StartRecording) if !state.recording => {
            let recording = true;
            (State { recording, ..state }, vec![StartRecording])
        }
        S::Command(C::StopRecording) if state.recording => {
            let recording = false;
            (State { recording, ..state }, vec![StopRecording])
        }
        _ => return None,
    })
}

fn leaving_a_message(state: State, stimulus: Stimulus) -> Option<(State, Vec<Effect>)> {
    use {Command as C, Far as F, Stimulus as S};
    Some(match stimulus {
        S::Far(F::MessageLeft) => {
            let effects = vec![KeepMessage, Send(Event::Completed)];
            (to(state, Phase::Ended(End::Completed)), effects)
        }
        S::Far(F::HangsUp) | S::Command(C::Hangup) => {
            ended(state, End::Completed, Event::Completed)
        }
        S::Far(F::Fails) => ended(state, End::Failed, Event::Failed),
        _ => return None,
    })
}

fn answered(state: State) -> (State, Vec<Effect>) {
    let effects = vec![Send(Event::Answered), Join];
    (to(state, Phase::InProgress), effects)
}

fn ended(state: State, end: End, event: EventKind) -> (State, Vec<Effect>) {
    (to(state, Phase::Ended(end)), vec![Send(event)])
}

/// The state in another phase: hold and recording end with the call.
fn to(state: State, phase: Phase) -> State {
    State {
        phase,
        ..State::new(state.direction)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Command as C;
    use Direction::{Inbound, Outbound};
    use Far as F;
    use Stimulus::{Command as Cmd, Far as SandboxState};

    fn state(direction: Direction, phase: Phase) -> State {
        State {
            phase,
            ..State::new(direction)
        }
    }

    /// Direction, phase, stimulus, status afterwards, event sent.
    type Row = (Direction, Phase, Stimulus, &'static str, Option<Event>);

    #[rustfmt::skip]
    const TABLE: [Row; 32] = [
        (Inbound, Phase::Initiated, Cmd(C::Answer), "in_progress", Some(Event::Answered)),
        (Inbound, Phase::Initiated, Cmd(C::Reject), "busy", Some(Event::Busy)),
        (Inbound, Phase::Initiated, Cmd(C::SendToVoicemail), "voicemail", None),
        (Inbound, Phase::Initiated, Cmd(C::Hangup), "canceled", Some(Event::Canceled)),
        (Inbound, Phase::Initiated, SandboxState(F::GivesUp), "canceled", Some(Event::Canceled)),
        (Inbound, Phase::Initiated, SandboxState(F::HangsUp), "canceled", Some(Event::Canceled)),
        (Inbound, Phase::Initiated, SandboxState(F::Fails), "failed", Some(Event::Failed)),
        (Inbound, Phase::Initiated, SandboxState(F::Deadline(Default::Voicemail)), "voicemail", None),
        (Inbound, Phase::Initiated, SandboxState(F::Deadline(Default::Reject)), "busy", Some(Event::Busy)),
        (Inbound, Phase::Initiated, SandboxState(F::Deadline(Default::NoAnswer)), "no_answer", Some(Event::NoAnswer)),
        (Outbound, Phase::Initiated, SandboxState(F::Rings), "ringing", Some(Event::Ringing)),
        (Outbound, Phase::Initiated, SandboxState(F::IsBusy), "busy", Some(Event::Busy)),
        (Outbound, Phase::Initiated, SandboxState(F::Fails), "failed", Some(Event::Failed)),
        (Outbound, Phase::Initiated, SandboxState(F::GivesUp), "canceled", Some(Event::Canceled)),
        (Outbound, Phase::Initiated, Cmd(C::Hangup), "canceled", Some(Event::Canceled)),
        (Outbound, Phase::Ringing, SandboxState(F::Answers), "in_progress", Some(Event::Answered)),
        (Outbound, Phase::Ringing, SandboxState(F::IsBusy), "busy", Some(Event::Busy)),
        (Outbound, Phase::Ringing, SandboxState(F::NoAnswer), "no_answer", Some(Event::NoAnswer)),
        (Outbound, Phase::Ringing, SandboxState(F::Fails), "failed", Some(Event::Failed)),
        (Outbound, Phase::Ringing, SandboxState(F::GivesUp), "canceled", Some(Event::Canceled)),
        (Outbound, Phase::Ringing, Cmd(C::Hangup), "canceled", Some(Event::Canceled)),
        (Outbound, Phase::InProgress, Cmd(C::Hangup), "completed", Some(Event::Completed)),
        (Inbound, Phase::InProgress, SandboxState(F::HangsUp), "completed", Some(Event::Completed)),
        (Inbound, Phase::InProgress, SandboxState(F::Fails), "failed", Some(Event::Failed)),
        (Inbound, Phase::InProgress, Cmd(C::Hold), "in_progress", None),
        (Inbound, Phase::InProgress, Cmd(C::Mute), "in_progress", None),
        (Inbound, Phase::InProgress, Cmd(C::Transfer), "in_progress", None),
        (Inbound, Phase::InProgress, Cmd(C::StartRecording), "in_progress", None),
        (Inbound, Phase::Voicemail, SandboxState(F::MessageLeft), "completed", Some(Event::Completed)),
        (Inbound, Phase::Voicemail, SandboxState(F::HangsUp), "completed", Some(Event::Completed)),
        (Inbound, Phase::Voicemail, Cmd(C::Hangup), "completed", Some(Event::Completed)),
        (Inbound, Phase::Voicemail, SandboxState(F::Fails), "failed", Some(Event::Failed)),
    ];

    #[test]
    fn the_table_holds() {
        for (direction, phase, stimulus, status, event) in TABLE {
            let case = format!("{direction:?} {phase:?} {stimulus:?}");
            let (next, effects) = step(state(direction, phase), stimulus).expect(&case);
            assert_eq!(next.phase.status(), status, "{case}");
            let sent = effects.iter().find_map(|effect| match effect {
                Send(kind) => Some(*kind),
                _ => None,
            });
            assert_eq!(sent, event, "{case}");
            assert_eq!(
                next.is_over(),
                event.is_some_and(Event::ends_call),
                "{case}"
            );
        }
    }

    /// All stimuli there are.
    fn all() -> Vec<Stimulus> {
        let commands = crate::api::call_commands::TYPES;
        let commands = commands.map(|name| Cmd(C::parse(name).unwrap()));
        let far = [
            F::Rings,
            F::Answers,
            F::IsBusy,
            F::Fails,
            F::NoAnswer,
            F::GivesUp,
            F::HangsUp,
            F::MessageLeft,
            F::Deadline(Default::Voicemail),
            F::Deadline(Default::Reject),
            F::Deadline(Default::NoAnswer),
        ];
        commands.into_iter().chain(far.map(SandboxState)).collect()
    }

    #[test]
    fn what_is_not_in_the_table_does_not_fit() {
        for direction in [Inbound, Outbound] {
            for phase in [Phase::Initiated, Phase::Ringing] {
                for stimulus in all() {
                    // An inbound call never rings: it waits for a command as `initiated`.
                    let listed = TABLE
                        .iter()
                        .any(|row| (row.0, row.1, row.2) == (direction, phase, stimulus));
                    if (direction, phase) != (Inbound, Phase::Ringing) {
                        assert_eq!(
                            step(state(direction, phase), stimulus).is_some(),
                            listed,
                            "{direction:?} {phase:?} {stimulus:?}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn nothing_happens_after_the_end() {
        for end in [
            End::Completed,
            End::Failed,
            End::Busy,
            End::NoAnswer,
            End::Canceled,
        ] {
            assert!(
                all()
                    .into_iter()
                    .all(|s| step(state(Inbound, Phase::Ended(end)), s).is_none())
            );
        }
    }

    #[test]
    fn hold_and_recording_are_switches() {
        let mut now = state(Inbound, Phase::InProgress);
        let fits = |state, command| step(state, Cmd(command)).is_some();
        assert!(!fits(now, C::Unhold) && !fits(now, C::StopRecording));
        now = step(now, Cmd(C::Hold)).unwrap().0;
        now = step(now, Cmd(C::StartRecording)).unwrap().0;
        assert!(!fits(now, C::Hold) && !fits(now, C::StartRecording));
        assert!(fits(now, C::Unhold) && fits(now, C::StopRecording));
        let (over, effects) = step(now, SandboxState(F::HangsUp)).unwrap();
        assert_eq!(effects, [StopRecording, Leave, Send(Event::Completed)]);
        assert!(!over.recording && !over.held);
    }

    proptest::proptest! {
        #[test]
        fn any_walk_sends_one_final_event_at_most(inbound: bool, walk in proptest::collection::vec(0..22_usize, 0..40)) {
            let all = all();
            let mut now = State::new(if inbound { Inbound } else { Outbound });
            let mut ends = 0;
            for turn in walk {
                let Some((next, effects)) = step(now, all[turn]) else { continue };
                ends += effects.iter().filter(|e| matches!(e, Send(kind) if kind.ends_call())).count();
                now = next;
            }
            proptest::prop_assert_eq!(ends, usize::from(now.is_over()));
        }
    }
}
