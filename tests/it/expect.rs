//! `chirp listen --expect`: exit codes that a script can rest on.

use crate::listen::{event, listen};
use crate::support::{Home, run};

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
