//! Columns of a token for a WebRTC client.

use jiff::Timestamp;

use crate::api::types::Token;
use crate::render::human::time;
use crate::render::{Cell, Show, View};

impl Show for Token {
    const COLUMNS: &'static [&'static str] = &["token", "expires"];

    fn row(&self, view: &View) -> Vec<Cell> {
        let cells = self.details(view).into_iter().map(|(_, cell)| cell);
        cells.collect()
    }

    fn details(&self, view: &View) -> Vec<(&'static str, Cell)> {
        let at = self
            .expires_at
            .and_then(|at| Timestamp::from_second(at).ok());
        let expires = at.map(|at| at.to_string());
        vec![
            ("token", Cell::text(self.token.clone())),
            ("expires", time(expires.as_deref(), view)),
        ]
    }
}
