//! A call's ladder as text: for a terminal, as a Mermaid diagram, as one HTML file.

mod html;
mod mermaid;
pub mod redact;
pub mod text;

use crate::events::ladder::Mood;
use crate::terminal::Tone;

pub use html::{CSS, document};
pub use mermaid::diagram;
pub use text::lines;

/// The colour of a row on a terminal.
pub fn tone(mood: Mood) -> Tone {
    match mood {
        Mood::Plain => Tone::Plain,
        Mood::Good => Tone::Good,
        Mood::Warn => Tone::Warn,
        Mood::Bad => Tone::Bad,
        Mood::Note => Tone::Note,
        Mood::Dim => Tone::Dim,
    }
}
