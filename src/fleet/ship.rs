//! Ships a receiver's entries to the shared journal: exactly once each, in their order, whatever fails meanwhile.
//!
//! The sender's 200 never depends on this. While the server is away, entries wait in the receiver's own journal.

mod batch;
mod identity;

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Interval, interval, sleep};
use tokio_postgres::types::Type;

use crate::clock::Clock;
use crate::events::Entry;
use crate::fleet::connect::Link;
use crate::fleet::ship::batch::Batch;
use crate::fleet::ship::identity::Identity;
use crate::fleet::{Address, FleetError, MEMBER_TTL, SHIP, host_name, micros};
use crate::receiver::journal::{Follower, Journal};
use crate::terminal::{Terminal, sanitize};

pub(crate) use batch::column;

/// Entries of one statement, and about so many bytes.
const ENTRIES: usize = 1024;
const BYTES: usize = 4 * 1024 * 1024;

/// A statement may take so long before the connection is given up; doubled with each failure in a row, since a
/// slow server must not be asked for the same again and again.
const LIMIT: (Duration, Duration) = (Duration::from_secs(2), Duration::from_secs(30));

/// Between two attempts to connect.
const PAUSE: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(2));

/// The work of shipping.
pub struct Shipper {
    address: Address,
    journal: Journal,
    follower: Follower,
    terminal: Terminal,
    identity: Identity,
    /// Failures in a row.
    failures: u32,
    /// The last trouble that was told, so that it is told once.
    told: Option<String>,
    /// Where the next connection begins among the hosts.
    first_host: usize,
    /// Entries of the next batch; lowered to find one that the server refuses.
    most: usize,
}

impl Shipper {
    /// Ships what `journal` records from now on, and what waits in it, to the shared journal at `address`.
    ///
    /// # Errors
    /// When this receiver's name cannot be kept beside the journal.
    pub fn new(
        address: Address,
        journal: &Journal,
        terminal: Terminal,
    ) -> std::io::Result<Shipper> {
        Ok(Shipper {
            address,
            follower: journal.follow(SHIP),
            identity: Identity::of(journal.dir())?,
            journal: journal.clone(),
            terminal,
            failures: 0,
            told: None,
            first_host: 0,
            most: ENTRIES,
        })
    }

    /// Ships until the journal closes its intake and everything was shipped, or cannot be shipped now.
    pub async fn run(mut self) {
        let mut beats = interval(MEMBER_TTL / 3);
        loop {
            let error = match self.connect().await {
                Ok(mut link) => match self.serve(&mut link, &mut beats).await {
                    Ok(()) => return,
                    Err(error) => {
                        self.first_host = link.host + 1;
                        error
                    }
                },
                Err(error) => error,
            };
            self.tell(&error);
            if self.journal.is_closing() {
                return;
            }
            let pause = PAUSE
                .0
                .saturating_mul(1 << self.failures.min(6))
                .min(PAUSE.1);
            self.failures += 1;
            tokio::select! {
                () = sleep(pause) => {}
                () = self.journal.closing() => {}
            }
        }
    }

    /// Connects and goes to where shipping must go on.
    async fn connect(&mut self) -> Result<Link, FleetError> {
        let mut link = Link::open_checked(&self.address, self.first_host).await?;
        let statement = "SELECT journal, spool_seq, spool_at FROM chirp.ship_mark($1)";
        let values: [(&(dyn tokio_postgres::types::ToSql + Sync), Type); 1] =
            [(&self.identity.member, Type::TEXT)];
        let rows = link.call(statement, &values, LIMIT.0).await?;
        let row = rows.first().ok_or(FleetError::NoSchema)?;
        let shared: String = row.get(0);
        let mark = (row.get::<_, Option<i64>>(1)).zip(row.get::<_, Option<i64>>(2));
        self.resume(&shared, mark);
        let _ = self.identity.knows(&shared);
        Ok(link)
    }

    /// Goes on after what the server has. Its mark is written with the entries, so it tells exactly what it has,
    /// also after a standby without the last of them was promoted.
    fn resume(&mut self, shared: &str, mark: Option<(i64, i64)>) {
        let reached = self.journal.reached(SHIP);
        let reader = self.journal.reader().ok().flatten();
        let is_ours = |(seq, at): &(i64, i64)| match reader.as_ref().map(|reader| reader.get(*seq))
        {
            Some(Ok(Some(entry))) => entry.at.as_microsecond() == *at,
            // Deleted since.
            _ => *seq <= reached,
        };
        let known = self.identity.shared.as_deref() == Some(shared);
        let from = match mark.filter(is_ours) {
            Some((seq, _)) => seq,
            // It has lost even the mark.
            None if known && mark.is_none() => 0,
            None => reached,
        };
        if from < reached {
            self.terminal.complain(&format!(
                "the shared journal lacks entries that were shipped to it; they are shipped again after #{from}"
            ));
        }
        self.follower.seek(from);
    }

    /// Ships over one connection; returns well when nothing more will come.
    async fn serve(&mut self, link: &mut Link, beats: &mut Interval) -> Result<(), FleetError> {
        loop {
            tokio::select! {
                biased;
                _ = beats.tick() => self.beat(link).await?,
                entry = self.follower.next() => match entry {
                    Some(entry) => {
                        let batch = self.gather(entry).await;
                        self.ship(link, batch).await?;
                    }
                    None => return self.beat(link).await,
                },
            }
        }
    }

    /// The entries that can be had without waiting, `first` being the first of them.
    async fn gather(&mut self, first: Arc<Entry>) -> Batch {
        let mut batch = Batch::default();
        batch.push(first);
        while batch.len() < self.most && batch.bytes() < BYTES && self.follower.has_more() {
            match self.follower.next().await {
                Some(entry) => batch.push(entry),
                None => break,
            }
        }
        batch
    }

    async fn ship(&mut self, link: &mut Link, batch: Batch) -> Result<(), FleetError> {
        let last = batch.last();
        let limit = LIMIT
            .0
            .saturating_mul(1 << self.failures.min(6))
            .min(LIMIT.1);
        let shipped = batch
            .deliver(link, &self.identity, &self.journal, limit)
            .await;
        match shipped {
            Ok(()) => {}
            Err(FleetError::Refused { message, code }) if is_about_values(&code) => {
                return self.shipped_in_part(link, batch, &message, limit).await;
            }
            Err(error) => return Err(error),
        }
        self.most = ENTRIES;
        self.succeeded(last);
        Ok(())
    }

    /// The server refuses a value of the batch: finds which, and ships that entry's body as quarantined.
    async fn shipped_in_part(
        &mut self,
        link: &mut Link,
        batch: Batch,
        problem: &str,
        limit: Duration,
    ) -> Result<(), FleetError> {
        let last = batch.last();
        if batch.len() > 1 {
            self.most = batch.len() / 2;
            self.follower.seek(batch.first() - 1);
            return Ok(());
        }
        self.terminal.complain(&sanitize(&format!(
            "warning: the shared journal refuses entry #{last} ({problem}); its body is shipped as quarantined"
        )));
        let quarantined = batch.quarantined(problem);
        quarantined
            .deliver(link, &self.identity, &self.journal, limit)
            .await?;
        self.succeeded(last);
        Ok(())
    }

    fn succeeded(&mut self, last: i64) {
        self.follower.ack(last);
        self.failures = 0;
        if self.told.take().is_some() {
            self.terminal
                .complain("the shared journal is back; entries are shipped");
        }
    }

    /// Renews this receiver's membership and tells what waits here.
    async fn beat(&mut self, link: &mut Link) -> Result<(), FleetError> {
        let lag = self.journal.ship_lag(Clock::System.now());
        let (waiting, oldest) = (lag.0, micros(lag.1));
        let (ttl, host, none) = (micros(MEMBER_TTL), host_name(), Vec::<String>::new());
        let version = env!("CARGO_PKG_VERSION");
        link.call(
            "SELECT chirp.beat($1, 'receiver', $2, $3, $4, $5, $6, $7)",
            &[
                (&self.identity.member, Type::TEXT),
                (&host, Type::TEXT),
                (&version, Type::TEXT),
                (&none, Type::TEXT_ARRAY),
                (&ttl, Type::INT8),
                (&waiting, Type::INT8),
                (&oldest, Type::INT8),
            ],
            LIMIT.1,
        )
        .await
        .map(|_| ())
    }

    /// Tells of a trouble, once while it lasts.
    fn tell(&mut self, error: &FleetError) {
        let text = sanitize(&error.to_string());
        // Each of several hosts has words of its own for the same outage.
        if self.told.is_some() {
            return;
        }
        let hint = error
            .hint()
            .map(|hint| format!("\n  {hint}"))
            .unwrap_or_default();
        self.terminal.complain(&format!(
            "warning: {text}\n  events are still acknowledged and wait on this disk; shipping goes on by itself{hint}"
        ));
        self.told = Some(text);
    }
}

/// Whether the server objects to a value (SQLSTATE classes 22, 23 and 54) and not to the connection or the schema.
fn is_about_values(code: &str) -> bool {
    ["22", "23", "54"]
        .iter()
        .any(|class| code.starts_with(class))
}
