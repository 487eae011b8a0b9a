//! Of some hundred commands, the definition of those that were named: building all of them would be
//! most of what a short command does.
//!
//! A command line that cannot be read so is read once more by the whole definition, which knows
//! what might have been meant; so help and errors are always those of the whole.

use std::cell::RefCell;
use std::ffi::OsString;

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

/// A set of commands that is built as far as it was named.
#[derive(Debug)]
pub(super) struct Named<T>(pub(super) T);

impl<T: Subcommand> Subcommand for Named<T> {
    fn augment_subcommands(command: Command) -> Command {
        WORDS.with_borrow(|words| match words {
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
        assert!(Cli::command().get_subcommands().count() > 10);
    }

    #[test]
    fn the_whole_definition_reads_the_same() {
        for line in [
            "chirp calls answer call_1",
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
