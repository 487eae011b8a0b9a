//! Results onto stdout, in the format that was asked for.

use serde_json::{Map, Value};

use crate::api::types::Message;
use crate::api::{Reply, trace};
use crate::context::Context;
use crate::context::filtered::jq_error;
use crate::error::Error;
use crate::render::{Cell, Format, Show, json, plain, table};
use crate::terminal::{Tone, clip, sanitize};

/// Maximum number of characters shown of an unexpected response.
const MOST_SHOWN: usize = 200;

impl Context {
    /// Writes one object in the requested format.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn show<T: Show>(&self, reply: &Reply<T>) -> Result<(), Error> {
        let format = self.format();
        if format.is_json() {
            return self.write_json(&reply.text);
        }
        let details = reply.value.details(&self.view());
        if details.iter().all(|(_, cell)| cell.text.is_empty()) {
            let body = trace::body(reply.text.as_bytes());
            let body = sanitize(&clip(&body, MOST_SHOWN));
            self.terminal.complain(&format!(
                "warning: the API said yes, but nothing that is documented: {body}"
            ));
        }
        let text = match format {
            Format::Table => table::details(&details, &self.terminal),
            _ => plain::details(&details),
        };
        Ok(self.terminal.line(&text)?)
    }

    /// Writes the response to a delete: its JSON, or `done` for a person.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn show_message(&self, reply: &Reply<Message>, done: &str) -> Result<(), Error> {
        match self.format() {
            Format::Json | Format::Jsonl => self.write_json(&reply.text),
            _ => Ok(self.terminal.line(done)?),
        }
    }

    /// Writes fields that this program computed: names in camelCase and JSON values.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn show_fields(&self, fields: &[(&'static str, Value)]) -> Result<(), Error> {
        if self.format().is_json() {
            let object: Map<String, Value> = fields
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.clone()))
                .collect();
            return self.write_json(&Value::Object(object).to_string());
        }
        let cells: Vec<(&'static str, Cell)> = fields
            .iter()
            .map(|(name, value)| (*name, cell(value, self.view().human)))
            .collect();
        Ok(self.terminal.line(&match self.format() {
            Format::Table => table::details(&cells, &self.terminal),
            _ => plain::details(&cells),
        })?)
    }

    /// Writes rows that this program made; `json` prints a document.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn show_rows(
        &self,
        columns: &[&str],
        rows: Vec<Vec<Cell>>,
        json: &str,
    ) -> Result<(), Error> {
        match self.format() {
            Format::Json | Format::Jsonl => self.write_json(json),
            Format::Table => {
                let table = table::rows(columns, rows.into_iter(), &self.terminal);
                Ok(self.terminal.line(&table)?)
            }
            Format::Plain => {
                let line = |row: Vec<Cell>| {
                    let cells: Vec<String> = row.iter().map(|cell| sanitize(&cell.text)).collect();
                    cells.join("\t")
                };
                let lines: Vec<String> = rows.into_iter().map(line).collect();
                Ok(self.terminal.line(&lines.join("\n"))?)
            }
        }
    }

    /// Writes a JSON document unchanged, or the output of the `--jq` filter.
    ///
    /// # Errors
    /// When the filter or the output fails.
    pub fn write_json(&self, text: &str) -> Result<(), Error> {
        if let Some(filter) = self.filter()? {
            let done = filter.run(text, |line| self.terminal.line(line));
            return done.map_err(|error| jq_error(error, filter.list_hint(text)));
        }
        let text = match self.format() {
            Format::Jsonl => json::line(text),
            _ => json::document(text, &self.terminal),
        };
        Ok(self.terminal.line(&text)?)
    }
}

fn cell(value: &Value, human: bool) -> Cell {
    match value {
        Value::Null => Cell::text(None::<String>),
        Value::Bool(true) if human => Cell::toned(Some("yes"), Tone::Good),
        Value::Bool(false) if human => Cell::toned(Some("no"), Tone::Bad),
        Value::String(text) => Cell::text(Some(text.clone())),
        other => Cell::text(Some(other.to_string())),
    }
}
