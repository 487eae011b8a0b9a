//! Columns of a recording. Its signed URL is a way in for an hour: not part of a list.

use crate::api::types::Recording;
use crate::render::human::{seconds, size, time};
use crate::render::{Cell, Show, View};
use crate::terminal::Tone;

impl Show for Recording {
    const COLUMNS: &'static [&'static str] =
        &["id", "status", "format", "duration", "size", "created"];
    const FIRST_TO_GO: &'static [&'static str] = &["size", "format", "duration", "created"];

    fn row(&self, view: &View) -> Vec<Cell> {
        vec![
            Cell::text(self.id.clone()),
            status(self.status.as_deref()),
            Cell::text(self.format.clone()),
            seconds(self.duration, view),
            size(self.file_size, view),
            time(self.created_at.as_deref(), view),
        ]
    }

    fn details(&self, view: &View) -> Vec<(&'static str, Cell)> {
        vec![
            ("id", Cell::text(self.id.clone())),
            ("call", Cell::text(self.call_id.clone())),
            ("status", status(self.status.as_deref())),
            ("format", Cell::text(self.format.clone())),
            ("duration", seconds(self.duration, view)),
            ("size", size(self.file_size, view)),
            ("url", Cell::text(self.file_url.clone())),
            ("started", time(self.started_at.as_deref(), view)),
            ("ended", time(self.ended_at.as_deref(), view)),
            ("created", time(self.created_at.as_deref(), view)),
        ]
    }
}

fn status(status: Option<&str>) -> Cell {
    let tone = match status {
        Some("completed") => Tone::Good,
        Some("recording" | "processing") => Tone::Warn,
        Some("failed") => Tone::Bad,
        _ => Tone::Plain,
    };
    Cell::toned(status, tone)
}
