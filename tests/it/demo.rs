//! `chirp demo`: the whole story, without key, network or traces.

use std::time::{Duration, Instant};

use crate::support::{Home, run};

#[test]
fn tells_the_story_and_leaves_nothing() {
    let home = Home::new();
    let (begin, temporary) = (Instant::now(), home.path().join("tmp"));
    std::fs::create_dir(&temporary).expect("a folder");
    let done = run(home.chirp(&["demo"]).env("TMPDIR", &temporary)).code(0);
    assert!(begin.elapsed() < Duration::from_secs(30));
    let mut rest = done.stdout.as_str();
    for step in [
        "$ chirp webhooks create",
        "$ chirp simulate call",
        "calls.initiated",
        "answer",
        "calls.answered",
        "$ chirp calls hangup",
        "calls.completed",
        "calls.recording.completed",
        "$ chirp recordings download",
        "$ chirp simulate call --from +15550001111",
        "calls.voicemail.received",
        "please call me back",
        "$ chirp calls timeline",
        "start_recording",
        "Try next",
    ] {
        let at = rest.to_lowercase().find(&step.to_lowercase());
        rest = &rest[at.unwrap_or_else(|| panic!("no {step:?} in its place:\n{}", done.stdout))..];
    }
    assert_eq!(done.stderr, "");
    let left = |dir: &std::path::Path| std::fs::read_dir(dir).expect("readable").count();
    assert_eq!(left(&temporary), 0);
    assert_eq!(left(home.path()), 1, "only the folder of this test");
}
