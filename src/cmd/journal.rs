//! `chirp journal`: the shared journal of a fleet.

use clap::{Args, Subcommand};
use serde_json::json;

use crate::cmd::JournalArgs;
use crate::context::Context;
use crate::error::Error;
use crate::fleet::schema;
use crate::fleet::status::{self, Status};
use crate::render::human::{bytes, count, duration};
use crate::terminal::sanitize;

/// The shared journal of a fleet, on PostgreSQL
#[derive(Debug, Subcommand)]
pub(crate) enum Journal {
    Init(Init),
    Status(Show),
    Forget(Forget),
    Upgrade(Upgrade),
}

/// Create the shared journal in a database, and print the GRANTs for its roles
///
/// Example: chirp journal init --journal postgres://owner@db.example.com/chirp
#[derive(Debug, Args)]
pub(crate) struct Init {
    #[command(flatten)]
    journal: JournalArgs,
}

/// Show members, leases, lag, and what waits in whose spool
///
/// Example: chirp journal status --json --jq '.consumers[] | {name, lag}'
#[derive(Debug, Args)]
pub(crate) struct Show {
    #[command(flatten)]
    journal: JournalArgs,
}

/// Forget a consumer that is not needed any more: what it has not handled, no other consumer handles in its place
///
/// Example: chirp journal forget forward:http://10.0.0.7:3000/
#[derive(Debug, Args)]
pub(crate) struct Forget {
    /// Its name, as chirp journal status shows it
    #[arg(value_name = "CONSUMER")]
    consumer: String,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
    #[command(flatten)]
    journal: JournalArgs,
}

/// Bring the shared journal to the version of this program
///
/// Example: chirp journal upgrade
#[derive(Debug, Args)]
pub(crate) struct Upgrade {
    #[command(flatten)]
    journal: JournalArgs,
}

impl Journal {
    /// Runs the command.
    ///
    /// # Errors
    /// When the server cannot be reached, or refuses.
    pub(crate) async fn run(self, context: &Context) -> Result<(), Error> {
        match self {
            Journal::Init(init) => init.run(context).await,
            Journal::Status(show) => show.run(context).await,
            Journal::Forget(forget) => forget.run(context).await,
            Journal::Upgrade(upgrade) => upgrade.run(context).await,
        }
    }
}

impl Init {
    async fn run(self, context: &Context) -> Result<(), Error> {
        let hint = "the GRANTs are in docs/fleet.md, and init changes one schema, chirp, only";
        context.refuse_dry_run("journal init", hint)?;
        let address = self.journal.required()?;
        schema::init(&address).await?;
        if context.format().is_json() {
            let (version, grants) = (schema::VERSION, schema::GRANTS);
            return context.write_json(&json!({"version": version, "grants": grants}).to_string());
        }
        let created = format!(
            "created the shared journal at {}",
            sanitize(&address.to_string())
        );
        context.terminal.note(&created);
        Ok(context.terminal.line(schema::GRANTS.trim_end())?)
    }
}

impl Show {
    async fn run(self, context: &Context) -> Result<(), Error> {
        let status = status::status(&self.journal.required()?).await?;
        if context.format().is_json() {
            return context.write_json(&status.json().to_string());
        }
        lines(&status)
            .iter()
            .try_for_each(|line| context.terminal.line(&sanitize(line)))?;
        Ok(())
    }
}

impl Forget {
    async fn run(self, context: &Context) -> Result<(), Error> {
        let shown = sanitize(&self.consumer);
        context.refuse_dry_run(
            "journal forget",
            "chirp journal status shows what would be forgotten",
        )?;
        let address = self.journal.required()?;
        context.confirm(
            &format!("forget {shown} and what it has not handled"),
            self.yes,
        )?;
        if !status::forget(&address, &self.consumer).await? {
            return Err(Error::NotFound(format!(
                "the shared journal has no consumer {shown}; chirp journal status lists them"
            )));
        }
        if context.format().is_json() {
            return context.write_json(&json!({"forgotten": self.consumer}).to_string());
        }
        Ok(context.terminal.line(&format!("forgot {shown}"))?)
    }
}

impl Upgrade {
    async fn run(self, context: &Context) -> Result<(), Error> {
        context.refuse_dry_run("journal upgrade", "chirp journal status shows the version")?;
        let from = schema::upgrade(&self.journal.required()?).await?;
        if context.format().is_json() {
            let object = json!({"from": from, "version": schema::VERSION});
            return context.write_json(&object.to_string());
        }
        let version = schema::VERSION;
        let line = match from == version {
            true => format!("the shared journal is of version {version} already"),
            false => format!("brought the shared journal from version {from} to {version}"),
        };
        Ok(context.terminal.line(&line)?)
    }
}

/// The status for a person.
fn lines(status: &Status) -> Vec<String> {
    let entries = count(status.head.unsigned_abs(), "entry", "entries");
    let size = bytes(status.bytes.unsigned_abs());
    let mut lines = vec![format!(
        "journal   {entries} so far, {size}, version {}",
        status.version
    )];
    for member in &status.members {
        let state = if member.alive { "" } else { ", not heard of" };
        let waiting = match (member.role.as_str(), member.waiting) {
            ("receiver", 0) => ", nothing waits in its spool".to_owned(),
            ("receiver", waiting) => {
                let age = duration(member.oldest_waiting.unwrap_or(0.0) as i64);
                format!(
                    ", {} in its spool, the oldest for {age}",
                    count(waiting.unsigned_abs(), "entry waits", "entries wait")
                )
            }
            _ => String::new(),
        };
        lines.push(format!(
            "{:<9} {} (chirp {}){state}{waiting}",
            member.role, member.id, member.version
        ));
    }
    for consumer in &status.consumers {
        let (all, held) = consumer.partitions;
        let lag = match consumer.lag {
            0 => "nothing to do".to_owned(),
            lag => format!(
                "{} behind, the oldest for {}",
                count(lag.unsigned_abs(), "event", "events"),
                duration(consumer.lag_seconds as i64)
            ),
        };
        let owners = match consumer.owners.is_empty() {
            true => "no worker runs it".to_owned(),
            false => format!(
                "{held} of {all} partitions held by {}",
                consumer.owners.join(", ")
            ),
        };
        lines.push(format!("consumer  {}: {lag}; {owners}", consumer.name));
    }
    lines
}
