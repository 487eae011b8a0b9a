//! Reads the shared journal for all partitions that a worker holds, with one statement for many of them.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use tokio_postgres::types::Type;

use crate::events::entry::{Action, Entry, Record};
use crate::fleet::FleetError;
use crate::fleet::connect::Link;
use crate::fleet::reader::shared::{COLUMNS, entry};
use crate::fleet::ship::column;

/// For one statement.
const LIMIT: Duration = Duration::from_secs(10);

/// Further behind than this, it is not asked first which partitions have news.
const NEAR: i64 = 5000;

/// Promises of a call that are looked at; there are as many as commands that follow from its events.
const PROMISES: usize = 64;

/// The next events of a partition that are wanted.
pub(crate) struct Wanted {
    /// The caller's own number for it.
    pub(crate) key: i32,
    pub(crate) partition: i16,
    /// Events up to here were read.
    pub(crate) position: i64,
    pub(crate) most: i32,
}

/// The reading side of a worker.
pub(crate) struct Tail {
    pub(crate) link: Link,
    /// Up to here it is known which partitions have events.
    known: i64,
}

/// What was read: up to this number, these events.
pub(crate) struct News {
    pub(crate) head: i64,
    pub(crate) events: Vec<(i32, Arc<Entry>)>,
}

impl Tail {
    /// Listens for new entries and for partitions that were given back.
    pub(crate) async fn begin(mut link: Link) -> Result<Tail, FleetError> {
        link.call("LISTEN chirp", &[], LIMIT).await?;
        link.call("LISTEN chirp_leases", &[], LIMIT).await?;
        Ok(Tail { link, known: 0 })
    }

    /// Reads the next events of those partitions.
    pub(crate) async fn read(&mut self, wanted: Vec<Wanted>) -> Result<News, FleetError> {
        let rows = self
            .link
            .call("SELECT seq FROM chirp.head", &[], LIMIT)
            .await?;
        let head: i64 = rows.first().map_or(0, |row| row.get(0));
        let wanted = self.with_news(wanted, head).await?;
        self.known = head;
        if wanted.is_empty() {
            let events = Vec::new();
            return Ok(News { head, events });
        }
        let keys: Vec<i32> = wanted.iter().map(|wanted| wanted.key).collect();
        let partitions: Vec<i16> = wanted.iter().map(|wanted| wanted.partition).collect();
        let positions: Vec<i64> = wanted.iter().map(|wanted| wanted.position).collect();
        let most: Vec<i32> = wanted.iter().map(|wanted| wanted.most).collect();
        let statement = format!(
            "SELECT e.*, w.key FROM unnest($1, $2, $3, $4) AS w(key, partition, position, most)
             CROSS JOIN LATERAL (
               SELECT {COLUMNS} FROM chirp.entries e
               WHERE e.partition = w.partition AND e.type = 'event' AND e.seq > w.position AND e.seq <= $5
               ORDER BY e.seq LIMIT w.most) e
             ORDER BY e.seq"
        );
        let values: crate::fleet::connect::Values<'_> = &[
            (&keys, Type::INT4_ARRAY),
            (&partitions, Type::INT2_ARRAY),
            (&positions, Type::INT8_ARRAY),
            (&most, Type::INT4_ARRAY),
            (&head, Type::INT8),
        ];
        let rows = self.link.call(&statement, values, LIMIT).await?;
        let events = rows.iter().map(|row| (row.get(8), Arc::new(entry(row))));
        Ok(News {
            head,
            events: events.collect(),
        })
    }

    /// Of partitions that were read to the end the last time, only those that have got events since.
    async fn with_news(
        &mut self,
        mut wanted: Vec<Wanted>,
        head: i64,
    ) -> Result<Vec<Wanted>, FleetError> {
        let known = self.known;
        if head - known > NEAR {
            return Ok(wanted);
        }
        let mut changed = HashSet::new();
        if head > known {
            let statement = "SELECT DISTINCT partition FROM chirp.entries WHERE seq > $1 AND seq <= $2 AND type = 'event'";
            let values: crate::fleet::connect::Values<'_> =
                &[(&known, Type::INT8), (&head, Type::INT8)];
            let rows = self.link.call(statement, values, LIMIT).await?;
            changed.extend(rows.iter().map(|row| row.get::<_, i16>(0)));
        }
        wanted.retain(|wanted| wanted.position < known || changed.contains(&wanted.partition));
        Ok(wanted)
    }

    /// What a consumer has recorded about events after the cursors of those partitions, newest first, with the partition.
    pub(crate) async fn past(
        &mut self,
        consumer: &str,
        partitions: &[i16],
        after: i64,
    ) -> Result<Vec<(i16, Action)>, FleetError> {
        let statement = format!(
            "SELECT {COLUMNS}, partition FROM chirp.entries
             WHERE of > $1 AND consumer = $2 AND partition = ANY($3) ORDER BY seq DESC"
        );
        let values: crate::fleet::connect::Values<'_> = &[
            (&after, Type::INT8),
            (&consumer, Type::TEXT),
            (&partitions, Type::INT2_ARRAY),
        ];
        let rows = self.link.call(&statement, values, LIMIT).await?;
        let action = |row| match entry(row).record {
            Record::Action(action) => Some((row.get(8), action)),
            _ => None,
        };
        Ok(rows.iter().filter_map(action).collect())
    }

    /// The intents about a call, newest first.
    pub(crate) async fn about_call(&mut self, call: &str) -> Result<Vec<Action>, FleetError> {
        let statement = format!(
            "SELECT {COLUMNS} FROM chirp.entries WHERE call_id = $1 AND type = 'command_intent'
             ORDER BY seq DESC LIMIT {PROMISES}"
        );
        let call = column(call);
        let rows = self
            .link
            .call(&statement, &[(&call, Type::TEXT)], LIMIT)
            .await?;
        let action = |row| match entry(row).record {
            Record::Action(action) => Some(action),
            _ => None,
        };
        Ok(rows.iter().filter_map(action).collect())
    }
}
