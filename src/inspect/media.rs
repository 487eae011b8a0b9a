//! Recordings and voicemails: the saved file, or one fetched from the API for this run.
//!
//! Only audio leaves here, by its first bytes, whatever a path or the API says.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use tokio::sync::{Mutex, OnceCell};

use crate::api::download::{self, DownloadTarget, Source, Storage};
use crate::api::ids::IdKind;
use crate::api::types::Recording;
use crate::api::{ApiError, Client, check, recordings, voicemails};
use crate::events::entry::{ActionKind, Entry, Record};
use crate::inspect::Shared;
use crate::inspect::reply::{Problem, Reply, answer};
use crate::inspect::view::short;
use crate::json;
use crate::receiver::journal::{JournalError, Reader, Selection};

/// Maximum bytes of one response: a browser requests the next range on its own.
const MAX_PART: u64 = 2 * 1024 * 1024;
/// Entries that are searched for a saved file.
const MAX_LOOKED_AT: usize = 50_000;

/// Files that were fetched in this run; removed at its end.
#[derive(Default)]
pub(super) struct Cache {
    dir: OnceCell<tempfile::TempDir>,
    /// One download at a time.
    turn: Mutex<()>,
}

/// The query of a file.
#[derive(Debug, serde::Deserialize)]
pub(super) struct Of {
    /// The call that it belongs to; without it the whole journal is searched.
    call: Option<String>,
}

/// `GET /api/media/{id}`, with ranges.
pub(super) async fn serve(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    Query(of): Query<Of>,
    headers: HeaderMap,
) -> Reply {
    let id = check::id(&id).map_err(Problem::bad)?;
    let range = headers
        .get(header::RANGE)
        .and_then(|range| range.to_str().ok());
    let range = range.and_then(read_range);
    let path = match saved(&shared, &id, of.call).await? {
        Some(path) => path,
        None => fetched(&shared, &id).await?,
    };
    let part = tokio::task::spawn_blocking(move || Part::read(&path, range)).await;
    let failed = |problem: String| Problem::new(StatusCode::NOT_FOUND, "not_found", problem);
    let part = part
        .map_err(|error| failed(error.to_string()))?
        .map_err(failed)?;
    let is_whole = range.is_none() && part.bytes.len() as u64 == part.size;
    let status = if is_whole {
        StatusCode::OK
    } else {
        StatusCode::PARTIAL_CONTENT
    };
    let end = part.start + part.bytes.len() as u64;
    let place = format!(
        "bytes {}-{}/{}",
        part.start,
        end.saturating_sub(1),
        part.size
    );
    let mut response = answer(status, part.kind, part.bytes);
    let out = response.headers_mut();
    out.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    if let (false, Ok(place)) = (is_whole, place.parse()) {
        out.insert(header::CONTENT_RANGE, place);
    }
    Ok(response)
}

/// A part of an audio file.
struct Part {
    kind: &'static str,
    start: u64,
    size: u64,
    bytes: Vec<u8>,
}

impl Part {
    fn read(path: &FilePath, range: Option<(u64, Option<u64>)>) -> Result<Part, String> {
        let failed = |error: std::io::Error| format!("cannot read the file: {error}");
        let mut file = File::open(path).map_err(failed)?;
        let size = file.metadata().map_err(failed)?.len();
        let mut head = Vec::new();
        (&mut file)
            .take(64)
            .read_to_end(&mut head)
            .map_err(failed)?;
        let kind = audio_type(&head).ok_or("the file is not audio")?;
        let (start, last) = range.unwrap_or((0, None));
        let start = start.min(size);
        let end = last.map_or(size, |last| last.saturating_add(1)).min(size);
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(start)).map_err(failed)?;
        let length = end.saturating_sub(start).min(MAX_PART);
        file.take(length).read_to_end(&mut bytes).map_err(failed)?;
        Ok(Part {
            kind,
            start,
            size,
            bytes,
        })
    }
}

/// Detects the type of audio by its first bytes; `None` for any other content.
fn audio_type(head: &[u8]) -> Option<&'static str> {
    match head {
        [b'O', b'g', b'g', b'S', ..] => Some("audio/ogg"),
        [0x1a, 0x45, 0xdf, 0xa3, ..] => Some("audio/webm"),
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'A',
            b'V',
            b'E',
            ..,
        ] => Some("audio/wav"),
        [b'I', b'D', b'3', ..] | [0xff, 0xf2..=0xfb, ..] => Some("audio/mpeg"),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => Some("audio/mp4"),
        _ => None,
    }
}

/// `bytes=0-`, `bytes=5-9`; other forms are ignored, as RFC 9110 allows.
fn read_range(text: &str) -> Option<(u64, Option<u64>)> {
    let (start, end) = text.strip_prefix("bytes=")?.split_once('-')?;
    let end = match end {
        "" => None,
        end => Some(end.parse().ok()?),
    };
    Some((start.parse().ok()?, end))
}

/// Returns the path of the file that `listen --save-media` saved.
async fn saved(
    shared: &Shared,
    id: &str,
    call: Option<String>,
) -> Result<Option<PathBuf>, Problem> {
    let id = id.to_owned();
    let selection = Selection {
        call,
        ..Selection::default()
    };
    let read = move |reader: &mut Reader| {
        let (mut found, mut looked_at) = (None, 0);
        let each = |entry: Entry| {
            looked_at += 1;
            found = path_of(&entry, &id);
            match found.is_some() || looked_at >= MAX_LOOKED_AT {
                true => ControlFlow::Break(Ok::<(), JournalError>(())),
                false => ControlFlow::Continue(()),
            }
        };
        reader.newest_first(&selection, each)??;
        Ok(found)
    };
    let found: Option<PathBuf> = shared.store.read(read).await?.flatten();
    Ok(found.filter(|path| path.is_file()))
}

fn path_of(entry: &Entry, id: &str) -> Option<PathBuf> {
    let path = saved_path(entry)?;
    (path.file_stem()? == id).then_some(path)
}

/// The id of the recording or voicemail that an entry says was saved.
pub(super) fn saved_id(entry: &Entry) -> Option<String> {
    Some(saved_path(entry)?.file_stem()?.to_str()?.to_owned())
}

fn saved_path(entry: &Entry) -> Option<PathBuf> {
    let Record::Action(action) = &entry.record else {
        return None;
    };
    if action.kind != ActionKind::Media {
        return None;
    }
    let path = json::member(&action.detail, "path").and_then(json::string)?;
    Some(PathBuf::from(path))
}

/// Fetches the file from the API, once in this run.
async fn fetched(shared: &Shared, id: &str) -> Result<PathBuf, Problem> {
    let cache = &shared.media;
    let _turn = cache.turn.lock().await;
    let made = cache
        .dir
        .get_or_try_init(|| async { tempfile::tempdir() })
        .await;
    let dir = made.map_err(|error| {
        Problem::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "storage",
            error.to_string(),
        )
    })?;
    let missing = || {
        let problem = Problem::not_found(format!("{} is not saved on this machine", short(id)));
        problem.hint("listen --save-media DIR saves recordings as they come; an API key lets this page fetch them")
    };
    let api = shared.settings.api.as_ref().ok_or_else(missing)?;
    let recording = look(api, id).await.map_err(|error| api_problem(&error))?;
    let failed = |error: download::DownloadError| {
        Problem::new(
            StatusCode::BAD_GATEWAY,
            "network",
            short(&error.to_string()),
        )
    };
    let place =
        DownloadTarget::of(dir.path(), id, recording.format.as_deref(), false).map_err(failed)?;
    if place.present().is_some() {
        return Ok(place.path());
    }
    let source =
        Source::of(&recording).ok_or_else(|| Problem::not_found("its file is not ready yet"))?;
    // The URL is seconds old; one that is refused is asked for again by the next request.
    let again = async || {
        Err(ApiError::Unreadable(
            "the URL of its file was refused".to_owned(),
        ))
    };
    let storage = Storage::new(shared.settings.limits);
    let saved = download::fetch(&storage, &place, source, again, |_| {}).await;
    Ok(saved.map_err(failed)?.path)
}

/// The recording, also of a voicemail, as the API knows it now.
async fn look(api: &Client, id: &str) -> Result<Recording, ApiError> {
    let recording = match IdKind::of(id) {
        Some(IdKind::Voicemail) => {
            api.send(&voicemails::get(&ApiError::check_id(id)?))
                .await?
                .value
                .recording_id
        }
        _ => Some(id.to_owned()),
    };
    match recording {
        Some(id) => {
            let request = recordings::get(&ApiError::check_id(&id)?);
            Ok(api.send(&request).await?.value)
        }
        None => Ok(Recording::default()),
    }
}

fn api_problem(error: &ApiError) -> Problem {
    let status = match error {
        ApiError::Refused(refusal) if refusal.status == 404 => StatusCode::NOT_FOUND,
        _ => StatusCode::BAD_GATEWAY,
    };
    Problem::new(status, "refused", short(&error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_audio_has_a_type() {
        for (head, kind) in [
            (&b"\0\0\0\x18ftypmp42"[..], Some("audio/mp4")),
            (b"OggS\0", Some("audio/ogg")),
            (b"\x1a\x45\xdf\xa3", Some("audio/webm")),
            (b"RIFF1234WAVEfmt ", Some("audio/wav")),
            (b"\xff\xfb\x90", Some("audio/mpeg")),
            (b"<html>", None),
            (b"root:x:0:0", None),
            (b"", None),
        ] {
            assert_eq!(audio_type(head), kind, "{head:?}");
        }
    }

    #[test]
    fn ranges_of_one_part_are_read() {
        assert_eq!(read_range("bytes=0-"), Some((0, None)));
        assert_eq!(read_range("bytes=5-9"), Some((5, Some(9))));
        for odd in ["bytes=-5", "items=0-", "bytes=0-1,3-4", "bytes="] {
            assert_eq!(read_range(odd), None, "{odd}");
        }
    }
}
