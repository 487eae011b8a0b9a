//! Tables for people: the sole user of comfy-table.

use comfy_table::presets::NOTHING;
use comfy_table::{Attribute, Color, ContentArrangement, Table};

use crate::render::{Cell, Show, View};
use crate::terminal::{Terminal, Tone, inert};

/// A list as a table, as wide as the terminal at most.
pub fn list<T: Show>(values: &[T], view: &View, terminal: &Terminal) -> String {
    let cells = values.iter().map(|value| value.row(view));
    rows(T::COLUMNS, cells, terminal)
}

/// Rows under their headings.
pub fn rows(
    columns: &[&str],
    rows: impl Iterator<Item = Vec<Cell>>,
    terminal: &Terminal,
) -> String {
    let mut table = new(terminal);
    table.set_header(
        columns
            .iter()
            .map(|name| comfy_table::Cell::new(name.to_uppercase()).add_attribute(Attribute::Bold)),
    );
    for row in rows {
        table.add_row(row.iter().map(styled));
    }
    finish(table)
}

/// One object: a line a field.
pub fn details(fields: &[(&'static str, Cell)], terminal: &Terminal) -> String {
    let mut table = new(terminal);
    for (name, cell) in fields {
        table.add_row([
            comfy_table::Cell::new(name).add_attribute(Attribute::Bold),
            styled(cell),
        ]);
    }
    finish(table)
}

fn new(terminal: &Terminal) -> Table {
    let mut table = Table::new();
    table
        .load_style(NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(terminal.width()).force_no_tty();
    if terminal.has_color() {
        table.enforce_styling();
    }
    table
}

fn finish(mut table: Table) -> String {
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    table.trim_fmt()
}

fn styled(cell: &Cell) -> comfy_table::Cell {
    let text = if cell.text.is_empty() {
        "-".to_owned()
    } else {
        inert(&cell.text)
    };
    let shown = comfy_table::Cell::new(text);
    match cell.tone {
        Tone::Good => shown.fg(Color::DarkGreen),
        Tone::Warn => shown.fg(Color::DarkYellow),
        Tone::Bad => shown.fg(Color::DarkRed),
        Tone::Note => shown.fg(Color::DarkCyan),
        Tone::Strong => shown.add_attribute(Attribute::Bold),
        Tone::Dim => shown.add_attribute(Attribute::Dim),
        Tone::Plain | Tone::Call(_) => shown,
    }
}
