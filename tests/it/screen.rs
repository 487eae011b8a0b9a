//! What hostile events can do to the screen: nothing.

use serde_json::Value;

use crate::listen::{Listener, samples};
use crate::support::{Canned, Home, run, start};
use crate::target::Handler;

/// Escapes, C0 and C1 controls, bidi, zero-width, separators, a pile of marks, and a title.
const HOSTILE: &str = "\u{1b}]0;title\u{7}\u{1b}[2J\u{1b}[31m\u{9b}1A\u{90}q\u{9c}\r\n\t\u{8}\u{7f}\u{0}\
    \u{202e}\u{2066}\u{200b}\u{200d}\u{2028}\u{2029}\u{feff}\u{ad}\u{e0041}e\u{301}\u{301}\u{301}\u{301}\u{301}";

fn poison(value: &mut Value, top: bool) {
    match value {
        Value::String(text) => text.push_str(HOSTILE),
        Value::Object(map) => {
            for (key, value) in map.iter_mut() {
                // The name of the event decides how the rest is read; it has its own case below.
                if !(top && key == "event") {
                    poison(value, false);
                }
            }
            map.insert(format!("new{HOSTILE}"), HOSTILE.into());
        }
        _ => {}
    }
}

/// Removes our own colours; whatever is hidden then came from outside.
fn without_colours(text: &str) -> String {
    let mut left = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("\u{1b}[") {
        left.push_str(&rest[..at]);
        let after = &rest[at + 2..];
        let end = after.find(|c: char| !c.is_ascii_digit() && c != ';');
        match end {
            Some(end) if after[end..].starts_with('m') => rest = &after[end + 1..],
            _ => {
                left.push('\u{1b}');
                rest = after;
            }
        }
    }
    left.push_str(rest);
    left
}

#[track_caller]
fn assert_inert(text: &str) {
    let hidden = |c: &char| *c != '\n' && chirp::json::is_hidden(*c);
    let left = without_colours(text);
    let found = left.chars().find(hidden);
    assert_eq!(found, None, "{left:?}");
}

#[test]
fn nothing_from_outside_acts_on_the_terminal() {
    let home = Home::new();
    let args = ["listen", "--port", "0", "-v", "--color", "always"];
    let mut running = start(&mut home.chirp(&args));
    let ready = running.stderr_line();
    let address = ready.rsplit('/').next().expect("an address").to_owned();
    let listener = Listener { running, address };
    for (name, body) in samples() {
        let mut value: Value = serde_json::from_slice(&body).expect("JSON");
        poison(&mut value, true);
        assert_eq!(listener.post(value.to_string().as_bytes()), 200, "{name}");
    }
    let odd_name = serde_json::json!({ "event": format!("calls.{HOSTILE}"), "data": HOSTILE });
    assert_eq!(listener.post(odd_name.to_string().as_bytes()), 200);
    let long = serde_json::json!({ "event": "x", "eventId": "a".repeat(1_000_000) });
    assert_eq!(listener.post(long.to_string().as_bytes()), 200);
    listener.running.signal("INT");
    let (_, lines, stderr) = listener.running.finish();
    assert!(lines.len() > 14 * 10);
    assert_inert(&lines.join("\n"));
    assert_inert(&stderr);
    // None of them forged a line of its own.
    let stamped = |line: &&String| without_colours(line).as_bytes().get(2) == Some(&b':');
    assert_eq!(lines.iter().filter(stamped).count(), 15);

    for args in [
        &["events", "list", "--all"][..],
        &[
            "events", "list", "--all", "-o", "table", "--color", "always",
        ],
        &["events", "list", "--all", "-o", "jsonl"],
        &["events", "export", "--format", "har"],
        &["events", "export", "--format", "curl"],
        &["events", "show", "1"],
        &["events", "show", "14"],
    ] {
        let shown = run(&mut home.chirp(args)).code(0);
        // Tabs are the columns of plain text.
        assert_inert(&shown.stdout.replace('\t', " "));
    }
}

/// Each field of each sample, a megabyte long, on an emulated terminal: `tests/durability/screen.py`.
#[test]
fn what_others_answer_does_not_act_on_the_terminal_either() {
    let home = Home::new();
    let handler = Handler::start(|_, count| {
        let status = if count == 1 { 500 } else { 200 };
        Some(format!(
            "HTTP/1.1 {status} \u{9b}2J\r\ncontent-length: {}\r\n\r\n{HOSTILE}",
            HOSTILE.len()
        ))
    });
    let args = ["listen", "--port", "0", "--color", "always", "--forward-to"];
    let mut running = start(&mut home.chirp(&[&args[..], &[&handler.url]].concat()));
    let ready = running.stderr_line();
    let address = ready.rsplit('/').next().expect("an address").to_owned();
    let listener = Listener { running, address };
    assert_eq!(listener.post(&crate::listen::event("evt_1")), 200);
    let mut shown = String::new();
    while !shown.contains(" forwarded") {
        shown += &(listener.running.line() + "\n");
    }
    assert!(shown.contains("not forwarded") && shown.contains(r"\u{1b}[2J"));
    assert_inert(&shown);

    let error = serde_json::json!({ "error": { "message": HOSTILE, "code": HOSTILE } });
    for body in [error.to_string(), HOSTILE.to_owned()] {
        let api = Canned::json("400 \u{9b}2J", &body);
        for args in [&["calls", "list"][..], &["calls", "list", "-v", "--json"]] {
            let done = run(&mut home.with_api(&api.url, args)).code(1);
            assert_inert(&done.stderr);
            assert!(!done.stderr.is_empty());
        }
    }
    let name = format!("{}{HOSTILE}.toml", home.path().display()).replace('\0', "");
    let done = run(&mut home.chirp(&["listen", "--respond", &name])).code(2);
    assert_inert(&done.stderr);
    assert!(done.stderr.contains(r"\u{1b}[2J"), "{}", done.stderr);
}
