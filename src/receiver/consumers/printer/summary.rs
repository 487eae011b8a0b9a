//! The last lines of an orderly stop: what came, what became of it, what is still to be done.

use std::fmt::Write as _;

use crate::receiver::consumers::printer::{Output, Printer};
use crate::receiver::counts::words;
use crate::render::jq::Filter;

impl Printer {
    pub(crate) fn summary(&mut self, filter: Option<&Filter>) {
        let counts = self.counts.all();
        let held: usize = self.backlogs.iter().map(|backlog| backlog.held()).sum();
        match &self.output {
            Output::Json { .. } => {
                let mut line = "{\"type\":\"summary\"".to_owned();
                for (name, count) in counts {
                    let _ = write!(line, ",\"{name}\":{count}");
                }
                let _ = write!(line, ",\"held\":{held}}}");
                self.json_line(&line, filter);
            }
            Output::Human { .. } => {
                let some: Vec<String> = counts
                    .iter()
                    .filter(|(name, count)| *count > 0 || *name == "events")
                    .map(|(name, count)| format!("{count} {}", words(name, *count)))
                    .collect();
                self.terminal.note(&some.join(", "));
            }
        }
        for line in self.backlogs.iter().filter_map(|backlog| backlog.line()) {
            self.terminal.note(&line);
        }
    }
}
