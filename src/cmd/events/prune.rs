//! `chirp events prune`: forget old entries.

use std::time::Duration;

use clap::Args;
use jiff::Timestamp;
use serde_json::Value;

use crate::clock::moment::age;
use crate::cmd::JournalArgs;
use crate::config;
use crate::context::Context;
use crate::error::Error;
use crate::fleet::{Address, prune};
use crate::receiver::journal::{Keep, Pace, count_older};
use crate::receiver::{JournalError, ReceiverError, journal as local};
use crate::render::human;
use crate::terminal::sanitize;

/// Forget old entries that every stage has handed on; their eventIds are known for 7 days
///
/// Example: chirp events prune --older-than 30d --yes
#[derive(Debug, Args)]
pub(crate) struct Prune {
    /// Forget what is older than this: 12h, 30d, 2w
    #[arg(long, value_name = "AGE", value_parser = Age::parse, required_unless_present = "keep_size")]
    older_than: Option<Age>,
    /// Forget the oldest until the journal takes no more than this: 500MB, 2GiB
    #[arg(long, value_name = "SIZE", value_parser = crate::files::parse_size)]
    keep_size: Option<u64>,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
    #[command(flatten)]
    journal: JournalArgs,
}

/// An age, and how it was typed.
#[derive(Clone, Debug)]
struct Age {
    text: String,
    span: Duration,
}

impl Age {
    fn parse(text: &str) -> Result<Age, String> {
        let (text, span) = (text.to_owned(), age(text)?);
        Ok(Age { text, span })
    }
}

impl Prune {
    pub(super) fn run(self, context: &Context) -> Result<(), Error> {
        context.refuse_dry_run("events prune", "chirp events list shows what there is")?;
        if let Some(address) = self.journal.address()? {
            return self.prune_shared(context, address);
        }
        let age = self.older_than.as_ref();
        let since = age.and_then(|age| context.clock.now().checked_sub(age.span).ok());
        let keep = Keep {
            since,
            bytes: self.keep_size,
        };
        if let Some(question) = self.question(context, since)? {
            context.confirm(&question, self.yes)?;
        }
        let pruned = local::prune(
            &config::state_dir()?,
            &keep,
            Pace::BRISK,
            context.clock.now(),
        )
        .map_err(journal)?;
        if let Some(stage) = &pruned.held_by {
            context.terminal.note(&format!(
                "some entries stay: {} has not handed them on yet",
                sanitize(stage)
            ));
        }
        if context.format().is_json() {
            return context.show_fields(&[
                ("pruned", Value::from(pruned.entries)),
                ("bytes", Value::from(pruned.bytes)),
            ]);
        }
        let entries = human::count(pruned.entries, "entry", "entries");
        let size = human::bytes(pruned.bytes);
        Ok(context
            .terminal
            .line(&format!("{entries} forgotten; the journal takes {size}"))?)
    }

    /// The same in a shared journal: by age, in small bites.
    fn prune_shared(self, context: &Context, address: Address) -> Result<(), Error> {
        let Some(age) = self.older_than.filter(|_| self.keep_size.is_none()) else {
            return Err(Error::usage_hint(
                "a shared journal is pruned by age: PostgreSQL gives room back in its own time",
                "chirp events prune --journal <URL> --older-than 30d",
            ));
        };
        let older = sanitize(&age.text);
        context.confirm(
            &format!("forget entries older than {older} in the shared journal"),
            self.yes,
        )?;
        let entries = prune::prune_blocking(address, age.span)?;
        if context.format().is_json() {
            return context.show_fields(&[("pruned", Value::from(entries))]);
        }
        let entries = human::count(entries, "entry", "entries");
        Ok(context
            .terminal
            .line(&format!("{entries} forgotten in the shared journal"))?)
    }

    /// Returns the confirmation question; `None` with `--yes`, or on a terminal if there is nothing
    /// to delete.
    fn question(
        &self,
        context: &Context,
        since: Option<Timestamp>,
    ) -> Result<Option<String>, Error> {
        if self.yes {
            return Ok(None);
        }
        let mut parts = Vec::new();
        if let (Some(age), Some(since)) = (&self.older_than, since) {
            let count = count_older(&config::state_dir()?, since).map_err(journal)?;
            if count > 0 || !context.can_ask() {
                let entries = human::count(count, "entry", "entries");
                parts.push(format!("{entries} older than {}", sanitize(&age.text)));
            }
        }
        if let Some(bytes) = self.keep_size {
            let size = human::bytes(bytes);
            parts.push(format!("the oldest entries until {size} are left"));
        }
        Ok((!parts.is_empty()).then(|| format!("forget {}", parts.join(", and "))))
    }
}

fn journal(error: JournalError) -> Error {
    ReceiverError::Journal(error).into()
}
