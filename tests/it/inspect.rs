//! `chirp inspect`: who may ask (promise P13), what is answered, what is sent.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::Value;

use crate::listen::listen;
use crate::support::{Canned, Home, Running, run, start};

/// In the body of the recorded event: nobody without the token may read it.
const CANARY: &str = "canary-4711";

/// The API's answer to a command.
const ACCEPTED: &str = r#"{"callId":"call_1","command":"answer","status":"accepted"}"#;

/// A running `chirp inspect` on a free port.
struct Inspect {
    process: Running,
    at: At,
}

/// Where it is and what opens it.
#[derive(Clone)]
struct At {
    /// `127.0.0.1:PORT`.
    host: String,
    token: String,
}

impl std::ops::Deref for Inspect {
    type Target = At;

    fn deref(&self) -> &At {
        &self.at
    }
}

/// What one request was answered.
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }
}

fn inspect(home: &Home, args: &[&str], key: Option<(&str, &str)>) -> Inspect {
    let mut all = vec!["inspect", "--port", "0", "--json"];
    all.extend(args);
    let mut command = home.chirp(&all);
    if let Some((url, key)) = key {
        command.env("CHIRP_API_URL", url).env("CHIRP_API_KEY", key);
    }
    started(start(&mut command))
}

fn started(process: Running) -> Inspect {
    let ready = process.json();
    assert_eq!(ready["type"], "ready");
    assert!(ready["pid"].is_u64(), "{ready}");
    let link = ready["url"].as_str().expect("a link");
    let parts = link
        .strip_prefix("http://")
        .and_then(|rest| rest.split_once("/?token="));
    let (host, token) = parts.expect("a link with a token");
    let at = At {
        host: host.to_owned(),
        token: token.to_owned(),
    };
    Inspect { process, at }
}

impl At {
    /// Sends these bytes and reads the answer to its end.
    fn raw(&self, request: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.host).expect("inspect listens");
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let text = String::from_utf8_lossy(&answer);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok());
        Answer {
            status: status.unwrap_or(0),
            head: head.to_owned(),
            body: unchunked(head, body),
        }
    }

    /// A request with these header lines; `HOST`, `TOKEN` and `COOKIE` stand for the right values.
    fn ask(&self, line: &str, headers: &[&str], body: &str) -> Answer {
        let mut text = format!("{line} HTTP/1.1\r\nConnection: close\r\n");
        for header in headers {
            let header = header
                .replace("HOST", &self.host)
                .replace("TOKEN", &self.token);
            text.push_str(&format!("{header}\r\n"));
        }
        text.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
        self.raw(&text)
    }

    /// GET as a program does it.
    fn get(&self, path: &str) -> Answer {
        self.ask(
            &format!("GET {path}"),
            &["Host: HOST", "Authorization: Bearer TOKEN"],
            "",
        )
    }

    fn post(&self, path: &str, body: &str) -> Answer {
        let headers = [
            "Host: HOST",
            "Authorization: Bearer TOKEN",
            "Content-Type: application/json",
        ];
        self.ask(&format!("POST {path}"), &headers, body)
    }

    /// Exchanges the link for its cookie.
    fn sign_in(&self) -> String {
        let answer = self.ask(
            "GET /?token=TOKEN".replace("TOKEN", &self.token).as_str(),
            &["Host: HOST"],
            "",
        );
        assert_eq!(answer.status, 303, "{}", answer.head);
        assert_eq!(answer.header("location"), Some("/"));
        let cookie = answer.header("set-cookie").expect("a cookie");
        assert!(
            cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict"),
            "{cookie}"
        );
        cookie.split(';').next().expect("a pair").to_owned()
    }
}

fn unchunked(head: &str, body: &str) -> String {
    if !head
        .to_ascii_lowercase()
        .contains("transfer-encoding: chunked")
    {
        return body.to_owned();
    }
    let (mut rest, mut whole) = (body, String::new());
    while let Some((length, after)) = rest.split_once("\r\n") {
        let Ok(length) = usize::from_str_radix(length, 16) else {
            break;
        };
        if length == 0 || after.len() < length {
            break;
        }
        whole.push_str(&after[..length]);
        rest = after[length..].trim_start_matches("\r\n");
    }
    whole
}

/// Records `count` events of one call, the canary in each.
fn record(home: &Home, count: usize) {
    let listener = listen(home, &[]);
    for n in 1..=count {
        let name = if n == 1 {
            "calls.initiated"
        } else {
            "calls.participant_joined"
        };
        let body = format!(
            r#"{{"event":"{name}","eventId":"evt_{n}","data":{{"call":{{"id":"call_1","direction":"inbound","from":"+15559876543","to":"+15551234567","metadata":{{"note":"{CANARY}"}}}}}}}}"#
        );
        assert_eq!(listener.post(body.as_bytes()), 200);
    }
    assert_eq!(listener.stop().0, Some(130));
}

/// Status, request, headers. Each request has one thing wrong, or one that is checked earlier and one
/// that is checked later. `HOST`, `REBOUND`, `COOKIE` and `TOKEN` stand for values of the run.
const REFUSED: &str = "\
421 GET /api/entries/1 | BEARER
421 GET /api/entries/1 | Host: 127.0.0.1 | BEARER
421 GET /api/entries/1 | Host: 127.0.0.1:1 | BEARER
421 GET /api/entries/1 | Host: REBOUND | BEARER
421 GET /api/entries/1 | Host: REBOUND | Cookie: COOKIE | Sec-Fetch-Site: same-origin
421 GET /api/entries/1 | Host: REBOUND | Sec-Fetch-Site: cross-site
421 GET /api/entries/1 | Host: HOST | Host: HOST | BEARER
403 GET /api/entries/1 | Host: HOST | Sec-Fetch-Site: cross-site | BEARER
403 GET /api/entries/1 | Host: HOST | Sec-Fetch-Site: same-site | Cookie: COOKIE
403 GET /api/entries/1 | Host: HOST | Sec-Fetch-Site: cross-site
401 GET /api/entries/1 | Host: HOST
401 GET /api/entries/1 | Host: HOST | Authorization: Bearer wrong
401 GET /api/entries/1 | Host: HOST | Authorization: Basic TOKEN
401 GET /api/entries/1 | Host: HOST | Cookie: chirp_inspect=wrong
401 GET /api/entries/1?token=TOKEN | Host: HOST
401 POST /api/calls/call_1/commands | Host: HOST | OWN | JSON
401 OPTIONS /api/entries | Host: HOST | OWN
405 DELETE /api/entries/1 | Host: HOST | BEARER
405 PUT /api/entries/1 | Host: HOST | Cookie: COOKIE | OWN | JSON
403 POST /api/calls/call_1/commands | Host: HOST | Cookie: COOKIE | JSON
403 POST /api/calls/call_1/commands | Host: HOST | Cookie: COOKIE | Origin: null | JSON
403 POST /api/calls/call_1/commands | Host: HOST | Cookie: COOKIE | Origin: http://127.0.0.1:1 | JSON
403 POST /api/calls/call_1/commands | Host: HOST | Cookie: COOKIE | Origin: https://HOST | JSON
415 POST /api/calls/call_1/commands | Host: HOST | Cookie: COOKIE | OWN | Content-Type: text/plain
415 POST /api/calls/call_1/commands | Host: HOST | Cookie: COOKIE | OWN
415 POST /api/calls/call_1/commands | Host: HOST | BEARER | Content-Type: application/x-www-form-urlencoded
";

#[test]
fn every_check_refuses_alone_and_in_its_order() {
    let home = Home::new();
    record(&home, 1);
    let api = Canned::json("200 OK", ACCEPTED);
    let inspect = inspect(&home, &[], Some((&api.url, "sk_test_app_canary0123456789")));
    let cookie = inspect.sign_in();
    let port = inspect.host.rsplit(':').next().expect("a port");
    let filled = |text: &str| {
        text.replace("OWN", "Origin: http://HOST")
            .replace("JSON", "Content-Type: application/json")
            .replace("BEARER", "Authorization: Bearer TOKEN")
            .replace("REBOUND", &format!("evil.example:{port}"))
            .replace("COOKIE", &cookie)
            .replace("TOKEN", &inspect.token)
    };
    for line in REFUSED.lines() {
        let text = filled(line);
        let mut parts = text.split(" | ");
        let (status, request) = parts
            .next()
            .and_then(|first| first.split_once(' '))
            .expect("a request");
        let headers: Vec<&str> = parts.collect();
        let answer = inspect.ask(request, &headers, r#"{"type":"answer"}"#);
        assert_eq!(answer.status.to_string(), status, "{line}: {}", answer.body);
        assert!(!answer.body.contains(CANARY), "{line}");
        assert_eq!(answer.header("access-control-allow-origin"), None, "{line}");
        assert_eq!(answer.header("set-cookie"), None, "{line}");
    }
    assert_eq!(
        api.requests().len(),
        0,
        "no refused request reached the API"
    );
    // The same requests with everything right.
    let cookie = format!("Cookie: {cookie}");
    let head = ["Host: HOST", &cookie, "Sec-Fetch-Site: same-origin"];
    assert!(
        inspect
            .ask("GET /api/entries/1", &head, "")
            .body
            .contains(CANARY)
    );
    let head = [
        "Host: HOST",
        &cookie,
        "Origin: http://HOST",
        "Content-Type: application/json",
    ];
    let path = "POST /api/calls/call_1/commands";
    assert_eq!(inspect.ask(path, &head, r#"{"type":"answer"}"#).status, 200);
    assert_eq!(api.requests().len(), 1);
    // The link is used up; its token is good for programs.
    let link = format!("GET /?token={}", inspect.token);
    assert_eq!(inspect.ask(&link, &["Host: HOST"], "").status, 401);
    assert_eq!(inspect.get("/api/status").status, 200);
}

#[test]
fn the_page_may_load_its_own_files_only() {
    let home = Home::new();
    let inspect = inspect(&home, &[], None);
    let page = inspect.get("/");
    assert_eq!(page.status, 200);
    let policy = page.header("content-security-policy").expect("a policy");
    for part in [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(
        !policy.contains("unsafe") && !policy.contains("http"),
        "{policy}"
    );
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    let data = inspect.get("/api/entries");
    assert!(
        data.header("content-security-policy")
            .expect("a policy")
            .contains("sandbox")
    );
    assert_eq!(inspect.get("/no/such").status, 404);
    assert_eq!(inspect.get("/../Cargo.toml").status, 404);
}

#[test]
fn entries_are_read_over_the_api() {
    let home = Home::new();
    let inspect = inspect(&home, &[], None);
    assert_eq!(
        inspect.get("/api/entries").json()["data"],
        serde_json::json!([])
    );
    record(&home, 5);
    let all = inspect.get("/api/entries?after=0").json();
    let seqs: Vec<i64> = all["data"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|one| one["seq"].as_i64())
        .collect();
    assert_eq!(seqs, [1, 2, 3, 4, 5]);
    assert_eq!(all["data"][0]["type"], "event");
    assert_eq!(
        all["data"][0]["body"]["data"]["call"]["metadata"]["note"],
        CANARY
    );
    assert_eq!(all["head"], 5);
    let page = inspect.get("/api/entries?after=2&limit=2").json();
    assert_eq!(
        (&page["data"][0]["seq"], &page["next"]),
        (&3.into(), &4.into())
    );
    let newest = inspect.get("/api/entries?before=5&limit=2").json();
    assert_eq!(
        (&newest["data"][0]["seq"], &newest["next"]),
        (&4.into(), &3.into())
    );
    let some = inspect
        .get("/api/entries?filter=event:calls.initiated")
        .json();
    assert_eq!(some["data"].as_array().map(Vec::len), Some(1));
    let odd = inspect.get("/api/entries?filter=evnt:x");
    assert_eq!(
        (odd.status, &odd.json()["error"]["kind"]),
        (400, &"usage".into())
    );
}

#[test]
fn one_entry_and_one_call_are_read_over_the_api() {
    let home = Home::new();
    record(&home, 5);
    let inspect = inspect(&home, &[], None);
    let one = inspect.get("/api/entries/1").json();
    assert!(
        one["headers"]
            .as_array()
            .is_some_and(|headers| !headers.is_empty()),
        "{one}"
    );
    assert_eq!(inspect.get("/api/entries/99").status, 404);
    let curl = inspect.get("/api/entries/1/curl").body;
    assert!(
        curl.starts_with("curl -X POST ") && curl.contains(CANARY),
        "{curl}"
    );

    let calls = inspect.get("/api/calls").json();
    assert_eq!(calls["data"][0]["callId"], "call_1");
    assert_eq!(calls["data"][0]["state"], "ringing");
    let ladder = inspect.get("/api/calls/call_1/ladder").json();
    assert_eq!(ladder["rows"].as_array().map(Vec::len), Some(5));
    assert_eq!(ladder["rows"][0]["caption"], "initiated");
    let file = inspect.get("/api/calls/call_1/export?mask=1");
    assert!(
        file.header("content-disposition")
            .expect("a name")
            .contains("call_1.html")
    );
    assert!(!file.body.contains("15559876543"), "masked");
    assert_eq!(inspect.get("/api/calls/call_2/ladder").status, 404);
    assert_eq!(inspect.get("/api/calls/%2e%2e/ladder").status, 404);
    let odd = inspect.post("/api/calls/%2e%2e/commands", r#"{"type":"answer"}"#);
    assert_eq!(odd.status, 403);
}

#[test]
fn a_test_waits_for_an_entry_and_a_stream_resumes_after_one() {
    let home = Home::new();
    record(&home, 2);
    let inspect = inspect(&home, &[], None);
    // What came before the start counts when its call is named.
    let there = inspect.get("/api/await?event=calls.initiated&call=call_1&timeout=5");
    assert_eq!((there.status, &there.json()["seq"]), (200, &1.into()));
    let late = inspect.get("/api/await?event=calls.initiated&timeout=0");
    assert_eq!(
        (late.status, &late.json()["error"]["kind"]),
        (504, &"timeout".into())
    );
    let waiting = std::thread::scope(|scope| {
        let at = inspect.at.clone();
        let waiting = scope.spawn(move || at.get("/api/await?event=calls.*&timeout=20"));
        record(&home, 4);
        waiting.join().expect("answered")
    });
    // The first two are duplicates of earlier ones.
    assert_eq!(waiting.json()["eventId"], "evt_3");

    let mut stream = TcpStream::connect(&inspect.host).expect("inspect listens");
    let (host, token) = (&inspect.host, &inspect.token);
    let request = format!(
        "GET /api/stream HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\nLast-Event-ID: 2\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).expect("sent");
    let mut text = String::new();
    let mut buffer = [0; 4096];
    while !text.contains("id: 6\n") {
        let count = stream.read(&mut buffer).expect("the stream goes on");
        assert!(count > 0, "{text}");
        text.push_str(&String::from_utf8_lossy(&buffer[..count]));
    }
    let ids: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("id: "))
        .collect();
    assert_eq!(ids, ["3", "4", "5", "6"]);
}

#[test]
fn nothing_is_sent_without_a_key_or_read_only_or_with_a_live_key_that_is_off() {
    let home = Home::new();
    record(&home, 1);
    let api = Canned::json("200 OK", ACCEPTED);
    let path = "/api/calls/call_1/commands";
    let answer = r#"{"type":"answer"}"#;
    let none = inspect(&home, &[], None);
    let refused = none.post(path, answer);
    assert_eq!(
        (refused.status, &refused.json()["error"]["kind"]),
        (403, &"auth".into())
    );
    let live_key = Some(("https://api.invalid", "sk_live_app_canary0123456789"));
    let live = inspect(&home, &[], live_key);
    assert_eq!(live.get("/api/status").json()["commands"], "off");
    let refused = live.post(path, answer);
    assert_eq!(
        (refused.status, &refused.json()["error"]["kind"]),
        (403, &"off".into())
    );
    let switched = live.post("/api/live", r#"{"on":true}"#);
    assert_eq!(switched.json()["commands"], "on");
    let test_key = Some((api.url.as_str(), "sk_test_app_canary0123456789"));
    let read_only = inspect(&home, &["--read-only"], test_key);
    assert_eq!(read_only.post(path, answer).status, 403);
    let replay = format!(r#"{{"to":"{}"}}"#, api.url);
    assert_eq!(read_only.post("/api/entries/1/replay", &replay).status, 403);
    assert_eq!(read_only.post("/api/live", r#"{"on":true}"#).status, 403);
    assert_eq!(read_only.post(path, answer).status, 403);
    assert_eq!(read_only.post("/api/simulate", "{}").status, 403);
    assert_eq!(api.requests().len(), 0);
    let status = read_only.get("/api/status");
    assert_eq!(status.json()["commands"], "read_only");
    assert!(
        !status.body.contains("canary0123"),
        "the key stays here: {}",
        status.body
    );
}

#[test]
fn a_replay_carries_edits_and_the_secret_to_this_machine() {
    let home = Home::new();
    record(&home, 1);
    let handler = Canned::json("422 Unprocessable Entity", r#"{"why":"no order"}"#);
    let mut command = home.chirp(&["inspect", "--port", "0", "--json"]);
    command.env("CHIRP_WEBHOOK_SECRET", "whsec_canary");
    let inspect = started(start(&mut command));
    let edited = serde_json::json!({ "to": handler.url, "body": r#"{"event":"calls.edited"}"# });
    let answer = inspect.post("/api/entries/1/replay", &edited.to_string());
    let outcome = answer.json();
    assert_eq!(
        (&outcome["status"], &outcome["error"]),
        (&422.into(), &Value::Null),
        "{outcome}"
    );
    assert!(
        outcome["answer"]
            .as_str()
            .is_some_and(|text| text.contains("no order")),
        "{outcome}"
    );
    let sent = &handler.requests()[0];
    assert!(sent.ends_with(r#"{"event":"calls.edited"}"#), "{sent}");
    assert!(
        sent.to_lowercase()
            .contains("x-webhook-secret: whsec_canary"),
        "{sent}"
    );
    assert!(!answer.body.contains("whsec_canary"));
    let odd = inspect.post("/api/entries/1/replay", r#"{"to":"file:///etc/passwd"}"#);
    assert_eq!(odd.status, 400);
    assert_eq!(
        inspect
            .post("/api/entries/9/replay", &edited.to_string())
            .status,
        404
    );
}

#[test]
fn only_audio_leaves_by_the_media_route() {
    let home = Home::new();
    let secret = home.path().join("call_rec_1.mp4");
    std::fs::write(&secret, "root:x:0:0").expect("written");
    record(&home, 1);
    let database = home.path().join("state/journal.db");
    let detail = format!(r#"{{"path":"{}","bytes":10}}"#, secret.display());
    let sql = format!(
        "INSERT INTO entries (seq, at, type, of, call_id, detail) VALUES (2, 0, 'media', 1, 'call_1', '{detail}')"
    );
    let database = rusqlite::Connection::open(database).expect("the journal");
    database.execute(&sql, []).expect("written");
    let inspect = inspect(&home, &[], None);
    let refused = inspect.get("/api/media/call_rec_1");
    assert_eq!(refused.status, 404);
    assert!(!refused.body.contains("root:"), "{}", refused.body);
    std::fs::write(&secret, b"OggS\0 and more").expect("written");
    let audio = inspect.get("/api/media/call_rec_1");
    assert_eq!(
        (audio.status, audio.header("content-type")),
        (200, Some("audio/ogg"))
    );
    assert!(
        audio
            .header("content-security-policy")
            .expect("a policy")
            .contains("sandbox")
    );
    let range = [
        "Host: HOST",
        "Authorization: Bearer TOKEN",
        "Range: bytes=5-7",
    ];
    let part = inspect.ask("GET /api/media/call_rec_1", &range, "");
    assert_eq!(
        (
            part.status,
            part.header("content-range"),
            part.body.as_str()
        ),
        (206, Some("bytes 5-7/14"), " an")
    );
    assert_eq!(inspect.get("/api/media/call_rec_2").status, 404);
}

#[test]
fn the_port_is_taken_or_ends_with_its_signal() {
    let home = Home::new();
    let first = inspect(&home, &[], None);
    let port = first.host.rsplit(':').next().expect("a port").to_owned();
    let second = run(&mut home.chirp(&["inspect", "--port", &port])).code(1);
    assert!(
        second.stderr.contains("chirp inspect --port 0"),
        "{}",
        second.stderr
    );
    first.process.signal("INT");
    assert_eq!(first.process.finish().0, Some(130));
}
