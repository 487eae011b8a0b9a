//! `chirp events export`: recorded events for other programs.

use std::io::Write;
use std::ops::ControlFlow;

use clap::{Args, ValueEnum};

use crate::cmd::events::filter::{Filter, Wanted};
use crate::cmd::events::{open, report_damage};
use crate::cmd::{header_name, webhook_url};
use crate::context::{Context, write_filtered};
use crate::error::Error;
use crate::events::entry::{Entry, Record};
use crate::render::entries::{curl_line, har, object};
use crate::render::human;
use crate::terminal::OutputError;

/// Write entries for other programs, oldest first
///
/// Example: chirp events export --format har --since 1h > calls.har
///
/// Curl lines and archives hold events; --type event,quarantined,conflict writes the other bodies that
/// came, too. A curl line takes the webhook secret, which is not recorded, from CHIRP_WEBHOOK_SECRET.
#[derive(Debug, Args)]
pub(crate) struct Export {
    #[command(flatten)]
    filter: Filter,
    /// jsonl: the objects of listen --json; curl: a command line an event that posts it again; har:
    /// an HTTP archive for browsers and proxies
    #[arg(long, value_enum, default_value = "jsonl")]
    format: ExportFormat,
    /// Where the curl lines and the archive say that events go
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080/", value_parser = webhook_url)]
    to: url::Url,
    /// The header in which the curl lines send CHIRP_WEBHOOK_SECRET
    #[arg(long, value_name = "NAME", default_value = "X-Webhook-Secret", value_parser = header_name)]
    secret_header: String,
    /// Write the values of Authorization, Cookie and other headers with credentials
    #[arg(long)]
    show_credentials: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ExportFormat {
    Jsonl,
    Curl,
    Har,
}

/// Entries that matched and are not written.
#[derive(Default)]
struct LeftOut {
    /// Quarantined bodies and conflicts that were not requested.
    others: u64,
    /// Bodies that the format cannot hold.
    unfit: u64,
}

fn write(out: &mut impl Write, text: &str) -> Result<(), OutputError> {
    Ok(writeln!(out, "{text}")?)
}

impl Export {
    pub(super) fn run(self, context: &Context) -> Result<(), Error> {
        let wanted = self.filter.wanted(context, "events export --call")?;
        let jq = context.filter()?;
        if jq.is_some() && self.format != ExportFormat::Jsonl {
            return Err(Error::usage_hint(
                "--jq filters JSON lines",
                "chirp events export --format jsonl --jq .event",
            ));
        }
        let mut out = context.terminal.output();
        let (mut first, is_har) = (true, self.format == ExportFormat::Har);
        let mut left_out = LeftOut::default();
        if is_har {
            write(&mut out, har::HEAD)?;
        }
        let mut damage = Ok(());
        if let Some(mut reader) = open(context, &self.filter.journal)? {
            let each = |entry: Entry| {
                let Some(text) = self.text(&wanted, &entry, &mut left_out) else {
                    return ControlFlow::Continue(());
                };
                if let Some(jq) = jq {
                    let name = format!("entry {}", entry.seq);
                    let done = write_filtered(&context.terminal, &mut out, jq, &name, &text);
                    return match done {
                        Ok(()) => ControlFlow::Continue(()),
                        Err(error) => ControlFlow::Break(Err(error)),
                    };
                }
                let comma = if is_har && !std::mem::take(&mut first) {
                    ","
                } else {
                    ""
                };
                match write(&mut out, &format!("{comma}{text}")) {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(error) => ControlFlow::Break(Err(error.into())),
                }
            };
            let selection = &wanted.selection;
            reader.oldest_first(selection, each)??;
            damage = report_damage(&reader);
        }
        if is_har {
            write(&mut out, har::TAIL)?;
        }
        out.flush().map_err(OutputError::from)?;
        left_out.tell(context);
        damage
    }

    fn text(&self, wanted: &Wanted, entry: &Entry, left_out: &mut LeftOut) -> Option<String> {
        if !wanted.wants(entry) {
            return None;
        }
        if self.format == ExportFormat::Jsonl {
            return object(entry);
        }
        let body = entry.record.received()?;
        let is_event = matches!(entry.record, Record::Event { .. });
        if !is_event && !self.filter.names(&entry.record) {
            left_out.others += 1;
            return None;
        }
        let url = self.to.as_str();
        if self.format == ExportFormat::Curl {
            let header = Some(self.secret_header.as_str());
            return Some(curl_line(
                &entry.record,
                body,
                url,
                header,
                self.show_credentials,
            ));
        }
        let exchange = har::exchange(entry, url, self.show_credentials);
        left_out.unfit += u64::from(exchange.is_none());
        exchange
    }
}

impl LeftOut {
    fn tell(&self, context: &Context) {
        if self.others > 0 {
            let count = human::count(
                self.others,
                "quarantined or conflicting body",
                "quarantined or conflicting bodies",
            );
            context.terminal.note(&format!(
                "left out: {count}; --type event,quarantined,conflict writes all"
            ));
        }
        if self.unfit > 0 {
            let count = human::count(
                self.unfit,
                "body that is no text",
                "bodies that are no text",
            );
            context.terminal.note(&format!(
                "left out: {count}, which an archive cannot hold; --format curl or jsonl writes them"
            ));
        }
    }
}
