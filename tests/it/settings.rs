//! Where settings come from: variables, profiles, the configuration file, and the flags' values.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;

use crate::support::{Canned, Home, run, start};

const EMPTY: &str = r#"{"data":[],"totalCount":0}"#;

/// Writes the configuration file with `mode`.
fn configure(home: &Home, text: &str, mode: u32) {
    let dir = home.path().join("config");
    std::fs::create_dir_all(&dir).expect("a folder");
    let file = dir.join("config.toml");
    std::fs::write(&file, text).expect("written");
    let mode = std::fs::Permissions::from_mode(mode);
    std::fs::set_permissions(&file, mode).expect("changed");
}

#[test]
fn a_blank_or_odd_variable_is_named_and_never_counts_as_unset() {
    let home = Home::new();
    let api = Canned::json("200 OK", EMPTY);
    for name in [
        "CHIRP_API_KEY",
        "CHIRP_API_URL",
        "CHIRP_PROFILE",
        "CHIRP_WEBHOOK_SECRET",
        "CHIRP_STATE_DIR",
        "CHIRP_CONFIG_DIR",
    ] {
        for value in [&b""[..], b" \t", b"a\xffb"] {
            for args in [
                &["calls", "list"][..],
                &["events", "list"],
                &["listen", "--port", "0"],
            ] {
                let mut command = home.with_api(&api.url, args);
                let done = run(command.env(name, OsStr::from_bytes(value))).code(2);
                assert!(done.stderr.contains(name), "{name}: {}", done.stderr);
            }
        }
    }
    assert_eq!(api.requests(), Vec::<String>::new());
    let trigger = [
        "trigger",
        "calls.ringing",
        "--to",
        &api.url,
        "--header",
        "X-A=$OTHER",
    ];
    for value in ["", " "] {
        let done = run(home.chirp(&trigger).env("OTHER", value)).code(2);
        assert!(
            done.stderr.contains("OTHER is set but blank"),
            "{}",
            done.stderr
        );
    }
    assert_eq!(api.requests(), Vec::<String>::new());
}

#[test]
fn the_key_of_a_named_profile_beats_the_environment_and_stays_with_its_address() {
    let home = Home::new();
    let (work, other) = (Canned::json("200 OK", EMPTY), Canned::json("200 OK", EMPTY));
    let text = format!(
        "[profiles.work]\napi_key = \"sk_test_app_work\"\napi_url = \"{}\"\n[profiles.bare]\n",
        work.url
    );
    configure(&home, &text, 0o600);
    let key = |request: &str| {
        let line = request
            .lines()
            .find(|line| line.starts_with("authorization: "));
        line.expect("a key").to_owned()
    };
    run(home
        .chirp(&["calls", "list", "--profile", "work"])
        .env("CHIRP_API_KEY", "sk_test_app_env"))
    .code(0);
    assert_eq!(
        key(&work.requests()[0]),
        "authorization: Bearer sk_test_app_work"
    );
    // CHIRP_PROFILE does not beat the key, so that key never goes to the profile's address.
    let mut dry = home.chirp(&["calls", "list", "--dry-run"]);
    let dry = dry
        .env("CHIRP_API_KEY", "sk_test_app_env")
        .env("CHIRP_PROFILE", "work");
    let line = run(dry).code(0).stdout;
    assert!(!line.contains(&work.url), "{line}");
    let mut env = home.with_api(&other.url, &["calls", "list"]);
    run(env
        .env("CHIRP_PROFILE", "work")
        .env("CHIRP_API_KEY", "sk_test_app_env"))
    .code(0);
    assert_eq!(
        key(&other.requests()[0]),
        "authorization: Bearer sk_test_app_env"
    );
    for args in [
        &["calls", "list", "--profile", "nope"][..],
        &["auth", "status", "--profile", "nope"],
        &["auth", "logout", "--profile", "nope", "--yes"],
        &["config", "show", "--profile", "nope"],
    ] {
        let done = run(home.chirp(args).env("CHIRP_API_KEY", "sk_test_app_env")).code(2);
        assert!(
            done.stderr.contains("no profile named nope"),
            "{}",
            done.stderr
        );
        assert!(done.stderr.contains("work"), "{}", done.stderr);
    }
    let bare = ["calls", "list", "--profile", "bare"];
    let done = run(home.chirp(&bare).env("CHIRP_API_KEY", "sk_test_app_env")).code(2);
    assert!(
        done.stderr.contains("profile bare has no key"),
        "{}",
        done.stderr
    );
}

#[test]
fn an_unknown_key_of_the_configuration_is_an_error_with_its_place() {
    let home = Home::new();
    for (text, told) in [
        (
            "defaultprofile = \"a\"\n",
            "1:1: unknown key defaultprofile; did you mean default_profile?",
        ),
        (
            "\n[profile.work]\n",
            "2:2: unknown key profile; did you mean profiles?",
        ),
        (
            "[profiles.work]\napi-key = \"sk_x\"\n",
            "2:1: unknown key api-key; did you mean api_key?",
        ),
        (
            "[profiles.work]\napi_key = 5\n",
            "2:11: expected text in quotes",
        ),
        ("profiles = 1\n", "1:12: expected a table"),
    ] {
        configure(&home, text, 0o600);
        for args in [&["calls", "list"][..], &["config", "show"]] {
            let done = run(&mut home.chirp(args)).code(2);
            assert!(done.stderr.contains(told), "{}", done.stderr);
            assert!(!done.stderr.contains("sk_x"), "{}", done.stderr);
        }
    }
}

#[test]
fn a_key_that_others_can_read_is_warned_of() {
    let home = Home::new();
    let api = Canned::json("200 OK", EMPTY);
    let text = format!(
        "[profiles.default]\napi_key = \"sk_test_app_x\"\napi_url = \"{}\"\n",
        api.url
    );
    for (mode, warned) in [(0o600, false), (0o640, true), (0o604, true)] {
        configure(&home, &text, mode);
        let done = run(&mut home.chirp(&["calls", "list"])).code(0);
        assert_eq!(
            done.stderr.contains("other users can read"),
            warned,
            "{mode:o}"
        );
        assert_eq!(done.stderr.contains("hint: chmod 600 "), warned, "{mode:o}");
    }
    configure(&home, "[profiles.default]\n", 0o644);
    let done = run(home
        .chirp(&["calls", "list"])
        .env("CHIRP_API_URL", &api.url))
    .code(4);
    assert!(!done.stderr.contains("warning"), "{}", done.stderr);
}

#[test]
fn values_of_flags_need_their_units() {
    let home = Home::new();
    for (size, told) in [
        ("5", "a size with its unit"),
        ("1000000", "a size with its unit"),
        ("5B", "at least 1MiB"),
        ("1023KiB", "at least 1MiB"),
        ("0MB", "at least 1MiB"),
    ] {
        let args = ["listen", "--port", "0", "--journal-size", size];
        let done = run(&mut home.chirp(&args)).code(2);
        assert!(done.stderr.contains(told), "{size}: {}", done.stderr);
    }
    let token = [
        "tokens",
        "create",
        "--room",
        "r",
        "--identity",
        "i",
        "--json",
        "--dry-run",
    ];
    for (ttl, seconds) in [
        ("1h", "\"ttl\":3600"),
        ("90s", "\"ttl\":90"),
        ("3600", "\"ttl\":3600"),
    ] {
        let done = run(&mut home.chirp(&[&token[..], &["--ttl", ttl]].concat())).code(0);
        let curl = done.json()["curl"].as_str().expect("a line").to_owned();
        assert!(
            curl.starts_with("curl ") && curl.contains(seconds),
            "{curl}"
        );
    }
    let set = [
        "apps",
        "calling",
        "set",
        "app_1",
        "--voicemail-max-duration",
        "2m",
        "--dry-run",
    ];
    let line = run(&mut home.chirp(&set)).code(0).stdout;
    assert!(line.contains("\"voicemailMaxDuration\":120"), "{line}");
    for odd in ["1.5s", "500ms", "soon", "1w"] {
        let done = run(&mut home.chirp(&[&token[..], &["--ttl", odd]].concat())).code(2);
        assert!(done.stderr.contains(odd), "{odd}: {}", done.stderr);
    }
}

#[test]
fn addresses_have_short_forms() {
    let home = Home::new();
    for bind in ["localhost", "[::1]", "127.0.0.1"] {
        let args = ["listen", "--port", "0", "--bind", bind, "--json"];
        let listener = start(&mut home.chirp(&args));
        assert_eq!(listener.json()["type"], "ready", "{bind}");
        listener.signal("INT");
        assert_eq!(listener.finish().0, Some(130), "{bind}");
    }
    let handler = Canned::json("200 OK", "{}");
    let port = handler.url.rsplit(':').next().expect("a port").to_owned();
    for to in [
        port.clone(),
        format!(":{port}"),
        format!(":{port}/hook"),
        format!("localhost:{port}/hook"),
        format!("127.0.0.1:{port}"),
    ] {
        run(&mut home.chirp(&["trigger", "calls.ringing", "--to", &to])).code(0);
        let request = handler.requests().pop().expect("sent");
        let path = if to.ends_with("hook") { "/hook" } else { "/" };
        assert!(
            request.starts_with(&format!("POST {path} HTTP/1.1\r\n")),
            "{to}: {request}"
        );
    }
}

#[test]
fn a_pipe_or_folder_is_refused_and_a_byte_order_mark_is_no_part_of_a_value() {
    let home = Home::new();
    let pipe = home.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("mkfifo runs").success());
    for path in [pipe.as_path(), home.path()] {
        let path = path.to_str().expect("UTF-8");
        for flag in ["--secret-file", "--respond"] {
            let done = run(&mut home.chirp(&["listen", "--port", "0", flag, path])).code(2);
            assert!(
                done.stderr.contains("not a regular file"),
                "{}",
                done.stderr
            );
        }
        let header = format!("X-A=@{path}");
        let trigger = ["trigger", "calls.ringing", "--to", "1", "--header", &header];
        let done = run(&mut home.chirp(&trigger)).code(2);
        assert!(
            done.stderr.contains("not a regular file"),
            "{}",
            done.stderr
        );
    }
    let file = home.path().join("value");
    std::fs::write(&file, "\u{feff}hush\r\n").expect("written");
    let handler = Canned::json("200 OK", "{}");
    let header = format!("X-A=@{}", file.display());
    run(&mut home.chirp(&[
        "trigger",
        "calls.ringing",
        "--to",
        &handler.url,
        "--header",
        &header,
    ]))
    .code(0);
    assert!(
        handler.requests()[0]
            .to_lowercase()
            .contains("x-a: hush\r\n")
    );
}

#[test]
fn json_is_json_on_success() {
    let home = Home::new();
    let done = run(&mut home.chirp(&["config", "path", "--json"])).code(0);
    let path = home.path().join("config/config.toml");
    assert_eq!(done.json()["path"], path.to_str().expect("UTF-8"));
    configure(
        &home,
        "[profiles.default]\napi_key = \"sk_test_app_x\"\n",
        0o600,
    );
    for removed in [true, false] {
        let done = run(&mut home.chirp(&["auth", "logout", "--json"])).code(0);
        assert_eq!(done.json()["removed"], removed);
        assert_eq!(done.json()["profile"], "default");
    }
}
