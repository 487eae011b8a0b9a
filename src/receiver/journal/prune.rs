//! Forgetting old entries, beside a running listener.

use std::path::Path;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use crate::receiver::journal::{JournalError, schema};

/// Rows a transaction: the listener waits some milliseconds for its turn at most.
const STEP: i64 = 500;

/// Between two transactions, so that a listener's commit gets in.
const PAUSE: Duration = Duration::from_millis(2);

/// A late repetition of a forgotten event is still known as one.
const IDS_KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What shall stay.
#[derive(Clone, Debug)]
pub struct Keep {
    /// Everything since then.
    pub since: Option<Timestamp>,
    /// As much as fits into so many bytes.
    pub bytes: Option<u64>,
}

/// What was forgotten.
#[derive(Clone, Debug, Default)]
pub struct Pruned {
    /// How many entries.
    pub entries: u64,
    /// What the journal takes now, in bytes.
    pub bytes: u64,
    /// The stage that has not handed on yet what would have been forgotten, too.
    pub held_by: Option<String>,
}

/// Forgets the oldest entries of the journal in `dir` that need not stay and that every stage has
/// handed on. The newest entry always stays, so that numbers are never used twice.
///
/// # Errors
/// When the journal cannot be opened or written.
pub fn prune(dir: &Path, keep: &Keep, now: Timestamp) -> Result<Pruned, JournalError> {
    if !schema::file(dir).exists() {
        return Ok(Pruned::default());
    }
    let mut db = schema::open(dir)?;
    step_by_step(&mut db, keep, now).map_err(|error| JournalError::Storage(error.to_string()))
}

fn step_by_step(db: &mut Connection, keep: &Keep, now: Timestamp) -> rusqlite::Result<Pruned> {
    let mut pruned = Pruned::default();
    let ids_until = (now - IDS_KEPT).as_microsecond();
    loop {
        let change = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let (upto, held_by) = bound(&change, keep)?;
        pruned.held_by = held_by;
        let count = change.execute(
            "DELETE FROM entries WHERE seq IN (SELECT seq FROM entries WHERE seq < ? ORDER BY seq LIMIT ?)",
            params![upto, STEP],
        )?;
        change.commit()?;
        pruned.entries += count as u64;
        // Gives the room back to the disk.
        db.execute_batch("PRAGMA incremental_vacuum(2000)")?;
        if count == 0 {
            break;
        }
        std::thread::sleep(PAUSE);
    }
    let oldest = "(SELECT coalesce(min(seq), 0) FROM entries)";
    db.execute(
        &format!("DELETE FROM seen WHERE at < ? AND seq < {oldest}"),
        [ids_until],
    )?;
    db.execute_batch("PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(PASSIVE)")?;
    pruned.bytes = size(db)?;
    Ok(pruned)
}

/// The first `seq` that stays, and the stage because of which it is not a later one.
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
