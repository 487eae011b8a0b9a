//! The summary at shutdown: the events received, their outcomes, and the open work.

use std::fmt::Write as _;

use crate::receiver::consumers::printer::{Printer, View};
use crate::receiver::counts::words;

impl Printer {
    pub(super) fn summary(&mut self) {
        let (counts, backlogs) = (self.counts.all(), &self.settings.backlogs);
        match &mut self.view {
            View::Json(view) => {
                let mut line = "{\"type\":\"summary\"".to_owned();
                for (name, count) in counts {
                    let _ = write!(line, ",\"{name}\":{count}");
                }
                let held: usize = backlogs.iter().map(|backlog| backlog.held()).sum();
                let _ = write!(line, ",\"held\":{held}}}");
                view.line(&line, None, &mut self.writer);
            }
            View::Human(_) => {
                let counts = counts.iter();
                let some = counts.filter(|(name, count)| *count > 0 || *name == "events");
                let some: Vec<String> = some
                    .map(|(name, count)| format!("{count} {}", words(name, *count)))
                    .collect();
                self.terminal.note(&some.join(", "));
            }
        }
        for line in backlogs.iter().filter_map(|backlog| backlog.left()) {
            self.terminal.note(&line);
        }
    }
}
