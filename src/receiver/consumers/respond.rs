//! Answers events with call commands by rules. An intent is recorded before the command is sent.
//!
//! After a crash it resumes what was begun: a command whose intent has no outcome may have been sent, so it is
//! sent once more at most, and an answer that says "already" counts as done.

mod history;
mod plan;
mod send;

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use crate::api::{Client, calls};
use crate::clock::Clock;
use crate::events::Event;
use crate::events::entry::{ActionKind, Entry, Record};
use crate::receiver::consumers::finished;
use crate::receiver::consumers::respond::history::CommandHistory;
use crate::receiver::consumers::respond::plan::PlannedCommand;
use crate::receiver::consumers::respond::send::{CommandSender, LastReport};
use crate::receiver::consumers::source::{EntryFollower, OutcomeRecorder};
use crate::receiver::consumers::watermark::Watermark;
use crate::receiver::rules::Rules;
use crate::terminal::{Terminal, sanitize};

pub use plan::Plan;

/// The name of its cursor in the journal.
pub const CONSUMER: &str = "responder";

/// Commands in flight: an API that hangs must not cost memory without end.
const PARALLEL: usize = 256;

/// Servers and our own pool keep a connection open that is used this often.
const KEEP_WARM: Duration = Duration::from_secs(45);

/// The settings for responding.
#[derive(Clone)]
pub struct RespondSettings {
    /// Which command answers which event.
    pub rules: Rules,
    /// Globs of event names; an empty list means all.
    pub events: Vec<String>,
    /// Reports the commands without sending them.
    pub dry_run: bool,
    /// Sends the commands.
    pub client: Arc<Client>,
    /// Somebody else keeps a connection open.
    pub is_warmed: bool,
}

impl RespondSettings {
    /// The rules for the events that are answered.
    pub fn plan(&self) -> Plan {
        Plan::new(self.rules.clone(), self.events.clone())
    }
}

/// The consumer that answers events.
pub struct Responder<J: OutcomeRecorder> {
    plan: Plan,
    dry_run: bool,
    is_warmed: bool,
    sender: Arc<CommandSender<J>>,
    journal: J,
    terminal: Terminal,
}

/// The state of [`Responder::run`].
struct Work<F> {
    follower: F,
    watermark: Watermark,
    history: Arc<CommandHistory>,
    commands: JoinSet<i64>,
}

impl<J: OutcomeRecorder> Responder<J> {
    /// A consumer that follows and records in `journal`.
    pub fn new(settings: RespondSettings, journal: J, clock: Clock, terminal: Terminal) -> Self {
        Responder {
            plan: settings.plan(),
            dry_run: settings.dry_run,
            is_warmed: settings.is_warmed,
            sender: Arc::new(CommandSender {
                client: settings.client,
                journal: journal.clone(),
                clock,
                terminal,
                last_report: LastReport::default(),
            }),
            journal,
            terminal,
        }
    }

    /// Follows the journal to its end, then waits for the responses to sent commands.
    pub async fn run(self) {
        let mut work = Work {
            follower: self.journal.follow(CONSUMER),
            watermark: Watermark::default(),
            history: Arc::default(),
            commands: JoinSet::new(),
        };
        let (mut is_open, mut is_first) = (true, true);
        let mut warmth = tokio::time::interval(KEEP_WARM);
        while is_open || !work.commands.is_empty() {
            let has_room = work.commands.len() < PARALLEL;
            tokio::select! {
                Some(done) = work.commands.join_next() => work.finish(finished(done)),
                entry = work.follower.next(), if is_open && has_room => match entry {
                    Some(entry) => {
                        if std::mem::take(&mut is_first) {
                            let history = CommandHistory::read(&self.journal, entry.seq).await;
                            work.history = Arc::new(history);
                        }
                        self.answer(entry, &mut work);
                    }
                    None => is_open = false,
                },
                _ = warmth.tick(), if is_open && !self.dry_run && !self.is_warmed => self.warm(),
            }
        }
    }

    /// Decides about an entry and starts sending its commands.
    fn answer(&self, entry: Arc<Entry>, work: &mut Work<J::Follower>) {
        let seq = entry.seq;
        let Record::Event { event, .. } = &entry.record else {
            return work.skip(seq);
        };
        let mut commands = self.plan.commands(event, entry.at);
        let is_promised = self.plan.may_be_promised(event);
        if self.dry_run {
            self.report(event, &commands);
        }
        if self.dry_run || (commands.is_empty() && !is_promised) {
            return work.skip(seq);
        }
        if let Some(first) = commands.first_mut() {
            // An intent of an earlier run may have been sent: that is for the history to judge.
            let is_next = |next| is_intent(next, seq);
            first.is_recorded =
                self.journal.is_of_this_run(seq) && work.follower.ahead().is_some_and(is_next);
        }
        work.watermark.begin(seq);
        let (sender, history) = (self.sender.clone(), work.history.clone());
        work.commands.spawn(async move {
            if is_promised {
                commands.extend(sender.promised(&entry).await);
            }
            sender.send_all(&entry, commands, &history).await;
            entry.seq
        });
    }

    /// Reports the commands of a dry run.
    fn report(&self, event: &Event, commands: &[PlannedCommand]) {
        let call = event.call_id.as_deref().unwrap_or("a call without an id");
        for planned in commands {
            let then = planned.then.iter().map(|command| command.kind.as_str());
            let then = match then.collect::<Vec<_>>() {
                then if then.is_empty() => String::new(),
                then => format!(", then {} once it is answered", then.join(", ")),
            };
            let text = format!(
                "would send {} to {call}{then} (dry run)",
                planned.command.kind
            );
            self.terminal.complain(&sanitize(&text));
        }
    }

    /// Checks that the key works, and leaves an open connection for the first command.
    fn warm(&self) {
        let (sender, terminal) = (self.sender.clone(), self.terminal);
        tokio::spawn(async move {
            let look = calls::list(None, None).query("limit", Some(1));
            if let Err(error) = sender.client.send(&look).await {
                let text = format!("warning: the API may not accept commands now: {error}");
                terminal.complain(&sanitize(&text));
            }
        });
    }
}

/// Returns whether `entry` is the intent to send the first command about the event `seq`.
fn is_intent(entry: &Entry, seq: i64) -> bool {
    matches!(&entry.record, Record::Action(action) if action.kind == ActionKind::CommandIntent && action.of == seq)
}

impl<F: EntryFollower> Work<F> {
    fn skip(&mut self, seq: i64) {
        self.watermark.skip(seq);
        self.follower.ack(self.watermark.cursor());
    }

    fn finish(&mut self, seq: i64) {
        self.watermark.finish(seq);
        self.follower.ack(self.watermark.cursor());
    }
}
