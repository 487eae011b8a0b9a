//! Asks on a terminal for missing arguments and parses the command line again.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::cmd;
use crate::config;
use crate::context::describe;
use crate::error::Error;
use crate::prompt;
use crate::terminal::{ColorChoice, Terminal, clip, sanitize, width};

/// Columns that are left for an answer.
const ANSWER: usize = 20;

/// Asks for each missing value of the command line `args`, which failed to parse with `error`.
/// Without a terminal the error is reported. Returns the exit code when the command line stays
/// invalid.
pub(super) fn complete<T>(
    error: clap::Error,
    args: &[OsString],
    definition: fn() -> clap::Command,
    parse: fn(&[OsString]) -> Result<T, clap::Error>,
) -> Result<T, u8> {
    let terminal = Terminal::new(config::color_choice(ColorChoice::Auto), false);
    let (mut args, mut error) = (args.to_vec(), error);
    while let (Some(missing), true) = (missing(&error), may_ask(&terminal, &args)) {
        // A line that wraps would not be cleared by the next question.
        let columns = usize::from(terminal.width());
        let room = columns.saturating_sub(ANSWER).max(ANSWER);
        let question = question(&missing, cmd::definition_of(&args, definition()), room);
        let check = |text: &str| {
            let problem = problem(parse(&with(&args, &missing, text)).err());
            problem.map_err(|reason| clip(&reason, columns.saturating_sub("error: ".len())))
        };
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
                let line = sanitize(&shell_words::join(words));
                terminal.note(&format!("The same without questions: chirp {line}"));
                return Ok(parsed);
            }
            Err(error) => error,
        };
    }
    Err(cmd::report_parse_error(&error, &args, definition))
}

/// The first of the values that are missing, as clap writes it: `<URL>` or `--to <URL>`. As in the
/// synopsis of a command, those by place come before the flags.
fn missing(error: &clap::Error) -> Option<String> {
    match (error.kind(), error.get(ContextKind::InvalidArg)) {
        (ErrorKind::MissingRequiredArgument, Some(ContextValue::Strings(all))) => {
            let by_place = all.iter().find(|one| !one.starts_with("--"));
            by_place.or(all.first()).cloned()
        }
        _ => None,
    }
}

/// Behind `--` a flag would be read as a value.
fn may_ask(terminal: &Terminal, args: &[OsString]) -> bool {
    terminal.can_ask() && !args.iter().any(|arg| arg == "--" || arg == "--no-input")
}

/// Adds a flag with its value, or the next positional value; several values where several are
/// allowed.
fn with(args: &[OsString], missing: &str, text: &str) -> Vec<OsString> {
    let flag = missing
        .split(' ')
        .next()
        .filter(|flag| flag.starts_with("--"));
    let values = match (flag, shell_words::split(text)) {
        (None, Ok(values)) if missing.ends_with("...") && !values.is_empty() => values,
        _ => vec![text.to_owned()],
    };
    let flag = flag.map(OsString::from).into_iter();
    let more = flag.chain(values.into_iter().map(OsString::from));
    args.iter().cloned().chain(more).collect()
}

/// Returns the missing argument and its help text, shortened to `room` columns.
fn question(missing: &str, command: clap::Command, room: usize) -> String {
    // Arguments that are required conditionally are in brackets.
    let is_bracket = |c| matches!(c, '[' | ']' | '<' | '>');
    let name = missing.replace(is_bracket, "");
    let asked = |arg: &&clap::Arg| arg.to_string().replace(is_bracket, "") == name;
    let help = command
        .get_arguments()
        .find(asked)
        .and_then(|arg| arg.get_help());
    let Some(help) = help.map(ToString::to_string) else {
        return missing.to_owned();
    };
    let whole = format!("{missing} ({help})");
    if width(&whole) <= room {
        return whole;
    }
    let end = [", such as", "; "].iter().filter_map(|end| help.find(end));
    let short = &help[..end.min().unwrap_or(help.len())];
    clip(&format!("{missing} ({short})"), room)
}

/// Returns the error of an answer; a further missing argument does not count as one.
fn problem(error: Option<clap::Error>) -> Result<(), String> {
    match error {
        None => Ok(()),
        Some(error) if error.kind() == ErrorKind::MissingRequiredArgument => Ok(()),
        Some(error) => {
            let text = error.to_string();
            let line = text.lines().next().unwrap_or_default();
            // The value was just typed, and what it is for was just asked.
            let reason = line
                .split_once(" for '")
                .and_then(|(_, rest)| rest.split_once("': "));
            let reason = reason.map_or(line, |(_, reason)| reason);
            Err(sanitize(reason.trim_start_matches("error: ")))
        }
    }
}
