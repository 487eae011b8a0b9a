//! Tab-separated text for pipes: no header, no colour, one record a line, tabs inside values escaped.

use crate::render::{Cell, Show, View};
use crate::terminal::sanitize;

/// One record of a list.
pub fn row<T: Show>(value: &T, view: &View) -> String {
    cells(&value.row(view))
}

/// One record of cells.
pub fn cells(row: &[Cell]) -> String {
    let cells: Vec<String> = row.iter().map(|cell| sanitize(&cell.text)).collect();
    cells.join("\t")
}

/// One object: a line a field, name and value.
pub fn details(fields: &[(&'static str, Cell)]) -> String {
    let lines: Vec<String> = fields
        .iter()
        .map(|(name, cell)| format!("{name}\t{}", sanitize(&cell.text)))
        .collect();
    lines.join("\n")
}
