//! The schemas say of a file what its reader says, and hold for every line that `chirp` prints.

use std::path::Path;

use jsonschema::Validator;
use serde_json::Value;

use crate::support::{Home, run, start};

fn validator(name: &str) -> Validator {
    let home = Home::new();
    let done = run(&mut home.chirp(&["schema", name]));
    assert_eq!((done.code, done.stderr.as_str()), (Some(0), ""));
    let schema: Value = serde_json::from_str(&done.stdout).expect("JSON");
    assert!(jsonschema::draft202012::meta::is_valid(&schema), "{name}");
    jsonschema::draft202012::new(&schema).expect("a schema")
}

fn value(text: &str) -> Option<Value> {
    toml::from_str::<toml::Value>(text)
        .ok()
        .and_then(|value| serde_json::to_value(value).ok())
}

/// Checks that the schema accepts every file of `good` and rejects every one of `bad`, as `reads` does.
fn same_verdict(name: &str, good: &[&str], bad: &[&str], reads: impl Fn(&str) -> bool) {
    let schema = validator(name);
    for (files, expected) in [(good, true), (bad, false)] {
        for text in files {
            assert_eq!(reads(text), expected, "the reader: {text}");
            let valid = value(text).is_some_and(|value| schema.is_valid(&value));
            assert_eq!(valid, expected, "the schema: {text}");
        }
    }
}

const RULES: &[&str] = &[
    "[[rule]]\non = 'calls.initiated'\ndo = 'answer'",
    "[[rule]]\non = 'calls.*'\nfrom = '+1555*'\ndirection = 'any'\ndo = 'reject'\nwith = { reason = 'User busy' }",
    "[[rule]]\non = '*'\nhours = 'Mon-Fri 09:00-17:00 America/New_York'\ndo = 'hangup'",
    "[[rule]]\non = '*'\nhours = ['09:00-12:00 UTC', 'Sat 10:00-12:00 UTC']\ndo = 'hangup'",
    "[[rule]]\non = 'calls.initiated'\ndo = 'answer'\nthen = ['start_recording', { do = 'hold', with = { musicUrl = 'https://example.com/m.mp3' } }]",
    "[[rule]]\non = 'calls.initiated'\ndo = 'transfer'\nwith = { to = '+15557654321' }",
    "[[rule]]\non = 'calls.answered'\ndo = 'play_tune'\nwith = { times = 2, loud = true }",
];
const BAD_RULES: &[&str] = &[
    "",
    "rule = []",
    "[rule]\non = '*'",
    "[[rules]]\non = '*'\ndo = 'answer'",
    "[[rule]]\non = '*'",
    "[[rule]]\ndo = 'answer'",
    "[[rule]]\non = '*'\ndo = 'answer'\nfrm = '+1'",
    "[[rule]]\non = '*'\ndo = 'answer'\nfrom = 1555",
    "[[rule]]\non = '*'\ndo = 'answer'\ndirection = 'in'",
    "[[rule]]\non = '*'\ndo = 'answer'\nhours = '9 to 5'",
    "[[rule]]\non = '*'\ndo = 'answer'\nhours = []",
    "[[rule]]\non = '*'\ndo = 'Play That'",
    "[[rule]]\non = '*'\ndo = 'answer'\nwith = 1",
    "[[rule]]\non = '*'\ndo = 'answer'\nwith = { reason = 'x' }",
    "[[rule]]\non = '*'\ndo = 'transfer'",
    "[[rule]]\non = '*'\ndo = 'mute'",
    "[[rule]]\non = '*'\ndo = 'start_recording'\nwith = { format = 'wav' }",
    "[[rule]]\non = '*'\ndo = 'answer'\nthen = 'hold'",
    "[[rule]]\non = '*'\ndo = 'answer'\nthen = [{ with = {} }]",
    "[[rule]]\non = '*'\ndo = 'answer'\nthen = [{ do = 'hold', wiht = {} }]",
];

#[test]
fn a_rules_file_has_the_same_verdict_from_reader_and_schema() {
    same_verdict("rules", RULES, BAD_RULES, |text| {
        chirp::receiver::rules::Rules::read(text).is_ok()
    });
}

const SCENARIOS: &[&str] = &[
    "[[expect]]\ncommand = 'answer'",
    "title = 't'\nabout = 'a'\n[call]\nfrom = '+15550001111'\nhangs_up_after = 'never'\nvoicemail = false\n[[expect]]\nevent = 'calls.completed'\nwithin = '1m 30s'",
    "[call]\ndirection = 'outbound'\nto = '+15550100001'\nmetadata = { a = 1 }\n[[expect]]\nstatus = 'busy'\nwithin = 3.5\nwhy = 'w'",
    "[[step]]\nat = '5s'\ndo = 'hang_up'\n[[expect]]\nno_command = ['answer', 'reject']\nwhen = '14:00-22:00 UTC'",
];
const BAD_SCENARIOS: &[&str] = &[
    "",
    "title = 1\n[[expect]]\ncommand = 'answer'",
    "tilte = 't'\n[[expect]]\ncommand = 'answer'",
    "[[expect]]\nwithin = '3s'",
    "[[expect]]\ncommand = 'answer'\nevent = 'calls.completed'",
    "[[expect]]\nevent = 'calls.initated'",
    "[[expect]]\nstatus = 'done'",
    "[[expect]]\ncommand = 'answer'\nwithin = -1",
    "[[expect]]\ncommand = 'answer'\nwithin = 'soon'",
    "[[expect]]\ncommand = 'answer'\nwhen = '14:00-22:00 UTC'\nunless = '14:00-22:00 UTC'",
    "[call]\ndirection = 'outbound'\nvoicemail = 'x'\n[[expect]]\ncommand = 'answer'",
    "[call]\nvoicemail = true\n[[expect]]\ncommand = 'answer'",
    "[[step]]\nat = '5s'\n[[expect]]\ncommand = 'answer'",
    "[[step]]\nat = '5s'\ndo = 'dance'\n[[expect]]\ncommand = 'answer'",
];

#[test]
fn a_scenario_file_has_the_same_verdict_from_reader_and_schema() {
    same_verdict("scenario", SCENARIOS, BAD_SCENARIOS, |text| {
        chirp::sandbox::scenario::Scenario::parse(text).is_ok()
    });
}

#[test]
fn a_configuration_has_the_same_verdict_from_reader_and_schema() {
    let good = [
        "",
        "default_profile = 'a'\n[profiles.a]\napi_key = 'sk_test_app_1'\napi_url = 'https://api.example.com'",
    ];
    let bad = [
        "colour = 1",
        "[profile.a]\napi_key = 'x'",
        "[profiles.a]\nkey = 'x'",
    ];
    same_verdict("config", &good, &bad, |text| {
        let home = Home::new();
        let dir = home.path().join("config");
        std::fs::create_dir_all(&dir).expect("a folder");
        std::fs::write(dir.join("config.toml"), text).expect("written");
        run(&mut home.chirp(&["config", "show"])).code == Some(0)
    });
}

/// The shipped files name their schema for editors, and fit it.
#[test]
fn shipped_files_begin_with_their_schema_and_fit_it() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    for (folder, name) in [("rules", "rules"), ("scenarios", "scenario")] {
        let schema = validator(name);
        let mut seen = 0;
        for entry in std::fs::read_dir(docs.join(folder)).expect("a folder") {
            let path = entry.expect("readable").path();
            let text = std::fs::read_to_string(&path).expect("text");
            let first = format!("#:schema ../schema/{name}.json");
            assert_eq!(
                text.lines().next(),
                Some(first.as_str()),
                "{}",
                path.display()
            );
            let value = value(&text).expect("TOML");
            assert!(schema.is_valid(&value), "{}", path.display());
            seen += 1;
        }
        assert!(seen > 0, "{folder}");
    }
}

#[test]
fn every_line_of_listen_fits_the_schema() {
    let home = Home::new();
    let mut listen = home.chirp(&["listen", "--port", "0", "--json"]);
    let listener = start(&mut listen);
    let url = listener.json()["url"].as_str().expect("a URL").to_owned();
    let trigger = |name: &str, more: &[&str]| {
        let args = [&["trigger", name, "--to", &url], more].concat();
        assert_eq!(run(&mut home.chirp(&args)).code, Some(0));
    };
    trigger("calls.*", &[]);
    let twice = ["--set", "eventId=evt_twice"];
    trigger("calls.ringing", &twice);
    trigger("calls.ringing", &twice);
    listener.signal("INT");
    let (code, lines, _) = listener.finish();
    assert_eq!(code, Some(130));
    let schema = validator("listen");
    assert!(lines.len() >= 14, "{lines:?}");
    for line in lines {
        let value: Value = serde_json::from_str(&line).expect("JSON");
        assert!(schema.is_valid(&value), "{line}");
    }
    let odd: Value = serde_json::json!({"type": "event", "seq": "one"});
    assert!(!schema.is_valid(&odd));
}

#[test]
fn an_error_fits_its_schema() {
    let home = Home::new();
    let schema = validator("error");
    for args in [
        &["calls", "get", "call_1", "--json"][..],
        &["calls", "list", "--limit", "x", "--json"],
    ] {
        let done = run(&mut home.chirp(args));
        let value: Value = serde_json::from_str(&done.stderr).expect("JSON");
        assert!(schema.is_valid(&value), "{}", done.stderr);
    }
}
