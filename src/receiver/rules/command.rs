//! The commands of a rule, with their parameters: rejects commands that cannot work, warns about
//! suspicious ones.

use serde_json::{Map, Value};
use toml::de::DeValue;

use crate::api::call_commands::{self, CallCommand, Parameter, TYPES, ends_call, is_assumed};
use crate::api::check;
use crate::events::EventKind;
use crate::toml_file::{Item, Misfit, Table, expected, json, known_keys, nearest, string, unknown};

/// Suspicious values that are accepted with a warning.
pub(crate) type Warnings = Vec<Misfit>;

/// A command of any type: five of the sixteen are not documented (spec, section 3).
pub(crate) fn one(
    what: &Item<'_>,
    with: Option<&Item<'_>>,
    warnings: &mut Warnings,
) -> Result<CallCommand, Misfit> {
    let (kind, here) = (string(what)?, what.span().start);
    let well_formed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if !TYPES.contains(&kind) {
        let near = |known: &&&str| strsim::damerau_levenshtein(known, &kind.replace('-', "_")) <= 2;
        let meant = TYPES.iter().find(near);
        if meant.is_some() || kind.is_empty() || !kind.bytes().all(well_formed) {
            let hint = match meant {
                Some(near) => format!("did you mean {near}?"),
                None => format!("commands are {}", TYPES.join(", ")),
            };
            return Err(Misfit::new(here, format!("unknown command {kind}")).hint(hint));
        }
    }
    let empty = Table::new();
    let with = match with.map(|with| (with, with.get_ref())) {
        None => &empty,
        Some((_, DeValue::Table(table))) => table,
        Some((item, _)) => {
            let wrong = expected(item, "a table");
            return Err(wrong.hint("write with = { reason = \"User busy\" }"));
        }
    };
    if let Some((key, _)) = with.get_key_value("type") {
        let wrong = "type is what do says, not a parameter";
        return Err(Misfit::new(key.span().start, wrong));
    }
    if let Some(known) = call_commands::parameters(kind) {
        check_parameters(kind, here, known, with, warnings)?;
    }
    let parameters = (with.iter())
        .map(|(key, value)| Ok((key.get_ref().to_string(), json(value)?)))
        .collect::<Result<Map<String, Value>, Misfit>>()?;
    Ok(CallCommand {
        kind: kind.to_owned(),
        parameters,
    })
}

/// Holds the parameters of a documented type against the spec. Where the spec's own names are assumed, others
/// are sent as they are written, with a warning, for the service may know them.
fn check_parameters(
    kind: &str,
    here: usize,
    known: &[Parameter],
    with: &Table<'_>,
    warnings: &mut Warnings,
) -> Result<(), Misfit> {
    let names: Vec<&str> = known.iter().map(|parameter| parameter.name).collect();
    let mut foreign = false;
    for (key, value) in with {
        let (name, start) = (key.get_ref().as_ref(), key.span().start);
        let Some(parameter) = known.iter().find(|parameter| parameter.name == name) else {
            if is_assumed(kind) && nearest(name, &names).is_none() {
                let text = format!("{name} is not among the parameters that are known of {kind}");
                warnings.push(Misfit::new(start, text).hint(sent_as_written(&names)));
                foreign = true;
                continue;
            }
            return Err(not_of(kind, name, &names, start));
        };
        let text = string(value)?;
        let wrong = |rule| Misfit::new(value.span().start, format!("{name} {text}: {rule}"));
        (parameter.check)(text).map_err(wrong)?;
        if name == "to" {
            let channel = with
                .get("toChannel")
                .and_then(|item| item.get_ref().as_str());
            check::address(text, channel).map_err(wrong)?;
        }
    }
    let missing = |parameter: &&Parameter| parameter.required && !with.contains_key(parameter.name);
    match known.iter().find(missing) {
        Some(parameter) if !foreign => {
            let name = parameter.name;
            Err(
                Misfit::new(here, format!("{kind} needs {name}")).hint(format!(
                    "write with = {{ {name} = \"{}\" }}",
                    parameter.example
                )),
            )
        }
        _ => Ok(()),
    }
}

fn sent_as_written(names: &[&str]) -> String {
    let names = names.join(", ");
    format!("it is sent as written; {names} is our reading, the vendor's page names none")
}

fn not_of(kind: &str, name: &str, names: &[&str], start: usize) -> Misfit {
    match names {
        [] => Misfit::new(start, format!("{kind} takes no parameters, found {name}"))
            .hint("take the parameter out"),
        _ => {
            let mut wrong = unknown(start, "parameter", name, names);
            wrong.message = format!("{} of {kind}", wrong.message);
            wrong
        }
    }
}

/// Returns the commands after the call is answered, in order.
pub(crate) fn after(
    first: &CallCommand,
    then: &Item<'_>,
    warnings: &mut Warnings,
) -> Result<Vec<CallCommand>, Misfit> {
    let DeValue::Array(list) = then.get_ref() else {
        let wrong = expected(then, "a list");
        return Err(wrong.hint("write then = [\"start_recording\"]"));
    };
    let mut commands: Vec<CallCommand> = Vec::new();
    for item in list {
        let command = match item.get_ref() {
            DeValue::Table(table) => {
                known_keys(table, &["do", "with"])?;
                let missing = || {
                    Misfit::new(item.span().start, "a command without do")
                        .hint("write { do = \"start_recording\", with = { format = \"ogg\" } }")
                };
                let what = table.get("do").ok_or_else(missing)?;
                one(what, table.get("with"), warnings)?
            }
            _ => one(item, None, warnings)?,
        };
        let before = commands.last().unwrap_or(first);
        if ends_call(&before.kind) {
            let (kind, ended) = (&command.kind, &before.kind);
            let text = format!("{kind} can never be sent: {ended} ends the call before it");
            let wrong = Misfit::new(item.span().start, text);
            return Err(wrong.hint(format!("take out what comes after {ended}")));
        }
        if before.kind == "send_to_voicemail" {
            let text = format!(
                "{} is not sent unless calls.answered comes, and a call that goes to voicemail is answered by nobody",
                command.kind
            );
            warnings.push(Misfit::new(item.span().start, text));
        }
        commands.push(command);
    }
    Ok(commands)
}

/// Warns of a command to a call that has ended.
pub(crate) fn warn_of_the_dead(
    on: &Item<'_>,
    what: &Item<'_>,
    command: &CallCommand,
    warnings: &mut Warnings,
) {
    let name = on.get_ref().as_str().unwrap_or_default();
    let over = EventKind::parse(name).is_some_and(EventKind::ends_call);
    if over && TYPES.contains(&command.kind.as_str()) {
        let text = format!(
            "the call is over at {name}: {} will be refused",
            command.kind
        );
        warnings.push(Misfit::new(what.span().start, text));
    }
}
