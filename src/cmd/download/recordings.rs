//! `chirp recordings download`.

use clap::Args;

use super::Files;
use super::item::Item;
use crate::api::types::{Call, Recording};
use crate::api::{ApiError, calls, check, recordings};
use crate::context::{Choice, Context};
use crate::error::Error;

/// Download recordings: whole under their names, or not there
///
/// Example: chirp recordings download call_rec_2DbBs7GWhGvVNJGrDXr5RG0mBWI --dir calls
///
/// Files are named by id and format. Bytes go to a .part file first; the same command goes on where
/// an interrupted one stopped. --timeout is how long the storage host may send nothing.
#[derive(Debug, Args)]
pub(crate) struct Download {
    /// The recordings' ids, @last for the newest; asked for on a terminal
    #[arg(value_name = "RECORDING", value_parser = check::id)]
    recordings: Vec<String>,
    /// All recordings of this call (@last is the newest); those that are there already are passed over
    #[arg(long, value_parser = check::id, conflicts_with = "recordings")]
    call: Option<String>,
    /// The recordings of all calls, one request a call; those that are there already are passed over
    #[arg(long, conflicts_with_all = ["recordings", "call"])]
    all: bool,
    #[command(flatten)]
    files: Files,
}

impl Download {
    /// Runs the command.
    ///
    /// # Errors
    /// Returns the error of the API, the storage host or the file system.
    pub(crate) async fn run(self, context: &Context) -> Result<(), Error> {
        let in_bulk = self.call.is_some() || self.all;
        let items = match &self.call {
            Some(call) => of_call(context, &super::call(context, call).await?).await?,
            None if self.all => of_all_calls(context).await?,
            None => {
                let choice = Choice::of("recordings download");
                let id = async |given| context.recording_id(given, choice).await;
                super::named(self.recordings, id, Item::Recording).await?
            }
        };
        self.files.run(context, items, in_bulk).await
    }
}

async fn of_call(context: &Context, call: &str) -> Result<Vec<Item>, Error> {
    let listed: Vec<Recording> =
        super::list(context, recordings::list(&ApiError::check_id(call)?)).await?;
    let named = listed
        .into_iter()
        .filter(|recording| recording.id.is_some());
    Ok(named
        .map(|recording| Item::Listed(Box::new(recording)))
        .collect())
}

async fn of_all_calls(context: &Context) -> Result<Vec<Item>, Error> {
    let mut items = Vec::new();
    let calls: Vec<Call> = super::list(context, calls::list(None, None)).await?;
    for call in calls.into_iter().filter_map(|call| call.id) {
        context.api()?.pace().await;
        items.extend(of_call(context, &call).await?);
    }
    Ok(items)
}
