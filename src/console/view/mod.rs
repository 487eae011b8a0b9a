//! Draws a state: three panes where there is room, one where there is not (pure).

mod calls;
mod details;
mod events;
mod overlay;
mod style;

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::console::keys;
use crate::console::mode::{Action, Mode, Purpose};
use crate::console::state::{Pane, Permission, State};
use crate::terminal::{Tone, clip, sanitize, width};

pub(crate) use style::Palette;

/// Below this many columns one pane is shown at a time.
const NARROW: u16 = 70;
/// From this many columns on, the details are shown next to the lists.
const WIDE: u16 = 120;

/// Draws the whole screen.
pub(crate) fn draw(frame: &mut Frame<'_>, state: &State, palette: Palette) {
    let [head, main, foot] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Min(1),
        Constraint::Length(1),
    ])
    .areas(frame.area());
    frame.render_widget(Paragraph::new(title(state, palette, head.width)), head);
    match &state.mode {
        Mode::Help { search } => overlay::help(frame, main, search, palette),
        Mode::Line {
            purpose:
                Purpose::Target {
                    seq,
                    body: Some(body),
                },
            ..
        }
        | Mode::Confirm {
            action:
                Action::Replay {
                    seq,
                    body: Some(body),
                    ..
                },
            ..
        } => overlay::edited(frame, main, state, *seq, body, palette),
        Mode::Diff { first, second } => overlay::diff(frame, main, state, *first, *second, palette),
        _ => panes(frame, main, state, palette),
    }
    frame.render_widget(Paragraph::new(footer(state, palette, foot.width)), foot);
}

fn panes(frame: &mut Frame<'_>, area: Rect, state: &State, palette: Palette) {
    if area.width < NARROW {
        match state.pane {
            Pane::Calls => calls::draw(frame, area, state, palette),
            Pane::Events => events::draw(frame, area, state, palette),
            Pane::Details => details::draw(frame, area, state, palette),
        }
        return;
    }
    let calls_height = (state.calls.len() as u16 + 1).clamp(3, (area.height / 3).max(3));
    if area.width >= WIDE {
        let [left, right] = Layout::horizontal([Constraint::Percentage(48), Constraint::Fill(1)])
            .spacing(1)
            .areas(area);
        let [top, bottom] =
            Layout::vertical([Constraint::Length(calls_height), Constraint::Fill(1)]).areas(left);
        calls::draw(frame, top, state, palette);
        events::draw(frame, bottom, state, palette);
        details::draw(frame, right, state, palette);
        return;
    }
    let [top, middle, bottom] = Layout::vertical([
        Constraint::Length(calls_height),
        Constraint::Fill(2),
        Constraint::Fill(3),
    ])
    .areas(area);
    calls::draw(frame, top, state, palette);
    events::draw(frame, middle, state, palette);
    details::draw(frame, bottom, state, palette);
}

/// The first line: the journal that is shown, and why the screen is paused.
fn title(state: &State, palette: Palette, columns: u16) -> Line<'static> {
    let listener = match &state.listener {
        Some(owner) => sanitize(owner),
        None => "no listener runs here: chirp listen".to_owned(),
    };
    let mut spans = vec![palette.span(Tone::Strong, "chirp console"), Span::raw("  ")];
    let mut flags = Vec::new();
    if let Some(waiting) = &state.paused {
        flags.push((Tone::Warn, format!("paused, {} waiting", waiting.len())));
    }
    if !state.filter_text.is_empty() {
        flags.push((
            Tone::Note,
            format!("filter: {}", sanitize(&state.filter_text)),
        ));
    }
    match state.permission {
        Permission::ReadOnly => flags.push((Tone::Dim, "read-only".to_owned())),
        Permission::NoKey => flags.push((Tone::Dim, "no key".to_owned())),
        Permission::Ask => flags.push((Tone::Warn, "live key".to_owned())),
        Permission::Granted => {}
    }
    let room = usize::from(columns).saturating_sub(15);
    spans.push(palette.span(Tone::Dim, clip(&listener, room)));
    for (tone, text) in flags {
        spans.push(Span::raw("  "));
        spans.push(palette.span(tone, text));
    }
    Line::from(spans)
}

/// The last line: a question, the text input, the result of the last command, or the available
/// keys.
fn footer(state: &State, palette: Palette, columns: u16) -> Line<'static> {
    let columns = usize::from(columns);
    match (&state.mode, &state.notice) {
        (Mode::Line { purpose, text }, notice) => {
            let mut spans = vec![palette.span(Tone::Strong, format!("{}: ", purpose.prompt()))];
            spans.push(Span::raw(sanitize(text)));
            spans.push(palette.cursor());
            if let Some((tone, problem)) = notice {
                spans.push(palette.span(
                    *tone,
                    format!("  {}", clip(&sanitize(problem), columns / 2)),
                ));
            }
            return Line::from(spans);
        }
        (Mode::Confirm { question, .. }, _) => {
            return Line::from(palette.span(Tone::Warn, clip(&sanitize(question), columns)));
        }
        (Mode::Help { .. }, _) => return Line::from(palette.span(Tone::Dim, "Esc closes")),
        (Mode::Diff { .. }, _) => return Line::from(palette.span(Tone::Dim, "any key closes")),
        (Mode::Normal, Some((tone, text))) => {
            return Line::from(palette.span(*tone, clip(&sanitize(text), columns)));
        }
        (Mode::Normal, None) => {}
    }
    key_line(state, palette, columns)
}

fn key_line(state: &State, palette: Palette, columns: usize) -> Line<'static> {
    let (mut spans, mut used, mut full) = (Vec::new(), 0, false);
    // The last two, help and quit, are always there.
    let fitting: Vec<_> = keys::fitting(state).collect();
    let last: usize = fitting
        .iter()
        .rev()
        .take(2)
        .map(|key| width(key.word) + 4)
        .sum();
    for (at, binding) in fitting.iter().enumerate() {
        let is_last = at + 2 >= fitting.len();
        let need = width(binding.word) + 4;
        if !is_last && used + need + last > columns {
            full = true;
        }
        if full && !is_last {
            continue;
        }
        used += need;
        spans.push(palette.span(Tone::Strong, binding.key.to_string()));
        spans.push(palette.span(Tone::Dim, format!(" {}  ", binding.word)));
    }
    Line::from(spans)
}
