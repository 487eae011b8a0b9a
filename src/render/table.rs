//! Tables for people: the sole user of comfy-table.

use comfy_table::presets::NOTHING;
use comfy_table::{Attribute, Color, ContentArrangement, Table};

use crate::render::{Cell, Show, View};
use crate::terminal::{Terminal, Tone, clip, sanitize, width};

/// Between columns.
const GAP: usize = 2;
/// Minimum width of a column that is shortened.
const LEAST: usize = 8;

/// A list as a table, one line an item, as wide as the terminal at most: less important columns give
/// way first (see [`Show::FIRST_TO_GO`]), then the widest are cut. Ids stay whole.
pub fn list<T: Show>(values: &[T], view: &View, terminal: &Terminal) -> String {
    let cells = values.iter().map(|value| value.row(view));
    set(T::COLUMNS, T::FIRST_TO_GO, cells, terminal)
}

/// Rows under their headings.
pub fn rows(
    columns: &[&str],
    rows: impl Iterator<Item = Vec<Cell>>,
    terminal: &Terminal,
) -> String {
    set(columns, &[], rows, terminal)
}

fn set(
    columns: &[&str],
    first_to_go: &[&str],
    rows: impl Iterator<Item = Vec<Cell>>,
    terminal: &Terminal,
) -> String {
    let rows: Vec<Vec<Cell>> = rows
        .map(|row| row.into_iter().map(shown).collect())
        .collect();
    let widths = fit(columns, first_to_go, &rows, usize::from(terminal.width()));
    let mut table = new(terminal);
    table.set_header(columns.iter().zip(&widths).filter_map(|(name, width)| {
        width.map(|_| comfy_table::Cell::new(name.to_uppercase()).add_attribute(Attribute::Bold))
    }));
    for row in rows {
        let cells = row.into_iter().zip(&widths);
        table.add_row(cells.filter_map(|(cell, width)| {
            width.map(|width| styled(&clip(&cell.text, width), cell.tone))
        }));
    }
    finish(table)
}

/// The width of each column, `None` for those that are left out.
fn fit(
    columns: &[&str],
    first_to_go: &[&str],
    rows: &[Vec<Cell>],
    available: usize,
) -> Vec<Option<usize>> {
    let natural = |(at, name): (usize, &&str)| {
        let cells = rows.iter().filter_map(|row| row.get(at));
        let widest = cells.map(|cell| width(&cell.text)).max().unwrap_or(0);
        Some(widest.max(width(name)))
    };
    let mut widths: Vec<Option<usize>> = columns.iter().enumerate().map(natural).collect();
    let total = |widths: &[Option<usize>]| {
        let kept = widths.iter().flatten();
        kept.map(|width| width + GAP)
            .sum::<usize>()
            .saturating_sub(GAP)
    };
    for name in first_to_go {
        if total(&widths) <= available {
            break;
        }
        if let Some(at) = columns.iter().position(|column| column == name) {
            widths[at] = None;
        }
    }
    loop {
        let over = total(&widths).saturating_sub(available);
        let can_give = (1..widths.len()).filter(|&at| widths[at] > Some(LEAST));
        match can_give.max_by_key(|&at| widths[at]) {
            Some(at) if over > 0 => {
                widths[at] = widths[at].map(|width| width.saturating_sub(over).max(LEAST));
            }
            _ => return widths,
        }
    }
}

/// One object: a line a field. Long values are not cut into lines, so that they can be copied whole.
pub fn details(fields: &[(&'static str, Cell)], terminal: &Terminal) -> String {
    let longest = fields.iter().map(|(name, _)| width(name)).max();
    let longest = longest.unwrap_or(0);
    let line = |(name, cell): &(&'static str, Cell)| {
        let gap = " ".repeat(longest - width(name) + GAP);
        let name = terminal.paint(Tone::Strong, name);
        let cell = shown(cell.clone());
        format!("{name}{gap}{}", terminal.paint(cell.tone, &cell.text))
    };
    fields.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Formats a cell for a terminal: on one line, `-` for an empty value.
fn shown(cell: Cell) -> Cell {
    let text = match cell.text.as_str() {
        "" => "-".to_owned(),
        text => sanitize(text),
    };
    Cell { text, ..cell }
}

fn new(terminal: &Terminal) -> Table {
    let mut table = Table::new();
    table
        .load_style(NOTHING)
        .set_content_arrangement(ContentArrangement::Disabled);
    table.force_no_tty();
    if terminal.has_color() {
        table.enforce_styling();
    }
    table
}

fn finish(mut table: Table) -> String {
    // No padding after the last column: styled blanks are not trimmed, and would wrap at the edge.
    let last = table.column_count().saturating_sub(1);
    for (at, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, if at == last { 0 } else { 2 }));
    }
    table.trim_fmt()
}

fn styled(text: &str, tone: Tone) -> comfy_table::Cell {
    let shown = comfy_table::Cell::new(text);
    match tone {
        Tone::Good => shown.fg(Color::DarkGreen),
        Tone::Warn => shown.fg(Color::DarkYellow),
        Tone::Bad => shown.fg(Color::DarkRed),
        Tone::Note => shown.fg(Color::DarkCyan),
        Tone::Strong => shown.add_attribute(Attribute::Bold),
        Tone::Dim => shown.add_attribute(Attribute::Dim),
        Tone::Plain | Tone::Call(_) => shown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::types::Call;

    fn calls(columns: u16) -> String {
        let text = r#"[{"id":"call_2DbBs7GWhGvVNJGrDXr5RG0mBWI","status":"in_progress","direction":"inbound","fromAddress":"+15551234567","toAddress":"+15559876543","duration":125,"createdAt":"2026-04-13T11:00:00Z"},
            {"id":"call_1","status":"x\n\u001b[2J","fromAddress":"a very long address that goes on and on and on"}]"#;
        let calls: Vec<Call> = serde_json::from_str(text).unwrap();
        let now = "2026-04-13T12:00:00Z".parse().unwrap();
        list(
            &calls,
            &View { now, human: true },
            &Terminal::plain(columns),
        )
    }

    #[test]
    fn every_width_has_whole_ids_and_one_line_an_item() {
        for columns in [40, 60, 80, 120, 200] {
            let table = calls(columns);
            assert_eq!(table.lines().count(), 3, "{table}");
            assert!(
                table.contains("call_2DbBs7GWhGvVNJGrDXr5RG0mBWI"),
                "{table}"
            );
            if columns >= 60 {
                let widest = table.lines().map(width).max();
                assert!(widest <= Some(columns.into()), "{table}");
            }
        }
        let wide = calls(200);
        assert!(
            wide.contains("2m 05s") && wide.contains("1 hour ago"),
            "{wide}"
        );
        assert!(wide.contains(r"x\n\u{1b}[2J"), "{wide}");
        assert!(calls(60).contains("in_progress"));
    }

    #[test]
    fn an_object_is_a_line_a_field_and_never_broken() {
        let long = "x".repeat(300);
        let fields = [
            ("id", Cell::text(Some("a\nb"))),
            ("token", Cell::text(Some(&long[..]))),
        ];
        let text = details(&fields, &Terminal::plain(40));
        assert_eq!(text, format!("id     a\\nb\ntoken  {long}"));
    }
}
