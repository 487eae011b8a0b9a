//! Server-sent events: every entry once, in order, resumed by `seq`, at the reader's own pace.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use hyper::body::Frame;
use serde::Deserialize;
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;

use crate::events::Entry;
use crate::inspect::Shared;
use crate::inspect::calls::summary;
use crate::inspect::entries::read_filter;
use crate::inspect::reply::{Reply, answer};
use crate::inspect::view::Line;
use crate::receiver::filter::Filter;
use crate::receiver::journal::{JournalError, Reader};
use crate::render::entries::{bytes_of, object};

/// Interval of keep-alive messages, so that a dead connection (a proxy, a sleeping laptop) is
/// noticed.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// Entries of one message to the browser.
const BATCH: i64 = 200;
/// A page that is more entries behind than this reloads its lists.
const MAX_BEHIND: i64 = 5000;
/// Between two messages, so that a burst of events is drawn together.
const PAUSE: Duration = Duration::from_millis(20);
/// A message ends early after this many bytes.
const MAX_BYTES: usize = 4 * 1024 * 1024;
/// The pause between summaries of calls, as a multiple of the time that one takes: they use at most
/// a tenth of a processor.
const REST: u32 = 10;
/// The time that a browser waits before it reconnects.
const HELLO: &str = "retry: 500\n\n";

/// The query of `/api/stream`.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Ask {
    after: Option<i64>,
    filter: Option<String>,
    view: Option<String>,
}

/// One reader's way along the journal.
struct Follower {
    shared: Arc<Shared>,
    filter: Filter,
    is_line: bool,
    /// The last entry that was sent or skipped.
    at: i64,
    /// Calls that have changed since the last summaries, and when the next ones may be sent.
    changed: BTreeSet<String>,
    due: Instant,
    out: mpsc::Sender<Bytes>,
}

/// `GET /api/stream`.
pub(super) async fn stream(
    State(shared): State<Arc<Shared>>,
    Query(ask): Query<Ask>,
    headers: HeaderMap,
) -> Reply {
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let last = last.and_then(|id| id.parse().ok()).or(ask.after);
    let at = match last {
        Some(seq) => seq,
        None => shared.store.head().await,
    };
    let (out, messages) = mpsc::channel(4);
    let follower = Follower {
        filter: read_filter(ask.filter.as_deref())?,
        is_line: ask.view.as_deref() == Some("line"),
        shared,
        at,
        changed: BTreeSet::new(),
        due: Instant::now(),
        out,
    };
    tokio::spawn(follower.run());
    Ok(answer(
        StatusCode::OK,
        "text/event-stream",
        Body::new(Messages(messages)),
    ))
}

impl Follower {
    /// Sends until the client disconnects.
    async fn run(mut self) {
        let mut changes = self.shared.store.changes();
        if !self.send(HELLO.to_owned()).await {
            return;
        }
        let head = self.shared.store.head().await;
        if self.is_line && (head - self.at > MAX_BEHIND || self.at > head) {
            self.at = head;
            let message = format!("id: {head}\nevent: reset\ndata: {{\"head\":{head}}}\n\n");
            if !self.send(message).await {
                return;
            }
        }
        loop {
            let mut text = self.next().await;
            text.push_str(&self.calls().await);
            let sent = match text.is_empty() {
                false => self.send(text).await,
                true => self.rest(&mut changes).await,
            };
            if !sent {
                return;
            }
        }
    }

    /// Waits until there may be more to send; `false` when the reader has gone away.
    async fn rest(&self, changes: &mut watch::Receiver<i64>) -> bool {
        let at = self.at;
        // A journal that cannot be read now is asked again, not at once.
        tokio::time::sleep(PAUSE / 4).await;
        let grown = async { changes.wait_for(|head| *head > at).await.is_ok() };
        let limit = match self.changed.is_empty() {
            true => KEEP_ALIVE,
            false => self.due.saturating_duration_since(Instant::now()),
        };
        tokio::select! {
            () = self.out.closed() => false,
            grown = timeout(limit, grown) => match grown {
                Err(_) if self.changed.is_empty() => self.send(": \n\n".to_owned()).await,
                _ => true,
            },
        }
    }

    async fn send(&self, text: String) -> bool {
        let sent = self.out.send(Bytes::from(text)).await.is_ok();
        tokio::time::sleep(PAUSE).await;
        sent
    }

    /// The messages of the next entries; empty when there are none yet.
    async fn next(&mut self) -> String {
        let (at, filter, is_line) = (self.at, self.filter.clone(), self.is_line);
        let read = move |reader: &mut Reader| messages(reader, at, &filter, is_line);
        match self.shared.store.read(read).await {
            Ok(Some(batch)) => {
                self.at = batch.reached;
                self.changed.extend(batch.calls);
                batch.text
            }
            _ => String::new(),
        }
    }

    /// The message about calls that have changed; empty when it is not due.
    async fn calls(&mut self) -> String {
        if self.changed.is_empty() || Instant::now() < self.due {
            return String::new();
        }
        let (ids, began) = (std::mem::take(&mut self.changed), Instant::now());
        let read = move |reader: &mut Reader| {
            let mut found = Vec::new();
            for id in ids {
                found.extend(summary(reader, &id)?);
            }
            Ok(found)
        };
        let found = self.shared.store.read(read).await.ok().flatten();
        self.due = Instant::now() + began.elapsed() * REST;
        let data = serde_json::Value::from(found.unwrap_or_default());
        format!("event: calls\ndata: {data}\n\n")
    }
}

/// Some messages.
struct Batch {
    /// The last `seq` that was looked at.
    reached: i64,
    text: String,
    /// The calls of the entries, for the page.
    calls: BTreeSet<String>,
}

/// The messages of up to [`BATCH`] entries after `at`.
fn messages(
    reader: &mut Reader,
    at: i64,
    filter: &Filter,
    is_line: bool,
) -> Result<Batch, JournalError> {
    let mut end = reader.head()?.min(at.saturating_add(BATCH)).max(at);
    let (mut entries, mut bytes) = (Vec::<Entry>::new(), 0);
    let mut selection = filter.selection.clone();
    (selection.from, selection.before) = (at + 1, Some(end + 1));
    let each = |entry: Entry| {
        bytes += bytes_of(&entry.record).map_or(0, <[u8]>::len);
        entries.push(entry);
        match bytes > MAX_BYTES {
            true => ControlFlow::Break(Ok::<(), JournalError>(())),
            false => ControlFlow::Continue(()),
        }
    };
    if end > at {
        reader.oldest_first(&selection, each)??;
    }
    if bytes > MAX_BYTES {
        end = entries.last().map_or(end, |entry| entry.seq);
    }
    let (mut text, mut calls) = (String::new(), BTreeSet::new());
    for entry in &entries {
        let line = is_line.then(|| Line::of(entry)).flatten();
        let line = line.map(|line| line.file(reader));
        calls.extend(line.as_ref().and_then(|line| line.call_id.clone()));
        let data = match filter.criteria.wants(entry) {
            true if is_line => line.map(|line| line.json()),
            true => object(entry),
            false => None,
        };
        if let Some(data) = data {
            text.push_str(&format!("id: {}\ndata: {data}\n\n", entry.seq));
        }
    }
    if text.is_empty() && end > at {
        // Keeps the place of a reader whose filter accepts nothing.
        text = format!("id: {end}\nevent: at\ndata: {end}\n\n");
    }
    Ok(Batch {
        reached: end,
        text,
        calls,
    })
}

/// The response body: the messages of the follower.
struct Messages(mpsc::Receiver<Bytes>);

impl hyper::body::Body for Messages {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let next = self.0.poll_recv(context);
        next.map(|bytes| bytes.map(|bytes| Ok(Frame::data(bytes))))
    }
}
