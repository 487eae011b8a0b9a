//! `chirp listen --forward-to`: byte for byte, in order within a call, until taken, never twice.

use std::net::TcpListener;

use serde_json::Value;

use crate::listen::{Listener, listen, listen_as, post_to};
use crate::support::{Home, run, start};
use crate::target::{Handler, answer};

fn event(id: &str, call: &str) -> Vec<u8> {
    format!(r#"{{"event":"calls.ringing", "eventId":"{id}","n": 1.50,"data":{{"call":{{"id":"{call}"}}}}}}"#)
        .into_bytes()
}

/// The next line of that type.
#[track_caller]
fn next(listener: &Listener, kind: &str) -> Value {
    loop {
        let line = listener.running.json();
        if line["type"] == kind {
            return line;
        }
    }
}

fn ids(posts: &[crate::target::Post]) -> Vec<String> {
    let ids = posts.iter().map(|post| post.header("chirp-event-id"));
    ids.map(|id| id.expect("an id").to_owned()).collect()
}

#[test]
fn bytes_headers_and_the_secret_arrive_and_duplicates_do_not() {
    let (home, handler) = (Home::new(), Handler::start(|_, _| answer(201)));
    let mut command = home.chirp(&[
        "listen",
        "--port",
        "0",
        "--json",
        "--forward-to",
        &handler.url,
    ]);
    command.env("CHIRP_WEBHOOK_SECRET", "hush");
    let listener = listen_as(command);
    let body = event("evt_1", "call_1");
    let lines = "Content-Type: application/json\r\nX-Webhook-Secret: hush\r\nX-Odd: a\r\nX-Odd: b\r\nTE: x\r\n";
    assert_eq!(listener.post_with(lines, &body), 200);
    assert_eq!(listener.post_with(lines, &body), 200);
    let done = next(&listener, "forwarded");
    assert_eq!(
        (&done["of"], &done["status"], &done["attempt"]),
        (&1.into(), &201.into(), &1.into())
    );
    assert_eq!(
        (&done["url"], &done["answer"]),
        (&handler.url.as_str().into(), &"said".into())
    );
    assert!(done["latencyMs"].is_u64());
    let (code, rest, _) = listener.stop();
    assert_eq!(
        (code, &rest.last().expect("a summary")["forwarded"]),
        (Some(130), &1.into())
    );
    let posts = handler.posts(1);
    assert_eq!(posts.len(), 1);
    assert_eq!(posts[0].body, body);
    assert!(
        posts[0].head.starts_with("post /hook http/1.1\r\n"),
        "{}",
        posts[0].head
    );
    assert!(
        posts[0].head.contains("x-odd: a\r\nx-odd: b\r\n"),
        "{}",
        posts[0].head
    );
    let header = |name: &str| posts[0].header(name);
    assert_eq!(header("x-webhook-secret"), Some("hush"));
    assert_eq!(header("chirp-event-seq"), Some("1"));
    assert_eq!(header("chirp-event-id"), Some("evt_1"));
    assert_eq!(header("chirp-attempt"), Some("1"));
    assert_eq!(
        (header("te"), header("host")),
        (
            None,
            handler
                .url
                .strip_prefix("http://")
                .and_then(|u| u.strip_suffix("/hook"))
        )
    );
}

#[test]
fn what_is_held_goes_out_in_order_when_the_target_is_back_also_after_kill_9() {
    let home = Home::new();
    let socket = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = socket.local_addr().expect("bound");
    let url = format!("http://{address}/hook");
    drop(socket);
    let mut listener = listen(&home, &["--forward-to", &url]);
    for number in 1..=3 {
        assert_eq!(
            listener.post(&event(&format!("evt_{number}"), "call_1")),
            200
        );
    }
    let failed = next(&listener, "forward_failed");
    assert_eq!(
        (&failed["of"], &failed["status"]),
        (&1.into(), &Value::Null)
    );
    assert!(
        failed["error"]
            .as_str()
            .expect("text")
            .contains("cannot connect")
    );
    listener.running.child.kill().expect("it runs");
    listener.running.child.wait().expect("it ends");

    let socket = TcpListener::bind(address).expect("the port is free again");
    let handler = Handler::on(socket, |_, _| answer(200));
    let listener = listen(&home, &["--forward-to", &url]);
    assert_eq!(listener.post(&event("evt_4", "call_1")), 200);
    let posts = handler.posts(4);
    assert_eq!(ids(&posts), ["evt_1", "evt_2", "evt_3", "evt_4"]);
    let taken: Vec<Value> = (0..4).map(|_| next(&listener, "forwarded")).collect();
    assert!(taken.iter().all(|line| line["attempt"] == 1), "{taken:?}");
    listener.stop();

    let listener = listen(&home, &["--forward-to", &url]);
    assert_eq!(listener.post(&event("evt_5", "call_1")), 200);
    assert_eq!(ids(&handler.posts(5))[4], "evt_5");
    listener.stop();
    assert_eq!(handler.posts(5).len(), 5);
}

#[test]
fn a_refused_event_is_repeated_and_holds_its_own_call_only() {
    let home = Home::new();
    let handler = Handler::start(|post, _| match post.header("chirp-attempt") {
        Some("1") if post.text().contains("evt_a1") => answer(500),
        Some("2") if post.text().contains("evt_a1") => answer(404),
        _ => answer(200),
    });
    let listener = listen(&home, &["--forward-to", &handler.url]);
    for (id, call) in [
        ("evt_a1", "call_a"),
        ("evt_a2", "call_a"),
        ("evt_b1", "call_b"),
    ] {
        assert_eq!(listener.post(&event(id, call)), 200);
    }
    let failed = next(&listener, "forward_failed");
    assert_eq!(
        (&failed["status"], &failed["error"], &failed["answer"]),
        (&500.into(), &"HTTP 500".into(), &"said".into())
    );
    let posts = handler.posts(5);
    let order = ids(&posts);
    assert_eq!(order.iter().filter(|id| *id == "evt_a1").count(), 3);
    assert_eq!(order.last().map(String::as_str), Some("evt_a2"));
    let place = |id: &str| order.iter().rposition(|other| other == id).expect("came");
    assert!(place("evt_b1") < place("evt_a1"), "{order:?}");
}

#[test]
fn a_target_that_never_answers_costs_the_sender_nothing() {
    let home = Home::new();
    let handler = Handler::start(|_, _| None);
    let listener = listen(
        &home,
        &["--forward-to", &handler.url, "--forward-timeout", "300ms"],
    );
    for number in 0..20 {
        let start = std::time::Instant::now();
        assert_eq!(
            listener.post(&event(&format!("evt_{number}"), &format!("call_{number}"))),
            200
        );
        assert!(start.elapsed().as_millis() < 1000);
    }
    let failed = next(&listener, "forward_failed");
    assert_eq!(
        (&failed["status"], &failed["error"]),
        (&Value::Null, &"no answer within 0.3 s".into())
    );
    assert!(handler.posts(20).len() >= 20);
    let start = std::time::Instant::now();
    listener.stop();
    assert!(start.elapsed().as_secs() < 4);
}

#[test]
fn targets_take_the_events_they_are_named_for() {
    let home = Home::new();
    let (all, some) = (
        Handler::start(|_, _| answer(200)),
        Handler::start(|_, _| answer(200)),
    );
    let glob = format!("calls.recording.*={}", some.url);
    let listener = listen(
        &home,
        &[
            "--forward-to",
            &all.url,
            "--forward-to",
            &glob,
            "--events",
            "calls.*",
        ],
    );
    for name in [
        "messages.sms.received",
        "calls.ringing",
        "calls.recording.completed",
    ] {
        assert_eq!(
            listener.post(format!(r#"{{"event":"{name}"}}"#).as_bytes()),
            200
        );
    }
    assert!(
        some.posts(1)[0]
            .text()
            .contains("calls.recording.completed")
    );
    let texts: Vec<String> = all.posts(2).iter().map(|post| post.text()).collect();
    assert!(!texts.concat().contains("messages.sms"));
    listener.stop();
    assert_eq!((all.posts(2).len(), some.posts(1).len()), (2, 1));
    for odd in ["example.com", "calls.*=", "ftp://x", "65536"] {
        run(&mut home.chirp(&["listen", "--port", "0", "--forward-to", odd])).code(2);
    }
    run(&mut home.chirp(&[
        "listen",
        "--port",
        "0",
        "--forward-to",
        &all.url,
        "--forward-to",
        &all.url,
    ]))
    .code(2);
}

#[test]
fn the_listener_itself_is_no_target() {
    let home = Home::new();
    let args = [
        "listen",
        "--port",
        "18999",
        "--forward-to",
        "http://localhost:18999/",
    ];
    let done = run(&mut home.chirp(&args)).code(2);
    assert!(
        done.stderr.contains("this listener itself"),
        "{}",
        done.stderr
    );
}

#[test]
fn events_not_yet_forwarded_are_reported_at_the_stop_and_sent_by_the_next_run() {
    let home = Home::new();
    let socket = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = socket.local_addr().expect("bound");
    let target = format!("calls.*=http://{address}/hook");
    drop(socket);
    let mut running = start(&mut home.chirp(&["listen", "--port", "0", "--forward-to", &target]));
    let ready = running.stderr_line();
    let address_of = ready.split('/').nth(2).expect("an address").to_owned();
    for number in 1..=2 {
        let body = event(&format!("evt_{number}"), "call_1");
        assert_eq!(post_to(&address_of, "", &body), 200);
    }
    assert_eq!(post_to(&address_of, "", br#"{"event":"other"}"#), 200);
    assert_eq!(running.stderr_line(), format!("Forwarding to {target}"));
    assert!(running.stderr_line().contains("chirp listen --register"));
    let said = running.stderr_line();
    assert!(said.contains("cannot be reached"), "{said}");
    running.signal("INT");
    let (code, _, stderr) = running.finish();
    assert_eq!(code, Some(130));
    let line = format!(
        "2 events not yet forwarded to {target}. Run chirp listen --forward-to '{target}' to resume"
    );
    assert!(stderr.contains(&line), "{stderr}");

    let handler = Handler::on(TcpListener::bind(address).expect("free again"), |_, _| {
        answer(200)
    });
    let listener = listen(&home, &["--forward-to", &target]);
    assert_eq!(ids(&handler.posts(2)), ["evt_1", "evt_2"]);
    for _ in 0..2 {
        next(&listener, "forwarded");
    }
    let (_, rest, stderr) = listener.stop();
    assert_eq!(rest.last().expect("a summary")["held"], 0);
    assert!(!stderr.contains("not yet forwarded"), "{stderr}");
}

#[test]
fn a_stop_reports_what_it_waits_for_and_a_second_one_ends_it_with_a_summary() {
    let (home, handler) = (Home::new(), Handler::start(|_, _| None));
    let args = ["--forward-to", &handler.url];
    for signals in [1, 2] {
        let mut listener = listen(&home, &args);
        assert_eq!(
            listener.post(&event(&format!("evt_{signals}"), "call_1")),
            200
        );
        handler.posts(signals);
        let begin = std::time::Instant::now();
        listener.running.signal("INT");
        let said = listener.running.stderr_line();
        let wait = format!(
            "for 1 forward to {}; press Ctrl-C again to stop now",
            handler.url
        );
        assert!(said.contains(&wait), "{said}");
        if signals == 2 {
            listener.running.signal("INT");
        }
        let (code, rest, _) = listener.running.finish();
        let took = begin.elapsed().as_millis();
        assert_eq!(code, Some(130));
        assert!(took < [3000, 1500][signals - 1], "{took} ms");
        let last: Value = serde_json::from_str(rest.last().expect("a line")).expect("JSON");
        assert_eq!(
            (&last["type"], &last["held"]),
            (&"summary".into(), &signals.into())
        );
    }
}

/// The keys of the contract are there in each line, and what the target said is as it said it.
#[test]
fn lines_have_all_their_keys_and_notes_are_json_too() {
    let home = Home::new();
    let said = "\u{1b}[31mno\u{202e}";
    let body = format!(
        "HTTP/1.1 500 X\r\ncontent-length: {}\r\n\r\n{said}",
        said.len()
    );
    let handler = Handler::start(move |_, count| match count {
        1 => Some(body.clone()),
        _ => answer(200),
    });
    let mut listener = listen(&home, &["--forward-to", &handler.url]);
    assert_eq!(listener.post(&event("evt_1", "call_1")), 200);
    let failed = next(&listener, "forward_failed");
    assert_eq!(
        (&failed["error"], &failed["answer"]),
        (&"HTTP 500".into(), &said.into())
    );
    let done = next(&listener, "forwarded");
    assert_eq!(done.get("error"), Some(&Value::Null));
    for key in ["of", "url", "status", "latencyMs", "attempt", "error"] {
        assert!(
            done.get(key).is_some() && failed.get(key).is_some(),
            "{key}"
        );
    }
    assert_eq!(listener.post(b"no json"), 400);
    let said = listener.running.stderr_line();
    let (_, _, stderr) = listener.stop();
    let notes: Vec<Value> = std::iter::once(said.as_str())
        .chain(stderr.lines())
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}")))
        .collect();
    let told = notes[0]["warning"]["message"].as_str().expect("a warning");
    assert!(
        told.starts_with("refused with 400: a body that is not JSON"),
        "{told}"
    );
}

#[test]
fn with_one_target_a_forward_that_worked_is_a_mark_on_the_line_of_its_event() {
    let (home, handler) = (Home::new(), Handler::start(|_, _| answer(200)));
    let args = ["listen", "--port", "0", "--forward-to", &handler.url];
    let mut running = start(&mut home.chirp(&args));
    let ready = running.stderr_line();
    let address = ready.split('/').nth(2).expect("an address").to_owned();
    for number in 1..=2 {
        let body = event(&format!("evt_{number}"), "call_abc123");
        assert_eq!(post_to(&address, "", &body), 200);
    }
    for _ in 1..=2 {
        let line = running.line();
        let (before, after) = line.split_once('✓').expect("a mark");
        assert!(before.contains("calls.ringing"), "{line}");
        assert!(after.ends_with(" ms  abc123"), "{line}");
    }
    running.signal("INT");
    let (_, rest, _) = running.finish();
    assert_eq!(rest, [""; 0]);
}

#[test]
fn with_two_targets_each_outcome_is_a_line_that_names_its_event() {
    let (home, handler) = (Home::new(), Handler::start(|_, _| answer(200)));
    let none = "calls.busy=http://127.0.0.1:9/";
    let args = [
        "listen",
        "--port",
        "0",
        "--forward-to",
        &handler.url,
        "--forward-to",
        none,
    ];
    let mut running = start(&mut home.chirp(&args));
    let ready = running.stderr_line();
    let address = ready.split('/').nth(2).expect("an address").to_owned();
    assert_eq!(post_to(&address, "", &event("evt_1", "call_abc123")), 200);
    assert!(running.line().contains("calls.ringing"));
    let line = running.line();
    assert!(
        line.contains("→ forwarded") && line.contains("#1 calls.ringing: 200, in "),
        "{line}"
    );
    assert!(line.ends_with("abc123"), "{line}");
}
