//! Edits of JSON text: one value changes, every other byte stays as it was.
//!
//! Behind `--set path=value` and `--set path:=json` of `trigger` and `events replay`. A body read into a
//! tree and written again would lose doubled keys, number text and white space.

use crate::json::{elements, members, string, text_of};

/// A value to put at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Keys, and indices from 0 in arrays, from the outermost in.
    pub path: Vec<String>,
    /// The new value as JSON text.
    pub value: String,
}

impl Edit {
    /// Reads `path=text` (a string) or `path:=json` (any JSON). Dots part the keys; `\.` is a dot in a key.
    ///
    /// # Errors
    /// Describes the problem for a person.
    pub fn parse(text: &str) -> Result<Edit, String> {
        let form = "expected PATH=TEXT or PATH:=JSON, such as data.call.from=+15550001111";
        let (path, value) = text.split_once('=').ok_or(form)?;
        let (path, value) = match path.strip_suffix(':') {
            Some(path) => {
                let json = text_of(value.as_bytes());
                let json =
                    json.ok_or_else(|| format!("{value} is not JSON; {path}=… sets text"))?;
                (path, json.to_owned())
            }
            None => (path, serde_json::Value::from(value).to_string()),
        };
        let path = keys(path);
        if path.iter().any(String::is_empty) {
            return Err(form.into());
        }
        Ok(Edit { path, value })
    }

    /// Returns `text` with the value set at its path; creates missing objects on the way. `text`
    /// must be valid JSON (see [`text_of`]).
    ///
    /// # Errors
    /// When the path leads through something that is neither an object nor an array, or past an array's end.
    pub fn apply(&self, text: &str) -> Result<String, String> {
        let mut here = text;
        for (depth, key) in self.path.iter().enumerate() {
            match find(here, key) {
                Found::Value(value) => here = value,
                Found::Missing => {
                    let new = nest(&self.path[depth + 1..], &self.value);
                    let name = serde_json::Value::from(key.as_str());
                    return Ok(insert(text, here, &format!("{name}:{new}")));
                }
                Found::PastEnd(len) => {
                    let at = self.path[..depth].join(".");
                    return Err(format!("{at} has {len} elements, none is number {key}"));
                }
                Found::NoContainer => {
                    let at = self.path[..depth].join(".");
                    let at = if at.is_empty() { "the body" } else { &at };
                    return Err(format!("{at} is neither an object nor an array"));
                }
            }
        }
        let start = offset(text, here);
        let (head, tail) = (&text[..start], &text[start + here.len()..]);
        Ok(format!("{head}{}{tail}", self.value))
    }
}

/// All `edits` in order.
///
/// # Errors
/// See [`Edit::apply`].
pub fn apply_all(text: &str, edits: &[Edit]) -> Result<String, String> {
    edits
        .iter()
        .try_fold(text.to_owned(), |text, edit| edit.apply(&text))
}

enum Found<'a> {
    Value(&'a str),
    Missing,
    PastEnd(usize),
    NoContainer,
}

fn find<'a>(text: &'a str, key: &str) -> Found<'a> {
    if let Some(members) = members(text) {
        // The last one wins where a key is doubled, as everywhere here.
        let mut named = members.into_iter().rev();
        return named
            .find(|(name, _)| string(name).as_deref() == Some(key))
            .map_or(Found::Missing, |(_, value)| Found::Value(value));
    }
    let Some(elements) = elements(text) else {
        return Found::NoContainer;
    };
    let at = key.parse::<usize>().ok();
    at.and_then(|at| elements.get(at))
        .map_or(Found::PastEnd(elements.len()), |value| Found::Value(value))
}

/// Adds a member at the end of `object`, which is a part of `text`.
fn insert(text: &str, object: &str, member: &str) -> String {
    let inner = object
        .trim_end()
        .strip_suffix('}')
        .unwrap_or(object)
        .trim_end();
    let at = offset(text, object) + inner.len();
    let comma = if inner.ends_with('{') { "" } else { "," };
    format!("{}{comma}{member}{}", &text[..at], &text[at..])
}

/// `{"b":{"c":value}}` for the keys b and c.
fn nest(keys: &[String], value: &str) -> String {
    keys.iter().rev().fold(value.to_owned(), |inner, key| {
        format!("{{{}:{inner}}}", serde_json::Value::from(key.as_str()))
    })
}

/// Returns the offset of `part`, a slice of `text`, in `text`.
fn offset(text: &str, part: &str) -> usize {
    part.as_ptr().addr() - text.as_ptr().addr()
}

fn keys(path: &str) -> Vec<String> {
    let mut keys = vec![String::new()];
    let mut chars = path.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '.' => keys.push(String::new()),
            '\\' if chars.peek() == Some(&'.') => {
                chars.next();
                keys.last_mut().expect("never empty").push('.');
            }
            c => keys.last_mut().expect("never empty").push(c),
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str, edit: &str) -> Result<String, String> {
        Edit::parse(edit)?.apply(text)
    }

    #[test]
    fn one_value_changes_and_nothing_else() {
        let text = r#" { "a" : 1e999, "d":{"x" : "y","n":[1, 2.0,{"k":null}]}, "a":1.50 } "#;
        let cases = [
            (
                "a=x\"y",
                r#" { "a" : 1e999, "d":{"x" : "y","n":[1, 2.0,{"k":null}]}, "a":"x\"y" } "#,
            ),
            (
                "a:=-0.0",
                r#" { "a" : 1e999, "d":{"x" : "y","n":[1, 2.0,{"k":null}]}, "a":-0.0 } "#,
            ),
            (
                "d.n.2.k:=[]",
                r#" { "a" : 1e999, "d":{"x" : "y","n":[1, 2.0,{"k":[]}]}, "a":1.50 } "#,
            ),
            (
                "d.new.er=1",
                r#" { "a" : 1e999, "d":{"x" : "y","n":[1, 2.0,{"k":null}],"new":{"er":"1"}}, "a":1.50 } "#,
            ),
            (
                r"b\.c:=true",
                r#" { "a" : 1e999, "d":{"x" : "y","n":[1, 2.0,{"k":null}]}, "a":1.50,"b.c":true } "#,
            ),
        ];
        for (edit, expected) in cases {
            assert_eq!(set(text, edit).as_deref(), Ok(expected), "{edit}");
        }
        assert_eq!(set("{ }", "a=b=c").as_deref(), Ok(r#"{"a":"b=c" }"#));
    }

    #[test]
    fn what_cannot_be_done_is_said() {
        let text = r#"{"a":"s","l":[1]}"#;
        assert_eq!(
            set(text, "a.b=1").unwrap_err(),
            "a is neither an object nor an array"
        );
        assert_eq!(
            set(text, "l.1=1").unwrap_err(),
            "l has 1 elements, none is number 1"
        );
        assert_eq!(
            set("7", "a=1").unwrap_err(),
            "the body is neither an object nor an array"
        );
        for odd in ["a", "=1", "a..b=1", ":=1", "a:={"] {
            assert!(Edit::parse(odd).is_err(), "{odd}");
        }
    }
}
