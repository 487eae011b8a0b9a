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
    for word in ["sent", "why", "mend"] {
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
    let (at, key) = (api.url.clone(), api.key.clone());
    let answers = handler(move |_, body| {
        if body["event"] == "calls.initiated" {
            let call = body["data"]["call"]["id"]
                .as_str()
                .expect("an id")
                .to_owned();
            let (at, key) = (at.clone(), key.clone());
            std::thread::spawn(move || command(&at, &key, &call, r#"{"type":"answer"}"#));
        }
        "200 OK".to_owned()
    });
    let judge =
        |url: &str| run(&mut api.chirp(&home, &["check", url, "--only", "command", "--json"]));
    let done = judge(&answers).code(0);
    assert!(
        done.json()["data"][0]["came"]
            .as_str()
            .expect("text")
            .starts_with("answer after"),
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
        point["mend"].as_str().expect("text").contains(&api.url),
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
    let url = handler(move |_, body| {
        if body["event"] == "calls.initiated" {
            let call = body["data"]["call"]["id"]
                .as_str()
                .expect("an id")
                .to_owned();
            let api = api.clone();
            std::thread::spawn(move || {
                command(
                    &api,
                    "sk_test_app_sandbox0000000000000000000",
                    &call,
                    r#"{"type":"send_to_voicemail"}"#,
                )
            });
        }
        "200 OK".to_owned()
    });
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
    assert!(
        done.stderr.contains("nothing was judged"),
        "{}",
        done.stderr
    );
    // The wrong path fails once, not eleven times.
    let done = check(&home, &Canned::json("404 Not Found", "{}").url, &[]).code(9);
    assert_eq!(failed(&done), ["every-event"]);
    assert!(
        done.json()["data"][0]["mend"]
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
        done.stderr.contains("points are every-event"),
        "{}",
        done.stderr
    );
}
