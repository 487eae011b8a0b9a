//! Questions to a person: the sole user of dialoguer. Callers check `Terminal::can_ask` first.

mod asked;
mod plain;

use dialoguer::console::Term;
use dialoguer::{FuzzySelect, Input, MultiSelect};

use crate::secret::Secret;
use crate::shutdown::Stop;
use crate::terminal::{clip, sanitize};
use asked::asked;

/// Columns of a multi-selection list for each item: its mark and box, and one free column after it.
const BOX: usize = 7;

/// The question was not answered (Ctrl-C, Esc, a signal, or the terminal went away).
#[derive(Debug, thiserror::Error)]
#[error("no answer was given; nothing was done")]
pub struct Unanswered {
    /// By Ctrl-C, which counts as a signal, or by one.
    pub stop: Option<Stop>,
}

const LEFT: Unanswered = Unanswered { stop: None };

/// Asks for one line of text, again until `check` accepts it.
///
/// # Errors
/// When the user cancels.
pub fn text(
    question: &str,
    check: impl Fn(&str) -> Result<(), String>,
) -> Result<String, Unanswered> {
    line(|term| {
        if plain::is_dumb() {
            let read = |given: &str| match given {
                "" => Err("an answer, then Enter".to_owned()),
                _ => check(given).map(|()| given.to_owned()),
            };
            return Ok(plain::read(term, question, read)?);
        }
        let input = Input::<String>::new().with_prompt(question);
        input
            .validate_with(|given: &String| check(given))
            .interact_text_on(term)
    })
}

/// Asks for a value that is not echoed.
///
/// # Errors
/// When the user cancels.
pub fn secret(question: &str) -> Result<Secret, Unanswered> {
    line(|term| {
        loop {
            let typed = Secret::new(plain::line(term, question, false)?.trim().to_owned());
            if !typed.expose().is_empty() {
                return Ok(typed);
            }
        }
    })
}

/// Asks for yes or no, confirmed with Enter. Enter alone means no, so that a key pressed by mistake
/// destroys nothing.
///
/// # Errors
/// When the user cancels.
pub fn confirm(question: &str) -> Result<bool, Unanswered> {
    let question = format!("{question}? [y/N]");
    let read = |given: &str| read_yes(given).ok_or_else(|| "y or n, then Enter".to_owned());
    line(|term| {
        if plain::is_dumb() {
            return Ok(plain::read(term, &question, read)?);
        }
        let answer = Input::<String>::new()
            .with_prompt(&question)
            .allow_empty(true)
            .validate_with(|given: &String| read(given).map(drop))
            .interact_text_on(term)?;
        Ok(read_yes(&answer) == Some(true))
    })
}

fn read_yes(answer: &str) -> Option<bool> {
    match answer.trim().to_lowercase().as_str() {
        "y" | "yes" => Some(true),
        "" | "n" | "no" => Some(false),
        _ => None,
    }
}

/// A question whose line is ended when the answer does not.
fn line<T>(question: impl FnOnce(&Term) -> Result<T, dialoguer::Error>) -> Result<T, Unanswered> {
    asked(question).inspect_err(|_| {
        let _ = Term::stderr().write_line("");
    })
}

/// Asks for one of `items`, with a search by parts of the text. Returns its index.
///
/// # Errors
/// When the user cancels.
pub fn choose(question: &str, items: &[String]) -> Result<usize, Unanswered> {
    let items: Vec<String> = items.iter().map(|item| sanitize(item)).collect();
    if plain::is_dumb() {
        let read = |given: &str| match plain::numbers(given, items.len())?.as_slice() {
            [only] => Ok(*only),
            _ => Err("the number of one".to_owned()),
        };
        return line(|term| {
            plain::list(term, &items)?;
            Ok(plain::read(term, &by_number(question, "number"), read)?)
        });
    }
    let select = FuzzySelect::new()
        .with_prompt(question)
        .items(&items)
        .default(0);
    asked(|term| select.interact_on_opt(term))?.ok_or(LEFT)
}

/// Asks for any number of `items`. Returns their indices.
///
/// # Errors
/// When the user cancels.
pub fn choose_many(question: &str, items: &[String]) -> Result<Vec<usize>, Unanswered> {
    if plain::is_dumb() {
        let read = |given: &str| plain::numbers(given, items.len());
        return line(|term| {
            plain::list(term, items)?;
            Ok(plain::read(term, &by_number(question, "numbers"), read)?)
        });
    }
    // One row each: a list that wraps is drawn wrongly when the mark moves.
    let room = usize::from(Term::stderr().size().1).saturating_sub(BOX);
    let items = items.iter().map(|item| clip(item, room));
    let select = MultiSelect::new().with_prompt(question).items(items);
    asked(|term| select.interact_on_opt(term))?.ok_or(LEFT)
}

/// Without the keys that only work where a list is drawn anew.
fn by_number(question: &str, what: &str) -> String {
    let question = question.split(" (").next().unwrap_or(question);
    format!("{question} ({what})")
}
