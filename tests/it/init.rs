//! `chirp init`: what it writes runs, and nothing is overwritten.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::json;

use crate::support::{Home, binary, run, sandbox, start};

/// Writes a project and returns its directory.
fn project(home: &Home, lang: &str) -> PathBuf {
    let dir = home.path().join(lang);
    let path = dir.to_str().expect("UTF-8");
    run(&mut home.chirp(&["init", path, "--lang", lang])).code(0);
    dir
}

/// Runs a program of another language in `dir`; `None`, reported as skipped, when it is not installed.
/// With `CI=true` it has to be there.
fn run_in(home: &Home, dir: &Path, program: &str, args: &[&str]) -> Option<Output> {
    let mut command = Command::new(program);
    let output = command
        .args(args)
        .current_dir(dir)
        .env_remove("CHIRP_API_KEY")
        .env_remove("CHIRP_API_URL")
        .env("CHIRP_CONFIG_DIR", home.path().join("config"))
        .env("CHIRP_STATE_DIR", home.path().join("state"))
        .env("CHIRP_BIN", binary())
        .env("GOFLAGS", "-mod=mod")
        .env("GOPROXY", "off")
        // A test in a test would report to the outer one.
        .env_remove("NODE_TEST_CONTEXT")
        .output();
    match output {
        Ok(output) => Some(output),
        Err(error) => {
            assert_ne!(
                std::env::var("CI").as_deref(),
                Ok("true"),
                "{program}: {error}"
            );
            skipped(program);
            None
        }
    }
}

fn skipped(what: &str) {
    // Straight to the file descriptor: the harness would swallow it from a test that passes.
    let text = format!("skipped: {what} is not installed\n");
    let _ = std::fs::write("/dev/stderr", text);
}

/// Checks that a test run passed and says so with `word`, so that no test at all does not count.
#[track_caller]
fn passed(output: &Output, word: &str) {
    let text = [&output.stdout[..], &output.stderr].concat();
    let text = String::from_utf8_lossy(&text);
    assert!(output.status.success() && text.contains(word), "{text}");
}

/// Checks that the handler is right about duplicates, bursts, secrets and a call.
#[track_caller]
fn passes_check(home: &Home, dir: &Path, program: &Path, args: &[&str]) {
    let api = sandbox(home, &[]);
    let mut command = Command::new(program);
    command
        .args(args)
        .current_dir(dir)
        .env("CHIRP_API_URL", &api.url)
        .env("CHIRP_API_KEY", &api.key)
        .env("CHIRP_WEBHOOK_SECRET", "hush")
        .env("OPEN_HOURS", "0-24")
        .env("PORT", "0");
    let handler = start(&mut command);
    let mut check = api.chirp(home, &["check", &handler.line()]);
    let done = run(check.env("CHIRP_WEBHOOK_SECRET", "hush")).code(0);
    let summary = "11 passed, 0 failed, 0 skipped";
    assert!(
        done.stderr.contains(summary) || done.stdout.contains(summary),
        "{}",
        done.stderr
    );
}

#[test]
fn the_node_project_passes_its_tests() {
    let home = Home::new();
    let dir = project(&home, "node");
    if let Some(output) = run_in(&home, &dir, "npm", &["test"]) {
        passed(&output, "pass 2");
        passes_check(&home, &dir, Path::new("node"), &["handler.mjs"]);
    }
}

#[test]
fn the_python_project_passes_its_tests() {
    let home = Home::new();
    let dir = project(&home, "python");
    if let Some(output) = run_in(&home, &dir, "python3", &["-m", "unittest"]) {
        passed(&output, "Ran 2 tests");
        passes_check(&home, &dir, Path::new("python3"), &["handler.py"]);
    }
}

#[test]
fn the_go_project_passes_its_tests() {
    let home = Home::new();
    let dir = project(&home, "go");
    if let Some(output) = run_in(&home, &dir, "go", &["test", "-v", "."]) {
        passed(&output, "--- PASS: TestAnswers");
        let formatted = run_in(&home, &dir, "gofmt", &["-l", "."]).expect("gofmt comes with go");
        assert_eq!(String::from_utf8_lossy(&formatted.stdout), "");
        let built = run_in(&home, &dir, "go", &["build", "-o", "handler"]);
        passed(&built.expect("it ran before"), "");
        passes_check(&home, &dir, &dir.join("handler"), &[]);
    }
}

#[test]
fn the_rust_project_passes_its_tests() {
    let home = Home::new();
    let dir = project(&home, "rust");
    // Beside our own build, so that the packages are compiled once.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("init");
    let program = target.join("debug/chirp-handler");
    let target = ["--target-dir", target.to_str().expect("UTF-8")];
    let fetched = run_in(&home, &dir, env!("CARGO"), &["fetch", "--quiet"]);
    if !fetched.is_some_and(|output| output.status.success()) {
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "the packages");
        return skipped("a package of the Rust project");
    }
    let args = [&["test", "--offline"][..], &target].concat();
    let output = run_in(&home, &dir, env!("CARGO"), &args).expect("it ran before");
    passed(&output, "test result: ok. 2 passed");
    let args = ["fmt", "--check"];
    let output = run_in(&home, &dir, env!("CARGO"), &args).expect("it ran before");
    passed(&output, "");
    passes_check(&home, &dir, &program, &[]);
}

#[test]
fn rules_and_scenario_of_a_project_are_valid() {
    let home = Home::new();
    let dir = project(&home, "node");
    for (file, name) in [("rules.toml", "rules"), ("scenario.toml", "scenario")] {
        let text = std::fs::read_to_string(dir.join(file)).expect("written");
        let first = text.lines().next().unwrap_or_default();
        let schema = first.strip_prefix("#:schema ").expect("a schema");
        let schema = std::fs::read_to_string(dir.join(schema)).expect("written");
        let schema: serde_json::Value = serde_json::from_str(&schema).expect("JSON");
        let printed = run(&mut home.chirp(&["schema", name])).code(0).json();
        assert_eq!(schema, printed);
        let value: toml::Value = toml::from_str(&text).expect("TOML");
        let value = serde_json::to_value(value).expect("JSON");
        let valid = jsonschema::draft202012::new(&schema).expect("a schema");
        assert!(valid.is_valid(&value), "{file}");
    }
}

#[test]
fn existing_files_are_kept_without_force() {
    let home = Home::new();
    let dir = home.path().join("node");
    let path = dir.to_str().expect("UTF-8");
    std::fs::create_dir(&dir).expect("created");
    std::fs::write(dir.join("README.md"), "mine").expect("written");
    std::fs::write(dir.join("rules.toml"), "mine").expect("written");
    let args = ["init", path, "--lang", "node"];
    let done = run(&mut home.chirp(&args)).code(1);
    assert_eq!(done.stdout, "");
    assert_eq!(
        done.stderr,
        format!(
            "error: these files exist in {path}: rules.toml, README.md; no file was written\n\
             hint: name another directory, or overwrite them with --force\n"
        )
    );
    assert_eq!(std::fs::read_dir(&dir).expect("there").count(), 2);
    assert_eq!(
        std::fs::read_to_string(dir.join("README.md")).expect("there"),
        "mine"
    );
    run(&mut home.chirp(&[&args[..], &["--force"]].concat())).code(0);
    let readme = std::fs::read_to_string(dir.join("README.md")).expect("there");
    assert!(
        readme.starts_with("# A Chirp webhook handler\n"),
        "{readme}"
    );
    assert!(!readme.contains('{'), "{readme}");
}

#[test]
fn the_files_are_printed_and_the_next_commands() {
    let home = Home::new();
    let mut command = home.chirp(&["init", "my app", "--lang", "go"]);
    let done = run(command.current_dir(home.path())).code(0);
    let mut lines = done.stdout.lines();
    assert_eq!(lines.next(), Some("my app/handler.go\tthe handler"));
    assert!(
        done.stdout.contains("my app/README.md\t"),
        "{}",
        done.stdout
    );
    assert_eq!(
        done.stderr,
        "Next:\n  cd 'my app'\n  go test\n  env $(cat sandbox.env) go run .     # and in another shell:\n  \
         chirp listen --sandbox --forward-to 3000\n"
    );
    let mut command = home.chirp(&["init", "--lang", "python", "--json"]);
    let value = run(command.current_dir(home.path())).code(0).json();
    assert_eq!(
        value["data"][0],
        json!({"path": "handler.py", "about": "the handler"})
    );
    assert_eq!(value["next"][0], "python3 -m unittest");
    let files = value["data"].as_array().expect("a list");
    assert_eq!(value["totalCount"], files.len());
    for file in files {
        let path = file["path"].as_str().expect("a text");
        assert!(home.path().join(path).is_file(), "{path}");
    }
}

#[test]
fn the_language_is_required() {
    let home = Home::new();
    let done = run(&mut home.chirp(&["init"])).code(2);
    assert!(done.stderr.contains("--lang <LANG>"), "{}", done.stderr);
    let done = run(&mut home.chirp(&["init", "--lang", "cobol"])).code(2);
    assert!(
        done.stderr.contains("node, python, go, rust"),
        "{}",
        done.stderr
    );
}
