//! A partition that this worker holds: the journal of a consumer that runs over it.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::{Semaphore, mpsc, oneshot};

use crate::clock::Clock;
use crate::events::entry::{Action, ActionKind, Entry};
use crate::receiver::JournalError;
use crate::receiver::consumers::source::{EntryFollower, OutcomeRecorder};

/// Something that a consumer did or is about to do, on its way to the shared journal.
pub(crate) struct Outcome {
    pub(crate) consumer: Arc<str>,
    pub(crate) partition: i16,
    pub(crate) epoch: i64,
    pub(crate) action: Action,
    /// The place of a command in what follows from its event, and which attempt at it this is.
    pub(crate) step: Option<i16>,
    pub(crate) attempt: Option<i16>,
    /// Learns whether it was recorded; dropped when nobody knows.
    pub(crate) recorded: oneshot::Sender<bool>,
}

/// A question for the actions about a call, newest first.
pub(crate) struct CallQuestion {
    pub(crate) call: String,
    pub(crate) answer: oneshot::Sender<Vec<Action>>,
}

/// What all partitions of a worker share.
#[derive(Clone)]
pub(crate) struct Shared {
    pub(crate) outcomes: mpsc::Sender<Outcome>,
    pub(crate) questions: mpsc::Sender<CallQuestion>,
    /// The server's clock less ours, in microseconds.
    pub(crate) clock_offset: Arc<AtomicI64>,
}

/// The state of a held partition; clones share it.
#[derive(Clone)]
pub(crate) struct Partition(Arc<Inner>);

struct Inner {
    consumer: Arc<str>,
    number: i16,
    epoch: i64,
    /// The newest entry when the lease began: what came before may have been handled by another worker.
    began: i64,
    /// The lease ends then, by [`boot_micros`].
    deadline: AtomicI64,
    /// Work that goes on at one time for all partitions of the consumer.
    slots: Arc<Semaphore>,
    /// What others recorded about events after the cursor, newest first.
    past: Vec<Action>,
    entries: Mutex<Option<mpsc::Receiver<Arc<Entry>>>>,
    acked: AtomicI64,
    shared: Shared,
}

/// What a new lease comes with.
pub(crate) struct Lease {
    pub(crate) consumer: Arc<str>,
    pub(crate) number: i16,
    pub(crate) epoch: i64,
    pub(crate) cursor: i64,
    pub(crate) head: i64,
    pub(crate) deadline: i64,
}

impl Partition {
    pub(crate) fn new(
        lease: &Lease,
        past: Vec<Action>,
        slots: Arc<Semaphore>,
        entries: mpsc::Receiver<Arc<Entry>>,
        shared: Shared,
    ) -> Partition {
        Partition(Arc::new(Inner {
            consumer: lease.consumer.clone(),
            number: lease.number,
            epoch: lease.epoch,
            began: lease.head,
            deadline: AtomicI64::new(lease.deadline),
            slots,
            past,
            entries: Mutex::new(Some(entries)),
            acked: AtomicI64::new(lease.cursor),
            shared,
        }))
    }

    /// The lease was renewed until then.
    pub(crate) fn renew(&self, deadline: i64) {
        self.0.deadline.fetch_max(deadline, Ordering::Relaxed);
    }

    /// Microseconds for which this worker may still act.
    pub(crate) fn left(&self) -> i64 {
        self.0.deadline.load(Ordering::Relaxed) - boot_micros()
    }

    /// Everything up to here is done, of what was sent to the consumer.
    pub(crate) fn acked(&self) -> i64 {
        self.0.acked.load(Ordering::Relaxed)
    }

    /// Resolves when the lease has ended by this worker's own count.
    async fn lost(&self) {
        loop {
            let left = self.left();
            if left <= 0 {
                return;
            }
            tokio::time::sleep(Duration::from_micros(left.unsigned_abs())).await;
        }
    }

    fn step_and_attempt(&self, action: &Action) -> (Option<i16>, Option<i16>) {
        use ActionKind::{Command, CommandFailed, CommandIntent};
        if !matches!(action.kind, Command | CommandFailed | CommandIntent) {
            return (None, None);
        }
        let step = step_of(action);
        let same = |past: &&Action| {
            past.kind == CommandIntent && past.of == action.of && step_of(past) == step
        };
        let attempts = self.0.past.iter().filter(same).count();
        (Some(step), i16::try_from(attempts + 1).ok())
    }
}

fn step_of(action: &Action) -> i16 {
    let step = crate::json::member(&action.detail, "step");
    step.and_then(|step| step.parse().ok()).unwrap_or(0)
}

impl OutcomeRecorder for Partition {
    type Follower = Feed;

    fn follow(&self, _consumer: &str) -> Feed {
        let mut entries = self
            .0
            .entries
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        // A second follower would find an empty, closed feed.
        let entries = entries.take().unwrap_or_else(|| mpsc::channel(1).1);
        Feed {
            entries,
            partition: self.clone(),
        }
    }

    async fn record(&self, _at: Timestamp, action: Action) -> Result<(), JournalError> {
        let (step, attempt) = self.step_and_attempt(&action);
        let (recorded, answer) = oneshot::channel();
        let outcome = Outcome {
            consumer: self.0.consumer.clone(),
            partition: self.0.number,
            epoch: self.0.epoch,
            action,
            step,
            attempt,
            recorded,
        };
        let sent = self.0.shared.outcomes.send(outcome).await;
        sent.map_err(|_| JournalError::Closed)?;
        match answer.await {
            Ok(true) => Ok(()),
            _ => Err(JournalError::Closed),
        }
    }

    async fn recorded_before<T: Send + 'static>(
        &self,
        seq: i64,
        pick: impl Fn(&Action) -> Option<T> + Send + 'static,
    ) -> Vec<T> {
        let past = self.0.past.iter().filter(|action| action.of >= seq);
        past.filter_map(pick).collect()
    }

    async fn find_about_call<T: Send + 'static>(
        &self,
        call: String,
        mut find: impl FnMut(&Action) -> ControlFlow<T> + Send + 'static,
    ) -> Option<T> {
        let (answer, actions) = oneshot::channel();
        let question = CallQuestion { call, answer };
        self.0.shared.questions.send(question).await.ok()?;
        actions
            .await
            .ok()?
            .iter()
            .find_map(|action| match find(action) {
                ControlFlow::Break(found) => Some(found),
                ControlFlow::Continue(()) => None,
            })
    }

    fn is_of_this_run(&self, seq: i64) -> bool {
        seq > self.0.began
    }

    fn now(&self, _clock: Clock) -> Timestamp {
        let offset = self.0.shared.clock_offset.load(Ordering::Relaxed);
        let now = Clock::System.now().as_microsecond();
        Timestamp::from_microsecond(now + offset).unwrap_or_else(|_| Clock::System.now())
    }

    async fn while_held<T: Send>(&self, work: impl Future<Output = T> + Send) -> T {
        let Ok(_slot) = self.0.slots.acquire().await else {
            return std::future::pending().await;
        };
        tokio::select! {
            // First: a process that was frozen past its lease must not send what it was about to send.
            biased;
            () = self.lost() => std::future::pending().await,
            done = work => done,
        }
    }
}

/// The events of a partition, for its consumer.
pub(crate) struct Feed {
    entries: mpsc::Receiver<Arc<Entry>>,
    partition: Partition,
}

impl EntryFollower for Feed {
    async fn next(&mut self) -> Option<Arc<Entry>> {
        self.entries.recv().await
    }

    fn ahead(&mut self) -> Option<&Entry> {
        None
    }

    fn ack(&self, seq: i64) {
        self.partition.0.acked.fetch_max(seq, Ordering::Relaxed);
    }
}

/// Microseconds since the machine started, the time in which it was suspended included: a lease goes on then.
pub(crate) fn boot_micros() -> i64 {
    let now = rustix::time::clock_gettime(CLOCK);
    now.tv_sec * 1_000_000 + now.tv_nsec / 1_000
}

#[cfg(target_os = "linux")]
const CLOCK: rustix::time::ClockId = rustix::time::ClockId::Boottime;
#[cfg(not(target_os = "linux"))]
const CLOCK: rustix::time::ClockId = rustix::time::ClockId::Monotonic;
