//! Entries: a page of them, one of them, its curl line, and waiting for one.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use crate::events::entry::{Entry, Record};
use crate::inspect::Shared;
use crate::inspect::reply::{Problem, Reply, answer, json_text};
use crate::inspect::view::{Line, short};
use crate::json::{Layout, reformat, text_of};
use crate::receiver::filter::Filter;
use crate::receiver::journal::{JournalError, Reader};
use crate::render::entries::{bytes_of, curl_line, object, shown_headers, whole};
use crate::terminal::sanitize_lines;

/// Default and maximum number of entries of a page.
const PAGE: usize = 100;
const MAX_PAGE: usize = 1000;
/// A page ends early after this many bytes.
const MAX_BYTES: usize = 4 * 1024 * 1024;
/// Maximum number of entries that one request reads. The page continues from there.
const MAX_LOOKED_AT: usize = 50_000;
/// Limits of `/api/await`.
const AWAIT: u64 = 30;
const MAX_AWAIT: u64 = 300;

/// The query of `/api/entries`.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Ask {
    /// Only after this `seq`, oldest first.
    after: Option<i64>,
    /// Only before this `seq`, newest first.
    before: Option<i64>,
    limit: Option<usize>,
    filter: Option<String>,
    /// `line` for lines of the page instead of whole entries.
    view: Option<String>,
}

/// A page of entries as JSON texts.
#[derive(Default)]
struct Found {
    texts: Vec<String>,
    /// The last entry that was looked at.
    reached: Option<i64>,
    is_cut: bool,
}

/// `GET /api/entries`.
pub(super) async fn list(State(shared): State<Arc<Shared>>, Query(ask): Query<Ask>) -> Reply {
    let mut filter = read_filter(ask.filter.as_deref())?;
    let limit = ask.limit.unwrap_or(PAGE).clamp(1, MAX_PAGE);
    let backwards = ask.before.is_some();
    filter.selection.from = ask.after.unwrap_or(0).saturating_add(1).max(1);
    filter.selection.before = ask.before;
    let is_line = ask.view.as_deref() == Some("line");
    let read = move |reader: &mut Reader| {
        let head = reader.head()?;
        let found = page(reader, &filter, limit, backwards, is_line)?;
        Ok((head, found))
    };
    let (head, found) = shared.store.read(read).await?.unwrap_or_default();
    let next = found.reached.filter(|_| found.is_cut);
    let next = next.map_or("null".to_owned(), |next| next.to_string());
    let data = found.texts.join(",");
    Ok(json_text(format!(
        r#"{{"data":[{data}],"next":{next},"head":{head}}}"#
    )))
}

fn page(
    reader: &mut Reader,
    filter: &Filter,
    limit: usize,
    backwards: bool,
    is_line: bool,
) -> Result<Found, JournalError> {
    let (mut found, mut lines, mut looked_at) = (Found::default(), Vec::new(), 0);
    let mut bytes = 0;
    let each = |entry: Entry| {
        looked_at += 1;
        found.reached = Some(entry.seq);
        if filter.criteria.wants(&entry) {
            match is_line {
                true => lines.extend(Line::of(&entry)),
                false => {
                    let text = object(&entry);
                    bytes += text.as_ref().map_or(0, String::len);
                    found.texts.extend(text);
                }
            }
        }
        match found.texts.len() + lines.len() >= limit
            || bytes > MAX_BYTES
            || looked_at >= MAX_LOOKED_AT
        {
            true => {
                found.is_cut = true;
                ControlFlow::Break(Ok::<(), JournalError>(()))
            }
            false => ControlFlow::Continue(()),
        }
    };
    match backwards {
        true => reader.newest_first(&filter.selection, each)??,
        false => reader.oldest_first(&filter.selection, each)??,
    }
    let lines = lines.into_iter().map(|line: Line| line.file(reader).json());
    found.texts.extend(lines);
    Ok(found)
}

/// The filter of a query.
pub(super) fn read_filter(text: Option<&str>) -> Result<Filter, Problem> {
    let text = text.unwrap_or_default();
    Filter::read(text, Timestamp::now())
        .map_err(|problem| Problem::bad(format!("filter: {problem}")))
}

/// The query of one entry.
#[derive(Debug, Default, Deserialize)]
pub(super) struct One {
    /// `page` returns the fields for the page.
    view: Option<String>,
    /// The target URL of the curl line.
    to: Option<String>,
}

/// `GET /api/entries/{seq}`.
pub(super) async fn show(
    State(shared): State<Arc<Shared>>,
    Path(seq): Path<i64>,
    Query(one): Query<One>,
) -> Reply {
    let for_page = one.view.as_deref() == Some("page");
    let read = move |reader: &mut Reader| {
        let Some(entry) = reader.get(seq)? else {
            return Ok(None);
        };
        let related = reader.about(seq)?;
        Ok(match for_page {
            true => Some(detail(&entry, &related, reader)),
            false => whole(&entry, &related, false),
        })
    };
    let text = shared.store.read(read).await?.flatten();
    text.map(json_text).ok_or_else(|| no_entry(seq))
}

/// Returns the details of an entry, without hidden characters.
fn detail(entry: &Entry, related: &[Entry], reader: &Reader) -> String {
    let headers = shown_headers(&entry.record, false)
        .map(|(name, value)| json!({ "name": short(name), "value": short(&value) }));
    let bytes = match &entry.record {
        Record::Action(action) => Some(action.detail.as_bytes()),
        record => bytes_of(record),
    };
    let body = bytes
        .and_then(text_of)
        .map(|text| reformat(text, Layout::Indented));
    let related = related
        .iter()
        .filter_map(|entry| Line::of(entry).map(|line| line.file(reader)));
    json!({
        "line": Line::of(entry).map(|line| line.file(reader)),
        "headers": headers.collect::<Vec<_>>(),
        "related": related.collect::<Vec<_>>(),
        "body": body,
        "raw": bytes.map(|bytes| sanitize_lines(&String::from_utf8_lossy(bytes))),
        "bytes": bytes.map(<[u8]>::len),
        "canReplay": bytes_of(&entry.record).is_some(),
        "object": object(entry),
    })
    .to_string()
}

/// `GET /api/entries/{seq}/curl`.
pub(super) async fn curl(
    State(shared): State<Arc<Shared>>,
    Path(seq): Path<i64>,
    Query(one): Query<One>,
) -> Reply {
    let entry = get(&shared, seq).await?;
    let body = bytes_of(&entry.record);
    let body = body.ok_or_else(|| Problem::not_found(format!("#{seq} has no body to post")))?;
    let to = one.to.as_deref().unwrap_or("http://127.0.0.1:3000/");
    let header = shared
        .settings
        .secret
        .as_ref()
        .map(|(name, _)| name.as_str());
    let line = curl_line(&entry.record, body, to, header, false);
    Ok(answer(StatusCode::OK, "text/plain; charset=utf-8", line))
}

/// The entry with that number.
pub(super) async fn get(shared: &Shared, seq: i64) -> Result<Entry, Problem> {
    let entry = shared.store.read(move |reader| reader.get(seq)).await?;
    entry.flatten().ok_or_else(|| no_entry(seq))
}

fn no_entry(seq: i64) -> Problem {
    Problem::not_found(format!("no entry #{seq} in the journal"))
}

/// The query of `/api/await`.
#[derive(Debug, Deserialize)]
pub(super) struct Await {
    event: Option<String>,
    call: Option<String>,
    filter: Option<String>,
    after: Option<i64>,
    /// Timeout in seconds.
    timeout: Option<u64>,
}

/// `GET /api/await`: the first entry that fits, which may be there already. Without `after` and without a
/// call, only entries since the start of this server count.
pub(super) async fn wait(State(shared): State<Arc<Shared>>, Query(ask): Query<Await>) -> Reply {
    let mut filter = read_filter(ask.filter.as_deref())?;
    filter.criteria.events.extend(ask.event);
    if !filter.criteria.events.is_empty() {
        filter.criteria.types.push("event".to_owned());
    }
    if let Some(call) = ask.call {
        let call = crate::api::check::id(&call).map_err(Problem::bad)?;
        filter.selection.call = Some(call);
    }
    let since = match filter.selection.call {
        Some(_) => 0,
        None => shared.first_head,
    };
    filter.selection.from = ask.after.unwrap_or(since).saturating_add(1);
    let seconds = ask.timeout.unwrap_or(AWAIT).min(MAX_AWAIT);
    let found = tokio::time::timeout(Duration::from_secs(seconds), first(&shared, filter)).await;
    found.unwrap_or_else(|_| {
        let message = format!("no such entry came within {seconds} s");
        Err(Problem::new(
            StatusCode::GATEWAY_TIMEOUT,
            "timeout",
            message,
        ))
    })
}

async fn first(shared: &Shared, mut filter: Filter) -> Reply {
    let mut changes = shared.store.changes();
    loop {
        let asked = filter.clone();
        let read = move |reader: &mut Reader| {
            let mut found = None;
            let end = reader.head()?;
            let each = |entry: Entry| match asked.criteria.wants(&entry) {
                true => {
                    found = object(&entry);
                    ControlFlow::Break(Ok::<(), JournalError>(()))
                }
                false => ControlFlow::Continue(()),
            };
            reader.oldest_first(&asked.selection, each)??;
            Ok((end, found))
        };
        let (end, found) = shared.store.read(read).await?.unwrap_or_default();
        if let Some(text) = found {
            return Ok(json_text(text));
        }
        filter.selection.from = filter.selection.from.max(end + 1);
        let next = filter.selection.from;
        let _ = changes.wait_for(|head| *head >= next).await;
    }
}
