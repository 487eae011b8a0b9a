//! TOML files that people write: every value knows its position, so that errors have a line and a
//! column.

use serde_json::{Map, Value as Json};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value and its place.
pub type Item<'a> = Spanned<DeValue<'a>>;
/// Keys and values with their places.
pub type Table<'a> = DeTable<'a>;

/// An error in a file, with its position.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {message}")]
pub struct FileError {
    /// Line number, starting at 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// The problem.
    pub message: String,
    /// The suggested replacement.
    pub hint: Option<String>,
}

/// An error with its byte offset; [`read`] converts it to line and column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// Byte offset, starting at 0.
    pub offset: usize,
    /// The problem.
    pub message: String,
    /// The suggested replacement.
    pub hint: Option<String>,
}

impl Misfit {
    /// Creates an error at a byte offset.
    pub fn new(offset: usize, message: impl Into<String>) -> Misfit {
        Misfit {
            offset,
            message: message.into(),
            hint: None,
        }
    }

    /// Adds the suggested replacement.
    pub fn hint(self, hint: impl Into<String>) -> Misfit {
        Misfit {
            hint: Some(hint.into()),
            ..self
        }
    }

    /// Converts the offset to line and column of `text`.
    pub fn placed(self, text: &str) -> FileError {
        let before = text.get(..self.offset).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        FileError {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            message: self.message,
            hint: self.hint,
        }
    }
}

/// Parses `text` and passes it to `reader`.
///
/// # Errors
/// Returns the TOML syntax error, or the error of `reader`.
pub fn read<T>(
    text: &str,
    reader: impl FnOnce(&Table<'_>) -> Result<T, Misfit>,
) -> Result<T, FileError> {
    let table = DeTable::parse(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        Misfit::new(start, error.message().replace('\n', ", ")).placed(text)
    })?;
    reader(table.get_ref()).map_err(|misfit| misfit.placed(text))
}

/// Rejects the first key, in the order of the file, that is not in `known`.
///
/// # Errors
/// Returns an error for that key, with the probable intended name.
pub fn known_keys(table: &Table<'_>, known: &[&str]) -> Result<(), Misfit> {
    let odd = (table.keys()).filter(|key| !known.contains(&key.get_ref().as_ref()));
    match odd.min_by_key(|key| key.span().start) {
        Some(key) => Err(unknown(key.span().start, "key", key.get_ref(), known)),
        None => Ok(()),
    }
}

/// Returns an error for the unknown `name` at `offset`; the hint contains the similar name, or all
/// of `known`.
pub fn unknown(offset: usize, sort: &str, name: &str, known: &[&str]) -> Misfit {
    let hint = match nearest(name, known) {
        Some(near) => format!("did you mean {near}?"),
        None => format!("{sort}s are {}", known.join(", ")),
    };
    Misfit::new(offset, format!("unknown {sort} {name}")).hint(hint)
}

/// Returns the most similar name.
pub fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let score = |known: &&str| strsim::jaro_winkler(&known.to_lowercase(), &name.to_lowercase());
    let best = known.iter().max_by(|a, b| score(a).total_cmp(&score(b)))?;
    (score(best) > 0.8).then_some(*best)
}

/// Returns a quoted string.
///
/// # Errors
/// Returns an error with the value that is there instead.
pub fn string<'a>(item: &'a Item<'_>) -> Result<&'a str, Misfit> {
    (item.get_ref().as_str()).ok_or_else(|| expected(item, "text in quotes"))
}

/// Returns an error for an unexpected kind of value.
pub fn expected(item: &Item<'_>, what: &str) -> Misfit {
    let found = match item.get_ref() {
        DeValue::String(_) => "text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    Misfit::new(item.span().start, format!("expected {what}, found {found}"))
}

/// The value as JSON.
///
/// # Errors
/// Dates, and numbers that JSON does not have.
pub fn json(item: &Item<'_>) -> Result<Json, Misfit> {
    let number = |number: Option<serde_json::Number>| {
        let wrong = || Misfit::new(item.span().start, "a number that JSON cannot hold");
        number.map(Json::Number).ok_or_else(wrong)
    };
    match item.get_ref() {
        DeValue::String(text) => Ok(Json::from(text.as_ref())),
        DeValue::Boolean(value) => Ok(Json::Bool(*value)),
        DeValue::Integer(digits) => number(
            i64::from_str_radix(digits.as_str(), digits.radix())
                .ok()
                .map(Into::into),
        ),
        DeValue::Float(digits) => number(
            digits
                .as_str()
                .parse()
                .ok()
                .and_then(serde_json::Number::from_f64),
        ),
        DeValue::Datetime(_) => {
            let found = expected(item, "something that JSON has");
            Err(found.hint("put it in quotes"))
        }
        DeValue::Array(list) => list.iter().map(json).collect(),
        DeValue::Table(table) => object(table).map(Json::Object),
    }
}

/// The table as a JSON object.
///
/// # Errors
/// See [`json`].
pub fn object(table: &Table<'_>) -> Result<Map<String, Json>, Misfit> {
    let member = |(key, value): (&Spanned<std::borrow::Cow<'_, str>>, &Item<'_>)| {
        Ok((key.get_ref().as_ref().to_owned(), json(value)?))
    };
    table.iter().map(member).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_in_lines_and_characters() {
        let text = "a = 1\n'ß' = { 'über' = 2, b = 'x' }";
        let wrong = read(text, |table| {
            let inner = table.get("ß").and_then(|item| item.get_ref().as_table());
            known_keys(inner.unwrap(), &["uber", "b"])
        });
        let wrong = wrong.unwrap_err();
        assert_eq!((wrong.line, wrong.column), (2, 9), "{wrong}");
        assert_eq!(wrong.hint.as_deref(), Some("did you mean uber?"));
        assert_eq!(wrong.to_string(), "2:9: unknown key über");
        let wrong = read("a = 1\na = 2", |_| Ok(())).unwrap_err();
        assert_eq!(wrong.to_string(), "2:1: duplicate key");
    }

    #[test]
    fn values_become_json_or_are_refused() {
        let all = |text| read(text, |table| object(table).map(Json::Object));
        let text = "a = 0x1F\nb = -1_000\nc = 1.5\nd = [true, 'x']\n[e]\nf = '+'";
        let json = all(text).unwrap().to_string();
        assert_eq!(
            json,
            r#"{"a":31,"b":-1000,"c":1.5,"d":[true,"x"],"e":{"f":"+"}}"#
        );
        for odd in ["a = nan", "a = 99999999999999999999", "a = 2026-01-01"] {
            assert_eq!(all(odd).unwrap_err().column, 5, "{odd}");
        }
    }
}
