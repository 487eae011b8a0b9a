//! Columns of a call.

use crate::api::types::Call;
use crate::render::human::{seconds, time};
use crate::render::{Cell, Show, View};
use crate::terminal::Tone;

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
