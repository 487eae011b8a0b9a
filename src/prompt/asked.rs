//! Puts a question so that it ends in order: by a signal, too, and with the terminal as it was before.

use std::io::{self, ErrorKind};

use dialoguer::console::Term;
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

use super::Unanswered;
use crate::shutdown::{Stop, Watch};

/// Asks `question` on the terminal of stderr, reads keys from stdin, and returns the answer.
pub(super) fn asked<T>(
    question: impl FnOnce(&Term) -> Result<T, dialoguer::Error>,
) -> Result<T, Unanswered> {
    let watch = Watch::start();
    let term = Term::stderr();
    let mut keys = Keys::taken();
    let answer = question(&term);
    let seen = watch.as_ref().and_then(Watch::seen);
    let stop = match (answer, seen) {
        (Ok(answer), None) => return Ok(answer),
        (_, Some(stop)) => Some(stop),
        (Err(dialoguer::Error::IO(error)), None) => match error.kind() {
            ErrorKind::Interrupted => {
                let word = watch.as_ref().map(Watch::interrupted_by);
                Some(word.unwrap_or(Stop::Interrupt))
            }
            // Ctrl-D is a key like any other: the end of the keys is that of the terminal.
            _ if is_gone(&error) => Some(Stop::Hangup),
            _ => None,
        },
    };
    // Discards keys that were typed for an earlier question.
    keys.forget_rest();
    if !super::plain::is_dumb() {
        // A list that is cut short leaves it hidden.
        let _ = term.show_cursor();
    }
    Err(Unanswered { stop })
}

fn is_gone(error: &io::Error) -> bool {
    let code = rustix::io::Errno::from_io_error(error);
    error.kind() == ErrorKind::UnexpectedEof || code == Some(rustix::io::Errno::IO)
}

/// Reads keys without echo until this is dropped. Dialoguer does so only while it reads one key: a
/// key between two reads was echoed, even of a secret, and Ctrl-C there was a signal instead of a
/// key.
struct Keys {
    before: Option<Termios>,
    restore: OptionalActions,
}

impl Keys {
    fn taken() -> Keys {
        let before = tcgetattr(io::stdin()).ok();
        if let Some(before) = &before {
            let mut keys = before.clone();
            let line = LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG;
            keys.local_modes.remove(line);
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, &keys);
        }
        Keys {
            before,
            restore: OptionalActions::Now,
        }
    }

    fn forget_rest(&mut self) {
        self.restore = OptionalActions::Flush;
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        if let Some(before) = &self.before {
            let _ = tcsetattr(io::stdin(), self.restore, before);
        }
    }
}
