//! Progress bars on stderr: the sole user of indicatif. Where stderr is no terminal there are none.

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::terminal::{OutputError, Terminal, clip, inert};

/// Redraws a second: smooth to the eye, cheap next to a fast disk.
const RATE: u8 = 10;
/// Columns for a name.
const NAME: usize = 36;

/// Bars below each other, one a file.
pub struct Bars {
    terminal: Terminal,
    multi: Option<MultiProgress>,
}

/// One bar; gone when dropped.
pub struct Bar(Option<ProgressBar>);

impl Bars {
    /// Bars if a person looks at stderr.
    pub fn new(terminal: Terminal) -> Bars {
        let wanted = terminal.is_stderr_tty() && !terminal.is_quiet();
        let multi = wanted
            .then(|| MultiProgress::with_draw_target(ProgressDrawTarget::stderr_with_hz(RATE)));
        Bars { terminal, multi }
    }

    /// A bar called `name`.
    pub fn add(&self, name: &str) -> Bar {
        let bar = self.multi.as_ref().map(|multi| {
            let bar = multi.add(ProgressBar::no_length());
            bar.set_style(unknown_length());
            bar.set_prefix(clip(&inert(name), NAME));
            bar
        });
        Bar(bar)
    }

    /// Writes a result to stdout without tearing the bars. `text` must be inert already.
    ///
    /// # Errors
    /// When stdout is closed or cannot take it.
    pub fn line(&self, text: &str) -> Result<(), OutputError> {
        match &self.multi {
            Some(multi) => multi.suspend(|| self.terminal.line(text)),
            None => self.terminal.line(text),
        }
    }

    /// Writes to stderr without tearing the bars.
    pub fn complain(&self, text: &str) {
        match &self.multi {
            Some(multi) => multi.suspend(|| self.terminal.complain(text)),
            None => self.terminal.complain(text),
        }
    }

    /// The same unless `--quiet`.
    pub fn note(&self, text: &str) {
        if !self.terminal.is_quiet() {
            self.complain(text);
        }
    }
}

impl Bar {
    /// `at` of `total` bytes; speed is reckoned from here on.
    pub fn start(&self, at: u64, total: Option<u64>) {
        if let Some(bar) = &self.0 {
            if let Some(total) = total {
                bar.set_length(total);
                bar.set_style(known_length());
            }
            bar.set_position(at);
            bar.reset_eta();
            bar.set_message("");
        }
    }

    /// `at` bytes are there.
    pub fn set(&self, at: u64) {
        if let Some(bar) = &self.0 {
            bar.set_position(at);
        }
    }

    /// Says why nothing moves. Gives false where there is no bar to say it.
    pub fn tell(&self, what: &str) -> bool {
        if let Some(bar) = &self.0 {
            bar.set_message(inert(what));
            bar.tick();
        }
        self.0.is_some()
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

fn known_length() -> ProgressStyle {
    style("{prefix:36} [{wide_bar}] {bytes:>10}/{total_bytes} {bytes_per_sec} {eta} {msg}")
}

fn unknown_length() -> ProgressStyle {
    style("{prefix:36} {spinner} {bytes:>10} {bytes_per_sec} {msg}")
}

fn style(template: &str) -> ProgressStyle {
    let style = ProgressStyle::with_template(template).expect("a constant template is valid");
    style.progress_chars("=> ")
}
