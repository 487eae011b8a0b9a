//! `chirp check` against handlers that are right, and wrong in one way each.

use std::collections::HashSet;
use std::sync::Mutex;

use serde_json::Value;

use crate::handler::{command, handler};
use crate::listen::listen_as;
use crate::support::{Canned, Done, Home, run, sandbox};

fn check(home: &Home, url: &str, args: &[&str]) -> Done {
    let mut command = home.chirp(&[&["check", url, "--json", "--timeout", "1s"], args].concat());
    run(command.env("CHIRP_WEBHOOK_SECRET", "hush"))
}

/// The outcome of each point, by name.
fn outcomes(done: &Done) -> Vec<(String, String)> {
    let document = done.json();
    let points = document["data"].as_array().expect("points");
    let text = |point: &Value, name: &str| point[name].as_str().expect("text").to_owned();
    points
        .iter()
        .map(|point| (text(point, "point"), text(point, "outcome")))
        .collect()
}

/// What a handler does with an event that it has seen before.
#[derive(Clone, Copy)]
enum Repeats {
    Ignored,
    CommandedAgain,
    /// After so many milliseconds.
    CommandedLater(u64),
}

/// A handler that sends `body` as the command of each inbound call.
fn commander(api: &str, key: &str, body: &str, repeats: Repeats) -> String {
    let (api, key, body) = (api.to_owned(), key.to_owned(), body.to_owned());
    let seen = Mutex::new(HashSet::new());
    handler(move |_, event| {
        let first = seen
            .lock()
            .expect("no panic")
            .insert(event["eventId"].to_string());
        let wait = match repeats {
            Repeats::Ignored if !first => None,
            Repeats::CommandedLater(millis) if !first => Some(millis),
            _ => Some(0),
        };
        if let ("calls.initiated", Some(wait)) = (event["event"].as_str().unwrap_or_default(), wait)
        {
            let call = event["data"]["call"]["id"]
                .as_str()
                .expect("an id")
                .to_owned();
            let (api, key, body) = (api.clone(), key.clone(), body.clone());
            std::thread::spawn(move || {
                std::thread::sleep(std::time::Duration::from_millis(wait));
                command(&api, &key, &call, &body)
            });
        }
        "200 OK".to_owned()
    })
}

#[test]
fn a_second_command_on_a_duplicate_is_found() {
    let home = Home::new();
    let api = sandbox(&home, &["--speed", "20x"]);
    for (body, repeats, came) in [
        (
            r#"{"type":"answer"}"#,
            Repeats::CommandedAgain,
            "caused a second command: answer, which the sandbox refused",
        ),
        (
            r#"{"type":"reject"}"#,
            Repeats::CommandedAgain,
            "caused a second command: reject, which the sandbox refused",
        ),
        (
            r#"{"type":"answer"}"#,
            Repeats::CommandedLater(300),
            "caused a second command: answer, which the sandbox refused",
        ),
    ] {
        let url = commander(&api.url, &api.key, body, repeats);
        let mut check = api.chirp(&home, &["check", &url, "--only", "command", "--json"]);
        let done = run(&mut check).code(9);
        let result = &done.json()["data"][0];
        let text = result["came"].as_str().expect("text");
        assert!(text.ends_with(came), "{result}");
        assert!(
            result["fix"].as_str().expect("text").contains("eventId"),
            "{result}"
        );
    }
    // Nothing is left in the sandbox.
    assert_eq!(api.call("GET", "/v1/webhooks", "").json()["totalCount"], 0);
}

/// Closes stdout at once, as a pager that quits does.
fn with_closed_stdout(command: &mut std::process::Command) -> (Option<i32>, String) {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let child = command
        .stdout(writer)
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let output = child.wait_with_output().expect("it ends");
    let stderr = String::from_utf8(output.stderr).expect("UTF-8");
    (output.status.code(), stderr)
}

#[test]
fn a_reader_that_goes_away_changes_no_verdict() {
    let home = Home::new();
    let (good, bad) = (
        Canned::json("200 OK", "{}").url,
        Canned::json("404 Not Found", "{}").url,
    );
    for format in ["table", "plain", "json", "jsonl"] {
        for (url, code, failures) in [(&good, 0, 0), (&bad, 9, 1)] {
            let junit = home.path().join("junit.xml");
            let mut command = home.chirp(&["check", url, "-o", format, "--skip", "burst"]);
            command.arg("--junit").arg(&junit);
            let (ended, stderr) = with_closed_stdout(&mut command);
            assert_eq!(ended, Some(code), "{format}: {stderr}");
            let xml = std::fs::read_to_string(&junit).expect("the file is there");
            let totals = format!("tests=\"10\" failures=\"{failures}\"");
            assert!(xml.contains(&totals), "{format}: {xml}");
            std::fs::remove_file(&junit).expect("removed");
        }
    }
}

fn failed(done: &Done) -> Vec<String> {
    let all = outcomes(done).into_iter();
    all.filter(|(_, outcome)| outcome == "fail")
        .map(|(name, _)| name)
        .collect()
}

#[test]
fn our_own_listener_is_a_good_handler() {
    let (home, theirs) = (Home::new(), Home::new());
    let mut listening = theirs.chirp(&["listen", "--port", "0", "--json"]);
    listening.env("CHIRP_WEBHOOK_SECRET", "hush");
    let listener = listen_as(listening);
    let done = check(&home, &format!("http://{}/", listener.address), &[]).code(0);
    let points = outcomes(&done);
    assert_eq!(points.len(), 11);
    for (name, outcome) in points {
        let expected = if name == "command" { "skip" } else { "pass" };
        assert_eq!(
            (name.as_str(), outcome.as_str()),
            (name.as_str(), expected),
            "{}",
            done.stdout
        );
    }
}

#[test]
fn each_mistake_is_found_and_explained() {
    let home = Home::new();
    let seen = Mutex::new(HashSet::new());
    let url = handler(move |_, body| {
        let id = body["eventId"].to_string();
        let status = match body["event"].as_str() {
            Some("calls.teleported") => "500 Unknown Event",
            _ if body["data"]["call"]["sipCallId"].is_string() => "400 Unknown Field",
            _ if !seen.lock().expect("no panic").insert(id) => "409 Conflict",
            _ if body["data"]["voicemail"]["transcription"].is_null()
                && body["data"]["voicemail"].is_object() =>
            {
                "500 Oops"
            }
            _ if body["data"]["call"]["metadata"].is_object() => "413 Too Large",
            Some("messages.sms.received") => "200 OK",
            _ => "200 OK",
        };
        status.to_owned()
    });
    let junit = home.path().join("junit.xml");
    let done = check(&home, &url, &["--junit", junit.to_str().expect("UTF-8")]).code(9);
    let expected = [
        "duplicate",
        "unknown-event",
        "unknown-field",
        "null-field",
        "large-body",
        "missing-secret",
        "wrong-secret",
    ];
    assert_eq!(failed(&done), expected);
    let document = done.json();
    let duplicate = &document["data"][1];
    assert!(
        duplicate["came"]
            .as_str()
            .expect("text")
            .contains("then 409"),
        "{duplicate}"
    );
    for word in ["sent", "why", "fix"] {
        assert!(!duplicate[word].as_str().expect("text").is_empty());
    }
    assert_eq!(
        (&document["failed"], &document["passed"]),
        (&7.into(), &3.into())
    );
    let xml = std::fs::read_to_string(junit).expect("the file is there");
    assert!(
        xml.contains("tests=\"11\" failures=\"7\"") && xml.matches("<failure").count() == 7,
        "{xml}"
    );
    assert!(!xml.contains("hush") && !done.stdout.contains("hush"));
}

#[test]
fn an_inbound_call_is_to_be_commanded() {
    let home = Home::new();
    let api = sandbox(&home, &["--speed", "20x"]);
    let answers = commander(&api.url, &api.key, r#"{"type":"answer"}"#, Repeats::Ignored);
    let judge =
        |url: &str| run(&mut api.chirp(&home, &["check", url, "--only", "command", "--json"]));
    let done = judge(&answers).code(0);
    assert!(
        done.json()["data"][0]["came"]
            .as_str()
            .expect("text")
            .ends_with("s, and no second command on a duplicate"),
        "{}",
        done.stdout
    );
    let done = judge(&Canned::json("200 OK", "{}").url).code(9);
    let point = &done.json()["data"][0];
    assert!(
        point["came"]
            .as_str()
            .expect("text")
            .contains("no command within 30 s"),
        "{point}"
    );
    assert!(
        point["fix"].as_str().expect("text").contains(&api.url),
        "{point}"
    );
    // Nothing is left behind.
    assert_eq!(api.call("GET", "/v1/webhooks", "").json()["totalCount"], 0);
    assert_eq!(
        api.call("GET", "/_sandbox/info", "").json()["calls"]["live"],
        0
    );
}

#[test]
fn a_listener_with_rules_commands_in_time() {
    let (home, theirs) = (Home::new(), Home::new());
    let api = sandbox(&home, &[]);
    let rules = theirs.path().join("rules.toml");
    std::fs::write(&rules, "[[rule]]\non = 'calls.initiated'\ndo = 'answer'\n").expect("written");
    let rules = rules.to_str().expect("UTF-8");
    let mut listening = api.chirp(
        &theirs,
        &["listen", "--port", "0", "--json", "--respond", rules],
    );
    listening.env("CHIRP_WEBHOOK_SECRET", "hush");
    let listener = listen_as(listening);
    let url = format!("http://{}/", listener.address);
    let mut command = api.chirp(&home, &["check", &url, "-o", "plain"]);
    let done = run(command.env("CHIRP_WEBHOOK_SECRET", "hush")).code(0);
    assert_eq!(done.stdout.matches("pass\t").count(), 11, "{}", done.stdout);
    assert!(
        done.stdout.contains("pass\tcommand\tanswer after"),
        "{}",
        done.stdout
    );
}

#[test]
fn a_sandbox_of_its_own_is_started_on_a_port() {
    let home = Home::new();
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|l| l.local_addr())
        .expect("bound")
        .port();
    let api = format!("http://127.0.0.1:{port}");
    let key = "sk_test_app_sandbox0000000000000000000";
    let body = r#"{"type":"send_to_voicemail"}"#;
    let url = commander(&api, key, body, Repeats::Ignored);
    let port = port.to_string();
    let done = run(&mut home.chirp(&[
        "check",
        &url,
        "--only",
        "command",
        "--api-port",
        &port,
        "-o",
        "plain",
    ]))
    .code(0);
    assert!(
        done.stdout.starts_with("pass\tcommand\tsend_to_voicemail"),
        "{}",
        done.stdout
    );
    assert!(
        done.stderr
            .contains(&format!("CHIRP_API_URL=http://127.0.0.1:{port}")),
        "{}",
        done.stderr
    );
}

#[test]
fn where_nothing_can_be_judged_that_is_said() {
    let home = Home::new();
    let done = check(&home, "http://127.0.0.1:9/", &[]).code(6);
    assert!(done.stderr.contains("no check ran"), "{}", done.stderr);
    // The wrong path fails once, not eleven times.
    let done = check(&home, &Canned::json("404 Not Found", "{}").url, &[]).code(9);
    assert_eq!(failed(&done), ["every-event"]);
    assert!(
        done.json()["data"][0]["fix"]
            .as_str()
            .expect("text")
            .contains("path")
    );
    // Whoever never answers costs two time-outs, not thirteen.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}/", silent.local_addr().expect("bound"));
    let start = std::time::Instant::now();
    let done = check(&home, &url, &[]).code(9);
    assert_eq!(failed(&done), ["every-event"]);
    assert!(start.elapsed() < std::time::Duration::from_secs(6));
    let done = check(&home, &url, &["--only", "brust"]).code(2);
    assert!(
        done.stderr.contains("the checks are every-event"),
        "{}",
        done.stderr
    );
}
