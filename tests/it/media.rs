//! `chirp listen --save-media` and `--sandbox`: the whole chain in one or two processes.

use crate::listen::listen_as;
use crate::support::{Home, run, sandbox};

const RULES: &str = "
[[rule]]
on = 'calls.initiated'
from = '+1555*'
do = 'answer'
then = ['start_recording']
[[rule]]
on = 'calls.initiated'
do = 'send_to_voicemail'
";

#[test]
fn recordings_and_voicemails_are_saved_as_they_are_announced() {
    let home = Home::new();
    let api = sandbox(&home, &["--speed", "50x"]);
    let (rules, dir) = (
        home.path().join("rules.toml"),
        home.path().join("media/new"),
    );
    std::fs::write(&rules, RULES).expect("written");
    let args = [
        "listen",
        "--port",
        "0",
        "--json",
        "--respond-unverified",
        "--respond",
        rules.to_str().expect("text"),
        "--save-media",
        dir.to_str().expect("text"),
    ];
    let listener = listen_as(api.chirp(&home, &args));
    let names = r#"["calls.initiated","calls.answered","calls.recording.completed","calls.voicemail.received"]"#;
    let hook = format!(
        r#"{{"url":"http://{}/","events":{names}}}"#,
        listener.address
    );
    assert_eq!(api.call("POST", "/v1/webhooks", &hook).status, 201);
    for from in ["+15559876543", "+4930123456"] {
        let caller = format!(r#"{{"from":"{from}","hangupAfter":10}}"#);
        assert_eq!(api.call("POST", "/_sandbox/calls", &caller).status, 201);
    }
    let mut saved = Vec::new();
    while saved.len() < 2 {
        let line = listener.running.json();
        assert_ne!(line["type"], "media_failed", "{line}");
        if line["type"] == "media" {
            let path = line["path"].as_str().expect("a path").to_owned();
            let size = std::fs::metadata(&path).expect("it is there").len();
            assert_eq!(line["bytes"], size);
            assert!(
                size > 0 && path.starts_with(dir.to_str().expect("text")),
                "{path}"
            );
            saved.push(path);
        }
    }
    saved.sort();
    assert!(
        saved[0].contains("call_rec_") && saved[1].contains("call_vm_"),
        "{saved:?}"
    );
    assert_eq!(listener.stop().0, Some(130));
    let keyless = ["listen", "--port", "0", "--save-media", "x"];
    run(&mut home.chirp(&keyless)).code(4);
}

#[test]
fn a_call_comes_in_by_itself_with_the_sandbox_inside() {
    let home = Home::new();
    let rules = home.path().join("rules.toml");
    std::fs::write(&rules, "[[rule]]\non = 'calls.initiated'\ndo = 'answer'\n").expect("written");
    let done = run(&mut home.chirp(&[
        "listen",
        "--port",
        "0",
        "--sandbox",
        "--respond",
        rules.to_str().expect("text"),
        "--expect",
        "calls.initiated",
        "--expect",
        "calls.answered",
        "--within",
        "20s",
    ]));
    let done = done.code(0);
    assert!(done.stdout.contains("calls.answered"), "{}", done.stdout);
    assert!(
        done.stderr.contains("chirp simulate call"),
        "{}",
        done.stderr
    );
}
