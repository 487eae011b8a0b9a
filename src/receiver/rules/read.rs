//! From the text of a rules file to rules, or to what is wrong with it and where.

use std::collections::BTreeMap;

use glob::Pattern;
use toml::{Spanned, Value};

use crate::api::call_commands::{CallCommand, TYPES};
use crate::api::check;
use crate::clock::hours::Hours;
use crate::events::EventKind;
use crate::events::kind::nearest_name;
use crate::receiver::rules::{Direction, Rule, RulesError};

const KEYS: [&str; 8] = [
    "on",
    "from",
    "to",
    "direction",
    "hours",
    "do",
    "with",
    "then",
];
/// The longest reason that `reject` takes (spec, section 3).
const MAX_REASON: usize = 500;

/// A table whose keys and values know where they stand.
type Keys = BTreeMap<Spanned<String>, Spanned<Value>>;

/// A message with the hint that belongs to it.
type Wrong = (String, Option<String>);

/// Reads all rules, in order.
pub(super) fn rules(text: &str) -> Result<Vec<Rule>, RulesError> {
    let file: BTreeMap<Spanned<String>, Spanned<Vec<Keys>>> =
        toml::from_str(text).map_err(|error| not_toml(text, &error))?;
    let mut rules = Vec::new();
    for (key, tables) in &file {
        if key.get_ref() != "rule" {
            let wrong = unknown_key(key.get_ref(), &["rule"]);
            return Err(at(text, key.span().start, wrong));
        }
        for keys in tables.get_ref() {
            rules.push(rule(text, keys, tables.span().start)?);
        }
    }
    match rules.is_empty() {
        true => Err(at(text, 0, plain("no [[rule]] in the file"))),
        false => Ok(rules),
    }
}

fn rule(text: &str, keys: &Keys, start: usize) -> Result<Rule, RulesError> {
    let here = keys.keys().map(|key| key.span().start).min();
    let here = here.unwrap_or(start);
    for key in keys.keys() {
        if !KEYS.contains(&key.get_ref().as_str()) {
            return Err(at(
                text,
                key.span().start,
                unknown_key(key.get_ref(), &KEYS),
            ));
        }
    }
    let get = |name: &str| {
        let found = keys.iter().find(|(key, _)| key.get_ref() == name);
        found.map(|(_, value)| value)
    };
    let needed = |name: &str, example: &str| {
        get(name).ok_or_else(|| {
            let hint = Some(format!("write {name} = \"{example}\""));
            at(text, here, (format!("the rule has no {name}"), hint))
        })
    };
    let first = needed("do", "answer")?;
    let with = get("with")
        .map(|with| read(text, with, parameters))
        .transpose()?;
    let first = read(text, first, |value| {
        command(value, with.unwrap_or_default())
    })?;
    let optional = |name: &str| {
        get(name)
            .map(|value| read(text, value, pattern))
            .transpose()
    };
    Ok(Rule {
        on: read(text, needed("on", "calls.initiated")?, event_pattern)?,
        from: optional("from")?,
        to: optional("to")?,
        direction: get("direction")
            .map(|value| read(text, value, direction))
            .transpose()?,
        hours: get("hours")
            .map(|value| read(text, value, hours))
            .transpose()?,
        first,
        then: get("then").map_or(Ok(Vec::new()), |value| read(text, value, commands))?,
    })
}

fn read<T>(
    text: &str,
    value: &Spanned<Value>,
    reader: impl FnOnce(&Value) -> Result<T, Wrong>,
) -> Result<T, RulesError> {
    reader(value.get_ref()).map_err(|wrong| at(text, value.span().start, wrong))
}

fn pattern(value: &Value) -> Result<Pattern, Wrong> {
    let text = string(value)?;
    Pattern::new(text).map_err(|error| plain(format!("{text} is no pattern: {}", error.msg)))
}

/// Unknown names are fine, the service may have more than is documented; a typing error is not.
fn event_pattern(value: &Value) -> Result<Pattern, Wrong> {
    let (text, pattern) = (string(value)?, pattern(value)?);
    let is_name = !text.contains(['*', '?', '[']);
    match nearest_name(text) {
        Some(near) if is_name && EventKind::parse(text).is_none() => Err((
            format!("unknown event {text}"),
            Some(format!("did you mean {near}?")),
        )),
        _ => Ok(pattern),
    }
}

fn direction(value: &Value) -> Result<Direction, Wrong> {
    match string(value)? {
        "inbound" => Ok(Direction::Inbound),
        "outbound" => Ok(Direction::Outbound),
        "any" => Ok(Direction::Any),
        other => Err((
            format!("unknown direction {other}"),
            Some("directions are inbound, outbound, any".to_owned()),
        )),
    }
}

fn hours(value: &Value) -> Result<Vec<Hours>, Wrong> {
    let one = |value: &Value| Hours::parse(string(value)?).map_err(plain);
    match value {
        Value::Array(list) => list.iter().map(one).collect(),
        value => Ok(vec![one(value)?]),
    }
}

fn commands(value: &Value) -> Result<Vec<CallCommand>, Wrong> {
    let one = |value: &Value| match value {
        Value::Table(table) => {
            if let Some(odd) = table.keys().find(|key| *key != "do" && *key != "with") {
                return Err(unknown_key(odd, &["do", "with"]));
            }
            let with = table.get("with").map(parameters).transpose()?;
            let kind = table
                .get("do")
                .ok_or_else(|| plain("a command without do"))?;
            command(kind, with.unwrap_or_default())
        }
        kind => command(kind, serde_json::Map::new()),
    };
    match value {
        Value::Array(list) => list.iter().map(one).collect(),
        _ => Err(plain("expected a list, such as [\"start_recording\"]")),
    }
}

/// A command of any type: five of the sixteen are not documented (spec, section 3).
fn command(
    kind: &Value,
    parameters: serde_json::Map<String, serde_json::Value>,
) -> Result<CallCommand, Wrong> {
    let kind = string(kind)?;
    let well_formed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if !TYPES.contains(&kind) {
        let near = |known: &&&str| strsim::damerau_levenshtein(known, &kind.replace('-', "_")) <= 2;
        let meant = TYPES.iter().find(near);
        if meant.is_some() || kind.is_empty() || !kind.bytes().all(well_formed) {
            let hint = meant.map(|near| format!("did you mean {near}?"));
            return Err((format!("unknown command {kind}"), hint));
        }
    }
    check_known(kind, &parameters)?;
    Ok(CallCommand {
        kind: kind.to_owned(),
        parameters,
    })
}

/// The documented limits of documented parameters; all else is left to the service.
fn check_known(
    kind: &str,
    parameters: &serde_json::Map<String, serde_json::Value>,
) -> Result<(), Wrong> {
    let text = |name: &str| parameters.get(name).and_then(serde_json::Value::as_str);
    match (kind, text("reason"), text("format")) {
        ("reject", Some(reason), _) if reason.chars().count() > MAX_REASON => {
            Err(plain("a reason has at most 500 characters"))
        }
        ("start_recording", _, Some(format)) if !check::FORMATS.contains(&format) => Err((
            format!("unknown format {format}"),
            Some("formats are mp4, ogg, webm".to_owned()),
        )),
        _ => Ok(()),
    }
}

fn parameters(value: &Value) -> Result<serde_json::Map<String, serde_json::Value>, Wrong> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::Object(map)) if !map.contains_key("type") => Ok(map),
        Ok(serde_json::Value::Object(_)) => Err(plain("type is what do says, not a parameter")),
        _ => Err(plain(
            "expected a table, such as { reason = \"User busy\" }",
        )),
    }
}

fn string(value: &Value) -> Result<&str, Wrong> {
    value.as_str().ok_or_else(|| {
        plain(format!(
            "expected text in quotes, found {}",
            value.type_str()
        ))
    })
}

fn unknown_key(key: &str, known: &[&str]) -> Wrong {
    let near = (known.iter()).find(|known| strsim::jaro_winkler(known, key) > 0.8);
    let hint = match near {
        Some(near) => format!("did you mean {near}?"),
        None => format!("keys are {}", known.join(", ")),
    };
    (format!("unknown key {key}"), Some(hint))
}

fn plain(message: impl Into<String>) -> Wrong {
    (message.into(), None)
}

fn not_toml(text: &str, error: &toml::de::Error) -> RulesError {
    let start = error.span().map_or(0, |span| span.start);
    let message = match error.message() {
        // serde's words for `[rule]` or `rule = …`.
        odd if odd.contains("expected a sequence") => "rules are written as [[rule]]".to_owned(),
        other => other.replace('\n', ", "),
    };
    at(text, start, plain(message))
}

fn at(text: &str, offset: usize, (message, hint): Wrong) -> RulesError {
    let before = text.get(..offset).unwrap_or(text);
    RulesError {
        line: before.matches('\n').count() + 1,
        message,
        hint,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines behind `[[rule]]`, `on` and `do`, so in line 5: message, hint.
    const LINES: &[(&str, &str, &str)] = &[
        ("form = '+1'", "unknown key form", "did you mean from?"),
        ("colour = 1", "unknown key colour", "keys are on"),
        ("[[rules]]", "unknown key rules", "did you mean rule?"),
        ("from = 1555", "expected text in quotes, found integer", ""),
        ("from = '['", "[ is no pattern", ""),
        ("direction = 'in'", "unknown direction in", "inbound"),
        ("hours = '9 to 5'", "expected days", ""),
        ("hours = ['09:00-17:00 UTC', 'x']", "expected days", ""),
        ("then = 'start_recording'", "expected a list", ""),
        (
            "then = ['start-recording']",
            "unknown command start-recording",
            "start_recording",
        ),
        (
            "then = [{ do = 'hold', wiht = {} }]",
            "unknown key wiht",
            "did you mean with?",
        ),
        ("with = { type = 'x' }", "type is what do says", ""),
        ("with = 1", "expected a table", ""),
        (
            "then = [{ do = 'start_recording', with = { format = 'wav' } }]",
            "unknown format wav",
            "mp4",
        ),
        ("on = 'calls.*'", "duplicate key", ""),
        ("= 1", "", ""),
    ];

    /// Whole files: line, message, hint.
    const FILES: &[(&str, usize, &str, &str)] = &[
        (
            "[[rule]]\non = 'calls.initated'\ndo = 'hold'",
            2,
            "unknown event",
            "calls.initiated?",
        ),
        (
            "[[rule]]\non = '*'\ndo = 'awnser'",
            3,
            "unknown command awnser",
            "did you mean answer?",
        ),
        (
            "[[rule]]\non = '*'\ndo = 'Play That'",
            3,
            "unknown command",
            "",
        ),
        (
            "\n[[rule]]\non = '*'",
            3,
            "the rule has no do",
            "do = \"answer\"",
        ),
        ("\n[[rule]]\ndo = 'answer'", 3, "the rule has no on", ""),
        ("[rule]\non = 1", 1, "written as [[rule]]", ""),
        ("", 1, "no [[rule]]", ""),
    ];

    #[test]
    fn what_is_wrong_is_said_with_its_line_and_what_was_meant() {
        let check = |text: &str, line: usize, message: &str, hint: &str| {
            let error = rules(text).unwrap_err();
            assert_eq!(error.line, line, "{text}: {error}");
            assert!(error.message.contains(message), "{text}: {error}");
            assert!(error.hint.unwrap_or_default().contains(hint), "{text}");
        };
        for (last, message, hint) in LINES {
            let text = format!("# rules\n[[rule]]\non = 'calls.*'\ndo = 'answer'\n{last}\n");
            check(&text, 5, message, hint);
        }
        for (text, line, message, hint) in FILES {
            check(text, *line, message, hint);
        }
    }

    #[test]
    fn commands_that_are_not_documented_pass() {
        let text = "[[rule]]\non = \"messages.sms.received\"\ndo = \"send_dtmf\"\nwith = { digits = \"1#\" }";
        assert_eq!(rules(text).unwrap()[0].first.kind, "send_dtmf");
    }
}
