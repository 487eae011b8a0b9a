//! Compiles a jq filter and runs it over one input, by jaq. Integers of any size, and decimals that
//! the filter does not compute with, keep their text.

use std::io;

use jaq_core::data::JustLut;
use jaq_core::load::{self, Arena, File, Loader};
use jaq_core::{Ctx, Vars};
use jaq_json::Val;

use crate::json::{Layout, reformat};
use crate::terminal::{clip, sanitize_lines};

/// The columns of a value in an error message.
const LONGEST_VALUE: usize = 60;
/// The columns of an error message as a whole.
const LONGEST_MESSAGE: usize = 300;

/// A compiled filter.
pub(super) struct Program(jaq_core::Filter<JustLut<Val>>);

/// The reason why a filter returned no further results.
#[derive(Debug)]
pub(super) enum Failure {
    /// The filter failed on this input.
    Filter(String),
    /// A result could not be written.
    Output(io::Error),
}

impl Program {
    /// Compiles `code` with jaq's standard library and the definitions of `more.jq`.
    ///
    /// # Errors
    /// The first problem and its place.
    pub(super) fn compile(code: &str) -> Result<Program, String> {
        let more = load::parse(include_str!("more.jq"), |parser| parser.defs());
        let more = more.expect("more.jq is compiled by a test");
        let defs = jaq_core::defs().chain(jaq_std::defs());
        let defs = defs.chain(jaq_json::defs()).chain(more);
        let functions = jaq_core::funs().chain(jaq_std::funs());
        let functions = functions.chain(jaq_json::funs());
        let arena = Arena::default();
        let modules = Loader::new(defs).load(&arena, File { code, path: () });
        let modules =
            modules.map_err(|errors| first(errors.iter().map(|(_, error)| load_problem(error))))?;
        let compiler = jaq_core::Compiler::default().with_funs(functions);
        let compiled = compiler.compile(modules);
        compiled.map(Program).map_err(|errors| {
            let names = errors.into_iter().flat_map(|(_, names)| names);
            first(names.map(|(name, kind)| format!("there is no {} {name}", kind.as_str())))
        })
    }

    /// Runs the filter over one JSON text and passes each result to `each` as one line: a string as it
    /// is (like `jq -r`), anything else as compact JSON.
    ///
    /// # Errors
    /// See [`Failure`].
    pub(super) fn run(
        &self,
        text: &[u8],
        mut each: impl FnMut(&str) -> io::Result<()>,
    ) -> Result<(), Failure> {
        let input = jaq_json::read::parse_single(text)
            .map_err(|error| Failure::Filter(format!("cannot read the JSON: {error}")))?;
        let context = Ctx::<JustLut<Val>>::new(&self.0.lut, Vars::new([]));
        for output in self.0.id.run((context, input)) {
            match output {
                Ok(value) => each(&line(&value)).map_err(Failure::Output)?,
                Err(exception) => {
                    return match exception.get_err() {
                        Ok(error) => Err(Failure::Filter(shorten(&error.to_string()))),
                        // `halt` ends the filter, not the program.
                        Err(_) => Ok(()),
                    };
                }
            }
        }
        Ok(())
    }
}

fn line(value: &Val) -> String {
    match value {
        // `@tsv` and `join("\n")` need tabs and line ends; everything else is sanitized.
        Val::TStr(text) => String::from_utf8_lossy(text)
            .split('\t')
            .map(sanitize_lines)
            .collect::<Vec<_>>()
            .join("\t"),
        other => reformat(&other.to_string(), Layout::Compact),
    }
}

/// Cuts each JSON value in an error message: an input of 10 kB is no help to a reader.
fn shorten(message: &str) -> String {
    // What `error("text")` raises is JSON text.
    let raised = crate::json::string(message);
    let (mut short, mut rest) = (String::new(), raised.as_deref().unwrap_or(message));
    while let Some(at) = rest.find(['{', '[', '"']) {
        let (words, value) = rest.split_at(at);
        short.push_str(words);
        let mut values =
            serde_json::Deserializer::from_str(value).into_iter::<serde::de::IgnoredAny>();
        let end = match values.next() {
            Some(Ok(_)) => values.byte_offset(),
            _ => value.len(),
        };
        short.push_str(&clip(&value[..end], LONGEST_VALUE));
        rest = &value[end..];
    }
    short.push_str(rest);
    clip(&short, LONGEST_MESSAGE)
}

fn first(mut problems: impl Iterator<Item = String>) -> String {
    let first = problems.next();
    first.unwrap_or_else(|| "it cannot be read".to_owned())
}

fn load_problem(error: &load::Error<&str>) -> String {
    let near = |rest: &str| match rest.trim() {
        "" => "at the end".to_owned(),
        rest => format!("at {}", rest.chars().take(20).collect::<String>()),
    };
    match error {
        load::Error::Io(errors) => first(errors.iter().map(|(_, why)| why.clone())),
        load::Error::Lex(errors) => first(
            (errors.iter())
                .map(|(expected, rest)| format!("expected {} {}", expected.as_str(), near(rest))),
        ),
        load::Error::Parse(errors) => first(
            (errors.iter())
                .map(|(expected, rest)| format!("expected {} {}", expected.as_str(), near(rest))),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(filter: &str, text: &str) -> Vec<String> {
        let mut lines = Vec::new();
        let program = Program::compile(filter).unwrap();
        let ran = program.run(text.as_bytes(), |line| {
            lines.push(line.to_owned());
            Ok(())
        });
        if let Err(Failure::Filter(error)) = ran {
            lines.push(format!("! {error}"));
        }
        lines
    }

    #[test]
    fn results_are_lines_and_numbers_keep_their_text() {
        let text =
            r#"{"b":123456789012345678901234567890,"a":1.50,"s":"x\u001b\ty","e":[{"id":"c"}]}"#;
        assert_eq!(
            run(".b, .a", text),
            ["123456789012345678901234567890", "1.50"]
        );
        assert_eq!(
            run("{b,a}", text),
            [r#"{"b":123456789012345678901234567890,"a":1.50}"#]
        );
        assert_eq!(run(".s", text), ["x\\u{1b}\ty"]);
        assert_eq!(run("[.s]", text), [r#"["x\u001b\ty"]"#]);
        assert_eq!(run(".e[] | select(.id == \"c\") | .id", text), ["c"]);
        assert_eq!(run("keys | length, halt, 3", text), ["4"]);
        assert!(run(".s.x", text)[0].starts_with("! "));
        assert_eq!(run("def map(f): 7; map(.)", text), ["7"]);
        assert_eq!(run(".k, .k", r#"{"k":1,"k":2}"#), ["2", "2"]);
    }

    /// The results of jq 1.6 and 1.7.
    #[test]
    fn definitions_that_jaq_lacks_are_those_of_jq() {
        let row = r#"["a\"b","x\ty\\z",null,true,1.50,""]"#;
        assert_eq!(run("@csv", row), ["\"a\"\"b\",\"x\ty\\z\",,true,1.50,\"\""]);
        assert_eq!(run("@tsv", row), ["a\"b\tx\\ty\\\\z\t\ttrue\t1.50\t"]);
        assert_eq!(run("@csv, @tsv", "[]"), ["", ""]);
        assert_eq!(run("@csv \"id \\(.)\"", "[1,\"a\"]"), ["id 1,\"a\""]);
        assert_eq!(
            run("@csv", "[{}]"),
            ["! object ({}) is not valid in a csv row"]
        );
        assert_eq!(
            run("@tsv", "7"),
            ["! number (7) cannot be tsv-formatted, only an array can be"]
        );
        assert_eq!(run("IN(1, 2), IN(.; 3)", "2"), ["true", "false"]);
        assert_eq!(
            run(
                "INDEX(.id), ([leaf_paths] | length), (1 | toarray)",
                r#"[{"id":7}]"#
            ),
            [r#"{"7":{"id":7}}"#, "1", "[1]"]
        );
    }

    #[test]
    fn values_in_errors_are_cut() {
        let long = format!(r#"{{"a":["{}"]}}"#, "x".repeat(10_000));
        let error = run(".a.b", &long).remove(0);
        assert!(error.chars().count() < 140, "{error}");
        assert!(error.contains("x…") && error.contains("\"b\""), "{error}");
    }

    #[test]
    fn an_invalid_filter_is_explained() {
        for (filter, problem) in [
            (".a[", "expected"),
            ("(.a", "closing parenthesis"),
            ("nosuch", "there is no filter nosuch"),
            ("map(nosuch)", "there is no filter nosuch"),
            ("map(.) | map(.; .)", "there is no filter map"),
            ("$x", "there is no variable $x"),
            ("\"abc", "closing quote"),
            ("", "expected"),
        ] {
            let error = Program::compile(filter).err();
            assert!(
                error.as_ref().is_some_and(|error| error.contains(problem)),
                "{filter}: {error:?}"
            );
        }
    }
}
