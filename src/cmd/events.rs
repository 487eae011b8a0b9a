//! `chirp events`: what `chirp listen` has recorded.

mod export;
mod filter;
mod output;
mod prune;
mod replay;

use std::io::Write;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};

use crate::config;
use crate::context::Context;
use crate::error::Error;
use crate::events::Entry;
use crate::json::{self, Layout};
use crate::receiver::journal::{Reader, Selection};
use crate::receiver::{JournalError, ReceiverError};
use crate::render::Format;
use crate::render::entries::{bytes_of, headers_of};
use crate::terminal::{OutputError, Tone, inert, inert_lines};

use filter::Filter;
use output::EntryWriter;

/// How often a follower looks for new entries.
const LOOK: Duration = Duration::from_millis(200);

/// What listen has recorded
#[derive(Debug, Subcommand)]
pub(crate) enum Events {
    List(List),
    Show(Show),
    Replay(replay::Replay),
    Tail(Tail),
    Export(export::Export),
    Prune(prune::Prune),
}

/// List entries, newest first
///
/// Example: chirp events list --event 'calls.recording.*' --since 2h
#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    filter: Filter,
    /// How many
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// All of them
    #[arg(long, conflicts_with = "limit")]
    all: bool,
    /// Go on with what comes, oldest first, until stopped
    #[arg(short, long)]
    follow: bool,
}

/// Show one entry whole: headers, body, and what was done about it
///
/// Example: chirp events show 12
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// Its number in the journal, or an eventId
    #[arg(value_name = "SEQ|EVENT-ID")]
    entry: String,
}

/// Show the last entries and go on with what comes
///
/// Example: chirp events tail --event 'calls.*'
#[derive(Debug, Args)]
pub(crate) struct Tail {
    #[command(flatten)]
    filter: Filter,
    /// How many of the last entries first
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    lines: usize,
}

impl Events {
    /// Runs what only reads the journal and ends; gives back what takes time or goes on until stopped.
    ///
    /// # Errors
    /// When the journal cannot be read, or what is asked for is not there.
    pub(crate) fn read(self, context: &Context) -> Result<Option<Events>, Error> {
        match self {
            Events::List(list) if !list.follow => {
                self::list(context, &list.filter, list.count())?;
            }
            Events::Show(show) => show.run(context)?,
            Events::Export(export) => export.run(context)?,
            other => return Ok(Some(other)),
        }
        Ok(None)
    }

    /// Runs what [`Events::read`] gives back.
    ///
    /// # Errors
    /// As there.
    pub(crate) async fn run(self, context: &Context) -> Result<(), Error> {
        match self {
            Events::List(list) => tail(context, &list.filter, list.count()).await,
            Events::Replay(replay) => replay.run(context).await,
            Events::Tail(args) => tail(context, &args.filter, args.lines).await,
            Events::Prune(prune) => prune.run(context),
            other => other.read(context).map(|_| ()),
        }
    }
}

impl List {
    fn count(&self) -> usize {
        match self.all {
            true => usize::MAX,
            false => self.limit,
        }
    }
}

fn list(context: &Context, filter: &Filter, limit: usize) -> Result<(), Error> {
    let selection = selection(context, filter)?;
    let Some(mut reader) = open(context)? else {
        return match context.format() {
            Format::Json => context.write_json(r#"{"data":[],"totalCount":0}"#),
            _ => Ok(()),
        };
    };
    let writer = EntryWriter::new(context)?;
    let document = context.format() == Format::Json;
    let (mut out, mut found, mut objects) = (context.terminal.output(), 0_u64, Vec::new());
    let each = |entry: Entry| {
        let Some(line) = filter.wants(&entry).then(|| writer.line(&entry)).flatten() else {
            return ControlFlow::Continue(());
        };
        found += 1;
        match document {
            // The document tells how many there are in all, so counting goes on.
            true if objects.len() < limit => objects.push(line),
            true => {}
            false => {
                if let Err(error) = writer.write(&mut out, &entry) {
                    return ControlFlow::Break(Err(error));
                }
            }
        }
        match !document && found as usize >= limit {
            true => ControlFlow::Break(Ok(())),
            false => ControlFlow::Continue(()),
        }
    };
    reader.newest_first(&selection, each).map_err(journal)??;
    out.flush().map_err(OutputError::from)?;
    if document {
        let data = objects.join(",");
        context.write_json(&format!(r#"{{"data":[{data}],"totalCount":{found}}}"#))?;
    }
    if found == 0 && !context.format().is_json() {
        context.terminal.note("none");
    }
    report_damage(&reader)
}

async fn tail(context: &Context, filter: &Filter, count: usize) -> Result<(), Error> {
    let mut selection = selection(context, filter)?;
    let mut opened = open(context)?;
    let mut reader = loop {
        if let Some(reader) = opened {
            break reader;
        }
        tokio::time::sleep(LOOK).await;
        opened = Reader::open(&config::state_dir()?).map_err(journal)?;
    };
    let writer = EntryWriter::new(context)?;
    let mut wanted = count;
    loop {
        let head = reader.head().map_err(journal)?;
        let mut news = last(&mut reader, &selection, filter, wanted)?;
        wanted = usize::MAX;
        let mut out = context.terminal.output();
        while let Some(entry) = news.pop() {
            writer.write(&mut out, &entry)?;
        }
        out.flush().map_err(OutputError::from)?;
        selection.from = head + 1;
        tokio::time::sleep(LOOK).await;
        if context.terminal.is_closed() {
            return Err(OutputError::Closed.into());
        }
    }
}

/// The newest `count` entries that are meant, newest first.
fn last(
    reader: &mut Reader,
    selection: &Selection,
    filter: &Filter,
    count: usize,
) -> Result<Vec<Entry>, Error> {
    let mut found = Vec::new();
    if count == 0 {
        return Ok(found);
    }
    let each = |entry: Entry| {
        if filter.wants(&entry) {
            found.push(entry);
        }
        match found.len() >= count {
            true => ControlFlow::Break(Ok::<(), Error>(())),
            false => ControlFlow::Continue(()),
        }
    };
    reader.newest_first(selection, each).map_err(journal)??;
    Ok(found)
}

impl Show {
    fn run(self, context: &Context) -> Result<(), Error> {
        let missing = || Error::NotFound(format!("no entry {} in the journal", inert(&self.entry)));
        let reader = open(context)?.ok_or_else(missing)?;
        let entry = one(&reader, &self.entry)?.ok_or_else(missing)?;
        let writer = EntryWriter::new(context)?;
        let line = writer.line(&entry).ok_or_else(missing)?;
        if context.format().is_json() {
            return context.write_json(&line);
        }
        let terminal = &context.terminal;
        terminal.line(&line)?;
        for (name, value) in headers_of(&entry.record) {
            let value = inert(&String::from_utf8_lossy(value));
            terminal.line(&format!(
                "{}: {value}",
                terminal.paint(Tone::Dim, &inert(name))
            ))?;
        }
        if let Some(body) = bytes_of(&entry.record) {
            let text = match json::text_of(body) {
                Some(text) => json::reformat(text, Layout::Indented),
                None => String::from_utf8_lossy(body).into_owned(),
            };
            terminal.line(&format!("\n{}", inert_lines(&text)))?;
        }
        for entry in reader.about(entry.seq).map_err(journal)? {
            if let Some(line) = writer.line(&entry) {
                terminal.line(&line)?;
            }
        }
        Ok(())
    }
}

/// The entry with that number, else the first arrival of that `eventId`.
fn one(reader: &Reader, name: &str) -> Result<Option<Entry>, Error> {
    let by_seq = match name.trim_start_matches('#').parse::<i64>() {
        Ok(seq) => reader.get(seq).map_err(journal)?,
        Err(_) => None,
    };
    match by_seq {
        Some(entry) => Ok(Some(entry)),
        None => reader.find(name).map_err(journal),
    }
}

fn selection(context: &Context, filter: &Filter) -> Result<Selection, Error> {
    let selection = filter.selection(context.clock);
    selection.map_err(|problem| Error::usage(format!("--since {problem}")))
}

/// The journal; `None`, with a word about it, when nothing was ever recorded.
fn open(context: &Context) -> Result<Option<Reader>, Error> {
    let dir: PathBuf = config::state_dir()?;
    let reader = Reader::open(&dir).map_err(journal)?;
    if reader.is_none() {
        context
            .terminal
            .note("nothing is recorded yet: chirp listen receives events");
    }
    Ok(reader)
}

fn journal(error: JournalError) -> Error {
    ReceiverError::Journal(error).into()
}

/// Everything readable was shown; the rest is said, and the exit code tells scripts.
fn report_damage(reader: &Reader) -> Result<(), Error> {
    match reader.damaged() {
        0 => Ok(()),
        count => Err(Error::Storage(format!(
            "the journal is damaged: {count} entries could not be read, all others are shown; nothing was deleted"
        ))),
    }
}
