//! The events: one line each, with the handler's response.

use jiff::tz::TimeZone;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use crate::console::state::{Pane, State};
use crate::console::view::calls::cut;
use crate::console::view::style::Palette;
use crate::events::Entry;
use crate::events::call_summary::HandlerAnswer;
use crate::events::entry::{ActionKind, Record};
use crate::render::entries::{call_tone, matters};
use crate::terminal::{Tone, clip, sanitize, width};

/// Columns of the name, and of the handler's answer.
const NAME: usize = 20;
const ANSWER: usize = 12;

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, state: &State, palette: Palette) {
    let focused = state.pane == Pane::Events;
    let name = match state.shown.len() {
        0 => "Events".to_owned(),
        count if state.has_older => format!("Events ({count}+)"),
        count => format!("Events ({count})"),
    };
    let mut lines = vec![palette.heading(&name, focused)];
    if state.shown.is_empty() {
        let hint = match (state.entries.is_empty(), state.filter_text.is_empty()) {
            (true, _) => {
                " the journal is empty; chirp trigger calls.initiated --to <URL> sends a sample"
            }
            (false, false) => " nothing passes the filter; / changes it, Esc removes it",
            (false, true) => " no events",
        };
        lines.push(Line::from(
            palette.span(Tone::Dim, clip(hint, area.width.into())),
        ));
    }
    let rows = usize::from(area.height).saturating_sub(1).max(1);
    let at = state
        .entry
        .and_then(|seq| state.shown.binary_search(&seq).ok());
    let at = at.unwrap_or(state.shown.len().saturating_sub(1));
    let first = (at + 1).saturating_sub(rows);
    for seq in state.shown.iter().skip(first).take(rows) {
        let Some(entry) = state.get(*seq) else {
            continue;
        };
        let line = palette.line(&cut(
            row(entry, state, area.width.into()),
            area.width.into(),
        ));
        lines.push(match state.entry == Some(*seq) {
            true => palette.selected(line, focused),
            false => line,
        });
    }
    frame.render_widget(Paragraph::new(lines), area);
}

fn row(entry: &Entry, state: &State, columns: usize) -> Vec<(Tone, String)> {
    let mark = if state.marks.contains(&entry.seq) {
        "•"
    } else {
        " "
    };
    let clock = entry
        .at
        .to_zoned(TimeZone::system())
        .strftime("%H:%M:%S")
        .to_string();
    let (tone, name) = named(entry);
    let call = state.call_of(entry.seq);
    let tail = call.map(|id| {
        let from = id.char_indices().rev().nth(3).map_or(0, |(at, _)| at);
        (call_tone(id), sanitize(&id[from..]))
    });
    let answer = state.answer_to(entry.seq).map(answer);
    let mut parts = vec![
        (Tone::Note, mark.to_owned()),
        (Tone::Dim, format!("{clock} ")),
        (tone, pad(&clip(&sanitize(&name), NAME), NAME + 1)),
    ];
    let right = ANSWER + 6;
    let used: usize = parts.iter().map(|(_, text)| width(text)).sum();
    let room = columns.saturating_sub(used + right);
    let what = clip(&sanitize(&detail(entry)), room);
    parts.push((Tone::Plain, pad(&what, room + 1)));
    let (tone, text) = answer.unwrap_or((Tone::Plain, String::new()));
    parts.push((tone, pad(&clip(&text, ANSWER), ANSWER)));
    parts.extend(tail);
    parts
}

fn named(entry: &Entry) -> (Tone, String) {
    let short = |name: &str| name.strip_prefix("calls.").unwrap_or(name).to_owned();
    match &entry.record {
        Record::Event { event, .. } => (tone_of(&event.name), short(&event.name)),
        Record::Action(action) => {
            let command = crate::json::member(&action.detail, "command");
            let command = command.and_then(crate::json::string);
            let failed = matches!(
                action.kind,
                ActionKind::CommandFailed | ActionKind::MediaFailed
            );
            let tone = if failed { Tone::Bad } else { Tone::Good };
            (
                tone,
                format!("→ {}", command.as_deref().unwrap_or(action.kind.name())),
            )
        }
        other => (Tone::Warn, other.type_name().to_owned()),
    }
}

fn tone_of(name: &str) -> Tone {
    match name {
        "calls.answered" | "calls.completed" | "calls.recording.completed" => Tone::Good,
        "calls.initiated" | "calls.ringing" | "calls.voicemail.received" => Tone::Warn,
        "calls.failed" | "calls.busy" | "calls.no_answer" | "calls.canceled" => Tone::Bad,
        _ => Tone::Plain,
    }
}

fn detail(entry: &Entry) -> String {
    match &entry.record {
        Record::Event { event, .. } => {
            let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
            let more = matters(&entry.record);
            let parties = format!("{} → {}", text(&event.from), text(&event.to));
            if more.is_empty() {
                parties
            } else {
                format!("{parties}  {more}")
            }
        }
        record => matters(record),
    }
}

fn answer(answer: HandlerAnswer) -> (Tone, String) {
    let tone = if answer.accepted {
        Tone::Good
    } else {
        Tone::Bad
    };
    let text = match (answer.status, answer.latency_ms) {
        (Some(status), Some(latency)) => format!("{status} {latency} ms"),
        (Some(status), None) => status.to_string(),
        _ => "no answer".to_owned(),
    };
    (tone, text)
}

fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}
