//! Columns of a sandbox's delivery.

use crate::api::simulate::{SandboxAttempt, SandboxDelivery};
use crate::render::human::time;
use crate::render::{Cell, Show, View};
use crate::terminal::Tone;

impl Show for SandboxDelivery {
    const COLUMNS: &'static [&'static str] =
        &["id", "state", "event", "attempts", "last", "created"];
    const FIRST_TO_GO: &'static [&'static str] = &["created", "attempts", "last"];

    fn row(&self, view: &View) -> Vec<Cell> {
        let attempts = self.attempts.as_deref().unwrap_or_default();
        vec![
            Cell::text(self.id.clone()),
            state(self.state.as_deref()),
            Cell::text(self.event.clone()),
            Cell::text(Some(attempts.len().to_string())),
            Cell::text(attempts.last().map(outcome)),
            time(self.created_at.as_deref(), view),
        ]
    }

    fn details(&self, view: &View) -> Vec<(&'static str, Cell)> {
        let attempts = self.attempts.as_deref().unwrap_or_default();
        let mut fields = vec![
            ("id", Cell::text(self.id.clone())),
            ("state", state(self.state.as_deref())),
            ("event", Cell::text(self.event.clone())),
            ("event id", Cell::text(self.event_id.clone())),
            ("call", Cell::text(self.call_id.clone())),
            ("webhook", Cell::text(self.webhook_id.clone())),
            ("created", time(self.created_at.as_deref(), view)),
        ];
        let attempts = attempts.iter().map(outcome);
        fields.extend(attempts.map(|text| ("attempt", Cell::text(Some(text)))));
        fields
    }
}

fn state(state: Option<&str>) -> Cell {
    let tone = match state {
        Some("delivered") => Tone::Good,
        Some("pending") => Tone::Warn,
        _ => Tone::Bad,
    };
    Cell::toned(state, tone)
}

/// Returns `200 in 12 ms`, or the error.
fn outcome(attempt: &SandboxAttempt) -> String {
    let took = attempt.latency_ms.unwrap_or(0);
    match (attempt.status, attempt.error.as_deref()) {
        (Some(status), _) => format!("{status} in {took} ms"),
        (None, Some(error)) => format!("{error} after {took} ms"),
        (None, None) => format!("no answer after {took} ms"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attempt_says_what_came_or_why_nothing_did() {
        let attempt = |status, error: Option<&str>| SandboxAttempt {
            status,
            latency_ms: Some(12),
            error: error.map(str::to_owned),
            ..SandboxAttempt::default()
        };
        assert_eq!(outcome(&attempt(Some(500), None)), "500 in 12 ms");
        assert_eq!(
            outcome(&attempt(None, Some("refused"))),
            "refused after 12 ms"
        );
    }
}
