//! Writes to stderr without blocking: a stopped terminal or a full pipe must delay no response and
//! no shutdown.
//!
//! After the first request, every line of the process goes through one thread, so that their order
//! is kept. There is one such thread per process.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::terminal::Terminal;

/// Bytes that may wait; enough for thousands of lines.
const ROOM: usize = 1024 * 1024;

/// Timeout for pending lines at the end of the process. A reader that is running needs far less.
const AT_THE_END: Duration = Duration::from_millis(300);

static WAITING: Mutex<Waiting> = Mutex::new(Waiting::new());
static CHANGED: Condvar = Condvar::new();

/// The lines that the thread has not written yet.
struct Waiting {
    /// Whether there is a thread.
    is_open: bool,
    is_writing: bool,
    lines: VecDeque<String>,
    bytes: usize,
    /// Number of lines dropped because the queue was full, all of them after `lines`.
    dropped: u64,
}

impl Waiting {
    const fn new() -> Waiting {
        Waiting {
            is_open: false,
            is_writing: false,
            lines: VecDeque::new(),
            bytes: 0,
            dropped: 0,
        }
    }

    fn push(&mut self, line: String) {
        let fits = self.lines.is_empty() || self.bytes + line.len() <= ROOM;
        // After a gap no line is accepted until the gap is reported: the order would be wrong.
        if self.dropped > 0 || !fits {
            self.dropped += 1;
            return;
        }
        self.bytes += line.len();
        self.lines.push_back(line);
    }

    fn next(&mut self, terminal: Terminal) -> Option<String> {
        if let Some(line) = self.lines.pop_front() {
            self.bytes -= line.len();
            return Some(line);
        }
        let dropped = std::mem::take(&mut self.dropped);
        let lines = match dropped {
            0 => return None,
            1 => "1 line is".to_owned(),
            _ => format!("{dropped} lines are"),
        };
        let text = format!("warning: {lines} missing here: stderr did not take all");
        Some(terminal.notice(&text))
    }

    fn is_done(&self) -> bool {
        !self.is_writing && self.lines.is_empty() && self.dropped == 0
    }
}

fn waiting() -> MutexGuard<'static, Waiting> {
    WAITING.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Terminal {
    /// From here on stderr never blocks this process: a thread writes the lines in order. Lines
    /// that do not fit are dropped and counted. Call [`settle`] before the process ends.
    pub fn never_wait(self) {
        let mut waiting = waiting();
        if !waiting.is_open {
            let thread = std::thread::Builder::new().name("notices".to_owned());
            // Refused by the system, lines are written as they come.
            waiting.is_open = thread.spawn(move || write(self)).is_ok();
        }
    }
}

/// Ends with the process.
fn write(terminal: Terminal) {
    let mut now = waiting();
    loop {
        now.is_writing = false;
        CHANGED.notify_all();
        now = match now.next(terminal) {
            Some(line) => {
                now.is_writing = true;
                drop(now);
                terminal.write_notice(&line);
                waiting()
            }
            None => CHANGED.wait(now).unwrap_or_else(PoisonError::into_inner),
        };
    }
}

/// Gives a line to the thread, or back where there is none.
pub(super) fn take(line: String) -> Option<String> {
    let mut waiting = waiting();
    if !waiting.is_open {
        return Some(line);
    }
    waiting.push(line);
    CHANGED.notify_all();
    None
}

/// Waits up to 0.3 s for the thread to write the remaining lines. Call it at the end of the
/// process.
pub fn settle() {
    let _ = CHANGED.wait_timeout_while(waiting(), AT_THE_END, |waiting| !waiting.is_done());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_finds_no_room_is_counted_in_its_place() {
        let (mut waiting, terminal) = (Waiting::new(), Terminal::plain(80));
        let long = "x".repeat(ROOM);
        for line in ["a", "b", &long, "c"] {
            waiting.push(line.to_owned());
        }
        assert_eq!(waiting.next(terminal).as_deref(), Some("a"));
        waiting.push("d".to_owned());
        assert_eq!(waiting.next(terminal).as_deref(), Some("b"));
        assert!(!waiting.is_done());
        let told = "warning: 3 lines are missing here: stderr did not take all";
        assert_eq!(waiting.next(terminal).as_deref(), Some(told));
        assert!(waiting.is_done());
        waiting.push(long);
        assert!(!waiting.is_done(), "one alone always fits");
        waiting.push("e".to_owned());
        assert!(waiting.next(terminal).is_some());
        let told = "warning: 1 line is missing here: stderr did not take all";
        assert_eq!(waiting.next(terminal).as_deref(), Some(told));
        assert_eq!((waiting.next(terminal), waiting.bytes), (None, 0));
    }
}
