//! `chirp listen`: what a sender, a person and a script see of it.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

use crate::support::{Home, Running, run, start};

/// A listener with `--json` on a free port, and the address it tells.
pub(crate) struct Listener {
    pub(crate) running: Running,
    pub(crate) address: String,
}

pub(crate) fn listen(home: &Home, args: &[&str]) -> Listener {
    listen_as(home.chirp(&[&["listen", "--port", "0", "--json"], args].concat()))
}

pub(crate) fn listen_as(mut command: std::process::Command) -> Listener {
    let running = start(&mut command);
    let ready = running.json();
    assert_eq!(ready["type"], "ready");
    assert_eq!(ready["pid"], running.child.id());
    let url = ready["url"].as_str().expect("a URL").to_owned();
    let address = url.split('/').nth(2).expect("an address").to_owned();
    Listener { running, address }
}

impl Listener {
    /// Sends bytes as they are and reads to the end of the connection.
    pub(crate) fn raw(&self, bytes: &[u8]) -> String {
        exchange(&self.address, bytes)
    }

    /// Posts JSON and gives the status.
    pub(crate) fn post(&self, body: &[u8]) -> u16 {
        self.post_with("Content-Type: application/json\r\n", body)
    }

    pub(crate) fn post_with(&self, lines: &str, body: &[u8]) -> u16 {
        post_to(&self.address, lines, body)
    }

    /// Stops it and gives the exit code, the last lines and stderr.
    pub(crate) fn stop(self) -> (Option<i32>, Vec<Value>, String) {
        self.running.signal("INT");
        let (code, lines, stderr) = self.running.finish();
        let lines = lines
            .iter()
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect();
        (code, lines, stderr)
    }
}

pub(crate) fn exchange(address: &str, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).expect("it listens");
    stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .expect("a time-out");
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

/// Posts a body with further header lines and gives the status.
pub(crate) fn post_to(address: &str, lines: &str, body: &[u8]) -> u16 {
    let head = format!(
        "POST / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {}\r\n{lines}\r\n",
        body.len()
    );
    status(&exchange(address, &[head.as_bytes(), body].concat()))
}

/// The status of an answer; 0 when there is none.
pub(crate) fn status(answer: &str) -> u16 {
    let code = answer.split(' ').nth(1).unwrap_or_default();
    code.parse().unwrap_or(0)
}

/// The vendor's samples, by name.
pub(crate) fn samples() -> Vec<(String, Vec<u8>)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/fixtures");
    let mut samples: Vec<_> = std::fs::read_dir(folder)
        .expect("fixtures")
        .map(|entry| entry.expect("readable").path())
        .filter(|path| path.extension().is_some_and(|end| end == "json"))
        .map(|path| {
            let name = path.file_stem().expect("a name").to_string_lossy();
            (name.into_owned(), std::fs::read(&path).expect("readable"))
        })
        .collect();
    samples.sort();
    assert_eq!(samples.len(), 13);
    samples
}

pub(crate) fn event(id: &str) -> Vec<u8> {
    let call = r#""data":{"call":{"id":"call_abc123","direction":"inbound"}}"#;
    format!(r#"{{"event":"calls.ringing","eventId":"{id}",{call}}}"#).into_bytes()
}

#[test]
fn every_sample_is_answered_and_shown_with_the_body_as_sent() {
    let home = Home::new();
    let listener = listen(&home, &[]);
    for (name, body) in samples() {
        assert_eq!(listener.post(&body), 200, "{name}");
        let line = listener.running.line();
        let shown: Value = serde_json::from_str(&line).expect("JSON");
        let sent: Value = serde_json::from_slice(&body).expect("JSON");
        assert_eq!(shown["type"], "event", "{name}");
        assert_eq!(shown["body"], sent, "{name}");
        assert_eq!(shown["event"], sent["event"]);
        assert_eq!(shown["eventId"], sent["eventId"]);
        assert_eq!(shown["callId"], sent["data"]["call"]["id"]);
        assert!(shown["seq"].is_i64() && shown["receivedAt"].is_string());
        // Beyond equal values: the very text, but for white space between tokens.
        let text = String::from_utf8(body).expect("text");
        let squeeze = |text: &str| text.replace([' ', '\n'], "");
        assert!(squeeze(&line).contains(&squeeze(&text)), "{line}");
    }
    let (code, lines, _) = listener.stop();
    assert_eq!(code, Some(130));
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["type"], "summary");
    assert_eq!(lines[0]["events"], 13);
}

#[test]
fn a_person_gets_a_line_an_event() {
    let home = Home::new();
    let mut running = start(&mut home.chirp(&["listen", "--port", "0"]));
    let ready = running.stderr_line();
    let url = ready.strip_prefix("Listening on http://").expect("the URL");
    let listener = Listener {
        address: url.to_owned(),
        running,
    };
    let expected = [
        (
            "answered",
            "calls.answered outbound +15551234567 → +15559876543 by +15559876543",
        ),
        ("busy", "calls.busy outbound"),
        ("canceled", "calls.canceled outbound"),
        (
            "completed",
            "calls.completed outbound +15551234567 → +15559876543 2m 00s, hangup",
        ),
        ("failed", "call_failed, The call could not be connected."),
        ("initiated", "calls.initiated outbound"),
        (
            "initiated_inbound",
            "calls.initiated inbound +15559876543 → +15551234567",
        ),
        ("no_answer", "calls.no_answer outbound"),
        ("participant_joined", "John Doe, +15559876543"),
        ("participant_left", "after 1m 55s"),
        ("recording_completed", "2m 00s, mp4, 1.0 MiB"),
        ("ringing", "calls.ringing outbound"),
        (
            "voicemail_received",
            "30s, \"Hi, please call me back when you get a chance.\"",
        ),
    ];
    for ((name, body), (expected_name, part)) in samples().into_iter().zip(expected) {
        assert_eq!(name, expected_name);
        assert_eq!(listener.post(&body), 200);
        let line = listener.running.line();
        let words: Vec<&str> = line.split_whitespace().collect();
        let line = words.join(" ");
        assert!(line.contains(part), "{name}: {line}");
        assert!(line.ends_with("G0mBWI"), "{name}: {line}");
        if name == "initiated_inbound" {
            let hint = listener.running.line();
            assert!(
                hint.contains("s to answer: chirp calls answer call_2DbBs7GWhGvVNJGrDXr5RG0mBWI"),
                "{hint}"
            );
        }
    }
    listener.running.signal("TERM");
    let (code, rest, stderr) = listener.running.finish();
    assert_eq!(code, Some(143));
    assert!(
        rest.is_empty() && stderr.contains("13 events"),
        "{rest:?} {stderr}"
    );
}

#[test]
fn repetitions_are_shown_as_such_and_kept_apart() {
    let home = Home::new();
    let mut listener = listen(&home, &[]);
    let mut types = Vec::new();
    for body in [
        &event("evt_1")[..],
        &event("evt_1"),
        br#"{"event":"calls.ringing","eventId":"evt_1","data":{"call":{"id":"call_abc123"}}}"#,
        br#"{"event":"other","eventId":"evt_1"}"#,
        br#"{"event":"calls.ringing","eventId":" "}"#,
        br#"{"event":"calls.ended","eventId":" "}"#,
        br#"{"event":"without id"}"#,
        br#"{"event":"without id"}"#,
        b"{}",
    ] {
        assert_eq!(listener.post(body), 200);
        let line = listener.running.json();
        types.push((
            line["type"].as_str().expect("a type").to_owned(),
            line["of"].as_i64(),
        ));
    }
    let types: Vec<_> = types
        .iter()
        .map(|(kind, of)| (kind.as_str(), *of))
        .collect();
    let event = ("event", None);
    assert_eq!(
        types,
        [
            event,
            ("duplicate", Some(1)),
            ("conflict", Some(1)),
            event,
            event,
            event,
            event,
            event,
            ("quarantined", None)
        ]
    );
    let line = listener.running.stderr_line();
    assert!(
        line.contains("entry 4 has the eventId of entry 1"),
        "{line}"
    );
    listener.stop();
}

#[test]
fn with_a_secret_whatever_is_authentic_is_kept() {
    let home = Home::new();
    let mut command = home.chirp(&["listen", "--port", "0", "--json"]);
    command.env("CHIRP_WEBHOOK_SECRET", "canary-5ecret");
    let listener = listen_as(command);
    let right = "X-Webhook-Secret: canary-5ecret\r\n";
    assert_eq!(listener.post_with(right, b"\xff\0 no json"), 200);
    let line = listener.running.json();
    assert_eq!(line["type"], "quarantined");
    assert_eq!(line["bodyBase64"], "/wAgbm8ganNvbg==");
    let wrong = [
        "",
        "X-Webhook-Secret:\r\n",
        "X-Webhook-Secret: canary-5ecreT\r\n",
    ];
    for lines in wrong.iter().copied().chain([right.repeat(2).as_str()]) {
        assert_eq!(listener.post_with(lines, b"{}"), 401, "{lines:?}");
    }
    assert_eq!(listener.post_with(right, &event("evt_1")), 200);
    listener.stop();
    for file in std::fs::read_dir(home.path().join("state")).expect("state") {
        let bytes = std::fs::read(file.expect("readable").path()).expect("readable");
        assert!(!bytes.windows(13).any(|part| part == b"canary-5ecret"));
    }
}

#[test]
fn without_a_secret_what_is_not_json_is_refused() {
    let home = Home::new();
    let listener = listen(&home, &[]);
    assert_eq!(listener.post(b"no json"), 400);
    assert_eq!(listener.post(b""), 400);
    assert_eq!(listener.post(b"\"a string\""), 200);
    assert_eq!(listener.running.json()["reason"], "not a JSON object");
    listener.stop();
}

#[test]
fn what_a_browser_or_a_stranger_sends_is_refused() {
    let home = Home::new();
    let listener = listen(
        &home,
        &["--path", "/hook", "--allow-host", "hooks.example.com"],
    );
    let address = &listener.address;
    let send = |method: &str, path: &str, host: &str, line: &str| {
        let close = "Connection: close\r\nContent-Length: 2";
        let answer = listener.raw(
            format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\n{close}\r\n{line}\r\n{{}}")
                .as_bytes(),
        );
        (status(&answer), answer)
    };
    assert_eq!(send("POST", "/hook", address, "").0, 200);
    assert_eq!(send("POST", "/hook", "hooks.example.com", "").0, 200);
    assert_eq!(send("POST", "/", address, "").0, 404);
    assert_eq!(send("POST", "/hook", "evil.example", "").0, 403);
    for line in [
        "Origin: http://127.0.0.1:1\r\n",
        "Origin: null\r\n",
        "Sec-Fetch-Site: same-site\r\n",
    ] {
        assert_eq!(send("POST", "/hook", address, line).0, 403, "{line}");
    }
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
    ] {
        let line = format!("Content-Type: {kind}\r\n");
        assert_eq!(send("POST", "/hook", address, &line).0, 415, "{kind}");
    }
    for method in ["GET", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW"] {
        let (code, answer) = send(method, "/hook", address, "");
        assert_eq!(code, 405, "{method}");
        assert!(answer.contains("allow: POST"), "{answer}");
    }
    listener.stop();
}

#[test]
fn large_bodies_are_refused_stated_or_not() {
    let home = Home::new();
    let listener = listen(&home, &[]);
    let body = |length: usize| {
        let start = br#"{"event":"calls.ringing","x":""#;
        let mut body = start.to_vec();
        body.resize(length - 2, b'a');
        [&body[..], b"\"}"].concat()
    };
    let limit = 1024 * 1024;
    assert_eq!(listener.post(&body(limit)), 200);
    assert_eq!(listener.post(&body(limit + 1)), 413);
    let mut chunked = format!(
        "POST / HTTP/1.1\r\nHost: {}\r\nTransfer-Encoding: chunked\r\n\r\n",
        listener.address
    )
    .into_bytes();
    for part in body(limit + 1).chunks(60_000) {
        chunked.extend_from_slice(format!("{:x}\r\n", part.len()).as_bytes());
        chunked.extend_from_slice(part);
        chunked.extend_from_slice(b"\r\n");
    }
    chunked.extend_from_slice(b"0\r\n\r\n");
    assert_eq!(status(&listener.raw(&chunked)), 413);
    listener.stop();
}

#[test]
fn requests_that_could_hide_another_are_refused_whole() {
    let home = Home::new();
    let listener = listen(&home, &[]);
    let host = format!("Host: {}\r\n", listener.address);
    let hidden =
        format!("POST / HTTP/1.1\r\n{host}Content-Length: 17\r\n\r\n{{\"event\":\"hidden\"}}");
    let heads = [
        "Content-Length: 0\r\nContent-Length: 5\r\n",
        "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding : chunked\r\n",
        "Content-Length: 0\r\n folded\r\n",
        "A: b\rContent-Length: 0\r\n",
        "A: b\nContent-Length: 0\r\n",
        "Content-Length: +0\r\n",
    ];
    for head in heads {
        let bytes = format!("POST / HTTP/1.1\r\n{host}{head}\r\n{hidden}");
        let answer = listener.raw(bytes.as_bytes());
        assert_eq!(status(&answer), 400, "{head:?}: {answer}");
        assert_eq!(answer.matches("HTTP/1.1").count(), 1, "{head:?}: {answer}");
    }
    for garbage in [
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "\x16\x03\x01\x02",
        "hello\n",
        "\r\n\r\n\nPOST / HTTP/1.1\r\n\r\n",
    ] {
        assert_eq!(
            status(&listener.raw(garbage.as_bytes())),
            400,
            "{garbage:?}"
        );
    }
    // Behind a chunked body nothing is read, however it ends.
    let chunked = format!(
        "POST / HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n{hidden}"
    );
    let answer = listener.raw(chunked.as_bytes());
    assert_eq!(
        (status(&answer), answer.matches("HTTP/1.1").count()),
        (200, 1)
    );
    assert_eq!(listener.running.json()["type"], "quarantined");
    // Pipelined requests that are clean are all answered, in order.
    let two = format!("POST / HTTP/1.1\r\n{host}Content-Length: 2\r\n\r\n{{}}").repeat(2);
    let close = "GET / HTTP/1.1\r\nConnection: close\r\n";
    let answer = listener.raw(format!("{two}{close}{host}\r\n").as_bytes());
    assert_eq!(answer.matches("HTTP/1.1 200").count(), 2, "{answer}");
    assert_eq!(answer.matches("HTTP/1.1 405").count(), 1, "{answer}");
    let (_, lines, _) = listener.stop();
    assert_eq!(lines.last().expect("a summary")["events"], 0);
}

#[test]
fn a_second_listener_and_a_taken_port_are_refused_by_name() {
    let home = Home::new();
    let listener = listen(&home, &[]);
    let second = run(&mut home.chirp(&["listen", "--port", "0"])).code(1);
    assert!(
        second.stderr.contains(&listener.address),
        "{}",
        second.stderr
    );
    let port = listener.address.rsplit(':').next().expect("a port");
    let other = Home::new();
    let taken = run(&mut other.chirp(&["listen", "--port", port])).code(1);
    assert!(taken.stderr.contains(port), "{}", taken.stderr);
    assert!(taken.stderr.contains("hint: "), "{}", taken.stderr);
    listener.stop();
}

#[test]
fn open_to_others_needs_a_secret() {
    let home = Home::new();
    let done = run(&mut home.chirp(&["listen", "--bind", "0.0.0.0", "--port", "0"])).code(2);
    assert!(
        done.stderr.contains("CHIRP_WEBHOOK_SECRET"),
        "{}",
        done.stderr
    );
}

#[test]
fn only_what_was_asked_for_is_shown_but_all_is_kept() {
    let home = Home::new();
    let listener = listen(
        &home,
        &["--events", "calls.recording.*", "--exit-after", "1"],
    );
    for (name, body) in samples() {
        assert_eq!(listener.post(&body), 200);
        if name == "recording_completed" {
            break;
        }
    }
    assert_eq!(
        listener.running.json()["event"],
        "calls.recording.completed"
    );
    let (code, lines, _) = listener.running.finish();
    assert_eq!(code, Some(0));
    assert!(lines.last().expect("a summary").contains("summary"));
}

#[test]
fn what_was_not_shown_is_shown_at_the_next_start() {
    let home = Home::new();
    // A listener that cannot print: its stdout is a pipe that nobody reads and that is full.
    let mut command = home.chirp(&["listen", "--port", "0", "--json"]);
    let mut stuck = command
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("it starts");
    let mut stdout = stuck.stdout.take().expect("piped");
    let mut byte = [0];
    let mut ready = Vec::new();
    while byte != *b"\n" {
        stdout.read_exact(&mut byte).expect("the ready line");
        ready.push(byte[0]);
    }
    let ready: Value = serde_json::from_slice(&ready).expect("JSON");
    let url = ready["url"].as_str().expect("a URL");
    let address = url.trim_start_matches("http://").to_owned();
    let filler = "f".repeat(10_000);
    let count = 40;
    for number in 0..count {
        let body = format!(r#"{{"event":"x","eventId":"evt_{number}","f":"{filler}"}}"#);
        let mut stream = TcpStream::connect(&address).expect("it listens");
        let head = format!(
            "POST / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        let begin = std::time::Instant::now();
        stream.write_all((head + &body).as_bytes()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("answered");
        assert_eq!(status(&answer), 200);
        assert!(begin.elapsed() < Duration::from_secs(1));
    }
    stuck.kill().expect("killed");
    stuck.wait().expect("gone");
    // Some of it lies unread in the pipe; the rest must come now, to the last one.
    let mut seen = String::new();
    stdout.read_to_string(&mut seen).expect("text");
    let again = listen(&home, &[]);
    loop {
        let line = again.running.line();
        seen.push_str(&line);
        if line.contains(&format!("\"evt_{}\"", count - 1)) {
            break;
        }
    }
    for number in 0..count {
        assert!(seen.contains(&format!("\"evt_{number}\"")), "evt_{number}");
    }
    again.stop();
}

#[test]
fn https_is_spoken_with_a_certificate() {
    let home = Home::new();
    let file = |name: &str| {
        format!(
            "{}/tests/it/fixtures/tls/{name}.pem",
            env!("CARGO_MANIFEST_DIR")
        )
    };
    let args = ["--tls-cert", &file("cert"), "--tls-key", &file("key")];
    let mut listener = listen(&home, &args);
    let port = listener.address.rsplit(':').next().expect("a port");
    let url = format!("https://localhost:{port}/");
    let trigger = |trusted: bool| {
        let mut command = home.chirp(&["trigger", "calls.ringing", "--to", &url]);
        if trusted {
            command.env("SSL_CERT_FILE", file("cert"));
        }
        run(&mut command).code
    };
    assert_eq!(trigger(true), Some(0));
    assert_eq!(listener.running.json()["event"], "calls.ringing");
    assert_eq!(trigger(false), Some(6), "nobody trusts it by itself");
    let line = listener.running.stderr_line();
    assert!(
        line.contains("connection refused: the sender refused the certificate of --tls-cert"),
        "{line}"
    );
    listener.raw(b"POST / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let line = listener.running.stderr_line();
    assert!(
        line.contains("connection refused: the sender does not speak TLS"),
        "{line}"
    );
    listener.stop();
    run(&mut home.chirp(&["listen", "--tls-cert", &file("cert")])).code(2);
    // The sandbox inside trusts no certificate of ours.
    run(&mut home.chirp(&[&["listen", "--sandbox"], &args[..]].concat())).code(2);
    let swapped = [
        "listen",
        "--tls-cert",
        &file("key"),
        "--tls-key",
        &file("cert"),
    ];
    run(&mut home.chirp(&swapped)).code(2);
}

/// A compressed body is an event like any other; it is kept and handed on as received.
#[test]
fn compressed_bodies_are_read_as_events() {
    use std::io::Read;
    let home = Home::new();
    let listener = listen(&home, &[]);
    let mut packed = Vec::new();
    flate2::read::GzEncoder::new(&event("evt_1")[..], flate2::Compression::default())
        .read_to_end(&mut packed)
        .expect("gzip");
    let lines = "Content-Type: application/json\r\nContent-Encoding: gzip\r\n";
    assert_eq!(listener.post_with(lines, &packed), 200);
    let shown = listener.running.json();
    assert_eq!(
        (&shown["type"], &shown["eventId"]),
        (&"event".into(), &"evt_1".into())
    );
    assert_eq!(shown["body"]["data"]["call"]["id"], "call_abc123");
    assert_eq!(listener.post(&event("evt_1")), 200);
    assert_eq!(
        listener.running.json()["type"],
        "duplicate",
        "the same event"
    );
    listener.stop();
    let list = run(&mut home.chirp(&["events", "list", "-o", "jsonl"]));
    let first: Value =
        serde_json::from_str(list.stdout.lines().last().expect("a line")).expect("JSON");
    assert_eq!(first["body"]["eventId"], "evt_1");
}

/// Bytes written to a removed file are gone, although writing and syncing them succeeds.
#[test]
fn a_removed_journal_is_noticed_before_the_answer() {
    let home = Home::new();
    let mut listener = listen(&home, &[]);
    assert_eq!(listener.post(&event("evt_1")), 200);
    assert_eq!(listener.running.json()["seq"], 1);
    let state = home.path().join("state");
    let removals: [&dyn Fn(); 3] = [
        &|| std::fs::remove_dir_all(&state).expect("a directory"),
        &|| std::fs::remove_file(state.join("journal.db-wal")).expect("a file"),
        &|| {
            std::fs::rename(state.join("journal.db"), state.join("moved.db")).expect("a file");
        },
    ];
    for (at, remove) in removals.iter().enumerate() {
        remove();
        let (lost, kept) = (event(&format!("evt_a{at}")), event(&format!("evt_b{at}")));
        assert_eq!(listener.post(&lost), 503);
        let line = listener.running.stderr_line();
        assert!(line.contains("was removed or replaced"), "{line}");
        assert_eq!(listener.post(&kept), 200);
        // What was answered 503 may be there all the same; what was answered 200 must be.
        let mut shown = listener.running.json();
        if shown["eventId"] == format!("evt_a{at}") {
            shown = listener.running.json();
        }
        assert_eq!(shown["eventId"], format!("evt_b{at}"));
        let line = listener.running.stderr_line();
        assert!(line.contains("can be written again"), "{line}");
        let list = run(&mut home.chirp(&["events", "list", "-o", "jsonl"]));
        let newest = list.stdout.lines().next().expect("a line");
        assert!(newest.contains(&format!("evt_b{at}")), "{newest}");
    }
    listener.stop();
}

#[test]
fn a_removed_lock_file_lets_no_second_listener_in() {
    let home = Home::new();
    let listener = listen(&home, &[]);
    std::fs::remove_file(home.path().join("state/journal.lock")).expect("a lock file");
    let second = run(&mut home.chirp(&["listen", "--port", "0"]));
    assert_eq!(second.code, Some(1), "{}", second.stderr);
    assert!(
        second
            .stderr
            .contains("another chirp listen uses this journal"),
        "{}",
        second.stderr
    );
    assert_eq!(listener.post(&event("evt_1")), 200);
    listener.stop();
}
