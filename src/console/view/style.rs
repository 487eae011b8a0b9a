//! Meanings to the sixteen colours of the terminal, or to bold and reversed text without colours.

use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};

use crate::terminal::Tone;

/// Colours or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Palette {
    pub(crate) color: bool,
}

impl Palette {
    pub(crate) fn style(self, tone: Tone) -> Style {
        const CALLS: [Color; 6] = [
            Color::Cyan,
            Color::Magenta,
            Color::Blue,
            Color::LightCyan,
            Color::LightMagenta,
            Color::LightBlue,
        ];
        let style = Style::new();
        match tone {
            Tone::Strong => style.add_modifier(Modifier::BOLD),
            Tone::Dim => style.add_modifier(Modifier::DIM),
            // Without colours, failures are still highlighted.
            Tone::Bad | Tone::Warn if !self.color => style.add_modifier(Modifier::BOLD),
            _ if !self.color => style,
            Tone::Plain => style,
            Tone::Good => style.fg(Color::Green),
            Tone::Warn => style.fg(Color::Yellow),
            Tone::Bad => style.fg(Color::Red),
            Tone::Note => style.fg(Color::Cyan),
            Tone::Call(n) => style.fg(CALLS[usize::from(n) % CALLS.len()]),
        }
    }

    /// `text` must be sanitized.
    pub(crate) fn span(self, tone: Tone, text: impl Into<String>) -> Span<'static> {
        Span::styled(text.into(), self.style(tone))
    }

    /// A line of parts.
    pub(crate) fn line(self, parts: &[(Tone, String)]) -> Line<'static> {
        let spans = parts
            .iter()
            .map(|(tone, text)| self.span(*tone, text.clone()));
        Line::from(spans.collect::<Vec<_>>())
    }

    /// The heading of a pane; the one that has the keys is marked, also without colours.
    pub(crate) fn heading(self, text: &str, focused: bool) -> Line<'static> {
        match focused {
            true => Line::from(vec![
                self.span(Tone::Note, "▌"),
                self.span(Tone::Strong, text.to_owned()),
            ]),
            false => Line::from(self.span(Tone::Dim, format!(" {text}"))),
        }
    }

    /// The selected row.
    pub(crate) fn selected(self, line: Line<'static>, focused: bool) -> Line<'static> {
        let modifier = match focused {
            true => Modifier::REVERSED,
            false => Modifier::UNDERLINED,
        };
        line.patch_style(Style::new().add_modifier(modifier))
    }

    pub(crate) fn cursor(self) -> Span<'static> {
        Span::styled(" ", Style::new().add_modifier(Modifier::REVERSED))
    }
}
