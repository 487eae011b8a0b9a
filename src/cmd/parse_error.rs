//! Prints clap's output: help to stdout, errors to stderr, as JSON if requested.

use std::ffi::OsString;

use clap::error::ErrorKind;

use crate::cmd::short_help;
use crate::context::describe;
use crate::error::Error;
use crate::render::Format;
use crate::terminal::{ColorChoice, OutputError, Terminal};

/// Writes the error and returns the exit code. `args` is the invalid command line, `definition` the
/// command that parsed it.
pub(crate) fn report_parse_error(
    error: &clap::Error,
    args: &[OsString],
    definition: fn() -> clap::Command,
) -> u8 {
    let choice = crate::config::color_choice(ColorChoice::Auto);
    let terminal = Terminal::new(choice, false);
    let text = error.render();
    if !error.use_stderr() {
        let text = match terminal.has_color() {
            true => text.ansi().to_string(),
            false => text.to_string(),
        };
        return match terminal.line(text.trim_end()) {
            Err(OutputError::Failed(_)) => 1,
            _ => 0,
        };
    }
    let format = wants_json(args).then_some(Format::Json);
    if is_half(error.kind()) && format.is_none() {
        let (path, mut command) = command_of(args, definition());
        let help = match path.as_str() {
            "chirp" => short_help(),
            _ => command.render_help().to_string(),
        };
        terminal.complain(help.trim_end());
        return 2;
    }
    let text = describe(
        &as_usage(&text.to_string(), args, definition),
        format,
        &terminal,
    );
    terminal.complain(&without_keys(text.trim_end()));
    2
}

/// Returns whether the command line ends before a subcommand: a list of subcommands is then the
/// best answer.
fn is_half(kind: ErrorKind) -> bool {
    use ErrorKind::{DisplayHelpOnMissingArgumentOrSubcommand, MissingSubcommand};
    matches!(
        kind,
        DisplayHelpOnMissingArgumentOrSubcommand | MissingSubcommand
    )
}

/// Returns the message in one line and the next command: clap's tip, its usage line, or the help.
fn as_usage(text: &str, args: &[OsString], definition: fn() -> clap::Command) -> Error {
    let text = text.strip_prefix("error: ").unwrap_or(text);
    let (message, rest) = text.split_once("\n\n").unwrap_or((text, ""));
    let message: Vec<&str> = message.split_whitespace().collect();
    let after = |prefix| {
        rest.lines()
            .find_map(|line| line.trim_start().strip_prefix(prefix))
    };
    let word = text.strip_prefix("unrecognized subcommand '");
    let word = word.and_then(|rest| rest.split('\'').next());
    let hint = match (after("tip: "), after("Usage: ")) {
        (None, _) if let Some(path) = word.and_then(|word| below(word, args, definition)) => path,
        (Some(tip), _) if tip.starts_with("a similar") => tip.to_owned(),
        (None, Some(usage)) if !usage.ends_with("<COMMAND>") => {
            let usage = without_environment(usage, args);
            let is_lacking = text.starts_with("the following required arguments");
            match example(args, definition).filter(|_| is_lacking) {
                Some(example) => format!("{usage}, such as {example}"),
                None => usage,
            }
        }
        _ => format!("{} --help", command_of(args, definition()).0),
    };
    Error::usage_hint(message.join(" "), hint)
}

/// Finds a subcommand named `word` below another command: `chirp replay` is `chirp events replay`.
fn below(word: &str, args: &[OsString], definition: fn() -> clap::Command) -> Option<String> {
    let (path, command) = command_of(args, definition());
    let mut found = command
        .get_subcommands()
        .filter(|one| one.find_subcommand(word).is_some());
    let first = found.next()?;
    Some(format!("{path} {} {word}", first.get_name()))
}

/// The example of the command's help.
fn example(args: &[OsString], definition: fn() -> clap::Command) -> Option<String> {
    let about = command_of(args, definition())
        .1
        .get_long_about()?
        .to_string();
    let mut lines = about.lines();
    let example = lines.find_map(|line| line.strip_prefix("Example: "));
    example.map(str::to_owned)
}

/// clap's usage line without the flags that it took from the environment.
fn without_environment(usage: &str, args: &[OsString]) -> String {
    let mut usage = usage.to_owned();
    for (flag, shown) in [
        ("--api-url", "--api-url <URL> "),
        ("--profile", "--profile <NAME> "),
    ] {
        let typed = |arg: &OsString| arg.to_string_lossy().starts_with(flag);
        if !args.iter().any(typed) {
            usage = usage.replace(shown, "");
        }
    }
    usage
}

/// The command as far as it was typed, such as `chirp calls list`, and its definition.
fn command_of(args: &[OsString], mut command: clap::Command) -> (String, clap::Command) {
    command.build();
    let mut path = String::from("chirp");
    for word in args.iter().skip(1) {
        let Some(next) = command.find_subcommand(word) else {
            break;
        };
        path = format!("{path} {}", next.get_name());
        command = next.clone();
    }
    (path, command)
}

/// The definition of the command that `args` name, as far as they do.
pub(crate) fn definition_of(args: &[OsString], definition: clap::Command) -> clap::Command {
    command_of(args, definition).1
}

/// Returns whether the command line requests JSON. The command line is invalid, so this is a guess.
fn wants_json(args: &[OsString]) -> bool {
    let words = args.iter().skip(1).map(|arg| arg.to_string_lossy());
    let words: Vec<_> = words.take_while(|word| word != "--").collect();
    let is_json = |value: &str| matches!(value, "json" | "jsonl");
    let pairs = words
        .windows(2)
        .any(|pair| matches!(&*pair[0], "-o" | "--output") && is_json(&pair[1]));
    let is_one = |word: &str| {
        matches!(word, "--json" | "--jq")
            || word.starts_with("--jq=")
            || ["--output=", "-o=", "-o"]
                .iter()
                .any(|flag| word.strip_prefix(flag).is_some_and(is_json))
    };
    pairs || words.iter().any(|word| is_one(word))
}

/// Removes API keys from `text`: a user may have typed one as an argument.
fn without_keys(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = ["sk_live_", "sk_test_", "sk_admin_"]
        .iter()
        .filter_map(|prefix| rest.find(prefix))
        .min()
    {
        let in_key = |c: char| c.is_alphanumeric() || c == '_';
        let key = &rest[at..];
        let end = key.find(|c| !in_key(c)).unwrap_or(key.len());
        out.push_str(&rest[..at]);
        out.push_str("sk_…");
        rest = &key[end..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_cut_out_of_what_clap_says() {
        let text = "unexpected argument 'sk_live_app_abc' found; sk_admin_x";
        assert_eq!(without_keys(text), "unexpected argument 'sk_…' found; sk_…");
    }

    #[test]
    fn the_hint_is_what_to_type_next() {
        let definition = || {
            let limit = clap::Arg::new("limit")
                .long("limit")
                .value_parser(clap::value_parser!(u8));
            let url = clap::Arg::new("url")
                .long("api-url")
                .global(true)
                .default_value("x");
            let get = clap::Command::new("get").arg(clap::Arg::new("ID").required(true));
            let calls = clap::Command::new("calls")
                .subcommand_required(true)
                .arg(url);
            clap::Command::new("chirp").subcommand(
                calls
                    .subcommand(clap::Command::new("list").arg(limit))
                    .subcommand(get),
            )
        };
        for (line, hint) in [
            ("chirp calls", "chirp calls --help"),
            ("chirp calls list --limit x", "chirp calls list --help"),
            (
                "chirp calls list --limt 5",
                "a similar argument exists: '--limit'",
            ),
            ("chirp calls get", "chirp calls get <ID>"),
        ] {
            let args: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            let error = definition().try_get_matches_from(&args).unwrap_err();
            let error = as_usage(&error.render().to_string(), &args, definition);
            assert_eq!(error.hint().as_deref(), Some(hint), "{line}");
        }
    }

    #[test]
    fn json_is_recognised_on_a_broken_command_line() {
        let json = |line: &str| {
            let args: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            wants_json(&args)
        };
        for line in [
            "chirp x --json",
            "chirp -o json x",
            "chirp --output=jsonl",
            "chirp -ojson",
            "chirp --jq .",
        ] {
            assert!(json(line), "{line}");
        }
        for line in [
            "chirp x",
            "chirp -o table",
            "chirp x -- --json",
            "json --jsonx",
        ] {
            assert!(!json(line), "{line}");
        }
    }
}
