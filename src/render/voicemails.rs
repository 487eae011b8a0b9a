//! Columns of a voicemail.

use crate::api::types::Voicemail;
use crate::render::human::{seconds, time};
use crate::render::{Cell, Show, View};
use crate::terminal::{Tone, clip};

/// Columns of a transcription in a list; the whole text is in `get` and in the formats for programs.
const TRANSCRIPTION: usize = 60;

impl Show for Voicemail {
    const COLUMNS: &'static [&'static str] =
        &["id", "read", "from", "duration", "transcription", "created"];
    const FIRST_TO_GO: &'static [&'static str] = &["duration", "created", "transcription"];

    fn row(&self, view: &View) -> Vec<Cell> {
        let transcription = self.transcription.as_deref().map(|text| match view.human {
            true => clip(text, TRANSCRIPTION),
            false => text.to_owned(),
        });
        vec![
            Cell::text(self.id.clone()),
            read(self.is_read, view),
            Cell::text(self.caller_number.clone()),
            seconds(self.duration, view),
            Cell::text(transcription),
            time(self.created_at.as_deref(), view),
        ]
    }

    fn details(&self, view: &View) -> Vec<(&'static str, Cell)> {
        vec![
            ("id", Cell::text(self.id.clone())),
            ("call", Cell::text(self.call_id.clone())),
            ("from", Cell::text(self.caller_number.clone())),
            ("channel", Cell::text(self.caller_channel.clone())),
            ("duration", seconds(self.duration, view)),
            ("read", read(self.is_read, view)),
            ("transcription", Cell::text(self.transcription.clone())),
            ("recording", Cell::text(self.recording_id.clone())),
            ("created", time(self.created_at.as_deref(), view)),
        ]
    }
}

/// `new` stands out to a person; programs get `true` and `false`.
fn read(is_read: Option<bool>, view: &View) -> Cell {
    match is_read {
        Some(false) if view.human => Cell::toned(Some("new"), Tone::Strong),
        Some(true) if view.human => Cell::toned(Some("read"), Tone::Dim),
        other => Cell::text(other.map(|read| read.to_string())),
    }
}
