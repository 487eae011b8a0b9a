//! `chirp simulate load` against handlers that are fast, silent, and wrong.

use serde_json::json;

use crate::handler::{command, handler};
use crate::support::{Canned, Home, Sandbox, run, sandbox};

/// A handler that sends `body` as the command of each inbound call.
fn commander(api: &Sandbox, body: &'static str) -> String {
    let (url, key) = (api.url.clone(), api.key.clone());
    handler(move |_, event| {
        if event["event"] == "calls.initiated" {
            let call = event["data"]["call"]["id"]
                .as_str()
                .expect("an id")
                .to_owned();
            let (url, key) = (url.clone(), key.clone());
            std::thread::spawn(move || command(&url, &key, &call, body));
        }
        "200 OK".to_owned()
    })
}

#[test]
fn a_handler_under_load_is_measured() {
    let home = Home::new();
    let api = sandbox(&home, &["--speed", "100x"]);
    let url = commander(&api, r#"{"type":"answer"}"#);
    let page = home.path().join("load.html");
    let mut load = api.chirp(
        &home,
        &["simulate", "load", "--calls", "120", "--rate", "200/s"],
    );
    load.args([
        "--to",
        &url,
        "--max-missed",
        "0",
        "--max-p99",
        "4s",
        "--json",
        "--html",
    ]);
    let done = run(load.arg(&page)).code(0);
    let report = done.json();
    assert_eq!(
        (
            &report["calls"],
            &report["missed"],
            &report["wrong"],
            &report["unacknowledged"]
        ),
        (&json!(120), &json!(0), &json!(0), &json!(0))
    );
    for kind in ["acknowledge", "command"] {
        let of = |name: &str| report[kind][name].as_f64().expect("a number");
        assert!(0.0 < of("p50Ms") && of("p50Ms") <= of("p95Ms"), "{report}");
        assert!(
            of("p95Ms") <= of("p99Ms") && of("p99Ms") <= of("maxMs"),
            "{report}"
        );
    }
    let html = std::fs::read_to_string(page).expect("the file is there");
    assert!(
        html.contains("<svg") && html.contains("120 calls"),
        "{html}"
    );
    assert_eq!(api.call("GET", "/v1/webhooks", "").json()["totalCount"], 0);
}

#[test]
fn missed_and_wrong_commands_and_slow_ones_end_with_9() {
    let home = Home::new();
    let api = sandbox(&home, &["--speed", "1000x"]);
    let load = |url: &str, flags: &[&str]| {
        let mut load = api.chirp(
            &home,
            &["simulate", "load", "--calls", "5", "--rate", "100/s"],
        );
        run(load.args(["--to", url, "--json"]).args(flags))
    };
    let silent = Canned::json("500 Oops", "{}").url;
    let done = load(&silent, &["--max-missed", "4"]).code(9);
    let report = done.json();
    assert_eq!(
        (&report["missed"], &report["unacknowledged"]),
        (&json!(5), &json!(5))
    );
    assert_eq!(report["command"]["p99Ms"], json!(null));
    assert!(
        done.stderr.contains("5 calls got no command"),
        "{}",
        done.stderr
    );
    load(&silent, &["--max-missed", "5"]).code(0);
    load(&silent, &["--max-p99", "1h"]).code(9);
    let wrong = commander(&api, r#"{"type":"unhold"}"#);
    let report = load(&wrong, &[]).code(0).json();
    assert_eq!(
        (&report["wrong"], &report["missed"]),
        (&json!(5), &json!(5))
    );
    let good = commander(&api, r#"{"type":"reject"}"#);
    let done = load(&good, &["--max-p99", "0.001ms"]).code(9);
    assert!(
        done.stderr.contains("the p99 of command is"),
        "{}",
        done.stderr
    );
}

#[test]
fn the_plan_ends_by_time_and_bad_values_are_rejected() {
    let home = Home::new();
    let api = sandbox(&home, &["--speed", "1000x"]);
    let url = commander(&api, r#"{"type":"reject"}"#);
    let mut load = api.chirp(
        &home,
        &["simulate", "load", "--rate", "50/s", "--for", "200ms"],
    );
    let report = run(load.args(["--to", &url, "-o", "plain"])).code(0);
    assert!(
        report.stdout.starts_with("calls\t10\n"),
        "{}",
        report.stdout
    );
    let mut table = api.chirp(
        &home,
        &["simulate", "load", "--calls", "3", "--rate", "50/s"],
    );
    let table = run(table.args(["--to", &url, "-o", "table"]))
        .code(0)
        .stdout;
    assert!(
        table.contains("acknowledge") && table.contains('█'),
        "{table}"
    );
    for odd in [
        ["--calls", "0"],
        ["--rate", "0"],
        ["--rate", "fast"],
        ["--for", "soon"],
        ["--max-missed", "-1"],
        ["--header", "Host=x"],
    ] {
        run(&mut api.chirp(&home, &["simulate", "load", "--to", &url, odd[0], odd[1]])).code(2);
    }
}
