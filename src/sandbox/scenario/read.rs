//! Reads scenario files and reports the first error with its line.

use crate::sandbox::scenario::model::{ACTIONS, Scenario, ScenarioExpectation, ScenarioStep};
use crate::sandbox::scenario::read_call::call;
use crate::sandbox::scenario::read_expectation::expectation;
use crate::sandbox::scenario::values::{one_of, start, table, tables, time};
use crate::toml_file::{FileError, Item, Misfit, Table, known_keys, read, string};

const FILE_KEYS: [&str; 5] = ["title", "about", "call", "step", "expect"];
const STEP_KEYS: [&str; 2] = ["at", "do"];

impl Scenario {
    /// Reads the text of a scenario file.
    ///
    /// # Errors
    /// The first error, with its line. Unknown keys are errors.
    pub fn parse(text: &str) -> Result<Scenario, FileError> {
        read(text, scenario)
    }
}

fn scenario(file: &Table<'_>) -> Result<Scenario, Misfit> {
    known_keys(file, &FILE_KEYS)?;
    file.get("about").map(string).transpose()?;
    let title = file.get("title").map(string).transpose()?;
    let empty = Table::new();
    let (inbound, call) = call(match file.get("call") {
        Some(item) => table(item)?,
        None => &empty,
    })?;
    let steps = tables(file, "step")?.iter().map(step);
    let mut steps: Vec<ScenarioStep> = steps.collect::<Result<_, _>>()?;
    steps.sort_by_key(|step| step.at);
    let expectations = tables(file, "expect")?.iter().map(expectation);
    let expectations: Vec<ScenarioExpectation> = expectations.collect::<Result<_, _>>()?;
    if expectations.is_empty() {
        let hint = "add [[expect]] with command = \"answer\" and within = \"3s\"";
        return Err(Misfit::new(0, "the file has no expectation").hint(hint));
    }
    Ok(Scenario {
        title: title.unwrap_or("scenario").to_owned(),
        inbound,
        call,
        steps,
        expectations,
    })
}

fn step(item: &Item<'_>) -> Result<ScenarioStep, Misfit> {
    let table = table(item)?;
    known_keys(table, &STEP_KEYS)?;
    Ok(ScenarioStep {
        at: time(required(item, "at", "5s")?)?,
        action: one_of(required(item, "do", "hang_up")?, &ACTIONS)?,
    })
}

fn required<'a>(item: &'a Item<'a>, name: &str, example: &str) -> Result<&'a Item<'a>, Misfit> {
    let table = table(item)?;
    table.get(name).ok_or_else(|| {
        Misfit::new(start(table), format!("the step has no {name}"))
            .hint(format!("write {name} = \"{example}\""))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

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
        let scenario = Scenario::parse(text).unwrap();
        assert_eq!(
            (scenario.title.as_str(), scenario.inbound),
            ("Answered", true)
        );
        let body = json!({
            "from": "+15550001111", "hangupAfter": null, "giveUpAfter": 12.0,
            "voicemail": { "transcription": "Call me", "duration": 5.0 },
        });
        assert_eq!(Json::Object(scenario.call), body);
        assert_eq!(scenario.steps[0].action, "fail");
        let titles: Vec<String> = scenario
            .expectations
            .iter()
            .map(ScenarioExpectation::title)
            .collect();
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
            "an expectation needs exactly one of command",
            "command",
        ),
        (
            "[[expect]]\ncommand='answer'\nstatus='busy'",
            2,
            "needs exactly one of command",
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
        (
            "title = 'x'",
            1,
            "the file has no expectation",
            "[[expect]]",
        ),
        ("title = ", 1, "", ""),
        ("call = 3", 1, "", ""),
    ];

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (text, line, message, hint) in WRONG {
            let error = Scenario::parse(text).unwrap_err();
            assert_eq!(error.line, line, "{text}: {error}");
            assert!(error.message.contains(message), "{text}: {error}");
            assert!(error.hint.unwrap_or_default().contains(hint), "{text}");
        }
    }
}
