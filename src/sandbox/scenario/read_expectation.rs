//! Reads the tables `[[expect]]` of a scenario file.

use std::time::Duration;

use crate::api::check;
use crate::sandbox::scenario::model::{Expected, HoursSense, ScenarioExpectation};
use crate::sandbox::scenario::values::{commands, event, hours, one_of, start, table, time};
use crate::toml_file::{Item, Misfit, known_keys, string};

const EXPECT_KEYS: [&str; 8] = [
    "command",
    "no_command",
    "event",
    "status",
    "within",
    "why",
    "when",
    "unless",
];
/// The default time limit: what the service grants an inbound call (docs/api.md, "Webhook delivery").
const DEFAULT_LIMIT: Duration = Duration::from_secs(30);

/// Reads one `[[expect]]` table.
pub(crate) fn expectation(item: &Item<'_>) -> Result<ScenarioExpectation, Misfit> {
    let table = table(item)?;
    known_keys(table, &EXPECT_KEYS)?;
    let subjects = &EXPECT_KEYS[..4];
    let mut named = table
        .iter()
        .filter(|(key, _)| subjects.contains(&key.get_ref().as_ref()));
    let (Some((key, value)), None) = (named.next(), named.next()) else {
        let hint = "for example command = \"answer\"";
        return Err(Misfit::new(
            start(table),
            "an expectation needs exactly one of command, no_command, event, status",
        )
        .hint(hint));
    };
    let expected = match key.get_ref().as_ref() {
        "command" => Expected::Command(commands(value)?),
        "no_command" => Expected::NoCommand(commands(value)?),
        "event" => Expected::Event(event(value)?),
        _ => Expected::Status(one_of(value, &check::STATUSES)?),
    };
    let hours = [("when", HoursSense::When), ("unless", HoursSense::Unless)].map(|(key, sense)| {
        let value = table.get(key)?;
        Some(hours(value).map(|hours| (sense, hours)))
    });
    let hours = match hours {
        [Some(_), Some(_)] => {
            let text = "when and unless exclude each other";
            return Err(Misfit::new(start(table), text));
        }
        [when, unless] => when.or(unless).transpose()?,
    };
    let within = table.get("within").map(time);
    let why = table.get("why").map(string);
    Ok(ScenarioExpectation {
        expected,
        within: within.transpose()?.unwrap_or(DEFAULT_LIMIT),
        why: why.transpose()?.unwrap_or_default().to_owned(),
        hours,
    })
}
