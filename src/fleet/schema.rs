//! The tables and functions of the shared journal: created by `chirp journal init`, checked by everybody else.

use std::time::Duration;

use crate::fleet::connect::Link;
use crate::fleet::{Address, FleetError};

/// The version that this program creates and uses.
pub const VERSION: i32 = 1;

/// For a question about the schema.
const LIMIT: Duration = Duration::from_secs(10);

const SCRIPT: &str = include_str!("schema.sql");

/// What each role needs, and nothing more. A receiver can write and read nothing.
pub const GRANTS: &str = "\
-- Run as the owner of the schema. Receivers (chirp listen) can add entries and read none:
GRANT USAGE ON SCHEMA chirp TO chirp_receiver;
GRANT EXECUTE ON FUNCTION chirp.version, chirp.deliver, chirp.ship_mark, chirp.beat, chirp.leave TO chirp_receiver;
-- Workers (chirp work, and chirp listen with --forward-to, --respond or --save-media):
GRANT USAGE ON SCHEMA chirp TO chirp_worker;
GRANT EXECUTE ON FUNCTION chirp.version, chirp.beat, chirp.leave, chirp.enter, chirp.fair_share, chirp.claim,
  chirp.advance, chirp.release, chirp.abandon, chirp.record TO chirp_worker;
GRANT SELECT ON chirp.entries, chirp.head TO chirp_worker;
-- Readers (chirp events, calls timeline, inspect, console, journal status):
GRANT USAGE ON SCHEMA chirp TO chirp_reader;
GRANT EXECUTE ON FUNCTION chirp.version TO chirp_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA chirp TO chirp_reader;
";

/// Creates the schema.
///
/// # Errors
/// When there is one already, or the role must not create it.
pub async fn init(address: &Address) -> Result<(), FleetError> {
    let mut link = Link::open(address, 0).await?;
    if let Some(version) = version(&mut link).await? {
        return Err(FleetError::Exists(version));
    }
    link.script(SCRIPT).await
}

/// Brings the schema to [`VERSION`]; returns the version that it had.
///
/// # Errors
/// When there is none, it is newer than this program, or the role must not change it.
pub async fn upgrade(address: &Address) -> Result<i32, FleetError> {
    let mut link = Link::open(address, 0).await?;
    match version(&mut link).await? {
        None => Err(FleetError::NoSchema),
        Some(version) if version > VERSION => Err(FleetError::Newer(version)),
        // Version 1 is the first: later ones add their steps here.
        Some(version) => Ok(version),
    }
}

/// Checks that this program can use the schema.
pub(crate) async fn check(link: &mut Link) -> Result<(), FleetError> {
    match version(link).await? {
        Some(VERSION) => Ok(()),
        Some(version) => Err(FleetError::Newer(version)),
        None => Err(FleetError::NoSchema),
    }
}

async fn version(link: &mut Link) -> Result<Option<i32>, FleetError> {
    match link.call("SELECT chirp.version()", &[], LIMIT).await {
        Ok(rows) => Ok(rows.first().map(|row| row.get(0))),
        // No such schema, no such function.
        Err(FleetError::Refused { code, .. }) if code == "3F000" || code == "42883" => Ok(None),
        Err(error) => Err(error),
    }
}
