//! Of some hundred commands, the definition of those that were named: building all of them would be
//! most of what a short command does.
//!
//! A command line that cannot be read so is read once more by the whole definition, which knows
//! what might have been meant; so help and errors are always those of the whole.
//!
//! Global flags that no word names stay where they are defined. Else each level down to the command gets a
//! copy of all of them, and their values are carried up again: as much work as all the rest.

use std::cell::RefCell;
use std::ffi::{OsStr, OsString};

use clap::{ArgMatches, Command, FromArgMatches, Subcommand};

thread_local! {
    /// The words of the command line while only what they name is built.
    static WORDS: RefCell<Option<Vec<OsString>>> = const { RefCell::new(None) };
}

/// Runs `read` while definitions hold only commands that bear the name of a word in `args`.
pub(super) fn only<T>(args: &[OsString], read: impl FnOnce() -> T) -> T {
    WORDS.replace(Some(args.to_vec()));
    let value = read();
    WORDS.take();
    value
}

/// The definition as far as what [`only`] was given needs it, without help: that is for the whole to show.
pub(super) fn reduce(command: Command) -> Command {
    WORDS.with_borrow(|words| match words {
        Some(words) if !words.iter().any(|word| names_flag(&command, word)) => command
            .mut_args(|arg| arg.global(false))
            .disable_help_flag(true),
        _ => command,
    })
}

/// Whether `word` could be one of the flags of `command`, alone, with its value or among short ones.
fn names_flag(command: &Command, word: &OsStr) -> bool {
    let word = word.to_string_lossy();
    let Some(flags) = word.strip_prefix('-') else {
        return false;
    };
    command
        .get_arguments()
        .any(|arg| match flags.strip_prefix('-') {
            Some(long) => arg.get_long() == long.split('=').next(),
            None => arg.get_short().is_some_and(|short| flags.contains(short)),
        })
}

/// A set of commands that is built as far as it was named.
#[derive(Debug)]
pub(super) struct Named<T>(pub(super) T);

impl<T: Subcommand> Subcommand for Named<T> {
    fn augment_subcommands(command: Command) -> Command {
        WORDS.with_borrow(|words| match words {
            // Asking for a name builds nothing.
            Some(words)
                if !words
                    .iter()
                    .any(|word| word.to_str().is_some_and(T::has_subcommand)) =>
            {
                command
            }
            Some(words) => with_named(command, T::augment_subcommands, words),
            None => T::augment_subcommands(command),
        })
    }

    fn augment_subcommands_for_update(command: Command) -> Command {
        T::augment_subcommands_for_update(command)
    }

    fn has_subcommand(name: &str) -> bool {
        T::has_subcommand(name)
    }
}

impl<T: FromArgMatches> FromArgMatches for Named<T> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        T::from_arg_matches(matches).map(Named)
    }

    // What is not said here would copy all matches, on each level.
    fn from_arg_matches_mut(matches: &mut ArgMatches) -> Result<Self, clap::Error> {
        T::from_arg_matches_mut(matches).map(Named)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.0.update_from_arg_matches(matches)
    }
}

fn with_named(command: Command, all: fn(Command) -> Command, words: &[OsString]) -> Command {
    let mut all = all(Command::default());
    let is_named = |one: &Command| words.iter().any(|word| word == one.get_name());
    (all.get_subcommands_mut())
        .filter(|one| is_named(one))
        .fold(command, |command, one| {
            command.subcommand(std::mem::take(one))
        })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::{Cli, parse_by_definition};

    fn words(line: &str) -> Vec<OsString> {
        line.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn only_what_was_named_is_built() {
        let names = |line| -> Vec<String> {
            let built = only(&words(line), Cli::command);
            let names = built.get_subcommands().map(|one| one.get_name().to_owned());
            names.collect()
        };
        assert_eq!(names("chirp calls answer call_1"), ["calls"]);
        assert_eq!(
            names("chirp --profile calls webhooks list"),
            ["webhooks", "calls"]
        );
        assert!(names("chirp cals").is_empty());
        let verbs = |line| -> Vec<String> {
            let mut built = only(&words(line), || {
                let mut command = Cli::command();
                command.build();
                command
            });
            let calls = built.find_subcommand_mut("calls").expect("named");
            let names = calls.get_subcommands().map(|one| one.get_name().to_owned());
            names
                .filter(|name| name != "watch" && name != "timeline")
                .collect()
        };
        assert_eq!(verbs("chirp calls answer call_1"), ["answer"]);
        assert_eq!(verbs("chirp calls list"), ["list"]);
        assert!(Cli::command().get_subcommands().count() > 10);
    }

    #[test]
    fn flags_are_told_from_what_is_none_of_the_global_ones() {
        let command = Cli::command();
        for word in ["--json", "--jq=.id", "-ojson", "-o", "-vq", "--profile"] {
            assert!(names_flag(&command, OsStr::new(word)), "{word}");
        }
        for word in ["--limit", "--jsonl", "json", "-n", "--", "-", ""] {
            assert!(!names_flag(&command, OsStr::new(word)), "{word}");
        }
    }

    #[test]
    fn the_whole_definition_reads_the_same() {
        for line in [
            "chirp calls answer call_1",
            "chirp calls list --limit=3 -q -ojson",
            "chirp --dry-run calls reject call_1 --reason -5",
            "chirp --profile calls -q webhooks list --limit 3 --json",
            "chirp calls watch answer --timeout 3s",
            "chirp api GET calls -o jsonl",
            "chirp listen --port 0 --forward-to http://localhost:3000/",
            "chirp recordings list --profile voicemails",
        ] {
            let read = |cli: Result<Cli, _>| format!("{:?}", cli.expect(line));
            let short = read(only(&words(line), || parse_by_definition(&words(line))));
            assert_eq!(short, read(parse_by_definition(&words(line))));
        }
    }
}
