//! One session of a worker: three connections, the partitions held over them, the consumers at work.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::task::{JoinError, JoinHandle, JoinSet};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval, sleep, timeout_at};

use crate::events::entry::Action;
use crate::fleet::connect::Link;
use crate::fleet::follow::Tail;
use crate::fleet::lease::{Cursors, Leases};
use crate::fleet::partition::{CallQuestion, Lease, Partition, Shared};
use crate::fleet::work::held::{FEED, Held, Holdings, Key};
use crate::fleet::work::{Running, WorkState, Worker, stopped};
use crate::fleet::{FleetError, record};
use crate::terminal::Terminal;

/// Between two looks for entries where no notification comes (a pooler may lose them).
const POLL: Duration = Duration::from_millis(250);

/// Before a further look where there was more than fitted.
const AGAIN: Duration = Duration::from_millis(5);

/// Renewals are a third of the lease apart, but not further than this: cursors ride along.
const RENEWAL: Duration = Duration::from_secs(1);

/// A stop waits so long for what is under way.
const STOP_DEADLINE: Duration = Duration::from_secs(2);

/// See above.
pub(crate) struct Session<'a> {
    consumers: &'a [Running],
    names: Vec<Arc<str>>,
    terminal: Terminal,
    state: Arc<WorkState>,
    leases: Leases,
    tail: Tail,
    recorder: JoinHandle<FleetError>,
    shared: Shared,
    questions: mpsc::Receiver<CallQuestion>,
    held: Holdings,
    /// Consumers over partitions; each ends with the key of its partition and the epoch of its lease.
    tasks: JoinSet<(Key, i64)>,
    ticks: Interval,
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        self.recorder.abort();
    }
}

impl<'a> Session<'a> {
    /// Connects, beginning with that host, and gives back what this worker held before.
    pub(crate) async fn open(worker: &'a Worker, host: usize) -> Result<Session<'a>, FleetError> {
        let control = Link::open_checked(&worker.address, host).await?;
        let host = control.host;
        let recording = Link::open(&worker.address, host).await?;
        let reading = Link::open(&worker.address, host).await?;
        let mut leases = Leases {
            link: control,
            me: worker.me.clone(),
            ttl: worker.lease,
        };
        let names: Vec<Arc<str>> = worker
            .consumers
            .iter()
            .map(|running| running.name.clone())
            .collect();
        leases.begin(&names).await?;
        let (outcomes, recorded) = mpsc::channel(4096);
        let (questions, asked) = mpsc::channel(64);
        let shown = worker.shown.clone();
        let recorder = tokio::spawn(record::run(recording, worker.me.clone(), recorded, shown));
        let mut ticks = interval((worker.lease / 3).min(RENEWAL));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Ok(Session {
            consumers: &worker.consumers,
            names,
            terminal: worker.terminal,
            state: worker.state.clone(),
            leases,
            tail: Tail::begin(reading).await?,
            recorder,
            shared: Shared {
                outcomes,
                questions,
                clock_offset: Arc::new(AtomicI64::new(0)),
            },
            questions: asked,
            held: Holdings::default(),
            tasks: JoinSet::new(),
            ticks,
        })
    }

    /// The host that this session is connected to.
    pub(crate) fn host(&self) -> usize {
        self.leases.link.host
    }

    /// Works until `stop` turns true.
    pub(crate) async fn run(&mut self, stop: &mut watch::Receiver<bool>) -> Result<(), FleetError> {
        let (mut look_at, mut stopping) = (Instant::now(), None);
        loop {
            let end = self
                .held
                .first_end()
                .map_or(POLL.as_micros() as i64, |left| left.max(0));
            let end = sleep(Duration::from_micros(end.unsigned_abs()));
            let done_by = stopping.unwrap_or_else(Instant::now);
            tokio::select! {
                biased;
                () = end => self.held.lose_expired(),
                error = &mut self.recorder => return Err(error.unwrap_or_else(thrown)),
                () = stopped(stop), if stopping.is_none() => {
                    stopping = Some(Instant::now() + STOP_DEADLINE);
                    self.held.close_all();
                }
                Some(ended) = self.tasks.join_next() => self.give_back(ended).await?,
                () = tokio::time::sleep_until(done_by), if stopping.is_some() => {
                    return self.end().await;
                }
                _ = self.ticks.tick() => self.renew(stopping.is_some()).await?,
                Some(question) = self.questions.recv() => {
                    let actions = self.tail.about_call(&question.call).await?;
                    let _ = question.answer.send(actions);
                }
                Some(is_lease) = self.tail.link.notifications.recv() => {
                    let mut is_lease = is_lease;
                    while let Ok(further) = self.tail.link.notifications.try_recv() {
                        is_lease |= further;
                    }
                    if is_lease && stopping.is_none() {
                        self.renew(false).await?;
                    }
                    look_at = self.look().await?;
                }
                () = tokio::time::sleep_until(look_at) => look_at = self.look().await?,
            }
            if stopping.is_some() && self.held.0.is_empty() {
                return self.end().await;
            }
        }
    }

    /// Reads events for all partitions with room. Returns when to look again.
    async fn look(&mut self) -> Result<Instant, FleetError> {
        let (keys, wanted) = self.held.wanted();
        let rooms: Vec<i32> = wanted.iter().map(|wanted| wanted.most).collect();
        if keys.is_empty() {
            return Ok(Instant::now() + POLL);
        }
        let news = self.tail.read(wanted).await?;
        self.state.head.store(news.head, Ordering::Relaxed);
        let more = self.held.feed(&keys, &rooms, news);
        Ok(Instant::now() + if more { AGAIN } else { POLL })
    }

    /// Renews membership and leases, claims what is missing to the fair share, closes what is beyond it.
    async fn renew(&mut self, stopping: bool) -> Result<(), FleetError> {
        if !stopping {
            let offset = self.leases.beat(&self.names).await?;
            self.shared.clock_offset.store(offset, Ordering::Relaxed);
        }
        for (at, name) in self.names.clone().iter().enumerate() {
            self.advance(at, name).await?;
            if stopping {
                continue;
            }
            let (share, count) = (self.leases.fair_share(name).await?, self.held.count(at));
            if count > share {
                self.held.close(at, count - share);
            } else if count < share {
                let leases = self.leases.claim(name, share - count).await?;
                self.take_up(at, leases).await?;
            }
        }
        self.tell_state();
        Ok(())
    }

    async fn advance(&mut self, consumer: usize, name: &str) -> Result<(), FleetError> {
        let cursors = self.held.cursors(consumer);
        if cursors.is_empty() {
            return Ok(());
        }
        let (renewed, deadline) = self.leases.advance(name, &cursors).await?;
        for (number, _, _) in cursors {
            let key = (consumer, number);
            match self.held.0.get(&key) {
                Some(held) if renewed.contains(&number) => held.partition.renew(deadline),
                _ => self.held.lose(&key),
            }
        }
        Ok(())
    }

    /// Starts the consumer over newly claimed partitions.
    async fn take_up(&mut self, consumer: usize, leases: Vec<Lease>) -> Result<(), FleetError> {
        let Some(after) = leases.iter().map(|lease| lease.cursor).min() else {
            return Ok(());
        };
        let numbers: Vec<i16> = leases.iter().map(|lease| lease.number).collect();
        let running = &self.consumers[consumer];
        let past = self.tail.past(&running.name, &numbers, after).await?;
        for lease in leases {
            let key = (consumer, lease.number);
            // An older lease on the same partition has ended without this worker's notice.
            self.held.lose(&key);
            let own = past
                .iter()
                .filter(|(number, action)| *number == lease.number && action.of > lease.cursor);
            let own: Vec<Action> = own.map(|(_, action)| action.clone()).collect();
            let (feed, entries) = mpsc::channel(FEED);
            let (slots, shared) = (running.slots.clone(), self.shared.clone());
            let partition = Partition::new(&lease, own, slots, entries, shared);
            let work = running.consumer.run(partition.clone(), self.terminal);
            let epoch = lease.epoch;
            let task = self.tasks.spawn(async move {
                work.await;
                (key, epoch)
            });
            let held = Held {
                epoch,
                partition,
                feed: Some(feed),
                position: lease.cursor,
                sent: lease.cursor,
                task,
            };
            self.held.0.insert(key, held);
        }
        Ok(())
    }

    /// Gives partitions back whose consumers have ended, all that have ended by now.
    async fn give_back(&mut self, ended: Result<(Key, i64), JoinError>) -> Result<(), FleetError> {
        let mut ended = Some(ended);
        let mut given: Vec<Cursors> = vec![Vec::new(); self.names.len()];
        while let Some(done) = ended.take() {
            match done {
                Ok((key, epoch)) => {
                    let is_current = self
                        .held
                        .0
                        .get(&key)
                        .is_some_and(|held| held.epoch == epoch);
                    if let Some(held) = self.held.0.remove(&key).filter(|_| is_current) {
                        given[key.0].push((key.1, epoch, held.cursor()));
                    }
                }
                Err(error) if error.is_cancelled() => {}
                Err(error) => std::panic::resume_unwind(error.into_panic()),
            }
            ended = self.tasks.try_join_next();
        }
        for (name, cursors) in self.names.clone().iter().zip(given) {
            if !cursors.is_empty() {
                self.leases.release(name, &cursors).await?;
            }
        }
        Ok(())
    }

    /// The stop's time is over, or nothing is held any more.
    async fn end(&mut self) -> Result<(), FleetError> {
        self.tasks.abort_all();
        let deadline = Instant::now() + Duration::from_millis(500);
        let names = self.names.clone();
        let end = async {
            for (at, name) in names.iter().enumerate() {
                self.advance(at, name).await?;
            }
            self.leases.end().await
        };
        // What cannot be given back now ends with its lease.
        let _ = timeout_at(deadline, end).await;
        Ok(())
    }

    fn tell_state(&self) {
        let head = self.state.head.load(Ordering::Relaxed);
        for (at, (_, held, lag)) in self.state.consumers.iter().enumerate() {
            held.store(self.held.count(at), Ordering::Relaxed);
            let slowest = self.held.cursors(at).iter().map(|cursor| cursor.2).min();
            let behind = slowest.map_or(0, |slowest| (head - slowest).max(0));
            lag.store(behind, Ordering::Relaxed);
        }
    }
}

fn thrown(error: JoinError) -> FleetError {
    match error.try_into_panic() {
        Ok(panic) => std::panic::resume_unwind(panic),
        Err(_) => FleetError::Broken("the recorder was stopped".to_owned()),
    }
}
