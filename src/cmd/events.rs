//! `chirp events`: shows the events that `chirp listen` has recorded.

mod export;
mod filter;
mod last_call;
mod list;
mod output;
mod prune;
mod replay;
mod show;

use clap::Subcommand;

use crate::api::ids::IdKind;
use crate::cmd::JournalArgs;
use crate::context::{Choice, Context};
use crate::error::Error;
use crate::events::Entry;
use crate::fleet::Reader;
use crate::render::human;
use crate::terminal::sanitize;

/// What listen has recorded
#[derive(Debug, Subcommand)]
pub(crate) enum Events {
    List(list::List),
    Show(show::Show),
    Replay(replay::Replay),
    Tail(list::Tail),
    Export(export::Export),
    Prune(prune::Prune),
}

impl Events {
    /// Runs the subcommands that only read the journal; a signal may end them at any point. Returns
    /// the subcommands that wait for others or run until stopped.
    ///
    /// # Errors
    /// When the journal cannot be read, or the requested entry does not exist.
    pub(crate) fn read(self, context: &Context) -> Result<Option<Events>, Error> {
        match self {
            Events::List(list) if !list.is_following() => list.run(context)?,
            Events::Show(show) => show.run(context)?,
            Events::Export(export) => export.run(context)?,
            Events::Prune(prune) => prune.run(context)?,
            other => return Ok(Some(other)),
        }
        Ok(None)
    }

    /// Returns whether only a signal or a closed stdout ends the command.
    pub(crate) fn follows(&self) -> bool {
        matches!(self, Events::Tail(_) | Events::List(_))
    }

    /// Runs the subcommands that [`Events::read`] returns.
    ///
    /// # Errors
    /// See [`Events::read`].
    pub(crate) async fn run(self, context: &Context) -> Result<(), Error> {
        match self {
            Events::List(list) => list.follow(context).await,
            Events::Replay(replay) => replay.run(context).await,
            Events::Tail(tail) => tail.run(context).await,
            other => other.read(context).map(|_| ()),
        }
    }
}

/// Returns the entry with that number, otherwise the first arrival of that `eventId`.
///
/// # Errors
/// When there is no such entry; names the right command if `name` is the id of another resource.
fn one(context: &Context, reader: &Reader, name: &str) -> Result<Entry, Error> {
    let by_seq = match name.trim_start_matches('#').parse::<i64>() {
        Ok(seq) => reader.get(seq)?,
        Err(_) => None,
    };
    let found = match by_seq {
        Some(entry) => Some(entry),
        None => reader.find(name)?,
    };
    if let Some(entry) = found {
        return Ok(entry);
    }
    let shown = sanitize(name);
    if IdKind::of(name) == Some(IdKind::Call) {
        return Err(Error::usage_hint(
            format!("{shown} is the id of a call, not of an event"),
            format!("chirp events list --call {shown}"),
        ));
    }
    context.check_kind(name, IdKind::Event, Choice::of("events show"))?;
    Err(Error::NotFound(match reader.head()? {
        0 => format!("no entry {shown}: the journal is empty"),
        newest => format!("no entry {shown} in the journal, whose newest is #{newest}"),
    }))
}

/// The journal; `None`, with a word about it, when nothing was ever recorded.
fn open(context: &Context, args: &JournalArgs) -> Result<Option<Reader>, Error> {
    let reader = args.reader()?;
    if reader.is_none() {
        context
            .terminal
            .note("nothing is recorded yet: chirp listen receives events");
    }
    Ok(reader)
}

/// All readable entries were shown; the damage is reported, and the exit code shows it to scripts.
fn report_damage(reader: &Reader) -> Result<(), Error> {
    match reader.damaged() {
        0 => Ok(()),
        count => Err(Error::Storage(format!(
            "the journal is damaged: {} could not be read, all others are shown; nothing was deleted",
            human::count(count, "entry", "entries")
        ))),
    }
}
