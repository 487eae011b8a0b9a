//! `chirp calls timeline`: from the API, from the journal, from both.

use crate::listen::listen;
use crate::support::{Canned, Home, run};

const CALL: &str = "call_2DbBs7GWhGvVNJGrDXr5RG0mBWI";

/// The vendor's samples of one call, posted in an order in which they did not happen, one twice.
fn record_samples(home: &Home) {
    let listener = listen(home, &[]);
    for name in [
        "completed",
        "answered",
        "participant_left",
        "initiated",
        "answered",
        "ringing",
        "recording_completed",
    ] {
        let path = format!(
            "{}/tests/it/fixtures/{name}.json",
            env!("CARGO_MANIFEST_DIR")
        );
        assert_eq!(listener.post(&std::fs::read(path).expect("a sample")), 200);
    }
    assert_eq!(listener.stop().0, Some(130));
}

#[test]
fn the_journal_alone_tells_a_call() {
    let home = Home::new();
    record_samples(&home);
    let done = run(&mut home.chirp(&["calls", "timeline", CALL, "--json"])).code(0);
    let told = done.json();
    assert_eq!(
        (&told["ringSeconds"], &told["talkSeconds"]),
        (&5.into(), &115.into())
    );
    assert_eq!(
        told["sources"],
        serde_json::json!({ "api": false, "journal": 6 })
    );
    assert_eq!(told["recordings"][0]["format"], "mp4");
    assert!(
        done.stderr.contains("from the journal only"),
        "{}",
        done.stderr
    );
    let done = run(&mut home.chirp(&["calls", "timeline", CALL])).code(0);
    let whats: Vec<&str> = done
        .stdout
        .lines()
        .filter_map(|line| line.split('\t').nth(1))
        .collect();
    let expected = [
        "initiated",
        "ringing",
        "answered",
        "participant_left",
        "completed",
        "recording.completed",
    ];
    assert_eq!(whats, expected);
}

#[test]
fn the_api_alone_tells_a_call() {
    let home = Home::new();
    let call = format!(
        r#"{{"id":"{CALL}","status":"no_answer","startedAt":"2026-04-13T12:00:00Z","endedAt":"2026-04-13T12:00:30Z","data":[]}}"#
    );
    let api = Canned::json("200 OK", &call);
    let done =
        run(&mut home.with_api(&api.url, &["calls", "timeline", CALL, "-o", "table"])).code(0);
    assert!(done.stdout.contains("rang"), "{}", done.stdout);
    assert!(
        done.stdout.contains("the journal has no event"),
        "{}",
        done.stdout
    );
    assert!(done.stdout.contains("+30.0s"), "{}", done.stdout);
}

#[test]
fn a_call_that_nobody_knows_is_not_found() {
    let home = Home::new();
    run(&mut home.chirp(&["calls", "timeline", CALL])).code(4);
    let api = Canned::json("404 Not Found", "{}");
    run(&mut home.with_api(&api.url, &["calls", "timeline", CALL])).code(3);
    record_samples(&home);
    let done =
        run(&mut home.with_api(&api.url, &["calls", "timeline", CALL, "-o", "table"])).code(0);
    assert!(
        done.stdout.contains("6 events of the journal"),
        "{}",
        done.stdout
    );
}

#[test]
fn a_call_is_drawn_from_the_journal_alone() {
    let home = Home::new();
    let none = run(&mut home.chirp(&["calls", "timeline", CALL, "--ladder"])).code(3);
    assert!(
        none.stderr.contains("the journal has no event"),
        "{}",
        none.stderr
    );
    record_samples(&home);
    let done = run(&mut home.chirp(&["calls", "timeline", CALL, "--ladder"])).code(0);
    assert_eq!(done.stderr, "");
    let rows: Vec<&str> = done.stdout.lines().collect();
    assert_eq!(rows.len(), 8, "{}", done.stdout);
    assert!(
        rows[0].contains("+15559876543") && rows[0].contains("chirp"),
        "{}",
        rows[0]
    );
    assert!(
        rows[1].starts_with("#1  +0.000") && rows[1].contains(" completed "),
        "{}",
        rows[1]
    );
    assert!(rows[5].contains("answered again, of #2"), "{}", rows[5]);
    assert!(
        rows.iter().all(|row| row.chars().count() <= 80),
        "{}",
        done.stdout
    );

    let done = run(&mut home.chirp(&["calls", "timeline", CALL, "--ladder", "--json"])).code(0);
    let ladder = done.json();
    assert_eq!(ladder["lanes"][1]["kind"], "chirp");
    assert_eq!(ladder["rows"][4]["type"], "duplicate");
    assert_eq!(ladder["rows"][4]["of"], 2);

    let done = run(&mut home.chirp(&["calls", "timeline", CALL, "--mermaid"])).code(0);
    assert!(
        done.stdout
            .starts_with("sequenceDiagram\n    participant L0 as +15559876543\n")
    );
    run(&mut home.chirp(&["calls", "timeline", CALL, "--mermaid", "--ladder"])).code(2);
}

#[test]
fn a_call_is_exported_as_one_file_without_secrets() {
    let home = Home::new();
    record_samples(&home);
    let file = home.path().join("call.html");
    let name = file.to_str().expect("UTF-8");
    let args = ["calls", "timeline", CALL, "--html", name, "--mask-numbers"];
    let done = run(&mut home.chirp(&args)).code(0);
    assert_eq!(done.stdout, "");
    assert!(done.stderr.contains("7 entries"), "{}", done.stderr);
    let page = std::fs::read_to_string(&file).expect("written");
    assert!(
        page.contains("recording.completed") && page.contains("?[redacted]"),
        "{page}"
    );
    assert!(
        !page.contains("15559876543") && !page.contains("15551234567"),
        "{page}"
    );
    let missing = home.path().join("no/such/folder.html");
    let missing = missing.to_str().expect("UTF-8");
    run(&mut home.chirp(&["calls", "timeline", CALL, "--html", missing])).code(1);
}
