//! Entries of a receiver as the arrays that `chirp.deliver` takes.

use std::sync::Arc;
use std::time::Duration;

use ring::digest::{SHA256, digest};
use tokio_postgres::types::Type;

use crate::clock::Clock;
use crate::events::entry::{Entry, Record};
use crate::events::{Body, Event, Headers};
use crate::fleet::connect::Link;
use crate::fleet::ship::identity::Identity;
use crate::fleet::{FleetError, PARTITIONS};
use crate::receiver::journal::Journal;

/// Text that identifies something is kept as it is up to this length; an index takes no more.
const LONGEST: usize = 512;

const DELIVER: &str =
    "SELECT chirp.deliver($1, $2, $3, $4, $5::text[]::uuid[], $6, $7, $8, $9, $10, $11, $12, $13)";

/// Entries that are shipped by one statement.
#[derive(Default)]
pub(crate) struct Batch {
    entries: Vec<Arc<Entry>>,
    bytes: usize,
    /// Ship each as quarantined, for this reason.
    refused: Option<String>,
}

/// The columns of a batch.
#[derive(Default)]
struct Columns {
    ids: Vec<Option<String>>,
    deliveries: Vec<String>,
    calls: Vec<Option<String>>,
    partitions: Vec<i16>,
    events: Vec<Option<String>>,
    digests: Vec<Option<Vec<u8>>>,
    heads: Vec<Option<Vec<u8>>>,
    bodies: Vec<Option<Vec<u8>>>,
    reasons: Vec<Option<String>>,
    ages: Vec<i64>,
}

impl Batch {
    pub(crate) fn push(&mut self, entry: Arc<Entry>) {
        self.bytes += match &entry.record {
            Record::Event { body, headers, .. } => body.received().len() + headers.as_lines().len(),
            Record::Conflict { body, .. } | Record::Quarantined { body, .. } => body.len(),
            Record::Duplicate { .. } | Record::Action(_) => 0,
        };
        self.entries.push(entry);
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    pub(crate) fn first(&self) -> i64 {
        self.entries.first().map_or(0, |entry| entry.seq)
    }

    pub(crate) fn last(&self) -> i64 {
        self.entries.last().map_or(0, |entry| entry.seq)
    }

    /// The same entries, as bodies that the server could not take otherwise.
    pub(crate) fn quarantined(mut self, problem: &str) -> Batch {
        self.refused = Some(column(&format!(
            "the shared journal refused its columns: {problem}"
        )));
        self
    }

    /// Has the server record all that is not recorded there yet.
    pub(crate) async fn deliver(
        &self,
        link: &mut Link,
        identity: &Identity,
        journal: &Journal,
        limit: Duration,
    ) -> Result<(), FleetError> {
        let columns = self.columns(&identity.member, journal);
        let Some(last) = self.entries.last() else {
            return Ok(());
        };
        let (mark, mark_at) = (last.seq, last.at.as_microsecond());
        let Columns {
            ids,
            deliveries,
            calls,
            partitions,
            events,
            digests,
            heads,
            bodies,
            reasons,
            ages,
        } = columns;
        link.call(
            DELIVER,
            &[
                (&identity.member, Type::TEXT),
                (&mark, Type::INT8),
                (&mark_at, Type::INT8),
                (&ids, Type::TEXT_ARRAY),
                (&deliveries, Type::TEXT_ARRAY),
                (&calls, Type::TEXT_ARRAY),
                (&partitions, Type::INT2_ARRAY),
                (&events, Type::TEXT_ARRAY),
                (&digests, Type::BYTEA_ARRAY),
                (&heads, Type::BYTEA_ARRAY),
                (&bodies, Type::BYTEA_ARRAY),
                (&reasons, Type::TEXT_ARRAY),
                (&ages, Type::INT8_ARRAY),
            ],
            limit,
        )
        .await
        .map(|_| ())
    }

    fn columns(&self, member: &str, journal: &Journal) -> Columns {
        let (mut columns, now) = (Columns::default(), Clock::System.now().as_microsecond());
        for entry in &self.entries {
            let (body, headers, reason, event) = match &entry.record {
                Record::Event {
                    event,
                    body,
                    headers,
                } => arrival(event, body, headers),
                Record::Conflict { body, .. } => {
                    (Some(body.clone()), None, None, Event::read(body))
                }
                Record::Quarantined { body, reason } => {
                    (Some(body.clone()), None, Some(column(reason)), None)
                }
                Record::Duplicate { of, .. } => first_of(journal, *of),
                // Of consumers of this machine alone.
                Record::Action(_) => continue,
            };
            let reason = self.refused.clone().or(reason);
            let event = event.filter(|_| reason.is_none());
            let id = match (&entry.record, &event) {
                (Record::Duplicate { event_id, .. }, _) => Some(event_id.clone()),
                (_, Some(event)) => event.id.clone(),
                _ => None,
            };
            let sum = event
                .as_ref()
                .and(body.as_ref())
                .map(|body| digest(&SHA256, body).as_ref().to_vec());
            let call = event.as_ref().and_then(|event| event.call_id.as_deref());
            let own = delivery(member, entry);
            columns
                .partitions
                .push(partition(call.or(id.as_deref()).unwrap_or(&own)));
            columns.calls.push(call.map(column));
            columns
                .events
                .push(event.as_ref().map(|event| column(&event.name)));
            columns
                .ids
                .push(id.as_deref().filter(|_| reason.is_none()).map(column));
            columns.deliveries.push(own);
            columns.digests.push(sum);
            columns.heads.push(headers);
            columns.bodies.push(body);
            columns.reasons.push(reason);
            columns.ages.push((now - entry.at.as_microsecond()).max(0));
        }
        columns
    }
}

/// Body, headers, reason and event of an entry, as far as it has them.
type Arrival = (
    Option<Vec<u8>>,
    Option<Vec<u8>>,
    Option<String>,
    Option<Event>,
);

fn arrival(event: &Event, body: &Body, headers: &Headers) -> Arrival {
    let (body, headers) = (body.received().to_vec(), headers.as_lines().to_vec());
    (Some(body), Some(headers), None, Some(event.clone()))
}

/// A first arrival, so that a repetition can stand in for it where the fleet does not know it.
fn first_of(journal: &Journal, seq: i64) -> Arrival {
    let reader = journal.reader().ok().flatten();
    match reader
        .and_then(|reader| reader.get(seq).ok().flatten())
        .map(|entry| entry.record)
    {
        Some(Record::Event {
            event,
            body,
            headers,
        }) => arrival(&event, &body, &headers),
        _ => (None, None, None, None),
    }
}

/// An arrival's own id: made of the receiver, its number there and its time, so that shipping it twice is seen.
fn delivery(member: &str, entry: &Entry) -> String {
    let text = format!("{member} {} {}", entry.seq, entry.at.as_microsecond());
    let sum = digest(&SHA256, text.as_bytes());
    let hex: String = sum.as_ref()[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let (a, b, c, d, e) = (
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    );
    format!("{a}-{b}-{c}-{d}-{e}")
}

/// The partition of a call, or of an event without one.
pub(crate) fn partition(key: &str) -> i16 {
    let sum = digest(&SHA256, key.as_bytes());
    i16::from(sum.as_ref()[0] >> 2) % PARTITIONS as i16
}

/// Text as PostgreSQL and its indexes take it: no NUL, not too long. What is shortened keeps a digest of the whole.
pub(crate) fn column(text: &str) -> String {
    let text = text.replace('\0', "\u{2400}");
    if text.len() <= LONGEST {
        return text;
    }
    let sum = digest(&SHA256, text.as_bytes());
    let hex: String = sum
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let start: String = text.chars().take(64).collect();
    format!("{start}…sha256:{hex}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_fit_into_an_index_and_stay_distinct() {
        assert_eq!(column("evt_1"), "evt_1");
        assert_eq!(column("a\0b"), "a\u{2400}b");
        let (long, other) = ("x".repeat(1 << 20), "x".repeat((1 << 20) + 1));
        assert!(column(&long).len() <= LONGEST && column(&long) != column(&other));
    }

    #[test]
    fn partitions_and_deliveries_do_not_change_between_versions() {
        // The first six bits of SHA-256.
        assert_eq!(partition(""), 0xe3 >> 2);
        assert_eq!(partition("abc"), 0xba >> 2);
        let entry = Entry {
            seq: 7,
            at: jiff::Timestamp::from_microsecond(9).unwrap(),
            record: Record::Duplicate {
                event_id: "e".into(),
                of: 1,
            },
        };
        assert_eq!(delivery("m", &entry).len(), 36);
    }
}
