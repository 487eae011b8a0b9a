//! The value of `--output`: a format everywhere, and a file as well where one thing is fetched.
//!
//! It is one type because the flag is one: clap hands a global flag's value from the command that
//! has it to all others.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::render::Format;

/// The value of `--output`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Output {
    /// The output format; `None` is auto.
    Format(Option<Format>),
    /// The file to write to.
    File(PathBuf),
    /// `-`.
    Stdout,
}

/// The words for formats, in the order of the help.
const FORMATS: [(&str, Option<Format>); 5] = [
    ("auto", None),
    ("table", Some(Format::Table)),
    ("plain", Some(Format::Plain)),
    ("json", Some(Format::Json)),
    ("jsonl", Some(Format::Jsonl)),
];

impl Output {
    /// Returns a parser that accepts only a format.
    pub(crate) fn format_parser() -> impl TypedValueParser<Value = Output> {
        PossibleValuesParser::new(FORMATS.map(|(name, _)| name))
            .map(|name| Output::named(&name).unwrap_or(Output::Format(None)))
    }

    /// Reads `-`, a format or a file. A file that bears the name of a format is written `./json`.
    pub(crate) fn of_file(value: OsString) -> Output {
        match value.to_str() {
            Some("-") => Output::Stdout,
            Some(name) => Output::named(name).unwrap_or(Output::File(value.into())),
            None => Output::File(value.into()),
        }
    }

    /// The format, if one was named.
    pub(crate) fn format(&self) -> Option<Format> {
        match self {
            Output::Format(format) => *format,
            Output::File(_) | Output::Stdout => None,
        }
    }

    fn named(name: &str) -> Option<Output> {
        let known = FORMATS.iter().find(|(known, _)| *known == name);
        known.map(|(_, format)| Output::Format(*format))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_win_over_files_of_their_name() {
        let of = |text: &str| Output::of_file(text.into());
        assert_eq!(of("json"), Output::Format(Some(Format::Json)));
        assert_eq!(of("./json"), Output::File("./json".into()));
        assert_eq!(of("-"), Output::Stdout);
        assert_eq!(of("call.mp4").format(), None);
    }
}
