//! The command line itself: help by another name, limits that are none.

use crate::support::{Home, run};

#[test]
fn the_word_help_asks_for_help() {
    let home = Home::new();
    let said = |args: &[&str]| run(&mut home.chirp(args)).code(0).stdout;
    let table: [(&[&str], &[&str]); 6] = [
        (&["help"], &["--help"]),
        (&["help", "calls", "answer"], &["calls", "answer", "--help"]),
        (&["calls", "help"], &["calls", "--help"]),
        (&["calls", "help", "answer"], &["calls", "answer", "--help"]),
        (&["help", "help"], &["--help"]),
        (
            &["--profile", "help", "calls", "help"],
            &["calls", "--help"],
        ),
    ];
    for (word, flag) in table {
        assert_eq!(said(word), said(flag), "{word:?}");
    }
    let done = run(&mut home.chirp(&["help", "calls", "hld"])).code(2);
    assert!(done.stderr.contains("'hold'"), "{}", done.stderr);
    // A value may be that word.
    let done = run(&mut home.chirp(&["webhooks", "get", "help", "--dry-run"]));
    assert!(!done.stdout.contains("Usage"), "{}", done.stdout);
}

#[test]
fn no_time_at_all_is_no_limit_to_set() {
    let home = Home::new();
    for args in [
        &["calls", "list", "--timeout", "0"][..],
        &["calls", "watch", "call_1", "--timeout", "0s"],
        &[
            "listen",
            "--forward-to",
            "http://localhost:1",
            "--forward-timeout",
            "0",
        ],
    ] {
        let done = run(&mut home.chirp(args)).code(2);
        assert!(done.stderr.contains("no time"), "{}", done.stderr);
    }
}

#[test]
fn a_wrong_value_is_named_without_what_is_not_there() {
    let home = Home::new();
    let long = "x".repeat(501);
    let done = run(&mut home.chirp(&["calls", "reject", "call_1", "--reason", &long])).code(2);
    assert!(
        done.stderr.starts_with("error: --reason: a reason has"),
        "{}",
        done.stderr
    );
    let done = run(&mut home.chirp(&["calls", "list", "--limit", "0"])).code(2);
    assert!(
        done.stderr.contains("a number from 1 on"),
        "{}",
        done.stderr
    );
}

#[test]
fn an_address_that_would_lead_elsewhere_is_refused_unshown() {
    let home = Home::new();
    for odd in [
        "https://u:hush@a.example",
        "https://a.example/?x",
        "http://127.0.0.1:1/#x",
    ] {
        let done = run(&mut home.with_api(odd, &["calls", "list"])).code(2);
        assert!(
            done.stderr.contains("no user, query or fragment"),
            "{}",
            done.stderr
        );
        assert!(!done.stderr.contains("hush"), "{}", done.stderr);
    }
    let done = run(&mut home.chirp(&["calls", "list", "--profile", "nope"])).code(2);
    let hint = "hint: chirp auth login --profile nope makes it\n";
    assert!(done.stderr.ends_with(hint), "{}", done.stderr);
}
