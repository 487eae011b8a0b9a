//! `chirp simulate` against a running sandbox.

use serde_json::{Value, json};

use crate::support::{Canned, Home, run, sandbox};

#[test]
fn a_simulated_call_reaches_the_webhook_and_shows_in_the_log() {
    let (home, hook) = (Home::new(), Canned::json("500 Oops", "{}"));
    let api = sandbox(&home, &["--speed", "1000x"]);
    let body = json!({ "url": hook.url, "events": ["calls.initiated"] });
    assert_eq!(
        api.call("POST", "/v1/webhooks", &body.to_string()).status,
        201
    );
    // No key is set: the control API takes none.
    let simulate = |args: &[&str]| {
        let all = [&["simulate"], args, &["--json", "--api-url", &api.url]].concat();
        run(&mut home.chirp(&all))
    };
    let call = simulate(&[
        "call",
        "--from",
        "+15550009999",
        "--metadata",
        "a=b",
        "--no-voicemail",
    ])
    .code(0)
    .json();
    assert_eq!(
        (&call["direction"], &call["fromAddress"]),
        (&json!("inbound"), &json!("+15550009999"))
    );
    assert_eq!(call["metadata"], json!({ "a": "b" }));
    let failed = |page: &Value| page["data"][0]["state"] == "failed";
    let page = api.wait_for("/_sandbox/deliveries", failed);
    assert_eq!(
        page["data"][0]["attempts"].as_array().map(Vec::len),
        Some(6)
    );
    let log = simulate(&[
        "deliveries",
        "--state",
        "failed",
        "--call",
        call["id"].as_str().unwrap(),
    ])
    .code(0)
    .json();
    assert_eq!(
        (&log["totalCount"], &log["data"][0]["attempts"][5]["status"]),
        (&json!(1), &json!(500))
    );
    let id = log["data"][0]["id"].as_str().unwrap();
    assert_eq!(
        simulate(&["redeliver", id]).code(0).json()["state"],
        "pending"
    );
    let again = |page: &Value| page["data"][0]["attempts"].as_array().map(Vec::len) == Some(12);
    api.wait_for("/_sandbox/deliveries", again);
    assert_eq!(hook.requests().len(), 12);
    simulate(&["redeliver", "dlv_x"]).code(3);
    simulate(&["call", "--to", "+15550009999"]).code(1);
}

#[test]
fn simulate_speaks_to_sandboxes_only() {
    let home = Home::new();
    let done = run(&mut home.chirp(&[
        "simulate",
        "call",
        "--api-url",
        "https://api.buildwithchirp.com",
    ]))
    .code(2);
    assert!(
        done.stderr.contains("chirp sandbox starts one"),
        "{}",
        done.stderr
    );
    let done =
        run(&mut home.chirp(&["simulate", "call", "--dry-run", "--hangup-after", "1m"])).code(0);
    assert!(
        done.stdout.contains("http://127.0.0.1:4010/_sandbox/calls"),
        "{}",
        done.stdout
    );
    assert!(
        done.stdout.contains(r#"{"hangupAfter":60.0}"#),
        "{}",
        done.stdout
    );
}

#[test]
fn where_no_sandbox_runs_the_way_to_one_is_said() {
    let home = Home::new();
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", free.local_addr().expect("bound"));
    drop(free);
    for args in [
        &["simulate", "call"][..],
        &["simulate", "deliveries"],
        &["simulate", "scenario", "answered"],
    ] {
        let done = run(home
            .chirp(args)
            .args(["--api-url", &url, "--max-wait", "0"]))
        .code(6);
        let said = done.stderr.ends_with("hint: chirp sandbox starts one\n");
        assert!(said, "{args:?}: {}", done.stderr);
    }
}
