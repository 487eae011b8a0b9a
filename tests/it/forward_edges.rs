//! `chirp listen --forward-to`: how targets are named, what they may ask for, and what is not forwarded.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::listen::{event, listen, post_to};
use crate::support::{Home, run, start};
use crate::target::{Handler, answer};

fn next(listener: &crate::listen::Listener, kind: &str) -> Value {
    loop {
        let line = listener.running.json();
        if line["type"] == kind {
            return line;
        }
    }
}

fn port(handler: &Handler) -> String {
    let address = handler.url.split('/').nth(2).expect("an address");
    address.rsplit(':').next().expect("a port").to_owned()
}

#[test]
fn a_target_on_this_machine_is_named_by_its_port() {
    let (home, handler) = (Home::new(), Handler::start(|_, _| answer(200)));
    let port = port(&handler);
    for (target, path) in [
        (port.clone(), "/"),
        (format!(":{port}/a?b=c"), "/a?b=c"),
        (format!("localhost:{port}/x"), "/x"),
        (format!("calls.*=127.0.0.1:{port}"), "/"),
    ] {
        let before = handler.posts(0).len();
        let listener = listen(&home, &["--forward-to", &target]);
        let id = format!("evt_{before}");
        assert_eq!(listener.post(&event(&id)), 200);
        let posts = handler.posts(before + 1);
        let first = format!("post {path} http/1.1\r\n");
        assert!(posts[before].head.starts_with(&first), "{target}");
        next(&listener, "forwarded");
    }
    for odd in [
        "0",
        "65536",
        "example.com",
        "localhost:x",
        ":3000:1",
        "hook",
    ] {
        let args = ["listen", "--port", "0", "--forward-to", odd];
        run(&mut home.chirp(&args)).code(2);
    }
}

#[test]
fn trigger_and_replay_name_a_handler_by_its_port_too() {
    let (home, handler) = (Home::new(), Handler::start(|_, _| answer(200)));
    let port = port(&handler);
    run(&mut home.chirp(&["trigger", "calls.ringing", "--to", &port])).code(0);
    let listener = listen(&home, &[]);
    assert_eq!(listener.post(&event("evt_1")), 200);
    listener.stop();
    let to = format!(":{port}/again");
    run(&mut home.chirp(&["events", "replay", "1", "--to", &to])).code(0);
    let posts = handler.posts(2);
    assert!(posts[0].head.starts_with("post / http/1.1"));
    assert!(posts[1].head.starts_with("post /again http/1.1"));
}

#[test]
fn a_retry_after_is_obeyed_and_a_redirect_names_its_location() {
    let home = Home::new();
    let handler = Handler::start(|_, number| match number {
        1 => Some("HTTP/1.1 503 X\r\nretry-after: 1\r\ncontent-length: 0\r\n\r\n".to_owned()),
        2 => Some("HTTP/1.1 302 X\r\nlocation: /new?a=b\r\ncontent-length: 0\r\n\r\n".to_owned()),
        3 => Some("HTTP/1.1 429 X\r\nretry-after: 0\r\ncontent-length: 0\r\n\r\n".to_owned()),
        _ => answer(200),
    });
    let listener = listen(&home, &["--forward-to", &handler.url]);
    let begin = Instant::now();
    assert_eq!(listener.post(&event("evt_1")), 200);
    let failed: Vec<Value> = (0..3).map(|_| next(&listener, "forward_failed")).collect();
    assert!(begin.elapsed() >= Duration::from_secs(1));
    let seen: Vec<(&Value, &Value)> = failed
        .iter()
        .map(|line| (&line["status"], &line["retryInMs"]))
        .collect();
    // 1 s was asked for; 0.5 s, 1 s and 2 s is the schedule of our own.
    let expected: [(&Value, &Value); 3] = [
        (&503.into(), &1000.into()),
        (&302.into(), &1000.into()),
        (&429.into(), &2000.into()),
    ];
    assert_eq!(seen, expected);
    assert_eq!(failed[1]["location"], "/new?a=b");
    assert_eq!(failed[0].get("location"), None);
    assert_eq!(next(&listener, "forwarded")["attempt"], 4);
}

#[test]
fn headers_of_one_connection_are_not_forwarded_replayed_or_exported() {
    let (home, handler) = (Home::new(), Handler::start(|_, _| answer(200)));
    let listener = listen(&home, &["--forward-to", &handler.url]);
    let lines = "Content-Type: application/json\r\nAccept-Encoding: br;q=0.5\r\nTE: trailers\r\n\
                 Connection: close, X-Hop\r\nX-Hop: gone\r\nKeep-Alive: timeout=9\r\n\
                 Proxy-Authorization: Basic eA==\r\nX-Stays: here\r\n";
    assert_eq!(listener.post_with(lines, &event("evt_1")), 200);
    next(&listener, "forwarded");
    listener.stop();
    run(&mut home.chirp(&["events", "replay", "1", "--to", &handler.url])).code(0);
    let export = [
        "events",
        "export",
        "--format",
        "curl",
        "--to",
        "http://127.0.0.1:1/",
    ];
    let curl = run(&mut home.chirp(&export)).code(0).stdout.to_lowercase();
    let posts = handler.posts(2);
    for text in [&posts[0].head, &posts[1].head, &curl] {
        for gone in ["br;q=0.5", "trailers", "x-hop", "timeout=9", "proxy-auth"] {
            assert!(!text.contains(gone), "{gone} in {text}");
        }
        assert!(text.contains("x-stays: here"), "{text}");
    }
}

#[test]
fn the_command_to_type_is_shown_only_where_nothing_else_answers() {
    let handler = Handler::start(|_, _| answer(200));
    let call = |id: &str| {
        format!(
            r#"{{"event":"calls.initiated","eventId":"{id}","data":{{"call":{{"id":"call_abc123","direction":"inbound"}}}}}}"#
        )
    };
    for args in [vec![], vec!["--forward-to", &handler.url]] {
        let home = Home::new();
        let base = ["listen", "--port", "0"];
        let mut running = start(&mut home.chirp(&[&base, &args[..]].concat()));
        let ready = running.stderr_line();
        let address = ready
            .strip_prefix("Listening on http://")
            .expect(&ready)
            .to_owned();
        if let [_, target] = args[..] {
            assert_eq!(running.stderr_line(), format!("Forwarding to {target}"));
        }
        assert!(running.stderr_line().contains("chirp listen --register"));
        assert_eq!(post_to(&address, "", call("evt_1").as_bytes()), 200);
        assert!(running.line().contains("calls.initiated"));
        if args.is_empty() {
            let hint = running.line();
            let command = " s to answer: chirp calls answer call_abc123";
            assert!(
                hint.starts_with("          ") && hint.ends_with(command),
                "{hint}"
            );
        }
        running.signal("INT");
        assert_eq!(running.finish().1, [""; 0]);
    }
}

#[test]
fn localhost_and_brackets_name_addresses_to_bind() {
    let home = Home::new();
    for (bind, url) in [
        ("localhost", "http://127.0.0.1:"),
        ("[::1]", "http://[::1]:"),
    ] {
        let args = [
            "listen",
            "--port",
            "0",
            "--json",
            "--bind",
            bind,
            "--exit-after",
            "1",
        ];
        let running = start(&mut home.chirp(&args));
        let ready = running.json();
        let ready = ready["url"].as_str().expect("a URL");
        assert!(ready.starts_with(url), "{ready}");
        running.signal("INT");
        running.finish();
    }
    run(&mut home.chirp(&["listen", "--port", "0", "--bind", "example.com"])).code(2);
}
