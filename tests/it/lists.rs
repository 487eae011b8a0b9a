//! Long lists: read page by page, as far as somebody reads them.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::{Home, KEY, run};

const TOTAL: u64 = 100_000;

/// An API with a list of a hundred thousand calls; counts requests. `head` is put into each answer.
fn long_list(head: &'static str) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("bound"));
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
            loop {
                let mut line = String::new();
                if reader.read_line(&mut line).unwrap_or(0) == 0 {
                    break;
                }
                let number = |name: &str| {
                    let value = line
                        .split(['?', '&', ' '])
                        .find_map(|p| p.strip_prefix(name));
                    value.and_then(|value| value.parse::<u64>().ok())
                };
                let (limit, offset) = (
                    number("limit=").unwrap_or(20),
                    number("offset=").unwrap_or(0),
                );
                while reader.read_line(&mut line).unwrap_or(0) > 2 {}
                counted.fetch_add(1, Ordering::SeqCst);
                let items: Vec<String> = (offset..TOTAL.min(offset + limit))
                    .map(|n| format!(r#"{{"id":"call_{n}","status":"completed","n":1.50}}"#))
                    .collect();
                let body = format!(r#"{{"data":[{}],"totalCount":{TOTAL}}}"#, items.join(","));
                let length = body.len();
                let answer =
                    format!("HTTP/1.1 200 OK\r\n{head}content-length: {length}\r\n\r\n{body}");
                if stream.write_all(answer.as_bytes()).is_err() {
                    break;
                }
            }
        }
    });
    (url, count)
}

#[test]
fn head_ends_a_long_list_at_once_and_quietly() {
    let home = Home::new();
    for format in ["jsonl", "plain"] {
        let (url, count) = long_list("");
        let mut list = home.with_api(&url, &["calls", "list", "--all", "-o", format]);
        let mut child = list
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("runs");
        let stdout = child.stdout.take().expect("piped");
        let head = Command::new("head")
            .arg("-1")
            .stdin(stdout)
            .output()
            .expect("head runs");
        let ended = child.wait_with_output().expect("it ends");
        assert!(String::from_utf8_lossy(&head.stdout).contains("call_0"));
        assert_eq!((ended.status.code(), ended.stderr.len()), (Some(0), 0));
        assert!(count.load(Ordering::SeqCst) < 100, "it read on and on");
    }
}

#[test]
fn all_of_it_comes_once_each() {
    let home = Home::new();
    let (url, count) = long_list("");
    let done = run(&mut home.with_api(&url, &["calls", "list", "--all", "-o", "jsonl"])).code(0);
    assert_eq!(done.stdout.lines().count() as u64, TOTAL);
    assert!(
        done.stdout
            .ends_with("{\"id\":\"call_99999\",\"status\":\"completed\",\"n\":1.50}\n")
    );
    assert_eq!(count.load(Ordering::SeqCst) as u64, TOTAL / 100);
    let some = ["calls", "list", "--limit", "250", "--json"];
    let list = run(&mut home.with_api(&url, &some)).code(0).json();
    assert_eq!(list["data"].as_array().map(Vec::len), Some(250));
    assert_eq!(list["totalCount"], TOTAL);
}

#[test]
fn bulk_work_waits_for_the_next_window() {
    let home = Home::new();
    let head = "x-ratelimit-limit: 120\r\nx-ratelimit-remaining: 3\r\nx-ratelimit-reset: 784111779\r\ndate: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
    let (url, _) = long_list(head);
    let some = ["calls", "list", "--limit", "150", "-o", "jsonl"];
    let done = run(&mut home.with_api(&url, &some)).code(0);
    let told = "the rate limit is used up, trying again in 2 s";
    assert!(done.stderr.contains(told), "{}", done.stderr);
    assert!(!done.stderr.contains(KEY));
}
