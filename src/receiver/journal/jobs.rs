//! The way to the writer and back, between the runtime and the writer's thread.
//!
//! Whatever crosses may have to wake the other side, which costs more than an event itself; so what came in
//! one turn of the runtime is handed over together, and the answers come back together.

use std::sync::mpsc::Sender;

use tokio::sync::{mpsc, oneshot};

use crate::receiver::journal::record::NewRecord;
use crate::receiver::journal::record::{JournalError, Receipt};

/// Bounds a commit to some milliseconds of work.
pub(crate) const BATCH: usize = 1024;

/// The result of a write.
pub(crate) type Outcome = Result<Receipt, JournalError>;

/// The channel for the result of a write.
pub(crate) type Answer = oneshot::Sender<Outcome>;

/// Takes the outcomes of a batch back to those who wait.
pub(crate) type Tell = mpsc::UnboundedSender<Vec<(Answer, Outcome)>>;

/// A job for the writer.
pub(crate) enum Job {
    Write(Vec<(NewRecord, Answer)>),
    Address(String),
    Forget(Vec<String>),
    Flush,
    Close(oneshot::Sender<()>),
}

/// A job that is sent through [`hand_over`], in order.
enum Handed {
    Write(NewRecord, Answer),
    Close(oneshot::Sender<()>),
}

/// The way to the writer.
#[derive(Clone, Debug)]
pub(crate) struct Jobs {
    handed: mpsc::UnboundedSender<Handed>,
    jobs: Sender<Job>,
}

impl Jobs {
    /// Creates the sender to the writer behind `jobs`, whose outcomes arrive in `outcomes`. Needs a
    /// runtime.
    pub(crate) fn new(
        jobs: Sender<Job>,
        outcomes: mpsc::UnboundedReceiver<Vec<(Answer, Outcome)>>,
    ) -> Jobs {
        let (handed, turn) = mpsc::unbounded_channel();
        tokio::spawn(hand_over(turn, jobs.clone(), outcomes));
        Jobs { handed, jobs }
    }

    pub(crate) async fn write(&self, new: NewRecord) -> Outcome {
        let (answer, outcome) = oneshot::channel();
        // A failed send drops the answer channel, which informs the caller. This applies to all
        // sends below.
        let _ = self.handed.send(Handed::Write(new, answer));
        outcome.await.unwrap_or(Err(JournalError::Closed))
    }

    pub(crate) fn flush(&self) {
        let _ = self.jobs.send(Job::Flush);
    }

    pub(crate) fn write_address(&self, url: &str) {
        let _ = self.jobs.send(Job::Address(url.to_owned()));
    }

    pub(crate) fn forget(&self, stages: Vec<String>) {
        let _ = self.jobs.send(Job::Forget(stages));
    }

    /// Queues after everything that was sent before.
    pub(crate) async fn close(&self) {
        let (answer, closed) = oneshot::channel();
        let _ = self.handed.send(Handed::Close(answer));
        let _ = closed.await;
    }
}

/// Runs once behind all that a turn of the runtime has woken, and so finds what they have handed in.
async fn hand_over(
    mut turn: mpsc::UnboundedReceiver<Handed>,
    jobs: Sender<Job>,
    mut outcomes: mpsc::UnboundedReceiver<Vec<(Answer, Outcome)>>,
) {
    let mut handed = Vec::new();
    loop {
        tokio::select! {
            biased;
            Some(outcomes) = outcomes.recv() => tell(outcomes),
            count = turn.recv_many(&mut handed, BATCH) => match count {
                0 => break,
                _ => send(&mut handed, &jobs),
            },
        }
    }
    drop(jobs);
    while let Some(outcomes) = outcomes.recv().await {
        tell(outcomes);
    }
}

fn send(handed: &mut Vec<Handed>, jobs: &Sender<Job>) {
    let (mut news, mut closing) = (Vec::with_capacity(handed.len()), None);
    for one in handed.drain(..) {
        match one {
            Handed::Write(new, answer) => news.push((new, answer)),
            Handed::Close(answer) => closing = Some(answer),
        }
    }
    if !news.is_empty() {
        let _ = jobs.send(Job::Write(news));
    }
    if let Some(answer) = closing {
        let _ = jobs.send(Job::Close(answer));
    }
}

fn tell(outcomes: Vec<(Answer, Outcome)>) {
    for (answer, outcome) in outcomes {
        // A receiver that is gone has already answered 503.
        let _ = answer.send(outcome);
    }
}
