//! The data file (`--data`): it keeps webhooks, calls, recordings, voicemails, deliveries and the configuration across
//! restarts.
//!
//! Each turn of the runner writes the changed records in one transaction. Calls are not resumed: one that was live when
//! the sandbox stopped has ended when it starts again. Pending deliveries are resumed.

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
use crate::sandbox::delivery::record::{DeliveryRecord, StoredDelivery};
use crate::sandbox::error::SandboxError;
use crate::sandbox::state::call_record::CallRecord;
use crate::sandbox::state::record_store::RecordStore;
use crate::sandbox::state::recording_record::RecordingRecord;
use crate::sandbox::state::sandbox_state::SandboxState;

/// Marks the file as a sandbox's: "chsb".
const APPLICATION_ID: i32 = 0x6368_7362;

/// The open data file, which no second sandbox can open.
#[derive(Debug)]
pub(crate) struct DataFile {
    path: PathBuf,
    connection: Connection,
}

impl DataFile {
    /// Opens or creates the file. Only its owner can read it, because it holds the webhooks' headers.
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
            return Err(failed("it belongs to another program".into()));
        }
        let path = path.to_owned();
        Ok(DataFile { path, connection })
    }

    /// Loads the file into an empty state.
    pub(crate) fn load(&self, state: &mut SandboxState, now: Instant) -> Result<(), SandboxError> {
        let result = self.read_all(state, now);
        result.map_err(|error| self.failed(&error))
    }

    fn read_all(&self, state: &mut SandboxState, now: Instant) -> rusqlite::Result<()> {
        let wall = state.wall(now);
        self.read("webhook", &mut state.webhooks, |webhook| webhook)?;
        self.read("call", &mut state.calls, |view: Call| {
            CallRecord::stored(ended(view, &iso_millis(wall)), now, wall)
        })?;
        self.read("recording", &mut state.recordings, |view| {
            RecordingRecord::stored(view, wall)
        })?;
        self.read("voicemail", &mut state.voicemails, |voicemail| voicemail)?;
        self.read(
            "delivery",
            &mut state.outbox.log,
            |stored: StoredDelivery<DeliveryRecord>| stored.into(),
        )?;
        for (_, voicemail) in state.voicemails.iter() {
            let recording = voicemail.recording_id.as_deref().unwrap_or_default();
            if let Some(record) = state.recordings.get_mut(recording) {
                record.voicemail = voicemail.id.clone();
            }
        }
        if let Some(text) = self.meta("config")?
            && let Ok(config) = serde_json::from_str(&text)
        {
            state.config = config;
        }
        Ok(())
    }

    fn read<V: DeserializeOwned, T>(
        &self,
        kind: &str,
        store: &mut RecordStore<T>,
        make: impl Fn(V) -> T,
    ) -> rusqlite::Result<()> {
        let mut query = self
            .connection
            .prepare("SELECT n, id, body FROM objects WHERE kind = ?1 ORDER BY n")?;
        let mut rows = query.query([kind])?;
        while let Some(row) = rows.next()? {
            let (n, id, body): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            // A record that another version wrote and this one cannot read stays in the file.
            if let Ok(view) = serde_json::from_str(&body) {
                store.insert_at(u64::try_from(n).unwrap_or(0), id, make(view));
            }
        }
        let next = self
            .meta(&format!("next {kind}"))?
            .and_then(|text| text.parse().ok());
        store.skip_to(next.unwrap_or(0));
        store.take_changes();
        Ok(())
    }

    fn meta(&self, key: &str) -> rusqlite::Result<Option<String>> {
        let sql = "SELECT value FROM meta WHERE key = ?1";
        self.connection
            .query_row(sql, [key], |row| row.get(0))
            .optional()
    }

    /// Writes the records that changed since the last call.
    pub(crate) fn save(&mut self, state: &mut SandboxState) -> Result<(), SandboxError> {
        if !state.has_changes() {
            return Ok(());
        }
        let result = self.write_all(state);
        result.map_err(|error| self.failed(&error))
    }

    fn write_all(&mut self, state: &mut SandboxState) -> rusqlite::Result<()> {
        let change = self.connection.transaction()?;
        write(&change, "webhook", &mut state.webhooks, |webhook| {
            text(webhook)
        })?;
        write(&change, "call", &mut state.calls, |call| text(&call.view))?;
        write(&change, "recording", &mut state.recordings, |record| {
            text(&record.view)
        })?;
        write(&change, "voicemail", &mut state.voicemails, |voicemail| {
            text(voicemail)
        })?;
        write(&change, "delivery", &mut state.outbox.log, |delivery| {
            text(&StoredDelivery::of(delivery))
        })?;
        set_meta(&change, "config", &text(&state.config))?;
        change.commit()?;
        state.config_changed = false;
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
    // A second sandbox fails at once instead of waiting for the first one to end.
    connection.busy_timeout(Duration::ZERO)?;
    // A power cut may lose the last transactions; a crash of the sandbox does not.
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
    store: &mut RecordStore<T>,
    text: impl Fn(&T) -> String,
) -> rusqlite::Result<()> {
    let changed = store.take_changes();
    if changed.is_empty() {
        return Ok(());
    }
    let mut put =
        change.prepare_cached("INSERT OR REPLACE INTO objects VALUES (?1, ?2, ?3, ?4)")?;
    let mut drop = change.prepare_cached("DELETE FROM objects WHERE kind = ?1 AND n = ?2")?;
    for n in changed {
        let key = i64::try_from(n).unwrap_or(i64::MAX);
        match store.at(n) {
            Some((id, item)) => put.execute(params![kind, key, id, text(item)])?,
            None => drop.execute(params![kind, key])?,
        };
    }
    set_meta(change, &format!("next {kind}"), &store.next().to_string())
}

fn set_meta(change: &Transaction<'_>, key: &str, value: &str) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO meta VALUES (?1, ?2)";
    change.prepare_cached(sql)?.execute([key, value])?;
    Ok(())
}

fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// Returns the call as ended: no call survives a restart.
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

/// Returns the reason in words. `SQLITE_BUSY` has one cause here.
fn describe(error: &rusqlite::Error) -> String {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::DatabaseBusy) => "another sandbox uses it".into(),
        _ => error.to_string(),
    }
}
