//! Values of a scenario file, each with the rule it keeps.

use std::time::Duration;

use serde_json::{Value as Json, json};
use toml::Value;

use crate::api::call_commands::TYPES;
use crate::clock::hours::Hours;
use crate::events::EventKind;

/// The longest time that a file can name.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// A message with the hint that belongs to it.
pub(super) type Wrong = (String, Option<String>);

pub(super) fn string(value: &Value) -> Result<String, Wrong> {
    let found = || {
        (
            format!("expected text in quotes, found {}", value.type_str()),
            None,
        )
    };
    value.as_str().map(str::to_owned).ok_or_else(found)
}

pub(super) fn one_of(value: &Value, names: &[&str]) -> Result<String, Wrong> {
    let name = string(value)?;
    match names.contains(&name.as_str()) {
        true => Ok(name),
        false => Err(unknown("value", &name, names)),
    }
}

/// One command or a list of them. Types that are not documented are taken, typing errors are not.
pub(super) fn commands(value: &Value) -> Result<Vec<String>, Wrong> {
    let list = match value {
        Value::Array(list) if !list.is_empty() => {
            list.iter().map(string).collect::<Result<_, _>>()?
        }
        value => vec![string(value)?],
    };
    for name in &list {
        let near = nearest(name, &TYPES);
        if !TYPES.contains(&name.as_str()) && near.is_some() {
            return Err(unknown("command", name, &TYPES));
        }
    }
    Ok(list)
}

pub(super) fn event(value: &Value) -> Result<String, Wrong> {
    one_of(value, &EventKind::ALL.map(EventKind::name))
}

/// A part of the week, as in the rules of `chirp listen --respond`.
pub(super) fn hours(value: &Value) -> Result<Hours, Wrong> {
    Hours::parse(&string(value)?).map_err(|problem| (problem, None))
}

pub(super) fn object(value: &Value) -> Result<Json, Wrong> {
    match serde_json::to_value(value) {
        Ok(Json::Object(map)) => Ok(Json::Object(map)),
        _ => Err(("expected a table, such as { plan = \"gold\" }".into(), None)),
    }
}

/// `"3s"`, `"1m 30s"`, or a number of seconds.
pub(super) fn time(value: &Value) -> Result<Duration, Wrong> {
    let wrong = || {
        (
            "expected a time such as \"3s\" or \"1m 30s\", a day at most".to_owned(),
            None,
        )
    };
    let time = match value {
        Value::Integer(seconds) => u64::try_from(*seconds).ok().map(Duration::from_secs),
        Value::Float(seconds) => Duration::try_from_secs_f64(*seconds).ok(),
        Value::String(text) => {
            let parsed = text.parse::<jiff::SignedDuration>().ok();
            parsed.and_then(|parsed| Duration::try_from(parsed).ok())
        }
        _ => None,
    };
    time.filter(|time| *time <= LONGEST).ok_or_else(wrong)
}

pub(super) fn time_or_never(value: &Value) -> Result<Json, Wrong> {
    match value.as_str() {
        Some("never") => Ok(Json::Null),
        _ => Ok(json!(time(value)?.as_secs_f64())),
    }
}

fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let score = |known: &&str| strsim::jaro_winkler(known, name);
    let best = known.iter().max_by(|a, b| score(a).total_cmp(&score(b)))?;
    (score(best) > 0.8).then_some(*best)
}

pub(super) fn unknown(sort: &str, name: &str, known: &[&str]) -> Wrong {
    let hint = match nearest(name, known) {
        Some(near) => format!("did you mean {near}?"),
        None => format!("known are {}", known.join(", ")),
    };
    (format!("unknown {sort} {name}"), Some(hint))
}
