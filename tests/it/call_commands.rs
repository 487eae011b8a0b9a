//! `chirp calls answer|reject|…` and `chirp calls command`.

use crate::support::{Canned, Home, run};

const REPLY: &str = r#"{"callId":"call_1","command":"answer","status":"accepted"}"#;

#[test]
fn each_command_has_its_body() {
    let home = Home::new();
    for (args, body) in [
        (&["answer"][..], r#"{"type":"answer"}"#),
        (&["reject"], r#"{"type":"reject"}"#),
        (
            &["reject", "--reason", "User busy"],
            r#"{"type":"reject","reason":"User busy"}"#,
        ),
        (&["hangup"], r#"{"type":"hangup"}"#),
        (
            &["hold", "--music-url", "https://e.example/m.mp3"],
            r#"{"type":"hold","musicUrl":"https://e.example/m.mp3"}"#,
        ),
        (&["unhold"], r#"{"type":"unhold"}"#),
        (
            &["mute", "--participant", "part_1"],
            r#"{"type":"mute","participantId":"part_1"}"#,
        ),
        (
            &["unmute", "--participant", "part_1"],
            r#"{"type":"unmute","participantId":"part_1"}"#,
        ),
        (
            &["transfer", "--to", "+15557654321"],
            r#"{"type":"transfer","to":"+15557654321"}"#,
        ),
        (
            &["transfer", "--to", "bob", "--to-channel", "webrtc"],
            r#"{"type":"transfer","to":"bob","toChannel":"webrtc"}"#,
        ),
        (
            &["start-recording", "--format", "ogg"],
            r#"{"type":"start_recording","format":"ogg"}"#,
        ),
        (&["stop-recording"], r#"{"type":"stop_recording"}"#),
        (&["send-to-voicemail"], r#"{"type":"send_to_voicemail"}"#),
        (
            &["command", "play_dtmf", "digits=12#", "ms:=1.50"],
            r##"{"type":"play_dtmf","digits":"12#","ms":1.50}"##,
        ),
    ] {
        let api = Canned::json("200 OK", REPLY);
        let full = [&["calls", args[0], "call_1"][..], &args[1..]].concat();
        let done = run(&mut home.with_api(&api.url, &full)).code(0);
        assert_eq!(
            done.stdout,
            "call\tcall_1\ncommand\tanswer\nstatus\taccepted\n"
        );
        let request = api.requests().remove(0);
        assert!(
            request.starts_with("POST /v1/calls/call_1/commands HTTP/1.1\r\n"),
            "{request}"
        );
        assert!(request.ends_with(&format!("\r\n{body}")), "{request}");
    }
}

#[test]
fn rules_are_checked_before_sending_and_can_be_overruled() {
    let api = Canned::json("200 OK", REPLY);
    let home = Home::new();
    let long = "x".repeat(501);
    for args in [
        &["reject", "--reason", &long][..],
        &["hold", "--music-url", "http://e.example/m.mp3"],
        &["transfer", "--to", "555"],
        &["start-recording", "--format", "mp3"],
    ] {
        let full = [&["calls", args[0], "call_1"][..], &args[1..]].concat();
        let done = run(&mut home.with_api(&api.url, &full)).code(2);
        assert!(
            done.stderr.contains("--force sends it anyway"),
            "{}",
            done.stderr
        );
        assert!(api.requests().is_empty());
        let forced = [&full[..], &["--force", "--dry-run"]].concat();
        run(&mut home.with_api(&api.url, &forced)).code(0);
    }
    run(&mut home.with_api(&api.url, &["calls", "mute", "call_1"])).code(2);
    run(&mut home.with_api(&api.url, &["calls", "transfer", "call_1"])).code(2);
    run(&mut home.with_api(&api.url, &["calls", "command", "call_1", "x", "a:=nope"])).code(2);
    assert!(api.requests().is_empty());
}
