//! Columns of the answer to a call command.

use crate::api::types::CommandReply;
use crate::render::{Cell, Show, View};
use crate::terminal::Tone;

impl Show for CommandReply {
    const COLUMNS: &'static [&'static str] = &["call", "command", "status"];

    fn row(&self, view: &View) -> Vec<Cell> {
        self.details(view)
            .into_iter()
            .map(|(_, cell)| cell)
            .collect()
    }

    fn details(&self, _: &View) -> Vec<(&'static str, Cell)> {
        let tone = match self.status.as_deref() {
            Some("accepted") => Tone::Good,
            _ => Tone::Warn,
        };
        vec![
            ("call", Cell::text(self.call_id.clone())),
            ("command", Cell::text(self.command.clone())),
            ("status", Cell::toned(self.status.clone(), tone)),
        ]
    }
}
