//! `chirp events list` and `tail`: the entries as lines.

use std::io::Write;
use std::ops::ControlFlow;
use std::time::Duration;

use clap::Args;

use crate::cmd::events::filter::{Filter, Wanted};
use crate::cmd::events::output::EntryWriter;
use crate::cmd::events::{open, report_damage};
use crate::context::Context;
use crate::error::Error;
use crate::events::Entry;
use crate::fleet::Reader;
use crate::render::Format;
use crate::terminal::OutputError;

/// Interval at which a follower checks for new entries.
const LOOK: Duration = Duration::from_millis(200);

/// List entries, newest first
///
/// Example: chirp events list --event 'calls.recording.*' --since 2h
#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    filter: Filter,
    /// How many
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..))]
    limit: u64,
    /// All of them
    #[arg(long, conflicts_with = "limit")]
    all: bool,
    /// Go on with what comes, oldest first, until stopped
    #[arg(short, long)]
    follow: bool,
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

impl List {
    /// Returns whether the list follows the journal until stopped.
    pub(super) fn is_following(&self) -> bool {
        self.follow
    }

    /// Lists and ends.
    pub(super) fn run(self, context: &Context) -> Result<(), Error> {
        let wanted = self.filter.wanted(context, "events list --call")?;
        list(context, &wanted, self.count())
    }

    /// Lists entries and follows the journal.
    pub(super) async fn follow(self, context: &Context) -> Result<(), Error> {
        let wanted = self.filter.wanted(context, "events list --call")?;
        tail(context, wanted, self.count()).await
    }

    fn count(&self) -> usize {
        match self.all {
            true => usize::MAX,
            false => usize::try_from(self.limit).unwrap_or(usize::MAX),
        }
    }
}

impl Tail {
    pub(super) async fn run(self, context: &Context) -> Result<(), Error> {
        let wanted = self.filter.wanted(context, "events tail --call")?;
        tail(context, wanted, self.lines).await
    }
}

fn list(context: &Context, wanted: &Wanted, limit: usize) -> Result<(), Error> {
    let Some(mut reader) = open(context, wanted.journal())? else {
        return match context.format() {
            Format::Json => context.write_json(r#"{"data":[],"totalCount":0}"#),
            _ => Ok(()),
        };
    };
    let writer = EntryWriter::new(context)?;
    let document = context.format() == Format::Json;
    let (mut out, mut found, mut objects) = (context.terminal.output(), 0_u64, Vec::new());
    // Only a person is informed that there are more entries; scripts do not wait for the search.
    let (seeks_more, mut more) = (context.terminal.is_tty(), false);
    let each = |entry: Entry| {
        let Some(line) = wanted.wants(&entry).then(|| writer.line(&entry)).flatten() else {
            return ControlFlow::Continue(());
        };
        if !document && found as usize >= limit {
            more = true;
            return ControlFlow::Break(Ok(()));
        }
        found += 1;
        match document {
            // The document contains the total number, so counting continues.
            true if objects.len() < limit => objects.push(line),
            true => {}
            false => {
                if let Err(error) = writer.write(&mut out, &entry) {
                    return ControlFlow::Break(Err(error));
                }
            }
        }
        match !document && !seeks_more && found as usize >= limit {
            true => ControlFlow::Break(Ok(())),
            false => ControlFlow::Continue(()),
        }
    };
    reader.newest_first(&wanted.selection, each)??;
    out.flush().map_err(OutputError::from)?;
    if document {
        let data = objects.join(",");
        context.write_json(&format!(r#"{{"data":[{data}],"totalCount":{found}}}"#))?;
    }
    if more {
        context.terminal.note(&format!(
            "the newest {found}; --limit N or --all shows more"
        ));
    }
    if found == 0 && !context.format().is_json() {
        wanted.tell_none(context);
    }
    report_damage(&reader)
}

async fn tail(context: &Context, mut wanted: Wanted<'_>, mut count: usize) -> Result<(), Error> {
    let mut opened = open(context, wanted.journal())?;
    let mut reader = loop {
        if let Some(reader) = opened {
            break reader;
        }
        tokio::time::sleep(LOOK).await;
        opened = wanted.journal().reader()?;
    };
    let writer = EntryWriter::new(context)?;
    loop {
        let head = reader.head()?;
        let mut news = last(&mut reader, &wanted, count)?;
        count = usize::MAX;
        let mut out = context.terminal.output();
        while let Some(entry) = news.pop() {
            writer.write(&mut out, &entry)?;
        }
        out.flush().map_err(OutputError::from)?;
        wanted.selection.from = head + 1;
        tokio::time::sleep(LOOK).await;
        if context.terminal.is_closed() {
            return Err(OutputError::Closed.into());
        }
    }
}

/// Returns the newest `count` matching entries, newest first.
fn last(reader: &mut Reader, wanted: &Wanted, count: usize) -> Result<Vec<Entry>, Error> {
    let mut found = Vec::new();
    if count == 0 {
        return Ok(found);
    }
    let each = |entry: Entry| {
        if wanted.wants(&entry) {
            found.push(entry);
        }
        match found.len() >= count {
            true => ControlFlow::Break(Ok::<(), Error>(())),
            false => ControlFlow::Continue(()),
        }
    };
    reader.newest_first(&wanted.selection, each)??;
    Ok(found)
}
