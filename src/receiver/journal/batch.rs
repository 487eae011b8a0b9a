//! One batch, one transaction, one sync: what is new, what is a duplicate, what conflicts.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use ring::digest::{SHA256, digest};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use crate::events::entry::{Entry, Record};
use crate::receiver::delivery::Content;
use crate::receiver::journal::writer::New;
use crate::receiver::journal::{JournalError, Kept, Receipt, row, schema};

/// The open file and the next free `seq`.
pub(super) struct Store {
    db: Connection,
    next: i64,
}

type Written = Vec<(Arc<Entry>, Receipt)>;

impl Store {
    pub(super) fn open(dir: &Path) -> Result<Store, JournalError> {
        let db = schema::open(dir)?;
        let head: i64 = db
            .query_row("SELECT coalesce(max(seq), 0) FROM entries", [], |row| {
                row.get(0)
            })
            .map_err(storage)?;
        Ok(Store { db, next: head + 1 })
    }

    /// The newest `seq`, 0 when there is none.
    pub(super) fn head(&self) -> i64 {
        self.next - 1
    }

    pub(super) fn cursors(&self) -> Result<Vec<(String, i64)>, JournalError> {
        let read = || {
            let mut statement = self.db.prepare("SELECT stage, seq FROM cursors")?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect::<rusqlite::Result<_>>()
        };
        read().map_err(storage)
    }

    /// After a failed write: what the log may hold of it is copied into the main file and synced
    /// there, from new pages. Until that has worked, nothing in the log counts as safe.
    pub(super) fn settle(&mut self) -> Result<(), JournalError> {
        let (busy, log, copied): (i64, i64, i64) = self
            .db
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .map_err(storage)?;
        if busy != 0 && log != copied {
            return Err(JournalError::Storage("a reader holds the log".to_owned()));
        }
        Ok(())
    }

    /// Writes all of it or nothing. When it returns well, it is on stable storage.
    pub(super) fn write(
        &mut self,
        news: Vec<New>,
        cursors: &[(String, i64)],
    ) -> Result<Written, JournalError> {
        if news.is_empty() {
            return self.write_cursors(cursors).map(|()| Vec::new());
        }
        let next = self.next;
        let written = self.transact(news, cursors).map_err(storage);
        if written.is_err() {
            self.next = next;
        }
        written
    }

    fn transact(&mut self, news: Vec<New>, cursors: &[(String, i64)]) -> rusqlite::Result<Written> {
        let mut written = Vec::with_capacity(news.len());
        let change = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        for new in news {
            let (entry, kept) = record(&change, self.next, new)?;
            self.next += 1;
            let seq = entry.seq;
            written.push((Arc::new(entry), Receipt { seq, kept }));
        }
        put_cursors(&change, cursors)?;
        change.commit()?;
        Ok(written)
    }

    /// Removes the cursors of `stages`.
    pub(super) fn forget(&self, stages: &[String]) -> rusqlite::Result<()> {
        for stage in stages {
            (self.db).execute("DELETE FROM cursors WHERE stage = ?", [stage])?;
        }
        Ok(())
    }

    /// Cursors alone are not worth a sync: they survive the process, and a power cut only means
    /// that something is handed on once more.
    fn write_cursors(&mut self, cursors: &[(String, i64)]) -> Result<(), JournalError> {
        let mut write = || {
            self.db.pragma_update(None, "synchronous", "NORMAL")?;
            let change = self
                .db
                .transaction_with_behavior(TransactionBehavior::Immediate)?;
            put_cursors(&change, cursors)?;
            change.commit()?;
            self.db.pragma_update(None, "synchronous", "FULL")
        };
        write().map_err(storage)
    }
}

fn put_cursors(db: &Connection, cursors: &[(String, i64)]) -> rusqlite::Result<()> {
    let mut put = db.prepare_cached("INSERT OR REPLACE INTO cursors VALUES (?, ?)")?;
    for cursor in cursors {
        put.execute(params![cursor.0, cursor.1])?;
    }
    Ok(())
}

fn record(db: &Connection, seq: i64, new: New) -> rusqlite::Result<(Entry, Kept)> {
    let (at, record, kept, call_id) = match new {
        New::Action(at, action) => {
            let call_id = call_of(db, action.of)?;
            (at, Record::Action(action), Kept::New, call_id)
        }
        New::Delivery(delivery) => {
            let call_id = match &delivery.content {
                Content::Event { event, .. } => event.call_id.clone(),
                Content::Unreadable { .. } => None,
            };
            let (record, kept) = judge(db, seq, delivery.at, delivery.content)?;
            (delivery.at, record, kept, call_id)
        }
    };
    let entry = Entry { seq, at, record };
    row::insert(db, &entry, call_id.as_deref())?;
    Ok((entry, kept))
}

fn judge(
    db: &Connection,
    seq: i64,
    at: Timestamp,
    content: Content,
) -> rusqlite::Result<(Record, Kept)> {
    let (event, body, headers) = match content {
        Content::Event {
            event,
            body,
            headers,
        } => (event, body, headers),
        Content::Unreadable { reason, body } => {
            return Ok((Record::Quarantined { reason, body }, Kept::Quarantined));
        }
    };
    let first = match &event.id {
        Some(id) => see(db, id, seq, at, &body)?,
        None => None,
    };
    Ok(match (first, event.id) {
        (Some((of, true)), Some(event_id)) => (Record::Duplicate { event_id, of }, Kept::Duplicate),
        (Some((of, false)), Some(event_id)) => {
            (Record::Conflict { event_id, of, body }, Kept::Conflict)
        }
        (_, id) => {
            let event = crate::events::Event { id, ..event };
            let record = Record::Event {
                event,
                body,
                headers,
            };
            (record, Kept::New)
        }
    })
}

/// Marks an `eventId` as seen. When it was already: `seq` of the first, and whether its body was
/// the same.
fn see(
    db: &Connection,
    id: &str,
    seq: i64,
    at: Timestamp,
    body: &[u8],
) -> rusqlite::Result<Option<(i64, bool)>> {
    let sum = digest(&SHA256, body);
    let fresh = db
        .prepare_cached("INSERT INTO seen VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")?
        .execute(params![id, seq, at.as_microsecond(), sum.as_ref()])?;
    if fresh == 1 {
        return Ok(None);
    }
    db.prepare_cached("SELECT seq, digest = ? FROM seen WHERE event_id = ?")?
        .query_row(params![sum.as_ref(), id], |row| {
            Ok(Some((row.get(0)?, row.get(1)?)))
        })
}

fn call_of(db: &Connection, seq: i64) -> rusqlite::Result<Option<String>> {
    let call_id = db
        .prepare_cached("SELECT call_id FROM entries WHERE seq = ?")?
        .query_row([seq], |row| row.get(0))
        .optional()?;
    Ok(call_id.flatten())
}

fn storage(error: rusqlite::Error) -> JournalError {
    JournalError::Storage(error.to_string())
}
