//! The sole owner of stdout and stderr: detects terminals, colour support and the width.
//!
//! Results go to stdout, all other output to stderr. A closed pipe on stdout is a normal end and is
//! returned as [`OutputError::Closed`]; a failed write never panics.

mod async_stderr;
mod notes;
mod notice;
mod paint;
pub mod panic;
pub mod progress;
mod sanitize;
pub mod screen;
mod stdout;

use std::io::{self, BufWriter, IsTerminal, Write};

use paint::paint;

pub use async_stderr::settle;
pub use notice::{Level, Notice};
pub use sanitize::{clip, sanitize, sanitize_lines, sanitize_owned, width};
pub use stdout::StdoutFile;

/// Writing a result failed.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// The reader went away (`| head -1`): end quietly.
    #[error("stdout was closed")]
    Closed,
    /// Any other failure, such as a full disk behind a redirection.
    #[error("cannot write the output: {0}")]
    Failed(io::Error),
}

impl From<io::Error> for OutputError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => OutputError::Closed,
            _ => OutputError::Failed(error),
        }
    }
}

/// The choice of when to colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColorChoice {
    /// Colour if the stream is a terminal.
    #[default]
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

/// Meanings that have a colour. The sixteen standard colours only, which the user's theme sets, so
/// that both light and dark backgrounds stay readable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// No colour.
    Plain,
    /// Went well: answered, completed.
    Good,
    /// Wants attention: ringing, waiting.
    Warn,
    /// Went wrong: failed, busy.
    Bad,
    /// Names and headings.
    Strong,
    /// Less important: times, ids.
    Dim,
    /// Something to notice that is neither good nor bad.
    Note,
    /// One of a few colours by which a call's lines are recognised.
    Call(u8),
}

/// Handles to the streams of this process; cheap to copy.
#[derive(Clone, Copy, Debug)]
pub struct Terminal {
    /// stdin, stdout and stderr are terminals.
    tty: [bool; 3],
    color: [bool; 2],
    quiet: bool,
    /// It cannot clear a line (`TERM=dumb`).
    dumb: bool,
    json_notes: bool,
    width: Option<u16>,
}

impl Terminal {
    /// Inspects the three streams once.
    pub fn new(choice: ColorChoice, quiet: bool) -> Self {
        let tty = [
            io::stdin().is_terminal(),
            raw_stdout().is_terminal(),
            raw_stderr().is_terminal(),
        ];
        let colored = |is_tty| match choice {
            ColorChoice::Auto => is_tty,
            ColorChoice::Always => true,
            ColorChoice::Never => false,
        };
        Self {
            tty,
            color: [colored(tty[1]), colored(tty[2])],
            quiet,
            dumb: false,
            json_notes: false,
            width: None,
        }
    }

    /// Not a terminal, no colour: for renderers under test. `width` in columns.
    pub fn plain(width: u16) -> Self {
        Self {
            tty: [false; 3],
            color: [false; 2],
            quiet: false,
            dumb: false,
            json_notes: false,
            width: Some(width),
        }
    }

    /// A terminal without colour: for renderers under test. `width` in columns.
    pub fn screen(width: u16) -> Self {
        Self {
            tty: [true; 3],
            ..Self::plain(width)
        }
    }

    /// Returns the streams without notices, for a part whose caller prints its own.
    pub fn without_notes(self) -> Self {
        Self {
            quiet: true,
            ..self
        }
    }

    /// Returns the streams for a terminal that may be `dumb`, on which lines are not redrawn.
    pub fn on_dumb(self, dumb: bool) -> Self {
        Self { dumb, ..self }
    }

    /// Returns the streams with each notice as a JSON object, for a program that reads both.
    pub fn with_json_notes(self, json_notes: bool) -> Self {
        Self { json_notes, ..self }
    }

    /// Returns whether a line on stdout can be drawn anew.
    pub fn can_redraw(&self) -> bool {
        self.tty[1] && !self.dumb
    }

    /// Returns whether lines can be redrawn on stderr (progress bars).
    pub fn can_redraw_err(&self) -> bool {
        self.tty[2] && !self.dumb
    }

    /// Notes whether stdout ends with a line that will be drawn anew, so that a notice clears it first.
    pub fn set_redrawn(&self, redrawn: bool) {
        notes::set_drawn(redrawn);
    }

    /// Returns whether stdout is a terminal.
    pub fn is_tty(&self) -> bool {
        self.tty[1]
    }

    /// Returns whether stdin is a terminal, so that reading it would wait for a person.
    pub fn is_stdin_tty(&self) -> bool {
        self.tty[0]
    }

    /// Returns whether stderr is a terminal (progress bars, the clock under a ringing call).
    pub fn is_stderr_tty(&self) -> bool {
        self.tty[2]
    }

    /// Returns whether a question can be asked: stdin and stderr are terminals.
    pub fn can_ask(&self) -> bool {
        self.tty[0] && self.tty[2]
    }

    /// Returns whether only results and errors are wanted (`--quiet`).
    pub fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Returns whether stdout takes colour.
    pub fn has_color(&self) -> bool {
        self.color[0]
    }

    /// Columns of the terminal at this moment; 80 where there is none to ask.
    pub fn width(&self) -> u16 {
        self.width.unwrap_or_else(|| {
            let ask = |stream: &dyn Fn() -> Option<u16>| stream().filter(|&columns| columns > 0);
            ask(&|| {
                rustix::termios::tcgetwinsize(raw_stdout())
                    .ok()
                    .map(|s| s.ws_col)
            })
            .or_else(|| {
                ask(&|| {
                    rustix::termios::tcgetwinsize(raw_stderr())
                        .ok()
                        .map(|s| s.ws_col)
                })
            })
            .unwrap_or(80)
        })
    }

    /// `text` in the colour of `tone`, as stdout takes it. `text` must be inert already.
    pub fn paint(&self, tone: Tone, text: &str) -> String {
        paint(self.color[0], tone, text)
    }

    /// Appends coloured text to `line`.
    pub fn paint_onto(&self, line: &mut String, tone: Tone, text: &str) {
        match self.color[0] {
            true => line.push_str(&self.paint(tone, text)),
            false => line.push_str(text),
        }
    }

    /// Returns text in the colour for stderr.
    pub fn paint_err(&self, tone: Tone, text: &str) -> String {
        paint(self.color[1], tone, text)
    }

    /// Writes a result and a line end to stdout. `text` must be inert already.
    ///
    /// # Errors
    /// When stdout is closed or cannot be written.
    pub fn line(&self, text: &str) -> Result<(), OutputError> {
        let mut out = raw_stdout().lock();
        // One write call, so that lines of several processes on one pipe do not mix.
        out.write_all(format!("{text}\n").as_bytes())?;
        Ok(out.flush()?)
    }

    /// Returns whether the reader of stdout has closed it, so that further work is useless.
    pub fn is_closed(&self) -> bool {
        use rustix::event::{PollFd, PollFlags, Timespec, poll};
        let stdout = raw_stdout();
        let mut fds = [PollFd::new(&stdout, PollFlags::empty())];
        let polled = poll(&mut fds, Some(&Timespec::default()));
        polled.is_ok() && fds[0].revents().contains(PollFlags::ERR)
    }

    /// A buffered stdout for results of many lines or bytes; flush it at the end.
    pub fn output(&self) -> BufWriter<io::Stdout> {
        BufWriter::with_capacity(64 * 1024, raw_stdout())
    }

    /// Writes a notice to stderr unless `--quiet`. Ignores failures: they could not be reported.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            self.complain(text);
        }
    }

    /// Writes an error or a warning to stderr, also with `--quiet`.
    pub fn complain(&self, text: &str) {
        self.write_err(self.notice(text));
    }

    fn write_err(&self, text: String) {
        if let Some(line) = async_stderr::take(text) {
            self.write_notice(&line);
        }
    }

    fn notice(&self, text: &str) -> String {
        match self.json_notes {
            true => notes::as_json(text),
            false => text.to_owned(),
        }
    }

    fn write_notice(&self, line: &str) {
        let clear = if self.tty[2] { notes::clear() } else { "" };
        let line = format!("{clear}{line}\n");
        let _ = raw_stderr().lock().write_all(line.as_bytes());
    }

    /// Writes raw text to stderr without a line end (progress, redrawn lines).
    pub fn draw(&self, text: &str) {
        let _ = raw_stderr().lock().write_all(text.as_bytes());
    }
}

#[allow(clippy::disallowed_methods, reason = "this file owns stdout")]
fn raw_stdout() -> io::Stdout {
    io::stdout()
}

#[allow(clippy::disallowed_methods, reason = "this file owns stderr")]
fn raw_stderr() -> io::Stderr {
    io::stderr()
}
