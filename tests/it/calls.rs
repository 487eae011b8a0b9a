//! `chirp calls create|list|get|end`, and choosing a call without its id.

use crate::listen::listen;
use crate::support::{Canned, Home, run};

const CALL: &str = r#"{"id":"call_1","status":"ringing","direction":"inbound","fromAddress":"+15551234567","createdAt":"2026-04-13T12:00:00Z","x":0.10}"#;

fn list_of(items: &str) -> Canned {
    Canned::json("200 OK", &format!(r#"{{"data":[{items}],"totalCount":1}}"#))
}

#[test]
fn create_sends_the_fields_and_keeps_the_text_of_numbers() {
    let api = Canned::json("201 Created", CALL);
    let home = Home::new();
    let ends = ["calls", "create", "--from", "+15551234567", "--to", "bob"];
    let more = [
        "--to-channel",
        "webrtc",
        "--metadata",
        "order=42",
        "--metadata",
        "n:=1.50",
    ];
    let args = [&ends[..], &more, &["--json"]].concat();
    let done = run(&mut home.with_api(&api.url, &args)).code(0);
    assert_eq!(done.stdout.trim_end(), CALL);
    let request = api.requests().remove(0);
    assert!(
        request.starts_with("POST /v1/calls HTTP/1.1\r\n"),
        "{request}"
    );
    assert!(
        request.ends_with(
            r#"{"from":"+15551234567","to":"bob","toChannel":"webrtc","metadata":{"order":"42","n":1.50}}"#
        ),
        "{request}"
    );
}

#[test]
fn what_breaks_a_rule_is_said_before_sending() {
    let api = Canned::json("201 Created", CALL);
    let home = Home::new();
    let create = |more: &[&str]| {
        let base = ["calls", "create", "--from", "+15551234567"];
        run(&mut home.with_api(&api.url, &[&base, more].concat()))
    };
    for (args, rule) in [
        (&["--to", "5551234567"][..], "E.164"),
        (
            &["--to", "bob", "--to-channel", "webrt"],
            "did you mean webrtc?",
        ),
        (&["--to", "+15559876543", "--metadata", "{\"a\":"], "JSON"),
        (&["--to", "+15559876543", "--metadata", "order"], "key=text"),
        (&[], "--to is missing"),
    ] {
        let done = create(args).code(2);
        assert!(done.stderr.contains(rule), "{args:?}: {}", done.stderr);
    }
    assert!(api.requests().is_empty());
    create(&["--to", "5551234567", "--force"]).code(0);
}

#[test]
fn end_asks_or_takes_yes() {
    let api = Canned::json("200 OK", r#"{"message":"ended"}"#);
    let home = Home::new();
    run(&mut home.with_api(&api.url, &["calls", "end", "call_1"])).code(2);
    assert!(api.requests().is_empty());
    let done = run(&mut home.with_api(&api.url, &["calls", "end", "call_1", "--yes"])).code(0);
    assert_eq!(done.stdout, "ended call_1\n");
    assert!(api.requests()[0].starts_with("DELETE /v1/calls/call_1 "));
}

#[test]
fn an_id_of_something_else_names_the_command_that_takes_it() {
    let api = Canned::json("200 OK", CALL);
    let home = Home::new();
    for (args, hint) in [
        (
            &["calls", "get", "call_rec_1"][..],
            "chirp recordings get call_rec_1",
        ),
        (
            &["calls", "end", "call_vm_1", "--yes"],
            "chirp voicemails delete call_vm_1",
        ),
        (&["calls", "answer", "whk_1"], "chirp webhooks get whk_1"),
        (&["calls", "get", "../webhooks"], "an id cannot contain"),
        (&["calls", "get"], "@last"),
    ] {
        let done = run(&mut home.with_api(&api.url, args)).code(2);
        assert!(done.stderr.contains(hint), "{args:?}: {}", done.stderr);
    }
    assert!(api.requests().is_empty());
}

#[test]
fn last_is_the_newest_call_that_the_command_fits() {
    let home = Home::new();
    let call = |id: &str, status: &str, hour: u8| {
        CALL.replace("call_1", id)
            .replace("ringing", status)
            .replace("T12", &format!("T{hour}"))
    };
    let outbound = call("call_out", "ringing", 15).replace("inbound", "outbound");
    let calls = [
        outbound,
        call("call_ring", "ringing", 12),
        call("call_old", "ringing", 11),
        call("call_talk", "answered", 13),
        call("call_over", "completed", 16),
        call("call_gone", "failed", 10),
    ];
    let api = list_of(&calls.join(","));
    for (args, id, which) in [
        (
            &["calls", "answer", "@last"][..],
            "call_ring",
            "newest ringing",
        ),
        (&["calls", "reject", "@last"], "call_ring", "newest ringing"),
        (
            &["calls", "send-to-voicemail", "@last"],
            "call_ring",
            "newest ringing",
        ),
        (
            &["calls", "command", "@last", "answer"],
            "call_ring",
            "newest ringing",
        ),
        (&["calls", "hangup", "@last"], "call_out", "newest live"),
        (&["calls", "hold", "@last", "-q"], "call_out", "newest live"),
        (
            &["calls", "command", "@last", "hangup"],
            "call_out",
            "newest live",
        ),
        (&["calls", "get", "@last", "--json"], "call_over", "newest"),
        (&["recordings", "list", "@last"], "call_over", "newest"),
    ] {
        let before = api.requests().len();
        let done = run(&mut home.with_api(&api.url, args));
        let told = format!("{id} ({which})");
        assert_eq!(done.stderr.lines().next(), Some(told.as_str()), "{args:?}");
        let requests = api.requests().split_off(before);
        assert!(
            requests[0].starts_with("GET /v1/calls?limit=100 "),
            "{requests:?}"
        );
        assert!(
            requests[1].contains(&format!("/v1/calls/{id}")),
            "{requests:?}"
        );
    }
}

#[test]
fn last_is_not_found_where_no_call_fits() {
    let home = Home::new();
    let none = list_of(&CALL.replace("ringing", "completed"));
    let done = run(&mut home.with_api(&none.url, &["calls", "hangup", "@last"])).code(3);
    assert!(done.stderr.contains("no call is ringing or active"));
    let done = run(&mut home.with_api(&none.url, &["calls", "answer", "@last"])).code(3);
    assert!(done.stderr.contains("no inbound call is ringing"));
    let dry = ["calls", "hangup", "@last", "--dry-run"];
    run(&mut home.with_api(&none.url, &dry)).code(2);
    assert_eq!(none.requests().len(), 2);
}

#[test]
fn last_may_be_a_call_that_only_the_journal_has_seen() {
    let home = Home::new();
    let listener = listen(&home, &[]);
    for (number, name, call) in [
        (1, "calls.initiated", "call_1"),
        (2, "calls.initiated", "call_over"),
        (3, "calls.completed", "call_over"),
    ] {
        let body = format!(
            r#"{{"event":"{name}","eventId":"evt_{number}","data":{{"call":{{"id":"{call}"}}}}}}"#
        );
        assert_eq!(listener.post(body.as_bytes()), 200);
    }
    listener.stop();
    // Read as a list it is empty, read as a call it rings.
    let both = CALL.replace('{', r#"{"data":[],"totalCount":0,"#);
    let api = Canned::json("200 OK", &both);
    let done = run(&mut home.with_api(&api.url, &["calls", "answer", "@last"])).code(0);
    assert!(!done.stdout.is_empty());
    let requests = api.requests();
    assert_eq!(requests.len(), 3, "list, look, answer: {requests:?}");
    assert!(requests[1].starts_with("GET /v1/calls/call_1 "));
    assert!(requests[2].starts_with("POST /v1/calls/call_1/commands "));
}

#[test]
fn a_list_that_repeats_itself_ends() {
    let items: Vec<String> = (0..100)
        .map(|n| format!(r#"{{"id":"call_{n}"}}"#))
        .collect();
    let body = format!(r#"{{"data":[{}],"totalCount":1000}}"#, items.join(","));
    let api = Canned::json("200 OK", &body);
    let home = Home::new();
    let done =
        run(&mut home.with_api(&api.url, &["calls", "list", "--all", "-o", "jsonl"])).code(6);
    assert_eq!(done.stdout.lines().count(), 100);
    assert!(done.stderr.contains("repeats itself"), "{}", done.stderr);
    let limited = [
        "calls", "list", "--limit", "3", "--status", "busy", "--json",
    ];
    let done = run(&mut home.with_api(&api.url, &limited)).code(0);
    assert_eq!(done.json()["data"].as_array().map(Vec::len), Some(3));
}

#[test]
fn a_command_line_that_cannot_be_read_is_json_where_json_is_asked_for() {
    let home = Home::new();
    for args in [
        &["calls", "lst", "--json"][..],
        &["-o", "jsonl", "calls", "list", "--limit", "0"],
        &["calls", "get", "a/b", "--jq", "."],
    ] {
        let done = run(&mut home.chirp(args)).code(2);
        let error: serde_json::Value = serde_json::from_str(&done.stderr).expect("one object");
        assert_eq!(error["error"]["kind"], "usage");
        assert!(error["error"]["hint"].is_string(), "{error}");
        assert!(done.stdout.is_empty());
    }
}

#[test]
fn an_answer_that_makes_no_sense_is_not_shown_as_if_it_did() {
    let home = Home::new();
    let get: &[&str] = &["calls", "get", "call_1"];
    let list: &[&str] = &["calls", "list"];
    let answer: &[&str] = &["calls", "answer", "call_1"];
    let token: &[&str] = &["tokens", "create", "--room", "r", "--identity", "i"];
    let table = [
        (get, "[]", 6, "expected an object, found a list"),
        (get, r#"["call_1"]"#, 6, "expected an object, found a list"),
        (get, "null", 6, "expected an object, found null"),
        (
            list,
            "{}",
            6,
            "expected a list in data, found an object without one",
        ),
        (list, r#"{"data":null}"#, 6, "expected a list in data"),
        (
            list,
            r#"{"data":[1,{}],"totalCount":2}"#,
            0,
            "warning: 2 items have no documented field",
        ),
        (get, "{}", 0, "nothing that is documented: {}"),
        (answer, "{}", 0, "warning: the API said yes, but nothing"),
        (
            answer,
            "[]",
            7,
            "expected an object, found a list; the request was sent",
        ),
        (token, r#"{"jwt":"x"}"#, 0, "nothing that is documented"),
    ];
    for (args, body, code, said) in table {
        let api = Canned::json("200 OK", body);
        let done = run(&mut home.with_api(&api.url, args)).code(code);
        assert!(done.stderr.contains(said), "{body}: {}", done.stderr);
        let blank = done.stdout.lines().all(|line| line.ends_with('\t'));
        assert!(blank, "{body}: {}", done.stdout);
    }
    // What a webhook's headers hold stays hidden, also where nobody expected them.
    let odd = Canned::json("200 OK", r#"{"webhook":{"headers":{"X-Secret":"hush"}}}"#);
    let done = run(&mut home.with_api(&odd.url, &["webhooks", "get", "whk_1"])).code(0);
    assert!(!done.stderr.contains("hush"), "{}", done.stderr);
    // For programs it stays what the server sent.
    let api = Canned::json("200 OK", "{}");
    let done = run(&mut home.with_api(&api.url, &[get, &["--json"]].concat())).code(0);
    assert_eq!(done.stdout, "{}\n");
}
