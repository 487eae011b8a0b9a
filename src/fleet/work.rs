//! A worker: holds leases on partitions and runs its consumers over them.
//!
//! One session lasts as long as its connections. When one breaks, nobody knows what the next server will have seen, so
//! all work is dropped, all partitions are given back and claimed anew at the cursors that are there.

mod held;
mod session;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{Semaphore, mpsc, watch};
use tokio::time::sleep;

use crate::events::Entry;
use crate::fleet::consumer::Consumer;
use crate::fleet::work::session::Session;
use crate::fleet::{Address, FleetError, member_id};
use crate::receiver::metrics::Page;
use crate::terminal::{Terminal, sanitize};

/// The default of `--lease`.
pub const LEASE: Duration = Duration::from_secs(10);

/// Between two attempts to connect.
const PAUSE: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(2));

/// A worker, not yet connected.
pub struct Worker {
    pub(crate) address: Address,
    pub(crate) consumers: Vec<Running>,
    pub(crate) me: String,
    pub(crate) lease: Duration,
    pub(crate) terminal: Terminal,
    /// Where recorded outcomes are shown.
    pub(crate) shown: Option<mpsc::Sender<Entry>>,
    pub(crate) state: Arc<WorkState>,
}

/// A consumer with what its partitions share.
pub(crate) struct Running {
    pub(crate) name: Arc<str>,
    pub(crate) consumer: Consumer,
    pub(crate) slots: Arc<Semaphore>,
}

/// Numbers about a worker, for `/metrics`.
#[derive(Debug, Default)]
pub struct WorkState {
    pub(crate) connected: AtomicBool,
    pub(crate) head: AtomicI64,
    /// Each consumer's name, partitions held, and entries that it is behind.
    pub(crate) consumers: Vec<(String, AtomicUsize, AtomicI64)>,
}

impl WorkState {
    /// Whether the worker is connected.
    pub fn is_ready(&self) -> bool {
        self.connected.load(Ordering::Relaxed)
    }

    /// Adds the worker's metrics to a page.
    pub fn write(&self, page: &mut Page) {
        let help = "1 while the shared journal can be used.";
        let up = u8::from(self.is_ready());
        page.single("chirp_shared_journal_up", "gauge", help, up);
        let help = "The newest entry of the shared journal that this worker knows.";
        let head = self.head.load(Ordering::Relaxed);
        page.single("chirp_shared_journal_last_seq", "gauge", help, head);
        page.metric("chirp_leases_held", "gauge", "Partitions held.");
        for (name, held, _) in &self.consumers {
            let held = held.load(Ordering::Relaxed);
            page.value("chirp_leases_held", &[("consumer", name)], held);
        }
        let name = "chirp_consumer_lag_events";
        page.metric(
            name,
            "gauge",
            "Entries that the partition furthest behind has not finished.",
        );
        for (consumer, _, lag) in &self.consumers {
            page.value(name, &[("consumer", consumer)], lag.load(Ordering::Relaxed));
        }
    }
}

impl Worker {
    /// A worker for `consumers`; connects to nothing yet.
    pub fn new(
        address: Address,
        consumers: Vec<Consumer>,
        lease: Duration,
        terminal: Terminal,
        shown: Option<mpsc::Sender<Entry>>,
    ) -> Worker {
        let number =
            |consumer: &Consumer| (consumer.name(), AtomicUsize::new(0), AtomicI64::new(0));
        let state = WorkState {
            consumers: consumers.iter().map(number).collect(),
            ..WorkState::default()
        };
        let running = |consumer: Consumer| Running {
            name: consumer.name().into(),
            slots: Arc::new(Semaphore::new(consumer.parallel())),
            consumer,
        };
        Worker {
            address,
            consumers: consumers.into_iter().map(running).collect(),
            // Of this process alone: what an earlier one held is not this one's.
            me: member_id(&format!("{:08x}", fastrand::u32(..))),
            lease,
            terminal,
            shown,
            state: Arc::new(state),
        }
    }

    /// The worker's numbers, up to date as long as it runs.
    pub fn state(&self) -> Arc<WorkState> {
        self.state.clone()
    }

    /// Works until `stop` turns true, then gives its partitions back.
    ///
    /// # Errors
    /// When the shared journal cannot be used and somebody must change something first.
    pub async fn run(self, mut stop: watch::Receiver<bool>) -> Result<(), FleetError> {
        let (mut failures, mut host, mut told) = (0_u32, 0, false);
        loop {
            let opened = tokio::select! {
                opened = Session::open(&self, host) => opened,
                () = stopped(&mut stop) => return Ok(()),
            };
            let error = match opened {
                Ok(mut session) => {
                    if std::mem::take(&mut told) {
                        self.terminal
                            .complain("the shared journal is back; work goes on");
                    }
                    failures = 0;
                    self.state.connected.store(true, Ordering::Relaxed);
                    let ended = session.run(&mut stop).await;
                    self.state.connected.store(false, Ordering::Relaxed);
                    match ended {
                        Ok(()) => return Ok(()),
                        Err(error) => {
                            host = session.host() + 1;
                            error
                        }
                    }
                }
                Err(error) => error,
            };
            if !error.may_pass() {
                return Err(error);
            }
            if !std::mem::replace(&mut told, true) {
                let text = sanitize(&error.to_string());
                self.terminal.complain(&format!(
                    "warning: {text}\n  nothing is handled until it is back"
                ));
            }
            let pause = PAUSE.0.saturating_mul(1 << failures.min(6)).min(PAUSE.1);
            failures += 1;
            tokio::select! {
                () = sleep(pause) => {}
                () = stopped(&mut stop) => return Ok(()),
            }
        }
    }
}

/// Waits until work is to stop.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}
