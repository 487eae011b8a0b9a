//! Calls, recordings and voicemails.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use super::Play;
use crate::clock::iso_millis;
use crate::events::sample_call::Direction;
use crate::events::{EventKind, samples};
use crate::sandbox::delivery::payload::tests::shape;
use crate::sandbox::engine::call_state::CallCommandKind;
use crate::sandbox::engine::remote_party::{MAGIC_NUMBERS, RemoteParty, VoicemailMessage, dial};
use crate::sandbox::settings::SandboxSettings;

#[test]
fn an_outbound_call_has_the_times_of_the_vendors_samples() {
    let mut play = Play::new(SandboxSettings::default());
    let id = play.begin(Direction::Outbound, "+15559876543", RemoteParty::default());
    play.go(600.0);
    let expected = [
        (0.0, "calls.initiated"),
        (2.0, "calls.ringing"),
        (5.0, "calls.answered"),
        (5.0, "calls.participant_joined"),
        (120.0, "calls.participant_left"),
        (120.0, "calls.completed"),
    ];
    assert_eq!(play.story(), expected);
    let call = &play.sent[5].1["data"]["call"];
    assert_eq!(
        (&call["duration"], &call["endedAt"]),
        (&120.into(), &"2024-01-15T10:32:00.000Z".into())
    );
    assert_eq!(play.sent[4].1["data"]["participant"]["duration"], 115);
    assert_eq!(
        play.sent[2].1["data"]["call"]["answeredAt"],
        "2024-01-15T10:30:05.000Z"
    );
    assert_eq!(play.status(&id), "completed");
}

#[test]
fn the_configuration_decides_after_30_seconds() {
    let cases = [
        ("voicemail", true, "voicemail"),
        ("voicemail", false, "busy"),
        ("reject", true, "busy"),
        ("webhook", true, "no_answer"),
    ];
    for (behavior, voicemail, status) in cases {
        let mut play = Play::new(SandboxSettings::default());
        play.state.config.fields.default_answer_behavior = Some(behavior.into());
        play.state.config.fields.voicemail_enabled = Some(voicemail);
        let id = play.begin(Direction::Inbound, "+15551234567", RemoteParty::default());
        play.go(29.9);
        assert_eq!(play.status(&id), "initiated");
        play.go(30.0);
        assert_eq!(play.status(&id), status, "{behavior} {voicemail}");
    }
}

#[test]
fn a_call_answered_in_time_is_left_alone_at_30_seconds() {
    let mut play = Play::new(SandboxSettings::default());
    let id = play.begin(Direction::Inbound, "+15551234567", RemoteParty::default());
    play.go(29.9);
    assert!(play.command(&id, CallCommandKind::Answer));
    play.go(60.0);
    assert_eq!(play.status(&id), "in_progress");
}

#[test]
fn a_transcription_may_come_later_than_the_voicemail() {
    for (delay, first) in [(0, Value::from("Hello")), (10, Value::Null)] {
        let mut play = Play::new(SandboxSettings::default());
        let message = VoicemailMessage {
            transcription: Some("Hello".into()),
            length: Duration::from_secs(7),
            transcription_delay: Duration::from_secs(delay),
        };
        let remote = RemoteParty {
            message: Some(message),
            ..RemoteParty::default()
        };
        let id = play.begin(Direction::Inbound, "+15551234567", remote);
        assert!(play.command(&id, CallCommandKind::SendToVoicemail));
        play.go(60.0);
        let (at, received) = play.sent.last().unwrap();
        // Greeting 5 s, message 7 s, processing 2 s.
        assert_eq!(
            (*at, &received["event"]),
            (14.0, &"calls.voicemail.received".into())
        );
        assert_eq!(received["data"]["voicemail"]["transcription"], first);
        assert_eq!(received["data"]["voicemail"]["duration"], 7);
        let kept = play.state.voicemails.iter().next().unwrap().1;
        assert_eq!(kept.transcription.as_deref(), Some("Hello"));
    }
}

#[test]
fn a_recording_goes_from_recording_over_processing_to_completed() {
    let mut play = Play::new(SandboxSettings::default());
    let id = play.begin(Direction::Inbound, "+15551234567", RemoteParty::default());
    assert!(
        play.command(&id, CallCommandKind::Answer)
            && play.command(&id, CallCommandKind::StartRecording)
    );
    play.state.set_recording_format(&id, "ogg".into());
    let status = |play: &Play| {
        play.state
            .recordings
            .iter()
            .next()
            .unwrap()
            .1
            .view
            .status
            .clone()
            .unwrap()
    };
    play.go(10.0);
    assert_eq!(status(&play), "recording");
    // The call ends with the recording still running.
    assert!(play.command(&id, CallCommandKind::Hangup));
    assert_eq!(status(&play), "processing");
    play.go(60.0);
    assert_eq!(status(&play), "completed");
    let (at, event) = play.sent.last().unwrap();
    assert_eq!(
        (*at, &event["event"]),
        (13.0, &"calls.recording.completed".into())
    );
    let recording = &event["data"]["recording"];
    assert_eq!(
        (&recording["format"], &recording["duration"]),
        (&"ogg".into(), &10.into())
    );
    assert!(recording["url"].as_str().unwrap().contains(".ogg?signed="));
}

#[test]
fn a_thousand_calls_at_once_end_in_the_right_states() {
    let speed = "100x".parse().unwrap();
    let mut play = Play::new(SandboxSettings {
        speed,
        ..SandboxSettings::default()
    });
    let mut expected = BTreeMap::new();
    let dialled: Vec<_> = MAGIC_NUMBERS
        .iter()
        .filter_map(|magic| dial(magic.number).ok().map(|remote| (magic.number, remote)))
        .collect();
    for n in 0..1000 {
        let (number, remote) = &dialled[n % dialled.len()];
        let id = play.begin(Direction::Outbound, number, remote.clone());
        let status = match *number {
            "+15550100001" => "busy",
            "+15550100002" => "no_answer",
            "+15550100003" => "failed",
            "+15550100004" => "canceled",
            "+15550100006" => "in_progress",
            "+15550100008" => "ringing",
            _ => "completed",
        };
        expected.insert(id, status);
    }
    play.go(10.0);
    for (id, status) in expected {
        assert_eq!(play.status(&id), status, "{id}");
    }
}

#[test]
fn a_reset_forgets_all_but_never_gives_an_id_twice() {
    let mut play = Play::new(SandboxSettings::default());
    let before = play.begin(Direction::Inbound, "+15551234567", RemoteParty::default());
    play.state.reset();
    assert_eq!(
        (play.state.calls.len(), play.state.scheduler.next()),
        (0, None)
    );
    let after = play.begin(Direction::Inbound, "+15551234567", RemoteParty::default());
    assert_ne!(before, after);
    assert_eq!(
        iso_millis(play.state.wall(play.now)),
        "2024-01-15T10:30:00.000Z"
    );
}

#[test]
fn every_event_that_is_sent_has_the_shape_of_its_sample() {
    let mut play = Play::new(SandboxSettings::default());
    for magic in MAGIC_NUMBERS {
        if let Ok(remote) = dial(magic.number) {
            play.begin(Direction::Outbound, magic.number, remote);
        }
    }
    play.begin(Direction::Inbound, "+15551234567", RemoteParty::default());
    play.go(50.0);
    let talking = play
        .state
        .calls
        .iter()
        .find(|(_, call)| call.view.status.as_deref() == Some("in_progress"));
    let talking = talking.unwrap().0.to_owned();
    assert!(play.command(&talking, CallCommandKind::StartRecording));
    assert!(play.command(&talking, CallCommandKind::StopRecording));
    play.go(300.0);
    let shape_of = |body: &Value| {
        let mut found = Vec::new();
        shape(body, "", &mut found);
        found
    };
    let sample = |kind: EventKind, inbound: bool| match (kind, inbound) {
        (EventKind::Initiated, true) => samples::INBOUND_INITIATED,
        _ => samples::sample(kind),
    };
    let mut kinds = Vec::new();
    for (_, body) in &play.sent {
        let kind = EventKind::parse(body["event"].as_str().unwrap()).unwrap();
        let inbound = body["data"]["call"]["direction"] == "inbound";
        let expected: Value = serde_json::from_str(sample(kind, inbound)).unwrap();
        assert_eq!(shape_of(body), shape_of(&expected), "{}", kind.name());
        kinds.push(kind);
    }
    assert!(
        EventKind::ALL.iter().all(|kind| kinds.contains(kind)),
        "{kinds:?}"
    );
}
