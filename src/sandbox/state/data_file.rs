//! `--data FILE`: keeps webhooks, calls, recordings, voicemails, deliveries and the configuration across restarts.
//!
//! What has changed since the last time is written in one transaction after each turn of the runner. A
//! call is not resumed: one that was live when the sandbox stopped has ended when it starts again. A delivery
//! is: what was not taken yet is tried further.

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::time::Instant;

use crate::api::types::{Call, is_final_status};
use crate::clock::iso_millis;
use crate::sandbox::SandboxError;
use crate::sandbox::delivery::{Delivery, Stored};
use crate::sandbox::http::recordings::RecordingRecord;
use crate::sandbox::http::voicemails::VoicemailRecord;
use crate::sandbox::state::SandboxState;
use crate::sandbox::state::call_record::CallRecord;
use crate::sandbox::state::store::Store;

/// Marks the file as ours: "chsb".
const APPLICATION_ID: i32 = 0x6368_7362;

/// The open file. No second sandbox can open it meanwhile.
#[derive(Debug)]
pub(crate) struct DataFile {
    path: PathBuf,
    connection: Connection,
}

impl DataFile {
    /// Opens or makes the file; only its owner can read it, since it holds the webhooks' headers.
    pub(crate) fn open(path: &Path) -> Result<DataFile, SandboxError> {
        let failed = |problem: String| SandboxError::Data {
            path: path.to_owned(),
            problem,
        };
        let mut options = OpenOptions::new();
        options.create(true).append(true).mode(0o600);
        options
            .open(path)
            .map_err(|error| failed(error.to_string()))?;
        let connection = Connection::open(path).map_err(|error| failed(error.to_string()))?;
        prepare(&connection).map_err(|error| failed(describe(&error)))?;
        let id: i32 = connection
            .query_row("PRAGMA application_id", [], |row| row.get(0))
            .map_err(|error| failed(error.to_string()))?;
        if id != APPLICATION_ID {
            return Err(failed("it is a database of another program".into()));
        }
        let path = path.to_owned();
        Ok(DataFile { path, connection })
    }

    /// Fills an empty world with what the file holds.
    pub(crate) fn load(&self, world: &mut SandboxState, now: Instant) -> Result<(), SandboxError> {
        let result = self.read_all(world, now);
        result.map_err(|error| self.failed(&error))
    }

    fn read_all(&self, world: &mut SandboxState, now: Instant) -> rusqlite::Result<()> {
        let wall = world.wall(now);
        self.read("webhook", &mut world.webhooks, |webhook| webhook)?;
        self.read("call", &mut world.calls, |view: Call| {
            CallRecord::stored(ended(view, &iso_millis(wall)), now, wall)
        })?;
        self.read("recording", &mut world.recordings, |view| {
            RecordingRecord::stored(view, wall)
        })?;
        self.read("voicemail", &mut world.voicemails, |view| VoicemailRecord {
            view,
        })?;
        self.read(
            "delivery",
            &mut world.outbox.log,
            |stored: Stored<Delivery>| stored.into(),
        )?;
        for (_, voicemail) in world.voicemails.iter() {
            let recording = voicemail.view.recording_id.as_deref().unwrap_or_default();
            if let Some(record) = world.recordings.get_mut(recording) {
                record.voicemail = voicemail.view.id.clone();
            }
        }
        if let Some(text) = self.meta("config")?
            && let Ok(config) = serde_json::from_str(&text)
        {
            world.config = config;
        }
        Ok(())
    }

    fn read<V: DeserializeOwned, T>(
        &self,
        kind: &str,
        shelf: &mut Store<T>,
        make: impl Fn(V) -> T,
    ) -> rusqlite::Result<()> {
        let mut query = self
            .connection
            .prepare("SELECT n, id, body FROM objects WHERE kind = ?1 ORDER BY n")?;
        let mut rows = query.query([kind])?;
        while let Some(row) = rows.next()? {
            let (n, id, body): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            // What another version wrote and this one cannot read stays in the file, unshown.
            if let Ok(view) = serde_json::from_str(&body) {
                shelf.insert_at(u64::try_from(n).unwrap_or(0), id, make(view));
            }
        }
        let next = self
            .meta(&format!("next {kind}"))?
            .and_then(|text| text.parse().ok());
        shelf.skip_to(next.unwrap_or(0));
        shelf.take_touched();
        Ok(())
    }

    fn meta(&self, key: &str) -> rusqlite::Result<Option<String>> {
        let sql = "SELECT value FROM meta WHERE key = ?1";
        self.connection
            .query_row(sql, [key], |row| row.get(0))
            .optional()
    }

    /// Writes what has changed since the last time.
    pub(crate) fn save(&mut self, world: &mut SandboxState) -> Result<(), SandboxError> {
        if !world.is_touched() {
            return Ok(());
        }
        let result = self.write_all(world);
        result.map_err(|error| self.failed(&error))
    }

    fn write_all(&mut self, world: &mut SandboxState) -> rusqlite::Result<()> {
        let change = self.connection.transaction()?;
        write(&change, "webhook", &mut world.webhooks, |webhook| {
            text(webhook)
        })?;
        write(&change, "call", &mut world.calls, |call| text(&call.view))?;
        write(&change, "recording", &mut world.recordings, |record| {
            text(&record.view)
        })?;
        write(&change, "voicemail", &mut world.voicemails, |record| {
            text(&record.view)
        })?;
        write(&change, "delivery", &mut world.outbox.log, |delivery| {
            text(&Stored::of(delivery))
        })?;
        set_meta(&change, "config", &text(&world.config))?;
        change.commit()?;
        world.config_touched = false;
        Ok(())
    }

    fn failed(&self, error: &rusqlite::Error) -> SandboxError {
        SandboxError::Data {
            path: self.path.clone(),
            problem: describe(error),
        }
    }
}

fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    // A second sandbox is told at once instead of waiting for the first to end.
    connection.busy_timeout(Duration::ZERO)?;
    // A power cut may cost the last moments; a crash of the sandbox does not.
    connection.execute_batch(
        "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;",
    )?;
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables > 0 {
        return Ok(());
    }
    connection.execute_batch(&format!(
        "BEGIN;
         PRAGMA application_id = {APPLICATION_ID};
         CREATE TABLE objects (kind TEXT, n INTEGER, id TEXT, body TEXT, PRIMARY KEY (kind, n)) STRICT;
         CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) STRICT;
         COMMIT;"
    ))
}

fn write<T>(
    change: &Transaction<'_>,
    kind: &str,
    shelf: &mut Store<T>,
    text: impl Fn(&T) -> String,
) -> rusqlite::Result<()> {
    let touched = shelf.take_touched();
    if touched.is_empty() {
        return Ok(());
    }
    let mut put =
        change.prepare_cached("INSERT OR REPLACE INTO objects VALUES (?1, ?2, ?3, ?4)")?;
    let mut drop = change.prepare_cached("DELETE FROM objects WHERE kind = ?1 AND n = ?2")?;
    for n in touched {
        let key = i64::try_from(n).unwrap_or(i64::MAX);
        match shelf.at(n) {
            Some((id, item)) => put.execute(params![kind, key, id, text(item)])?,
            None => drop.execute(params![kind, key])?,
        };
    }
    set_meta(change, &format!("next {kind}"), &shelf.next().to_string())
}

fn set_meta(change: &Transaction<'_>, key: &str, value: &str) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO meta VALUES (?1, ?2)";
    change.prepare_cached(sql)?.execute([key, value])?;
    Ok(())
}

fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// A call that was live is over: nobody talks through a restart.
fn ended(mut call: Call, at: &str) -> Call {
    let status = call.status.as_deref().unwrap_or_default();
    if is_final_status(status) {
        return call;
    }
    let end = match status {
        "in_progress" | "voicemail" => "completed",
        _ => "canceled",
    };
    call.status = Some(end.into());
    call.end_reason = Some("sandbox_restarted".into());
    call.ended_at = Some(at.to_owned());
    call
}

/// `SQLITE_BUSY` has one cause here.
fn describe(error: &rusqlite::Error) -> String {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::DatabaseBusy) => "another sandbox uses it".into(),
        _ => error.to_string(),
    }
}
