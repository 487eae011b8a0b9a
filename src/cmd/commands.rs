//! `chirp commands`: the command tree as JSON, for programs that write or check command lines.

mod effect;

use clap::Args;
use serde_json::{Value, json};

use crate::context::Context;
use crate::error::Error;
use effect::traits_of;

/// The meaning of the exit codes; `docs/contract.md` contains the same table.
const EXIT_CODES: [(u8, &str); 13] = [
    (0, "done"),
    (1, "refused by the API, or any other failure"),
    (2, "usage or configuration"),
    (3, "not found"),
    (4, "key missing or rejected"),
    (5, "rate limited, after retries"),
    (
        6,
        "network, timeout or server error, after retries: try again",
    ),
    (
        7,
        "outcome unknown: the request was sent and no answer came",
    ),
    (8, "local storage failed"),
    (9, "an expectation was not met"),
    (129, "SIGHUP, after an orderly stop"),
    (130, "SIGINT, after an orderly stop"),
    (143, "SIGTERM, after an orderly stop"),
];

/// Print every command with its arguments as JSON, for programs
///
/// Example: chirp commands --jq '.commands[] | select(.effect == "call") | .path'
#[derive(Debug, Args)]
pub(crate) struct Commands {}

impl Commands {
    /// Writes one JSON document, whatever the output format.
    ///
    /// # Errors
    /// Returns an error when the output fails.
    pub(crate) fn run(self, context: &Context, mut root: clap::Command) -> Result<(), Error> {
        root.build();
        let mut commands = Vec::new();
        collect(&root, &mut Vec::new(), &mut commands);
        let global = root.get_arguments().filter(|arg| arg.is_global_set());
        let codes = EXIT_CODES.map(|(code, meaning)| json!({"code": code, "meaning": meaning}));
        let document = json!({
            "version": env!("CARGO_PKG_VERSION"),
            "commands": commands,
            "globalArgs": global.map(argument).collect::<Vec<_>>(),
            "exitCodes": codes,
        });
        context.write_json(&document.to_string())
    }
}

/// Adds each command that can be run; a noun alone is only a prefix.
fn collect(command: &clap::Command, path: &mut Vec<String>, found: &mut Vec<Value>) {
    if !command.has_subcommands() {
        found.push(leaf(command, path));
    }
    for below in command.get_subcommands() {
        path.push(below.get_name().to_owned());
        collect(below, path, found);
        path.pop();
    }
}

fn leaf(command: &clap::Command, path: &[String]) -> Value {
    let is_own = |arg: &&clap::Arg| {
        !arg.is_global_set() && !["help", "version"].contains(&arg.get_id().as_str())
    };
    let words: Vec<&str> = path.iter().map(String::as_str).collect();
    let traits = traits_of(&words);
    json!({
        "path": words,
        "about": command.get_about().map(ToString::to_string),
        "args": command.get_arguments().filter(is_own).map(argument).collect::<Vec<_>>(),
        "examples": examples(command),
        "effect": traits.as_ref().map(|traits| traits.effect),
        "needsKey": traits.map(|traits| traits.needs_key),
    })
}

fn argument(arg: &clap::Arg) -> Value {
    let takes_value = arg.get_action().takes_values();
    let named: Vec<String> = (arg.get_possible_values().iter())
        .map(|value| value.get_name().to_owned())
        .collect();
    let default: Vec<String> = (arg.get_default_values().iter())
        .map(|value| value.to_string_lossy().into_owned())
        .collect();
    json!({
        "name": arg.get_id().as_str(),
        "long": arg.get_long().map(|long| format!("--{long}")),
        "short": arg.get_short().map(|short| format!("-{short}")),
        "help": arg.get_help().map(ToString::to_string),
        "takesValue": takes_value,
        "values": (takes_value && !named.is_empty()).then_some(named),
        "env": arg.get_env().map(|name| name.to_string_lossy().into_owned()),
        "default": (takes_value && !default.is_empty()).then(|| default.join(" ")),
        "required": arg.is_required_set(),
    })
}

/// The command lines that the help shows as examples.
fn examples(command: &clap::Command) -> Vec<String> {
    let texts = [
        command.get_long_about(),
        command.get_after_long_help(),
        command.get_after_help(),
    ];
    let texts: Vec<String> = texts.iter().flatten().map(ToString::to_string).collect();
    let mut found: Vec<String> = Vec::new();
    for line in texts.iter().flat_map(|text| text.lines()) {
        let line = line.trim();
        let line = line.strip_prefix("Example: ").unwrap_or(line);
        let line = line.strip_prefix("$ ").unwrap_or(line);
        if line.starts_with("chirp ") && !found.iter().any(|known| known == line) {
            found.push(line.to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_found_in_both_forms() {
        let command = clap::Command::new("x")
            .long_about("Does x\n\nExample: chirp x --y")
            .after_long_help("Examples:\n  $ chirp x --z   # more\n  chirp x\n");
        assert_eq!(
            examples(&command),
            ["chirp x --y", "chirp x --z   # more", "chirp x"]
        );
    }
}
