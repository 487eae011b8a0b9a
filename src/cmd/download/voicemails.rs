//! `chirp voicemails download`.

use clap::Args;

use super::Files;
use super::item::Item;
use crate::api::types::Voicemail;
use crate::api::{check, voicemails};
use crate::context::{Choice, Context};
use crate::error::Error;

/// Download voicemails: the audio, and the transcription beside it as .txt
///
/// Example: chirp voicemails download call_vm_2DbBs7GWhGvVNJGrDXr5RG0mBWI --dir voicemails
///
/// Files are named by id and format. Bytes go to a .part file first; the same command goes on where
/// an interrupted one stopped. --timeout is how long the storage host may send nothing.
#[derive(Debug, Args)]
pub(crate) struct Download {
    /// The voicemails' ids, @last for the newest; asked for on a terminal
    #[arg(value_name = "VOICEMAIL", value_parser = check::id)]
    voicemails: Vec<String>,
    /// All voicemails of this call (@last is the newest); those that are there already are passed over
    #[arg(long, value_parser = check::id, conflicts_with = "voicemails")]
    call: Option<String>,
    /// All voicemails; those that are there already are passed over
    #[arg(long, conflicts_with_all = ["voicemails", "call"])]
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
        let items = if in_bulk {
            let call = match &self.call {
                Some(call) => Some(super::call(context, call).await?),
                None => None,
            };
            let listed: Vec<Voicemail> = super::list(context, voicemails::list()).await?;
            let wanted =
                |one: &Voicemail| call.is_none() || one.call_id.as_deref() == call.as_deref();
            let ids = listed.into_iter().filter(wanted).filter_map(|one| one.id);
            ids.map(Item::Voicemail).collect()
        } else {
            let choice = Choice::of("voicemails download");
            let id = async |given| context.voicemail_id(given, choice).await;
            super::named(self.voicemails, id, Item::Voicemail).await?
        };
        self.files.run(context, items, in_bulk).await
    }
}
