//! The sole owner of stdout and stderr: what is a terminal, what has colour, how wide it is.
//!
//! Results go to stdout, everything else to stderr. A closed pipe on stdout is a normal ending and
//! comes back as [`OutputError::Closed`]; nothing here panics on a failed write.

mod inert;
pub mod panic;
pub mod progress;
mod stdout;

use std::io::{self, BufWriter, IsTerminal, Write};

use anstyle::{AnsiColor, Style};

pub use inert::{clip, inert, inert_lines, made_inert, width};
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

/// When to colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColorChoice {
    /// Where the stream is a terminal.
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
    width: Option<u16>,
}

impl Terminal {
    /// Looks at the three streams once.
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
            width: None,
        }
    }

    /// Not a terminal, no colour: for renderers under test. `width` in columns.
    pub fn plain(width: u16) -> Self {
        Self {
            tty: [false; 3],
            color: [false; 2],
            quiet: false,
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

    /// The same streams with notices off, for a part whose notices somebody else words.
    pub fn without_notes(self) -> Self {
        Self {
            quiet: true,
            ..self
        }
    }

    /// Whether stdout is a terminal.
    pub fn is_tty(&self) -> bool {
        self.tty[1]
    }

    /// Whether stdin is a terminal, so that reading it would wait for a person.
    pub fn is_stdin_tty(&self) -> bool {
        self.tty[0]
    }

    /// Whether stderr is a terminal (progress bars, the clock under a ringing call).
    pub fn is_stderr_tty(&self) -> bool {
        self.tty[2]
    }

    /// Whether a question can be asked: stdin and stderr are terminals.
    pub fn can_ask(&self) -> bool {
        self.tty[0] && self.tty[2]
    }

    /// Whether only results and errors are wanted (`--quiet`).
    pub fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Whether stdout takes colour.
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

    /// The same at the end of `line`.
    pub fn paint_onto(&self, line: &mut String, tone: Tone, text: &str) {
        match self.color[0] {
            true => line.push_str(&self.paint(tone, text)),
            false => line.push_str(text),
        }
    }

    /// The same for stderr.
    pub fn paint_err(&self, tone: Tone, text: &str) -> String {
        paint(self.color[1], tone, text)
    }

    /// Writes a result and a line end to stdout. `text` must be inert already.
    ///
    /// # Errors
    /// When stdout is closed or cannot take it.
    pub fn line(&self, text: &str) -> Result<(), OutputError> {
        let mut out = raw_stdout().lock();
        // One write call, so that lines of several processes on one pipe do not mix.
        out.write_all(format!("{text}\n").as_bytes())?;
        Ok(out.flush()?)
    }

    /// Whether the reader of stdout has gone away, so that there is nobody to work for.
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

    /// Writes a notice to stderr unless `--quiet`. Failures are ignored: nobody is left to tell.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            self.complain(text);
        }
    }

    /// Writes an error or a warning to stderr, also with `--quiet`.
    pub fn complain(&self, text: &str) {
        let _ = raw_stderr()
            .lock()
            .write_all(format!("{text}\n").as_bytes());
    }

    /// Writes raw text to stderr without a line end (progress, redrawn lines).
    pub fn draw(&self, text: &str) {
        let _ = raw_stderr().lock().write_all(text.as_bytes());
    }
}

fn paint(colored: bool, tone: Tone, text: &str) -> String {
    if !colored || tone == Tone::Plain || text.is_empty() {
        return text.to_owned();
    }
    let style = style(tone);
    format!("{}{text}{}", style.render(), style.render_reset())
}

fn style(tone: Tone) -> Style {
    let color = |color: AnsiColor| Style::new().fg_color(Some(color.into()));
    const CALLS: [AnsiColor; 6] = [
        AnsiColor::Cyan,
        AnsiColor::Magenta,
        AnsiColor::Blue,
        AnsiColor::BrightCyan,
        AnsiColor::BrightMagenta,
        AnsiColor::BrightBlue,
    ];
    match tone {
        Tone::Plain => Style::new(),
        Tone::Good => color(AnsiColor::Green),
        Tone::Warn => color(AnsiColor::Yellow),
        Tone::Bad => color(AnsiColor::Red),
        Tone::Strong => Style::new().bold(),
        Tone::Dim => Style::new().dimmed(),
        Tone::Note => color(AnsiColor::Cyan),
        Tone::Call(n) => color(CALLS[usize::from(n) % CALLS.len()]),
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
