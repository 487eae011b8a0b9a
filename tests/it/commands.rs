//! `chirp commands`: the command tree for programs.

use serde_json::{Value, json};

use crate::support::{Home, run};

fn document() -> Value {
    let home = Home::new();
    let done = run(&mut home.chirp(&["commands"]));
    assert_eq!((done.code, done.stderr.as_str()), (Some(0), ""));
    serde_json::from_str(&done.stdout).expect("JSON")
}

fn command<'a>(document: &'a Value, path: &[&str]) -> &'a Value {
    let commands = document["commands"].as_array().expect("a list");
    let found = commands
        .iter()
        .find(|command| command["path"] == json!(path));
    found.unwrap_or_else(|| panic!("no command {path:?}"))
}

#[test]
fn every_command_says_what_it_changes_and_whether_it_needs_a_key() {
    let document = document();
    let commands = document["commands"].as_array().expect("a list");
    assert!(commands.len() > 50, "{}", commands.len());
    for command in commands {
        let effect = command["effect"].as_str().unwrap_or_default();
        assert!(
            ["read", "write", "call", "local"].contains(&effect),
            "{command}"
        );
        assert!(command["needsKey"].is_boolean(), "{command}");
        assert!(command["about"].is_string(), "{command}");
    }
    assert_eq!(command(&document, &["calls", "answer"])["effect"], "call");
    assert_eq!(
        command(&document, &["webhooks", "delete"])["effect"],
        "write"
    );
    assert_eq!(command(&document, &["calls", "list"])["effect"], "read");
    assert_eq!(command(&document, &["listen"])["needsKey"], false);
}

#[test]
fn arguments_have_their_names_values_and_defaults() {
    let document = document();
    let schema = command(&document, &["schema"]);
    let name = &schema["args"][0];
    assert_eq!(
        (&name["name"], &name["required"]),
        (&json!("name"), &json!(true))
    );
    assert_eq!(
        name["values"],
        json!(["rules", "scenario", "config", "listen", "error"])
    );
    let listen = command(&document, &["listen"]);
    let args = listen["args"].as_array().expect("a list");
    let port = args.iter().find(|arg| arg["name"] == "port").expect("port");
    assert_eq!(port["default"], "8080");
    assert_eq!(port["required"], false);
    let global = document["globalArgs"].as_array().expect("a list");
    let output = global
        .iter()
        .find(|arg| arg["long"] == "--output")
        .expect("--output");
    assert_eq!(
        output["values"],
        json!(["auto", "table", "plain", "json", "jsonl"])
    );
    let profile = global
        .iter()
        .find(|arg| arg["long"] == "--profile")
        .expect("--profile");
    assert_eq!(profile["env"], "CHIRP_PROFILE");
}

#[test]
fn the_exit_codes_are_those_of_the_contract() {
    let document = document();
    let codes = document["exitCodes"].as_array().expect("a list");
    let codes: Vec<_> = codes
        .iter()
        .filter_map(|code| code["code"].as_u64())
        .collect();
    assert_eq!(codes, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 129, 130, 143]);
    assert_eq!(document["version"], env!("CARGO_PKG_VERSION"));
}
