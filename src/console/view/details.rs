//! The details of a call or an event, in tabs.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use crate::console::body;
use crate::console::state::{Pane, State, Tab};
use crate::console::view::style::Palette;
use crate::terminal::{Tone, clip};

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, state: &State, palette: Palette) {
    let mut lines = vec![heading(state, palette)];
    let found = body::lines(state, state.tab, area.width.into());
    let rows = usize::from(area.height).saturating_sub(1);
    let first = state.scroll.min(found.len().saturating_sub(rows.max(1)));
    let wanted = state.search.to_lowercase();
    for parts in found.iter().skip(first).take(rows) {
        let text: String = parts.iter().map(|(_, text)| text.as_str()).collect();
        // The terminal itself wraps the raw bytes, so that a selection by mouse equals the received
        // bytes.
        let line = match state.tab {
            Tab::Raw => Line::raw(clip(&text, area.width.into())),
            _ => palette.line(parts),
        };
        lines.push(
            match !wanted.is_empty() && text.to_lowercase().contains(&wanted) {
                true => line
                    .patch_style(Style::new().add_modifier(Modifier::BOLD | Modifier::UNDERLINED)),
                false => line,
            },
        );
    }
    frame.render_widget(Paragraph::new(lines), area);
}

fn heading(state: &State, palette: Palette) -> Line<'static> {
    let focused = state.pane == Pane::Details;
    let mut spans = palette.heading("", focused).spans;
    for (tab, name) in Tab::ALL {
        let span = match tab == state.tab {
            true => palette.span(Tone::Strong, format!("[{name}]")),
            false => palette.span(Tone::Dim, format!(" {name} ")),
        };
        spans.push(span);
    }
    if state.folded && state.tab == Tab::Body {
        spans.push(palette.span(Tone::Note, "  folded"));
    }
    Line::from(spans)
}
