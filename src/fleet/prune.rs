//! Forgets old entries of the shared journal, in small bites, never what a consumer still needs.

use std::time::Duration;

use tokio_postgres::types::Type;

use crate::fleet::connect::Link;
use crate::fleet::{Address, FleetError, micros};

/// Rows of one statement: other writers wait for none of it, and a bite's dead rows are few.
const BITE: i32 = 2000;

/// Between two bites, so that a busy server keeps its time for events.
const PAUSE: Duration = Duration::from_millis(20);

/// For one bite.
const LIMIT: Duration = Duration::from_secs(30);

/// Forgets entries older than `age` that every consumer has finished; the ids of events are known for 7 days more.
/// Returns how many entries went. Blocks.
///
/// # Errors
/// When the server cannot be reached or refuses.
pub fn prune_blocking(address: Address, age: Duration) -> Result<u64, FleetError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.map_err(|error| FleetError::Broken(error.to_string()))?;
    runtime.block_on(prune(&address, age))
}

async fn prune(address: &Address, age: Duration) -> Result<u64, FleetError> {
    let mut link = Link::open_checked(address, 0).await?;
    let (age, mut total) = (micros(age), 0_u64);
    loop {
        let values: crate::fleet::connect::Values<'_> = &[(&age, Type::INT8), (&BITE, Type::INT4)];
        let rows = link
            .call(
                "SELECT entries, ids FROM chirp.prune($1, $2)",
                values,
                LIMIT,
            )
            .await?;
        let (entries, ids): (i64, i64) =
            rows.first().map_or((0, 0), |row| (row.get(0), row.get(1)));
        total += entries.unsigned_abs();
        if entries == 0 && ids == 0 {
            return Ok(total);
        }
        tokio::time::sleep(PAUSE).await;
    }
}
