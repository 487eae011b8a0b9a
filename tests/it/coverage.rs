//! Every endpoint has its command, and each failure its code: against the sandbox, over a socket.

use crate::support::{Canned, Home, run, sandbox};

#[test]
fn every_endpoint_is_reached_in_the_sandbox() {
    let home = Home::new();
    let api = sandbox(&home, &["--speed", "1000x"]);
    let id = |args: &[&str]| {
        let done = run(&mut api.chirp(&home, &[args, &["--json"]].concat())).code(0);
        done.json()["id"].as_str().unwrap_or_default().to_owned()
    };
    let ok = |args: &[&str]| run(&mut api.chirp(&home, args)).code(0).stdout;
    let hook = id(&[
        "webhooks",
        "create",
        "--url",
        "https://e.example/h",
        "--all-events",
    ]);
    ok(&["webhooks", "list"]);
    ok(&["webhooks", "get", &hook]);
    let updated = ok(&[
        "webhooks",
        "update",
        &hook,
        "--event",
        "calls.failed",
        "--json",
    ]);
    assert!(
        updated.contains(r#""events":["calls.failed"]"#),
        "{updated}"
    );
    ok(&["webhooks", "delete", &hook, "--yes"]);
    run(&mut api.chirp(&home, &["webhooks", "get", &hook])).code(3);
    let pages = ok(&["calls", "list", "--all", "-o", "jsonl"]);
    let call = id(&[
        "calls",
        "create",
        "--from",
        "+15551234567",
        "--to",
        "+15559876543",
    ]);
    assert!(
        call.starts_with("call_") && !pages.contains(&call),
        "{call}"
    );
    ok(&["calls", "get", &call]);
    ok(&["recordings", "list", &call]);
    ok(&["voicemails", "list", "--unread"]);
}

#[test]
fn tokens_apps_and_raw_requests_are_reached_in_the_sandbox() {
    let home = Home::new();
    let api = sandbox(&home, &["--speed", "1000x"]);
    let ok = |args: &[&str]| run(&mut api.chirp(&home, args)).code(0).stdout;
    let token = ok(&[
        "tokens",
        "create",
        "--room",
        "r",
        "--identity",
        "i",
        "--jq",
        ".token",
    ]);
    assert!(token.trim().len() > 20, "{token}");
    let ends = [
        "calls",
        "create",
        "--from",
        "+15551234567",
        "--to",
        "+15559876543",
    ];
    let app = ok(&[&ends[..], &["--jq", ".appId"]].concat());
    let admin = |args: &[&str]| {
        let mut command = api.chirp(&home, &[&["apps", "calling"], args].concat());
        run(command.env("CHIRP_API_KEY", &api.admin_key))
            .code(0)
            .stdout
    };
    admin(&["get", app.trim()]);
    let set = [
        "set",
        app.trim(),
        "--voicemail-max-duration",
        "77",
        "--jq",
        ".voicemailMaxDuration",
    ];
    assert_eq!(admin(&set).trim(), "77");
    ok(&["api", "GET", "/v1/calls", "limit=1"]);
    ok(&["doctor"]);
}

#[test]
fn every_failure_has_its_code_and_kind() {
    let home = Home::new();
    for (status, body, code, kind) in [
        (
            "400 Bad Request",
            r#"{"error":{"message":"bad","code":"c","param":"to[0]","doc_url":"https://d"}}"#,
            1,
            "refused",
        ),
        ("401 Unauthorized", "{}", 4, "auth"),
        ("402 Payment Required", r#"{"error":"pay"}"#, 1, "refused"),
        ("403 Forbidden", "{}", 4, "auth"),
        ("404 Not Found", "<html>", 3, "not_found"),
        ("409 Conflict", "", 1, "refused"),
        ("424 Failed Dependency", "[]", 1, "refused"),
        ("429 Too Many Requests", "{}", 5, "rate_limited"),
        ("500 Internal Server Error", "null", 6, "network"),
        ("503 Service Unavailable", "{", 6, "network"),
    ] {
        let api = Canned::json(status, body);
        let args = ["calls", "answer", "call_1", "--json", "--max-wait", "1ms"];
        let done = run(&mut home.with_api(&api.url, &args)).code(code);
        let error: serde_json::Value = serde_json::from_str(&done.stderr).expect("one object");
        assert_eq!(error["error"]["kind"], kind, "{status}");
        let wanted: u16 = status[..3].parse().expect("a status");
        assert_eq!(error["error"]["status"], wanted, "{status}");
        assert_eq!(api.requests().len(), 1, "{status}: a change is sent once");
        assert!(done.stdout.is_empty());
        if wanted == 400 {
            assert_eq!(error["error"]["param"], "to[0]");
            assert_eq!(error["error"]["docUrl"], "https://d");
        }
    }
}

#[test]
fn what_is_not_found_has_the_list_as_its_hint() {
    let home = Home::new();
    let api = sandbox(&home, &[]);
    let recordings = "chirp recordings list @last, for the newest call";
    for (args, hint) in [
        (&["calls", "get", "call_1"][..], "chirp calls list"),
        (&["calls", "answer", "call_1"], "chirp calls list"),
        (&["calls", "watch", "call_1"], "chirp calls list"),
        (&["recordings", "get", "call_rec_1"], recordings),
        (&["recordings", "download", "call_rec_1"], recordings),
        (
            &["voicemails", "read", "call_vm_1"],
            "chirp voicemails list",
        ),
        (
            &["webhooks", "delete", "whk_1", "--yes"],
            "chirp webhooks list",
        ),
        (
            &["simulate", "redeliver", "dlv_1"],
            "chirp simulate deliveries",
        ),
    ] {
        let done = run(&mut api.chirp(&home, args)).code(3);
        let end = format!("\nhint: {hint}\n");
        assert!(done.stderr.ends_with(&end), "{args:?}: {}", done.stderr);
    }
    let done = run(&mut api.chirp(&home, &["calls", "get", "call_1", "--json"])).code(3);
    let error: serde_json::Value = serde_json::from_str(&done.stderr).expect("one object");
    assert_eq!(error["error"]["hint"], "chirp calls list");
    assert_eq!(error["error"]["status"], 404);
    assert!(error["error"]["docUrl"].is_string(), "{error}");
}
