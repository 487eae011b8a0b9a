//! The colours that meanings have.

use anstyle::{AnsiColor, Style};

use crate::terminal::Tone;

pub(super) fn paint(colored: bool, tone: Tone, text: &str) -> String {
    if !colored || tone == Tone::Plain || text.is_empty() {
        return text.to_owned();
    }
    let style = style(tone);
    format!("{}{text}{}", style.render(), style.render_reset())
}

fn style(tone: Tone) -> Style {
    let color = |color: AnsiColor| Style::new().fg_color(Some(color.into()));
    const CALLS: [AnsiColor; 6] = [
        AnsiColor::Cyan,
        AnsiColor::Magenta,
        AnsiColor::Blue,
        AnsiColor::BrightCyan,
        AnsiColor::BrightMagenta,
        AnsiColor::BrightBlue,
    ];
    match tone {
        Tone::Plain => Style::new(),
        Tone::Good => color(AnsiColor::Green),
        Tone::Warn => color(AnsiColor::Yellow),
        Tone::Bad => color(AnsiColor::Red),
        Tone::Strong => Style::new().bold(),
        Tone::Dim => Style::new().dimmed(),
        Tone::Note => color(AnsiColor::Cyan),
        Tone::Call(n) => color(CALLS[usize::from(n) % CALLS.len()]),
    }
}
