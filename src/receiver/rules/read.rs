//! Reads a rules file, or returns its first problem with line and column.

use glob::Pattern;
use toml::de::DeValue;

use crate::clock::hours::Hours;
use crate::events::EventKind;
use crate::events::kind::nearest_name;
use crate::receiver::rules::address::{AddressPattern, AddressProblem};
use crate::receiver::rules::command::{self, Warnings};
use crate::receiver::rules::{Direction, Rule};
use crate::toml_file::{
    FileError, Item, Misfit, Table, expected, known_keys, read, string, unknown,
};

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

/// Reads all rules, in order, and the problems that do not prevent a run.
pub(crate) fn rules(text: &str) -> Result<(Vec<Rule>, Vec<FileError>), FileError> {
    let mut warnings = Warnings::new();
    let rules = read(text, |file| {
        known_keys(file, &["rule"])?;
        let Some(tables) = file.get("rule") else {
            return Err(none(0));
        };
        let mut rules = Vec::new();
        for item in list(tables)? {
            let DeValue::Table(table) = item.get_ref() else {
                return Err(expected(item, "a rule, written as [[rule]]"));
            };
            let start = start(item.span().start, table);
            rules.push(rule(table, start, &mut warnings)?);
        }
        Ok(rules)
    });
    let mut rules = rules?;
    for rule in &mut rules {
        rule.line = Misfit::new(rule.line, "").placed(text).line;
    }
    let warnings = warnings.into_iter().map(|warning| warning.placed(text));
    Ok((rules, warnings.collect()))
}

fn list<'a>(tables: &'a Item<'a>) -> Result<&'a [Item<'a>], Misfit> {
    match tables.get_ref() {
        DeValue::Array(list) if !list.is_empty() => Ok(list),
        DeValue::Array(_) => Err(none(tables.span().start)),
        _ => Err(Misfit::new(
            tables.span().start,
            "rules are written as [[rule]]",
        )),
    }
}

fn none(offset: usize) -> Misfit {
    Misfit::new(offset, "no [[rule]] in the file")
        .hint("write [[rule]] and below it on = \"calls.initiated\" and do = \"answer\"")
}

/// The offset of a rule: its first key.
fn start(item: usize, table: &Table<'_>) -> usize {
    let first = table.keys().map(|key| key.span().start).min();
    first.unwrap_or(item)
}

/// `line` of the result is still an offset.
fn rule(table: &Table<'_>, start: usize, warnings: &mut Warnings) -> Result<Rule, Misfit> {
    known_keys(table, &KEYS)?;
    let needed = |name: &str, example: &str| {
        let missing = || {
            Misfit::new(start, format!("the rule has no {name}"))
                .hint(format!("write {name} = \"{example}\""))
        };
        table.get(name).ok_or_else(missing)
    };
    let what = needed("do", "answer")?;
    let on = needed("on", "calls.initiated")?;
    let first = command::one(what, table.get("with"), warnings)?;
    command::warn_of_the_dead(on, what, &first, warnings);
    let then = match table.get("then") {
        Some(then) => command::after(&first, then, warnings)?,
        None => Vec::new(),
    };
    Ok(Rule {
        line: start,
        on: event_pattern(on)?,
        from: table.get("from").map(addresses).transpose()?,
        to: table.get("to").map(addresses).transpose()?,
        direction: table.get("direction").map(direction).transpose()?,
        hours: table.get("hours").map(hours).transpose()?,
        first,
        then,
    })
}

fn pattern(item: &Item<'_>) -> Result<Pattern, Misfit> {
    let text = string(item)?;
    let wrong = |error: glob::PatternError| format!("{text} is no pattern: {}", error.msg);
    Pattern::new(text).map_err(|error| Misfit::new(item.span().start, wrong(error)))
}

/// One pattern of addresses or a list of them.
fn addresses(item: &Item<'_>) -> Result<Vec<AddressPattern>, Misfit> {
    let one = |item: &Item<'_>| {
        let refused = |problem: AddressProblem| {
            Misfit::new(item.span().start, problem.message).hint(problem.hint)
        };
        AddressPattern::parse(string(item)?).map_err(refused)
    };
    match item.get_ref() {
        DeValue::Array(list) if list.is_empty() => Err(Misfit::new(
            item.span().start,
            "no addresses in the list: the rule would never match",
        )),
        DeValue::Array(list) => list.iter().map(one).collect(),
        _ => Ok(vec![one(item)?]),
    }
}

/// Accepts unknown names, since the service may have more than is documented, but not a misspelled one.
fn event_pattern(item: &Item<'_>) -> Result<Pattern, Misfit> {
    let (text, pattern) = (string(item)?, pattern(item)?);
    let is_name = !text.contains(['*', '?', '[']);
    match nearest_name(text) {
        Some(near) if is_name && EventKind::parse(text).is_none() => {
            let wrong = Misfit::new(item.span().start, format!("unknown event {text}"));
            Err(wrong.hint(format!("did you mean {near}?")))
        }
        _ => Ok(pattern),
    }
}

fn direction(item: &Item<'_>) -> Result<Direction, Misfit> {
    match string(item)? {
        "inbound" => Ok(Direction::Inbound),
        "outbound" => Ok(Direction::Outbound),
        "any" => Ok(Direction::Any),
        other => {
            let known = ["inbound", "outbound", "any"];
            Err(unknown(item.span().start, "direction", other, &known))
        }
    }
}

fn hours(item: &Item<'_>) -> Result<Vec<Hours>, Misfit> {
    let one = |item: &Item<'_>| {
        let wrong = |problem| Misfit::new(item.span().start, problem);
        Hours::parse(string(item)?).map_err(wrong)
    };
    match item.get_ref() {
        DeValue::Array(list) if list.is_empty() => Err(Misfit::new(
            item.span().start,
            "no hours in the list: the rule would never hold",
        )),
        DeValue::Array(list) => list.iter().map(one).collect(),
        _ => Ok(vec![one(item)?]),
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
        ("from = 1555", "expected text in quotes, found a number", ""),
        ("from = '['", "\"[\" is not a pattern", "[0-9]"),
        (
            "from = '0015559876543'",
            "can match no phone number",
            "\"+15559876543\"",
        ),
        (
            "to = ['+1*', '+0']",
            "can match no phone number",
            "COUNTRY CODE",
        ),
        ("from = []", "no addresses in the list", ""),
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
            "format wav: the service knows",
            "",
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
        assert_eq!(rules(text).unwrap().0[0].first.kind, "send_dtmf");
    }
}
