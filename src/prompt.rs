//! Questions to a person: the sole user of dialoguer. Callers check `Terminal::can_ask` first.

use dialoguer::console::Term;
use dialoguer::{FuzzySelect, Input, MultiSelect, Password};

use crate::secret::Secret;
use crate::terminal::inert;

/// The question was not answered (Ctrl-C, Esc, or the terminal went away).
#[derive(Debug, thiserror::Error)]
#[error("no answer was given; nothing was done")]
pub struct Unanswered {
    /// By Ctrl-C.
    pub interrupted: bool,
}

impl From<dialoguer::Error> for Unanswered {
    fn from(error: dialoguer::Error) -> Self {
        let dialoguer::Error::IO(error) = error;
        let interrupted = error.kind() == std::io::ErrorKind::Interrupted;
        // Ctrl-C ends a list without its own tidying.
        let _ = Term::stderr().show_cursor();
        Unanswered { interrupted }
    }
}

/// One line of text, asked again until `check` accepts it.
///
/// # Errors
/// When the person gives up.
pub fn text(
    question: &str,
    check: impl Fn(&str) -> Result<(), String>,
) -> Result<String, Unanswered> {
    let input = Input::<String>::new().with_prompt(question);
    Ok(input
        .validate_with(|given: &String| check(given))
        .interact_text()?)
}

/// A value that is not shown while it is typed.
///
/// # Errors
/// When the person gives up.
pub fn secret(question: &str) -> Result<Secret, Unanswered> {
    Ok(Secret::new(
        Password::new()
            .with_prompt(question)
            .interact()?
            .trim()
            .to_owned(),
    ))
}

/// Yes or no, typed and with Enter, which alone means no: a key pressed by mistake must not destroy
/// anything.
///
/// # Errors
/// When the person gives up.
pub fn confirm(question: &str) -> Result<bool, Unanswered> {
    let answer = Input::<String>::new()
        .with_prompt(format!("{question}? [y/N]"))
        .allow_empty(true)
        .validate_with(|given: &String| match read_yes(given) {
            Some(_) => Ok(()),
            None => Err("y or n, then Enter"),
        })
        .interact_text()?;
    Ok(read_yes(&answer) == Some(true))
}

fn read_yes(answer: &str) -> Option<bool> {
    match answer.trim().to_lowercase().as_str() {
        "y" | "yes" => Some(true),
        "" | "n" | "no" => Some(false),
        _ => None,
    }
}

/// One of `items`, found by typing parts of it. Returns its index.
///
/// # Errors
/// When the person gives up.
pub fn choose(question: &str, items: &[String]) -> Result<usize, Unanswered> {
    let items: Vec<String> = items.iter().map(|item| inert(item)).collect();
    let select = FuzzySelect::new()
        .with_prompt(question)
        .items(&items)
        .default(0);
    select
        .interact_opt()?
        .ok_or(Unanswered { interrupted: false })
}

/// Any number of `items`. Returns their indices.
///
/// # Errors
/// When the person gives up.
pub fn choose_many(question: &str, items: &[String]) -> Result<Vec<usize>, Unanswered> {
    let select = MultiSelect::new().with_prompt(question).items(items);
    select
        .interact_opt()?
        .ok_or(Unanswered { interrupted: false })
}
