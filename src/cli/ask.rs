//! Asks on a terminal for what a command line lacks, and reads it anew.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::cmd;
use crate::config;
use crate::context::describe;
use crate::error::Error;
use crate::prompt;
use crate::terminal::{ColorChoice, Terminal, inert};

/// The command line `args`, which could not be read because of `error`, with each missing value asked
/// for; where nobody can be asked, the error is reported. Gives the exit code when it stays unreadable.
pub(super) fn complete<T>(
    error: clap::Error,
    args: &[OsString],
    definition: fn() -> clap::Command,
    parse: fn(&[OsString]) -> Result<T, clap::Error>,
) -> Result<T, u8> {
    let terminal = Terminal::new(config::color_choice(ColorChoice::Auto), false);
    let (mut args, mut error) = (args.to_vec(), error);
    while let (Some(missing), true) = (missing(&error), may_ask(&terminal, &args)) {
        let question = question(&missing, cmd::definition_of(&args, definition()));
        let check = |text: &str| problem(parse(&with(&args, &missing, text)).err());
        match prompt::text(&question, check) {
            Ok(text) => args = with(&args, &missing, &text),
            Err(unanswered) => {
                let error = Error::from(unanswered);
                terminal.complain(&describe(&error, None, &terminal));
                return Err(error.exit_code());
            }
        }
        error = match parse(&args) {
            Ok(parsed) => {
                let words = args.iter().skip(1).map(|arg| arg.to_string_lossy());
                let line = inert(&shell_words::join(words));
                terminal.note(&format!("The same without questions: chirp {line}"));
                return Ok(parsed);
            }
            Err(error) => error,
        };
    }
    Err(cmd::report_parse_error(&error, &args, definition))
}

/// The first of the values that are missing, as clap writes it: `<URL>` or `--to <URL>`.
fn missing(error: &clap::Error) -> Option<String> {
    match (error.kind(), error.get(ContextKind::InvalidArg)) {
        (ErrorKind::MissingRequiredArgument, Some(ContextValue::Strings(all))) => {
            all.first().cloned()
        }
        _ => None,
    }
}

/// Behind `--` a flag would be read as a value.
fn may_ask(terminal: &Terminal, args: &[OsString]) -> bool {
    terminal.can_ask() && !args.iter().any(|arg| arg == "--" || arg == "--no-input")
}

/// A flag with its value, or the next value by place.
fn with(args: &[OsString], missing: &str, text: &str) -> Vec<OsString> {
    let flag = missing
        .split(' ')
        .next()
        .filter(|flag| flag.starts_with("--"));
    let more = flag.into_iter().chain([text]).map(OsString::from);
    args.iter().cloned().chain(more).collect()
}

fn question(missing: &str, command: clap::Command) -> String {
    let asked = |arg: &&clap::Arg| arg.to_string() == missing;
    let help = command
        .get_arguments()
        .find(asked)
        .and_then(|arg| arg.get_help());
    help.map_or_else(|| missing.to_owned(), |help| format!("{missing} ({help})"))
}

/// What is wrong with an answer; that still more is missing is nothing wrong with it.
fn problem(error: Option<clap::Error>) -> Result<(), String> {
    match error {
        None => Ok(()),
        Some(error) if error.kind() == ErrorKind::MissingRequiredArgument => Ok(()),
        Some(error) => {
            let text = error.to_string();
            let line = text.lines().next().unwrap_or_default();
            Err(line.trim_start_matches("error: ").to_owned())
        }
    }
}
