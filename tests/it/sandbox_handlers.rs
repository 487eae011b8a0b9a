//! Handlers in other languages, tested against the sandbox by the kits.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{Home, binary};

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/examples")
}

/// Runs a test of another language; says so when its program is not installed.
fn passes(program: &str, args: &[&str]) {
    let home = Home::new();
    let found = Command::new(program).arg("--version").output();
    if !found.is_ok_and(|output| output.status.success()) {
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "{program}");
        // Straight to the file descriptor: the harness would swallow it from a test that passes.
        let _ = std::fs::write(
            "/dev/stderr",
            format!("SKIPPED: {program} is not installed\n"),
        );
        return;
    }
    let output = Command::new(program)
        .args(args)
        .current_dir(examples())
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", home.path())
        .env("CHIRP_CONFIG_DIR", home.path().join("config"))
        .env("CHIRP_STATE_DIR", home.path().join("state"))
        .env("CHIRP_BIN", binary())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output();
    let output = output.expect("it runs");
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn the_node_handler_passes_its_test() {
    passes("node", &["--test", "handler.test.mjs"]);
}

#[test]
fn the_python_handler_passes_its_test() {
    passes("python3", &["-m", "unittest", "discover"]);
}
