//! `--jq` over objects and lists.

use crate::listen::{event, post_to};
use crate::support::{Canned, Home, run, start};

const LIST: &str = r#"{"data":[{"id":"call_1","n":123456789012345678901234567890,"z":1.50},{"id":"call_2"}],"totalCount":2}"#;

#[test]
fn a_filter_sees_what_json_output_shows() {
    let api = Canned::json("200 OK", LIST);
    let home = Home::new();
    for (args, out) in [
        (&["--jq", ".data[].id"][..], "call_1\ncall_2\n"),
        (
            &["--jq", ".data[0] | .n, .z, {z}"],
            "123456789012345678901234567890\n1.50\n{\"z\":1.50}\n",
        ),
        (&["--jq", ".totalCount", "-o", "table"], "2\n"),
        (&["-o", "jsonl", "--jq", ".id"], "call_1\ncall_2\n"),
        (&["--jq", "empty"], ""),
    ] {
        let done = run(&mut home.with_api(&api.url, &[&["calls", "list"], args].concat())).code(0);
        assert_eq!(done.stdout, out, "{args:?}");
    }
}

#[test]
fn a_bad_filter_sends_nothing_and_a_failing_one_says_so() {
    let api = Canned::json("200 OK", LIST);
    let home = Home::new();
    let list = |filter: &str| run(&mut home.with_api(&api.url, &["calls", "list", "--jq", filter]));
    let done = list(".data[").code(2);
    assert!(
        done.stderr.contains("\"kind\":\"usage\""),
        "{}",
        done.stderr
    );
    assert!(api.requests().is_empty());
    let done = list(".data[0].id, .data.x").code(1);
    assert_eq!(done.stdout, "call_1\n");
    assert!(done.stderr.contains("cannot"), "{}", done.stderr);
}

#[test]
fn each_line_of_listen_goes_through_the_filter() {
    let home = Home::new();
    let filter = r#".url // (select(.type == "event") | .eventId, (.eventId | tonumber))"#;
    let running = start(&mut home.chirp(&["listen", "--port", "0", "--jq", filter]));
    let url = running.line();
    let address = url.split('/').nth(2).expect("an address").to_owned();
    for id in ["1", "evt_2", "3"] {
        assert_eq!(post_to(&address, "", &event(id)), 200);
    }
    let lines: Vec<String> = (0..5).map(|_| running.line()).collect();
    assert_eq!(lines, ["1", "1", "evt_2", "3", "3"]);
    running.signal("INT");
    let (code, rest, stderr) = running.finish();
    assert_eq!((code, rest.len()), (Some(130), 0), "{rest:?}");
    assert_eq!(
        stderr.matches(r#"{"warning":{"message":"--jq: "#).count(),
        1,
        "{stderr}"
    );
    run(&mut home.chirp(&["listen", "--jq", ".["])).code(2);
}

#[test]
fn a_filter_over_a_list_without_data_gets_a_hint() {
    let long = format!(
        r#"{{"data":[{{"id":"{}"}}],"totalCount":1}}"#,
        "x".repeat(10_000)
    );
    let api = Canned::json("200 OK", &long);
    let home = Home::new();
    let done = run(&mut home.with_api(&api.url, &["calls", "list", "--jq", ".[].id"])).code(1);
    assert!(done.stderr.contains("--jq '.data[].id'"), "{}", done.stderr);
    assert!(done.stderr.len() < 500, "{}", done.stderr);
}

#[test]
fn an_endless_filter_ends_with_the_signal() {
    let api = Canned::json("200 OK", LIST);
    let home = Home::new();
    for (filter, signal, code) in [
        ("last(range(1e12))", "INT", 130),
        ("def f: f; f", "TERM", 143),
        ("[range(1e9)]", "HUP", 129),
        ("repeat(1) | empty", "TERM", 143),
    ] {
        // A long result is written at once, so that the signal comes while the filter runs.
        let filter = format!("\"x\" * 70000, ({filter})");
        let running = start(&mut home.with_api(&api.url, &["calls", "list", "--jq", &filter]));
        assert_eq!(running.line().len(), 70_000);
        let began = std::time::Instant::now();
        running.signal(signal);
        let (ended, ..) = running.finish();
        assert_eq!(ended, Some(code), "{filter}");
        assert!(began.elapsed().as_secs() < 3, "{filter}");
    }
}

#[test]
fn a_filter_over_a_limit_ends_with_an_error() {
    let api = Canned::json("200 OK", LIST);
    let home = Home::new();
    let list = |filter: &str| run(&mut home.with_api(&api.url, &["calls", "list", "--jq", filter]));
    let done = list("def f: 1+f; f").code(1);
    assert!(done.stderr.contains("512 MiB"), "{}", done.stderr);
    assert!(done.stderr.contains("--json shows"), "{}", done.stderr);
}

/// One event a line, whatever it contains, and the listener goes on.
#[test]
fn no_event_is_lost_to_a_filter() {
    let home = Home::new();
    let texts = [
        r#""cut \ud83d""#.to_owned(),
        r#""\ude00""#.to_owned(),
        format!("{}{}", "[".repeat(600), "]".repeat(600)),
        format!("{}{}", "[".repeat(20_000), "]".repeat(20_000)),
        "1e999999".to_owned(),
    ];
    let filter = r#"select(.type == "event" or .type == "ready") | .eventId // .url"#;
    let running = start(&mut home.chirp(&["listen", "--port", "0", "--jq", filter]));
    let url = running.line();
    let address = url.split('/').nth(2).expect("an address").to_owned();
    for (n, text) in texts.iter().enumerate() {
        let body = format!(
            r#"{{"event":"calls.x","eventId":"evt_{n}","data":{{"transcription":{text}}}}}"#
        );
        assert_eq!(post_to(&address, "", body.as_bytes()), 200);
    }
    for n in 0..texts.len() {
        let line = running.line();
        match n {
            3 => assert!(line.starts_with("{\"type\":\"event\",\"seq\":4,"), "{line}"),
            n => assert_eq!(line, format!("evt_{n}")),
        }
    }
    running.signal("INT");
    let (code, _, stderr) = running.finish();
    assert_eq!(code, Some(130));
    assert!(stderr.contains("entry 4"), "{stderr}");
    let done = run(&mut home.chirp(&["events", "list", "-o", "jsonl", "--jq", ".eventId"])).code(0);
    let lines: Vec<&str> = done.stdout.lines().collect();
    assert_eq!((lines.len(), lines[4]), (5, "evt_0"));
    assert!(
        done.stderr.contains("entry 4 is shown unfiltered"),
        "{}",
        done.stderr
    );
}

#[test]
fn a_filter_that_runs_away_ends_no_listener() {
    let home = Home::new();
    let filter = r#"if .type == "event" then (def f: 1+f; f) else .url end"#;
    let running = start(&mut home.chirp(&["listen", "--port", "0", "--jq", filter]));
    let url = running.line();
    let address = url.split('/').nth(2).expect("an address").to_owned();
    for n in 1..=2 {
        assert_eq!(post_to(&address, "", &event(&format!("evt_{n}"))), 200);
        let line = running.line();
        assert!(line.contains(&format!("\"eventId\":\"evt_{n}\"")), "{line}");
    }
    running.signal("INT");
    let (code, _, stderr) = running.finish();
    assert_eq!(code, Some(130));
    assert!(
        stderr.contains("entry 2") && stderr.contains("shown unfiltered"),
        "{stderr}"
    );
}
