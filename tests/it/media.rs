//! `chirp listen --save-media` and `--sandbox`: the whole chain in one or two processes.

use crate::listen::listen_as;
use crate::storage::{Act, CLOSE, LEN, Service};
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

/// `recording.completed` of `call_rec_1`, as the storage host of the tests knows it.
fn announcement() -> Vec<u8> {
    br#"{"event":"calls.recording.completed","eventId":"evt_1","data":{"call":{"id":"call_1"},"recording":{"id":"call_rec_1"}}}"#.to_vec()
}

/// A listener that saves what `service` has and gives up a request at once.
fn saving(service: &Service) -> crate::listen::Listener {
    let dir = service.dir();
    let dir = dir.to_str().expect("text");
    let args = [
        "listen",
        "--port",
        "0",
        "--json",
        "--max-wait",
        "1ms",
        "--save-media",
        dir,
    ];
    listen_as(service.home.with_api(&service.api, &args))
}

#[track_caller]
fn next(listener: &crate::listen::Listener) -> serde_json::Value {
    loop {
        let line = listener.running.json();
        if line["type"] != "event" {
            return line;
        }
    }
}

#[test]
fn a_download_that_failed_is_tried_again_also_after_a_restart() {
    let busy = || {
        Act::Raw(format!(
            "HTTP/1.1 503 Busy\r\n{CLOSE}content-length: 0\r\n\r\n"
        ))
    };
    let service = Service::new([busy(), busy()]);
    let listener = saving(&service);
    assert_eq!(listener.post(&announcement()), 200);
    let line = next(&listener);
    assert_eq!(
        (&line["type"], &line["of"]),
        (&"media_failed".into(), &1.into())
    );
    assert_eq!(
        (&line["id"], &line["attempt"]),
        (&"call_rec_1".into(), &1.into())
    );
    assert_eq!(
        (&line["retryInMs"], &line["fetch"]),
        (&1000.into(), &serde_json::Value::Null)
    );
    // What waits for its next try holds up no stop.
    let begin = std::time::Instant::now();
    let (code, rest, _) = listener.stop();
    assert_eq!(
        (code, &rest.last().expect("a summary")["mediaFailed"]),
        (Some(130), &0.into())
    );
    assert!(begin.elapsed() < std::time::Duration::from_secs(2));
    let listener = saving(&service);
    assert_eq!(next(&listener)["type"], "media_failed");
    let line = next(&listener);
    assert_eq!(
        (&line["type"], &line["bytes"]),
        (&"media".into(), &LEN.into())
    );
    listener.stop();
    service.saved();
}

#[test]
fn what_is_given_up_says_how_to_fetch_it() {
    let html = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n";
    let page = format!("{html}{CLOSE}content-length: 6\r\n\r\n<html>");
    let service = Service::new([Act::Raw(page)]);
    let listener = saving(&service);
    assert_eq!(listener.post(&announcement()), 200);
    let line = next(&listener);
    assert_eq!(
        (&line["type"], &line["retryInMs"]),
        (&"media_failed".into(), &serde_json::Value::Null)
    );
    assert_eq!(line["fetch"], "chirp recordings download call_rec_1");
    let (_, rest, _) = listener.stop();
    assert_eq!(rest.last().expect("a summary")["mediaFailed"], 1);
    let listed = run(&mut service.home.chirp(&["events", "list"])).code(0);
    assert!(
        listed
            .stdout
            .contains("given up: chirp recordings download call_rec_1"),
        "{}",
        listed.stdout
    );
}

#[test]
fn a_folder_that_cannot_take_media_is_refused_at_the_start() {
    let service = Service::new([]);
    let file = service.home.path().join("file");
    std::fs::write(&file, "x").expect("written");
    for dir in [file.clone(), file.join("below")] {
        let dir = dir.to_str().expect("text");
        let args = [
            "listen",
            "--port",
            "0",
            "--save-media",
            dir,
            "--expect",
            "x",
            "--within",
            "1s",
        ];
        let done = run(&mut service.home.with_api(&service.api, &args)).code(8);
        assert!(
            done.stderr.contains(dir) && done.stderr.contains("hint: "),
            "{}",
            done.stderr
        );
    }
}
