//! Columns of a call, and a line for each change of one.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;

use crate::api::types::Call;
use crate::clock::iso_millis;
use crate::json::{Layout, reformat};
use crate::render::human::{duration, seconds, time};
use crate::render::{Cell, Show, View};
use crate::terminal::{Terminal, Tone, sanitize};

/// A call that is found in another status than before.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// The time when the change was detected.
    pub at: Timestamp,
    /// The call's id, as the user gave it.
    pub call_id: &'a str,
    /// The status before; `None` at the first look.
    pub before: Option<&'a str>,
    /// The call now.
    pub call: &'a Call,
    /// The JSON text as received from the API.
    pub text: &'a str,
}

/// A change for people: local time, status, who to whom, how long and why it ended.
pub fn change_line(change: &Change<'_>, zone: &TimeZone, terminal: &Terminal) -> String {
    let call = change.call;
    let clock = change.at.to_zoned(zone.clone()).strftime("%H:%M:%S");
    let Cell { text, tone } = status(call.status.as_deref());
    let or_dash = |text: &Option<String>| sanitize(text.as_deref().unwrap_or("-"));
    let why = [
        call.duration.map(duration),
        call.end_reason.as_deref().map(sanitize),
    ];
    let why: Vec<String> = why.into_iter().flatten().collect();
    let line = format!(
        "{}  {}  {:<8}  {} → {}  {}",
        terminal.paint(Tone::Dim, &clock.to_string()),
        terminal.paint(tone, &format!("{:<25}", sanitize(&text))),
        or_dash(&call.direction),
        or_dash(&call.from_address),
        or_dash(&call.to_address),
        why.join(", ")
    );
    line.trim_end().to_owned()
}

/// A change for programs: one object on one line, the call as the API sent it.
pub fn change_object(change: &Change<'_>) -> String {
    let head = json!({
        "type": "status",
        "at": iso_millis(change.at),
        "callId": change.call_id,
        "status": change.call.status,
        "previous": change.before,
    });
    let head = head.to_string();
    let open = head.strip_suffix('}').unwrap_or(&head);
    reformat(
        &format!("{open},\"call\":{}}}", change.text),
        Layout::Compact,
    )
}

impl Show for Call {
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "status",
        "direction",
        "from",
        "to",
        "duration",
        "created",
    ];
    const FIRST_TO_GO: &'static [&'static str] =
        &["duration", "direction", "created", "to", "from"];

    fn row(&self, view: &View) -> Vec<Cell> {
        vec![
            Cell::text(self.id.clone()),
            status(self.status.as_deref()),
            Cell::text(self.direction.clone()),
            Cell::text(self.from_address.clone()),
            Cell::text(self.to_address.clone()),
            seconds(self.duration, view),
            time(self.created_at.as_deref(), view),
        ]
    }

    fn details(&self, view: &View) -> Vec<(&'static str, Cell)> {
        let metadata = self
            .metadata
            .as_ref()
            .and_then(|map| serde_json::to_string(map).ok());
        vec![
            ("id", Cell::text(self.id.clone())),
            ("status", status(self.status.as_deref())),
            ("direction", Cell::text(self.direction.clone())),
            ("from", Cell::text(self.from_address.clone())),
            ("to", Cell::text(self.to_address.clone())),
            ("from channel", Cell::text(self.from_channel.clone())),
            ("to channel", Cell::text(self.to_channel.clone())),
            ("duration", seconds(self.duration, view)),
            ("end reason", Cell::text(self.end_reason.clone())),
            ("metadata", Cell::text(metadata)),
            ("room", Cell::text(self.livekit_room_name.clone())),
            ("started", time(self.started_at.as_deref(), view)),
            ("answered", time(self.answered_at.as_deref(), view)),
            ("ended", time(self.ended_at.as_deref(), view)),
        ]
    }
}

fn status(status: Option<&str>) -> Cell {
    let tone = match status {
        Some("in_progress" | "completed") => Tone::Good,
        Some("initiated" | "ringing" | "voicemail") => Tone::Warn,
        Some("failed" | "busy" | "no_answer" | "canceled") => Tone::Bad,
        _ => Tone::Plain,
    };
    Cell::toned(status, tone)
}
