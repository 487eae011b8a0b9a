//! The only thread that writes: commits all pending entries together, then sends the answers.
//!
//! While a commit waits for the disk, the next batch is collected. One sync thus serves many
//! deliveries under load, and a single delivery waits only for its own.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use tokio::sync::mpsc;

use crate::receiver::journal::jobs::{Answer, BATCH, Job, Jobs, Outcome, Tell};
use crate::receiver::journal::lock::Lock;
use crate::receiver::journal::record::{JournalError, NewRecord};
use crate::receiver::journal::state::Shared;
use crate::receiver::journal::store::Store;
use crate::terminal::Terminal;

/// Cursors are written after this time without other writes, otherwise together with them.
const FLUSH_AFTER: Duration = Duration::from_millis(10);

/// Between two looks whether the disk takes writes again, and how much it must take.
const PROBE_AFTER: Duration = Duration::from_secs(1);
const PROBE_BYTES: usize = 256 * 1024;

/// The writer's own state; lives on its thread.
pub(crate) struct Writer {
    pub(crate) dir: PathBuf,
    pub(crate) terminal: Terminal,
    pub(crate) shared: Arc<Shared>,
    pub(crate) lock: Option<Lock>,
    pub(crate) store: Option<Store>,
    /// The current error, reported once.
    pub(crate) outage: Option<String>,
    pub(crate) url: Option<String>,
}

impl Writer {
    /// Starts the thread. It ends with [`Jobs::close`] or when every `Jobs` is gone. Needs a runtime.
    pub(crate) fn start(self) -> std::io::Result<Jobs> {
        let (sender, jobs) = channel();
        let (tell, outcomes) = mpsc::unbounded_channel();
        std::thread::Builder::new()
            .name("journal".to_owned())
            .spawn(move || self.run(&jobs, &tell))?;
        Ok(Jobs::new(sender, outcomes))
    }

    fn run(mut self, jobs: &Receiver<Job>, tell: &Tell) {
        let mut batch = Vec::new();
        while let Some(first) = self.wait(jobs, tell) {
            let mut next = Some(first);
            let mut closing = None;
            while let Some(job) = next.take() {
                match job {
                    Job::Write(news) => batch.extend(news),
                    Job::Address(url) => self.write_address(url),
                    Job::Forget(stages) => self.forget(&stages),
                    Job::Close(answer) => closing = Some(answer),
                    // The state contains the reason for the wake-up: see `wait`.
                    Job::Flush => {}
                }
                if next.is_none() && batch.len() < BATCH {
                    next = jobs.try_recv().ok();
                }
            }
            if !batch.is_empty() || closing.is_some() {
                self.commit(&mut batch, tell);
            }
            if let Some(answer) = closing {
                self.end();
                let _ = answer.send(());
                return;
            }
        }
        self.end();
    }

    /// The next job. Cursors that found nothing to ride along with are written meanwhile.
    fn wait(&mut self, jobs: &Receiver<Job>, tell: &Tell) -> Option<Job> {
        while self.shared.lock().flush_pending {
            match jobs.recv_timeout(FLUSH_AFTER) {
                Ok(job) => return Some(job),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => {
                    self.shared.lock().flush_pending = false;
                    self.commit(&mut Vec::new(), tell);
                }
            }
        }
        while self.outage.is_some() {
            match jobs.recv_timeout(PROBE_AFTER) {
                Ok(job) => return Some(job),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => self.probe(),
            }
        }
        jobs.recv().ok()
    }

    /// Looks whether the disk takes writes again. A load balancer that was told "not ready" sends no event
    /// that would find that out.
    fn probe(&mut self) {
        let room = tempfile::tempfile_in(&self.dir).and_then(|mut file| {
            file.write_all(&[0; PROBE_BYTES])?;
            file.sync_all()
        });
        if room.is_ok() && self.store().is_ok() {
            self.recovered();
        }
    }

    fn commit(&mut self, batch: &mut Vec<(NewRecord, Answer)>, tell: &Tell) {
        let (news, answers): (Vec<_>, Vec<_>) = batch.drain(..).unzip();
        let cursors = self.dirty_cursors();
        if news.is_empty() && cursors.is_empty() {
            return;
        }
        let written = self.store().and_then(|store| store.write(news, &cursors));
        match written {
            Ok(written) => {
                self.recovered();
                // Updates the state before the answers are sent, so that a caller with an answer
                // finds its entry. Wakes the followers afterwards, so that no 200 waits for them.
                {
                    let mut state = self.shared.lock();
                    // Consumers will soon acknowledge these and need not wake this thread for it.
                    state.flush_pending |= !written.entries.is_empty();
                    state.push(written.entries);
                }
                release(tell, answers, written.receipts.into_iter().map(Ok));
                self.shared.wake();
                for warning in &written.warnings {
                    self.terminal.complain(warning);
                }
                self.store.iter_mut().for_each(Store::checkpoint);
            }
            Err(error) => {
                self.failed(&error);
                release(tell, answers, std::iter::repeat(Err(error)));
            }
        }
    }

    fn dirty_cursors(&self) -> Vec<(String, i64)> {
        let mut state = self.shared.lock();
        if !std::mem::take(&mut state.dirty) {
            return Vec::new();
        }
        let cursors = state.cursors.iter();
        cursors.map(|(stage, seq)| (stage.clone(), *seq)).collect()
    }

    /// The open store. After a failure the file is opened anew: on the old handle a repeated sync
    /// could report success for pages that the system has already given up.
    fn store(&mut self) -> Result<&mut Store, JournalError> {
        if self.store.is_none() {
            self.open()?;
        }
        self.store.as_mut().ok_or(JournalError::Closed)
    }

    /// Opens the file, takes the lock and publishes the position of the journal to the followers.
    pub(crate) fn open(&mut self) -> Result<(), JournalError> {
        crate::config::create_private_dir(&self.dir)
            .map_err(|error| JournalError::Storage(error.to_string()))?;
        // The directory may have been removed and made anew.
        self.lock.take_if(|lock| !lock.holds(&self.dir));
        if self.lock.is_none() {
            let mut lock = Lock::take(&self.dir)?;
            lock.write_address(self.url.as_deref().unwrap_or("an address to come"));
            self.lock = Some(lock);
        }
        let mut store = Store::open(&self.dir)?;
        if self.outage.is_some() {
            store.recover()?;
        }
        store.continue_after(self.shared.lock().head);
        let (head, cursors) = (store.head(), store.cursors()?);
        self.store = Some(store);
        self.shared.change(|state| state.opened(head, cursors));
        Ok(())
    }

    /// If the file cannot be written now, it keeps them; the next start deletes them.
    fn forget(&mut self, stages: &[String]) {
        if let Some(store) = &self.store {
            let _ = store.forget(stages);
        }
    }

    fn write_address(&mut self, url: String) {
        if let Some(lock) = &mut self.lock {
            lock.write_address(&url);
        }
        self.url = Some(url);
    }

    /// Drops the handle and reports the error, once per outage.
    pub(crate) fn failed(&mut self, error: &JournalError) {
        self.store = None;
        {
            let mut state = self.shared.lock();
            // The next write tries again, nothing before it.
            (state.dirty, state.flush_pending) = (true, false);
            state.failing = true;
        }
        let text = error.to_string();
        if self.outage.is_none() {
            self.terminal.complain(&format!(
                "error: {text}\n  events are refused with 503 until it can be written; the sender will try again"
            ));
        }
        self.outage = Some(text);
    }

    fn recovered(&mut self) {
        if self.outage.take().is_some() {
            self.shared.lock().failing = false;
            self.terminal
                .complain("the journal can be written again; events are accepted");
        }
    }

    fn end(&mut self) {
        self.shared.change(|state| state.closed = true);
        // Closing the last handle copies the log into the main file.
        self.store = None;
        self.lock = None;
    }
}

/// Sends the outcomes to the waiting callers. Cursors alone have no caller.
fn release(tell: &Tell, answers: Vec<Answer>, outcomes: impl Iterator<Item = Outcome>) {
    if !answers.is_empty() {
        let _ = tell.send(answers.into_iter().zip(outcomes).collect());
    }
}
