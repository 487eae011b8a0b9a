//! `chirp listen --expect`: exit codes that a script can rest on.

use crate::listen::{event, listen};
use crate::support::{Home, run};
use crate::target::Handler;

#[test]
fn all_came_is_0_and_something_missing_is_9() {
    let home = Home::new();
    let listener = listen(
        &home,
        &[
            "--expect",
            "calls.ringing",
            "--expect",
            "calls.r*",
            "--within",
            "1m",
        ],
    );
    assert_eq!(listener.post(&event("evt_1")), 200);
    let (code, lines, _) = listener.running.finish();
    assert_eq!(code, Some(0));
    assert!(lines.last().expect("a summary").contains(r#""events":1"#));

    let done = run(&mut home.chirp(&[
        "listen",
        "--port",
        "0",
        "--expect",
        "calls.ringing",
        "--expect",
        "calls.busy",
        "--within",
        "100ms",
    ]));
    let done = done.code(9);
    assert!(
        done.stderr
            .contains("did not come: calls.ringing, calls.busy"),
        "{}",
        done.stderr
    );
}

#[test]
fn twice_the_same_wants_two_and_what_came_before_does_not_count() {
    let home = Home::new();
    let listener = listen(
        &home,
        &["--expect", "calls.ringing", "--expect", "calls.ringing"],
    );
    assert_eq!(listener.post(&event("evt_1")), 200);
    assert_eq!(listener.post(&event("evt_1")), 200);
    assert_eq!(listener.post(&event("evt_2")), 200);
    assert_eq!(listener.running.finish().0, Some(0));

    let listener = listen(&home, &["--expect", "calls.busy", "--exit-after", "1"]);
    assert_eq!(listener.post(&event("evt_3")), 200);
    assert_eq!(listener.running.finish().0, Some(9));

    let listener = listen(&home, &["--expect", "calls.busy"]);
    assert_eq!(listener.stop().0, Some(130));
}

/// The expectation is decided, whatever else has to be cut off.
#[test]
fn something_missing_is_9_also_when_a_target_holds_up_the_stop() {
    let silent = Handler::start(|_, _| None);
    for signals in [0, 1] {
        let home = Home::new();
        let missing = ["--expect", "calls.ringing", "--expect", "calls.busy"];
        let args = ["--exit-after", "1", "--forward-to", &silent.url];
        let mut listener = listen(&home, &[&missing[..], &args].concat());
        assert_eq!(listener.post(&event("evt_1")), 200);
        if signals == 1 {
            let said = listener.running.stderr_line();
            assert!(said.contains("Ctrl-C to stop now"), "{said}");
            listener.running.signal("INT");
        }
        let (code, _, stderr) = listener.running.finish();
        assert_eq!(code, Some(9), "{stderr}");
        let last = stderr.lines().last().expect("an error");
        assert!(last.contains("did not come: calls.busy"), "{stderr}");
    }
}

#[test]
fn wrong_expectations_are_usage_errors() {
    let home = Home::new();
    let done =
        run(&mut home.chirp(&["listen", "--port", "0", "--expect", "calls.initated"])).code(2);
    assert!(
        done.stderr.contains("did you mean calls.initiated?"),
        "{}",
        done.stderr
    );
    run(&mut home.chirp(&["listen", "--port", "0", "--within", "3s"])).code(2);
}
