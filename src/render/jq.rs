//! `--jq`: JSON through a jq filter, by jaq. Integers of any size and decimals that the filter does
//! not compute with keep their text.

mod standard;

use jaq_core::compile::Undefined;
use jaq_core::data::JustLut;
use jaq_core::load::parse::Def;
use jaq_core::load::{self, Arena, File, Loader};
use jaq_core::{Ctx, Vars, native};
use jaq_json::Val;

use crate::json::{Layout, reformat};
use crate::render::jq::standard::Signature;
use crate::terminal::{OutputError, sanitize_lines};

/// Nesting beyond this would overflow the stack of the filter's reader.
const MAX_DEPTH: usize = 512;

/// A filter that has been read and found to be one.
pub struct Filter(jaq_core::Filter<JustLut<Val>>);

/// Why a filter gave no further output.
#[derive(Debug, thiserror::Error)]
pub enum JqError {
    /// The filter failed on this input.
    #[error("{0}")]
    Failed(String),
    /// Its output could not be written.
    #[error(transparent)]
    Output(#[from] OutputError),
}

impl Filter {
    /// Reads a filter.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn compile(code: &str) -> Result<Filter, String> {
        let arena = Arena::default();
        let (mut called, mut problem) = (Vec::new(), String::new());
        for stage in standard::STAGES {
            match build(code, &arena, standard::needed(stage(), called.clone())) {
                Ok(filter) => return Ok(filter),
                Err(Problem::Unreadable(problem)) => return Err(problem),
                Err(Problem::Undefined(names)) => {
                    // The first stage has no definitions, so these are all that the filter calls.
                    if called.is_empty() {
                        called = filters(&names);
                    }
                    problem = first(names.iter().map(undefined).collect());
                }
            }
        }
        Err(problem)
    }

    /// Runs the filter over one JSON text and hands out its results, one line each: strings as they
    /// are (like `jq -r`), anything else as compact JSON.
    ///
    /// # Errors
    /// Of the filter on this input, or of `each`.
    pub fn run(
        &self,
        text: &str,
        mut each: impl FnMut(&str) -> Result<(), OutputError>,
    ) -> Result<(), JqError> {
        if depth(text) > MAX_DEPTH {
            let problem = format!("the JSON is nested deeper than {MAX_DEPTH} levels");
            return Err(JqError::Failed(problem));
        }
        let input = jaq_json::read::parse_single(text.as_bytes())
            .map_err(|error| JqError::Failed(error.to_string()))?;
        let context = Ctx::<JustLut<Val>>::new(&self.0.lut, Vars::new([]));
        for output in self.0.id.run((context, input)) {
            match output {
                Ok(value) => each(&line(&value))?,
                Err(exception) => {
                    return match exception.get_err() {
                        Ok(error) => Err(JqError::Failed(error.to_string())),
                        // `halt` ends the filter, not the program.
                        Err(_) => Ok(()),
                    };
                }
            }
        }
        Ok(())
    }
}

/// What is wrong with a filter.
enum Problem<'s> {
    Unreadable(String),
    Undefined(Vec<(&'s str, Undefined)>),
}

fn build<'s>(
    code: &'s str,
    arena: &'s Arena,
    defs: Vec<Def<&'s str>>,
) -> Result<Filter, Problem<'s>> {
    let loaded = Loader::new(defs).load(arena, File { code, path: () });
    let modules = loaded.map_err(|errors| {
        let problems = errors.iter().map(|(_, error)| load_problem(error));
        Problem::Unreadable(first(problems.collect()))
    })?;
    let compiled = jaq_core::Compiler::default().with_funs(natives());
    let compiled = compiled.compile(modules);
    compiled.map(Filter).map_err(|errors| {
        let names = errors.into_iter().flat_map(|(_, names)| names);
        Problem::Undefined(names.collect())
    })
}

/// The functions that are written in Rust.
fn natives() -> impl Iterator<Item = native::Fun<JustLut<Val>>> {
    let funs = jaq_core::funs().chain(jaq_std::funs());
    funs.chain(jaq_json::funs())
}

fn filters<'s>(names: &[(&'s str, Undefined)]) -> Vec<Signature<'s>> {
    let filters = names.iter().filter_map(|(name, what)| match what {
        Undefined::Filter(args) => Some((*name, *args)),
        _ => None,
    });
    filters.collect()
}

fn undefined((name, what): &(&str, Undefined)) -> String {
    format!("there is no {} {name}", what.as_str())
}

fn line(value: &Val) -> String {
    match value {
        // Tabs and line ends are what `@tsv` and `join("\n")` are for; the rest is made inert.
        Val::TStr(text) => String::from_utf8_lossy(text)
            .split('\t')
            .map(sanitize_lines)
            .collect::<Vec<_>>()
            .join("\t"),
        other => reformat(&other.to_string(), Layout::Compact),
    }
}

fn first(problems: Vec<String>) -> String {
    let first = problems.into_iter().next();
    first.unwrap_or_else(|| "it cannot be read".to_owned())
}

fn load_problem(error: &load::Error<&str>) -> String {
    let near = |rest: &str| match rest.trim() {
        "" => "at the end".to_owned(),
        rest => format!("at {}", rest.chars().take(20).collect::<String>()),
    };
    match error {
        load::Error::Io(errors) => first(errors.iter().map(|(_, why)| why.clone()).collect()),
        load::Error::Lex(errors) => first(
            errors
                .iter()
                .map(|(expected, rest)| format!("expected {} {}", expected.as_str(), near(rest)))
                .collect(),
        ),
        load::Error::Parse(errors) => first(
            errors
                .iter()
                .map(|(expected, rest)| format!("expected {} {}", expected.as_str(), near(rest)))
                .collect(),
        ),
    }
}

fn depth(text: &str) -> usize {
    let (mut depth, mut deepest, mut in_string, mut escaped) = (0_usize, 0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if in_string => {
                in_string = escaped || byte != b'"';
                escaped = !escaped && byte == b'\\';
            }
            b'"' => in_string = true,
            b'{' | b'[' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(filter: &str, text: &str) -> Vec<String> {
        let mut lines = Vec::new();
        let filter = Filter::compile(filter).unwrap();
        let ran = filter.run(text, |line| {
            lines.push(line.to_owned());
            Ok(())
        });
        if let Err(error) = ran {
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
        assert!(
            run(".", &format!("{}{}", "[".repeat(9999), "]".repeat(9999)))[0].contains("deeper")
        );
    }

    #[test]
    fn every_definition_is_there_and_means_the_same_as_with_all_others() {
        for def in standard::all() {
            let args = match def.args.len() {
                0 => String::new(),
                n => format!("({})", vec![".a"; n].join(";")),
            };
            let code = format!("try ([limit(3; {}{args})] | tojson) catch .", def.name);
            let arena = Arena::default();
            let Ok(full) = build(&code, &arena, standard::all()) else {
                panic!("{code}");
            };
            for text in [r#"{"a":"b"}"#, r#"[[1,"x"],[2]]"#, r#""a b""#, "-2.5"] {
                let all = |filter: &Filter| {
                    let mut lines = Vec::new();
                    let ran = filter.run(text, |line| {
                        lines.push(line.to_owned());
                        Ok(())
                    });
                    (lines, ran.map_err(|error| error.to_string()))
                };
                let lean = Filter::compile(&code).unwrap_or_else(|error| panic!("{code}: {error}"));
                assert_eq!(all(&lean), all(&full), "{code} over {text}");
            }
        }
        let text = r#"[{"k":"a","v":1},{"k":"b","v":2}]"#;
        assert_eq!(
            run(
                "map(select(.v > 1) | .k) | tojson, (map(ascii_upcase) | .[0])",
                text
            ),
            ["[\"b\"]", "B"]
        );
        assert_eq!(run("def map(f): 7; map(.)", text), ["7"]);
        assert_eq!(
            run(
                "def length: 7; length, (. as [{(\"k\"|tostring): $x}] | $x)",
                text
            ),
            ["7", "a"]
        );
    }

    /// What jq 1.6 and 1.7 give.
    #[test]
    fn rows_and_what_else_jaq_does_not_have() {
        let row = r#"["a\"b","x\ty\\z",null,true,1.50,""]"#;
        assert_eq!(run("@csv", row), ["\"a\"\"b\",\"x\ty\\z\",,true,1.50,\"\""]);
        assert_eq!(run("@tsv", row), ["a\"b\tx\\ty\\\\z\t\ttrue\t1.50\t"]);
        assert_eq!(run("@csv, @tsv", "[]"), ["", ""]);
        assert_eq!(run("@csv \"id \\(.)\"", "[1,\"a\"]"), ["id 1,\"a\""]);
        assert_eq!(
            run("@csv", "[{}]"),
            [r#"! "object ({}) is not valid in a csv row""#]
        );
        assert_eq!(
            run("@tsv", "7"),
            [r#"! "number (7) cannot be tsv-formatted, only an array can be""#]
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
    fn a_bad_filter_says_what_is_wrong() {
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
            let told = Filter::compile(filter).err();
            assert!(
                told.as_ref().is_some_and(|told| told.contains(problem)),
                "{filter}: {told:?}"
            );
        }
    }
}
