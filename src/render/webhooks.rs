//! Columns of a webhook. Header values are secrets more often than not: only names are shown to people.

use crate::api::types::Webhook;
use crate::events::EventKind;
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
                Cell::text(self.events.as_ref().map(|events| named(events, view))),
            ),
            ("headers", Cell::text(headers)),
            ("created", time(self.created_at.as_deref(), view)),
            ("updated", time(self.updated_at.as_deref(), view)),
        ]
    }
}

/// All of them by name; to a person, the twelve calling events together are one thing.
fn named(events: &[String], view: &View) -> String {
    let has = |kind: &EventKind| events.iter().any(|name| name == kind.name());
    match view.human && events.len() == EventKind::ALL.len() && EventKind::ALL.iter().all(has) {
        true => "all twelve calling events".to_owned(),
        false => events.join(", "),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_twelve_events_are_one_thing_to_a_person_only() {
        let mut events: Vec<String> = EventKind::ALL.map(|kind| kind.name().to_owned()).into();
        let view = |human| View {
            now: jiff::Timestamp::UNIX_EPOCH,
            human,
        };
        assert_eq!(named(&events, &view(true)), "all twelve calling events");
        assert!(named(&events, &view(false)).starts_with("calls.initiated, calls.ringing"));
        events.pop();
        assert!(named(&events, &view(true)).starts_with("calls.initiated, "));
    }
}
