//! `chirp events export`: recorded events for other programs.

use std::io::Write;
use std::ops::ControlFlow;

use clap::{Args, ValueEnum};

use crate::cmd::events::filter::Filter;
use crate::cmd::events::{journal, open, report_damage, selection};
use crate::context::Context;
use crate::error::Error;
use crate::events::entry::{Entry, Record};
use crate::render::entries::{curl_line, har, object};
use crate::terminal::OutputError;

/// Write entries for other programs, oldest first
///
/// Example: chirp events export --format har --since 1h > calls.har
#[derive(Debug, Args)]
pub(crate) struct Export {
    #[command(flatten)]
    filter: Filter,
    /// jsonl: the objects of listen --json; curl: a command line an event that posts it again; har:
    /// an HTTP archive for browsers and proxies
    #[arg(long, value_enum, default_value = "jsonl")]
    format: ExportFormat,
    /// Where the curl lines and the archive say that events go
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080/")]
    to: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ExportFormat {
    Jsonl,
    Curl,
    Har,
}

impl Export {
    pub(super) fn run(self, context: &Context) -> Result<(), Error> {
        let selection = selection(context, &self.filter)?;
        let jq = context.filter()?;
        if jq.is_some() && self.format != ExportFormat::Jsonl {
            return Err(Error::usage_hint(
                "--jq filters JSON lines",
                "chirp events export --format jsonl --jq .event",
            ));
        }
        let mut out = context.terminal.output();
        let (mut first, is_har) = (true, self.format == ExportFormat::Har);
        let mut write = |text: String| writeln!(out, "{text}").map_err(OutputError::from);
        if is_har {
            write(har::HEAD.to_owned())?;
        }
        let mut damage = Ok(());
        if let Some(mut reader) = open(context)? {
            let each = |entry: Entry| {
                let Some(text) = self.text(&entry) else {
                    return ControlFlow::Continue(());
                };
                if let Some(jq) = jq {
                    let done = jq.run(&text, |line| write(line.to_owned()));
                    return match done {
                        Ok(()) => ControlFlow::Continue(()),
                        Err(error) => ControlFlow::Break(Err(Error::from(error))),
                    };
                }
                let comma = if is_har && !std::mem::take(&mut first) {
                    ","
                } else {
                    ""
                };
                match write(format!("{comma}{text}")) {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(error) => ControlFlow::Break(Err(error.into())),
                }
            };
            reader.oldest_first(&selection, each).map_err(journal)??;
            damage = report_damage(&reader);
        }
        if is_har {
            write(har::TAIL.to_owned())?;
        }
        out.flush().map_err(OutputError::from)?;
        damage
    }

    fn text(&self, entry: &Entry) -> Option<String> {
        if !self.filter.wants(entry) {
            return None;
        }
        let is_event = matches!(entry.record, Record::Event { .. });
        match self.format {
            ExportFormat::Jsonl => object(entry),
            ExportFormat::Curl => is_event.then(|| curl_line(entry, &self.to)),
            ExportFormat::Har => is_event.then(|| har::exchange(entry, &self.to)),
        }
    }
}
