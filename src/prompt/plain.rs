//! Questions that draw nothing anew: for secrets, and for a terminal that cannot (`TERM=dumb`).

use std::io;

use dialoguer::console::{Key, Term};

const CTRL_U: char = '\u{15}';

/// Returns whether the terminal supports plain text only.
pub(super) fn is_dumb() -> bool {
    dialoguer::console::is_dumb()
}

/// One line, shown while it is typed or not.
pub(super) fn line(term: &Term, question: &str, shown: bool) -> io::Result<String> {
    term.write_str(&format!("{question}: "))?;
    let mut typed = String::new();
    loop {
        match term.read_key()? {
            Key::Enter => break,
            Key::Backspace => rub_out(term, &mut typed, 1, shown)?,
            Key::Char(CTRL_U) => rub_out(term, &mut typed, usize::MAX, shown)?,
            Key::Char(key) if !key.is_control() => {
                typed.push(key);
                if shown {
                    term.write_str(key.encode_utf8(&mut [0; 4]))?;
                }
            }
            _ => {}
        }
    }
    term.write_line(if shown { "" } else { "[hidden]" })?;
    Ok(typed)
}

/// Asks again until `read` accepts the line; prints its error.
pub(super) fn read<T>(
    term: &Term,
    question: &str,
    read: impl Fn(&str) -> Result<T, String>,
) -> io::Result<T> {
    loop {
        match read(&line(term, question, true)?) {
            Ok(answer) => return Ok(answer),
            Err(problem) => term.write_line(&format!("error: {problem}"))?,
        }
    }
}

fn rub_out(term: &Term, typed: &mut String, most: usize, shown: bool) -> io::Result<()> {
    for _ in 0..most {
        let Some(key) = typed.pop() else { break };
        if shown {
            let columns = crate::terminal::width(key.encode_utf8(&mut [0; 4]));
            term.write_str(&"\u{8} \u{8}".repeat(columns))?;
        }
    }
    Ok(())
}

/// Writes `items` with their numbers, from 1 on.
pub(super) fn list(term: &Term, items: &[String]) -> io::Result<()> {
    let mut numbered = items.iter().zip(1..);
    numbered.try_for_each(|(item, number)| term.write_line(&format!("{number:>3}  {item}")))
}

/// Reads numbers up to `items`, separated by spaces or commas, as indices.
pub(super) fn numbers(text: &str, items: usize) -> Result<Vec<usize>, String> {
    let words = text.split([' ', ',']).filter(|word| !word.is_empty());
    words
        .map(|word| match word.parse() {
            Ok(number) if (1..=items).contains(&number) => Ok(number - 1),
            _ => Err(format!("numbers from 1 to {items}")),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn numbers_are_read_or_refused() {
        assert_eq!(numbers("1, 3 2", 3), Ok(vec![0, 2, 1]));
        assert_eq!(numbers(" ", 3), Ok(vec![]));
        for wrong in ["0", "4", "x", "1-2", "-1", "99999999999999999999"] {
            let problem = Err("numbers from 1 to 3".to_owned());
            assert_eq!(numbers(wrong, 3), problem, "{wrong}");
        }
    }
}
