//! Forwards events to a handler: byte for byte, in order within a call, until they are taken.
//!
//! A stage a target. It follows the journal and holds little, so a target that is slow or down costs the
//! sender's answers nothing; what it has not taken is there after a restart.

mod attempt;
pub(crate) mod backlog;
mod dispatch_queue;
mod target;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::{JoinError, JoinSet};

use crate::clock::Clock;
use crate::events::entry::{Action, ActionKind, Entry, Record};
use crate::events::kind::matches_glob;
use crate::http::webhook_sender::{PostError, SERVICE_TIMEOUT, WebhookSender};
use crate::receiver::consumers::forward::attempt::{body, headers, judge, report};
use crate::receiver::consumers::forward::backlog::Backlog;
use crate::receiver::consumers::forward::dispatch_queue::{
    Change, DispatchQueue, Key, Turn, Verdict,
};
use crate::receiver::consumers::watermark::{Watermark, done_since};
use crate::receiver::journal::Journal;
use crate::secret::Secret;
use crate::terminal::{Terminal, sanitize};

pub use attempt::received_headers;
pub use target::Target;

/// So many attempts may wait for their record to be on disk before no further one starts.
const RECORDS: usize = 1024;

/// How forwarding is done; the same for all targets.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Only events that fit one of these; none means all.
    pub events: Vec<String>,
    /// Header and value by which the handler knows that the sender is authentic.
    pub secret: Option<(String, Secret)>,
    /// For the target to answer.
    pub timeout: Duration,
    /// So many events on their way to one target at once.
    pub parallel: usize,
}

/// The stage of one target.
pub struct Forwarder {
    target: Target,
    settings: Settings,
    poster: Arc<WebhookSender>,
    journal: Journal,
    clock: Clock,
    terminal: Terminal,
    backlog: Arc<Backlog>,
}

/// An attempt that has ended, and what is to be recorded of it.
struct Ended {
    key: Key,
    seq: i64,
    verdict: Verdict,
    latency: Duration,
    action: Option<Action>,
}

/// What [`Forwarder::run`] keeps while it runs.
struct Work {
    lanes: DispatchQueue<Arc<Entry>>,
    progress: Watermark,
    /// See [`Forwarder::taken_since`].
    earlier: HashSet<i64>,
    warned: bool,
}

impl Forwarder {
    /// A stage for `target`; connects to nothing yet.
    ///
    /// # Errors
    /// When the secret's header cannot be sent.
    pub fn new(
        target: Target,
        settings: Settings,
        journal: Journal,
        clock: Clock,
        terminal: Terminal,
    ) -> Result<Forwarder, PostError> {
        let secret = settings.secret.iter();
        let headers: Vec<(String, String)> = secret
            .map(|(name, value)| (name.clone(), value.expose().to_owned()))
            .collect();
        let poster = Arc::new(WebhookSender::new(&target.url, &headers, settings.timeout)?);
        Ok(Forwarder {
            backlog: Arc::new(Backlog::of(&target)),
            target,
            settings,
            poster,
            journal,
            clock,
            terminal,
        })
    }

    /// What the target has not taken, up to date as long as this runs.
    pub(crate) fn backlog(&self) -> Arc<Backlog> {
        self.backlog.clone()
    }

    /// Follows the journal until it is sealed; then ends when nothing more can go at once.
    pub async fn run(self) {
        let mut follower = self.journal.follow(&self.target.stage());
        let mut work = Work {
            lanes: DispatchQueue::new(self.settings.parallel),
            progress: Watermark::default(),
            earlier: HashSet::new(),
            warned: false,
        };
        let (mut attempts, mut records) = (JoinSet::new(), JoinSet::new());
        let (mut open, mut fresh) = (true, true);
        loop {
            while records.len() < RECORDS
                && let Some(turn) = work.lanes.take(Instant::now())
            {
                attempts.spawn(self.attempt(turn));
            }
            let lanes = &work.lanes;
            (self.backlog).set(lanes.held(), lanes.busy(), !lanes.has_room());
            if !open && attempts.is_empty() && records.is_empty() && work.lanes.is_resting() {
                return;
            }
            let wake = work.lanes.wake();
            let pause = tokio::time::sleep_until(wake.unwrap_or_else(Instant::now).into());
            tokio::select! {
                Some(ended) = attempts.join_next() => {
                    let mut ended = finished(ended);
                    records.spawn(self.record(ended.action.take(), ended.verdict, ended.seq));
                    self.settle(&mut work, &ended);
                }
                Some(taken) = records.join_next() => if let Some(seq) = finished(taken) {
                    work.progress.finish(seq);
                    follower.ack(work.progress.cursor());
                },
                entry = follower.next(), if open && work.lanes.has_room() => match entry {
                    Some(entry) => {
                        if std::mem::take(&mut fresh) {
                            work.earlier = self.taken_since(entry.seq).await;
                        }
                        self.take_up(&mut work, entry);
                        follower.ack(work.progress.cursor());
                    }
                    None => open = false,
                },
                () = pause, if wake.is_some() => {}
            }
        }
    }

    /// What the target took in an earlier run, although its cursor had not come that far.
    async fn taken_since(&self, seq: i64) -> HashSet<i64> {
        let url = self.target.shown();
        let taken = move |action: &Action| {
            let to = crate::json::member(&action.detail, "url").and_then(crate::json::string);
            (action.kind == ActionKind::Forwarded && to.as_deref() == Some(&url))
                .then_some(action.of)
        };
        let taken = done_since(&self.journal, seq, taken).await;
        taken.into_iter().collect()
    }

    fn take_up(&self, work: &mut Work, entry: Arc<Entry>) {
        match &entry.record {
            Record::Event { event, body, .. }
                if self.wants(&event.name) && !work.earlier.contains(&entry.seq) =>
            {
                let key = (event.call_id.clone()).map_or(Key::Alone(entry.seq), Key::Call);
                work.progress.begin(entry.seq);
                let size = body.len() + std::mem::size_of::<Entry>();
                work.lanes.push(key, entry.seq, size, entry);
            }
            _ => work.progress.pass(entry.seq),
        }
    }

    fn wants(&self, name: &str) -> bool {
        let globs = &self.settings.events;
        self.target.takes(name)
            && (globs.is_empty() || globs.iter().any(|glob| matches_glob(glob, name)))
    }

    fn settle(&self, work: &mut Work, ended: &Ended) {
        let change = work.lanes.settle(&ended.key, ended.verdict, Instant::now());
        let (url, held) = (sanitize(&self.target.shown()), work.lanes.held());
        match change {
            Change::Down => self.terminal.note(&format!(
                "{url} cannot be reached; events are held for it in order"
            )),
            Change::Back => self
                .terminal
                .note(&format!("{url} is back; {held} held events follow")),
            Change::Same => {}
        }
        if ended.latency >= SERVICE_TIMEOUT && !work.warned {
            work.warned = true;
            self.terminal.complain(&format!(
                "warning: {url} took {:.1} s. The service itself gives up after 5 s and sends again: \
                 answer first, then work",
                ended.latency.as_secs_f64()
            ));
        }
    }

    /// One attempt. Owns what it needs, so that it runs beside the others.
    fn attempt(&self, turn: Turn<Arc<Entry>>) -> impl Future<Output = Ended> + Send + 'static {
        let (poster, url) = (self.poster.clone(), self.target.shown());
        async move {
            let Turn { key, item, attempt } = turn;
            let started = Instant::now();
            let headers = headers(&item, attempt);
            let answer = poster.post_with(&headers, body(&item)).await;
            let latency = match &answer {
                Ok(posted) => posted.latency,
                Err(_) => started.elapsed(),
            };
            Ended {
                key,
                seq: item.seq,
                verdict: judge(&answer),
                latency,
                action: report(item.seq, &url, attempt, latency, &answer),
            }
        }
    }

    /// Records an attempt; gives the event's `seq` if it was taken. The next event need not wait for
    /// the disk: the target has this one.
    fn record(
        &self,
        action: Option<Action>,
        verdict: Verdict,
        seq: i64,
    ) -> impl Future<Output = Option<i64>> + Send + 'static {
        let (journal, clock) = (self.journal.clone(), self.clock);
        async move {
            if let Some(action) = action {
                // Recorded or not, it is taken: without the record it may go once more after a crash.
                let _ = journal.record(clock.now(), action).await;
            }
            (verdict == Verdict::Taken).then_some(seq)
        }
    }
}

fn finished<T>(ended: Result<T, JoinError>) -> T {
    ended.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
}
