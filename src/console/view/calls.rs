//! The calls: ringing first, with a bar and the seconds that are left.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use crate::console::state::{Pane, State};
use crate::console::view::style::Palette;
use crate::events::call_summary::{CallState, CallSummary, RING_TIMEOUT};
use crate::render::entries::call_tone;
use crate::terminal::{Tone, clip, sanitize, width};

/// Cells of the bar of a ringing call.
const BAR: usize = 10;

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, state: &State, palette: Palette) {
    let focused = state.pane == Pane::Calls;
    let mut lines = vec![palette.heading("Calls", focused)];
    if state.calls.is_empty() {
        let hint = match state.can_simulate {
            true => " none yet; n simulates one",
            false => " none yet; chirp listen records them",
        };
        lines.push(Line::from(palette.span(Tone::Dim, hint)));
    }
    let selected = state.selected_call().map(|call| call.id.as_str());
    let at = state
        .calls
        .iter()
        .position(|call| Some(call.id.as_str()) == selected);
    let rows = usize::from(area.height).saturating_sub(1).max(1);
    let first = at.unwrap_or(0).saturating_sub(rows - 1);
    for call in state.calls.iter().skip(first).take(rows) {
        let line = palette.line(&row(call, state, usize::from(area.width)));
        lines.push(match Some(call.id.as_str()) == selected {
            true => palette.selected(line, focused),
            false => line,
        });
    }
    frame.render_widget(Paragraph::new(lines), area);
}

fn row(call: &CallSummary, state: &State, columns: usize) -> Vec<(Tone, String)> {
    let text = |text: &Option<String>| sanitize(text.as_deref().unwrap_or("-"));
    let arrow = match call.direction.as_deref() {
        Some("outbound") => "↗",
        _ => "↙",
    };
    let parties = format!(" {arrow} {} → {} ", text(&call.from), text(&call.to));
    let (tone, standing) = standing(call, state);
    let command = match &call.command {
        Some((name, true)) => (Tone::Bad, format!("✗ {} ", sanitize(name))),
        Some((name, false)) => (Tone::Good, format!("✓ {} ", sanitize(name))),
        None => (Tone::Plain, String::new()),
    };
    let tail: String = {
        let from = call.id.char_indices().rev().nth(3).map_or(0, |(at, _)| at);
        sanitize(&call.id[from..])
    };
    let mut parts = vec![
        (tone, format!(" {standing:<24}")),
        (Tone::Plain, parties),
        command,
    ];
    let used: usize = parts.iter().map(|(_, text)| width(text)).sum();
    if used + width(&tail) < columns {
        parts.push((Tone::Plain, " ".repeat(columns - used - width(&tail) - 1)));
        parts.push((call_tone(&call.id), tail));
    }
    cut(parts, columns)
}

/// Cuts a row to the width of its pane.
pub(super) fn cut(parts: Vec<(Tone, String)>, columns: usize) -> Vec<(Tone, String)> {
    let mut left = columns;
    let mut fitting = Vec::new();
    for (tone, text) in parts {
        let text = clip(&text, left);
        left -= width(&text).min(left);
        fitting.push((tone, text));
    }
    fitting
}

fn standing(call: &CallSummary, state: &State) -> (Tone, String) {
    let status = || sanitize(call.status.as_deref().unwrap_or("-"));
    match call.state {
        CallState::Ringing(until) => {
            let left = until.duration_since(state.now).as_secs().max(0);
            if left == 0 {
                return (Tone::Bad, "no command in 30 s".to_owned());
            }
            let filled = (left * BAR as i64 / RING_TIMEOUT.as_secs()).clamp(0, BAR as i64) as usize;
            let bar = "█".repeat(filled) + &"░".repeat(BAR - filled);
            let tone = if left <= 10 { Tone::Bad } else { Tone::Warn };
            (tone, format!("{bar} {left:>2} s ringing"))
        }
        CallState::Live => {
            let held = if state.held.contains(&call.id) {
                ", held"
            } else {
                ""
            };
            let recording = if state.recording.contains(&call.id) {
                ", rec"
            } else {
                ""
            };
            (Tone::Good, format!("{}{held}{recording}", status()))
        }
        CallState::Ended => (Tone::Dim, status()),
    }
}
