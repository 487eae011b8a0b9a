//! How a question ends when it gets no answer: with the right code, at once, and on a usable terminal.

use std::process::Command;

use rustix::process::{Signal, kill_process};
use rustix::termios::{LocalModes, tcgetattr, tcgetpgrp};

use crate::asking::Screen;
use crate::support::{Canned, Home};

/// One of each kind, with what is on the screen when it waits. The first is put before there is a runtime.
const KINDS: [(&[&str], &str); 6] = [
    (&["trigger"], "<EVENT|GLOB>"),
    (&["webhooks", "create"], "Public URL"),
    (&["auth", "login"], "API key for profile"),
    (&["webhooks", "delete", "whk_1"], "delete webhook whk_1"),
    (&["calls", "answer"], "+15550000001"),
    (
        &["webhooks", "create", "--url", "https://a.example/x"],
        "calls.initiated",
    ),
];

/// How it is ended, and the code.
#[derive(Clone, Copy)]
enum End {
    Keys(&'static str),
    By(Signal),
}

const ENDS: [(End, i32); 5] = [
    (End::Keys("\x03"), 130),
    (End::Keys("ab\x7f\x03"), 130),
    (End::By(Signal::INT), 130),
    (End::By(Signal::TERM), 143),
    (End::By(Signal::HUP), 129),
];

fn api() -> Canned {
    let call = r#"{"id":"call_1","status":"ringing","direction":"inbound","fromAddress":"+15550000001","createdAt":"2026-04-13T12:00:00Z"}"#;
    Canned::json(
        "200 OK",
        &format!(r#"{{"data":[{call}],"totalCount":1,"status":"accepted"}}"#),
    )
}

/// Ends the question that `wait` shows; `key` is typed just before, so that the end may come while the
/// question does not wait for a key.
#[track_caller]
fn end_it(command: &Command, wait: &str, end: End, key: &str) -> (i32, String) {
    let mut screen = Screen::set(command, (24, 100), "echo");
    screen.wait_for(wait);
    let pid = tcgetpgrp(&screen.keys).expect("a program on the terminal");
    match end {
        End::Keys(keys) => screen.press(&format!("{key}{keys}")),
        End::By(signal) => {
            screen.press(key);
            kill_process(pid, signal).expect("sent");
        }
    }
    let keys = screen.keys.try_clone().expect("one more");
    let ended = screen.end();
    let modes = tcgetattr(&keys).expect("modes").local_modes;
    let usual = LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG;
    assert!(modes.contains(usual), "left raw: {modes:?}");
    ended
}

#[test]
fn every_question_is_ended_by_keys_and_signals() {
    let (home, api) = (Home::new(), api());
    for (args, wait) in KINDS {
        for (end, wanted) in ENDS {
            let command = home.with_api(&api.url, args);
            let (code, text) = end_it(&command, wait, end, "");
            assert_eq!(code, wanted, "{args:?}: {text}");
            assert!(text.contains("\nerror: interrupted"), "{args:?}: {text}");
        }
    }
    let requests = api.requests();
    assert!(requests.iter().all(|one| one.starts_with("GET ")));
}

/// Between two keys the question does not wait: what comes then must not be lost.
#[test]
fn an_end_just_behind_a_key_is_not_lost() {
    let (home, api) = (Home::new(), api());
    for round in 0..30 {
        let (args, wait) = KINDS[round % 6];
        let (end, wanted) = ENDS[round % 5];
        let command = home.with_api(&api.url, args);
        let (code, text) = end_it(&command, wait, end, "abcd");
        assert_eq!(code, wanted, "{round}: {args:?}: {text}");
    }
}

#[test]
fn a_key_is_never_shown_however_fast_it_is_typed() {
    let home = Home::new();
    let command = home.chirp(&["auth", "login"]);
    let mut screen = Screen::set(&command, (24, 100), "echo");
    screen.wait_for("API key for profile default");
    let typed = "sk_test_app_0123456789abcdef0123456789abcdeX";
    screen.press("nonsense\x15");
    typed.chars().for_each(|key| screen.press(&key.to_string()));
    screen.press("\x7ff\r");
    let (code, text) = screen.end();
    assert_eq!(code, 0, "{text}");
    assert!(
        text.contains("[hidden]") && text.contains("stored"),
        "{text}"
    );
    assert!(
        !text.contains("0123456789") && !text.contains("nonsense"),
        "{text}"
    );
    let file = std::fs::read_to_string(home.path().join("config/config.toml"));
    let file = file.expect("the key is stored");
    assert!(file.contains(&typed.replace('X', "f")), "{file}");
}

#[test]
fn a_dumb_terminal_is_asked_in_plain_lines() {
    let (home, api) = (Home::new(), api());
    let mut command = home.with_api(&api.url, &["calls", "answer"]);
    let mut screen = Screen::set(command.env("TERM", "dumb"), (24, 100), "echo");
    screen.wait_for("  1  ringing");
    screen.wait_for("calls answer (number): ");
    screen.press("2\r");
    screen.wait_for("error: numbers from 1 to 1");
    screen.press("2\x7f1\r");
    let (code, text) = screen.end();
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("chirp calls answer call_1"), "{text}");

    let mut command = home.with_api(&api.url, &["webhooks", "create"]);
    let mut screen = Screen::set(command.env("TERM", "dumb"), (24, 100), "echo");
    screen.wait_for("events are posted to: ");
    screen.press("nowhere\r");
    screen.wait_for("error: ");
    screen.press("https://a.example/x\r");
    screen.wait_for("Events (numbers): ");
    screen.press("1 3\r");
    let (_, text) = screen.end();
    assert!(
        text.contains("--event calls.initiated --event calls.answered"),
        "{text}"
    );
    for (args, wait) in KINDS {
        let mut command = home.with_api(&api.url, args);
        for (end, wanted) in ENDS {
            let (code, text) = end_it(command.env("TERM", "dumb"), wait, end, "ab");
            assert_eq!(code, wanted, "{args:?}: {text}");
        }
    }
}

#[test]
fn a_small_terminal_shows_lists_a_row_an_item() {
    let (home, api) = (Home::new(), api());
    let args = ["webhooks", "create", "--url", "https://a.example/x"];
    let mut screen = Screen::set(&home.with_api(&api.url, &args), (10, 60), "echo");
    screen.wait_for("> [ ] calls.initiated");
    screen.press(" \x1b[B\x1b[B ");
    screen.wait_for("> [x] calls.answered");
    let text = screen.text();
    assert_eq!(text.matches("calls.initiated").count(), 1, "{text}");
    assert!(text.contains("[x] calls.initiated"), "{text}");
    assert!(text.lines().count() <= 10, "{text}");
    screen.press("\r");
    screen.end();
    let body = api.requests().remove(0);
    let chosen = r#""calls.initiated","calls.answered""#;
    assert!(body.contains(chosen), "{body}");

    let call = |n: u32| {
        format!(
            r#"{{"id":"call_{n}","status":"ringing","direction":"inbound","fromAddress":"+155500000{n}","toAddress":"+15550000009","createdAt":"2026-04-13T12:{n}:00Z"}}"#
        )
    };
    let data: Vec<String> = (10..30).rev().map(call).collect();
    let list = format!(r#"{{"data":[{}],"totalCount":20}}"#, data.join(","));
    let api = Canned::json("200 OK", &list);
    let answer = home.with_api(&api.url, &["calls", "answer"]);
    let mut screen = Screen::set(&answer, (10, 60), "echo");
    screen.wait_for("+15550000022");
    for number in (19..29).rev() {
        screen.press("\x1b[B");
        screen.wait_for(&format!("> ringing     inbound  +155500000{number}"));
    }
    let text = screen.text();
    assert_eq!(text.matches("ringing").count(), 8, "{text}");
    assert_eq!(text.matches('>').count(), 1, "{text}");
    assert!(text.starts_with("calls answer"), "{text}");
    screen.press("\x03");
    assert_eq!(screen.end().0, 130);
}

/// What looked out for signals while a question was open does not take them from the command.
#[test]
fn a_signal_after_the_answer_ends_the_command() {
    let home = Home::new();
    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", silent.local_addr().expect("bound"));
    let delete = home.with_api(&url, &["webhooks", "delete", "whk_1"]);
    let trigger = home.chirp(&["trigger", "--to", &url]);
    let cases = [
        (delete, "delete webhook whk_1", "y\r"),
        (trigger, "<EVENT|GLOB>", "calls.ringing\r"),
    ];
    for (command, wait, answer) in cases {
        for (signal, wanted) in [(Signal::INT, 130), (Signal::TERM, 143), (Signal::HUP, 129)] {
            let mut screen = Screen::set(&command, (24, 100), "echo");
            screen.wait_for(wait);
            screen.press(answer);
            let (_request, _) = silent.accept().expect("the command goes on");
            let pid = tcgetpgrp(&screen.keys).expect("a program on the terminal");
            kill_process(pid, signal).expect("sent");
            let (code, text) = screen.end();
            assert_eq!(code, wanted, "{wait}: {text}");
        }
    }
}
