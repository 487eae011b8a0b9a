//! The life of a call as a state machine: state and input in, next state and effects out. Pure.
//!
//! `docs/sandbox.md` shows it as a diagram. The vendor documents the statuses, the events and the rule of 30 s; which
//! command fits which state, and how a rejected call ends, is assumed.

use crate::events::EventKind;
use crate::events::sample_call::Direction;
use crate::sandbox::engine::call_state::{
    CallCommandKind, CallEffect, CallEnding, CallPhase, CallState, Input, RemoteAction,
    UnansweredPolicy,
};

use CallEffect::{Greet, Join, KeepMessage, Leave, Send, StartRecording, StopRecording};
use EventKind as Event;

/// One step. `None` when the input does not fit the state: a command is then a conflict, and a turn
/// of the state (such as a timer that came too late) is void.
pub(crate) fn step(state: CallState, input: Input) -> Option<(CallState, Vec<CallEffect>)> {
    match state.phase {
        CallPhase::Initiated if state.direction == Direction::Inbound => incoming(state, input),
        CallPhase::Initiated | CallPhase::Ringing => outgoing(state, input),
        CallPhase::InProgress => talking(state, input),
        CallPhase::Voicemail => leaving_a_message(state, input),
        CallPhase::Ended(_) => None,
    }
}

fn incoming(state: CallState, input: Input) -> Option<(CallState, Vec<CallEffect>)> {
    use {CallCommandKind as C, Input as S, RemoteAction as F};
    Some(match input {
        S::Command(C::Answer) => answered(state),
        S::Command(C::Reject) | S::Remote(F::RingTimeout(UnansweredPolicy::Reject)) => {
            ended(state, CallEnding::Busy, Event::Busy)
        }
        S::Command(C::SendToVoicemail) | S::Remote(F::RingTimeout(UnansweredPolicy::Voicemail)) => {
            (to(state, CallPhase::Voicemail), vec![Greet])
        }
        S::Remote(F::RingTimeout(UnansweredPolicy::NoAnswer)) => {
            ended(state, CallEnding::NoAnswer, Event::NoAnswer)
        }
        S::Command(C::Hangup) | S::Remote(F::GivesUp | F::HangsUp) => {
            ended(state, CallEnding::Canceled, Event::Canceled)
        }
        S::Remote(F::Fails) => ended(state, CallEnding::Failed, Event::Failed),
        _ => return None,
    })
}

fn outgoing(state: CallState, input: Input) -> Option<(CallState, Vec<CallEffect>)> {
    use {CallCommandKind as C, Input as S, RemoteAction as F};
    Some(match input {
        S::Remote(F::Rings) if state.phase == CallPhase::Initiated => {
            (to(state, CallPhase::Ringing), vec![Send(Event::Ringing)])
        }
        S::Remote(F::Answers) if state.phase == CallPhase::Ringing => answered(state),
        S::Remote(F::IsBusy) => ended(state, CallEnding::Busy, Event::Busy),
        S::Remote(F::NoAnswer) if state.phase == CallPhase::Ringing => {
            ended(state, CallEnding::NoAnswer, Event::NoAnswer)
        }
        S::Remote(F::Fails) => ended(state, CallEnding::Failed, Event::Failed),
        S::Remote(F::GivesUp) | S::Command(C::Hangup) => {
            ended(state, CallEnding::Canceled, Event::Canceled)
        }
        _ => return None,
    })
}

fn talking(state: CallState, input: Input) -> Option<(CallState, Vec<CallEffect>)> {
    use {CallCommandKind as C, Input as S, RemoteAction as F};
    let over = |end, event| {
        let mut effects = vec![StopRecording];
        effects.retain(|_| state.recording);
        effects.extend([Leave, Send(event)]);
        (to(state, CallPhase::Ended(end)), effects)
    };
    Some(match input {
        S::Command(C::Hangup) | S::Remote(F::HangsUp) => {
            over(CallEnding::Completed, Event::Completed)
        }
        S::Remote(F::Fails) => over(CallEnding::Failed, Event::Failed),
        S::Command(C::Hold) if !state.held => (
            CallState {
                held: true,
                ..state
            },
            vec![],
        ),
        S::Command(C::Unhold) if state.held => (
            CallState {
                held: false,
                ..state
            },
            vec![],
        ),
        S::Command(C::Mute | C::Unmute | C::Transfer) => (state, vec![]),
        S::Command(C::StartRecording) if !state.recording => {
            let recording = true;
            (CallState { recording, ..state }, vec![StartRecording])
        }
        S::Command(C::StopRecording) if state.recording => {
            let recording = false;
            (CallState { recording, ..state }, vec![StopRecording])
        }
        _ => return None,
    })
}

fn leaving_a_message(state: CallState, input: Input) -> Option<(CallState, Vec<CallEffect>)> {
    use {CallCommandKind as C, Input as S, RemoteAction as F};
    Some(match input {
        S::Remote(F::MessageLeft) => {
            let effects = vec![KeepMessage, Send(Event::Completed)];
            (to(state, CallPhase::Ended(CallEnding::Completed)), effects)
        }
        S::Remote(F::HangsUp) | S::Command(C::Hangup) => {
            ended(state, CallEnding::Completed, Event::Completed)
        }
        S::Remote(F::Fails) => ended(state, CallEnding::Failed, Event::Failed),
        _ => return None,
    })
}

fn answered(state: CallState) -> (CallState, Vec<CallEffect>) {
    let effects = vec![Send(Event::Answered), Join];
    (to(state, CallPhase::InProgress), effects)
}

fn ended(state: CallState, end: CallEnding, event: EventKind) -> (CallState, Vec<CallEffect>) {
    (to(state, CallPhase::Ended(end)), vec![Send(event)])
}

/// Returns the state in another phase. Hold and recording end with the phase.
fn to(state: CallState, phase: CallPhase) -> CallState {
    CallState {
        phase,
        ..CallState::new(state.direction)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::sample_call::Direction::{self, Inbound, Outbound};
    use CallCommandKind as C;
    use Input::{Command as Cmd, Remote as Far};
    use RemoteAction as F;

    fn state(direction: Direction, phase: CallPhase) -> CallState {
        CallState {
            phase,
            ..CallState::new(direction)
        }
    }

    /// Direction, phase, input, next status, event sent.
    type Row = (Direction, CallPhase, Input, &'static str, Option<Event>);

    #[rustfmt::skip]
    const TABLE: [Row; 32] = [
        (Inbound, CallPhase::Initiated, Cmd(C::Answer), "in_progress", Some(Event::Answered)),
        (Inbound, CallPhase::Initiated, Cmd(C::Reject), "busy", Some(Event::Busy)),
        (Inbound, CallPhase::Initiated, Cmd(C::SendToVoicemail), "voicemail", None),
        (Inbound, CallPhase::Initiated, Cmd(C::Hangup), "canceled", Some(Event::Canceled)),
        (Inbound, CallPhase::Initiated, Far(F::GivesUp), "canceled", Some(Event::Canceled)),
        (Inbound, CallPhase::Initiated, Far(F::HangsUp), "canceled", Some(Event::Canceled)),
        (Inbound, CallPhase::Initiated, Far(F::Fails), "failed", Some(Event::Failed)),
        (Inbound, CallPhase::Initiated, Far(F::RingTimeout(UnansweredPolicy::Voicemail)), "voicemail", None),
        (Inbound, CallPhase::Initiated, Far(F::RingTimeout(UnansweredPolicy::Reject)), "busy", Some(Event::Busy)),
        (Inbound, CallPhase::Initiated, Far(F::RingTimeout(UnansweredPolicy::NoAnswer)), "no_answer", Some(Event::NoAnswer)),
        (Outbound, CallPhase::Initiated, Far(F::Rings), "ringing", Some(Event::Ringing)),
        (Outbound, CallPhase::Initiated, Far(F::IsBusy), "busy", Some(Event::Busy)),
        (Outbound, CallPhase::Initiated, Far(F::Fails), "failed", Some(Event::Failed)),
        (Outbound, CallPhase::Initiated, Far(F::GivesUp), "canceled", Some(Event::Canceled)),
        (Outbound, CallPhase::Initiated, Cmd(C::Hangup), "canceled", Some(Event::Canceled)),
        (Outbound, CallPhase::Ringing, Far(F::Answers), "in_progress", Some(Event::Answered)),
        (Outbound, CallPhase::Ringing, Far(F::IsBusy), "busy", Some(Event::Busy)),
        (Outbound, CallPhase::Ringing, Far(F::NoAnswer), "no_answer", Some(Event::NoAnswer)),
        (Outbound, CallPhase::Ringing, Far(F::Fails), "failed", Some(Event::Failed)),
        (Outbound, CallPhase::Ringing, Far(F::GivesUp), "canceled", Some(Event::Canceled)),
        (Outbound, CallPhase::Ringing, Cmd(C::Hangup), "canceled", Some(Event::Canceled)),
        (Outbound, CallPhase::InProgress, Cmd(C::Hangup), "completed", Some(Event::Completed)),
        (Inbound, CallPhase::InProgress, Far(F::HangsUp), "completed", Some(Event::Completed)),
        (Inbound, CallPhase::InProgress, Far(F::Fails), "failed", Some(Event::Failed)),
        (Inbound, CallPhase::InProgress, Cmd(C::Hold), "in_progress", None),
        (Inbound, CallPhase::InProgress, Cmd(C::Mute), "in_progress", None),
        (Inbound, CallPhase::InProgress, Cmd(C::Transfer), "in_progress", None),
        (Inbound, CallPhase::InProgress, Cmd(C::StartRecording), "in_progress", None),
        (Inbound, CallPhase::Voicemail, Far(F::MessageLeft), "completed", Some(Event::Completed)),
        (Inbound, CallPhase::Voicemail, Far(F::HangsUp), "completed", Some(Event::Completed)),
        (Inbound, CallPhase::Voicemail, Cmd(C::Hangup), "completed", Some(Event::Completed)),
        (Inbound, CallPhase::Voicemail, Far(F::Fails), "failed", Some(Event::Failed)),
    ];

    #[test]
    fn the_table_holds() {
        for (direction, phase, input, status, event) in TABLE {
            let case = format!("{direction:?} {phase:?} {input:?}");
            let (next, effects) = step(state(direction, phase), input).expect(&case);
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

    /// Lists every input.
    fn all() -> Vec<Input> {
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
            F::RingTimeout(UnansweredPolicy::Voicemail),
            F::RingTimeout(UnansweredPolicy::Reject),
            F::RingTimeout(UnansweredPolicy::NoAnswer),
        ];
        commands.into_iter().chain(far.map(Far)).collect()
    }

    #[test]
    fn inputs_outside_the_table_are_rejected() {
        for direction in [Inbound, Outbound] {
            for phase in [CallPhase::Initiated, CallPhase::Ringing] {
                for input in all() {
                    // An inbound call never rings: it waits for a command as `initiated`.
                    let listed = TABLE
                        .iter()
                        .any(|row| (row.0, row.1, row.2) == (direction, phase, input));
                    if (direction, phase) != (Inbound, CallPhase::Ringing) {
                        assert_eq!(
                            step(state(direction, phase), input).is_some(),
                            listed,
                            "{direction:?} {phase:?} {input:?}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn nothing_happens_after_the_end() {
        for end in [
            CallEnding::Completed,
            CallEnding::Failed,
            CallEnding::Busy,
            CallEnding::NoAnswer,
            CallEnding::Canceled,
        ] {
            assert!(
                all()
                    .into_iter()
                    .all(|s| step(state(Inbound, CallPhase::Ended(end)), s).is_none())
            );
        }
    }

    #[test]
    fn hold_and_recording_are_switches() {
        let mut now = state(Inbound, CallPhase::InProgress);
        let fits = |state, command| step(state, Cmd(command)).is_some();
        assert!(!fits(now, C::Unhold) && !fits(now, C::StopRecording));
        now = step(now, Cmd(C::Hold)).unwrap().0;
        now = step(now, Cmd(C::StartRecording)).unwrap().0;
        assert!(!fits(now, C::Hold) && !fits(now, C::StartRecording));
        assert!(fits(now, C::Unhold) && fits(now, C::StopRecording));
        let (over, effects) = step(now, Far(F::HangsUp)).unwrap();
        assert_eq!(effects, [StopRecording, Leave, Send(Event::Completed)]);
        assert!(!over.recording && !over.held);
    }

    proptest::proptest! {
        #[test]
        fn any_walk_sends_one_final_event_at_most(inbound: bool, walk in proptest::collection::vec(0..22_usize, 0..40)) {
            let all = all();
            let mut now = CallState::new(if inbound { Inbound } else { Outbound });
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
