//! From the text of a scenario file to a scenario, or to what is wrong with it and where.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Map, Value as Json, json};
use toml::{Spanned, Value};

use crate::api::check;
use crate::sandbox::scenario::values::{
    Wrong, commands, event, hours, object, one_of, string, time, time_or_never, unknown,
};
use crate::sandbox::scenario::{ACTS, Expect, Scenario, ScenarioError, Sense, Step, What};

const FILE_KEYS: [&str; 5] = ["title", "about", "call", "step", "expect"];
const CALL_KEYS: [&str; 12] = [
    "direction",
    "from",
    "to",
    "from_channel",
    "to_channel",
    "metadata",
    "caller_name",
    "hangs_up_after",
    "gives_up_after",
    "voicemail",
    "voicemail_length",
    "transcription_delay",
];
const STEP_KEYS: [&str; 2] = ["at", "do"];
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
/// For expectations that name no time: what the service gives an inbound call (spec, section 4).
const USUAL: Duration = Duration::from_secs(30);

/// A table whose keys and values know where they stand.
type Table = BTreeMap<Spanned<String>, Spanned<Value>>;

#[derive(serde::Deserialize)]
struct Sections {
    title: Option<Spanned<Value>>,
    about: Option<Spanned<Value>>,
    #[serde(default)]
    call: Table,
    #[serde(default)]
    step: Vec<Table>,
    #[serde(default)]
    expect: Vec<Table>,
}

/// Reads the whole file.
pub(super) fn scenario(text: &str) -> Result<Scenario, ScenarioError> {
    let file: Table = toml::from_str(text).map_err(|error| not_toml(text, &error))?;
    known(text, &file, &FILE_KEYS)?;
    let sections: Sections = toml::from_str(text).map_err(|error| not_toml(text, &error))?;
    if let Some(about) = &sections.about {
        read(text, about, string)?;
    }
    let title = sections
        .title
        .as_ref()
        .map(|title| read(text, title, string));
    let (inbound, call) = call(text, &sections.call)?;
    let steps = sections.step.iter().map(|table| step(text, table));
    let mut steps: Vec<Step> = steps.collect::<Result<_, _>>()?;
    steps.sort_by_key(|step| step.at);
    let expects = sections.expect.iter().map(|table| expect(text, table));
    let expects: Vec<Expect> = expects.collect::<Result<_, _>>()?;
    if expects.is_empty() {
        let hint = "add [[expect]] with command = \"answer\" and within = \"3s\"";
        return Err(at(
            text,
            0,
            ("the file expects nothing".into(), Some(hint.into())),
        ));
    }
    Ok(Scenario {
        title: title.transpose()?.unwrap_or_else(|| "scenario".into()),
        inbound,
        call,
        steps,
        expects,
    })
}

fn call(text: &str, table: &Table) -> Result<(bool, Map<String, Json>), ScenarioError> {
    known(text, table, &CALL_KEYS)?;
    let inbound = match get(table, "direction") {
        Some(value) => {
            read(text, value, |value| one_of(value, &["inbound", "outbound"]))? == "inbound"
        }
        None => true,
    };
    let mut body = Map::new();
    let texts = [
        ("from", "from"),
        ("to", "to"),
        ("from_channel", "fromChannel"),
        ("to_channel", "toChannel"),
        ("caller_name", "callerName"),
    ];
    for (key, name) in texts {
        if let Some(value) = get(table, key) {
            body.insert(name.into(), read(text, value, string)?.into());
        }
    }
    for (key, name) in [
        ("hangs_up_after", "hangupAfter"),
        ("gives_up_after", "giveUpAfter"),
    ] {
        if let Some(value) = get(table, key) {
            body.insert(name.into(), read(text, value, time_or_never)?);
        }
    }
    if let Some(value) = get(table, "metadata") {
        body.insert("metadata".into(), read(text, value, object)?);
    }
    if let Some(message) = voicemail(text, table)? {
        body.insert("voicemail".into(), message);
    }
    if let Some((key, _)) = table
        .iter()
        .find(|(key, _)| !inbound && is_inbound_only(key.get_ref()))
    {
        let hint =
            "what becomes of an outbound call is chosen by the number dialled, or by [[step]]";
        let wrong = (
            format!("{} is for inbound calls", key.get_ref()),
            Some(hint.into()),
        );
        return Err(at(text, key.span().start, wrong));
    }
    if !inbound {
        body.entry("from")
            .or_insert_with(|| crate::sandbox::NUMBERS[0].into());
        body.entry("to").or_insert_with(|| "+15559876543".into());
    }
    Ok((inbound, body))
}

fn is_inbound_only(key: &str) -> bool {
    CALL_KEYS[6..].contains(&key)
}

/// The message that the caller leaves: `false` for none, text for its transcription.
fn voicemail(text: &str, table: &Table) -> Result<Option<Json>, ScenarioError> {
    let mut message = Map::new();
    if let Some(value) = get(table, "voicemail") {
        if value.get_ref() == &Value::Boolean(false) {
            return Ok(Some(json!(false)));
        }
        message.insert("transcription".into(), read(text, value, string)?.into());
    }
    for (key, name) in [
        ("voicemail_length", "duration"),
        ("transcription_delay", "transcriptionDelay"),
    ] {
        if let Some(value) = get(table, key) {
            message.insert(name.into(), json!(read(text, value, time)?.as_secs_f64()));
        }
    }
    Ok((!message.is_empty()).then_some(Json::Object(message)))
}

fn step(text: &str, table: &Table) -> Result<Step, ScenarioError> {
    known(text, table, &STEP_KEYS)?;
    Ok(Step {
        at: read(text, needed(text, table, "at", "5s")?, time)?,
        act: read(text, needed(text, table, "do", "hang_up")?, |value| {
            one_of(value, &ACTS)
        })?,
    })
}

fn expect(text: &str, table: &Table) -> Result<Expect, ScenarioError> {
    known(text, table, &EXPECT_KEYS)?;
    let whats = &EXPECT_KEYS[..4];
    let mut named = table
        .iter()
        .filter(|(key, _)| whats.contains(&key.get_ref().as_str()));
    let (Some((key, value)), None) = (named.next(), named.next()) else {
        let hint = "one of command, no_command, event, status, such as command = \"answer\"";
        let wrong = ("an expectation names one thing".into(), Some(hint.into()));
        return Err(at(text, start(table), wrong));
    };
    let what = match key.get_ref().as_str() {
        "command" => What::Command(read(text, value, commands)?),
        "no_command" => What::NoCommand(read(text, value, commands)?),
        "event" => What::Event(read(text, value, event)?),
        _ => What::Status(read(text, value, |value| one_of(value, &check::STATUSES))?),
    };
    let hours = [("when", Sense::When), ("unless", Sense::Unless)].map(|(key, sense)| {
        let value = get(table, key)?;
        Some(read(text, value, hours).map(|hours| (sense, hours)))
    });
    let hours = match hours {
        [Some(_), Some(_)] => {
            let wrong = ("when and unless exclude each other".into(), None);
            return Err(at(text, start(table), wrong));
        }
        [when, unless] => when.or(unless).transpose()?,
    };
    let within = get(table, "within").map(|value| read(text, value, time));
    let why = get(table, "why").map(|value| read(text, value, string));
    Ok(Expect {
        what,
        within: within.transpose()?.unwrap_or(USUAL),
        why: why.transpose()?.unwrap_or_default(),
        hours,
    })
}

fn get<'a>(table: &'a Table, name: &str) -> Option<&'a Spanned<Value>> {
    table
        .iter()
        .find(|(key, _)| key.get_ref() == name)
        .map(|(_, value)| value)
}

fn needed<'a>(
    text: &str,
    table: &'a Table,
    name: &str,
    example: &str,
) -> Result<&'a Spanned<Value>, ScenarioError> {
    get(table, name).ok_or_else(|| {
        let hint = Some(format!("write {name} = \"{example}\""));
        at(
            text,
            start(table),
            (format!("the step has no {name}"), hint),
        )
    })
}

/// Where a table begins, as far as its keys tell.
fn start(table: &Table) -> usize {
    table.keys().map(|key| key.span().start).min().unwrap_or(0)
}

fn known(text: &str, table: &Table, keys: &[&str]) -> Result<(), ScenarioError> {
    match table
        .keys()
        .find(|key| !keys.contains(&key.get_ref().as_str()))
    {
        Some(key) => Err(at(
            text,
            key.span().start,
            unknown("key", key.get_ref(), keys),
        )),
        None => Ok(()),
    }
}

fn read<T>(
    text: &str,
    value: &Spanned<Value>,
    reader: impl FnOnce(&Value) -> Result<T, Wrong>,
) -> Result<T, ScenarioError> {
    reader(value.get_ref()).map_err(|wrong| at(text, value.span().start, wrong))
}

fn not_toml(text: &str, error: &toml::de::Error) -> ScenarioError {
    let start = error.span().map_or(0, |span| span.start);
    at(text, start, (error.message().to_owned(), None))
}

fn at(text: &str, offset: usize, (message, hint): Wrong) -> ScenarioError {
    let before = text.as_bytes().iter().take(offset);
    let line = 1 + before.filter(|byte| **byte == b'\n').count();
    ScenarioError {
        line,
        message,
        hint,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_file_is_read() {
        let text = r#"
title = "Answered"
[call]
from = "+15550001111"
hangs_up_after = "never"
gives_up_after = "12s"
voicemail = "Call me"
voicemail_length = 5
[[step]]
at = "10s"
do = "hang_up"
[[step]]
at = 1.5
do = "fail"
[[expect]]
command = ["answer", "reject"]
within = "3s"
[[expect]]
status = "completed"
why = "it should end"
"#;
        let scenario = scenario(text).unwrap();
        assert_eq!(
            (scenario.title.as_str(), scenario.inbound),
            ("Answered", true)
        );
        let body = json!({
            "from": "+15550001111", "hangupAfter": null, "giveUpAfter": 12.0,
            "voicemail": { "transcription": "Call me", "duration": 5.0 },
        });
        assert_eq!(Json::Object(scenario.call), body);
        assert_eq!(scenario.steps[0].act, "fail");
        let titles: Vec<String> = scenario.expects.iter().map(Expect::title).collect();
        assert_eq!(
            titles,
            [
                "sends answer or reject within 3 s",
                "the call is completed within 30 s"
            ]
        );
    }

    const WRONG: [(&str, usize, &str, &str); 15] = [
        ("titel = 'x'", 1, "unknown key titel", "did you mean title?"),
        (
            "\n[call]\nfrm = '+1'",
            3,
            "unknown key frm",
            "did you mean from?",
        ),
        (
            "[[expect]]\ncomand = 'answer'",
            2,
            "unknown key comand",
            "did you mean command?",
        ),
        (
            "[[expect]]\ncommand = 'anwser'",
            2,
            "unknown command anwser",
            "did you mean answer?",
        ),
        (
            "[[expect]]\nevent = 'calls.answred'",
            2,
            "unknown value calls.answred",
            "calls.answered?",
        ),
        (
            "[[expect]]\nwithin = '3s'",
            2,
            "an expectation names one thing",
            "command",
        ),
        (
            "[[expect]]\ncommand='answer'\nstatus='busy'",
            2,
            "names one thing",
            "",
        ),
        (
            "[[expect]]\ncommand = 'answer'\nwithin = 'soon'",
            3,
            "expected a time",
            "",
        ),
        (
            "[[expect]]\ncommand = 'answer'\nwithin = -1",
            3,
            "expected a time",
            "",
        ),
        (
            "[[step]]\nat = '1s'\ndo = 'dance'",
            3,
            "unknown value dance",
            "hang_up",
        ),
        ("[[step]]\ndo = 'hang_up'", 2, "the step has no at", "5s"),
        (
            "[call]\ndirection = 'outbound'\nvoicemail = 'x'",
            3,
            "voicemail is for inbound",
            "number",
        ),
        ("title = 'x'", 1, "the file expects nothing", "[[expect]]"),
        ("title = ", 1, "", ""),
        ("call = 3", 1, "", ""),
    ];

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (text, line, message, hint) in WRONG {
            let error = scenario(text).unwrap_err();
            assert_eq!(error.line, line, "{text}: {error}");
            assert!(error.message.contains(message), "{text}: {error}");
            assert!(error.hint.unwrap_or_default().contains(hint), "{text}");
        }
    }
}
