//! What `chirp listen` refuses at the start, because it would never work.

use std::path::Path;

use crate::listen::listen;
use crate::support::{Home, run};

/// Runs a listener that is to refuse; one that starts all the same stops by itself.
fn start(home: &Home, state: &Path) -> crate::support::Done {
    let mut command = home.chirp(&[
        "listen",
        "--port",
        "0",
        "--expect",
        "calls.busy",
        "--within",
        "1s",
    ]);
    run(command.env("CHIRP_STATE_DIR", state))
}

#[test]
fn a_state_directory_that_can_never_work_is_refused_with_8() {
    let home = Home::new();
    let at = |name: &str| home.path().join(name);
    std::fs::write(at("file"), "x").expect("written");
    for folder in ["text", "folder", "newer", "torn"] {
        std::fs::create_dir(at(folder)).expect("made");
    }
    let text = "no database, but long enough to be taken for one".repeat(20);
    std::fs::write(at("text/journal.db"), &text).expect("written");
    std::fs::create_dir(at("folder/journal.db")).expect("made");
    start(&home, &at("good")).code(9);
    let mut journal = std::fs::read(at("good/journal.db")).expect("there");
    // The version that SQLite keeps for its user, and the head of the first page behind the file's.
    journal[60..64].copy_from_slice(&99_u32.to_be_bytes());
    std::fs::write(at("newer/journal.db"), &journal).expect("written");
    journal[100..200].fill(0xaa);
    std::fs::write(at("torn/journal.db"), &journal).expect("written");
    let table = [
        ("file", "no folder"),
        ("file/below", "file/below"),
        ("text", "file is not a database"),
        ("folder", "Is a directory"),
        ("newer", "of version 99"),
        ("torn", "malformed"),
    ];
    for (state, part) in table {
        let done = start(&home, &at(state)).code(8);
        assert!(
            done.stderr.starts_with("error: ") && done.stderr.contains(part),
            "{}",
            done.stderr
        );
        assert!(done.stderr.contains("hint: ") && done.stderr.contains("CHIRP_STATE_DIR"));
        assert!(!done.stderr.contains("Listening") && done.stdout.is_empty());
    }
    let kept = std::fs::read_to_string(at("text/journal.db")).expect("there");
    assert_eq!(kept, text, "what is no journal is left alone");
}

#[test]
fn flags_that_could_never_match_are_usage_errors() {
    let home = Home::new();
    let two = home.path().join("two");
    std::fs::write(&two, "first\nsecond\n").expect("written");
    let two = two.to_str().expect("text");
    let table: [(&[&str], &str); 13] = [
        (&["--exit-after", "0"], "--exit-after"),
        (&["--path", "/hook?x=1"], "did you mean /hook?"),
        (&["--path", "hook"], "begins with /"),
        (
            &["--events", "calls.initated"],
            "did you mean calls.initiated?",
        ),
        (&["--events", ""], "no event name"),
        (&["--events", "calls.busy,calls.failed"], "repeat the flag"),
        (
            &["--forward-to", "calls.ringin=http://127.0.0.1:9/"],
            "did you mean calls.ringing?",
        ),
        (&["--expect", ""], "no event name"),
        (
            &["--allow-host", "https://abc.example.com/x"],
            "did you mean abc.example.com?",
        ),
        (&["--allow-host", "*.example.com"], "to the letter"),
        (&["--allow-host", ""], "--allow-host"),
        (&["--secret-file", two], "more than one line"),
        (&["--secret-header", "X-Mine"], "no webhook secret is set"),
    ];
    for (args, part) in table {
        let args = [&["listen", "--port", "0"], args].concat();
        let done = run(&mut home.chirp(&args)).code(2);
        assert!(done.stderr.contains(part), "{args:?}: {}", done.stderr);
        assert!(!done.stderr.contains("second") && !done.stderr.contains("Listening"));
    }
    let mut blank = home.chirp(&["listen", "--port", "0"]);
    run(blank.env("CHIRP_WEBHOOK_SECRET", "hush ")).code(2);
}

#[test]
fn events_of_a_later_service_can_be_asked_for() {
    let home = Home::new();
    let args = [
        "--events",
        "messages.*",
        "--expect",
        "messages.sms.received",
    ];
    let listener = listen(&home, &args);
    let body = br#"{"event":"messages.sms.received","eventId":"evt_1"}"#;
    assert_eq!(listener.post(body), 200);
    assert_eq!(listener.running.json()["event"], "messages.sms.received");
    let (code, _, stderr) = listener.running.finish();
    assert_eq!(code, Some(0));
    for flag in ["--events messages.*", "--expect messages.sms.received"] {
        let warning = format!("{flag} fits none of the events");
        assert!(stderr.contains(&warning), "{stderr}");
    }
}
