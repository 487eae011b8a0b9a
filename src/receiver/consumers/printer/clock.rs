//! The line under the events of a terminal that counts down while a call rings; lines where there is none.

use crate::receiver::consumers::printer::{Output, Printer};
use crate::terminal::Tone;

impl Printer {
    /// Nothing came: the clock goes on.
    pub(crate) fn tick(&mut self) {
        let due = self.ringing.due(self.clock.now());
        if self.redraws() {
            self.clear_clock();
            for line in due.iter().filter(|line| line.contains("are over")) {
                self.line(&format!("          {line}"));
            }
            self.draw_clock();
        } else {
            for line in due {
                self.line(&format!("          {line}"));
            }
        }
    }

    pub(crate) fn redraws(&self) -> bool {
        matches!(self.output, Output::Human { .. }) && self.terminal.can_redraw()
    }

    pub(crate) fn draw_clock(&mut self) {
        if !self.redraws() {
            return;
        }
        let columns = usize::from(self.terminal.width()).saturating_sub(1);
        if let Some(status) = self.ringing.status(self.clock.now()) {
            let status = crate::terminal::clip(&format!("  {status}"), columns);
            self.text
                .push_str(&self.terminal.paint(Tone::Warn, &status));
            self.clock_drawn = true;
        }
    }

    pub(crate) fn clear_clock(&mut self) {
        if std::mem::take(&mut self.clock_drawn) {
            self.text.push_str("\r\x1b[K");
        }
    }
}
