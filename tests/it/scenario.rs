//! `chirp simulate scenario`: scenarios played in a sandbox against handlers of several kinds.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::handler::{command, handler};
use crate::support::{Canned, Done, Home, Sandbox, run, sandbox, start};

/// Answers, then records, then transfers, as soon as a call comes in.
fn busy_handler(api: &str, key: &str) -> String {
    let (api, key) = (api.to_owned(), key.to_owned());
    handler(move |_, body| {
        if body["event"] == "calls.initiated" {
            let call = body["data"]["call"]["id"]
                .as_str()
                .expect("an id")
                .to_owned();
            let (api, key) = (api.clone(), key.clone());
            std::thread::spawn(move || {
                for command_body in [
                    r#"{"type":"answer"}"#,
                    r#"{"type":"start_recording"}"#,
                    r#"{"type":"transfer","to":"+15550002222"}"#,
                ] {
                    command(&api, &key, &call, command_body);
                }
            });
        }
        "200 OK".to_owned()
    })
}

fn write(home: &Home, name: &str, text: &str) -> PathBuf {
    let path = home.path().join(name);
    std::fs::write(&path, text).expect("written");
    path
}

fn play(home: &Home, api: &Sandbox, args: &[&str]) -> Done {
    run(&mut api.chirp(home, &[&["simulate", "scenario", "--json"], args].concat()))
}

fn outcomes(done: &Done) -> Vec<String> {
    let document = done.json();
    let points = document["data"].as_array().expect("points");
    points
        .iter()
        .map(|point| format!("{} {}", point["point"], point["outcome"]).replace('"', ""))
        .collect()
}

const FLOW: &str = r#"
title = "Answered, recorded, transferred"
[call]
hangs_up_after = "never"
[[step]]
at = "12s"
do = "hang_up"
[[expect]]
command = "answer"
within = "10s"
[[expect]]
command = "start_recording"
within = "10s"
[[expect]]
command = "transfer"
within = "10s"
[[expect]]
event = "calls.completed"
within = "20s"
[[expect]]
status = "completed"
[[expect]]
event = "calls.recording.completed"
[[expect]]
no_command = "reject"
"#;

#[test]
fn a_program_that_does_all_of_it_passes() {
    let home = Home::new();
    let api = sandbox(&home, &["--speed", "20x"]);
    let file = write(&home, "flow.toml", FLOW);
    let hook = busy_handler(&api.url, &api.key);
    let done = play(&home, &api, &[file.to_str().expect("UTF-8"), "--to", &hook]).code(0);
    let mut expected: Vec<String> = (1..=7).map(|n| format!("flow/expect-{n} pass")).collect();
    expected.push("flow/taken pass".into());
    assert_eq!(outcomes(&done), expected);
    assert_eq!(api.call("GET", "/v1/webhooks", "").json()["totalCount"], 0);
}

#[test]
fn what_is_not_met_is_told_with_what_happened() {
    let home = Home::new();
    let api = sandbox(&home, &["--speed", "20x"]);
    // The caller cannot leave a message where no greeting was played.
    let misfit = FLOW.replace("hang_up", "leave_message");
    let file = write(&home, "flow.toml", &misfit);
    let junit = home.path().join("junit.xml");
    let idle = Canned::json("503 Service Unavailable", "{}");
    let args = [
        file.to_str().expect("UTF-8"),
        "--to",
        &idle.url,
        "--junit",
        junit.to_str().expect("UTF-8"),
    ];
    let done = play(&home, &api, &args).code(9);
    let outcomes = outcomes(&done);
    // Nobody answered: the rest cannot happen, and the step of the caller does not fit.
    assert_eq!(outcomes[..2], ["flow/expect-1 fail", "flow/expect-2 skip"]);
    assert!(
        outcomes.contains(&"flow/step fail".to_owned()),
        "{outcomes:?}"
    );
    assert_eq!(outcomes.last().map(String::as_str), Some("flow/taken fail"));
    let document = done.json();
    let came = document["data"][0]["came"].as_str().expect("text");
    assert!(
        came.contains("what happened: 0.0 s calls.initiated"),
        "{came}"
    );
    let xml = std::fs::read_to_string(junit).expect("the file is there");
    assert!(
        xml.contains("<failure") && xml.contains("<skipped"),
        "{xml}"
    );
    assert_eq!(
        api.call("GET", "/_sandbox/info", "").json()["calls"]["live"],
        0
    );
}

#[test]
fn files_that_are_wrong_are_refused_by_line() {
    let home = Home::new();
    let api = sandbox(&home, &[]);
    let file = write(
        &home,
        "odd.toml",
        "title = 'x'\n\n[[expect]]\ncomand = 'answer'\n",
    );
    let done = run(&mut api.chirp(
        &home,
        &["simulate", "scenario", file.to_str().expect("UTF-8")],
    ))
    .code(2);
    assert!(
        done.stderr.contains("odd.toml:4:1: unknown key comand"),
        "{}",
        done.stderr
    );
    assert!(
        done.stderr.contains("did you mean command?"),
        "{}",
        done.stderr
    );
    let done = run(&mut api.chirp(&home, &["simulate", "scenario", "answred"])).code(2);
    assert!(
        done.stderr.contains("one of answered, rejected"),
        "{}",
        done.stderr
    );
    let mut nobody = home.chirp(&["simulate", "scenario", "answered"]);
    run(nobody.env("CHIRP_API_URL", "http://127.0.0.1:9")).code(6);
    let done = run(&mut home.chirp(&[
        "simulate",
        "scenario",
        "answered",
        "--dry-run",
        "-o",
        "plain",
    ]))
    .code(0);
    assert_eq!(done.stdout.lines().count(), 4, "{}", done.stdout);
}

#[test]
fn a_sandbox_can_be_run_for_the_purpose() {
    let home = Home::new();
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|l| l.local_addr())
        .expect("bound")
        .port();
    let hook = busy_handler(
        &format!("http://127.0.0.1:{port}"),
        "sk_test_app_sandbox0000000000000000000",
    );
    let (own, file) = (format!("--sandbox={port}"), write(&home, "flow.toml", FLOW));
    let args = [
        "simulate",
        "scenario",
        file.to_str().expect("UTF-8"),
        "outbound-busy",
        &own,
        "--speed",
        "20x",
        "--to",
        &hook,
    ];
    let done = run(&mut home.chirp(&args)).code(0);
    assert!(
        done.stdout
            .contains("pass\toutbound-busy/expect-2\tcalls.busy after"),
        "{}",
        done.stdout
    );
}

/// The vendor's handler at an hour of its clock.
fn vendor(api: &Sandbox, hour: &str) -> Option<(crate::support::Running, String)> {
    Command::new("node").arg("--version").output().ok()?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures/business-hours.js");
    let mut node = Command::new("node");
    node.arg(script).env("HOUR", hour);
    let running = start(
        node.env("CHIRP_API_URL", &api.url)
            .env("CHIRP_API_KEY", &api.key),
    );
    let port = running.line();
    Some((running, format!("http://127.0.0.1:{port}/webhooks/calling")))
}

#[test]
fn the_vendors_handler_keeps_its_business_hours() {
    let home = Home::new();
    let api = sandbox(&home, &["--speed", "5x"]);
    let halves = [
        (
            "15",
            "2026-04-13T15:00:00Z",
            [
                "expect-1 pass",
                "expect-2 pass",
                "taken pass",
                "not-now skip",
                "not-now skip",
            ],
        ),
        (
            "3",
            "2026-04-13T03:00:00Z",
            [
                "expect-1 pass",
                "expect-2 pass",
                "expect-3 pass",
                "taken pass",
                "not-now skip",
            ],
        ),
    ];
    for (hour, now, expected) in halves {
        let Some((_node, url)) = vendor(&api, hour) else {
            return; // No Node on this machine.
        };
        let done = play(&home, &api, &["business-hours", "--now", now, "--to", &url]).code(0);
        let expected = expected.map(|point| format!("business-hours/{point}"));
        assert_eq!(outcomes(&done), expected, "{}", done.stdout);
        let first: Value = done.json()["data"][0]["came"].clone();
        let command = if hour == "15" {
            "answer"
        } else {
            "send_to_voicemail"
        };
        assert!(
            first.as_str().expect("text").starts_with(command),
            "{first}"
        );
    }
}
