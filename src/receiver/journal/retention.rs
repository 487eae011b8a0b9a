//! Forgetting old entries, beside a running listener.

use std::path::Path;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use crate::receiver::journal::record::JournalError;
use crate::receiver::journal::{SHIP, schema};

/// The speed of pruning.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Rows a transaction: a listener waits so long for its turn, some milliseconds for 500.
    pub rows: usize,
    /// Between two transactions, so that a listener's commit gets in.
    pub pause: Duration,
}

impl Pace {
    /// For an interactive `events prune`.
    pub const BRISK: Pace = Pace {
        rows: 500,
        pause: Duration::from_millis(2),
    };
}

/// Pages that are given back at once: 2 MiB, some milliseconds.
const PAGES: usize = 500;

/// Ids that are looked up at once.
const IDS_AT_ONCE: usize = 20_000;

/// A late repetition of a deleted event is still detected for this time.
const IDS_KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Seconds for which entries stay after they were shipped to a shared journal.
const KEPT_AFTER_SHIPPING: i64 = 3600;

/// The entries to keep.
#[derive(Clone, Debug)]
pub struct Keep {
    /// Everything since then.
    pub since: Option<Timestamp>,
    /// As many entries as fit into this many bytes.
    pub bytes: Option<u64>,
}

/// The result of pruning.
#[derive(Clone, Debug, Default)]
pub struct Pruned {
    /// The number of deleted entries.
    pub entries: u64,
    /// The new size of the journal, in bytes.
    pub bytes: u64,
    /// The consumer that still needs entries that would otherwise have been deleted.
    pub held_by: Option<String>,
}

/// Deletes the oldest entries of the journal in `dir` that `keep` does not cover and that every
/// consumer has processed. The newest entry always stays, so that numbers are never reused.
///
/// # Errors
/// When the journal cannot be opened or written.
pub fn prune(dir: &Path, keep: &Keep, pace: Pace, now: Timestamp) -> Result<Pruned, JournalError> {
    if !schema::file(dir).exists() {
        return Ok(Pruned::default());
    }
    let mut db = schema::open(dir)?;
    step_by_step(&mut db, keep, pace, now).map_err(|error| JournalError::Storage(error.to_string()))
}

/// Returns how many entries [`prune`] would delete now because of their age.
///
/// # Errors
/// When the journal cannot be read.
pub fn count_older(dir: &Path, since: Timestamp) -> Result<u64, JournalError> {
    if !schema::file(dir).exists() {
        return Ok(0);
    }
    let Some(db) = schema::open_read_only(dir)? else {
        return Ok(0);
    };
    let keep = Keep {
        since: Some(since),
        bytes: None,
    };
    let query = "SELECT count(*) FROM entries WHERE seq < ?";
    let count = bound(&db, &keep)
        .and_then(|(upto, _)| db.query_row(query, [upto], |row| row.get::<_, i64>(0)));
    count
        .map(i64::unsigned_abs)
        .map_err(|error| JournalError::Storage(error.to_string()))
}

fn step_by_step(
    db: &mut Connection,
    keep: &Keep,
    pace: Pace,
    now: Timestamp,
) -> rusqlite::Result<Pruned> {
    let mut pruned = Pruned::default();
    let ids_until = (now - IDS_KEPT).as_microsecond();
    loop {
        let change = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let (upto, held_by) = bound(&change, keep)?;
        pruned.held_by = held_by;
        let count = change.execute(
            "DELETE FROM entries WHERE seq IN (SELECT seq FROM entries WHERE seq < ? ORDER BY seq LIMIT ?)",
            params![upto, pace.rows as i64],
        )?;
        change.commit()?;
        pruned.entries += count as u64;
        // Gives the room back to the disk.
        give_back(db)?;
        if count == 0 {
            break;
        }
        std::thread::sleep(pace.pause);
    }
    forget_ids(db, pace, ids_until)?;
    while give_back(db)? {
        std::thread::sleep(pace.pause);
    }
    db.execute_batch("PRAGMA wal_checkpoint(PASSIVE)")?;
    pruned.bytes = size(db)?;
    Ok(pruned)
}

/// Truncates free pages at the end of the file; returns whether there may be more.
fn give_back(db: &Connection) -> rusqlite::Result<bool> {
    // A row a page: it must be read to the end, or one page is all that is given back.
    let mut vacuum = db.prepare_cached(&format!("PRAGMA incremental_vacuum({PAGES})"))?;
    let mut rows = vacuum.query([])?;
    let mut pages = 0;
    while rows.next()?.is_some() {
        pages += 1;
    }
    Ok(pages >= PAGES)
}

/// Forgets the ids that were seen before `until` and whose entries are gone. They are looked for
/// without holding the lock, as there may be millions.
fn forget_ids(db: &mut Connection, pace: Pace, until: i64) -> rusqlite::Result<()> {
    loop {
        let old: Vec<String> = db
            .prepare_cached(
                "SELECT event_id FROM seen WHERE at < ? AND seq < (SELECT coalesce(min(seq), 0) FROM entries) LIMIT ?",
            )?
            .query_map(params![until, IDS_AT_ONCE as i64], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        for ids in old.chunks(pace.rows) {
            let change = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for id in ids {
                change
                    .prepare_cached("DELETE FROM seen WHERE event_id = ?")?
                    .execute([id])?;
            }
            change.commit()?;
            std::thread::sleep(pace.pause);
        }
        if old.len() < IDS_AT_ONCE {
            return Ok(());
        }
    }
}

/// Returns the first `seq` to keep, and the consumer that holds it back, if any.
fn bound(db: &Connection, keep: &Keep) -> rusqlite::Result<(i64, Option<String>)> {
    let newest: i64 = db.query_row("SELECT coalesce(max(seq), 0) FROM entries", [], |row| {
        row.get(0)
    })?;
    let by_age: Option<i64> = match keep.since {
        Some(since) => db.query_row(
            "SELECT min(seq) FROM entries WHERE at >= ?",
            [since.as_microsecond()],
            |row| row.get(0),
        )?,
        None => Some(0),
    };
    // While it is too large, one step more at a time.
    let by_size = match keep.bytes {
        Some(bytes) if size(db)? > bytes => newest,
        _ => 0,
    };
    let wanted = by_age.unwrap_or(newest).max(by_size).min(newest);
    let slowest: Option<(String, i64)> = db
        .query_row(
            "SELECT stage, seq FROM cursors ORDER BY seq LIMIT 1",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    // A standby that is promoted may lack the last of what was shipped; then it is shipped again from here.
    let shipped: Option<i64> = db
        .query_row(
            "SELECT min(seq) FROM entries WHERE at >= (unixepoch() - ?) * 1000000
             AND EXISTS (SELECT 1 FROM cursors WHERE stage = ?)",
            params![KEPT_AFTER_SHIPPING, SHIP],
            |row| row.get(0),
        )
        .optional()?
        .flatten();
    let wanted = shipped.map_or(wanted, |first| wanted.min(first));
    Ok(match slowest {
        Some((stage, seq)) if seq + 1 < wanted => (seq + 1, Some(stage)),
        _ => (wanted, None),
    })
}

/// Bytes of the pages in use; free ones are about to go back to the disk.
fn size(db: &Connection) -> rusqlite::Result<u64> {
    let value = |name: &str| db.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let pages = value("page_count")? - value("freelist_count")?;
    Ok((pages * value("page_size")?).unsigned_abs())
}
