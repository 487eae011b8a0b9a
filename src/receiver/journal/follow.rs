//! Follows the journal: every committed entry once, in order, at the follower's own pace.
//!
//! A follower near the head reads from memory, a slower one from the file. It holds at most one
//! page, and nothing waits for it.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;

use crate::events::Entry;
use crate::receiver::journal::jobs::Jobs;
use crate::receiver::journal::reader::Reader;
use crate::receiver::journal::state::{Found, Shared, State};

/// Entries a step. Bodies are at most 1 MiB, so a page from the file stays far below 64 MiB, and
/// with bodies as the service sends them (about 500 bytes) below 100 KiB.
const PAGE: usize = 64;

/// A file that cannot be opened for reading now (too many open files) may be later.
const TRY_AGAIN: Duration = Duration::from_millis(200);

/// The position of a consumer in the journal.
#[derive(Debug)]
pub struct Follower {
    pub(crate) dir: PathBuf,
    pub(crate) shared: Arc<Shared>,
    pub(crate) jobs: Jobs,
    pub(crate) stage: String,
    /// The printer continues to the very end, past the entries that other consumers write at
    /// shutdown.
    pub(crate) to_the_end: bool,
    pub(crate) wake: watch::Receiver<()>,
    pub(crate) next: Option<i64>,
    pub(crate) page: VecDeque<Arc<Entry>>,
    pub(crate) reader: Option<Reader>,
}

/// The result of [`Follower::next_within`].
#[derive(Debug)]
pub enum Next {
    /// The next entry.
    Entry(Arc<Entry>),
    /// No entry arrived in that time.
    Nothing,
    /// The journal is closed and everything was read.
    End,
}

enum Step {
    Ready,
    InFile { from: i64, upto: i64 },
    Wait,
    End,
}

impl Follower {
    /// The next entry; `None` when the listener stops and everything up to the stop was read.
    /// Cancel safe.
    pub async fn next(&mut self) -> Option<Arc<Entry>> {
        loop {
            if let Some(entry) = self.take() {
                return Some(entry);
            }
            self.wake.mark_unchanged();
            match self.look() {
                Step::Ready => {}
                Step::End => return None,
                Step::Wait => {
                    let _ = self.wake.changed().await;
                }
                Step::InFile { from, upto } => {
                    let (reader, dir) = (self.reader.take(), self.dir.clone());
                    let read = move || read_page(reader, &dir, from, upto);
                    match tokio::task::spawn_blocking(read).await.ok().flatten() {
                        Some((reader, page)) => self.next_page(reader, page, upto),
                        None => tokio::time::sleep(TRY_AGAIN).await,
                    }
                }
            }
        }
    }

    /// Blocks a plain thread for the next entries, for `patience` at most.
    pub fn next_within(&mut self, patience: Duration) -> Next {
        let (shared, start) = (self.shared.clone(), Instant::now());
        loop {
            if let Some(entry) = self.take() {
                return Next::Entry(entry);
            }
            let left = patience.saturating_sub(start.elapsed());
            let step = shared.wait(left, |state| match self.step(state) {
                Step::Wait => None,
                step => Some(step),
            });
            match step {
                None | Some(Step::Wait) => return Next::Nothing,
                Some(Step::End) => return Next::End,
                Some(Step::Ready) => {}
                Some(Step::InFile { from, upto }) => {
                    match read_page(self.reader.take(), &self.dir, from, upto) {
                        Some((reader, page)) => self.next_page(reader, page, upto),
                        None => std::thread::sleep(TRY_AGAIN),
                    }
                }
            }
        }
    }

    /// Returns the entry after the last returned one, if it is available without waiting.
    pub fn ahead(&mut self) -> Option<&Entry> {
        if self.page.is_empty() {
            self.look();
        }
        self.page.front().map(Arc::as_ref)
    }

    /// Goes on after the entry `seq`, backwards or forwards.
    pub fn seek(&mut self, seq: i64) {
        self.next = Some(seq + 1);
        self.page.clear();
    }

    /// Returns whether an entry is available without waiting.
    pub fn has_more(&mut self) -> bool {
        !self.page.is_empty() || !matches!(self.look(), Step::Wait | Step::End)
    }

    /// Acknowledges everything up to `seq`: a restart continues after it. Does not sync; a crash in
    /// the next few milliseconds may deliver again.
    pub fn ack(&self, seq: i64) {
        if self.shared.lock().ack(&self.stage, seq) {
            self.jobs.flush();
        }
    }

    fn take(&mut self) -> Option<Arc<Entry>> {
        let entry = self.page.pop_front()?;
        self.next = Some(entry.seq + 1);
        Some(entry)
    }

    fn look(&mut self) -> Step {
        let shared = self.shared.clone();
        let mut state = shared.lock();
        self.step(&mut state)
    }

    fn step(&mut self, state: &mut State) -> Step {
        if !state.opened {
            return if state.closed { Step::End } else { Step::Wait };
        }
        let next = match self.next {
            Some(next) => next,
            None => *self.next.insert(state.register_consumer(&self.stage)),
        };
        if !self.to_the_end && state.intake_end.is_some_and(|end| next > end) {
            return Step::End;
        }
        match state.find(next, PAGE) {
            Found::Entries(entries) => {
                self.page.extend(entries);
                self.reader = None;
                Step::Ready
            }
            Found::InFile(upto) => Step::InFile { from: next, upto },
            Found::Nothing if state.closed => Step::End,
            Found::Nothing => Step::Wait,
        }
    }

    fn next_page(&mut self, reader: Reader, page: Vec<Entry>, upto: i64) {
        if page.is_empty() {
            // Pruned or damaged: there is nothing up to there.
            self.next = Some(upto + 1);
        }
        self.reader = Some(reader);
        self.page.extend(page.into_iter().map(Arc::new));
    }
}

fn read_page(
    reader: Option<Reader>,
    dir: &std::path::Path,
    from: i64,
    upto: i64,
) -> Option<(Reader, Vec<Entry>)> {
    let mut reader = match reader {
        Some(reader) => reader,
        None => Reader::open(dir).ok().flatten()?,
    };
    let page = reader.page(from, upto, PAGE);
    Some((reader, page))
}
