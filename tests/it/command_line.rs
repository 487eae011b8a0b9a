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
        assert!(
            done.stderr.contains("must be greater than 0"),
            "{}",
            done.stderr
        );
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
    let hint = "hint: chirp auth login --profile nope creates it\n";
    assert!(done.stderr.ends_with(hint), "{}", done.stderr);
}

#[test]
fn the_version_comes_with_the_build_when_asked_for_more() {
    let home = Home::new();
    let said = |args: &[&str]| run(&mut home.chirp(args)).code(0).stdout;
    let version = concat!("chirp ", env!("CARGO_PKG_VERSION"), "\n");
    assert_eq!(said(&["--version"]), version);
    let full = said(&["--version", "-v"]);
    assert_eq!(full, said(&["-vV"]));
    let keys: Vec<&str> = full
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(':').map(|(key, _)| key))
        .collect();
    assert!(full.starts_with(version), "{full}");
    assert_eq!(keys, ["commit", "target", "build", "SQLite", "features"]);
}

#[test]
fn the_licences_of_all_crates_are_in_the_program() {
    let home = Home::new();
    let notices = run(&mut home.chirp(&["licenses"])).code(0).stdout;
    let tree = std::process::Command::new(env!("CARGO"))
        .args("tree --locked --offline -e normal,no-proc-macro --all-features --prefix none --format {p}".split(' '))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let tree = String::from_utf8_lossy(&tree.stdout);
    let crates = tree.lines().filter_map(|line| {
        let (name, version) = line.split_once(" v")?;
        Some(format!("- **{name} {}**", version.split(' ').next()?))
    });
    let crates: std::collections::BTreeSet<String> = crates.collect();
    assert!(crates.len() > 100, "{tree}");
    let missing: Vec<&String> = (crates.iter())
        .filter(|name| !name.contains("chirp-cli") && !notices.contains(*name))
        .collect();
    assert!(missing.is_empty(), "run packaging/licenses: {missing:?}");
}

#[test]
fn the_overview_has_every_command_once_and_fits_a_small_terminal() {
    let home = Home::new();
    let bare = run(&mut home.chirp(&[])).code(2);
    assert_eq!(bare.stdout, "");
    assert!(bare.stderr.lines().count() <= 23, "{}", bare.stderr);
    assert!(bare.stderr.lines().all(|line| line.chars().count() <= 80));
    let help = run(&mut home.chirp(&["--help"])).code(0).stdout;
    let tree = run(&mut home.chirp(&["commands"])).code(0).json();
    let mut names: Vec<&str> = (tree["commands"].as_array().expect("a list").iter())
        .filter_map(|command| command["path"][0].as_str())
        .collect();
    names.dedup();
    assert!(names.len() > 20, "{names:?}");
    // The first column of words after the group's name.
    let overview: Vec<&str> = (bare.stderr.lines().skip(1))
        .flat_map(|line| {
            let row = line.get(9..).unwrap_or_default();
            let is_last = line.starts_with("Other");
            row.split_whitespace().take(if is_last { 9 } else { 1 })
        })
        .collect();
    for name in names {
        let count = overview.iter().filter(|word| **word == name).count();
        assert_eq!(count, 1, "{name}: {}", bare.stderr);
        assert!(help.contains(name), "{name}: {help}");
    }
}
