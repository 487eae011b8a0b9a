//! Columns of a webhook. Header values are secrets more often than not: only names are shown to people.

use crate::api::types::Webhook;
use crate::render::human::time;
use crate::render::{Cell, Show, View};

impl Show for Webhook {
    const COLUMNS: &'static [&'static str] = &["id", "url", "events", "created"];
    const FIRST_TO_GO: &'static [&'static str] = &["created", "events"];

    fn row(&self, view: &View) -> Vec<Cell> {
        vec![
            Cell::text(self.id.clone()),
            Cell::text(self.url.clone()),
            Cell::text(self.events.as_ref().map(|events| summary(events, view))),
            time(self.created_at.as_deref(), view),
        ]
    }

    fn details(&self, view: &View) -> Vec<(&'static str, Cell)> {
        let headers = self.headers.as_ref().map(|headers| {
            headers
                .keys()
                .map(|name| format!("{name}: (hidden)"))
                .collect::<Vec<_>>()
                .join(", ")
        });
        vec![
            ("id", Cell::text(self.id.clone())),
            ("url", Cell::text(self.url.clone())),
            (
                "events",
                Cell::text(self.events.as_ref().map(|events| events.join(", "))),
            ),
            ("headers", Cell::text(headers)),
            ("created", time(self.created_at.as_deref(), view)),
            ("updated", time(self.updated_at.as_deref(), view)),
        ]
    }
}

fn summary(events: &[String], view: &View) -> String {
    match events {
        [first, second, rest @ ..] if view.human && !rest.is_empty() => {
            format!("{first}, {second} and {} more", rest.len())
        }
        all => all.join(","),
    }
}
