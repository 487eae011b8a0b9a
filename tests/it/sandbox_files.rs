//! The sandbox's audio: signed URLs, ranges, knobs; and faults of its API.

use serde_json::json;

use crate::support::{Answer, Home, Sandbox, run, sandbox};

/// The path of a fresh signed URL of a completed recording in `format`.
fn recording(api: &Sandbox, format: &str) -> (String, String) {
    // Answered, and the other side never hangs up.
    let dial = json!({ "from": "+15551234567", "to": "+15550100006" }).to_string();
    let call = api.call("POST", "/v1/calls", &dial).json();
    let id = call["id"].as_str().expect("an id").to_owned();
    api.wait_for(&format!("/v1/calls/{id}"), |call| {
        call["status"] == "in_progress"
    });
    let command = |body: &str| {
        api.call("POST", &format!("/v1/calls/{id}/commands"), body)
            .status
    };
    assert_eq!(
        command(&json!({ "type": "start_recording", "format": format }).to_string()),
        200
    );
    assert_eq!(command(r#"{"type":"stop_recording"}"#), 200);
    let list = format!("/v1/calls/{id}/recordings");
    let page = api.wait_for(&list, |page| page["data"][0]["status"] == "completed");
    let id = page["data"][0]["id"].as_str().expect("an id").to_owned();
    (path(api, &page["data"][0]["fileUrl"]), id)
}

fn path(api: &Sandbox, url: &serde_json::Value) -> String {
    let url = url.as_str().expect("a URL");
    let path = url.strip_prefix(&api.url);
    let path = path.or_else(|| url.strip_prefix("https://sandbox.example/chirp"));
    path.expect("our own host").to_owned()
}

fn get(api: &Sandbox, path: &str, headers: &str) -> Answer {
    api.send("GET", path, headers, "")
}

#[test]
fn recordings_are_real_audio_in_three_formats_with_ranges() {
    let home = Home::new();
    let api = sandbox(&home, &["--speed", "1000x"]);
    let kinds = [
        ("mp4", "audio/mp4", &b"ftyp"[..]),
        ("ogg", "audio/ogg", b"OggS"),
        ("webm", "audio/webm", b"webm"),
    ];
    for (format, media_type, mark) in kinds {
        let (path, id) = recording(&api, format);
        let whole = get(&api, &path, "");
        assert_eq!(
            (whole.status, whole.header("content-type")),
            (200, Some(media_type))
        );
        assert!(
            whole.body[..64]
                .windows(mark.len())
                .any(|part| part == mark),
            "{format}"
        );
        let size = api
            .call("GET", &format!("/v1/calls/recordings/{id}"), "")
            .json()["fileSize"]
            .clone();
        assert_eq!(size, whole.body.len());
        let etag = whole.header("etag").unwrap();
        let part = get(
            &api,
            &path,
            &format!("range: bytes=100-199\r\nif-range: {etag}\r\n"),
        );
        assert_eq!((part.status, &part.body[..]), (206, &whole.body[100..200]));
        assert_eq!(
            part.header("content-range"),
            Some(&*format!("bytes 100-199/{size}"))
        );
        let stale = get(&api, &path, "range: bytes=100-\r\nif-range: \"other\"\r\n");
        assert_eq!((stale.status, stale.body.len()), (200, whole.body.len()));
        assert_eq!(get(&api, &path, "range: bytes=999999-\r\n").status, 416);
        assert_eq!(api.send("HEAD", &path, "", "").body.len(), 0);
    }
}

#[test]
fn a_signed_url_expires_and_cannot_be_bent() {
    let home = Home::new();
    let api = sandbox(&home, &["--speed", "1000x"]);
    let (good, id) = recording(&api, "mp4");
    assert_eq!(get(&api, &good.replace(".mp4?", ".ogg?"), "").status, 403);
    assert_eq!(get(&api, good.split('?').next().unwrap(), "").status, 403);
    assert_eq!(
        api.send("PUT", "/_sandbox/files", "", r#"{"urlTtl":0}"#)
            .status,
        200
    );
    let short = api
        .call("GET", &format!("/v1/calls/recordings/{id}"), "")
        .json();
    let short = path(&api, &short["fileUrl"]);
    // Good for this very millisecond.
    while get(&api, &short, "").status == 200 {}
    let expired = get(&api, &short, "");
    assert_eq!(expired.json()["error"]["code"], "url_expired");
    assert_eq!(get(&api, &good, "").status, 200);
    assert_eq!(
        api.call("DELETE", &format!("/v1/calls/recordings/{id}"), "")
            .status,
        200
    );
    assert_eq!(get(&api, &good, "").status, 404);
}

#[test]
fn files_can_be_large_change_and_break_off() {
    let home = Home::new();
    let api = sandbox(&home, &["--speed", "1000x"]);
    let (path, _) = recording(&api, "mp4");
    let knobs = |body: &str| assert_eq!(api.send("PUT", "/_sandbox/files", "", body).status, 200);
    knobs(r#"{"size":20000000}"#);
    let large = get(&api, &path, "");
    assert_eq!(large.body.len(), 20_000_000);
    knobs(r#"{"size":20000000,"revision":1}"#);
    let changed = get(&api, &path, "");
    assert!(changed.body != large.body && changed.header("etag") != large.header("etag"));
    knobs(r#"{"size":20000000,"cutAfter":1000000}"#);
    let cut = get(&api, &path, "");
    assert_eq!(
        (cut.status, cut.header("content-length")),
        (200, Some("20000000"))
    );
    assert!(cut.body.len() <= 1_000_000, "{}", cut.body.len());
}

#[test]
fn faults_of_the_api_come_on_request() {
    let home = Home::new();
    let api = sandbox(&home, &["--seed", "3"]);
    let set = |faults: &str| {
        api.send(
            "PUT",
            "/_sandbox/faults",
            "",
            &json!({ "faults": faults }).to_string(),
        )
    };
    assert_eq!(set("teleport").json()["error"]["param"], "faults");
    set("rate-limit=1");
    let limited = api.call("GET", "/v1/calls", "");
    assert_eq!(
        (limited.status, limited.header("retry-after")),
        (429, Some("1"))
    );
    set("error=1");
    assert!((500..=503).contains(&api.call("GET", "/v1/calls", "").status));
    set("reset=1");
    let dial = json!({ "from": "+15551234567", "to": "+15559876543" }).to_string();
    assert_eq!(api.call("POST", "/v1/calls", &dial).status, 0);
    // Sent, no answer: the outcome is unknown, and the client does not repeat it.
    let calls = [
        "calls",
        "create",
        "--from",
        "+15551234567",
        "--to",
        "+15559876543",
    ];
    run(&mut api.chirp(&home, &calls)).code(7);
    set("");
    assert_eq!(api.call("GET", "/v1/calls", "").json()["totalCount"], 2);
}

#[test]
fn tokens_are_json_web_tokens_with_an_end() {
    let home = Home::new();
    let api = sandbox(&home, &[]);
    let body = json!({ "roomName": "call-1", "participantIdentity": "anna", "ttl": 60 });
    let token = api
        .call("POST", "/v1/calls/token", &body.to_string())
        .json();
    assert_eq!(token["token"].as_str().unwrap().split('.').count(), 3);
    let now = jiff::Timestamp::now().as_second();
    assert!((now + 58..=now + 60).contains(&token["expiresAt"].as_i64().unwrap()));
}

#[test]
fn urls_of_files_name_where_others_reach_the_sandbox() {
    let home = Home::new();
    let public = "https://sandbox.example/chirp/";
    let api = sandbox(&home, &["--speed", "1000x", "--public-url", public]);
    let (path, id) = recording(&api, "ogg");
    let one = api.call("GET", &format!("/v1/calls/recordings/{id}"), "");
    let url = one.json()["fileUrl"].as_str().expect("a URL").to_owned();
    assert!(
        url.starts_with("https://sandbox.example/chirp/recordings/"),
        "{url}"
    );
    assert_eq!(get(&api, &path, "").status, 200);
    for odd in [
        "sandbox:4010",
        "ftp://a/",
        "http://u:p@a/",
        "http://a/?b",
        "http://a/#b",
        "",
    ] {
        let done = run(&mut home.chirp(&["sandbox", "--port", "0", "--public-url", odd])).code(2);
        assert!(done.stderr.contains("URL"), "{}", done.stderr);
    }
}
