//! What is done with what comes in, beside showing it: the stages of one run, started and ended together.

pub mod expect;
pub mod forward;
pub mod media;
pub mod printer;
pub mod respond;
pub(crate) mod shown;
pub(crate) mod unanswered;
mod watermark;

use std::panic::resume_unwind;
use std::sync::Arc;

use tokio::task::{JoinHandle, JoinSet};

use crate::api::Client;
use crate::clock::Clock;
use crate::receiver::consumers::expect::Expectation;
use crate::receiver::consumers::forward::backlog::Backlog;
use crate::receiver::consumers::forward::{Forwarder, Target};
use crate::receiver::consumers::media::Media;
use crate::receiver::consumers::respond::{Plan, Responder};
use crate::receiver::journal::Journal;
use crate::receiver::probe::Probe;
use crate::receiver::registration::{self, Lease, Registration, RegistrationError};
use crate::receiver::rules::Rules;
use crate::receiver::{PRINTER, ReceiverError};
use crate::terminal::Terminal;

/// The stages of one run.
#[derive(Default)]
pub struct Consumers {
    /// Where to forward to, and how.
    pub forward: Option<(Vec<Target>, forward::Settings)>,
    /// What answers events, and how.
    pub respond: Option<(Rules, respond::Settings, Client)>,
    /// Where recordings and voicemails are saved.
    pub media: Option<(media::Settings, Client)>,
    /// What must come.
    pub expect: Option<Expectation>,
    /// The webhook of this run.
    pub register: Option<Registration>,
    /// For removing what an earlier run left registered.
    pub cleaner: Option<Client>,
}

/// What an early end of a stage means.
pub(crate) enum Outcome {
    /// The expectation is decided: this did not come.
    Decided(Vec<String>),
    /// There is no webhook for this run.
    NotRegistered(RegistrationError),
}

/// Consumers at work.
pub(crate) struct Running {
    stages: JoinSet<()>,
    expect: Option<JoinHandle<Vec<String>>>,
    lease: Option<JoinHandle<Result<Lease, RegistrationError>>>,
    held: Option<Lease>,
    /// Of what was expected, as far as it is decided.
    missing: Vec<String>,
    backlogs: Vec<Arc<Backlog>>,
}

impl Consumers {
    /// What the server must answer without recording it.
    pub(crate) fn probe(&self) -> Option<Probe> {
        self.register.as_ref()?.probe.clone()
    }

    /// What is about to be done about a fresh event, as far as that can be told before it is recorded.
    pub(crate) fn plan(&self) -> Option<Plan> {
        let (rules, settings, _) = self.respond.as_ref()?;
        (!settings.dry_run).then(|| settings.plan(rules.clone()))
    }

    /// What is only told of what is to be done about an event.
    pub(crate) fn preview(&self) -> Option<Plan> {
        let (rules, settings, _) = self.respond.as_ref()?;
        settings.dry_run.then(|| settings.plan(rules.clone()))
    }

    /// Starts all. Consumers of earlier runs that this one does not have are forgotten: what they left
    /// undone would otherwise come up whenever they are named again, in days or weeks.
    pub(crate) fn start(
        self,
        journal: &Journal,
        terminal: Terminal,
    ) -> Result<Running, ReceiverError> {
        let clock = Clock::System;
        journal.keep_consumers(&self.names());
        let (mut stages, mut backlogs) = (JoinSet::new(), Vec::new());
        if let Some((targets, settings)) = self.forward {
            for target in targets {
                let (settings, journal) = (settings.clone(), journal.clone());
                let forwarder = Forwarder::new(target, settings, journal, clock, terminal)?;
                backlogs.push(forwarder.backlog());
                stages.spawn(forwarder.run());
            }
        }
        if let Some((rules, settings, client)) = self.respond {
            let journal = journal.clone();
            let responder = Responder::new(rules, settings, client, journal, clock, terminal);
            stages.spawn(responder.run());
        }
        if let Some((settings, client)) = self.media {
            stages.spawn(Media::new(settings, client, journal.clone(), clock).run());
        }
        let watch = |expectation: Expectation| expectation.watch(journal.follow(expect::STAGE));
        let expect = self
            .expect
            .map(|expectation| tokio::spawn(watch(expectation)));
        let (dir, register, cleaner) = (journal.dir().to_owned(), self.register, self.cleaner);
        if register.is_none() {
            stages.spawn(async move {
                registration::clear_leftovers(&dir, cleaner.as_ref(), terminal).await;
            });
            return Ok(Running::new(stages, expect, None, backlogs));
        }
        let lease = register.map(|registration| {
            tokio::spawn(async move {
                let client = registration.client.clone();
                registration::clear_leftovers(&dir, Some(&client), terminal).await;
                registration.begin().await
            })
        });
        Ok(Running::new(stages, expect, lease, backlogs))
    }

    fn names(&self) -> Vec<String> {
        let targets = self.forward.iter().flat_map(|(targets, _)| targets);
        let mut names: Vec<String> = targets.map(Target::stage).collect();
        names.push(PRINTER.to_owned());
        names.extend(self.respond.iter().map(|_| respond::STAGE.to_owned()));
        names.extend(self.media.iter().map(|_| media::STAGE.to_owned()));
        names
    }
}

impl Running {
    fn new(
        stages: JoinSet<()>,
        expect: Option<JoinHandle<Vec<String>>>,
        lease: Option<JoinHandle<Result<Lease, RegistrationError>>>,
        backlogs: Vec<Arc<Backlog>>,
    ) -> Running {
        Running {
            stages,
            expect,
            lease,
            held: None,
            missing: Vec::new(),
            backlogs,
        }
    }

    /// What forward targets have not taken.
    pub(crate) fn backlogs(&self) -> Vec<Arc<Backlog>> {
        self.backlogs.clone()
    }

    /// Ends what still runs, at once: the journal knows what is left to do.
    pub(crate) fn abort(&mut self) {
        self.stages.abort_all();
    }

    /// Waits until something makes the receiver end by itself. Cancel safe.
    pub(crate) async fn outcome(&mut self) -> Outcome {
        loop {
            tokio::select! {
                missing = joined(&mut self.expect) => return Outcome::Decided(missing),
                lease = joined(&mut self.lease) => match lease {
                    Ok(lease) => self.held = Some(lease),
                    Err(error) => return Outcome::NotRegistered(error),
                },
                Some(ended) = self.stages.join_next() => rethrow(ended),
                else => std::future::pending().await,
            }
        }
    }

    /// The webhook of this run, or of one that is just being created, for a person.
    pub(crate) fn leased(&self) -> Option<String> {
        let creating = self.lease.as_ref().map(|_| "<WEBHOOK>".to_owned());
        self.held.as_ref().map(Lease::shown).or(creating)
    }

    /// Gives the webhook of this run, to be ended; one that is just being created, too.
    pub(crate) async fn end_lease(&mut self) -> Option<Lease> {
        if self.held.is_none() && self.lease.is_some() {
            self.held = joined(&mut self.lease).await.ok();
        }
        self.held.take()
    }

    /// The journal is sealed: decides the expectation, which waits for nobody else. Cancel safe.
    pub(crate) async fn judge(&mut self) {
        if self.expect.is_some() {
            self.missing = joined(&mut self.expect).await;
        }
    }

    /// The journal is sealed: waits for every stage to reach its end.
    pub(crate) async fn finish(&mut self) {
        while let Some(ended) = self.stages.join_next().await {
            rethrow(ended);
        }
    }

    /// What did not come, once that is decided.
    pub(crate) fn missing(self) -> Vec<String> {
        self.missing
    }
}

/// The result of a task that is there, once; waits for ever for one that is not.
async fn joined<T>(task: &mut Option<JoinHandle<T>>) -> T {
    let Some(handle) = task else {
        return std::future::pending().await;
    };
    let result = handle.await;
    *task = None;
    result.unwrap_or_else(|error| resume_unwind(error.into_panic()))
}

fn rethrow(ended: Result<(), tokio::task::JoinError>) {
    if let Err(error) = ended {
        resume_unwind(error.into_panic());
    }
}
