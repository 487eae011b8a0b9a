//! Writes one batch in one transaction with one sync: detects new entries, duplicates and
//! conflicts.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use ring::digest::{SHA256, digest};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use crate::events::Event;
use crate::events::entry::{Action, Entry, Record};
use crate::receiver::delivery::{Content, Delivery};
use crate::receiver::journal::files::Files;
use crate::receiver::journal::record::NewRecord;
use crate::receiver::journal::record::{JournalError, Kept, Receipt};
use crate::receiver::journal::wal::Wal;
use crate::receiver::journal::{row, schema};

/// The open file and the next free `seq`.
pub(crate) struct Store {
    // Dropped first: its own handle must not be the last one.
    log: Wal,
    db: Connection,
    files: Files,
    next: i64,
}

/// The result of a batch: the entries that are now in the file, and a result for each caller.
#[derive(Default)]
pub(crate) struct Written {
    pub(crate) entries: Vec<Arc<Entry>>,
    pub(crate) receipts: Vec<Receipt>,
    /// Warnings for the user.
    pub(crate) warnings: Vec<String>,
}

impl Store {
    pub(crate) fn open(dir: &Path) -> Result<Store, JournalError> {
        let mut db = schema::open(dir)?;
        let log = Wal::keep(dir, &mut db).map_err(storage)?;
        let head: i64 = db
            .query_row("SELECT coalesce(max(seq), 0) FROM entries", [], |row| {
                row.get(0)
            })
            .map_err(storage)?;
        let next = head + 1;
        let files = Files::remember(dir);
        Ok(Store {
            log,
            db,
            files,
            next,
        })
    }

    /// Checkpoints after a commit, when no caller waits: keeps the write-ahead log short.
    pub(crate) fn checkpoint(&mut self) {
        self.log.step(&self.db);
    }

    /// Continues after `seq`, so that a journal made anew uses no number twice.
    pub(crate) fn continue_after(&mut self, seq: i64) {
        self.next = self.next.max(seq + 1);
    }

    /// The newest `seq`, 0 when there is none.
    pub(crate) fn head(&self) -> i64 {
        self.next - 1
    }

    pub(crate) fn cursors(&self) -> Result<Vec<(String, i64)>, JournalError> {
        let read = || {
            let mut statement = self.db.prepare("SELECT stage, seq FROM cursors")?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect::<rusqlite::Result<_>>()
        };
        read().map_err(storage)
    }

    /// Recovers after a failed write: copies the write-ahead log into the main file and syncs it,
    /// from new pages. Until that succeeds, no entry in the log counts as safe.
    pub(crate) fn recover(&mut self) -> Result<(), JournalError> {
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
    pub(crate) fn write(
        &mut self,
        news: Vec<NewRecord>,
        cursors: &[(String, i64)],
    ) -> Result<Written, JournalError> {
        if news.is_empty() {
            return self.write_cursors(cursors).map(|()| Written::default());
        }
        let next = self.next;
        let written = self.transact(news, cursors).map_err(storage);
        let written = written.and_then(|written| self.files.check().map(|()| written));
        if written.is_err() {
            self.next = next;
        }
        written
    }

    fn transact(
        &mut self,
        news: Vec<NewRecord>,
        cursors: &[(String, i64)],
    ) -> rusqlite::Result<Written> {
        let mut written = Written {
            entries: Vec::with_capacity(news.len()),
            receipts: Vec::with_capacity(news.len()),
            warnings: Vec::new(),
        };
        let change = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        for new in news {
            let mut page = Page {
                db: &change,
                next: &mut self.next,
                entries: &mut written.entries,
                warnings: &mut written.warnings,
            };
            written.receipts.push(page.record(new)?);
        }
        put_cursors(&change, cursors)?;
        change.commit()?;
        Ok(written)
    }

    /// Removes the cursors of `stages`.
    pub(crate) fn forget(&self, stages: &[String]) -> rusqlite::Result<()> {
        for stage in stages {
            (self.db).execute("DELETE FROM cursors WHERE stage = ?", [stage])?;
        }
        Ok(())
    }

    /// Cursors alone need no sync: they survive the process, and after a power cut entries may only
    /// be delivered again.
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

/// Collects the entries of a batch.
struct Page<'a> {
    db: &'a Connection,
    next: &'a mut i64,
    entries: &'a mut Vec<Arc<Entry>>,
    warnings: &'a mut Vec<String>,
}

impl Page<'_> {
    fn record(&mut self, new: NewRecord) -> rusqlite::Result<Receipt> {
        match new {
            NewRecord::Action(at, action) => self.act(at, action),
            NewRecord::Delivery(delivery) => self.deliver(*delivery),
        }
    }

    fn act(&mut self, at: Timestamp, action: Action) -> rusqlite::Result<Receipt> {
        let call_id = call_of(self.db, action.of)?;
        let seq = self.put(at, Record::Action(action), call_id.as_deref())?;
        let kept = Kept::New;
        Ok(Receipt { seq, kept })
    }

    fn deliver(&mut self, delivery: Delivery) -> rusqlite::Result<Receipt> {
        let Delivery {
            at,
            content,
            intent,
            memory: _memory,
        } = delivery;
        let call_id = match &content {
            Content::Event { event, .. } => event.call_id.clone(),
            Content::Unreadable { .. } => None,
        };
        let (record, kept) = judge(self.db, *self.next, at, content, self.warnings)?;
        let seq = self.put(at, record, call_id.as_deref())?;
        if let (Kept::New, Some(intent)) = (kept, intent) {
            let intent = Action { of: seq, ..intent };
            self.put(at, Record::Action(intent), call_id.as_deref())?;
        }
        Ok(Receipt { seq, kept })
    }

    /// Writes one entry; returns its `seq`.
    fn put(
        &mut self,
        at: Timestamp,
        record: Record,
        call_id: Option<&str>,
    ) -> rusqlite::Result<i64> {
        let seq = *self.next;
        let entry = Entry { seq, at, record };
        row::insert(self.db, &entry, call_id)?;
        *self.next += 1;
        self.entries.push(Arc::new(entry));
        Ok(seq)
    }
}

fn judge(
    db: &Connection,
    seq: i64,
    at: Timestamp,
    content: Content,
    warnings: &mut Vec<String>,
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
        Some(id) => match see(db, id, seq, at, &body)? {
            Some((of, false)) if is_other(db, of, &event)? => {
                let seen = see(db, &key(id, &event), seq, at, &body)?;
                if seen.is_none() {
                    warnings.push(format!(
                        "warning: entry {seq} has the eventId of entry {of}, but another event or call; it is delivered as an event of its own"
                    ));
                }
                seen
            }
            seen => seen,
        },
        None => None,
    };
    Ok(match (first, event.id) {
        (Some((of, true)), Some(event_id)) => (Record::Duplicate { event_id, of }, Kept::Duplicate),
        (Some((of, false)), Some(event_id)) => (
            Record::Conflict {
                event_id,
                of,
                body: body.received().to_vec(),
            },
            Kept::Conflict,
        ),
        (_, id) => {
            let event = Event { id, ..event };
            let record = Record::Event {
                event,
                body,
                headers,
            };
            (record, Kept::New)
        }
    })
}

/// Returns whether the entry `of` holds another event name or call than `event`. A pruned entry counts
/// as another: handing on once too often loses nothing.
fn is_other(db: &Connection, of: i64, event: &Event) -> rusqlite::Result<bool> {
    let same = db
        .prepare_cached("SELECT event IS ? AND call_id IS ? FROM entries WHERE seq = ?")?
        .query_row(params![event.name, event.call_id, of], |row| row.get(0))
        .optional()?;
    Ok(same != Some(true))
}

/// Returns what `seen` knows an event by whose `eventId` another event had before.
fn key(id: &str, event: &Event) -> String {
    let call = event.call_id.as_deref().unwrap_or_default();
    format!("{id}\0{}\0{call}", event.name)
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
