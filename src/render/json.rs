//! JSON results: the server's own text, changed in white space only.

use crate::json::{Layout, reformat};
use crate::terminal::Terminal;

/// One document: indented on a terminal, one line in a pipe.
pub fn document(text: &str, terminal: &Terminal) -> String {
    let layout = if terminal.is_tty() {
        Layout::Indented
    } else {
        Layout::Compact
    };
    reformat(text, layout)
}

/// One value on one line.
pub fn line(text: &str) -> String {
    reformat(text, Layout::Compact)
}
