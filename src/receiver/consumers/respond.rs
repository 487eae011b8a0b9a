//! Answers events with call commands, by rules: recorded before it is sent, in time or not at all.
//!
//! A stage. After a crash it takes up what was begun: an intent without an outcome may have been sent,
//! so it is sent once more at most, and an answer that says "already" counts as done.

mod history;
mod plan;
mod send;

use std::panic::resume_unwind;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use crate::api::{Client, calls};
use crate::clock::Clock;
use crate::events::Event;
use crate::events::entry::{ActionKind, Entry, Record};
use crate::receiver::consumers::respond::history::History;
use crate::receiver::consumers::respond::plan::Planned;
use crate::receiver::consumers::respond::send::Sender;
use crate::receiver::consumers::watermark::Watermark;
use crate::receiver::journal::{Follower, Journal};
use crate::receiver::rules::Rules;
use crate::terminal::{Terminal, sanitize};

pub use plan::Plan;

/// The name under which the journal keeps how far it has come.
pub const STAGE: &str = "responder";

/// More commands than this are not sent at once; an API that hangs must not cost memory without end.
const PARALLEL: usize = 256;

/// A connection that is used this often is kept open by servers and by our own pool.
const KEEP_WARM: Duration = Duration::from_secs(45);

/// How responding is done.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Only events that fit one of these; none means all.
    pub events: Vec<String>,
    /// Say what would be sent, and send nothing.
    pub dry_run: bool,
}

impl Settings {
    /// What `rules` say about these events.
    pub fn plan(&self, rules: Rules) -> Plan {
        Plan::new(rules, self.events.clone())
    }
}

/// What [`Responder::run`] keeps while it runs.
struct Run {
    follower: Follower,
    progress: Watermark,
    history: Arc<History>,
    work: JoinSet<i64>,
}

/// The stage.
pub struct Responder {
    plan: Plan,
    settings: Settings,
    sender: Arc<Sender>,
    journal: Journal,
    terminal: Terminal,
}

impl Responder {
    /// A stage that sends what `rules` say with `client`.
    pub fn new(
        rules: Rules,
        settings: Settings,
        client: Client,
        journal: Journal,
        clock: Clock,
        terminal: Terminal,
    ) -> Responder {
        let sender = Arc::new(Sender {
            client,
            journal: journal.clone(),
            clock,
        });
        Responder {
            plan: settings.plan(rules),
            settings,
            sender,
            journal,
            terminal,
        }
    }

    /// Follows the journal until it is sealed, then waits for the answers to what was sent.
    pub async fn run(self) {
        let mut run = Run {
            follower: self.journal.follow(STAGE),
            progress: Watermark::default(),
            history: Arc::default(),
            work: JoinSet::new(),
        };
        let (mut open, mut fresh) = (true, true);
        let mut warmth = tokio::time::interval(KEEP_WARM);
        while open || !run.work.is_empty() {
            tokio::select! {
                Some(done) = run.work.join_next() => {
                    run.finish(done.unwrap_or_else(|error| resume_unwind(error.into_panic())));
                }
                entry = run.follower.next(), if open && run.work.len() < PARALLEL => match entry {
                    Some(entry) => {
                        if std::mem::take(&mut fresh) {
                            run.history = Arc::new(History::read(&self.journal, entry.seq).await);
                        }
                        self.take_up(entry, &mut run);
                    }
                    None => open = false,
                },
                _ = warmth.tick(), if open && !self.settings.dry_run => self.warm(),
            }
        }
    }

    /// Decides about an entry and starts what follows from it.
    fn take_up(&self, entry: Arc<Entry>, run: &mut Run) {
        let seq = entry.seq;
        let Record::Event { event, .. } = &entry.record else {
            return run.pass(seq);
        };
        let mut commands = self.plan.commands(event, entry.at);
        let promised = self.plan.may_be_promised(event);
        if self.settings.dry_run {
            self.tell(event, &commands);
        }
        if self.settings.dry_run || (commands.is_empty() && !promised) {
            return run.pass(seq);
        }
        if let Some(first) = commands.first_mut() {
            // What an earlier run has recorded may have been sent: that is for the history to judge.
            first.recorded = self.journal.is_of_this_run(seq)
                && run
                    .follower
                    .ahead()
                    .is_some_and(|next| is_intent(next, seq));
        }
        run.progress.begin(seq);
        let (sender, history) = (self.sender.clone(), run.history.clone());
        run.work.spawn(async move {
            if promised {
                commands.extend(sender.promised(&entry).await);
            }
            sender.send_all(&entry, commands, &history).await;
            entry.seq
        });
    }

    fn tell(&self, event: &Event, commands: &[Planned]) {
        let call = event.call_id.as_deref().unwrap_or("a call without an id");
        for planned in commands {
            let then: Vec<&str> = planned
                .then
                .iter()
                .map(|command| command.kind.as_str())
                .collect();
            let then = match then.is_empty() {
                true => String::new(),
                false => format!(", then {} once it is answered", then.join(", ")),
            };
            let text = format!(
                "would send {} to {call}{then} (dry run)",
                planned.command.kind
            );
            self.terminal.complain(&sanitize(&text));
        }
    }

    /// Looks whether the key works, and leaves an open connection behind for the first command.
    fn warm(&self) {
        let (sender, terminal) = (self.sender.clone(), self.terminal);
        tokio::spawn(async move {
            let look = calls::list(None, None).query("limit", Some(1));
            if let Err(error) = sender.client.send(&look).await {
                let text = format!("warning: the API may not take commands now: {error}");
                terminal.complain(&sanitize(&text));
            }
        });
    }
}

/// Whether `entry` is the intent to send the first command about the event `seq`.
fn is_intent(entry: &Entry, seq: i64) -> bool {
    matches!(&entry.record, Record::Action(action) if action.kind == ActionKind::CommandIntent && action.of == seq)
}

impl Run {
    fn pass(&mut self, seq: i64) {
        self.progress.pass(seq);
        self.follower.ack(self.progress.cursor());
    }

    fn finish(&mut self, seq: i64) {
        self.progress.finish(seq);
        self.follower.ack(self.progress.cursor());
    }
}
