//! `chirp trigger` against sockets that record bytes.

use std::net::TcpListener;

use serde_json::Value;

use crate::support::{Canned, Home, run};

const OK: &str = r#"{"ok":true}"#;

/// Head and body of a recorded request.
fn parts(request: &str) -> (String, Value) {
    let (head, body) = request.split_once("\r\n\r\n").expect("a head");
    (
        head.to_ascii_lowercase(),
        serde_json::from_str(body).expect("a JSON body"),
    )
}

fn bodies(handler: &Canned) -> Vec<Value> {
    handler
        .requests()
        .iter()
        .map(|request| parts(request).1)
        .collect()
}

#[test]
fn an_event_is_fresh_and_carries_the_secret() {
    let (home, handler) = (Home::new(), Canned::json("200 OK", OK));
    let before = jiff::Timestamp::now();
    for _ in 0..2 {
        let mut command = home.chirp(&["trigger", "calls.initiated", "--to", &handler.url]);
        run(command.env("CHIRP_WEBHOOK_SECRET", "hush")).code(0);
    }
    let requests = handler.requests();
    let ((head, first), (_, second)) = (parts(&requests[0]), parts(&requests[1]));
    assert!(
        head.contains("content-type: application/json\r\n"),
        "{head}"
    );
    assert!(head.contains("x-webhook-secret: hush"), "{head}");
    let id = first["data"]["call"]["id"].as_str().expect("an id");
    assert!(id.starts_with("call_test_") && id.len() == 37, "{id}");
    assert_eq!(first["eventId"], format!("evt_{id}_initiated"));
    assert_eq!(first["data"]["call"]["direction"], "inbound");
    assert_ne!(first["data"]["call"]["id"], second["data"]["call"]["id"]);
    let at: jiff::Timestamp = first["timestamp"]
        .as_str()
        .expect("a time")
        .parse()
        .expect("RFC 3339");
    assert!((at - before).get_seconds().abs() < 30);
}

#[test]
fn a_family_is_one_call_and_each_answer_a_line_of_json() {
    let (home, handler) = (Home::new(), Canned::json("200 OK", OK));
    let done =
        run(&mut home.chirp(&["trigger", "calls.*", "--to", &handler.url, "--json"])).code(0);
    let lines: Vec<Value> = done
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!((lines.len(), handler.requests().len()), (12, 12));
    for (line, body) in lines.iter().zip(bodies(&handler)) {
        assert_eq!(line["event"], body["event"]);
        assert_eq!(line["eventId"], body["eventId"]);
        assert_eq!(line["callId"], lines[0]["callId"]);
        assert_eq!((&line["status"], &line["body"]), (&200.into(), &OK.into()));
        assert!(line["latencyMs"].is_number());
    }
}

#[test]
fn a_story_is_told_in_order() {
    let (home, handler) = (Home::new(), Canned::json("200 OK", OK));
    let args = [
        "trigger",
        "--story",
        "answered",
        "--speed",
        "1000x",
        "--direction",
        "outbound",
    ];
    run(&mut home.chirp(&[&args[..], &["--to", &handler.url]].concat())).code(0);
    let bodies = bodies(&handler);
    let names: Vec<&str> = bodies
        .iter()
        .filter_map(|body| body["event"].as_str())
        .collect();
    let expected = [
        "calls.initiated",
        "calls.ringing",
        "calls.answered",
        "calls.participant_joined",
        "calls.participant_left",
        "calls.completed",
        "calls.recording.completed",
    ];
    assert_eq!(names, expected);
    assert!(bodies.is_sorted_by_key(|body| body["timestamp"].to_string()));
    assert_eq!(bodies[5]["data"]["call"]["duration"], 20);
    assert_eq!(bodies[5]["data"]["call"]["endedAt"], bodies[5]["timestamp"]);
}

#[test]
fn edits_and_repeats_reach_the_handler() {
    let (home, handler) = (Home::new(), Canned::json("200 OK", OK));
    let args = [
        "trigger",
        "calls.completed",
        "--to",
        &handler.url,
        "--set",
        "data.call.from=+15550001111",
        "--set",
        "data.call.duration:=1e3",
        "--set",
        "data.new.key=x",
        "--count",
        "20",
        "--rate",
        "500/s",
    ];
    run(&mut home.chirp(&args)).code(0);
    let bodies = bodies(&handler);
    assert_eq!(bodies.len(), 20);
    let ids: std::collections::HashSet<String> = bodies
        .iter()
        .map(|body| body["eventId"].to_string())
        .collect();
    assert_eq!(ids.len(), 20);
    for body in bodies {
        assert_eq!(body["data"]["call"]["from"], "+15550001111");
        assert_eq!(body["data"]["new"]["key"], "x");
    }
    assert!(handler.requests()[0].contains(r#""duration":1e3"#));
}

#[test]
fn what_went_wrong_has_its_code_and_words() {
    let home = Home::new();
    let to = |url: &str| {
        run(&mut home.chirp(&["trigger", "calls.busy", "--to", url, "--timeout", "1s"]))
    };
    let refused = Canned::json("401 Unauthorized", "{}");
    let done = to(&refused.url).code(1);
    assert!(
        done.stderr.contains("answered 401") && done.stderr.contains("CHIRP_WEBHOOK_SECRET"),
        "{}",
        done.stderr
    );
    to("http://127.0.0.1:9/").code(6);
    to(&Canned::raw("").url).code(6);
    // Takes connections and never answers.
    let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let done = to(&format!("http://{}", silent.local_addr().expect("bound"))).code(6);
    assert!(
        done.stderr.contains("no answer within 1 s"),
        "{}",
        done.stderr
    );
    to("ftp://127.0.0.1/").code(2);
    let bare = to("example.com/hook").code(2);
    let meant = "did you mean https://example.com/hook?";
    assert!(bare.stderr.contains(meant), "{}", bare.stderr);
    let taken = Canned::raw("HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n");
    assert!(to(&taken.url).code(0).stderr.contains("200 alone"));
    let done =
        run(&mut home.chirp(&["trigger", "calls.anwsered", "--to", "http://127.0.0.1:9/"])).code(2);
    assert!(
        done.stderr.contains("did you mean calls.answered?"),
        "{}",
        done.stderr
    );
}

#[test]
fn a_dry_run_sends_nothing_and_shows_no_secret() {
    let (home, handler) = (Home::new(), Canned::json("200 OK", OK));
    let args = [
        "trigger",
        "calls.busy",
        "--to",
        &handler.url,
        "--dry-run",
        "--header",
        "X-Other=$OTHER",
    ];
    let twice = run(&mut home.chirp(&[
        "trigger",
        "calls.busy",
        "--to",
        &handler.url,
        "--dry-run",
        "--count",
        "2",
    ]));
    let lines: std::collections::HashSet<&str> = twice.stdout.lines().collect();
    assert_eq!(lines.len(), 2, "each of a call of its own");
    let mut command = home.chirp(&args);
    let done = run(command
        .env("CHIRP_WEBHOOK_SECRET", "hush")
        .env("OTHER", "hush"))
    .code(0);
    assert!(handler.requests().is_empty());
    assert!(!done.stdout.contains("hush"), "{}", done.stdout);
    // The line works as it stands.
    let mut shell = std::process::Command::new("sh");
    let sent = run(shell
        .arg("-c")
        .arg(done.stdout.trim())
        .env("CHIRP_WEBHOOK_SECRET", "hush")
        .env("OTHER", "o'o"));
    // 127: no curl here.
    if sent.code != Some(127) {
        let (head, body) = parts(&handler.requests()[0]);
        assert!(
            head.contains("x-webhook-secret: hush") && head.contains("x-other: o'o"),
            "{head}"
        );
        assert_eq!(body["event"], "calls.busy");
    }
}

#[test]
fn the_exchange_is_shown_without_the_secret() {
    let (home, handler) = (Home::new(), Canned::json("200 OK", OK));
    let mut command = home.chirp(&["trigger", "calls.busy", "--to", &handler.url, "-v"]);
    let done = run(command.env("CHIRP_WEBHOOK_SECRET", "hush")).code(0);
    for part in [
        "> POST http://127.0.0.1",
        "> X-Webhook-Secret: [redacted]",
        r#""event":"calls.busy""#,
        "< HTTP 200 after ",
        r#"< {"ok":true}"#,
    ] {
        let compact = done.stderr.replace(r#"": ""#, r#"":""#);
        assert!(compact.contains(part), "{part}: {}", done.stderr);
    }
    assert!(!done.stderr.contains("hush") && !done.stdout.contains("hush"));
}
