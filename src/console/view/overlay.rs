//! Overlays on the panes: the list of keys, and the comparison of two bodies.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use crate::console::body;
use crate::console::keys::{ALL, MOVES};
use crate::console::state::State;
use crate::console::view::style::Palette;
use crate::render::entries::bytes_of;
use crate::terminal::{Tone, sanitize};

pub(super) fn help(frame: &mut Frame<'_>, area: Rect, search: &str, palette: Palette) {
    let wanted = search.to_lowercase();
    let own = ALL
        .iter()
        .map(|binding| (binding.key.to_string(), binding.help));
    let moves = MOVES.iter().map(|(key, help)| ((*key).to_owned(), *help));
    let mut lines = vec![
        Line::from(vec![
            palette.span(Tone::Strong, "Keys  "),
            palette.span(Tone::Dim, format!("search: {}", sanitize(search))),
            palette.cursor(),
        ]),
        Line::raw(""),
    ];
    for (key, help) in own.chain(moves) {
        if help.to_lowercase().contains(&wanted) || key.to_lowercase().contains(&wanted) {
            lines.push(Line::from(vec![
                palette.span(Tone::Strong, format!("  {key:<10}")),
                palette.span(Tone::Plain, help),
            ]));
        }
    }
    frame.render_widget(Paragraph::new(lines), area);
}

pub(super) fn diff(
    frame: &mut Frame<'_>,
    area: Rect,
    state: &State,
    first: i64,
    second: i64,
    palette: Palette,
) {
    let title = format!("#{first} and #{second}");
    compare(
        frame,
        area,
        &title,
        [body_of(state, first), body_of(state, second)],
        palette,
    );
}

/// An edited body beside the one that was received, before it is posted.
pub(super) fn edited(
    frame: &mut Frame<'_>,
    area: Rect,
    state: &State,
    seq: i64,
    body: &[u8],
    palette: Palette,
) {
    let title = format!("#{seq} as received and as edited");
    compare(frame, area, &title, [body_of(state, seq), body], palette);
}

fn body_of(state: &State, seq: i64) -> &[u8] {
    let entry = state.get(seq);
    entry
        .and_then(|entry| bytes_of(&entry.record))
        .unwrap_or_default()
}

fn compare(frame: &mut Frame<'_>, area: Rect, title: &str, bodies: [&[u8]; 2], palette: Palette) {
    let mut lines = vec![Line::from(palette.span(Tone::Strong, title.to_owned()))];
    let compared = body::diff(bodies[0], bodies[1]);
    let rows = usize::from(area.height).saturating_sub(1);
    // The first difference is on the screen.
    let changed = compared
        .iter()
        .position(|line| line.iter().any(|(tone, _)| *tone != Tone::Dim));
    let start = changed
        .unwrap_or(0)
        .saturating_sub(3)
        .min(compared.len().saturating_sub(rows));
    lines.extend(
        compared
            .iter()
            .skip(start)
            .take(rows)
            .map(|line| palette.line(line)),
    );
    frame.render_widget(Paragraph::new(lines), area);
}
