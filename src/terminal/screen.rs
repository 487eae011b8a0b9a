//! The full screen: entered by one command, and left in every way in which a process can end.

use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};

use crate::terminal::raw_stdout;

/// Alternate screen on, cursor hidden; and back.
const ENTER: &str = "\x1b[?1049h\x1b[?25l";
const LEAVE: &str = "\x1b[0m\x1b[?25h\x1b[?1049l";

/// The terminal's settings before the full screen; `None` outside of it.
static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);

/// Enters the full screen: raw keys, the alternate screen, no cursor.
///
/// # Errors
/// Returns the system's error when stdin is not a terminal or cannot be set.
pub fn enter() -> io::Result<()> {
    let stdin = io::stdin();
    let before = tcgetattr(&stdin)?;
    let mut raw = before.clone();
    raw.make_raw();
    tcsetattr(&stdin, OptionalActions::Flush, &raw)?;
    *BEFORE.lock().unwrap_or_else(PoisonError::into_inner) = Some(before);
    write(ENTER)
}

/// Leaves the full screen. Does nothing outside of it, so that a panic and a signal can both call it.
pub fn leave() {
    let before = BEFORE.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(before) = before {
        // A lost terminal cannot be restored.
        let _ = write(LEAVE);
        let _ = tcsetattr(io::stdin(), OptionalActions::Flush, &before);
    }
}

/// Puts `text` on the clipboard of the user's terminal (OSC 52); control characters are left out.
///
/// # Errors
/// Returns the system's error when the terminal cannot be written to.
pub fn copy(text: &str) -> io::Result<()> {
    use base64::Engine;
    let is_plain = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
    let text: String = text.chars().filter(is_plain).collect();
    let encoded = base64::engine::general_purpose::STANDARD.encode(text);
    write(&format!("\x1b]52;c;{encoded}\x07"))
}

/// The stream to draw on.
pub fn writer() -> impl Write {
    raw_stdout()
}

fn write(text: &str) -> io::Result<()> {
    let mut out = raw_stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}
