//! The consumers of one run: each follows the journal with a cursor of its own, none calls another.

pub mod expect;
pub mod forward;
pub mod media;
pub mod printer;
pub mod respond;
pub mod source;
pub(crate) mod unanswered;
mod watermark;

use std::panic::resume_unwind;
use std::pin::Pin;
use std::sync::Arc;

use tokio::task::{JoinError, JoinHandle, JoinSet};

use crate::api::Client;
use crate::clock::Clock;
use crate::receiver::ReceiverError;
use crate::receiver::consumers::expect::Expectation;
use crate::receiver::consumers::forward::backlog::Backlog;
use crate::receiver::consumers::forward::{ForwardSettings, Forwarder, Target};
use crate::receiver::consumers::media::{Media, MediaSettings};
use crate::receiver::consumers::respond::{Plan, RespondSettings, Responder};
use crate::receiver::journal::Journal;
use crate::receiver::probe::Probe;
use crate::receiver::registration::{Registration, RunningRegistration};
use crate::terminal::Terminal;

/// The consumers of one run, except the printer.
#[derive(Default)]
pub struct Consumers {
    /// Posts events to targets.
    pub forward: Option<ForwardSettings>,
    /// Sends call commands by rules.
    pub respond: Option<RespondSettings>,
    /// Saves recordings and voicemails.
    pub media: Option<MediaSettings>,
    /// Ends the run when the expected events arrived.
    pub expect: Option<Expectation>,
    /// The webhook of this run.
    pub register: Option<Registration>,
    /// Deletes the webhooks that an earlier run left registered.
    pub cleaner: Option<Client>,
    /// Further work that ends by itself when the journal closes its intake, such as shipping.
    pub others: Vec<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

/// The consumers at work.
pub(crate) struct RunningConsumers {
    tasks: JoinSet<()>,
    expectation: Option<JoinHandle<Vec<String>>>,
    /// The expected events that did not come, once that is decided.
    missing: Vec<String>,
    backlogs: Vec<Arc<Backlog>>,
}

impl Consumers {
    /// The probe that the server answers without recording it.
    pub(crate) fn probe(&self) -> Option<Probe> {
        self.register.as_ref()?.probe.clone()
    }

    /// The forward targets.
    pub(crate) fn targets(&self) -> Vec<Target> {
        let targets = self.forward.iter().flat_map(|forward| &forward.targets);
        targets.cloned().collect()
    }

    /// The plan by which the server records the intent to send a command together with the event.
    pub(crate) fn plan(&self) -> Option<Plan> {
        let settings = self.respond.as_ref()?;
        (!settings.dry_run).then(|| settings.plan())
    }

    /// The plan whose commands the printer shows in a dry run.
    pub(crate) fn preview(&self) -> Option<Plan> {
        let settings = self.respond.as_ref()?;
        settings.dry_run.then(|| settings.plan())
    }

    /// Starts all consumers. Deletes the cursors of consumers that this run does not have:
    /// otherwise their open work would be done when they are used again, days or weeks later.
    pub(crate) fn start(
        self,
        journal: &Journal,
        terminal: Terminal,
    ) -> Result<(RunningConsumers, RunningRegistration), ReceiverError> {
        let clock = Clock::System;
        journal.keep_consumers(&self.names());
        let (mut tasks, mut backlogs) = (JoinSet::new(), Vec::new());
        if let Some(settings) = &self.forward {
            for target in &settings.targets {
                let (target, journal) = (target.clone(), journal.clone());
                let forwarder = Forwarder::new(target, settings, journal, clock, terminal)?;
                backlogs.push(forwarder.backlog());
                tasks.spawn(forwarder.run());
            }
        }
        if let Some(settings) = self.respond {
            tasks.spawn(Responder::new(settings, journal.clone(), clock, terminal).run());
        }
        for other in self.others {
            tasks.spawn(other);
        }
        if let Some(settings) = self.media {
            tasks.spawn(Media::new(settings, journal.clone(), clock).run());
        }
        let watch = |expectation: Expectation| expectation.watch(journal.follow(expect::CONSUMER));
        let running = RunningConsumers {
            tasks,
            expectation: self.expect.map(|expected| tokio::spawn(watch(expected))),
            missing: Vec::new(),
            backlogs,
        };
        let (register, cleaner) = (self.register, self.cleaner);
        let registration = RunningRegistration::start(journal.dir(), register, cleaner, terminal);
        Ok((running, registration))
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.targets().iter().map(Target::consumer).collect();
        names.push(printer::CONSUMER.to_owned());
        names.extend(self.respond.iter().map(|_| respond::CONSUMER.to_owned()));
        names.extend(self.media.iter().map(|_| media::CONSUMER.to_owned()));
        names
    }
}

impl RunningConsumers {
    /// The events that forward targets have not accepted.
    pub(crate) fn backlogs(&self) -> Vec<Arc<Backlog>> {
        self.backlogs.clone()
    }

    /// Resolves when the expectation is decided, with the events that did not come. Cancel safe.
    pub(crate) async fn expectation(&mut self) -> Vec<String> {
        loop {
            tokio::select! {
                missing = decided(&mut self.expectation) => return missing,
                Some(ended) = self.tasks.join_next() => finished(ended),
            }
        }
    }

    /// Takes the decision of an expectation whose journal has ended. Cancel safe.
    pub(crate) async fn decide_expectation(&mut self) {
        if self.expectation.is_some() {
            self.missing = decided(&mut self.expectation).await;
        }
    }

    /// Waits for every consumer to reach the end of the journal.
    pub(crate) async fn finish(&mut self) {
        while let Some(ended) = self.tasks.join_next().await {
            finished(ended);
        }
    }

    /// Stops all consumers immediately: the journal contains the open work.
    pub(crate) fn abort(&mut self) {
        self.tasks.abort_all();
    }

    /// The expected events that did not come.
    pub(crate) fn missing(self) -> Vec<String> {
        self.missing
    }
}

/// Returns the result of a task once; never resolves without a task.
async fn decided(task: &mut Option<JoinHandle<Vec<String>>>) -> Vec<String> {
    let Some(handle) = task else {
        return std::future::pending().await;
    };
    let result = handle.await;
    *task = None;
    finished(result)
}

/// Returns the result of a task; resumes a panic of the task.
fn finished<T>(ended: Result<T, JoinError>) -> T {
    ended.unwrap_or_else(|error| resume_unwind(error.into_panic()))
}
