//! `chirp doctor`, `chirp config` and `chirp man`.

use std::os::unix::fs::PermissionsExt;

use crate::listen::listen;
use crate::support::{Canned, Home, KEY, run};

#[test]
fn findings_say_what_to_type() {
    let home = Home::new();
    let date = "HTTP/1.1 200 OK\r\ndate: Sun, 06 Nov 1994 08:49:37 GMT\r\ncontent-length: 25\r\n\r\n{\"data\":[],\"totalCount\":0}";
    let api = Canned::raw(date.replace("25", "26"));
    let config = home.path().join("config");
    std::fs::create_dir(&config).expect("made");
    let file = config.join("config.toml");
    std::fs::write(&file, "default_profile = \"work\"\n[profiles.work]\n").expect("written");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).expect("set");
    let done = run(&mut home.with_api(&api.url, &["doctor", "--json"])).code(1);
    let report = done.json();
    let check = |name: &str| {
        let all = report["checks"].as_array().expect("a list");
        all.iter()
            .find(|check| check["check"] == name)
            .expect("it is there")
            .clone()
    };
    assert!(
        check("config")["hint"]
            .as_str()
            .is_some_and(|hint| hint.starts_with("chmod 600 "))
    );
    assert_eq!(check("api")["state"], "ok");
    assert_eq!(check("clock")["state"], "warning");
    assert_eq!(check("journal")["state"], "ok");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).expect("set");
    run(&mut home.chirp(&["doctor", "--offline"])).code(0);
    assert_eq!(api.requests().len(), 1);
    let shown = run(&mut home.with_api(&api.url, &["config", "show", "--json"])).code(0);
    let settings = shown.json();
    assert_eq!(settings["profile"]["value"], "work");
    assert_eq!(settings["apiKey"]["source"], "CHIRP_API_KEY");
    assert!(!shown.stdout.contains(KEY));
    let path = run(&mut home.chirp(&["config", "path"])).code(0).stdout;
    assert_eq!(path.trim_end(), file.to_str().expect("UTF-8"));
}

#[test]
fn there_is_a_page_for_each_command() {
    let home = Home::new();
    let dir = home.path().join("man");
    let to = dir.to_str().expect("UTF-8");
    run(&mut home.chirp(&["man", "--dir", to])).code(0);
    let page = std::fs::read_to_string(dir.join("chirp-calls-answer.1")).expect("written");
    assert!(
        page.contains(r"chirp\-calls\-answer \- Answer an inbound call"),
        "{page}"
    );
    assert!(
        run(&mut home.chirp(&["man"]))
            .code(0)
            .stdout
            .contains(".TH chirp 1")
    );
}

#[test]
fn without_any_certificates_that_is_said_at_once() {
    let home = Home::new();
    let tls = |name: &str| {
        let tests = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/fixtures/tls");
        format!("{tests}/{name}.pem")
    };
    let server = listen(
        &home,
        &["--tls-cert", &tls("cert"), "--tls-key", &tls("key")],
    );
    let port = server.address.rsplit(':').next().expect("a port");
    let url = format!("https://localhost:{port}");
    let bare = |args: &[&str]| {
        let mut command = home.with_api(&url, args);
        command.env("SSL_CERT_FILE", home.path().join("none"));
        command.env("SSL_CERT_DIR", home.path().join("none"));
        command
    };
    let begin = std::time::Instant::now();
    let listed = run(&mut bare(&["calls", "list"])).code(6);
    assert!(listed.stderr.contains("this system has no trusted certificates; nothing was sent\nhint: install ca-certificates"), "{}", listed.stderr);
    let report = run(&mut bare(&["doctor", "--json"])).code(1).json();
    let checks = report["checks"].as_array().expect("a list");
    let api = checks
        .iter()
        .find(|check| check["check"] == "api")
        .expect("it is there");
    let hint = api["hint"].as_str().unwrap_or_default();
    assert!(hint.contains("SSL_CERT_FILE"), "{api}");
    let posted = run(&mut bare(&["trigger", "calls.ringing", "--to", &url])).code(6);
    assert!(
        posted.stderr.contains("ca-certificates"),
        "{}",
        posted.stderr
    );
    assert!(
        begin.elapsed() < std::time::Duration::from_secs(3),
        "it is not tried again"
    );
    server.stop();
}
