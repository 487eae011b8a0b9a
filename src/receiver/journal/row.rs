//! An entry as a row and back. The only place that knows both.

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use crate::events::entry::{Entry, Record};

/// The columns that [`read`] expects, in order.
pub(crate) const COLUMNS: &str = "seq, at, type, event_id, of, headers, body, detail";

/// Writes `entry`. `call_id` files it under a call, also where the record itself does not say.
pub(crate) fn insert(
    db: &Connection,
    entry: &Entry,
    call_id: Option<&str>,
) -> rusqlite::Result<()> {
    let (mut event, mut event_id, mut of) = (None, None, None);
    let (mut headers, mut body, mut detail) = (None, None, None);
    let kind = entry.record.type_name();
    match &entry.record {
        Record::Event {
            event: read,
            body: bytes,
            headers: list,
        } => {
            (event, event_id) = (Some(read.name.as_str()), read.id.as_deref());
            (body, headers) = (Some(bytes.received()), Some(list.as_lines()));
        }
        Record::Duplicate {
            event_id: id,
            of: first,
        } => {
            (event_id, of) = (Some(id.as_str()), Some(*first));
        }
        Record::Conflict {
            event_id: id,
            of: first,
            body: bytes,
        } => (event_id, of, body) = (Some(id.as_str()), Some(*first), Some(bytes.as_slice())),
        Record::Quarantined {
            reason,
            body: bytes,
        } => {
            (detail, body) = (Some(reason.as_str()), Some(bytes.as_slice()));
        }
        Record::Action(action) => (of, detail) = (Some(action.of), Some(action.detail.as_str())),
    }
    let at = entry.at.as_microsecond();
    db.prepare_cached("INSERT INTO entries VALUES (?,?,?,?,?,?,?,?,?,?)")?
        .execute(params![
            entry.seq, at, kind, event, event_id, call_id, of, headers, body, detail
        ])?;
    Ok(())
}

/// Reads a row of [`COLUMNS`]. A row that cannot be parsed is returned as quarantined, never lost.
pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let kind: String = row.get(2)?;
    let record = Record::from_columns(
        &kind,
        (row.get(3)?, row.get(4)?),
        (row.get(5)?, row.get(6)?),
        row.get(7)?,
    );
    Ok(Entry {
        seq: row.get(0)?,
        at: Timestamp::from_microsecond(row.get(1)?).unwrap_or(Timestamp::UNIX_EPOCH),
        record,
    })
}
