//! `chirp calls watch`: a line a change, and an exit code by how the call ended.

use std::net::TcpListener;

use serde_json::Value;

use crate::listen::listen;
use crate::support::{Canned, Done, Home, run, sandbox, start};

fn call(status: &str) -> Canned {
    let call = format!(
        r#"{{"id":"call_1","status":"{status}","direction":"inbound","duration":65,"endReason":"hang\\tup","future":1e999}}"#
    );
    Canned::json("200 OK", &call)
}

#[test]
fn the_exit_code_says_how_the_call_ended() {
    let home = Home::new();
    for (status, code) in [
        ("completed", 0),
        ("failed", 1),
        ("busy", 1),
        ("no_answer", 1),
        ("canceled", 1),
    ] {
        let api = call(status);
        let done = run(&mut home.with_api(&api.url, &["calls", "watch", "call_1"])).code(code);
        assert!(done.stdout.contains(status), "{}", done.stdout);
        assert!(
            done.stdout.trim_end().ends_with("1m 05s, hang\\tup"),
            "{}",
            done.stdout
        );
        assert_eq!(done.stdout.lines().count(), 1);
        assert_eq!(api.requests().len(), 1);
    }
    let none = Canned::json("404 Not Found", "{}");
    run(&mut home.with_api(&none.url, &["calls", "watch", "call_1"])).code(3);
}

#[test]
fn json_keeps_the_record_as_it_came() {
    let (home, api) = (Home::new(), call("completed"));
    let done = run(&mut home.with_api(&api.url, &["calls", "watch", "call_1", "--json"])).code(0);
    assert!(
        done.stdout.starts_with(r#"{"type":"status","at":""#),
        "{}",
        done.stdout
    );
    assert!(
        done.stdout.ends_with("\"future\":1e999}}\n"),
        "{}",
        done.stdout
    );
}

#[test]
fn watching_ends_on_request_and_the_call_goes_on() {
    let (home, api) = (Home::new(), call("ringing"));
    let args = ["calls", "watch", "call_1", "--max-duration", "100ms"];
    let done = run(&mut home.with_api(&api.url, &args)).code(6);
    assert!(done.stderr.contains("it is ringing"), "{}", done.stderr);
    let watch = start(&mut home.with_api(&api.url, &["calls", "watch", "call_1", "--json"]));
    assert!(watch.line().contains(r#""status":"ringing""#));
    watch.signal("INT");
    assert_eq!(watch.finish().0, Some(130));
}

#[test]
fn changes_are_told_as_the_journal_has_them() {
    let home = Home::new();
    let api = sandbox(&home, &["--speed", "20x"]);
    let listener = listen(&home, &[]);
    let url = format!("http://{}", listener.address);
    let args = ["webhooks", "create", "--all-events", "--url", &url];
    run(&mut api.chirp(&home, &args)).code(0);
    let call = api
        .call("POST", "/_sandbox/calls", r#"{"hangupAfter":20}"#)
        .json();
    let id = call["id"].as_str().unwrap();
    let watch = start(&mut api.chirp(&home, &["calls", "watch", "@last", "--json"]));
    let first = watch.json();
    assert_eq!(
        (first["type"].as_str(), first["callId"].as_str()),
        (Some("status"), Some(id))
    );
    run(&mut api.chirp(&home, &["calls", "answer", id])).code(0);
    let (code, lines, _) = watch.finish();
    assert_eq!(code, Some(0));
    let lines: Vec<Value> = lines
        .iter()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let told: Vec<&str> = lines
        .iter()
        .filter_map(|line| line["event"].as_str().or(line["status"].as_str()))
        .collect();
    assert!(
        told.contains(&"calls.answered") && told.contains(&"calls.completed"),
        "{told:?}"
    );
    assert_eq!(told.last(), Some(&"completed"));
    listener.stop();
}

/// Watches with little patience. Without it, --max-duration would end the run, with other words.
fn impatient(home: &Home, url: &str) -> Done {
    let args = ["calls", "watch", "call_1", "--timeout", "400ms"];
    let args = [&args[..], &["--max-duration", "4s"]].concat();
    let done = run(&mut home.with_api(url, &args)).code(6);
    assert!(!done.stderr.contains("has not ended"), "{}", done.stderr);
    assert_eq!(done.stdout, "", "{}", done.stderr);
    done
}

#[test]
fn an_api_that_tells_no_status_is_given_up_in_time() {
    let home = Home::new();
    for (status, body, shown) in [
        ("200 OK", "{}", "no status: {};"),
        ("204 No Content", "", "no status: {};"),
        (
            "200 OK",
            r#"{"id":"call_1","status":7,"x":"\u001b"}"#,
            "\\u001b",
        ),
        ("200 OK", r#"{"status":""}"#, "no status"),
    ] {
        let done = impatient(&home, &Canned::json(status, body).url);
        assert!(done.stderr.contains(shown), "{}", done.stderr);
        assert_eq!(done.stderr.matches("warning:").count(), 1);
        let end = "error: the API has told no status of call_1 for 0.4 s\nhint: chirp api GET";
        assert!(done.stderr.contains(end), "{}", done.stderr);
    }
    for (status, body, named) in [
        ("200 OK", "[]", "found a list"),
        ("200 OK", "<html>", "not JSON"),
    ] {
        let done = impatient(&home, &Canned::json(status, body).url);
        let last = done.stderr.rfind("error:").map(|at| &done.stderr[at..]);
        assert!(last.unwrap().contains(named), "{}", done.stderr);
    }
    impatient(&home, &Canned::json("500 Error", "{}").url);
    impatient(&home, &Canned::raw("").url);
    // Takes connections and never answers.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let done = impatient(&home, &url);
    assert!(done.stderr.contains("told no status"), "{}", done.stderr);
}

#[test]
fn what_the_api_asks_to_wait_is_no_silence() {
    let home = Home::new();
    let api = Canned::raw(
        "HTTP/1.1 429 Too Many\r\nretry-after: 1\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}",
    );
    let args = ["calls", "watch", "call_1", "--timeout", "400ms"];
    let args = [&args[..], &["--max-wait", "1s"]].concat();
    run(&mut home.with_api(&api.url, &args)).code(5);
    assert_eq!(api.requests().len(), 2);
}
