//! Progress bars on stderr: the sole user of indicatif. Where stderr is no terminal there are none.

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::terminal::{Terminal, clip, inert};

/// Redraws a second: smooth to the eye, cheap next to a fast disk.
const RATE: u8 = 10;
/// From so many columns on there is room for a whole id and for figures.
const WIDE: u16 = 90;
/// Characters of an id that tell one from another; its beginning is the same for all.
const TAIL: usize = 10;

/// Bars below each other, one a file.
pub struct Bars {
    terminal: Terminal,
    multi: Option<MultiProgress>,
}

/// One bar; gone when dropped.
pub struct Bar {
    bar: Option<ProgressBar>,
    wide: bool,
}

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
        let wide = self.terminal.width() >= WIDE;
        let bar = self.multi.as_ref().map(|multi| {
            let bar = multi.add(ProgressBar::no_length());
            bar.set_style(waiting());
            bar.set_prefix(short(&inert(name), wide));
            bar
        });
        Bar { bar, wide }
    }

    /// Lets `write` write to the terminal without tearing the bars.
    pub fn suspend<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.multi {
            Some(multi) => multi.suspend(write),
            None => write(),
        }
    }

    /// Writes to stderr without tearing the bars.
    pub fn complain(&self, text: &str) {
        self.suspend(|| self.terminal.complain(text));
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
        if let Some(bar) = &self.bar {
            bar.set_style(match total {
                Some(_) => known_length(self.wide),
                None => unknown_length(),
            });
            bar.set_length(total.unwrap_or(0));
            bar.set_position(at);
            bar.reset_eta();
        }
    }

    /// `at` bytes are there.
    pub fn set(&self, at: u64) {
        if let Some(bar) = &self.bar {
            bar.set_position(at);
        }
    }

    /// Says why nothing moves. Gives false where there is no bar to say it.
    pub fn tell(&self, what: &str) -> bool {
        if let Some(bar) = &self.bar {
            bar.set_style(waiting());
            bar.set_message(inert(what));
            bar.tick();
        }
        self.bar.is_some()
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// The whole name where there is room, else its end.
fn short(name: &str, wide: bool) -> String {
    let count = name.chars().count();
    if wide || count <= TAIL {
        return clip(name, 40);
    }
    let tail: String = name.chars().skip(count - TAIL).collect();
    format!("…{tail}")
}

fn known_length(wide: bool) -> ProgressStyle {
    style(match wide {
        true => "{prefix:36} [{wide_bar}] {bytes:>10}/{total_bytes} {bytes_per_sec:>12} {eta:>4}",
        false => "{prefix:11} [{wide_bar}] {percent:>3}% {bytes_per_sec:>12} {eta:>4}",
    })
}

fn unknown_length() -> ProgressStyle {
    style("{prefix} {spinner} {bytes:>10} {bytes_per_sec:>12}")
}

fn waiting() -> ProgressStyle {
    style("{prefix} {wide_msg}")
}

fn style(template: &str) -> ProgressStyle {
    let style = ProgressStyle::with_template(template).expect("a constant template is valid");
    style.progress_chars("=> ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_valid_and_names_keep_their_end() {
        for wide in [true, false] {
            known_length(wide);
        }
        unknown_length();
        waiting();
        let id = "call_rec_2DbBs7GWhGvVNJGrDXr5RG0mBWI";
        assert_eq!(short(id, true), id);
        assert_eq!(short(id, false), "…Xr5RG0mBWI");
        assert_eq!(short("call_1", false), "call_1");
    }
}
