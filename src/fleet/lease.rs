//! Leases on partitions: claimed by fair share, renewed, given back. The holder counts a lease's time from before it asked.

use std::sync::Arc;
use std::time::Duration;

use tokio_postgres::types::Type;

use crate::fleet::connect::Link;
use crate::fleet::partition::{Lease, boot_micros};
use crate::fleet::{FleetError, host_name, micros};

/// For one statement.
const LIMIT: Duration = Duration::from_secs(5);

/// A worker's side of the leases.
pub(crate) struct Leases {
    pub(crate) link: Link,
    pub(crate) me: String,
    pub(crate) ttl: Duration,
}

/// Partitions of one consumer with what is known of each: number, epoch, cursor.
pub(crate) type Cursors = Vec<(i16, i64, i64)>;

impl Leases {
    /// Gives back all that this worker held before, and has the consumers known.
    pub(crate) async fn begin(&mut self, consumers: &[Arc<str>]) -> Result<(), FleetError> {
        let me = self.me.clone();
        self.link
            .call("SELECT chirp.abandon($1)", &[(&me, Type::TEXT)], LIMIT)
            .await?;
        for consumer in consumers {
            let values: crate::fleet::connect::Values<'_> = &[(&&**consumer, Type::TEXT)];
            self.link
                .call("SELECT chirp.enter($1)", values, LIMIT)
                .await?;
        }
        Ok(())
    }

    /// Renews the membership; returns the server's clock less ours in microseconds.
    pub(crate) async fn beat(&mut self, consumers: &[Arc<str>]) -> Result<i64, FleetError> {
        let names: Vec<&str> = consumers.iter().map(|consumer| &**consumer).collect();
        let (host, version, none) = (host_name(), env!("CARGO_PKG_VERSION"), 0_i64);
        // As long as a lease: the share of a worker that is gone must not stay unclaimed.
        let (me, ttl) = (self.me.clone(), micros(self.ttl));
        let before = crate::clock::Clock::System.now().as_microsecond();
        let statement = "SELECT (extract(epoch FROM chirp.beat($1, 'worker', $2, $3, $4, $5, $6, $6)) * 1000000)::int8";
        let values: crate::fleet::connect::Values<'_> = &[
            (&me, Type::TEXT),
            (&host, Type::TEXT),
            (&version, Type::TEXT),
            (&names, Type::TEXT_ARRAY),
            (&ttl, Type::INT8),
            (&none, Type::INT8),
        ];
        let rows = self.link.call(statement, values, LIMIT).await?;
        let after = crate::clock::Clock::System.now().as_microsecond();
        let there = rows.first().map_or(after, |row| row.get::<_, i64>(0));
        Ok(there - (before + after) / 2)
    }

    /// How many partitions of a consumer this worker should hold.
    pub(crate) async fn fair_share(&mut self, consumer: &str) -> Result<usize, FleetError> {
        let values: crate::fleet::connect::Values<'_> = &[(&consumer, Type::TEXT)];
        let rows = self
            .link
            .call("SELECT chirp.fair_share($1)", values, LIMIT)
            .await?;
        let share = rows.first().map_or(0, |row| row.get::<_, i32>(0));
        Ok(usize::try_from(share).unwrap_or(0))
    }

    /// Claims at most `most` free partitions.
    pub(crate) async fn claim(
        &mut self,
        consumer: &Arc<str>,
        most: usize,
    ) -> Result<Vec<Lease>, FleetError> {
        let (me, ttl, most) = (self.me.clone(), micros(self.ttl), most as i32);
        let values: crate::fleet::connect::Values<'_> = &[
            (&&**consumer, Type::TEXT),
            (&me, Type::TEXT),
            (&ttl, Type::INT8),
            (&most, Type::INT4),
        ];
        let deadline = boot_micros() + ttl;
        let statement = "SELECT partition, epoch, cursor, head FROM chirp.claim($1, $2, $3, $4)";
        let rows = self.link.call(statement, values, LIMIT).await?;
        let lease = |row: &tokio_postgres::Row| Lease {
            consumer: consumer.clone(),
            number: row.get(0),
            epoch: row.get(1),
            cursor: row.get(2),
            head: row.get(3),
            deadline,
        };
        Ok(rows.iter().map(lease).collect())
    }

    /// Moves cursors on and renews; returns the partitions that are still held, and until when.
    pub(crate) async fn advance(
        &mut self,
        consumer: &str,
        cursors: &Cursors,
    ) -> Result<(Vec<i16>, i64), FleetError> {
        let deadline = boot_micros() + micros(self.ttl);
        let statement = "SELECT partition FROM chirp.advance($1, $2, $3, $4, $5, $6)";
        let rows = self
            .with_cursors(statement, consumer, cursors, true)
            .await?;
        Ok((rows.iter().map(|row| row.get(0)).collect(), deadline))
    }

    /// Gives partitions back.
    pub(crate) async fn release(
        &mut self,
        consumer: &str,
        cursors: &Cursors,
    ) -> Result<(), FleetError> {
        let statement = "SELECT chirp.release($1, $2, $3, $4, $5)";
        self.with_cursors(statement, consumer, cursors, false)
            .await
            .map(|_| ())
    }

    /// Gives everything back and ends the membership.
    pub(crate) async fn end(&mut self) -> Result<(), FleetError> {
        let me = self.me.clone();
        self.link
            .call("SELECT chirp.leave($1)", &[(&me, Type::TEXT)], LIMIT)
            .await?;
        self.link
            .call("SELECT chirp.abandon($1)", &[(&me, Type::TEXT)], LIMIT)
            .await?;
        Ok(())
    }

    async fn with_cursors(
        &mut self,
        statement: &str,
        consumer: &str,
        cursors: &Cursors,
        with_ttl: bool,
    ) -> Result<Vec<tokio_postgres::Row>, FleetError> {
        let numbers: Vec<i16> = cursors.iter().map(|cursor| cursor.0).collect();
        let epochs: Vec<i64> = cursors.iter().map(|cursor| cursor.1).collect();
        let seqs: Vec<i64> = cursors.iter().map(|cursor| cursor.2).collect();
        let (me, ttl) = (self.me.clone(), micros(self.ttl));
        let mut values: Vec<(&(dyn tokio_postgres::types::ToSql + Sync), Type)> =
            vec![(&consumer, Type::TEXT), (&me, Type::TEXT)];
        if with_ttl {
            values.push((&ttl, Type::INT8));
        }
        values.push((&numbers, Type::INT2_ARRAY));
        values.push((&epochs, Type::INT8_ARRAY));
        values.push((&seqs, Type::INT8_ARRAY));
        self.link.call(statement, &values, LIMIT).await
    }
}
