//! `chirp auth`: how a key comes in, where it lies, how it is shown.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use crate::support::{Canned, Done, Home, KEY, run};

fn with_stdin(command: &mut Command, text: &str) -> Done {
    let child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = child.expect("the binary runs");
    let mut stdin = child.stdin.take().expect("piped");
    stdin.write_all(text.as_bytes()).expect("it reads");
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    Done {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).expect("UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

#[test]
fn a_piped_key_is_stored_for_its_owner_alone() {
    let home = Home::new();
    let done = with_stdin(&mut home.chirp(&["auth", "login"]), &format!(" {KEY}\r\n")).code(0);
    assert!(done.stdout.is_empty() && !done.stderr.contains(KEY));
    assert!(
        done.stderr.contains("test key ending in …WXYZ"),
        "{}",
        done.stderr
    );
    let mode = |path: &std::path::Path| {
        std::fs::metadata(path)
            .expect("it is there")
            .permissions()
            .mode()
            & 0o777
    };
    let file = home.path().join("config/config.toml");
    assert_eq!(
        (mode(&home.path().join("config")), mode(&file)),
        (0o700, 0o600)
    );
    let api = Canned::json("200 OK", r#"{"data":[],"totalCount":0}"#);
    let status = ["auth", "status", "--json", "--api-url", &api.url];
    let done = run(&mut home.chirp(&status)).code(0);
    let report = done.json();
    assert_eq!(report["works"], true);
    assert_eq!(
        (&report["kind"], &report["source"]),
        (&"test".into(), &"profile default".into())
    );
    assert!(api.requests()[0].contains(KEY) && !done.stdout.contains(KEY));
    run(&mut home.chirp(&["auth", "logout"])).code(0);
    run(&mut home.chirp(&["auth", "status"])).code(4);
    assert!(
        !std::fs::read_to_string(&file)
            .expect("readable")
            .contains(KEY)
    );
}

#[test]
fn a_rejected_key_is_said_with_its_code() {
    let home = Home::new();
    let api = Canned::json("401 Unauthorized", r#"{"error":{"message":"bad key"}}"#);
    let done = run(&mut home.with_api(&api.url, &["auth", "status"])).code(4);
    assert!(done.stdout.contains("works\tfalse"), "{}", done.stdout);
    run(&mut home.with_api(&api.url, &["auth", "status", "--offline"])).code(0);
    assert_eq!(api.requests().len(), 1);
}

#[test]
fn odd_keys_are_refused_and_never_shown() {
    let home = Home::new();
    for odd in [
        "",
        " \n\t",
        "Bearer sk_live_app_x",
        "one\ntwo",
        "https://e.example/key",
    ] {
        let done = with_stdin(&mut home.chirp(&["auth", "login"]), odd).code(2);
        assert!(
            odd.trim().is_empty() || !done.stderr.contains(odd),
            "{}",
            done.stderr
        );
    }
    assert!(!home.path().join("config/config.toml").exists());
    let done = run(&mut home.chirp(&["auth", "login", KEY])).code(2);
    assert!(!done.stderr.contains(KEY), "{}", done.stderr);
}
