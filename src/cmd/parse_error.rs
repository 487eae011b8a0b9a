//! What clap has to say: help to stdout, errors to stderr, also as JSON where that was asked for.

use std::ffi::OsString;

use crate::context::describe;
use crate::error::Error;
use crate::render::Format;
use crate::terminal::{ColorChoice, OutputError, Terminal};

/// Writes it and gives the exit code. `args` is the command line that could not be read.
pub(crate) fn report_parse_error(error: &clap::Error, args: &[OsString]) -> u8 {
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
    let text = match terminal.is_stderr_tty() && choice != ColorChoice::Never {
        _ if wants_json(args) => {
            describe(&as_usage(&text.to_string()), Some(Format::Json), &terminal)
        }
        true => text.ansi().to_string(),
        false => text.to_string(),
    };
    terminal.complain(&without_keys(text.trim_end()));
    2
}

/// `chirp --version`, which needs no definition of all the commands. Gives the exit code.
pub(crate) fn report_version() -> u8 {
    let terminal = Terminal::new(ColorChoice::Never, false);
    match terminal.line(concat!("chirp ", env!("CARGO_PKG_VERSION"))) {
        Err(OutputError::Failed(_)) => 1,
        _ => 0,
    }
}

/// The message in one line, and clap's usage line as what to type next.
fn as_usage(text: &str) -> Error {
    let text = text.strip_prefix("error: ").unwrap_or(text);
    let (message, rest) = text.split_once("\n\n").unwrap_or((text, ""));
    let message: Vec<&str> = message.split_whitespace().collect();
    let usage = rest.lines().find_map(|line| line.strip_prefix("Usage: "));
    match usage {
        Some(usage) => Error::usage_hint(message.join(" "), usage),
        None => Error::usage_hint(message.join(" "), "chirp --help"),
    }
}

/// Whether the command line asks for JSON, as far as one that cannot be read can tell.
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

/// `text` with API keys cut out: somebody may have typed one where none belongs.
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
