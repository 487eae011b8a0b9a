//! What `chirp journal status` shows: members, consumers, and what waits where.

use std::time::Duration;

use serde_json::{Value, json};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::fleet::connect::Link;
use crate::fleet::{Address, FleetError, schema};

/// For one statement.
const LIMIT: Duration = Duration::from_secs(30);

const MEMBERS: &str = "SELECT id, role, host, version, consumers, (extract(epoch FROM started_at) * 1000000)::int8,
    until > clock_timestamp(), waiting, extract(epoch FROM clock_timestamp() - oldest_waiting)::float8
    FROM chirp.members ORDER BY role, id";

const CONSUMERS: &str = "SELECT l.consumer, count(*)::int8, count(*) FILTER (WHERE l.until > clock_timestamp())::int8,
    coalesce(array_agg(DISTINCT l.owner) FILTER (WHERE l.until > clock_timestamp()), '{}'),
    (SELECT count(*) FROM chirp.entries e JOIN chirp.leases c ON e.partition = c.partition AND e.seq > c.cursor
     WHERE e.type = 'event' AND c.consumer = l.consumer)::int8,
    (SELECT extract(epoch FROM clock_timestamp() - min(e.at)) FROM chirp.entries e
     JOIN chirp.leases c ON e.partition = c.partition AND e.seq > c.cursor
     WHERE e.type = 'event' AND c.consumer = l.consumer)::float8
    FROM chirp.leases l GROUP BY l.consumer ORDER BY l.consumer";

/// The state of the shared journal.
#[derive(Debug)]
pub struct Status {
    /// Of the schema.
    pub version: i32,
    /// The newest entry's number.
    pub head: i64,
    /// Bytes of its tables and indexes.
    pub bytes: i64,
    /// Who takes part, or did until recently.
    pub members: Vec<Member>,
    /// What is done with the entries.
    pub consumers: Vec<ConsumerStatus>,
}

/// A receiver or a worker.
#[derive(Debug)]
pub struct Member {
    /// Its name.
    pub id: String,
    /// `receiver` or `worker`.
    pub role: String,
    /// Its host.
    pub host: String,
    /// Its version of chirp.
    pub version: String,
    /// A worker's consumers.
    pub consumers: Vec<String>,
    /// When it came, in microseconds since 1970.
    pub started_at: i64,
    /// It was heard of in the last half minute.
    pub alive: bool,
    /// Entries in its spool that were not shipped when it was heard of last.
    pub waiting: i64,
    /// Age of the oldest of them in seconds.
    pub oldest_waiting: Option<f64>,
}

/// A consumer over all partitions.
#[derive(Debug)]
pub struct ConsumerStatus {
    /// Its name.
    pub name: String,
    /// All partitions, and those that a worker holds.
    pub partitions: (i64, i64),
    /// The workers that hold some.
    pub owners: Vec<String>,
    /// Events that it has not finished.
    pub lag: i64,
    /// Age of the oldest of them in seconds.
    pub lag_seconds: f64,
}

/// Reads the state.
///
/// # Errors
/// When the shared journal cannot be read.
pub async fn status(address: &Address) -> Result<Status, FleetError> {
    let mut link = Link::open_checked(address, 0).await?;
    let statement = "SELECT h.seq, (SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c
        WHERE c.relnamespace = 'chirp'::regnamespace AND c.relkind = 'r')::int8 FROM chirp.head h";
    let rows = link.call(statement, &[], LIMIT).await?;
    let (head, bytes) = rows.first().map_or((0, 0), |row| (row.get(0), row.get(1)));
    let members = link.call(MEMBERS, &[], LIMIT).await?;
    let consumers = link.call(CONSUMERS, &[], LIMIT).await?;
    Ok(Status {
        version: schema::VERSION,
        head,
        bytes,
        members: members.iter().map(member).collect(),
        consumers: consumers.iter().map(consumer).collect(),
    })
}

/// Forgets a consumer. Returns whether there was one.
///
/// # Errors
/// When it runs somewhere, or the role must not forget it.
pub async fn forget(address: &Address, consumer: &str) -> Result<bool, FleetError> {
    let mut link = Link::open_checked(address, 0).await?;
    let rows = link
        .call("SELECT chirp.forget($1)", &[(&consumer, Type::TEXT)], LIMIT)
        .await?;
    match rows.first().map_or(0, |row| row.get::<_, i32>(0)) {
        -1 => Err(FleetError::Refused {
            message: format!("{consumer} runs on a worker; it was not forgotten"),
            code: "55006".to_owned(),
        }),
        count => Ok(count > 0),
    }
}

fn member(row: &Row) -> Member {
    Member {
        id: row.get(0),
        role: row.get(1),
        host: row.get(2),
        version: row.get(3),
        consumers: row.get(4),
        started_at: row.get(5),
        alive: row.get(6),
        waiting: row.get(7),
        oldest_waiting: row.get(8),
    }
}

fn consumer(row: &Row) -> ConsumerStatus {
    ConsumerStatus {
        name: row.get(0),
        partitions: (row.get(1), row.get(2)),
        owners: row.get(3),
        lag: row.get(4),
        lag_seconds: row.get::<_, Option<f64>>(5).unwrap_or(0.0),
    }
}

impl Status {
    /// The object of `--json`.
    pub fn json(&self) -> Value {
        let members = self.members.iter().map(|member| {
            let started_at = jiff::Timestamp::from_microsecond(member.started_at).ok();
            json!({
                "id": member.id, "role": member.role, "host": member.host, "version": member.version,
                "consumers": member.consumers, "startedAt": started_at.map(crate::clock::iso_millis),
                "alive": member.alive, "waiting": member.waiting,
                "oldestWaitingSeconds": member.oldest_waiting.filter(|_| member.waiting > 0),
            })
        });
        let consumers = self.consumers.iter().map(|consumer| {
            json!({
                "name": consumer.name, "partitions": consumer.partitions.0, "held": consumer.partitions.1,
                "owners": consumer.owners, "lag": consumer.lag, "lagSeconds": consumer.lag_seconds,
            })
        });
        json!({
            "version": self.version, "head": self.head, "bytes": self.bytes,
            "members": members.collect::<Vec<_>>(), "consumers": consumers.collect::<Vec<_>>(),
        })
    }
}
