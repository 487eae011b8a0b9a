//! Reading the journal while a listener writes it: pages, selections, single entries.

use std::ops::ControlFlow;
use std::path::Path;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use crate::events::Entry;
use crate::receiver::journal::record::JournalError;
use crate::receiver::journal::{row, schema};

/// Rows a query: enough to make the query's own cost small, few enough to hold.
const PAGE: usize = 256;

/// An open journal that can only be read.
#[derive(Debug)]
pub struct Reader {
    db: Connection,
    damaged: u64,
}

/// A filter of entries by columns of the file.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Only of this call.
    pub call: Option<String>,
    /// Only received or done at this moment or later.
    pub since: Option<Timestamp>,
    /// Only from this `seq` on.
    pub from: i64,
    /// Only below this `seq`.
    pub before: Option<i64>,
}

impl Reader {
    /// Opens the journal in the state directory `dir`; `None` when there is none yet.
    ///
    /// # Errors
    /// When it cannot be opened, is not a journal, or is of a newer version.
    pub fn open(dir: &Path) -> Result<Option<Reader>, JournalError> {
        let path = schema::file(dir);
        let exists = path.try_exists();
        if !exists.map_err(|error| JournalError::file("read", &path, &error))? {
            return Ok(None);
        }
        let db = schema::open_read_only(dir)?;
        Ok(db.map(|db| Reader { db, damaged: 0 }))
    }

    /// Returns the number of entries that could not be read because the file is damaged.
    pub fn damaged(&self) -> u64 {
        self.damaged
    }

    /// Returns the newest `seq`, or 0 if there is none.
    ///
    /// # Errors
    /// When no part of the file contains it.
    pub fn head(&self) -> Result<i64, JournalError> {
        let newest = |query: &str| self.db.query_row(query, [], |row| row.get::<_, i64>(0));
        newest("SELECT coalesce(max(seq), 0) FROM entries")
            // Other B-trees contain it too, in case the last page of the table is damaged.
            .or_else(|_| newest("SELECT max(rowid) FROM entries INDEXED BY entries_by_call WHERE call_id IS NOT NULL"))
            .or_else(|_| newest("SELECT max(seq) FROM seen"))
            .map_err(|error| JournalError::Storage(error.to_string()))
    }

    /// The oldest `seq`; `None` when there is no entry.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn oldest(&self) -> Result<Option<i64>, JournalError> {
        self.db
            .query_row("SELECT min(seq) FROM entries", [], |row| row.get(0))
            .map_err(|error| JournalError::Storage(error.to_string()))
    }

    /// Returns the entry with that `seq`.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn get(&self, seq: i64) -> Result<Option<Entry>, JournalError> {
        self.one(seq)
            .map_err(|error| JournalError::Storage(error.to_string()))
    }

    /// Returns the first arrival of an `eventId`.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn find(&self, event_id: &str) -> Result<Option<Entry>, JournalError> {
        let seq = self
            .db
            .query_row(
                "SELECT seq FROM seen WHERE event_id = ?",
                [event_id],
                |row| row.get(0),
            )
            .optional()
            .map_err(|error| JournalError::Storage(error.to_string()))?;
        seq.map_or(Ok(None), |seq: i64| self.get(seq))
    }

    /// The call that the entry `seq` is filed under, also where the record itself does not say.
    pub fn call_of(&self, seq: i64) -> Option<String> {
        let query = "SELECT call_id FROM entries WHERE seq = ?";
        let mut statement = self.db.prepare_cached(query).ok()?;
        statement.query_row([seq], |row| row.get(0)).ok().flatten()
    }

    /// The names of the consumers that have a cursor, such as `forward http://127.0.0.1:3000/`.
    pub fn consumers(&self) -> Vec<String> {
        let query = "SELECT stage FROM cursors ORDER BY stage";
        let rows = self.db.prepare(query).and_then(|mut statement| {
            let names = statement.query_map([], |row| row.get(0))?;
            names.collect()
        });
        rows.unwrap_or_default()
    }

    /// Returns the actions for the entry `seq`, and its repetitions, oldest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn about(&self, seq: i64) -> Result<Vec<Entry>, JournalError> {
        let query = format!(
            "SELECT {} FROM entries WHERE of = ? ORDER BY seq",
            row::COLUMNS
        );
        self.rows(&query, params![seq])
            .map_err(|error| JournalError::Storage(error.to_string()))
    }

    /// At most `limit` entries with `from ≤ seq ≤ upto`, oldest first. Damaged ones are left out;
    /// an empty answer means that there are none.
    pub(crate) fn page(&mut self, from: i64, upto: i64, limit: usize) -> Vec<Entry> {
        let query = format!(
            "SELECT {} FROM entries WHERE seq BETWEEN ? AND ? ORDER BY seq LIMIT ?",
            row::COLUMNS
        );
        match self.rows(&query, params![from, upto, limit as i64]) {
            Ok(page) => page,
            Err(_) => {
                let seqs = from..=upto.min(from.saturating_add(1 << 16));
                self.one_by_one(seqs, limit)
            }
        }
    }

    /// Calls `each` for every selected entry, newest first, until it breaks. Damaged entries are
    /// skipped and counted.
    ///
    /// # Errors
    /// When the journal cannot be read at all, or the error of `each`.
    pub fn newest_first<E>(
        &mut self,
        selection: &Selection,
        mut each: impl FnMut(Entry) -> ControlFlow<Result<(), E>>,
    ) -> Result<Result<(), E>, JournalError> {
        let end = self.head()? + 1;
        let mut before = selection.before.map_or(end, |before| before.min(end));
        let since = selection.since.map_or(i64::MIN, Timestamp::as_microsecond);
        // The unary plus keeps SQLite from sorting by anything but the key.
        let of_call = match selection.call {
            Some(_) => "call_id = ?4",
            None => "?4 IS NULL",
        };
        let query = format!(
            "SELECT {} FROM entries WHERE seq < ?1 AND seq >= ?2 AND at >= ?3 AND {of_call}
             ORDER BY seq DESC LIMIT {PAGE}",
            row::COLUMNS
        );
        while before > selection.from.max(1) {
            let bounds = params![before, selection.from, since, selection.call];
            let page = match self.rows(&query, bounds) {
                Ok(page) if page.is_empty() => break,
                Ok(page) => {
                    before = page.last().map_or(0, |entry| entry.seq);
                    page
                }
                Err(_) => {
                    let low = (before - PAGE as i64).max(1);
                    let page = self.one_by_one((low..before).rev(), PAGE);
                    before = low;
                    self.only(page, selection)
                }
            };
            for entry in page {
                if let ControlFlow::Break(end) = each(entry) {
                    return Ok(end);
                }
            }
        }
        Ok(Ok(()))
    }

    /// Calls `each` for each selected entry, oldest first.
    ///
    /// # Errors
    /// When the journal cannot be read at all, or the error of `each`.
    pub fn oldest_first<E>(
        &mut self,
        selection: &Selection,
        mut each: impl FnMut(Entry) -> ControlFlow<Result<(), E>>,
    ) -> Result<Result<(), E>, JournalError> {
        let head = self.head()?;
        let head = (selection.before).map_or(head, |before| head.min(before - 1));
        let mut next = selection.from.max(1);
        while next <= head {
            let page = self.page(next, head, PAGE);
            next = match page.last() {
                Some(last) => last.seq + 1,
                None if self.damaged == 0 => break,
                None => next + (1 << 16) + 1,
            };
            for entry in self.only(page, selection) {
                if let ControlFlow::Break(end) = each(entry) {
                    return Ok(end);
                }
            }
        }
        Ok(Ok(()))
    }

    /// Applies the column filter to entries that were read one by one.
    fn only(&self, page: Vec<Entry>, selection: &Selection) -> Vec<Entry> {
        page.into_iter()
            .filter(|entry| selection.since.is_none_or(|since| entry.at >= since))
            .filter(|entry| entry.seq >= selection.from)
            .filter(|entry| selection.call.is_none() || self.call_of(entry.seq) == selection.call)
            .collect()
    }

    fn one_by_one(&mut self, seqs: impl Iterator<Item = i64>, limit: usize) -> Vec<Entry> {
        let mut page = Vec::new();
        for seq in seqs {
            match self.one(seq) {
                Ok(Some(entry)) => page.push(entry),
                Ok(None) => {}
                Err(_) => self.damaged += 1,
            }
            if page.len() >= limit {
                break;
            }
        }
        page
    }

    fn one(&self, seq: i64) -> rusqlite::Result<Option<Entry>> {
        let query = format!("SELECT {} FROM entries WHERE seq = ?", row::COLUMNS);
        let mut statement = self.db.prepare_cached(&query)?;
        statement.query_row([seq], row::read).optional()
    }

    fn rows(&self, query: &str, values: &[&dyn rusqlite::ToSql]) -> rusqlite::Result<Vec<Entry>> {
        let mut statement = self.db.prepare_cached(query)?;
        let rows = statement.query_map(values, row::read)?;
        rows.collect()
    }
}
