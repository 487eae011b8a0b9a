//! The journal's file: its path, its connections and its tables.

use std::fs::{OpenOptions, Permissions, set_permissions};
use std::io::ErrorKind;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::receiver::journal::record::JournalError;

/// Raised when the tables change; a newer journal is refused, an older one is brought forward.
const VERSION: i64 = 1;

/// Another process (`events prune`) may hold the write lock for some milliseconds. A delivery must
/// be answered within 5 s, so a longer wait is useless.
const BUSY: Duration = Duration::from_secs(3);

/// Pages that SQLite keeps in memory, in KiB (negative, as it wants it): the places where new rows go.
/// The rest is the system's to keep, which it does anyway.
const WRITER_CACHE: i64 = -1024;

/// The cache size of a reader, which reads the rows in order.
const READER_CACHE: i64 = -512;

// `seen` outlives pruned entries, so that a late duplicate is still detected. `digest` is the
// SHA-256 of the body, to distinguish a duplicate from a conflict. Times are microseconds since
// 1970.
const TABLES: &str = "
    CREATE TABLE entries (
        seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, type TEXT NOT NULL,
        event TEXT, event_id TEXT, call_id TEXT, of INTEGER,
        headers BLOB, body BLOB, detail TEXT);
    CREATE INDEX entries_by_call ON entries (call_id) WHERE call_id IS NOT NULL;
    CREATE INDEX entries_by_of ON entries (of) WHERE of IS NOT NULL;
    CREATE TABLE seen (
        event_id TEXT PRIMARY KEY, seq INTEGER NOT NULL, at INTEGER NOT NULL,
        digest BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE cursors (stage TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
    PRAGMA user_version = 1;";

/// Returns the version of the SQLite in this program.
pub fn sqlite_version() -> &'static str {
    rusqlite::version()
}

/// The journal's file in the state directory `dir`.
pub fn file(dir: &Path) -> PathBuf {
    dir.join("journal.db")
}

/// Opens the journal for writing and makes it when it is not there: WAL, every commit synced.
pub(crate) fn open(dir: &Path) -> Result<Connection, JournalError> {
    let path = file(dir);
    // SQLite creates its `-wal` and `-shm` files with the permissions of the main file. An existing
    // file is not opened here: closing it would release the POSIX locks that SQLite holds on it for
    // other connections of this process.
    let mut new = OpenOptions::new();
    match new.create_new(true).write(true).mode(0o600).open(&path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            set_permissions(&path, Permissions::from_mode(0o600))
        }
        made => made.map(drop),
    }
    .map_err(|error| JournalError::file("open", &path, &error))?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut db = Connection::open_with_flags(&path, flags)
        .map_err(|error| JournalError::file("open", &path, &error))?;
    prepare(&mut db).map_err(|error| unprepared(&path, &error))?;
    check_version(&db, &path)?;
    Ok(db)
}

/// A file that is not a journal is a permanent error.
fn unprepared(path: &Path, error: &rusqlite::Error) -> JournalError {
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => JournalError::Damaged {
            path: path.to_owned(),
            problem: error.to_string(),
        },
        _ => JournalError::file("open", path, error),
    }
}

/// A further handle in the same process, for copying the log into the main file, synced.
pub(crate) fn open_beside(dir: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(file(dir), flags)?;
    db.pragma_update(None, "synchronous", "FULL")?;
    Ok(db)
}

fn prepare(db: &mut Connection) -> rusqlite::Result<()> {
    db.busy_timeout(BUSY)?;
    db.set_prepared_statement_cache_capacity(32);
    // Must come before the first table; lets `events prune` give room back to the disk.
    db.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.pragma_update(None, "synchronous", "FULL")?;
    db.pragma_update(None, "cache_size", WRITER_CACHE)?;
    // Keeps the log file from staying as large as its largest burst.
    db.pragma_update(None, "journal_size_limit", 16 * 1024 * 1024)?;
    let change = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let version: i64 = change.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if version == 0 {
        change.execute_batch(TABLES)?;
    }
    change.commit()
}

/// Opens the journal for reading only: never blocks the writer, never waits for it. `None` when it
/// has no tables yet: its first listener was killed at its first breath.
pub(crate) fn open_read_only(dir: &Path) -> Result<Option<Connection>, JournalError> {
    let path = file(dir);
    let opened = open_with(&path, OpenFlags::SQLITE_OPEN_READ_ONLY)
        // A process killed in a transaction leaves a log that only a writer may roll back.
        .or_else(|_| open_with(&path, OpenFlags::SQLITE_OPEN_READ_WRITE));
    let (db, version) = opened.map_err(|error| JournalError::file("read", &path, &error))?;
    if version > VERSION {
        return Err(JournalError::Newer { path, version });
    }
    Ok((version > 0).then_some(db))
}

fn open_with(path: &Path, flags: OpenFlags) -> rusqlite::Result<(Connection, i64)> {
    let db = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    db.busy_timeout(BUSY)?;
    db.pragma_update(None, "query_only", true)?;
    db.pragma_update(None, "cache_size", READER_CACHE)?;
    let version = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok((db, version))
}

fn check_version(db: &Connection, path: &Path) -> Result<(), JournalError> {
    let version: i64 = db
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(|error| JournalError::file("read", path, &error))?;
    if version > VERSION {
        return Err(JournalError::Newer {
            path: path.to_owned(),
            version,
        });
    }
    Ok(())
}
