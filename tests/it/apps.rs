//! `chirp apps calling get|set`.

use crate::support::{Canned, Home, run};

const ADMIN: &str = "sk_admin_canary0123456789abcdefWXYZ";

#[test]
fn set_sends_only_what_was_named_with_the_admin_key() {
    let api = Canned::json(
        "200 OK",
        r#"{"id":"cc_1","appId":"app_1","voicemailEnabled":true}"#,
    );
    let home = Home::new();
    let set = ["apps", "calling", "set", "app_1"];
    let args = [
        "--voicemail-enabled",
        "yes",
        "--voicemail-max-duration",
        "10",
    ];
    let more = [
        "--voicemail-greeting-url",
        "",
        "--default-answer-behavior",
        "voicemail",
    ];
    let mut command = home.with_api(&api.url, &[&set[..], &args, &more].concat());
    run(command.env("CHIRP_API_KEY", ADMIN)).code(0);
    let request = api.requests().remove(0);
    assert!(
        request.starts_with("PUT /v1/organization/apps/app_1/calling "),
        "{request}"
    );
    assert!(
        request.ends_with(r#"{"voicemailEnabled":true,"voicemailGreetingUrl":null,"voicemailMaxDuration":10,"defaultAnswerBehavior":"voicemail"}"#),
        "{request}"
    );
    for odd in [
        &["--voicemail-max-duration", "9"][..],
        &["--voicemail-greeting-url", "http://e.example"],
        &["--recording-format", "wav"],
        &[],
    ] {
        let mut command = home.with_api(&api.url, &[&set[..], odd].concat());
        run(command.env("CHIRP_API_KEY", ADMIN)).code(2);
    }
    assert_eq!(api.requests().len(), 1);
}

#[test]
fn the_wrong_kind_of_key_or_id_is_said_before_sending() {
    let api = Canned::json("200 OK", "{}");
    let home = Home::new();
    let get = ["apps", "calling", "get", "app_1"];
    let done = run(&mut home.with_api(&api.url, &get)).code(4);
    assert!(
        done.stderr.contains("needs an admin key"),
        "{}",
        done.stderr
    );
    let mut command = home.with_api(&api.url, &["calls", "list"]);
    run(command.env("CHIRP_API_KEY", ADMIN)).code(4);
    run(&mut home.with_api(&api.url, &["apps", "calling", "get", "call_1"])).code(2);
    assert!(api.requests().is_empty());
    let mut command = home.with_api(&api.url, &get);
    let done = run(command.env("CHIRP_API_KEY", ADMIN)).code(0);
    assert!(
        done.stdout.contains("voicemail enabled\t\n"),
        "{}",
        done.stdout
    );
}
