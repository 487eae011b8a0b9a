//! Server-sent events: every entry once, in order, resumed by `seq`, at the reader's own pace.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use hyper::body::Frame;
use serde::Deserialize;
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::events::Entry;
use crate::inspect::Shared;
use crate::inspect::calls::summary;
use crate::inspect::entries::{line, read_filter};
use crate::inspect::filter::Filter;
use crate::inspect::reply::{Reply, answer};
use crate::receiver::journal::{JournalError, Reader};
use crate::render::entries::object;

/// A proxy or a sleeping laptop is noticed after this time without an entry.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// Entries of one message to the browser.
const BATCH: i64 = 200;
/// A page that is further behind than this loads its lists again.
const MAX_BEHIND: i64 = 5000;
/// Between two messages, so that a burst of events is drawn together.
const PAUSE: Duration = Duration::from_millis(20);
/// What a browser waits before it connects again.
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
    /// The last entry that was sent or passed over.
    at: i64,
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
    /// Sends until the reader goes away.
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
            let sent = match self.next().await {
                Some(text) => self.send(text).await,
                None => {
                    let at = self.at;
                    let grown = async { changes.wait_for(|head| *head > at).await.is_ok() };
                    tokio::select! {
                        () = self.out.closed() => false,
                        grown = timeout(KEEP_ALIVE, grown) => match grown {
                            Ok(_) => {
                                // A journal that cannot be read now is asked again, not at once.
                                tokio::time::sleep(PAUSE / 4).await;
                                true
                            }
                            Err(_) => self.send(": \n\n".to_owned()).await,
                        },
                    }
                }
            };
            if !sent {
                return;
            }
        }
    }

    async fn send(&self, text: String) -> bool {
        let sent = self.out.send(Bytes::from(text)).await.is_ok();
        tokio::time::sleep(PAUSE).await;
        sent
    }

    /// The messages of the next entries; `None` when there are none yet.
    async fn next(&mut self) -> Option<String> {
        let (at, filter, is_line) = (self.at, self.filter.clone(), self.is_line);
        let read = move |reader: &mut Reader| messages(reader, at, &filter, is_line);
        let (reached, text) = self.shared.store.read(read).await.ok().flatten()?;
        if reached == self.at {
            return None;
        }
        self.at = reached;
        Some(text)
    }
}

/// The messages of up to [`BATCH`] entries after `at`, and the last `seq` that was looked at.
fn messages(
    reader: &mut Reader,
    at: i64,
    filter: &Filter,
    is_line: bool,
) -> Result<(i64, String), JournalError> {
    let end = reader.head()?.min(at.saturating_add(BATCH));
    let mut entries: Vec<Entry> = Vec::new();
    let mut selection = filter.selection.clone();
    (selection.from, selection.before) = (at + 1, Some(end + 1));
    let each = |entry: Entry| {
        entries.push(entry);
        std::ops::ControlFlow::Continue::<Result<(), JournalError>>(())
    };
    if end > at {
        reader.oldest_first(&selection, each)??;
    }
    let (mut text, mut calls) = (String::new(), BTreeSet::new());
    for entry in &entries {
        if is_line {
            calls.extend(entry.record.call_id().or_else(|| reader.call_of(entry.seq)));
        }
        let data = match filter.criteria.wants(entry) {
            true if is_line => line(entry, reader),
            true => object(entry),
            false => None,
        };
        if let Some(data) = data {
            text.push_str(&format!("id: {}\ndata: {data}\n\n", entry.seq));
        }
    }
    let mut changed = Vec::new();
    for id in calls {
        changed.extend(summary(reader, &id)?);
    }
    if !changed.is_empty() {
        let data = serde_json::Value::from(changed);
        text.push_str(&format!("event: calls\ndata: {data}\n\n"));
    }
    if text.is_empty() && end > at {
        // Keeps the place of a reader whose filter accepts nothing.
        text = format!("id: {end}\nevent: at\ndata: {end}\n\n");
    }
    Ok((end.max(at), text))
}

/// The body of the answer: what the follower sends.
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
