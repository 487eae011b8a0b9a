//! From the text of a scenario file to a scenario, or to what is wrong with it and where.

use std::time::Duration;

use serde_json::{Map, Value as Json, json};
use toml::de::DeValue;

use crate::api::check;
use crate::sandbox::scenario::values::{
    commands, event, hours, object, one_of, time, time_or_never,
};
use crate::sandbox::scenario::{ACTS, Expect, Scenario, Sense, Step, What};
use crate::toml_file::{FileError, Item, Misfit, Table, expected, known_keys, read, string};

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

/// Reads the whole file.
pub(crate) fn scenario(text: &str) -> Result<Scenario, FileError> {
    read(text, |file| {
        known_keys(file, &FILE_KEYS)?;
        file.get("about").map(string).transpose()?;
        let title = file.get("title").map(string).transpose()?;
        let empty = Table::new();
        let (inbound, call) = call(match file.get("call") {
            Some(item) => table(item)?,
            None => &empty,
        })?;
        let steps = tables(file, "step")?.iter().map(step);
        let mut steps: Vec<Step> = steps.collect::<Result<_, _>>()?;
        steps.sort_by_key(|step| step.at);
        let expects = tables(file, "expect")?.iter().map(expect);
        let expects: Vec<Expect> = expects.collect::<Result<_, _>>()?;
        if expects.is_empty() {
            let hint = "add [[expect]] with command = \"answer\" and within = \"3s\"";
            return Err(Misfit::new(0, "the file expects nothing").hint(hint));
        }
        Ok(Scenario {
            title: title.unwrap_or("scenario").to_owned(),
            inbound,
            call,
            steps,
            expects,
        })
    })
}

/// The tables of that name, written as `[[name]]`.
fn tables<'a>(file: &'a Table<'a>, name: &str) -> Result<&'a [Item<'a>], Misfit> {
    match file.get(name).map(|item| (item, item.get_ref())) {
        None => Ok(&[]),
        Some((_, DeValue::Array(list))) => Ok(list),
        Some((item, _)) => Err(expected(
            item,
            &format!("tables, each written as [[{name}]]"),
        )),
    }
}

fn table<'a>(item: &'a Item<'a>) -> Result<&'a Table<'a>, Misfit> {
    (item.get_ref().as_table()).ok_or_else(|| expected(item, "a table"))
}

fn call(table: &Table<'_>) -> Result<(bool, Map<String, Json>), Misfit> {
    known_keys(table, &CALL_KEYS)?;
    let inbound = match table.get("direction") {
        Some(value) => one_of(value, &["inbound", "outbound"])? == "inbound",
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
        if let Some(value) = table.get(key) {
            body.insert(name.into(), string(value)?.into());
        }
    }
    for (key, name) in [
        ("hangs_up_after", "hangupAfter"),
        ("gives_up_after", "giveUpAfter"),
    ] {
        if let Some(value) = table.get(key) {
            body.insert(name.into(), time_or_never(value)?);
        }
    }
    if let Some(value) = table.get("metadata") {
        body.insert("metadata".into(), object(value)?);
    }
    if let Some(message) = voicemail(table)? {
        body.insert("voicemail".into(), message);
    }
    if let Some((key, _)) = table
        .iter()
        .find(|(key, _)| !inbound && is_inbound_only(key.get_ref()))
    {
        let hint =
            "what becomes of an outbound call is chosen by the number dialled, or by [[step]]";
        let text = format!("{} is for inbound calls", key.get_ref());
        return Err(Misfit::new(key.span().start, text).hint(hint));
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
fn voicemail(table: &Table<'_>) -> Result<Option<Json>, Misfit> {
    let mut message = Map::new();
    if let Some(value) = table.get("voicemail") {
        if matches!(value.get_ref(), DeValue::Boolean(false)) {
            return Ok(Some(json!(false)));
        }
        message.insert("transcription".into(), string(value)?.into());
    }
    for (key, name) in [
        ("voicemail_length", "duration"),
        ("transcription_delay", "transcriptionDelay"),
    ] {
        if let Some(value) = table.get(key) {
            message.insert(name.into(), json!(time(value)?.as_secs_f64()));
        }
    }
    Ok((!message.is_empty()).then_some(Json::Object(message)))
}

fn step(item: &Item<'_>) -> Result<Step, Misfit> {
    let table = table(item)?;
    known_keys(table, &STEP_KEYS)?;
    Ok(Step {
        at: time(needed(item, "at", "5s")?)?,
        act: one_of(needed(item, "do", "hang_up")?, &ACTS)?,
    })
}

fn expect(item: &Item<'_>) -> Result<Expect, Misfit> {
    let table = table(item)?;
    known_keys(table, &EXPECT_KEYS)?;
    let whats = &EXPECT_KEYS[..4];
    let mut named = table
        .iter()
        .filter(|(key, _)| whats.contains(&key.get_ref().as_ref()));
    let (Some((key, value)), None) = (named.next(), named.next()) else {
        let hint = "one of command, no_command, event, status, such as command = \"answer\"";
        return Err(Misfit::new(start(table), "an expectation names one thing").hint(hint));
    };
    let what = match key.get_ref().as_ref() {
        "command" => What::Command(commands(value)?),
        "no_command" => What::NoCommand(commands(value)?),
        "event" => What::Event(event(value)?),
        _ => What::Status(one_of(value, &check::STATUSES)?),
    };
    let hours = [("when", Sense::When), ("unless", Sense::Unless)].map(|(key, sense)| {
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
    Ok(Expect {
        what,
        within: within.transpose()?.unwrap_or(USUAL),
        why: why.transpose()?.unwrap_or_default().to_owned(),
        hours,
    })
}

fn needed<'a>(item: &'a Item<'a>, name: &str, example: &str) -> Result<&'a Item<'a>, Misfit> {
    let table = table(item)?;
    table.get(name).ok_or_else(|| {
        Misfit::new(start(table), format!("the step has no {name}"))
            .hint(format!("write {name} = \"{example}\""))
    })
}

/// Where a table begins, as far as its keys tell.
fn start(table: &Table<'_>) -> usize {
    table.keys().map(|key| key.span().start).min().unwrap_or(0)
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
