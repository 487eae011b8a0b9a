//! `chirp webhooks` against a socket that records bytes.

use crate::support::{Canned, Home, KEY, run};

const WEBHOOK: &str = r#"{"id":"whk_1","appId":"app_1","url":"https://e.example/h","events":["calls.initiated"],"headers":{"X-Webhook-Secret":"hush"},"createdAt":"2026-04-13T12:00:00Z","future":12345678901234567890123}"#;

#[test]
fn create_sends_what_was_asked_for_and_shows_the_answer_without_loss() {
    let api = Canned::json("201 Created", WEBHOOK);
    let home = Home::new();
    let args = [
        "webhooks",
        "create",
        "--url",
        "https://e.example/h",
        "--event",
        "calls.initiated",
    ];
    let header = ["--header", "X-Webhook-Secret=$HOOK_SECRET", "--json"];
    let mut command = home.with_api(&api.url, &[&args[..], &header[..]].concat());
    let done = run(command.env("HOOK_SECRET", "hush")).code(0);
    assert_eq!(done.stdout.trim_end(), WEBHOOK);
    let request = api.requests().remove(0);
    assert!(
        request.starts_with("POST /v1/webhooks HTTP/1.1\r\n"),
        "{request}"
    );
    assert!(
        request.contains(&format!("authorization: Bearer {KEY}\r\n")),
        "{request}"
    );
    assert!(request.ends_with(
        r#"{"url":"https://e.example/h","events":["calls.initiated"],"headers":{"X-Webhook-Secret":"hush"}}"#
    ));
}

#[test]
fn what_the_service_would_refuse_is_said_before_sending() {
    let api = Canned::json("201 Created", WEBHOOK);
    let home = Home::new();
    let create = |url: &str, event: &str| {
        run(&mut home.with_api(
            &api.url,
            &["webhooks", "create", "--url", url, "--event", event],
        ))
    };
    let done = create("http://e.example/h", "calls.initiated").code(2);
    assert!(done.stderr.contains("https://"), "{}", done.stderr);
    let done = create("https://e.example/h", "calls.initated").code(2);
    assert!(
        done.stderr.contains("did you mean calls.initiated?"),
        "{}",
        done.stderr
    );
    assert!(api.requests().is_empty());
    let forced = [
        "webhooks",
        "create",
        "--url",
        "https://e.example/h",
        "--event",
        "calls.x",
        "--force",
    ];
    run(&mut home.with_api(&api.url, &forced)).code(0);
    assert_eq!(api.requests().len(), 1);
}

#[test]
fn failures_have_their_codes() {
    let home = Home::new();
    let no_key = run(home
        .chirp(&["webhooks", "list"])
        .env("CHIRP_API_URL", "http://127.0.0.1:9"))
    .code(4);
    assert!(
        no_key.stderr.contains("chirp auth login"),
        "{}",
        no_key.stderr
    );
    let get = |api: &Canned| run(&mut home.with_api(&api.url, &["webhooks", "get", "whk_1"]));
    get(&Canned::json(
        "401 Unauthorized",
        r#"{"error":{"message":"bad key"}}"#,
    ))
    .code(4);
    get(&Canned::json("404 Not Found", r#"{"error":"none"}"#)).code(3);
    get(&Canned::json("400 Bad Request", "{}")).code(1);
    get(&Canned::json("503 Service Unavailable", "<html>")).code(6);
    run(&mut home.with_api("http://127.0.0.1:9", &["webhooks", "list"])).code(6);
    run(&mut home.chirp(&["webhooks", "list", "--nonsense"])).code(2);
    let lost = Canned::raw("");
    let done =
        run(&mut home.with_api(&lost.url, &["webhooks", "delete", "whk_1", "--yes"])).code(7);
    assert!(
        done.stderr.contains("may have taken effect"),
        "{}",
        done.stderr
    );
    assert_eq!(lost.requests().len(), 1);
}

#[test]
fn a_dry_run_is_a_line_to_paste_without_secrets() {
    let home = Home::new();
    let file = home.path().join("secret file");
    std::fs::write(&file, "FILESECRET\n").expect("written");
    let from_file = format!("X-File=@{}", file.display());
    let args = [
        "webhooks",
        "create",
        "--url",
        "https://e.example/h",
        "--all-events",
        "--dry-run",
    ];
    let headers = ["--header", "X-Env=$HOOK_SECRET", "--header", &from_file];
    let mut command = home.chirp(&[&args[..], &headers].concat());
    let done = run(command
        .env("HOOK_SECRET", "ENVSECRET")
        .env("CHIRP_API_KEY", KEY))
    .code(0);
    for secret in ["ENVSECRET", "FILESECRET", KEY] {
        assert!(!done.stdout.contains(secret), "{}", done.stdout);
    }
    let api = Canned::json("201 Created", WEBHOOK);
    let line = done
        .stdout
        .replace("https://api.buildwithchirp.com", &api.url);
    if std::process::Command::new("curl")
        .arg("--version")
        .output()
        .is_err()
    {
        return;
    }
    let pasted = std::process::Command::new("sh")
        .args(["-c", &format!("NO_PROXY=127.0.0.1 {}", line.trim_end())])
        .env("HOOK_SECRET", "ENVSECRET")
        .env("CHIRP_API_KEY", KEY)
        .output();
    assert!(pasted.expect("sh runs").status.success(), "{line}");
    let request = api.requests().remove(0);
    assert!(request.contains(&format!("Bearer {KEY}")), "{request}");
    let body = r#""headers":{"X-Env":"ENVSECRET","X-File":"FILESECRET"}}"#;
    assert!(request.ends_with(body), "{request}");
}

#[test]
fn a_wrong_or_missing_id_is_told_before_anything_is_sent() {
    let api = Canned::json("200 OK", WEBHOOK);
    let home = Home::new();
    for (args, hint) in [
        (
            &["webhooks", "get", "call_1"][..],
            "hint: chirp calls get call_1",
        ),
        (&["webhooks", "get"], "hint: chirp webhooks get <ID>"),
        (
            &["webhooks", "delete", "call_rec_1"],
            "hint: chirp recordings delete call_rec_1",
        ),
        (
            &["webhooks", "update", "--limt", "5"],
            "hint: chirp webhooks update",
        ),
        (
            &["calls", "list", "--limit", "x"],
            "hint: chirp calls list --help",
        ),
        (
            &["calls", "command", "call_1", "answer", "type=hangup"],
            "hint: chirp calls command",
        ),
    ] {
        let done = run(&mut home.with_api(&api.url, args)).code(2);
        assert!(done.stderr.starts_with("error: "), "{}", done.stderr);
        assert!(done.stderr.contains(hint), "{}", done.stderr);
    }
    let done = run(&mut home.with_api(&api.url, &["webhooks"])).code(2);
    assert!(
        done.stderr.contains("Usage: chirp webhooks"),
        "{}",
        done.stderr
    );
    // Also where nothing at all was said, by flag or by environment.
    for (args, usage) in [
        (&[][..], "Usage: chirp <COMMAND>"),
        (&["calls"], "Usage: chirp calls"),
    ] {
        let done = run(&mut home.chirp(args)).code(2);
        assert!(done.stderr.contains(usage), "{}", done.stderr);
        assert!(!done.stderr.contains("error:"), "{}", done.stderr);
    }
    assert!(api.requests().is_empty());
}
