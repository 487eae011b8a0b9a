//! The control API for tests (waiting, the clock, reset), its end with stdin, the log, and the OpenAPI document.

use std::io::Write;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::handler::{command, handler};
use crate::support::{Canned, Home, Sandbox, run, sandbox, start};

fn subscribe(api: &Sandbox, url: &str) -> String {
    let body = json!({ "url": url, "events": ["calls.initiated", "calls.answered"] });
    let made = api.call("POST", "/v1/webhooks", &body.to_string());
    assert_eq!(made.status, 201);
    made.json()["id"].as_str().expect("an id").to_owned()
}

fn ring(api: &Sandbox) -> String {
    let made = api.call("POST", "/_sandbox/calls", "{}");
    made.json()["id"].as_str().expect("an id").to_owned()
}

#[test]
fn await_returns_a_command_from_before_and_after_the_request() {
    let home = Home::new();
    let api = sandbox(&home, &[]);
    let (first, second) = (ring(&api), ring(&api));
    command(&api.url, &api.key, &first, r#"{"type":"answer"}"#);
    // From before the request.
    let found = api
        .send("GET", "/_sandbox/await?command=answer&timeout=5", "", "")
        .json();
    assert_eq!(
        (
            &found["type"],
            &found["command"],
            &found["callId"],
            &found["accepted"]
        ),
        (
            &json!("command"),
            &json!("answer"),
            &json!(first),
            &json!(true)
        )
    );
    // From after it, by a body; the activity from before is skipped.
    let (url, key, id) = (api.url.clone(), api.key.clone(), second.clone());
    let later = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(200));
        command(&url, &key, &id, r#"{"type":"reject"}"#);
    });
    let body = json!({ "command": "answer,reject", "after": found["seq"], "timeout": 10 });
    let found = api
        .send("POST", "/_sandbox/await", "", &body.to_string())
        .json();
    assert_eq!(
        (&found["command"], &found["callId"]),
        (&json!("reject"), &json!(second))
    );
    later.join().expect("sent");
    // A command that the sandbox refused is another thing.
    command(&api.url, &api.key, &second, r#"{"type":"hold"}"#);
    let path = format!("/_sandbox/await?command=*&state=refused&callId={second}&timeout=5");
    let found = api.send("GET", &path, "", "").json();
    assert_eq!(
        (&found["command"], &found["accepted"]),
        (&json!("hold"), &json!(false))
    );
}

#[test]
fn await_returns_a_delivery_that_the_handler_acknowledged() {
    let home = Home::new();
    let api = sandbox(&home, &[]);
    let taker = Canned::json("200 OK", "{}");
    let webhook = subscribe(&api, &taker.url);
    let call = ring(&api);
    let path = format!("/_sandbox/await?event=calls.*&call={call}&timeout=10");
    let found = api.send("GET", &path, "", "").json();
    assert_eq!(
        (
            &found["type"],
            &found["event"],
            &found["webhookId"],
            &found["state"]
        ),
        (
            &json!("event"),
            &json!("calls.initiated"),
            &json!(webhook),
            &json!("delivered")
        )
    );
    assert_eq!(
        (&found["attempts"], &found["status"]),
        (&json!(1), &json!(200))
    );
    assert_eq!(found["eventId"], json!(format!("evt_{call}_initiated")));
    assert!(found["latencyMs"].as_f64().expect("a number") > 0.0);
}

#[test]
fn await_times_out_and_rejects_what_it_cannot_wait_for() {
    let home = Home::new();
    let api = sandbox(&home, &[]);
    let start = Instant::now();
    let answer = api.send(
        "GET",
        "/_sandbox/await?event=calls.completed&timeout=0.3",
        "",
        "",
    );
    assert!(start.elapsed() >= Duration::from_millis(300));
    assert_eq!(
        (answer.status, &answer.json()["error"]["code"]),
        (408, &json!("await_timeout"))
    );
    for odd in [
        "",
        "command=answer&event=calls.*",
        "command=answer&state=delivered",
        "event=calls.*&timeout=-1",
        "event=calls.*&timeout=soon",
        "event=calls.*&after=x",
        "event=calls.*&timeout=999999",
    ] {
        let answer = api.send("GET", &format!("/_sandbox/await?{odd}"), "", "");
        assert_eq!(answer.status, 400, "{odd}");
    }
}

#[test]
fn the_clock_can_be_moved_and_frozen() {
    let home = Home::new();
    let api = sandbox(&home, &[]);
    let status = |id: &str| {
        let call = api.call("GET", &format!("/v1/calls/{id}"), "").json();
        call["status"].as_str().expect("text").to_owned()
    };
    let clock = |body: Value| {
        api.send("POST", "/_sandbox/clock", "", &body.to_string())
            .json()
    };
    let frozen = clock(json!({ "frozen": true }));
    assert_eq!(frozen["frozen"], json!(true));
    let call = ring(&api);
    assert_eq!(api.send("GET", "/_sandbox/clock", "", "").json(), frozen);
    clock(json!({ "advance": 29.9 }));
    assert_eq!(status(&call), "initiated");
    let moved = clock(json!({ "advance": 0.1 }));
    assert_eq!(status(&call), "voicemail");
    let time = |value: &Value| {
        value["now"]
            .as_str()
            .expect("text")
            .parse::<jiff::Timestamp>()
    };
    let passed = time(&moved)
        .expect("a time")
        .duration_since(time(&frozen).expect("a time"));
    assert_eq!(passed.as_millis(), 30_000);
    // Greeting, message, processing: the recording's URL is good for an hour of this clock.
    clock(json!({ "advance": 60 }));
    assert_eq!(status(&call), "completed");
    let voicemail = api.call("GET", "/v1/calls/voicemails", "").json()["data"][0].clone();
    let recording = voicemail["recordingId"].as_str().expect("an id");
    let recording = api
        .call("GET", &format!("/v1/calls/recordings/{recording}"), "")
        .json();
    let url = recording["fileUrl"].as_str().expect("a URL");
    let path = url.strip_prefix(&api.url).expect("here").to_owned();
    assert_eq!(api.send("GET", &path, "", "").status, 200);
    clock(json!({ "advance": 3601, "frozen": false }));
    assert_eq!(api.send("GET", &path, "", "").status, 403);
    assert_eq!(clock(json!({}))["frozen"], json!(false));
    for odd in [
        json!({ "advance": -1 }),
        json!({ "advance": "1h" }),
        json!({ "frozen": 1 }),
    ] {
        let answer = api.send("POST", "/_sandbox/clock", "", &odd.to_string());
        assert_eq!(answer.status, 400, "{odd}");
    }
}

#[test]
fn a_moved_clock_brings_retries_forward() {
    let home = Home::new();
    let api = sandbox(&home, &[]);
    let refusing = Canned::json("503 Busy", "{}");
    subscribe(&api, &refusing.url);
    api.send("POST", "/_sandbox/clock", "", r#"{"frozen":true}"#);
    ring(&api);
    for attempts in 1..=6 {
        api.wait_for("/_sandbox/deliveries", |page| {
            page["data"][0]["attempts"].as_array().map(Vec::len) == Some(attempts)
        });
        api.send("POST", "/_sandbox/clock", "", r#"{"advance":16}"#);
    }
    let path = "/_sandbox/await?event=calls.initiated&state=failed&timeout=10";
    let found = api.send("GET", path, "", "").json();
    assert_eq!(
        (&found["attempts"], &found["status"]),
        (&json!(6), &json!(503))
    );
}

#[test]
fn reset_restores_the_faults_and_the_clock() {
    let home = Home::new();
    let api = sandbox(&home, &["--fault", "duplicate=0.5"]);
    ring(&api);
    api.send("PUT", "/_sandbox/faults", "", r#"{"faults":"drop=1"}"#);
    api.send("POST", "/_sandbox/clock", "", r#"{"frozen":true}"#);
    assert_eq!(api.send("POST", "/_sandbox/reset", "", "").status, 200);
    let info = api.send("GET", "/_sandbox/info", "", "").json();
    assert_eq!(
        (&info["faults"], &info["calls"]["all"]),
        (&json!("duplicate=0.5"), &json!(0))
    );
    let clock = api.send("GET", "/_sandbox/clock", "", "").json();
    assert_eq!(clock["frozen"], json!(false));
}

#[test]
fn each_request_and_delivery_is_one_line_of_the_log() {
    let home = Home::new();
    let taker = Canned::json("200 OK", "{}");
    for (flags, logs) in [(&[][..], true), (&["-q"], false)] {
        let api = sandbox(&home, flags);
        subscribe(&api, &format!("{}/hook?token=hush", taker.url));
        ring(&api);
        api.send(
            "GET",
            "/_sandbox/await?event=calls.initiated&timeout=10",
            "",
            "",
        );
        assert_eq!(api.send("GET", "/v1/calls?limit=1", "", "").status, 401);
        api.process.signal("TERM");
        let (code, _, stderr) = api.process.finish();
        assert_eq!(code, Some(143), "{stderr}");
        if !logs {
            assert_eq!(stderr, "");
            continue;
        }
        let lines: Vec<&str> = stderr
            .lines()
            // After the time of day.
            .map(|line| line.split_once(' ').expect("a time").1)
            .collect();
        let starts = |start: &str| lines.iter().filter(|line| line.starts_with(start)).count();
        assert_eq!(starts("POST /v1/webhooks 201 "), 1, "{stderr}");
        assert_eq!(starts("POST /_sandbox/calls 201 "), 1, "{stderr}");
        assert_eq!(starts("GET /v1/calls 401 "), 1, "{stderr}");
        let delivery = format!("→ calls.initiated {}/hook 200 ", taker.url);
        assert_eq!(starts(&delivery), 1, "{stderr}");
        assert!(lines.iter().all(|line| line.ends_with(" ms")), "{stderr}");
        assert!(!stderr.contains("hush"), "{stderr}");
    }
}

#[test]
fn a_simulated_call_without_a_webhook_says_how_to_register_one() {
    let home = Home::new();
    let api = sandbox(&home, &[]);
    let done = run(&mut api.chirp(&home, &["simulate", "call"])).code(0);
    let hint = "chirp webhooks create --url http://127.0.0.1:3000 --all-events";
    assert!(
        done.stderr.contains("no webhook is registered") && done.stderr.contains(hint),
        "{}",
        done.stderr
    );
    let url = handler(|_, _| "200 OK".to_owned());
    subscribe(&api, &url);
    let done = run(&mut api.chirp(&home, &["simulate", "call"])).code(0);
    assert!(!done.stderr.contains("no webhook"), "{}", done.stderr);
    assert!(
        done.stderr.contains("chirp calls watch call_test_"),
        "{}",
        done.stderr
    );
}

#[test]
fn the_openapi_document_describes_every_route() {
    let home = Home::new();
    let api = sandbox(&home, &[]);
    let answer = api.send("GET", "/openapi.json", "", "");
    assert_eq!(answer.status, 200);
    let document = answer.json();
    assert!(
        document["openapi"]
            .as_str()
            .expect("text")
            .starts_with("3.1.")
    );
    let mut missing = Vec::new();
    check_references(&document, &document, &mut missing);
    assert!(missing.is_empty(), "{missing:?}");
    let paths = document["paths"].as_object().expect("paths");
    for (method, path) in crate::sandbox_access::ROUTES {
        let path = path.split('?').next().expect("a path");
        let documents = |(template, methods): (&String, &Value)| {
            fits(template, path) && methods[method.to_lowercase()].is_object()
        };
        let known = matches!(method, "HEAD" | "OPTIONS") || path == "/";
        assert!(known || paths.iter().any(documents), "{method} {path}");
    }
    for (template, methods) in paths {
        let path = template.replace("{id}", "x_1").replace("{name}", "x_1.mp4");
        for method in methods.as_object().expect("methods").keys() {
            let method = method.to_uppercase();
            let answer = api.call(&method, &path, "{}");
            assert_ne!(answer.status, 405, "{method} {template}");
        }
    }
    // What is assumed says so.
    let operation = |path: &str, method: &str| document["paths"][path][method].clone();
    for (path, method) in [
        ("/v1/webhooks", "get"),
        ("/v1/webhooks/{id}", "delete"),
        ("/v1/calls", "get"),
        ("/v1/organization/apps/{id}/calling", "get"),
        ("/v1/calls/{id}/commands", "post"),
    ] {
        let operation = operation(path, method);
        assert!(operation["x-assumed"].is_string(), "{method} {path}");
    }
    let assumed = document.to_string().matches("\"x-assumed\"").count();
    assert!(assumed >= 20, "{assumed}");
}

/// Whether a path fits a template such as `/v1/calls/{id}`.
fn fits(template: &str, path: &str) -> bool {
    let (template, path): (Vec<_>, Vec<_>) =
        (template.split('/').collect(), path.split('/').collect());
    template.len() == path.len()
        && template
            .iter()
            .zip(&path)
            .all(|(one, other)| one.starts_with('{') || one == other)
}

fn check_references(value: &Value, document: &Value, missing: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            if let Some(reference) = map.get("$ref").and_then(Value::as_str) {
                let pointer = reference.trim_start_matches('#');
                if document.pointer(pointer).is_none() {
                    missing.push(reference.to_owned());
                }
            }
            map.values()
                .for_each(|value| check_references(value, document, missing));
        }
        Value::Array(list) => list
            .iter()
            .for_each(|value| check_references(value, document, missing)),
        _ => {}
    }
}

#[test]
fn the_sandbox_stops_when_stdin_is_closed_if_asked_to() {
    let home = Home::new();
    let mut command = home.chirp(&[
        "sandbox",
        "--port",
        "0",
        "--json",
        "-q",
        "--exit-with-stdin",
    ]);
    let mut sandbox = start(command.stdin(Stdio::piped()));
    assert_eq!(sandbox.json()["type"], "ready");
    let mut stdin = sandbox.child.stdin.take().expect("piped");
    stdin.write_all(b"ignored").expect("it reads");
    assert!(sandbox.child.try_wait().expect("a child").is_none());
    drop(stdin);
    assert_eq!(sandbox.finish(), (Some(0), Vec::new(), String::new()));
    let mut command = home.chirp(&["sandbox", "--port", "0", "--exit-with-stdin", "-q"]);
    run(&mut command).code(0);
    // A signal ends it while stdin is open.
    let mut command = home.chirp(&[
        "sandbox",
        "--port",
        "0",
        "--json",
        "-q",
        "--exit-with-stdin",
    ]);
    let mut sandbox = start(command.stdin(Stdio::piped()));
    sandbox.line();
    let _stdin = sandbox.child.stdin.take();
    sandbox.signal("TERM");
    assert_eq!(sandbox.finish().0, Some(143));
}
