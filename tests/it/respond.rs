//! `chirp listen --respond`: calls answered by rules, in time, once.

use std::io::Write;
use std::path::PathBuf;

use serde_json::Value;

use crate::listen::{Listener, listen_as};
use crate::support::{Home, KEY, run, sandbox};
use crate::target::{Handler, Post};

const RULES: &str = r#"
[[rule]]
on = "calls.initiated"
from = "+1555*"
do = "answer"
then = ["hold", { do = "start_recording", with = { format = "ogg" } }]
[[rule]]
on = "calls.initiated"
do = "reject"
with = { reason = "who?" }
"#;

fn rules(home: &Home, text: &str) -> PathBuf {
    let path = home.path().join("rules.toml");
    let mut file = std::fs::File::create(&path).expect("a file");
    file.write_all(text.as_bytes()).expect("written");
    path
}

fn listener(home: &Home, api: &str, args: &[&str]) -> Listener {
    let path = rules(home, RULES);
    let all = [
        "listen",
        "--port",
        "0",
        "--json",
        "--respond",
        path.to_str().expect("text"),
    ];
    listen_as(home.with_api(api, &[&all[..], args].concat()))
}

fn call(name: &str, id: &str, from: &str) -> Vec<u8> {
    format!(r#"{{"event":"calls.{name}","eventId":"evt_{name}_{id}","data":{{"call":{{"id":"{id}","direction":"inbound","from":"{from}"}}}}}}"#)
        .into_bytes()
}

/// An API that takes commands as `answers` says; its other requests get an empty list.
fn api(answers: impl Fn(&Post, usize) -> Option<String> + Send + Sync + 'static) -> Handler {
    Handler::start(move |post, count| match post.head.starts_with("post ") {
        true => answers(post, count),
        false => json(200, r#"{"data":[],"totalCount":0}"#),
    })
}

fn json(status: u16, body: &str) -> Option<String> {
    let length = body.len();
    Some(format!(
        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    ))
}

fn accepted() -> Option<String> {
    json(
        200,
        r#"{"callId":"call_1","command":"answer","status":"accepted"}"#,
    )
}

fn base(api: &Handler) -> &str {
    api.url.trim_end_matches("/hook")
}

fn commands(api: &Handler, count: usize) -> Vec<Post> {
    let start = std::time::Instant::now();
    loop {
        let mut posts = api.posts(0);
        posts.retain(|post| post.head.starts_with("post "));
        if posts.len() >= count {
            return posts;
        }
        assert!(start.elapsed().as_secs() < 10, "{} of {count}", posts.len());
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

#[track_caller]
fn next(listener: &Listener, kind: &str) -> Value {
    loop {
        let line = listener.running.json();
        if line["type"] == kind {
            return line;
        }
    }
}

#[test]
fn the_first_rule_is_sent_once_and_the_rest_follows_the_answer() {
    let (home, api) = (Home::new(), api(|_, _| accepted()));
    let listener = listener(&home, base(&api), &["--respond-unverified"]);
    for _ in 0..2 {
        assert_eq!(
            listener.post(&call("initiated", "call_1", "+15550009")),
            200
        );
    }
    let done = next(&listener, "command");
    assert_eq!(
        (
            &done["of"],
            &done["callId"],
            &done["command"],
            &done["status"]
        ),
        (
            &1.into(),
            &"call_1".into(),
            &"answer".into(),
            &"accepted".into()
        )
    );
    assert_eq!(listener.post(&call("initiated", "call_2", "+4930")), 200);
    assert_eq!(next(&listener, "command")["command"], "reject");
    assert_eq!(listener.post(&call("answered", "call_1", "+15550009")), 200);
    assert_eq!(next(&listener, "command")["command"], "hold");
    assert_eq!(next(&listener, "command")["command"], "start_recording");
    listener.stop();
    let sent = commands(&api, 4);
    assert_eq!(sent.len(), 4);
    assert!(
        sent[0]
            .head
            .starts_with("post /v1/calls/call_1/commands http/1.1\r\n")
    );
    assert_eq!(
        sent[0].header("authorization"),
        Some(format!("bearer {}", KEY.to_lowercase()).as_str())
    );
    let bodies: Vec<String> = sent.iter().map(Post::text).collect();
    assert_eq!(
        bodies,
        [
            r#"{"type":"answer"}"#,
            r#"{"type":"reject","reason":"who?"}"#,
            r#"{"type":"hold"}"#,
            r#"{"type":"start_recording","format":"ogg"}"#,
        ]
    );
}

#[test]
fn errors_are_retried_lost_answers_are_not_and_already_is_done() {
    let home = Home::new();
    let api = api(|post, count| match post.head.contains("call_busy") {
        true if count == 2 => json(429, r#"{"error":{"message":"later"}}"#),
        true if count < 4 => Some(String::from(
            "HTTP/1.1 503 Busy\r\nretry-after: 0\r\ncontent-length: 0\r\n\r\n",
        )),
        true => accepted(),
        false if post.head.contains("call_gateway") => json(504, "{}"),
        false if post.head.contains("call_lost") => Some(String::from(
            "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{",
        )),
        false if post.head.contains("call_done") => json(
            409,
            r#"{"error":{"type":"x","message":"already answered"}}"#,
        ),
        false => json(404, r#"{"error":{"type":"x","message":"no such call"}}"#),
    });
    let listener = listener(
        &home,
        base(&api),
        &["--respond-unverified", "--timeout", "500ms"],
    );
    rings(&listener, "call_busy");
    assert_eq!(next(&listener, "command")["callId"], "call_busy");
    rings(&listener, "call_done");
    let done = next(&listener, "command");
    assert_eq!(
        (&done["status"], &done["error"]),
        (&"already".into(), &"already answered".into())
    );
    rings(&listener, "call_gone");
    let failed = next(&listener, "command_failed");
    assert_eq!(
        (&failed["status"], &failed["error"]),
        (&404.into(), &"no such call".into())
    );
    let before = commands(&api, 0).len();
    rings(&listener, "call_lost");
    let lost = next(&listener, "command_failed");
    assert!(
        lost["error"]
            .as_str()
            .expect("text")
            .contains("may have taken effect"),
        "{lost}"
    );
    assert_eq!(commands(&api, 0).len(), before + 1);
    rings(&listener, "call_gateway");
    let failed = next(&listener, "command_failed")["error"].to_string();
    assert!(failed.contains("may have taken effect"), "{failed}");
    listener.stop();
    assert_eq!(commands(&api, 0).len(), before + 2);
}

fn rings(listener: &Listener, id: &str) {
    assert_eq!(listener.post(&call("initiated", id, "+15550009")), 200);
}

#[test]
fn after_kill_9_an_open_intent_is_sent_once_more_and_never_a_third_time() {
    let (home, silent) = (Home::new(), api(|_, _| None));
    for _ in 0..2 {
        // Counted first: an open intent is sent at the start, perhaps before anything is posted.
        let before = commands(&silent, 0).len();
        let mut listener = listener(&home, base(&silent), &["--respond-unverified"]);
        assert_eq!(
            listener.post(&call("initiated", "call_1", "+15550009")),
            200
        );
        commands(&silent, before + 1);
        listener.running.child.kill().expect("it runs");
        listener.running.child.wait().expect("it ends");
    }
    let listener = listener(&home, base(&silent), &["--respond-unverified"]);
    let failed = next(&listener, "command_failed");
    assert!(
        failed["error"]
            .as_str()
            .expect("text")
            .contains("not sent a third time"),
        "{failed}"
    );
    listener.stop();
    assert_eq!(commands(&silent, 2).len(), 2);
}

#[test]
fn a_sandbox_call_is_answered_within_its_time() {
    let home = Home::new();
    let api = sandbox(&home, &[]);
    let path = rules(&home, RULES);
    let mut command = api.chirp(
        &home,
        &[
            "listen",
            "--port",
            "0",
            "--json",
            "--respond",
            path.to_str().expect("text"),
        ],
    );
    command.env("CHIRP_WEBHOOK_SECRET", "hush");
    let listener = listen_as(command);
    let hook = format!(
        r#"{{"url":"http://{}/","events":["calls.initiated","calls.answered"],"headers":{{"X-Webhook-Secret":"hush"}}}}"#,
        listener.address
    );
    assert_eq!(api.call("POST", "/v1/webhooks", &hook).status, 201);
    api.call("POST", "/_sandbox/calls", r#"{"from":"+15559876543"}"#);
    let sent = ["answer", "hold", "start_recording"].map(|_| next(&listener, "command"));
    let names = sent
        .each_ref()
        .map(|line| (line["command"].as_str(), line["status"].as_str()));
    assert_eq!(
        names,
        [
            (Some("answer"), Some("accepted")),
            (Some("hold"), Some("accepted")),
            (Some("start_recording"), Some("accepted")),
        ]
    );
    assert_eq!(listener.stop().0, Some(130));
}

#[test]
fn nothing_is_sent_without_a_secret_a_yes_or_in_a_dry_run() {
    let (home, api) = (Home::new(), api(|_, _| accepted()));
    let path = rules(&home, RULES);
    let args = [
        "listen",
        "--port",
        "0",
        "--json",
        "--respond",
        path.to_str().expect("text"),
    ];
    let done = run(&mut home.with_api(base(&api), &args)).code(2);
    assert!(
        done.stderr.contains("--respond-unverified"),
        "{}",
        done.stderr
    );
    let mut live = home.with_api(base(&api), &args);
    let live = live
        .env("CHIRP_WEBHOOK_SECRET", "s")
        .env("CHIRP_API_KEY", "sk_live_app_0123456789abcdefghij0123456");
    let done = run(live).code(2);
    assert!(
        done.stderr.contains("live key") && done.stderr.contains("--yes"),
        "{}",
        done.stderr
    );
    let mut keyless = home.chirp(&args);
    run(keyless.env("CHIRP_WEBHOOK_SECRET", "s")).code(4);

    let dry = [&args[..], &["--respond-dry-run"]].concat();
    assert!(api.posts(0).is_empty());

    std::fs::write(
        &path,
        "[[rule]]\non = \"calls.initiated\"\ndo = \"awnser\"\n",
    )
    .expect("written");
    let done = run(&mut home.chirp(&dry)).code(2);
    assert!(
        done.stderr
            .contains("rules.toml:3:6: unknown command awnser"),
        "{}",
        done.stderr
    );
    assert!(
        done.stderr.contains("did you mean answer?"),
        "{}",
        done.stderr
    );
}

/// What `listen --respond` says of a rules file and how it ends; with a rule that it takes, it stops at once.
fn verdict(text: &str) -> (Option<i32>, String) {
    let home = Home::new();
    let path = rules(&home, text);
    let path = path.to_str().expect("text");
    let args = ["listen", "--port", "0", "--json", "--respond-dry-run"];
    let args = [&args[..], &["--respond", path]].concat();
    let running = crate::support::start(&mut home.chirp(&args));
    // The ready line, or the end of a listener that does not start.
    if running.try_line().is_some() {
        running.signal("TERM");
    }
    let (code, _, stderr) = running.finish();
    (
        code,
        stderr.replace(path, "rules.toml").replace("\\\"", "\""),
    )
}

#[test]
fn rules_that_can_never_work_are_refused_with_their_place() {
    let table = [
        (
            "do = 'reject'\nwith = { resaon = 'x' }",
            "rules.toml:4:10: unknown parameter resaon of reject",
            "did you mean reason?",
        ),
        (
            "do = 'answer'\nwith = { reason = 'x' }",
            "rules.toml:4:10: answer takes no parameters, found reason",
            "take the parameter out",
        ),
        (
            "do = 'transfer'",
            "rules.toml:3:6: transfer needs to",
            "write with = { to = \"+15557654321\" }",
        ),
        (
            "do = 'transfer'\nwith = { to = '5551234' }",
            "rules.toml:4:15: to 5551234: a phone number is written in E.164",
            "",
        ),
        (
            "do = 'answer'\nthen = [{ do = 'mute' }]",
            "rules.toml:4:16: mute needs participantId",
            "write with = { participantId",
        ),
        (
            "do = 'reject'\nthen = ['start_recording']",
            "rules.toml:4:9: start_recording can never be sent: reject ends the call before it",
            "take out what comes after reject",
        ),
        (
            "do = 'answer'\nthen = ['hold', 'hangup', 'unhold']",
            "rules.toml:4:27: unhold can never be sent: hangup ends",
            "",
        ),
        (
            "do = 'reject'\nwith = { reason = 5 }",
            "rules.toml:4:19: expected text in quotes, found a number",
            "",
        ),
        ("do = 7", "rules.toml:3:6: expected text in quotes", ""),
        (
            "from = ['+1*', '001 555*']\ndo = 'answer'",
            r#"rules.toml:3:16: "001 555*" can match no phone number: numbers begin with +"#,
            r#"write "+1555*""#,
        ),
    ];
    for (rule, message, hint) in table {
        let (code, said) = verdict(&format!("[[rule]]\non = 'calls.initiated'\n{rule}\n"));
        assert_eq!(code, Some(2), "{rule}: {said}");
        assert!(
            said.contains(message) && said.contains(hint),
            "{rule}: {said}"
        );
    }
}

#[test]
fn rules_that_look_wrong_are_warned_of_and_taken() {
    let table = [
        (
            "[[rule]]\non = 'calls.*'\ndo = 'hold'\n[[rule]]\non = 'calls.answered'\ndo = 'unhold'",
            "rules.toml:5:1: never reached: the rule in line 2 matches everything",
        ),
        (
            "[[rule]]\non = 'calls.completed'\ndo = 'hold'",
            "rules.toml:3:6: the call is over at calls.completed: hold will be refused",
        ),
        (
            "[[rule]]\non = 'calls.initiated'\ndo = 'transfer'\nwith = { destination = 'x' }",
            "rules.toml:4:10: destination is not among the parameters that are known",
        ),
        (
            "[[rule]]\non = 'calls.initiated'\ndo = 'send_to_voicemail'\nthen = ['hold']",
            "rules.toml:4:9: hold is not sent unless calls.answered comes",
        ),
        (
            "[[rule]]\non = 'calls.initiated'\nfrom = '1555*'\ndo = 'answer'",
            "",
        ),
        (include_str!("../../docs/rules/business-hours.toml"), ""),
    ];
    for (text, warning) in table {
        let (code, said) = verdict(text);
        assert_eq!(code, Some(143), "{text}: {said}");
        assert!(said.contains(warning), "{text}: {said}");
        assert_eq!(said.contains("warning"), !warning.is_empty(), "{said}");
    }
}

#[test]
fn a_dry_run_tells_what_would_be_sent() {
    let home = Home::new();
    let path = rules(&home, RULES);
    let path = path.to_str().expect("text");
    let args = ["listen", "--port", "0", "--json", "--respond", path];
    let dry = [&args[..], &["--respond-dry-run", "--exit-after", "1"]].concat();
    let listener = listen_as(home.chirp(&dry));
    assert_eq!(
        listener.post(&call("initiated", "call_1", "+15550009")),
        200
    );
    let planned = loop {
        let line = listener.running.json();
        if line["type"] == "command" {
            break line;
        }
    };
    let expected = serde_json::json!({
        "type": "command", "of": 1, "callId": "call_1", "command": "answer", "status": null,
        "error": null, "dryRun": true,
        "then": [{ "type": "hold" }, { "type": "start_recording", "format": "ogg" }],
    });
    assert_eq!(planned, expected);
    let (code, rest, stderr) = listener.running.finish();
    assert_eq!(code, Some(0));
    let last: serde_json::Value =
        serde_json::from_str(rest.last().expect("a summary")).expect("JSON");
    assert_eq!(last["commands"], 0, "nothing was sent");
    assert!(
        stderr.contains("would send answer to call_1, then hold, start_recording"),
        "{stderr}"
    );
}

#[test]
fn an_event_whose_id_would_change_the_path_is_sent_no_command() {
    let home = Home::new();
    let api = api(|_, _| accepted());
    let listener = listener(&home, base(&api), &["--respond-unverified"]);
    for id in ["..", ".", "call_../../v1/webhooks?x=#", "a/b", " "] {
        rings(&listener, id);
        let failed = next(&listener, "command_failed");
        assert_eq!(failed["callId"], id);
        let error = failed["error"].to_string();
        assert!(error.contains("no request was sent"), "{error}");
    }
    listener.stop();
    assert_eq!(commands(&api, 0).len(), 0);
}
