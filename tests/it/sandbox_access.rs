//! Web pages cannot use the sandbox, by whatever name or route.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::{Value, json};

use crate::support::{Home, Sandbox, run, sandbox};

/// Every route: method and path.
pub(crate) const ROUTES: [(&str, &str); 41] = [
    ("POST", "/v1/webhooks"),
    ("GET", "/v1/webhooks"),
    ("GET", "/v1/webhooks/whk_1"),
    ("PUT", "/v1/webhooks/whk_1"),
    ("DELETE", "/v1/webhooks/whk_1"),
    ("POST", "/v1/calls"),
    ("GET", "/v1/calls"),
    ("GET", "/v1/calls/call_1"),
    ("DELETE", "/v1/calls/call_1"),
    ("POST", "/v1/calls/call_1/commands"),
    ("GET", "/v1/calls/call_1/recordings"),
    ("GET", "/v1/calls/recordings/call_rec_1"),
    ("DELETE", "/v1/calls/recordings/call_rec_1"),
    ("GET", "/v1/calls/voicemails"),
    ("GET", "/v1/calls/voicemails/call_vm_1"),
    ("PATCH", "/v1/calls/voicemails/call_vm_1"),
    ("DELETE", "/v1/calls/voicemails/call_vm_1"),
    ("POST", "/v1/calls/token"),
    ("GET", "/v1/organization/apps/app_1/calling"),
    ("PUT", "/v1/organization/apps/app_1/calling"),
    ("GET", "/recordings/call_rec_1.mp4"),
    ("HEAD", "/recordings/call_rec_1.mp4"),
    ("GET", "/voicemails/call_vm_1.mp4"),
    ("GET", "/openapi.json"),
    ("GET", "/_sandbox/health"),
    ("GET", "/_sandbox/info"),
    ("POST", "/_sandbox/reset"),
    ("GET", "/_sandbox/clock"),
    ("POST", "/_sandbox/clock"),
    ("GET", "/_sandbox/activity"),
    ("GET", "/_sandbox/await?command=*&timeout=0"),
    ("POST", "/_sandbox/calls"),
    ("GET", "/_sandbox/calls/call_1"),
    ("POST", "/_sandbox/calls/call_1/act"),
    ("GET", "/_sandbox/deliveries"),
    ("GET", "/_sandbox/deliveries/dlv_1"),
    ("POST", "/_sandbox/deliveries/dlv_1/redeliver"),
    ("PUT", "/_sandbox/faults"),
    ("PUT", "/_sandbox/files"),
    ("GET", "/"),
    ("OPTIONS", "/v1/calls"),
];

/// Sends a request as raw bytes and returns the status and the head of the answer.
fn raw(address: &str, request: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).expect("connected");
    stream.write_all(request.as_bytes()).expect("sent");
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    let status = answer.get(9..12).and_then(|text| text.parse().ok());
    (status.unwrap_or(0), answer)
}

fn address(api: &Sandbox) -> &str {
    api.url.trim_start_matches("http://")
}

/// The request line and a key that fits the path, with further header lines.
fn request(api: &Sandbox, method: &str, path: &str, headers: &str) -> String {
    let key = match path.starts_with("/v1/organization/") {
        true => &api.admin_key,
        false => &api.key,
    };
    format!(
        "{method} {path} HTTP/1.1\r\n{headers}authorization: Bearer {key}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
    )
}

#[test]
fn every_route_rejects_foreign_hosts_and_pages() {
    let home = Home::new();
    let api = sandbox(&home, &[]);
    let address = address(&api);
    let port = address.rsplit(':').next().expect("a port");
    let own = format!("host: {address}\r\n");
    let foreign = [
        (format!("host: evil.example:{port}\r\n"), "host_not_allowed"),
        ("host: evil.example\r\n".to_owned(), "host_not_allowed"),
        (
            format!("host: 127.0.0.1.evil.example:{port}\r\n"),
            "host_not_allowed",
        ),
        (format!("{own}host: evil.example\r\n"), "host_not_allowed"),
        ("host: \r\n".to_owned(), "host_not_allowed"),
        (format!("host: 192.0.2.1:{port}\r\n"), "host_not_allowed"),
        (
            format!("{own}origin: http://evil.example\r\n"),
            "origin_not_allowed",
        ),
        (
            format!("{own}origin: http://{address}\r\n"),
            "origin_not_allowed",
        ),
        (format!("{own}origin: null\r\n"), "origin_not_allowed"),
        (
            format!("{own}sec-fetch-site: cross-site\r\n"),
            "origin_not_allowed",
        ),
        (
            format!("{own}sec-fetch-site: same-site\r\n"),
            "origin_not_allowed",
        ),
    ];
    for (method, path) in ROUTES {
        for (headers, code) in &foreign {
            let (status, answer) = raw(address, &request(&api, method, path, headers));
            let case = format!("{method} {path} {headers}");
            assert_eq!(status, 403, "{case}: {answer}");
            assert!(
                method == "HEAD" || answer.contains(code),
                "{case}: {answer}"
            );
            assert!(
                !answer.to_lowercase().contains("access-control-allow"),
                "{case}"
            );
        }
        let (status, answer) = raw(address, &request(&api, method, path, &own));
        let signed = path.starts_with("/recordings/") || path.starts_with("/voicemails/");
        assert!(signed || status != 403, "{method} {path}: {answer}");
    }
    // Nothing of it had an effect.
    assert_eq!(api.call("GET", "/v1/calls", "").json()["totalCount"], 1);
}

#[test]
fn a_host_in_the_request_line_is_checked_too() {
    let home = Home::new();
    let api = sandbox(&home, &[]);
    let own = format!("host: {}\r\n", address(&api));
    let line = request(&api, "GET", "http://evil.example/v1/calls", &own);
    assert_eq!(raw(address(&api), &line).0, 403);
}

#[test]
fn an_allowed_page_and_host_can_use_the_sandbox() {
    let home = Home::new();
    let page = "http://localhost:5173";
    let api = sandbox(&home, &["--allow-origin", page, "--allow-host", "sandbox"]);
    let address = address(&api);
    let headers = format!("host: sandbox:4010\r\norigin: {page}\r\nsec-fetch-site: same-site\r\n");
    let (status, answer) = raw(address, &request(&api, "GET", "/v1/calls", &headers));
    assert_eq!(status, 200, "{answer}");
    assert!(
        answer.contains(&format!("access-control-allow-origin: {page}\r\n")),
        "{answer}"
    );
    // The preflight request of a browser carries no key.
    let preflight = format!(
        "OPTIONS /v1/calls HTTP/1.1\r\n{headers}access-control-request-method: POST\r\nconnection: close\r\n\r\n"
    );
    let (status, answer) = raw(address, &preflight);
    assert_eq!(status, 204, "{answer}");
    assert!(
        answer.contains("access-control-allow-headers: Authorization"),
        "{answer}"
    );
    let other = headers.replace("5173", "5174");
    assert_eq!(
        raw(address, &request(&api, "GET", "/v1/calls", &other)).0,
        403
    );
    for (flag, odd) in [
        ("--allow-origin", "localhost:5173"),
        ("--allow-origin", "*"),
        ("--allow-origin", "http://localhost:5173/app"),
        ("--allow-host", "sandbox:4010"),
        ("--allow-host", ""),
    ] {
        run(&mut home.chirp(&["sandbox", "--port", "0", flag, odd])).code(2);
    }
}

#[test]
fn a_webhook_to_the_sandbox_itself_is_rejected() {
    let home = Home::new();
    let api = sandbox(&home, &[]);
    let port = address(&api).rsplit(':').next().expect("a port");
    let events = json!(["calls.initiated"]);
    let body = |url: &str| json!({ "url": url, "events": events }).to_string();
    for host in ["127.0.0.1", "localhost", "[::1]", "127.1", "a.localhost"] {
        let url = format!("http://{host}:{port}/_sandbox/calls");
        let answer = api.call("POST", "/v1/webhooks", &body(&url));
        assert_eq!(answer.status, 400, "{url}");
        let error: Value = answer.json()["error"].clone();
        assert_eq!(error["param"], "url", "{error}");
        let text = error["message"].as_str().expect("text");
        assert!(text.contains("the sandbox itself"), "{text}");
    }
    let made = api
        .call("POST", "/v1/webhooks", &body("https://example.com/hook"))
        .json();
    let path = format!("/v1/webhooks/{}", made["id"].as_str().expect("an id"));
    let own = body(&format!("http://127.0.0.1:{port}/"));
    assert_eq!(api.call("PUT", &path, &own).status, 400);
    assert_eq!(
        api.call("GET", &path, "").json()["url"],
        "https://example.com/hook"
    );
}
