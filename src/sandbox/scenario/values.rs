//! Reads the values of a scenario file and checks them.

use std::time::Duration;

use serde_json::{Value as Json, json};
use toml::de::DeValue;

use crate::api::call_commands::TYPES;
use crate::clock::hours::Hours;
use crate::events::EventKind;
use crate::toml_file::{self, Item, Misfit, Table, expected, nearest, string, unknown};

/// The longest time that a file may name.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

pub(crate) fn one_of(value: &Item<'_>, names: &[&str]) -> Result<String, Misfit> {
    let name = string(value)?;
    match names.contains(&name) {
        true => Ok(name.to_owned()),
        false => Err(unknown(value.span().start, "value", name, names)),
    }
}

/// Reads one command or a list of commands. Undocumented types are accepted; misspelt known ones are rejected.
pub(crate) fn commands(value: &Item<'_>) -> Result<Vec<String>, Misfit> {
    match value.get_ref() {
        DeValue::Array(list) if !list.is_empty() => list.iter().map(command).collect(),
        _ => Ok(vec![command(value)?]),
    }
}

fn command(value: &Item<'_>) -> Result<String, Misfit> {
    let name = string(value)?;
    match nearest(name, &TYPES) {
        Some(near) if near != name => Err(unknown(value.span().start, "command", name, &TYPES)),
        _ => Ok(name.to_owned()),
    }
}

pub(crate) fn event(value: &Item<'_>) -> Result<String, Misfit> {
    one_of(value, &EventKind::ALL.map(EventKind::name))
}

/// Reads hours of the week, in the form of the rules of `chirp listen --respond`.
pub(crate) fn hours(value: &Item<'_>) -> Result<Hours, Misfit> {
    Hours::parse(string(value)?).map_err(|problem| Misfit::new(value.span().start, problem))
}

pub(crate) fn object(value: &Item<'_>) -> Result<Json, Misfit> {
    match value.get_ref() {
        DeValue::Table(table) => toml_file::object(table).map(Json::Object),
        _ => Err(expected(value, "a table, such as { plan = \"gold\" }")),
    }
}

/// Reads `"3s"`, `"1m 30s"`, or a number of seconds.
pub(crate) fn time(value: &Item<'_>) -> Result<Duration, Misfit> {
    let wrong = || expected(value, "a time such as \"3s\" or \"1m 30s\", a day at most");
    let time = match value.get_ref() {
        DeValue::Integer(seconds) => u64::from_str_radix(seconds.as_str(), seconds.radix())
            .ok()
            .map(Duration::from_secs),
        DeValue::Float(seconds) => {
            let seconds = seconds.as_str().parse().ok();
            seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        }
        DeValue::String(text) => crate::clock::duration::parse(text).ok(),
        _ => None,
    };
    time.filter(|time| *time <= LONGEST).ok_or_else(wrong)
}

pub(crate) fn time_or_never(value: &Item<'_>) -> Result<Json, Misfit> {
    match value.get_ref().as_str() {
        Some("never") => Ok(Json::Null),
        _ => Ok(json!(time(value)?.as_secs_f64())),
    }
}

/// Returns the tables of a name, each written as `[[name]]`.
pub(crate) fn tables<'a>(file: &'a Table<'a>, name: &str) -> Result<&'a [Item<'a>], Misfit> {
    match file.get(name).map(|item| (item, item.get_ref())) {
        None => Ok(&[]),
        Some((_, DeValue::Array(list))) => Ok(list),
        Some((item, _)) => Err(expected(
            item,
            &format!("tables, each written as [[{name}]]"),
        )),
    }
}

pub(crate) fn table<'a>(item: &'a Item<'a>) -> Result<&'a Table<'a>, Misfit> {
    (item.get_ref().as_table()).ok_or_else(|| expected(item, "a table"))
}

/// Returns the position of the first key of a table.
pub(crate) fn start(table: &Table<'_>) -> usize {
    table.keys().map(|key| key.span().start).min().unwrap_or(0)
}
