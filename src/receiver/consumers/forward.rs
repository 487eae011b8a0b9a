//! Forwards events to a handler: byte for byte, in order within a call, until the handler accepts them.
//!
//! Each target has a consumer of its own. It holds little in memory, so a target that is slow or down costs
//! the sender's answers nothing; what it has not accepted is in the journal after a restart.

mod attempt;
pub(crate) mod backlog;
mod dispatch_queue;
mod target;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::clock::Clock;
use crate::events::entry::{Action, ActionKind, Entry, Record};
use crate::events::kind::matches_glob;
use crate::http::webhook_sender::{PostError, Posted, SERVICE_TIMEOUT, WebhookSender};
use crate::receiver::consumers::finished;
use crate::receiver::consumers::forward::attempt::{body, detail, headers, outcome};
use crate::receiver::consumers::forward::backlog::Backlog;
use crate::receiver::consumers::forward::dispatch_queue::{
    Attempt, AttemptOutcome, DispatchQueue, OrderKey, TargetChange,
};
use crate::receiver::consumers::source::{EntryFollower, OutcomeRecorder};
use crate::receiver::consumers::watermark::Watermark;
use crate::secret::Secret;
use crate::terminal::{Terminal, sanitize};

pub use attempt::received_headers;
pub use target::Target;

/// Attempts whose record may wait for the disk before no further one starts.
const UNRECORDED: usize = 1024;

/// The settings for forwarding.
#[derive(Clone, Debug)]
pub struct ForwardSettings {
    /// The targets.
    pub targets: Vec<Target>,
    /// Globs of event names; an empty list means all.
    pub events: Vec<String>,
    /// The header by which the handler knows that the sender is authentic, and its value.
    pub secret: Option<(String, Secret)>,
    /// The time within which a target must answer.
    pub timeout: Duration,
    /// Events in flight to one target.
    pub parallel: usize,
    /// Events held in memory; the rest waits in the journal.
    pub room: usize,
}

impl ForwardSettings {
    /// The sender of the events for `target`; connects to nothing yet.
    ///
    /// # Errors
    /// When the secret's header cannot be sent.
    pub fn sender(&self, target: &Target) -> Result<WebhookSender, PostError> {
        let secret = self.secret.iter();
        let headers: Vec<(String, String)> = secret
            .map(|(name, value)| (name.clone(), value.expose().to_owned()))
            .collect();
        WebhookSender::new(&target.url, &headers, self.timeout)
    }
}

/// The consumer of one target.
pub struct Forwarder<J> {
    target: Target,
    settings: ForwardSettings,
    sender: Arc<WebhookSender>,
    journal: J,
    clock: Clock,
    terminal: Terminal,
    backlog: Arc<Backlog>,
}

/// An attempt that has ended.
struct Answered {
    key: OrderKey,
    seq: i64,
    number: u32,
    latency: Duration,
    answer: Result<Posted, PostError>,
}

/// The state of [`Forwarder::run`].
struct Work {
    queue: DispatchQueue<Arc<Entry>>,
    watermark: Watermark,
    /// Events after the cursor that the target accepted in an earlier run.
    accepted: HashSet<i64>,
    is_warned: bool,
}

impl<J: OutcomeRecorder> Forwarder<J> {
    /// Creates a consumer for `target`; does not connect yet.
    ///
    /// # Errors
    /// When the secret's header cannot be sent.
    pub fn new(
        target: Target,
        settings: &ForwardSettings,
        journal: J,
        clock: Clock,
        terminal: Terminal,
    ) -> Result<Self, PostError> {
        let (sender, settings) = (Arc::new(settings.sender(&target)?), settings.clone());
        Ok(Self::with_sender(
            target, settings, sender, journal, clock, terminal,
        ))
    }

    /// A consumer that shares its connections with others.
    pub fn with_sender(
        target: Target,
        settings: ForwardSettings,
        sender: Arc<WebhookSender>,
        journal: J,
        clock: Clock,
        terminal: Terminal,
    ) -> Self {
        Forwarder {
            backlog: Arc::new(Backlog::of(&target)),
            target,
            settings,
            sender,
            journal,
            clock,
            terminal,
        }
    }

    /// The events that the target has not accepted, up to date as long as this runs.
    pub(crate) fn backlog(&self) -> Arc<Backlog> {
        self.backlog.clone()
    }

    /// Follows the journal to its end; then ends when nothing more can be posted at once.
    pub async fn run(self) {
        let mut follower = self.journal.follow(&self.target.consumer());
        let mut work = Work {
            queue: DispatchQueue::new(self.settings.parallel, self.settings.room),
            watermark: Watermark::default(),
            accepted: HashSet::new(),
            is_warned: false,
        };
        let (mut attempts, mut records) = (JoinSet::new(), JoinSet::new());
        let (mut is_open, mut is_first) = (true, true);
        loop {
            while records.len() < UNRECORDED
                && let Some(attempt) = work.queue.next_attempt(Instant::now())
            {
                attempts.spawn(self.post(attempt));
            }
            let queue = &work.queue;
            (self.backlog).set(queue.held(), queue.in_flight(), !queue.has_room());
            if !is_open && attempts.is_empty() && records.is_empty() && queue.is_resting() {
                return;
            }
            let look = queue.next_look();
            let pause = tokio::time::sleep_until(look.unwrap_or_else(Instant::now).into());
            tokio::select! {
                Some(answered) = attempts.join_next() => {
                    records.spawn(self.complete(&mut work, &finished(answered)));
                }
                Some(accepted) = records.join_next() => if let Some(seq) = finished(accepted) {
                    work.watermark.finish(seq);
                    follower.ack(work.watermark.cursor());
                },
                entry = follower.next(), if is_open && work.queue.has_room() => match entry {
                    Some(entry) => {
                        if std::mem::take(&mut is_first) {
                            work.accepted = self.accepted_before(entry.seq).await;
                        }
                        self.enqueue(&mut work, entry);
                        follower.ack(work.watermark.cursor());
                    }
                    None => is_open = false,
                },
                () = pause, if look.is_some() => {}
            }
        }
    }

    /// Returns what the target accepted in an earlier run, although its cursor had not come that far.
    async fn accepted_before(&self, seq: i64) -> HashSet<i64> {
        let url = self.target.shown();
        let accepted = move |action: &Action| {
            let to = crate::json::member(&action.detail, "url").and_then(crate::json::string);
            let is_ours = action.kind == ActionKind::Forwarded && to.as_deref() == Some(&url);
            is_ours.then_some(action.of)
        };
        let accepted = self.journal.recorded_before(seq, accepted).await;
        accepted.into_iter().collect()
    }

    fn enqueue(&self, work: &mut Work, entry: Arc<Entry>) {
        match &entry.record {
            Record::Event { event, body, .. }
                if self.wants(&event.name) && !work.accepted.contains(&entry.seq) =>
            {
                let call = event.call_id.clone();
                let key = call.map_or(OrderKey::Alone(entry.seq), OrderKey::Call);
                work.watermark.begin(entry.seq);
                let size = body.len() + std::mem::size_of::<Entry>();
                work.queue.push(key, entry.seq, size, entry);
            }
            _ => work.watermark.skip(entry.seq),
        }
    }

    fn wants(&self, name: &str) -> bool {
        let globs = &self.settings.events;
        self.target.accepts(name)
            && (globs.is_empty() || globs.iter().any(|glob| matches_glob(glob, name)))
    }

    /// Posts an event. The future owns what it needs, so that attempts run side by side.
    fn post(
        &self,
        attempt: Attempt<Arc<Entry>>,
    ) -> impl Future<Output = Answered> + Send + use<J> + 'static {
        let (sender, journal) = (self.sender.clone(), self.journal.clone());
        async move {
            let Attempt { key, item, number } = attempt;
            let post = async {
                let started = Instant::now();
                let answer = sender.post_with(&headers(&item, number), body(&item)).await;
                (answer, started.elapsed())
            };
            let (answer, elapsed) = journal.while_held(post).await;
            let latency = match &answer {
                Ok(posted) => posted.latency,
                Err(_) => elapsed,
            };
            Answered {
                key,
                seq: item.seq,
                number,
                latency,
                answer,
            }
        }
    }

    /// Takes the answer to an attempt. The future records it and returns the `seq` of an event that was
    /// accepted; the next event of the call need not wait for the disk.
    fn complete(
        &self,
        work: &mut Work,
        answered: &Answered,
    ) -> impl Future<Output = Option<i64>> + Send + use<J> + 'static {
        let outcome = outcome(&answered.answer);
        let completed = work.queue.complete(&answered.key, outcome, Instant::now());
        self.report(work, answered, completed.change);
        let detail = detail(
            &self.target.shown(),
            answered.number,
            answered.latency,
            &answered.answer,
            completed.retry_in,
        );
        let kind = match outcome {
            AttemptOutcome::Accepted => ActionKind::Forwarded,
            _ => ActionKind::ForwardFailed,
        };
        let action = detail.map(|detail| Action {
            kind,
            of: answered.seq,
            detail,
        });
        let (journal, clock, seq) = (self.journal.clone(), self.clock, answered.seq);
        async move {
            if let Some(action) = action {
                // Without the record the event may be posted once more after a crash.
                let _ = journal.record(clock.now(), action).await;
            }
            (kind == ActionKind::Forwarded).then_some(seq)
        }
    }

    /// Reports an outage, its end, and a target that is too slow for the service.
    fn report(&self, work: &mut Work, answered: &Answered, change: TargetChange) {
        let (url, held) = (sanitize(&self.target.shown()), work.queue.held());
        let held_events = match held {
            0 => String::new(),
            1 => "; 1 held event follows".to_owned(),
            held => format!("; {held} held events follow"),
        };
        match change {
            TargetChange::Down => self.terminal.note(&format!(
                "{url} cannot be reached; events are held for it in order"
            )),
            TargetChange::Back => self.terminal.note(&format!("{url} is back{held_events}")),
            TargetChange::Same => {}
        }
        if answered.latency >= SERVICE_TIMEOUT && !work.is_warned {
            work.is_warned = true;
            self.terminal.complain(&format!(
                "warning: {url} took {:.1} s. The service itself gives up after 5 s and sends again: \
                 answer first, then work",
                answered.latency.as_secs_f64()
            ));
        }
    }
}
