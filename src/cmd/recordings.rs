//! `chirp recordings`: manages recordings of calls.

use clap::{Args, Subcommand};

use crate::api::recordings;
use crate::api::types::Recording;
use crate::cmd::{CallArg, RecordingArg, SpanArgs};
use crate::context::{Choice, Context};
use crate::error::Error;

/// What was recorded of calls
#[derive(Debug, Subcommand)]
pub(crate) enum Recordings {
    List(List),
    Get(Get),
    Download(crate::cmd::download::recordings::Download),
    Delete(Delete),
}

/// List the recordings of a call
///
/// Example: chirp recordings list call_2DbBs7GWhGvVNJGrDXr5RG0mBWI
#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    call: CallArg,
    #[command(flatten)]
    span: SpanArgs,
}

/// Show one recording, with a signed URL that is valid for an hour
///
/// Example: chirp recordings get call_rec_2DbBs7GWhGvVNJGrDXr5RG0mBWI
#[derive(Debug, Args)]
pub(crate) struct Get {
    #[command(flatten)]
    recording: RecordingArg,
}

/// Remove a recording for good
///
/// Example: chirp recordings delete call_rec_2DbBs7GWhGvVNJGrDXr5RG0mBWI --yes
#[derive(Debug, Args)]
pub(crate) struct Delete {
    #[command(flatten)]
    recording: RecordingArg,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
}

impl Recordings {
    /// Runs the command.
    ///
    /// # Errors
    /// Returns the API's error.
    pub(crate) async fn run(self, context: &Context) -> Result<(), Error> {
        match self {
            Recordings::List(args) => args.run(context).await,
            Recordings::Get(args) => args.run(context).await,
            Recordings::Download(args) => args.run(context).await,
            Recordings::Delete(args) => args.run(context).await,
        }
    }
}

impl List {
    async fn run(self, context: &Context) -> Result<(), Error> {
        let choice = Choice::of("recordings list").reading();
        let call = self.call.id(context, choice).await?;
        let request = recordings::list(&call);
        context
            .show_list::<Recording>(&request, self.span.into())
            .await
    }
}

impl Get {
    async fn run(self, context: &Context) -> Result<(), Error> {
        let choice = Choice::of("recordings get");
        let id = self.recording.id(context, choice).await?;
        context.show(&context.send(&recordings::get(&id)).await?)
    }
}

impl Delete {
    async fn run(self, context: &Context) -> Result<(), Error> {
        let choice = Choice::of("recordings delete").destroying();
        let id = self.recording.id(context, choice).await?;
        context.confirm(&format!("delete recording {id}"), self.yes)?;
        let reply = context.send(&recordings::delete(&id)).await?;
        context.show_message(&reply, &format!("deleted {id}"))
    }
}
