//! Formats values as text: one file for the columns of each noun, one file for each format.
//!
//! Results are plain data here; no function opens a file or reads the clock (the time is in a
//! [`View`]).

pub mod human;
pub mod jq;
pub mod json;
pub mod junit;
pub mod load;
pub mod plain;
pub mod table;

pub mod apps;
pub mod call_commands;
pub mod calls;
pub mod checks;
pub mod deliveries;
pub mod entries;
pub mod ladder;
pub mod posts;
pub mod recordings;
pub mod timeline;
pub mod tokens;
pub mod voicemails;
pub mod webhooks;

use jiff::Timestamp;
use serde::de::DeserializeOwned;

use crate::terminal::Tone;

/// The output format of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Text for a person.
    Table,
    /// Tab-separated, for `cut` and `awk`.
    Plain,
    /// The server's JSON, one document.
    Json,
    /// One JSON value a line.
    Jsonl,
}

impl Format {
    /// Returns whether programs read it: errors are JSON then, too.
    pub fn is_json(self) -> bool {
        matches!(self, Format::Json | Format::Jsonl)
    }
}

/// The settings for a renderer.
#[derive(Clone, Copy, Debug)]
pub struct View {
    /// The present time, for relative times.
    pub now: Timestamp,
    /// Relative times and durations in words for a person; otherwise exact values.
    pub human: bool,
}

/// A value with the colour of its meaning. The text is made inert where it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The original text.
    pub text: String,
    /// Its meaning.
    pub tone: Tone,
}

impl Cell {
    /// Text without colour; `None` is shown as `-` to people and as nothing to programs.
    pub fn text(text: Option<impl Into<String>>) -> Cell {
        Cell::toned(text, Tone::Plain)
    }

    /// Text with a meaning.
    pub fn toned(text: Option<impl Into<String>>, tone: Tone) -> Cell {
        Cell {
            text: text.map(Into::into).unwrap_or_default(),
            tone,
        }
    }
}

/// A type that can be shown as a row of a list and as an object of its own.
pub trait Show: DeserializeOwned {
    /// The columns of a list.
    const COLUMNS: &'static [&'static str];
    /// Columns that give way on a narrow terminal, in that order.
    const FIRST_TO_GO: &'static [&'static str] = &[];
    /// One row, a cell a column.
    fn row(&self, view: &View) -> Vec<Cell>;
    /// All that is worth showing of one object: name and value.
    fn details(&self, view: &View) -> Vec<(&'static str, Cell)>;
}
