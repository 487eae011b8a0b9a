//! `chirp sandbox` over real sockets, past our own client where that could hide something.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use crate::support::{Canned, Home, Sandbox, run, sandbox};
use crate::target::{Handler, answer};

const ALL_EVENTS: [&str; 12] = [
    "calls.initiated",
    "calls.ringing",
    "calls.answered",
    "calls.completed",
    "calls.failed",
    "calls.busy",
    "calls.no_answer",
    "calls.canceled",
    "calls.participant_joined",
    "calls.participant_left",
    "calls.recording.completed",
    "calls.voicemail.received",
];

/// A webhook for all events.
fn subscribe(api: &Sandbox, url: &str) -> String {
    let body =
        json!({ "url": url, "events": ALL_EVENTS, "headers": { "X-Webhook-Secret": "hush" } });
    let made = api.call("POST", "/v1/webhooks", &body.to_string());
    assert_eq!(made.status, 201);
    made.json()["id"].as_str().expect("an id").to_owned()
}

/// Waits until nothing is on its way any more and gives the deliveries, oldest first.
fn settled(api: &Sandbox, least: u64) -> Vec<Value> {
    let done = |page: &Value| {
        page["deliveries"]["all"].as_u64() >= Some(least)
            && page["deliveries"]["pending"] == 0
            && page["calls"]["live"] == 0
    };
    api.wait_for("/_sandbox/info", done);
    let page = api.call("GET", "/_sandbox/deliveries?limit=100", "").json();
    let mut all = page["data"].as_array().expect("a list").clone();
    all.reverse();
    all
}

fn names(deliveries: &[Value]) -> Vec<&str> {
    deliveries
        .iter()
        .map(|one| one["event"].as_str().expect("a name"))
        .collect()
}

#[test]
fn an_inbound_call_lives_and_its_events_arrive_with_the_secret() {
    let (home, hook) = (Home::new(), Canned::json("200 OK", "{}"));
    let api = sandbox(&home, &["--speed", "20x"]);
    subscribe(&api, &hook.url);
    let call = api
        .call("POST", "/_sandbox/calls", r#"{"hangupAfter":20}"#)
        .json();
    let id = call["id"].as_str().unwrap();
    assert!(id.starts_with("call_test_") && id.len() == 37, "{id}");
    let path = format!("/v1/calls/{id}/commands");
    let answer = api.call("POST", &path, r#"{"type":"answer"}"#);
    assert_eq!(
        answer.json(),
        json!({ "callId": id, "command": "answer", "status": "accepted" })
    );
    let deliveries = settled(&api, 5);
    let expected = [
        "calls.initiated",
        "calls.answered",
        "calls.participant_joined",
        "calls.participant_left",
        "calls.completed",
    ];
    assert_eq!(names(&deliveries), expected);
    assert!(
        hook.requests()
            .iter()
            .all(|request| request.contains("x-webhook-secret: hush\r\n"))
    );
    let call = api.call("GET", &format!("/v1/calls/{id}"), "").json();
    assert_eq!(
        (&call["status"], &call["endReason"]),
        (&json!("completed"), &json!("hangup"))
    );
    assert_eq!(api.call("POST", &path, r#"{"type":"answer"}"#).status, 409);
}

#[test]
fn a_call_without_a_command_becomes_a_voicemail_after_30_seconds() {
    let (home, hook) = (Home::new(), Canned::json("200 OK", "{}"));
    let api = sandbox(&home, &["--speed", "200x"]);
    subscribe(&api, &hook.url);
    let body = r#"{"voicemail":{"transcription":"Call me","duration":10}}"#;
    let id = api.call("POST", "/_sandbox/calls", body).json()["id"].clone();
    let page = api.wait_for("/v1/calls/voicemails", |page| {
        page["data"][0]["transcription"] == "Call me"
    });
    let voicemail = &page["data"][0];
    assert_eq!(
        (&voicemail["callId"], &voicemail["isRead"]),
        (&id, &json!(false))
    );
    assert_eq!(
        names(&settled(&api, 3)),
        [
            "calls.initiated",
            "calls.completed",
            "calls.voicemail.received"
        ]
    );
    let path = format!("/v1/calls/voicemails/{}", voicemail["id"].as_str().unwrap());
    let read = api.call("PATCH", &path, r#"{"isRead":true}"#).json();
    assert_eq!(read["isRead"], true);
    let recording = format!(
        "/v1/calls/recordings/{}",
        voicemail["recordingId"].as_str().unwrap()
    );
    assert_eq!(
        api.call("GET", &recording, "").json()["status"],
        "completed"
    );
    assert_eq!(api.call("DELETE", &path, "").status, 200);
    assert_eq!(api.call("GET", &path, "").status, 404);
    assert_eq!(api.call("GET", &recording, "").status, 404);
}

#[test]
fn dialled_numbers_choose_the_end() {
    let home = Home::new();
    let api = sandbox(&home, &["--speed", "1000x"]);
    let ends = [
        ("+15550100001", "busy"),
        ("+15550100002", "no_answer"),
        ("+15550100003", "failed"),
        ("+15550100004", "canceled"),
        ("+15550100005", "completed"),
        ("+15559876543", "completed"),
    ];
    for (to, status) in ends {
        let body = json!({ "from": "+15551234567", "to": to, "metadata": { "a": 1 } });
        let made = api.call("POST", "/v1/calls", &body.to_string());
        assert_eq!(
            (made.status, &made.json()["metadata"]),
            (201, &json!({ "a": 1 }))
        );
        let path = format!("/v1/calls/{}", made.json()["id"].as_str().unwrap());
        api.wait_for(&path, |call| call["status"] == status);
    }
    let listed = api
        .call("GET", "/v1/calls?status=completed&limit=1", "")
        .json();
    assert_eq!(
        (&listed["totalCount"], &listed["data"][0]["toAddress"]),
        (&json!(2), &json!("+15559876543"))
    );
    for (to, status) in [
        ("+15550100011", 424),
        ("+15550100012", 424),
        ("+15550100013", 403),
    ] {
        let body = json!({ "from": "+15551234567", "to": to });
        assert_eq!(
            api.call("POST", "/v1/calls", &body.to_string()).status,
            status
        );
    }
}

/// Method, path, body; status, code, param.
#[rustfmt::skip]
const REFUSALS: [(&str, &str, &str, u16, &str, &str); 17] = [
    ("POST", "/v1/calls", r#"{"to":"+15559876543"}"#, 400, "parameter_missing", "from"),
    ("POST", "/v1/calls", r#"{"from":"+15551234567","to":"555"}"#, 400, "invalid_phone_number", "to"),
    ("POST", "/v1/calls", r#"{"from":"+15550001111","to":"+15559876543"}"#, 400, "phone_number_not_assigned", "from"),
    ("POST", "/v1/calls", r#"{"from":"+15551234567","to":"+15559876543","toChannel":"whatsapp"}"#, 400, "whatsapp_not_configured", "toChannel"),
    ("POST", "/v1/calls", r#"{"from":"+15551234567","to":"+15559876543","toChannel":"fax"}"#, 400, "parameter_invalid", "toChannel"),
    ("POST", "/v1/webhooks", r#"{"url":"https://a.example"}"#, 400, "parameter_missing", "events"),
    ("POST", "/v1/webhooks", r#"{"url":"http://a.example","events":["calls.busy"]}"#, 400, "parameter_invalid", "url"),
    ("POST", "/v1/webhooks", r#"{"url":"https://a.example","events":["calls.busy","calls.*"]}"#, 400, "parameter_invalid", "events[1]"),
    ("POST", "/v1/webhooks", r#"{"url":"https://a.example","events":["calls.busy"],"headers":{"a b":"c"}}"#, 400, "parameter_invalid", "headers.a b"),
    ("POST", "/v1/webhooks", "{", 400, "invalid_request_body", ""),
    ("GET", "/v1/calls?limit=101", "", 400, "parameter_invalid", "limit"),
    ("GET", "/v1/calls?status=asleep", "", 400, "parameter_invalid", "status"),
    ("POST", "/v1/calls/token", r#"{"roomName":"r","participantIdentity":"i","ttl":59}"#, 400, "parameter_invalid", "ttl"),
    ("GET", "/v1/calls/call_x", "", 404, "resource_not_found", ""),
    ("POST", "/v1/calls/call_x/commands", r#"{"type":"answer"}"#, 404, "resource_not_found", ""),
    ("GET", "/v1/nothing", "", 404, "resource_not_found", ""),
    ("PATCH", "/v1/calls", "", 405, "method_not_allowed", ""),
];

#[test]
fn refusals_have_the_documented_object() {
    let home = Home::new();
    let api = sandbox(&home, &[]);
    for (method, path, body, status, code, param) in REFUSALS {
        let answer = api.call(method, path, body);
        let error = answer.json()["error"].clone();
        assert_eq!(
            (answer.status, &error["code"]),
            (status, &json!(code)),
            "{method} {path} {body}: {error}"
        );
        assert_eq!(error["type"], "invalid_request_error");
        assert!(error["message"].is_string());
        let doc = format!("https://docs.buildwithchirp.com/api_reference/error-codes#{code}");
        assert_eq!(error["doc_url"], doc);
        assert_eq!(error["param"].as_str().unwrap_or_default(), param);
        assert!(answer.header("x-ratelimit-limit").is_some(), "{path}");
    }
}

#[test]
fn each_endpoint_takes_its_own_kind_of_key() {
    let home = Home::new();
    let api = sandbox(&home, &[]);
    let app = "/v1/organization/apps/app_test_2DbBs7GWhGvVNJGrDXr5RG0mBWI/calling";
    let bearer = |key: &str| format!("authorization: Bearer {key}\r\n");
    let cases = [
        ("/v1/calls", bearer(&api.key), 200),
        ("/v1/calls", bearer(&api.admin_key), 401),
        ("/v1/calls", bearer("sk_test_app_other"), 401),
        ("/v1/calls", String::new(), 401),
        ("/v1/calls", "authorization: Basic eA==\r\n".into(), 401),
        (app, bearer(&api.admin_key), 200),
        (app, bearer(&api.key), 401),
        (
            "/v1/organization/apps/app_x/calling",
            bearer(&api.admin_key),
            404,
        ),
    ];
    for (path, headers, status) in cases {
        let answer = api.send("GET", path, &headers, "");
        assert_eq!(answer.status, status, "{path} {headers}");
        if status == 401 {
            assert_eq!(answer.json()["error"]["type"], "authentication_error");
        }
    }
    let put = |body: &str| api.send("PUT", app, &bearer(&api.admin_key), body);
    let changed = put(r#"{"maxConcurrentCalls":1,"voicemailGreetingUrl":null}"#).json();
    assert_eq!(
        (&changed["maxConcurrentCalls"], &changed["recordingFormat"]),
        (&json!(1), &json!("mp4"))
    );
    assert_eq!(
        put(r#"{"voicemailMaxDuration":9}"#).json()["error"]["param"],
        "voicemailMaxDuration"
    );
    let dial = || {
        api.call(
            "POST",
            "/v1/calls",
            r#"{"from":"+15551234567","to":"+15559876543"}"#,
        )
    };
    assert_eq!((dial().status, dial().status), (201, 409));
}

#[test]
fn rate_limits_are_counted_and_said() {
    let home = Home::new();
    let api = sandbox(&home, &["--rate-limit", "default"]);
    for _ in 1..60 {
        assert_eq!(api.call("GET", "/v1/webhooks", "").status, 200);
    }
    let last = api.call("GET", "/v1/webhooks", "");
    assert_eq!(
        (last.status, last.header("x-ratelimit-remaining")),
        (200, Some("0"))
    );
    let over = api.call("GET", "/v1/webhooks", "");
    assert_eq!(
        (over.status, &over.json()["error"]["code"]),
        (429, &json!("rate_limit_exceeded"))
    );
    assert!(over.header("retry-after").unwrap().parse::<u32>().unwrap() <= 60);
    assert_eq!(api.call("GET", "/v1/calls", "").status, 200);
}

#[test]
fn the_control_api_is_for_programs_on_this_machine() {
    let home = Home::new();
    let api = sandbox(&home, &[]);
    assert_eq!(
        api.send("GET", "/_sandbox/health", "", "").json(),
        json!({ "status": "ok" })
    );
    for foreign in [
        "origin: http://evil.example\r\n",
        "sec-fetch-site: cross-site\r\n",
    ] {
        assert_eq!(
            api.send("POST", "/_sandbox/reset", foreign, "").status,
            403,
            "{foreign}"
        );
    }
}

#[test]
fn it_says_where_it_is_and_ends_in_order() {
    let home = Home::new();
    let file = home.path().join("ready");
    let api = sandbox(&home, &["--ready-file", file.to_str().unwrap()]);
    let ready: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!(ready["url"], api.url);
    assert_eq!(ready["pid"], api.process.child.id());
    let port = api.url.rsplit(':').next().unwrap();
    let second = run(&mut home.chirp(&["sandbox", "--port", port])).code(1);
    assert!(
        second.stderr.contains(&format!("port {port} is in use")),
        "{}",
        second.stderr
    );
    api.process.signal("INT");
    let (code, lines, stderr) = api.process.finish();
    assert_eq!((code, lines.len(), stderr.as_str()), (Some(130), 0, ""));
    assert!(!file.exists());
    run(&mut home.chirp(&["sandbox", "--speed", "fast"])).code(2);
}

#[test]
fn without_json_it_prints_the_two_variables() {
    let home = Home::new();
    let process = crate::support::start(&mut home.chirp(&["sandbox", "--port", "0"]));
    assert!(
        process
            .line()
            .starts_with("export CHIRP_API_URL=http://127.0.0.1:")
    );
    assert!(
        process
            .line()
            .starts_with("export CHIRP_API_KEY=sk_test_app_")
    );
    process.signal("TERM");
    assert_eq!(process.finish().0, Some(143));
}

#[test]
fn a_data_file_keeps_the_store_and_is_for_one_sandbox() {
    let home = Home::new();
    let file = home.path().join("sandbox.db");
    let args = ["--speed", "1000x", "--data", file.to_str().unwrap()];
    let first = sandbox(&home, &args);
    let webhook = subscribe(&first, "http://127.0.0.1:1/");
    let gone = subscribe(&first, "http://127.0.0.1:1/");
    first.call("DELETE", &format!("/v1/webhooks/{gone}"), "");
    let body = json!({ "from": "+15551234567", "to": "+15550100006" }).to_string();
    let call = first.call("POST", "/v1/calls", &body).json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    first.wait_for(&format!("/v1/calls/{call}"), |call| {
        call["status"] == "in_progress"
    });
    first.call("POST", "/_sandbox/calls", "{}");
    let voicemails = first.wait_for("/v1/calls/voicemails", |page| {
        page["data"][0]["transcription"].is_string()
    });
    let second =
        run(&mut home.chirp(&["sandbox", "--port", "0", "--data", file.to_str().unwrap()])).code(8);
    assert!(
        second.stderr.contains("another sandbox uses it"),
        "{}",
        second.stderr
    );
    first.process.signal("TERM");
    first.process.finish();
    let again = sandbox(&home, &args);
    assert_eq!(
        again.call("GET", "/v1/webhooks", "").json()["totalCount"],
        1
    );
    assert_eq!(
        again
            .call("GET", &format!("/v1/webhooks/{webhook}"), "")
            .status,
        200
    );
    let ended = again.call("GET", &format!("/v1/calls/{call}"), "").json();
    assert_eq!(
        (&ended["status"], &ended["endReason"]),
        (&json!("completed"), &json!("sandbox_restarted"))
    );
    assert_eq!(
        again.call("GET", "/v1/calls/voicemails", "").json(),
        voicemails
    );
    let third = subscribe(&again, "http://127.0.0.1:1/");
    assert!(third != webhook && third != gone);
    use std::os::unix::fs::PermissionsExt;
    assert_eq!(
        std::fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o600
    );
}

#[test]
fn a_delivery_that_was_not_taken_is_tried_further_after_a_restart() {
    let home = Home::new();
    let file = home.path().join("sandbox.db");
    let takes = Arc::new(AtomicBool::new(false));
    let shared = takes.clone();
    let handler = Handler::start(move |_, _| match shared.load(Ordering::SeqCst) {
        true => answer(200),
        false => answer(500),
    });
    // Slow, so that the next try is far away when it stops.
    let first = sandbox(
        &home,
        &["--speed", "0.1x", "--data", file.to_str().unwrap()],
    );
    subscribe(&first, &handler.url);
    first.call("POST", "/_sandbox/calls", "{}");
    let tried = first.wait_for("/_sandbox/deliveries", |page| {
        page["data"][0]["attempts"][0]["status"] == 500
    });
    first.process.signal("TERM");
    let (_, _, stderr) = first.process.finish();
    assert!(!stderr.contains("lost"), "{stderr}");
    takes.store(true, Ordering::SeqCst);
    let again = sandbox(
        &home,
        &["--speed", "1000x", "--data", file.to_str().unwrap()],
    );
    let taken = again.wait_for("/_sandbox/deliveries", |page| {
        page["data"][0]["state"] == "delivered"
    });
    let (before, after) = (&tried["data"][0], &taken["data"][0]);
    assert_eq!(
        (&before["id"], &before["eventId"], &before["state"]),
        (&after["id"], &after["eventId"], &json!("pending"))
    );
    assert_eq!(after["attempts"].as_array().unwrap().len(), 2);
    let posts = handler.posts(2);
    assert_eq!(posts[0].body, posts[1].body);
}

#[test]
fn deliveries_that_are_gone_with_the_sandbox_are_counted() {
    let home = Home::new();
    let handler = Handler::start(|_, _| answer(500));
    for (calls, told) in [
        (0, ""),
        (
            1,
            "1 pending delivery is lost; to keep it for the next start: --data FILE\n",
        ),
        (
            2,
            "2 pending deliveries are lost; to keep them for the next start: --data FILE\n",
        ),
    ] {
        let api = sandbox(&home, &["--speed", "0.1x"]);
        subscribe(&api, &handler.url);
        for _ in 0..calls {
            api.call("POST", "/_sandbox/calls", "{}");
        }
        let info = api.call("GET", "/_sandbox/info", "").json();
        assert_eq!(info["deliveries"]["pending"], calls);
        api.process.signal("INT");
        let (code, _, stderr) = api.process.finish();
        assert_eq!(code, Some(130));
        match told {
            "" => assert!(!stderr.contains("lost"), "{stderr}"),
            told => assert!(stderr.ends_with(told), "{stderr}"),
        }
    }
}

#[test]
fn a_receiver_that_does_not_answer_is_left_after_five_seconds() {
    let home = Home::new();
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let api = sandbox(&home, &["--speed", "0.1x"]);
    subscribe(&api, &format!("http://{}/", silent.local_addr().unwrap()));
    api.call("POST", "/_sandbox/calls", "{}");
    let tried = |page: &Value| page["data"][0]["attempts"][0].is_object();
    let page = api.wait_for("/_sandbox/deliveries", tried);
    let attempt = &page["data"][0]["attempts"][0];
    assert_eq!(
        (&attempt["status"], &attempt["error"]),
        (&Value::Null, &json!("no answer within 5 s"))
    );
    let took = attempt["latencyMs"].as_u64().unwrap();
    assert!((5_000..7_000).contains(&took), "{took}");
}

#[test]
fn what_the_framework_refuses_has_the_documented_object_too() {
    let home = Home::new();
    let api = sandbox(&home, &[]);
    let large = api.call("POST", "/v1/webhooks", &" ".repeat(1_100_000));
    assert_eq!(
        (large.status, &large.json()["error"]["type"]),
        (413, &json!("invalid_request_error"))
    );
    let odd = api.call("GET", "/v1/calls/%ff", "");
    assert_eq!(
        (odd.status, &odd.json()["error"]["type"]),
        (400, &json!("invalid_request_error"))
    );
}
