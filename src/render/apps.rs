//! The calling configuration of an app.

use crate::api::types::CallingConfig;
use crate::render::human::{seconds, time};
use crate::render::{Cell, Show, View};
use crate::terminal::Tone;

impl Show for CallingConfig {
    const COLUMNS: &'static [&'static str] = &["id", "app", "voicemail", "answer behavior"];

    fn row(&self, _: &View) -> Vec<Cell> {
        vec![
            Cell::text(self.id.clone()),
            Cell::text(self.app_id.clone()),
            switch(self.fields.voicemail_enabled),
            Cell::text(self.fields.default_answer_behavior.clone()),
        ]
    }

    fn details(&self, view: &View) -> Vec<(&'static str, Cell)> {
        let fields = &self.fields;
        let max_duration = fields.voicemail_max_duration.map(i64::from);
        let max_calls = fields.max_concurrent_calls.map(|count| count.to_string());
        vec![
            ("id", Cell::text(self.id.clone())),
            ("app", Cell::text(self.app_id.clone())),
            ("organization", Cell::text(self.organization_id.clone())),
            ("voicemail enabled", switch(fields.voicemail_enabled)),
            (
                "voicemail greeting url",
                Cell::text(fields.voicemail_greeting_url.clone()),
            ),
            ("voicemail max duration", seconds(max_duration, view)),
            ("auto record enabled", switch(fields.auto_record_enabled)),
            (
                "recording format",
                Cell::text(fields.recording_format.clone()),
            ),
            (
                "default answer behavior",
                Cell::text(fields.default_answer_behavior.clone()),
            ),
            ("max concurrent calls", Cell::text(max_calls)),
            (
                "whatsapp calling enabled",
                switch(fields.whatsapp_calling_enabled),
            ),
            ("whatsapp sip enabled", switch(fields.whatsapp_sip_enabled)),
            ("created", time(self.created_at.as_deref(), view)),
            ("updated", time(self.updated_at.as_deref(), view)),
        ]
    }
}

fn switch(on: Option<bool>) -> Cell {
    let tone = if on == Some(true) {
        Tone::Good
    } else {
        Tone::Plain
    };
    Cell::toned(on.map(|on| on.to_string()), tone)
}
