//! Records what consumers did, many outcomes a transaction; each is refused when its lease is somebody else's by then.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio_postgres::types::Type;

use crate::clock::Clock;
use crate::events::entry::{Entry, Record};
use crate::fleet::FleetError;
use crate::fleet::connect::Link;
use crate::fleet::partition::Outcome;

/// Outcomes of one statement.
const BATCH: usize = 256;

/// For one statement. When it passes, the connection is given up and all partitions are claimed anew.
const LIMIT: Duration = Duration::from_secs(10);

const STATEMENT: &str = "SELECT item, seq, (extract(epoch FROM at) * 1000000)::int8 FROM chirp.record($1, $2, $3, $4, $5, $6, $7, $8, $9)";

/// Records until nobody sends outcomes any more, or the connection breaks. What was recorded goes to `shown`, as far as
/// there is room.
pub(crate) async fn run(
    mut link: Link,
    me: String,
    mut outcomes: mpsc::Receiver<Outcome>,
    shown: Option<mpsc::Sender<Entry>>,
) -> FleetError {
    let mut batch = Vec::new();
    while outcomes.recv_many(&mut batch, BATCH).await > 0 {
        let numbers = match record(&mut link, &me, &batch).await {
            Ok(numbers) => numbers,
            // Nobody knows what is recorded of it: dropping the batch tells those who wait.
            Err(error) => return error,
        };
        for (outcome, number) in batch.drain(..).zip(numbers) {
            if let (Some((seq, at)), Some(shown)) = (number, &shown) {
                let at = jiff::Timestamp::from_microsecond(at);
                let _ = shown.try_send(Entry {
                    seq,
                    at: at.unwrap_or_else(|_| Clock::System.now()),
                    record: Record::Action(outcome.action.clone()),
                });
            }
            let _ = outcome.recorded.send(number.is_some());
        }
    }
    FleetError::Broken("nothing is left to record".to_owned())
}

/// The number and time of each outcome; `None` where it was refused.
async fn record(
    link: &mut Link,
    me: &str,
    batch: &[Outcome],
) -> Result<Vec<Option<(i64, i64)>>, FleetError> {
    let consumers: Vec<&str> = batch.iter().map(|outcome| &*outcome.consumer).collect();
    let partitions: Vec<i16> = batch.iter().map(|outcome| outcome.partition).collect();
    let epochs: Vec<i64> = batch.iter().map(|outcome| outcome.epoch).collect();
    let ofs: Vec<i64> = batch.iter().map(|outcome| outcome.action.of).collect();
    let kinds: Vec<&str> = batch
        .iter()
        .map(|outcome| outcome.action.kind.name())
        .collect();
    let steps: Vec<Option<i16>> = batch.iter().map(|outcome| outcome.step).collect();
    let attempts: Vec<Option<i16>> = batch.iter().map(|outcome| outcome.attempt).collect();
    let details = batch
        .iter()
        .map(|outcome| outcome.action.detail.replace('\0', "\u{2400}"));
    let details: Vec<String> = details.collect();
    let values: crate::fleet::connect::Values<'_> = &[
        (&me, Type::TEXT),
        (&consumers, Type::TEXT_ARRAY),
        (&partitions, Type::INT2_ARRAY),
        (&epochs, Type::INT8_ARRAY),
        (&ofs, Type::INT8_ARRAY),
        (&kinds, Type::TEXT_ARRAY),
        (&steps, Type::INT2_ARRAY),
        (&attempts, Type::INT2_ARRAY),
        (&details, Type::TEXT_ARRAY),
    ];
    let rows = link.call(STATEMENT, values, LIMIT).await?;
    let mut numbers = vec![None; batch.len()];
    for row in rows {
        let item = usize::try_from(row.get::<_, i32>(0)).unwrap_or(0);
        if let Some(number) = item.checked_sub(1).and_then(|at| numbers.get_mut(at)) {
            *number = Some((row.get(1), row.get(2)));
        }
    }
    Ok(numbers)
}
