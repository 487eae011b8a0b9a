//! `chirp api`, and what the client makes of answers good and bad.

use std::io::Write;
use std::process::Stdio;

use crate::support::{Canned, Home, KEY, run};

#[test]
fn any_request_can_be_sent_and_its_answer_comes_as_it_is() {
    let answer = r#"{"z":1,"a":123456789012345678901234567890.10}"#;
    let api = Canned::json("200 OK", answer);
    let home = Home::new();
    let send = |args: &[&str]| {
        let done = run(&mut home.with_api(&api.url, &[&["api"], args].concat())).code(0);
        (done.stdout, api.requests().pop().expect("it was sent"))
    };
    let (out, request) = send(&["GET", "/v1/x?a=1", "b=c d", "n:=2"]);
    assert_eq!(out.trim_end(), answer);
    assert!(request.starts_with("GET /v1/x?a=1&b=c+d&n=2 "), "{request}");
    let (_, request) = send(&["post", "v1/x", "a=1", "b:=[1.50]"]);
    assert!(request.starts_with("POST /v1/x "), "{request}");
    assert!(request.ends_with(r#"{"a":"1","b":[1.50]}"#), "{request}");
    let file = home.path().join("body.json");
    std::fs::write(&file, "{\"n\": 1.50}\n").expect("written");
    let name = file.to_str().expect("UTF-8");
    let (_, request) = send(&["PUT", "/v1/x", "--input", name]);
    assert!(request.ends_with("\r\n{\"n\": 1.50}"), "{request}");
    let mut command = home.with_api(&api.url, &["api", "PATCH", "/v1/x", "--input", "-"]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("runs");
    child
        .stdin
        .take()
        .expect("piped")
        .write_all(b"[true]")
        .expect("read");
    assert!(child.wait().expect("ends").success());
    assert!(api.requests().pop().expect("sent").ends_with("\r\n[true]"));
}

#[test]
fn what_is_not_json_comes_unchanged_and_odd_paths_are_refused() {
    let home = Home::new();
    let api = Canned::raw("HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\nplain \x00\n");
    let done = run(&mut home.with_api(&api.url, &["api", "GET", "/health"])).code(0);
    assert_eq!(done.stdout, "plain \x00\n");
    for args in [
        &["GET", "https://evil.example/v1"][..],
        &["GET", "/v1/../x"],
        &["BREW", "/v1/x"],
        &["POST", "/v1/x", "a:=1", "--input", "-"],
        &["POST", "/v1/x", "--input", "/nonexistent"],
    ] {
        run(&mut home.with_api(&api.url, &[&["api"], args].concat())).code(2);
    }
    assert_eq!(api.requests().len(), 1);
}

#[test]
fn bad_answers_have_their_codes_and_changes_are_sent_once() {
    let home = Home::new();
    let html = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 6\r\n\r\n<html>";
    let cut = "HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{\"id\":";
    let huge = "HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n{}";
    let empty = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
    for (answer, get, post) in [
        (html, 6, 7),
        (cut, 6, 7),
        (huge, 6, 7),
        (empty, 6, 7),
        ("garbage\r\n\r\n", 6, 7),
        ("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n7\n", 6, 7),
        (
            "HTTP/1.1 302 Found\r\nlocation: http://evil.example/\r\ncontent-length: 0\r\n\r\n",
            1,
            1,
        ),
        ("HTTP/1.1 409 Conflict\r\ncontent-length: 2\r\n\r\n{}", 1, 1),
        ("HTTP/1.1 500 Oops\r\ncontent-length: 900\r\n\r\n<htm", 6, 6),
        ("HTTP/1.1 502 Oops\r\ncontent-length: 0\r\n\r\n", 6, 7),
        ("HTTP/1.1 504 Late\r\ncontent-length: 2\r\n\r\n{}", 6, 7),
        ("HTTP/1.1 524 Late\r\ncontent-length: 0\r\n\r\n", 6, 7),
        ("HTTP/1.1 408 Late\r\ncontent-length: 0\r\n\r\n", 1, 1),
    ] {
        let api = Canned::raw(answer);
        let done = run(&mut home.with_api(&api.url, &["calls", "get", "call_1"]));
        assert_eq!(done.code, Some(get), "GET {answer:?}: {}", done.stderr);
        let api = Canned::raw(answer);
        let done = run(&mut home.with_api(&api.url, &["calls", "answer", "call_1"]));
        assert_eq!(done.code, Some(post), "POST {answer:?}: {}", done.stderr);
        assert_eq!(api.requests().len(), 1, "{answer:?}");
    }
}

#[test]
fn rate_limits_are_waited_for_within_bounds() {
    let home = Home::new();
    let limited = |after: &str| {
        let body = r#"{"error":"slow down"}"#;
        Canned::raw(format!(
            "HTTP/1.1 429 Too Many\r\nretry-after: {after}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        ))
    };
    for after in [
        "120",
        "99999999999999999999",
        "18446744073709551615",
        "Fri, 31 Dec 2100 00:00:00 GMT",
    ] {
        let api = limited(after);
        let mut command = home.with_api(&api.url, &["calls", "answer", "call_1", "--json"]);
        let done = run(command.args(["--max-wait", "1s"])).code(5);
        assert!(done.stderr.contains("slow down") && done.stderr.contains("\"status\":429"));
        assert!(api.requests().len() <= 4);
    }
    for after in ["0", "Sun, 06 Nov 1994 08:49:37 GMT"] {
        let api = limited(after);
        let mut command = home.with_api(&api.url, &["calls", "get", "call_1"]);
        run(command.args(["--max-wait", "2s"])).code(5);
        assert!(api.requests().len() <= 4, "{after}");
    }
    let api = limited("1");
    let done = run(home
        .with_api(&api.url, &["calls", "answer", "call_1"])
        .args(["--max-wait", "1s"]))
    .code(5);
    assert!(
        done.stderr.contains("rate limited, trying again in 1 s"),
        "{}",
        done.stderr
    );
    assert_eq!(api.requests().len(), 2);
}

#[test]
fn an_interrupted_change_says_that_it_may_have_taken_effect() {
    let home = Home::new();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("bound"));
    for (args, told) in [
        (&["calls", "answer", "call_1"][..], "may have taken effect"),
        (&["calls", "get", "call_1"], "interrupted"),
        (&["simulate", "call"], "may have taken effect"),
        (&["simulate", "redeliver", "dlv_1"], "may have taken effect"),
        (&["simulate", "deliveries"], "interrupted"),
    ] {
        let running = crate::support::start(&mut home.with_api(&url, args));
        let (mut stream, _) = listener.accept().expect("it connects");
        let mut head = [0; 64];
        std::io::Read::read_exact(&mut stream, &mut head).expect("it sends");
        running.signal("INT");
        let (code, _, stderr) = running.finish();
        assert_eq!(code, Some(130), "{stderr}");
        assert!(stderr.contains(told), "{stderr}");
        let asks_only = matches!(args[1], "get" | "deliveries");
        assert_eq!(stderr.contains("may have"), !asks_only, "{stderr}");
    }
}

#[test]
fn the_trace_shows_the_exchange_without_secrets() {
    let answer = r#"{"token":"SIGNEDTOKEN","expiresAt":1}"#;
    let api = Canned::json("200 OK", answer);
    let home = Home::new();
    let args = ["tokens", "create", "--room", "r", "--identity", "i", "-v"];
    let done = run(&mut home.with_api(&api.url, &args)).code(0);
    assert!(
        done.stderr.contains("> POST http://127.0.0.1:"),
        "{}",
        done.stderr
    );
    assert!(
        done.stderr.contains("> authorization: [redacted]"),
        "{}",
        done.stderr
    );
    assert!(done.stderr.contains("< HTTP 200 after "), "{}", done.stderr);
    assert!(!done.stderr.contains("SIGNEDTOKEN") && !done.stderr.contains(KEY));
    let echo = format!(r#"{{"error":{{"message":"Invalid API key {KEY}"}}}}"#);
    let api = Canned::json("401 Unauthorized", &echo);
    let done = run(&mut home.with_api(&api.url, &["calls", "list", "-v", "--json"])).code(4);
    assert!(!done.stderr.contains(KEY), "{}", done.stderr);
    assert!(
        done.stderr.contains("Invalid API key [key]"),
        "{}",
        done.stderr
    );
}

#[test]
fn a_firewall_does_not_reject_the_key() {
    let home = Home::new();
    for (body, code, message) in [
        ("Blocked by policy 7", 1, "HTTP 403: Blocked by policy 7"),
        ("<html>\n<title>Forbidden</title>", 1, "HTTP 403: Forbidden"),
        (
            r#"{"title":"Denied","detail":"by rule 7"}"#,
            1,
            "HTTP 403: by rule 7",
        ),
        (r#"{"message":"no route"}"#, 1, "HTTP 403: no route"),
        (r#"{"errors":[{"message":"first"}]}"#, 1, "HTTP 403: first"),
        (
            r#"{"error":{"type":"x","message":"bad key"}}"#,
            4,
            "bad key",
        ),
        (r#"{"error":"bad key"}"#, 4, "bad key"),
    ] {
        let api = Canned::raw(format!(
            "HTTP/1.1 403 No\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        ));
        let done = run(&mut home.with_api(&api.url, &["calls", "get", "call_1"])).code(code);
        assert!(done.stderr.contains(message), "{body}: {}", done.stderr);
    }
}

#[test]
fn of_a_repeated_key_the_last_value_counts() {
    let home = Home::new();
    let call = r#"{"id":"call_0","id":"call_1","status":"ringing","status":"completed"}"#;
    let api = Canned::json("200 OK", call);
    let done = run(&mut home.with_api(&api.url, &["calls", "get", "call_1"])).code(0);
    assert!(done.stdout.contains("completed"), "{}", done.stdout);
    assert!(!done.stdout.contains("call_0"), "{}", done.stdout);
    let list = format!(r#"{{"data":[],"data":[{call}],"totalCount":9,"totalCount":1}}"#);
    let api = Canned::json("200 OK", &list);
    let done = run(&mut home.with_api(&api.url, &["calls", "list"])).code(0);
    assert!(done.stdout.starts_with("call_1\t"), "{}", done.stdout);
    let api = Canned::json("201 Created", call);
    run(&mut home.with_api(&api.url, &["calls", "answer", "call_1"])).code(0);
}

#[test]
fn a_resource_must_be_in_the_answer_that_creates_it() {
    let home = Home::new();
    let api = Canned::raw("HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n");
    let create = [
        "calls",
        "create",
        "--from",
        "+15551234567",
        "--to",
        "+15557654321",
    ];
    let done = run(&mut home.with_api(&api.url, &create)).code(7);
    assert!(
        done.stderr.contains("HTTP 204 without a body"),
        "{}",
        done.stderr
    );
    run(&mut home.with_api(&api.url, &["calls", "hangup", "call_1"])).code(0);
}

#[test]
fn a_list_that_ends_short_says_what_is_missing() {
    let home = Home::new();
    for (answer, message) in [
        (
            r#"{"data":[],"totalCount":500}"#,
            "ended after 0 of 500 items",
        ),
        (r#"{"data":[],"totalCount":-1}"#, "totalCount is -1"),
        (r#"{"data":[],"totalCount":1e30}"#, "totalCount is 1000000"),
    ] {
        let api = Canned::json("200 OK", answer);
        for format in ["json", "jsonl", "plain"] {
            let args = ["calls", "list", "--all", "-o", format];
            let done = run(&mut home.with_api(&api.url, &args)).code(6);
            assert!(done.stderr.contains(message), "{}", done.stderr);
        }
    }
    let api = Canned::json("200 OK", r#"{"data":[],"totalCount":0}"#);
    run(&mut home.with_api(&api.url, &["calls", "list", "--all"])).code(0);
}

#[test]
fn an_answer_that_is_too_large_is_fetched_once() {
    let home = Home::new();
    let mut answer = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n\"".to_vec();
    answer.resize(64 * 1024 * 1024 + 1024, b'x');
    let api = Canned::raw(answer);
    let done = run(&mut home.with_api(&api.url, &["calls", "get", "call_1"])).code(6);
    assert!(done.stderr.contains("64 MiB"), "{}", done.stderr);
    assert_eq!(api.requests().len(), 1);
}
