//! `chirp listen --register`: a webhook for one run, whatever ends it.

use std::net::TcpListener;

use serde_json::Value;

use crate::listen::{Listener, listen_as};
use crate::support::{Home, Sandbox, run, sandbox};

fn webhooks(api: &Sandbox) -> Vec<Value> {
    let page = api.call("GET", "/v1/webhooks", "").json();
    page["data"].as_array().expect("a list").clone()
}

/// A port that nobody uses now.
fn free_port() -> u16 {
    let socket = TcpListener::bind("127.0.0.1:0").expect("a port");
    socket.local_addr().expect("bound").port()
}

fn registered(home: &Home, api: &Sandbox, args: &[&str]) -> Listener {
    let port = free_port();
    let url = format!("http://127.0.0.1:{port}/hooks/chirp");
    let port = port.to_string();
    let all = ["listen", "--port", &port, "--json", "--register", &url];
    let listener = listen_as(api.chirp(home, &[&all[..], args].concat()));
    let start = std::time::Instant::now();
    while webhooks(api).iter().all(|hook| hook["url"] != url.as_str()) {
        assert!(start.elapsed().as_secs() < 10, "not registered");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    listener
}

#[test]
fn the_webhook_brings_events_and_goes_with_the_run() {
    let home = Home::new();
    let api = sandbox(&home, &["--speed", "100x"]);
    let listener = registered(&home, &api, &[]);
    let hook = webhooks(&api).remove(0);
    assert_eq!(hook["events"].as_array().expect("a list").len(), 12);
    let secret = hook["headers"]["x-webhook-secret"]
        .as_str()
        .expect("a secret");
    assert_eq!(secret.len(), 64);
    api.call("POST", "/_sandbox/calls", "{}");
    let event = listener.running.json();
    assert_eq!(
        (&event["type"], &event["event"]),
        (&"event".into(), &"calls.initiated".into())
    );
    // The secret is random, needed, and nowhere to be read.
    assert_eq!(
        listener.post_with("Content-Type: application/json\r\n", b"{}"),
        404
    );
    let (code, lines, stderr) = listener.stop();
    assert_eq!(code, Some(130));
    assert!(
        stderr.contains("registered http://127.0.0.1") && stderr.contains("removed whk_"),
        "{stderr}"
    );
    assert!(
        !stderr.contains(secret) && lines.iter().all(|line| !line.to_string().contains(secret))
    );
    assert!(webhooks(&api).is_empty());
    let state = std::fs::read_dir(home.path().join("state/leases")).expect("the folder");
    assert_eq!(state.count(), 0);
}

#[test]
fn what_a_crash_leaves_is_removed_at_the_next_start() {
    let home = Home::new();
    let api = sandbox(&home, &[]);
    let mut listener = registered(&home, &api, &["--no-probe"]);
    let secret = webhooks(&api)[0]["headers"]["x-webhook-secret"]
        .as_str()
        .expect("a secret")
        .to_owned();
    let lease = std::fs::read_dir(home.path().join("state/leases"))
        .expect("the folder")
        .next();
    let path = lease.expect("a lease").expect("readable").path();
    // The API has the webhook a moment before the lease has its id.
    let start = std::time::Instant::now();
    let text = loop {
        let text = std::fs::read_to_string(&path).expect("text");
        if text.contains("whk_") {
            break text;
        }
        assert!(start.elapsed().as_secs() < 10, "{text}");
        std::thread::yield_now();
    };
    listener.running.child.kill().expect("it runs");
    listener.running.child.wait().expect("it ends");
    assert_eq!(webhooks(&api).len(), 1);
    assert!(!text.contains(&secret), "{text}");
    // As after a crash between the request and its answer: found by its mark.
    let mut note: Value = serde_json::from_str(&text).expect("JSON");
    note["webhook"] = Value::Null;
    std::fs::write(&path, note.to_string()).expect("written");
    let mine = r#"{"url":"http://127.0.0.1:9/","events":["calls.busy"]}"#;
    assert_eq!(api.call("POST", "/v1/webhooks", mine).status, 201);

    let listener = listen_as(api.chirp(&home, &["listen", "--port", "0", "--json"]));
    let start = std::time::Instant::now();
    while webhooks(&api).len() > 1 {
        assert!(start.elapsed().as_secs() < 10, "still there");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    assert_eq!(webhooks(&api)[0]["url"], "http://127.0.0.1:9/");
    let (_, _, stderr) = listener.stop();
    assert!(stderr.contains("left behind by an earlier run"), "{stderr}");
    assert!(!path.exists());
}

#[test]
fn a_url_that_leads_elsewhere_is_not_registered() {
    let home = Home::new();
    let api = sandbox(&home, &[]);
    let elsewhere = format!("{}/v1/nothing", api.url);
    let done =
        run(&mut api.chirp(&home, &["listen", "--port", "0", "--register", &elsewhere])).code(6);
    assert!(
        done.stderr.contains("does not lead here")
            && done.stderr.contains("nothing was registered"),
        "{}",
        done.stderr
    );
    assert!(webhooks(&api).is_empty());
    let http = ["listen", "--port", "0", "--register", "http://e.example/"];
    run(&mut api.chirp(&home, &http)).code(2);
    run(&mut home.chirp(&["listen", "--port", "0", "--register", "https://e.example/"])).code(4);
}

#[test]
fn a_webhook_that_cannot_be_removed_in_time_is_named() {
    let home = Home::new();
    let api = sandbox(&home, &[]);
    let listener = registered(&home, &api, &[]);
    api.process.signal("STOP");
    let (code, _, stderr) = listener.stop();
    api.process.signal("CONT");
    assert_eq!(code, Some(130));
    assert!(
        stderr.contains(r#"{"warning":{"message":"whk_"#),
        "{stderr}"
    );
    assert!(
        stderr.contains("or: chirp webhooks delete whk_"),
        "{stderr}"
    );
}
