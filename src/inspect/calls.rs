//! Calls: the list with the state of each, and the ladder of one.

use std::ops::ControlFlow;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, Response, StatusCode, header};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::clock::iso_millis;
use crate::events::entry::{ActionKind, Entry, Record};
use crate::events::ladder::Ladder;
use crate::events::timeline::{self, Timeline};
use crate::inspect::entries::read_filter;
use crate::inspect::reply::{Problem, Reply, answer, json_text};
use crate::inspect::view::short;
use crate::inspect::{Shared, media};
use crate::receiver::filter::Filter;
use crate::receiver::journal::{JournalError, Reader, Selection};
use crate::render::entries::bytes_of;
use crate::render::ladder::document;
use crate::render::ladder::redact::Redaction;
use crate::terminal::sanitize;

/// After this time the service acts for an inbound call without a command (spec, section 4).
const DEADLINE: SignedDuration = SignedDuration::from_secs(30);
/// Calls of a page.
const PAGE: usize = 50;
/// Entries that one request looks at while it searches for calls.
const MAX_LOOKED_AT: usize = 20_000;
/// The newest entries of a call that are read for the list, and for its ladder.
const FOR_LIST: usize = 64;
const FOR_LADDER: usize = 5000;
/// Bytes of bodies that are read of one call.
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// A call of the list.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct CallLine {
    call_id: String,
    direction: Option<String>,
    from: Option<String>,
    to: Option<String>,
    /// The API's status after the last event, such as `in_progress`.
    status: Option<String>,
    /// `ringing` (waits for a command), `live`, `ended`.
    state: &'static str,
    /// Until when an unanswered inbound call waits for a command.
    deadline: Option<String>,
    /// The last command, and whether the API accepted it.
    command: Option<String>,
    command_failed: bool,
    end_reason: Option<String>,
    began_at: Option<String>,
    last_at: Option<String>,
    last_seq: i64,
    participants: Vec<Value>,
    recordings: usize,
    voicemails: usize,
}

/// The query of `/api/calls`.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Ask {
    before: Option<i64>,
    limit: Option<usize>,
    filter: Option<String>,
}

/// `GET /api/calls`: those of the newest entries first.
pub(super) async fn list(State(shared): State<Arc<Shared>>, Query(ask): Query<Ask>) -> Reply {
    let mut filter = read_filter(ask.filter.as_deref())?;
    filter.selection.before = ask.before;
    let limit = ask.limit.unwrap_or(PAGE).clamp(1, 200);
    let read = move |reader: &mut Reader| newest(reader, &filter, limit);
    let (lines, next) = shared.store.read(read).await?.unwrap_or_default();
    Ok(json_text(
        json!({ "data": lines, "next": next }).to_string(),
    ))
}

fn newest(
    reader: &mut Reader,
    filter: &Filter,
    limit: usize,
) -> Result<(Vec<Value>, Option<i64>), JournalError> {
    let (mut ids, mut looked_at, mut next) = (Vec::<String>::new(), 0, None);
    // Events name their call; all other entries about a call follow one of its events.
    let each = |entry: Entry| {
        looked_at += 1;
        if let Record::Event { event, .. } = &entry.record
            && let Some(id) = &event.call_id
            && filter.criteria.wants(&entry)
            && !ids.contains(id)
        {
            ids.push(id.clone());
        }
        match ids.len() >= limit || looked_at >= MAX_LOOKED_AT {
            true => {
                next = Some(entry.seq);
                ControlFlow::Break(Ok::<(), JournalError>(()))
            }
            false => ControlFlow::Continue(()),
        }
    };
    reader.newest_first(&filter.selection, each)??;
    let mut lines = Vec::new();
    for id in ids {
        lines.extend(summary(reader, &id)?);
    }
    Ok((lines, next))
}

/// The line of one call; `None` when the journal does not know it.
pub(super) fn summary(reader: &mut Reader, id: &str) -> Result<Option<Value>, JournalError> {
    let entries = entries_of(reader, id, FOR_LIST)?;
    let (Some(newest), Some(oldest)) = (entries.first(), entries.last()) else {
        return Ok(None);
    };
    let timeline = Timeline::fold(id, &entries, &timeline::Record::default());
    let command = entries.iter().find_map(last_command);
    let (state, deadline) = state(&timeline, &entries);
    let text = |text: &Option<String>| text.as_deref().map(short);
    let participants = timeline.participants.iter();
    let line = CallLine {
        call_id: id.to_owned(),
        direction: text(&timeline.direction),
        from: text(&timeline.from),
        to: text(&timeline.to),
        status: text(&timeline.status),
        state,
        deadline,
        command_failed: command.as_ref().is_some_and(|(_, failed)| *failed),
        command: command.map(|(name, _)| name),
        end_reason: text(&timeline.end_reason.or(timeline.error)),
        began_at: Some(iso_millis(oldest.at)),
        last_at: Some(iso_millis(newest.at)),
        last_seq: newest.seq,
        participants: participants
            .filter(|one| one.left_at.is_none())
            .map(|one| json!({ "id": one.id, "name": short(&one.called()) }))
            .collect(),
        recordings: timeline.recordings.len(),
        voicemails: timeline.voicemails.len(),
    };
    Ok(serde_json::to_value(line).ok())
}

/// The newest entries of a call, newest first.
fn entries_of(reader: &mut Reader, id: &str, limit: usize) -> Result<Vec<Entry>, JournalError> {
    let selection = Selection {
        call: Some(id.to_owned()),
        ..Selection::default()
    };
    let (mut entries, mut bytes) = (Vec::new(), 0);
    let each = |entry: Entry| {
        bytes += bytes_of(&entry.record).map_or(0, <[u8]>::len);
        entries.push(entry);
        match entries.len() >= limit || bytes > MAX_BYTES {
            true => ControlFlow::Break(Ok::<(), JournalError>(())),
            false => ControlFlow::Continue(()),
        }
    };
    reader.newest_first(&selection, each)??;
    Ok(entries)
}

fn last_command(entry: &Entry) -> Option<(String, bool)> {
    let Record::Action(action) = &entry.record else {
        return None;
    };
    let failed = match action.kind {
        ActionKind::Command => false,
        ActionKind::CommandFailed => true,
        _ => return None,
    };
    let name = crate::json::member(&action.detail, "command").and_then(crate::json::string)?;
    Some((short(&name), failed))
}

/// Returns whether the call waits for a command, is live or has ended, and the end of its 30
/// seconds.
fn state(timeline: &Timeline, entries: &[Entry]) -> (&'static str, Option<String>) {
    let ended = ["completed", "failed", "busy", "no_answer", "canceled"];
    let status = timeline.status.as_deref().unwrap_or_default();
    let has = |what: &str| timeline.steps.iter().any(|step| step.what == what);
    if ended.contains(&status) || has("voicemail.received") {
        return ("ended", None);
    }
    if has("answered") {
        return ("live", None);
    }
    let came_in = entries.iter().rev().find_map(|entry| match &entry.record {
        Record::Event { event, .. } if event.is_inbound_initiated() => Some(entry.at),
        _ => None,
    });
    let commanded = entries.iter().any(|entry| {
        matches!(&entry.record, Record::Action(action) if action.kind == ActionKind::Command)
    });
    match came_in {
        Some(at) if !commanded => ("ringing", Some(iso_millis(at + DEADLINE))),
        _ => ("live", None),
    }
}

/// `GET /api/calls/{id}`: its line.
pub(super) async fn show(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Reply {
    let asked = id.clone();
    let line = shared
        .store
        .read(move |reader| summary(reader, &asked))
        .await?;
    let line = line.flatten().ok_or_else(|| no_call(&id))?;
    Ok(json_text(line.to_string()))
}

/// `GET /api/calls/{id}/ladder`, with captions and times for the page, and the media of the call.
pub(super) async fn ladder(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Reply {
    let entries = read_all(&shared, &id).await?;
    let ladder = Ladder::of(&id, &entries);
    let timeline = Timeline::fold(&id, &entries, &timeline::Record::default());
    let mut object = json!(ladder);
    for (row, shown) in ladder
        .rows
        .iter()
        .zip(object["rows"].as_array_mut().into_iter().flatten())
    {
        shown["caption"] = short(&row.caption()).into();
        shown["offset"] = row.offset().into();
    }
    for (lane, shown) in ladder
        .lanes
        .iter()
        .zip(object["lanes"].as_array_mut().into_iter().flatten())
    {
        shown["label"] = short(&lane.label).into();
    }
    let saved: Vec<String> = entries.iter().filter_map(media::saved_id).collect();
    let is_local = |id: &String| shared.settings.sandbox.is_some() || saved.contains(id);
    object["recordings"] = (timeline.recordings.iter())
        .map(|one| json!({ "id": short(&one.id), "duration": one.duration, "isLocal": is_local(&one.id) }))
        .collect();
    object["voicemails"] = (timeline.voicemails.iter())
        .map(|one| {
            let words = one.transcription.as_deref().map(sanitize);
            json!({ "id": short(&one.id), "duration": one.duration, "isLocal": is_local(&one.id), "transcription": words })
        })
        .collect();
    object["isCut"] = (entries.len() >= FOR_LADDER).into();
    Ok(json_text(object.to_string()))
}

/// The query of an export.
#[derive(Debug, Deserialize)]
pub(super) struct Export {
    mask: Option<String>,
}

/// `GET /api/calls/{id}/export`: the call as one HTML file.
pub(super) async fn export(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    Query(ask): Query<Export>,
) -> Reply {
    let entries = read_all(&shared, &id).await?;
    let redaction = Redaction {
        mask_numbers: ask.mask.is_some_and(|mask| mask == "1"),
    };
    let page = document(&Ladder::of(&id, &entries), &entries, redaction);
    Ok(attachment(&id, page))
}

fn attachment(id: &str, page: String) -> Response<Body> {
    let mut response = answer(StatusCode::OK, "text/html; charset=utf-8", page);
    let plain: String = id
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '_')
        .collect();
    let value = HeaderValue::from_str(&format!("attachment; filename=\"{plain}.html\""));
    if let Ok(value) = value {
        response
            .headers_mut()
            .insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

async fn read_all(shared: &Shared, id: &str) -> Result<Vec<Entry>, Problem> {
    let asked = id.to_owned();
    let read = move |reader: &mut Reader| entries_of(reader, &asked, FOR_LADDER);
    let entries = shared.store.read(read).await?.unwrap_or_default();
    match entries.is_empty() {
        true => Err(no_call(id)),
        false => Ok(entries),
    }
}

fn no_call(id: &str) -> Problem {
    Problem::not_found(format!(
        "the journal has no event of the call {}",
        short(id)
    ))
}
