//! Composed lines on their way to stdout, and the countdown below them on a terminal.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::terminal::{OutputError, Terminal, Tone};

/// Pause before a stdout that could not take the output is tried again.
const RETRY: Duration = Duration::from_secs(1);

/// Moves to the start of a terminal's line and clears it.
const CLEAR: &str = "\r\x1b[K";

/// Lines that are composed and not written yet.
pub(super) struct Writer {
    terminal: Terminal,
    giving_up: Arc<AtomicBool>,
    text: String,
    /// The countdown that is the terminal's last line.
    status: Option<String>,
}

impl Writer {
    /// A writer. A file that a killed listener left within a line gets a line end first.
    pub(super) fn new(terminal: Terminal, giving_up: Arc<AtomicBool>) -> Writer {
        let file = terminal.stdout_file();
        let is_torn = file.is_some_and(|file| file.ends_within_line());
        Writer {
            terminal,
            giving_up,
            text: if is_torn {
                "\n".to_owned()
            } else {
                String::new()
            },
            status: None,
        }
    }

    /// The bytes that wait.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    pub(super) fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// Writes the formatted lines, and `status` below them where lines can be redrawn. A failed
    /// write (a full disk behind a redirection) is reported once and retried: the journal has the
    /// events.
    pub(super) fn flush(&mut self, status: Option<String>) -> Result<(), OutputError> {
        if self.text.is_empty() && status == self.status {
            return Ok(());
        }
        let mut output = String::new();
        if self.status.is_some() {
            output.push_str(CLEAR);
        }
        output.push_str(&std::mem::take(&mut self.text));
        if let Some(status) = &status {
            output.push_str(&self.terminal.paint(Tone::Warn, status));
        }
        self.write(output.as_bytes())?;
        self.terminal.set_redrawn(status.is_some());
        self.status = status;
        Ok(())
    }

    fn write(&self, mut bytes: &[u8]) -> Result<(), OutputError> {
        let mut is_reported = false;
        while !bytes.is_empty() {
            match self.terminal.write_some(bytes) {
                Ok(written) => bytes = &bytes[written..],
                Err(OutputError::Closed) => return Err(OutputError::Closed),
                Err(error) if self.giving_up.load(Ordering::Relaxed) => return Err(error),
                Err(error) => {
                    if !std::mem::replace(&mut is_reported, true) {
                        self.terminal.complain(&format!(
                            "error: {error}\n  events are still received and recorded; chirp events list shows them"
                        ));
                    }
                    std::thread::sleep(RETRY);
                }
            }
        }
        Ok(())
    }
}
