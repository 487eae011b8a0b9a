//! `chirp recordings` against a socket that records bytes.

use crate::support::{Canned, Home, run};
use crate::target::Handler;

const RECORDING: &str = r#"{"id":"call_rec_1","callId":"call_1","status":"completed","format":"mp4","duration":65,"fileUrl":"https://s.example/1?sig=x","fileSize":1048576,"createdAt":"2026-04-13T12:00:00Z","future":1e400}"#;

#[test]
fn list_get_and_delete_ask_the_documented_paths() {
    let home = Home::new();
    let list = Canned::json(
        "200 OK",
        &format!(r#"{{"data":[{RECORDING}],"totalCount":1}}"#),
    );
    let done = run(&mut home.with_api(&list.url, &["recordings", "list", "call_1"])).code(0);
    assert_eq!(
        done.stdout,
        "call_rec_1\tcompleted\tmp4\t65\t1048576\t2026-04-13T12:00:00Z\n"
    );
    assert!(list.requests()[0].starts_with("GET /v1/calls/call_1/recordings"));

    let get = Canned::json("200 OK", RECORDING);
    let args = ["recordings", "get", "call_rec_1", "--json"];
    let done = run(&mut home.with_api(&get.url, &args)).code(0);
    assert_eq!(done.stdout.trim_end(), RECORDING);
    assert!(get.requests()[0].starts_with("GET /v1/calls/recordings/call_rec_1 "));

    let gone = Canned::json("200 OK", r#"{"message":"Recording deleted"}"#);
    let args = ["recordings", "delete", "call_rec_1"];
    run(&mut home.with_api(&gone.url, &args)).code(2);
    assert!(gone.requests().is_empty());
    run(&mut home.with_api(&gone.url, &[&args[..], &["--yes"]].concat())).code(0);
    assert!(gone.requests()[0].starts_with("DELETE /v1/calls/recordings/call_rec_1 "));
}

#[test]
fn downloading_all_keeps_to_the_rate_limit_instead_of_running_into_it() {
    let home = Home::new();
    let api = Handler::start(|post, count| {
        let body = match post.head.contains("/recordings") {
            true => r#"{"data":[],"totalCount":0}"#,
            false => r#"{"data":[{"id":"call_1"},{"id":"call_2"}],"totalCount":2}"#,
        };
        let left = if count == 1 { 3 } else { 100 };
        let length = body.len();
        Some(format!(
            "HTTP/1.1 200 OK\r\nx-ratelimit-limit: 120\r\nx-ratelimit-remaining: {left}\r\nx-ratelimit-reset: 784111779\r\ndate: Sun, 06 Nov 1994 08:49:37 GMT\r\ncontent-length: {length}\r\n\r\n{body}"
        ))
    });
    let base = api.url.trim_end_matches("/hook");
    let all = ["recordings", "download", "--all"];
    let done = run(&mut home.with_api(base, &all)).code(0);
    let told = "the rate limit is used up, trying again in 2 s";
    assert_eq!(done.stderr.matches(told).count(), 1, "{}", done.stderr);
    assert_eq!(api.posts(3).len(), 3);
}
