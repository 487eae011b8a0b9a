//! Requests that `chirp listen` refuses: its user hears of them when they come, not at the end.

use crate::listen::{Listener, event, post_to, status};
use crate::stuck::Stuck;
use crate::support::{Home, start};

/// A listener for a person, with the secret `hush`.
fn watched(home: &Home, args: &[&str]) -> Listener {
    let mut command = home.chirp(&[&["listen", "--port", "0"], args].concat());
    let mut running = start(command.env("CHIRP_WEBHOOK_SECRET", "hush"));
    let ready = running.stderr_line();
    let address = ready.split('/').nth(2).expect("an address").to_owned();
    let next = running.stderr_line();
    assert!(next.starts_with("To receive real calls"), "{next}");
    Listener { running, address }
}

/// Sends a request with the right secret and these lines; gives the status and the line about it.
#[track_caller]
fn refused(listener: &mut Listener, start: &str, lines: &str) -> (u16, String) {
    let host = match lines.contains("Host:") {
        true => String::new(),
        false => format!("Host: {}\r\n", listener.address),
    };
    let secret = match lines.contains("X-Webhook-Secret") {
        true => "",
        false => "X-Webhook-Secret: hush\r\n",
    };
    let head = format!(
        "{start} HTTP/1.1\r\n{host}{secret}{lines}Content-Length: 2\r\nConnection: close\r\n"
    );
    let answer = listener.raw(format!("{head}\r\n{{}}").as_bytes());
    (status(&answer), listener.running.stderr_line())
}

#[test]
fn each_kind_is_told_at_once_with_what_to_do() {
    let home = Home::new();
    let mut listener = watched(&home, &["--path", "/hook"]);
    let table = [
        (
            "POST /hook",
            "X-Webhook-Secret: canary\r\n",
            401,
            "X-Webhook-Secret is wrong; set CHIRP_WEBHOOK_SECRET or --secret-file",
        ),
        (
            "POST /other?token=canary",
            "",
            404,
            "POST /other; events are accepted at /hook only",
        ),
        (
            "GET /hook",
            "",
            405,
            "GET /hook; events are accepted by POST only",
        ),
        (
            "POST /hook",
            "Host: abc.example.com:443\r\n",
            403,
            "chirp listen --allow-host abc.example.com",
        ),
        (
            "POST /hook",
            "Origin: http://e.x\r\n",
            403,
            "a web page sent it (origin http://e.x)",
        ),
        ("POST /hook", "A : b\r\n", 400, "not valid HTTP/1.1"),
    ];
    for (first, lines, code, part) in table {
        let (answered, line) = refused(&mut listener, first, lines);
        assert_eq!(answered, code, "{first} {lines}");
        let start = format!("warning: refused with {code}: ");
        assert!(line.starts_with(&start) && line.contains(part), "{line}");
        assert!(!line.contains("canary") && !line.contains("hush"), "{line}");
    }
    // Without the header it is another mistake, and said as such.
    let body = event("evt_1");
    assert_eq!(listener.post_with("", &body), 404);
    let (code, line) = refused(&mut listener, "POST /hook", "X-Webhook-Secret2: x\r\n");
    assert_eq!(code, 401);
    assert!(line.contains("X-Webhook-Secret is missing"), "{line}");
    // A TLS greeting, as a tunnel sends it that was told https://.
    listener.raw(b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03\r\n\r\n");
    let line = listener.running.stderr_line();
    assert!(
        line.contains("TLS") && line.contains("--tls-cert"),
        "{line}"
    );
    listener.running.signal("INT");
    let (_, _, rest) = listener.running.finish();
    assert_eq!(rest, "0 events, 9 refused\n");
}

#[test]
fn a_flood_is_one_line_and_what_it_names_is_inert() {
    let home = Home::new();
    let mut listener = watched(&home, &[]);
    let (code, line) = refused(&mut listener, "POST /$(x)", "");
    assert_eq!(code, 404);
    assert!(line.contains("--path <PATH>"), "{line}");
    let (code, line) = refused(&mut listener, "POST /", "Origin: \u{9b}2J\r\n");
    assert_eq!(code, 403);
    assert!(line.contains(r"\u{9b}2J"), "{line}");
    for _ in 0..50 {
        assert_eq!(listener.post_with("X-Webhook-Secret: no\r\n", b"{}"), 401);
    }
    listener.running.signal("INT");
    let (_, _, rest) = listener.running.finish();
    assert_eq!(rest.matches("refused with 401").count(), 1, "{rest}");
}

/// Nobody reads stderr, and its pipe is full: answers go on, and the stop comes.
#[test]
fn lines_that_nobody_takes_hold_up_no_answer() {
    let home = Home::new();
    let mut command = home.chirp(&["listen", "--port", "0", "--json"]);
    let stuck = Stuck::start(&home, command.env("CHIRP_WEBHOOK_SECRET", "hush"));
    let address = &stuck.address;
    for _ in 0..3 {
        assert_eq!(post_to(address, "X-Webhook-Secret: no\r\n", b"{}"), 401);
    }
    let right = "X-Webhook-Secret: hush\r\n";
    assert_eq!(post_to(address, right, &event("evt_1")), 200);
    stuck.signal("TERM");
    assert_eq!(stuck.ends_in_time(), Some(143));
}

/// A listener without a secret can be reached by web pages, one with a secret cannot.
#[test]
fn content_types_of_web_pages_need_the_secret() {
    let home = Home::new();
    let mut open = start(
        home.chirp(&["listen", "--port", "0"])
            .env_remove("CHIRP_WEBHOOK_SECRET"),
    );
    let ready = open.stderr_line();
    let address = ready.split('/').nth(2).expect("an address").to_owned();
    let next = open.stderr_line();
    assert!(next.starts_with("To receive real calls"), "{next}");
    for kind in [
        "text/plain",
        "multipart/form-data; boundary=b",
        "application/x-www-form-urlencoded",
    ] {
        assert_eq!(
            post_to(
                &address,
                &format!("Content-Type: {kind}\r\n"),
                &event("evt_1")
            ),
            415
        );
    }
    let line = open.stderr_line();
    assert!(line.contains("or set a webhook secret"), "{line}");

    let other = Home::new();
    let listener = watched(&other, &[]);
    for (at, kind) in ["text/plain", "multipart/form-data; boundary=b", "x"]
        .into_iter()
        .enumerate()
    {
        let lines = format!("X-Webhook-Secret: hush\r\nContent-Type: {kind}\r\n");
        assert_eq!(
            listener.post_with(&lines, &event(&format!("evt_{at}"))),
            200
        );
    }
    // A body that is no event is kept, too.
    let lines = "X-Webhook-Secret: hush\r\nContent-Type: text/plain\r\n";
    assert_eq!(listener.post_with(lines, b"a=b"), 200);
}

#[test]
fn heads_over_a_limit_are_answered_with_431_and_logged_with_the_limit() {
    let home = Home::new();
    let mut listener = watched(&home, &[]);
    let long = format!("A: {}\r\n", "b".repeat(20_000));
    let many = "A: b\r\n".repeat(101);
    for lines in [long, many] {
        let head = format!(
            "POST / HTTP/1.1\r\nHost: {}\r\n{lines}\r\n",
            listener.address
        );
        assert_eq!(status(&listener.raw(head.as_bytes())), 431);
    }
    let line = listener.running.stderr_line();
    let expected = "warning: refused with 431: the request header is larger than 16 KiB or has more than 100 lines";
    assert_eq!(line, expected);
}

#[test]
fn empty_lines_before_a_request_line_are_skipped() {
    let home = Home::new();
    let listener = watched(&home, &[]);
    let request = |id: &str, last: &str| {
        let body = String::from_utf8(event(id)).unwrap();
        let (address, length) = (&listener.address, body.len());
        format!(
            "POST / HTTP/1.1\r\nHost: {address}\r\nX-Webhook-Secret: hush\r\n{last}Content-Length: {length}\r\n\r\n{body}"
        )
    };
    let bytes = format!(
        "\r\n{}\r\n\r\n{}",
        request("evt_1", ""),
        request("evt_2", "Connection: close\r\n")
    );
    let answer = listener.raw(bytes.as_bytes());
    assert_eq!(answer.matches("HTTP/1.1 200").count(), 2, "{answer}");
}
