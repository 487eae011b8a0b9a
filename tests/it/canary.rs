//! The key is found nowhere but in the API's socket and the file that only its owner can read.

use std::path::Path;

use crate::support::{Canned, Home, KEY, run};

fn files(dir: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(dir)
        .into_iter()
        .flatten()
        .map_while(Result::ok)
    {
        match entry.path() {
            path if path.is_dir() => files(&path, found),
            path => found.push(path),
        }
    }
}

const COMMANDS: [&[&str]; 11] = [
    &["calls", "list", "-v"],
    &["calls", "answer", "call_1", "-v", "--json"],
    &[
        "calls",
        "create",
        "--from",
        "+15551234567",
        "--to",
        "+15559876543",
        "--dry-run",
    ],
    &["webhooks", "list", "-o", "jsonl"],
    &["recordings", "get", "call_rec_1", "-v"],
    &[
        "recordings",
        "download",
        "call_rec_1",
        "-v",
        "--dir",
        "media",
    ],
    &["auth", "status", "-v"],
    &["config", "show", "--json"],
    &["doctor", "--json"],
    &["api", "GET", "/v1/calls", "-v"],
    &["calls", "get", "call_1", "--nonsense", KEY],
];

/// APIs that redirect, echo the key, point elsewhere, or break.
fn apis(other: &str) -> Vec<Canned> {
    let redirect = |status: &str| {
        Canned::raw(format!(
            "HTTP/1.1 {status}\r\nlocation: {}/stolen\r\ncontent-length: 0\r\n\r\n",
            other
        ))
    };
    let echo = format!(r#"{{"error":{{"message":"bad {KEY}","code":"{KEY}","param":"{KEY}"}}}}"#);
    let recording = format!(
        r#"{{"id":"call_rec_1","status":"completed","format":"mp4","fileUrl":"{}/a.mp4?signed=1"}}"#,
        other
    );
    vec![
        redirect("301 Moved"),
        redirect("302 Found"),
        redirect("307 Temporary Redirect"),
        redirect("308 Permanent Redirect"),
        Canned::json("401 Unauthorized", &echo),
        Canned::json("400 Bad Request", &echo),
        Canned::json("500 Oops", &echo),
        Canned::json("200 OK", &recording),
        Canned::json("200 OK", r#"{"data":[],"totalCount":0}"#),
        Canned::raw(""),
        Canned::raw(format!(
            "HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\n{}",
            "<html>.."
        )),
    ]
}

#[test]
fn the_key_is_found_nowhere_else() {
    let home = Home::new();
    let other = Canned::json("200 OK", "{}");
    let apis = apis(&other.url);
    for api in &apis {
        for args in COMMANDS {
            let mut command = home.with_api(&api.url, args);
            let done = run(command.args(["--max-wait", "1ms"]).current_dir(home.path()));
            for stream in [&done.stdout, &done.stderr] {
                assert!(!stream.contains(KEY), "{args:?}: {stream}");
            }
        }
        assert!(api.requests().iter().any(|request| request.contains(KEY)));
    }
    assert!(
        other
            .requests()
            .iter()
            .all(|request| !request.contains(KEY))
    );
    let mut all = Vec::new();
    files(home.path(), &mut all);
    for file in all {
        let bytes = std::fs::read(&file).expect("readable");
        let found = bytes
            .windows(KEY.len())
            .any(|window| window == KEY.as_bytes());
        assert!(!found, "{}", file.display());
    }
}
