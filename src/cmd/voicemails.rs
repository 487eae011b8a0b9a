//! `chirp voicemails`: manages voicemails.

use clap::{Args, Subcommand};

use serde_json::value::RawValue;

use crate::api::page::{Keep, Pages};
use crate::api::types::Voicemail;
use crate::api::voicemails;
use crate::cmd::{SpanArgs, VoicemailArg};
use crate::context::{Choice, Context};
use crate::error::Error;
use crate::events::ResourceId;
use crate::json;

/// What callers left
#[derive(Debug, Subcommand)]
pub(crate) enum Voicemails {
    List(List),
    Get(Get),
    Read(Read),
    Unread(Unread),
    Download(crate::cmd::download::voicemails::Download),
    Delete(Delete),
}

/// List the voicemails of the app
///
/// Example: chirp voicemails list --unread
#[derive(Debug, Args)]
pub(crate) struct List {
    /// Only those that nobody has read yet
    #[arg(long)]
    unread: bool,
    #[command(flatten)]
    span: SpanArgs,
}

/// Show one voicemail with its whole transcription
///
/// Example: chirp voicemails get call_vm_2DbBs7GWhGvVNJGrDXr5RG0mBWI
#[derive(Debug, Args)]
pub(crate) struct Get {
    #[command(flatten)]
    voicemail: VoicemailArg,
}

/// Mark a voicemail as read
///
/// Example: chirp voicemails read call_vm_2DbBs7GWhGvVNJGrDXr5RG0mBWI
#[derive(Debug, Args)]
pub(crate) struct Read {
    #[command(flatten)]
    voicemail: VoicemailArg,
}

/// Mark a voicemail as not read yet
///
/// Example: chirp voicemails unread call_vm_2DbBs7GWhGvVNJGrDXr5RG0mBWI
#[derive(Debug, Args)]
pub(crate) struct Unread {
    #[command(flatten)]
    voicemail: VoicemailArg,
}

/// Remove a voicemail for good
///
/// Example: chirp voicemails delete call_vm_2DbBs7GWhGvVNJGrDXr5RG0mBWI --yes
#[derive(Debug, Args)]
pub(crate) struct Delete {
    #[command(flatten)]
    voicemail: VoicemailArg,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
}

impl Voicemails {
    /// Runs the command.
    ///
    /// # Errors
    /// Returns the API's error.
    pub(crate) async fn run(self, context: &Context) -> Result<(), Error> {
        match self {
            Voicemails::List(args) => args.run(context).await,
            Voicemails::Get(args) => args.run(context).await,
            Voicemails::Read(args) => {
                let choice = Choice::of("voicemails read");
                mark(context, args.voicemail.id(context, choice).await?, true).await
            }
            Voicemails::Unread(args) => {
                let choice = Choice::of("voicemails unread");
                mark(context, args.voicemail.id(context, choice).await?, false).await
            }
            Voicemails::Download(args) => args.run(context).await,
            Voicemails::Delete(args) => args.run(context).await,
        }
    }
}

impl List {
    async fn run(self, context: &Context) -> Result<(), Error> {
        // The API has no such filter: pages are read until there are enough.
        let keep = |item: &RawValue| json::member(item.get(), "isRead") == Some("false");
        let keep = self.unread.then_some(keep as Keep);
        let walk = Pages::new(voicemails::list(), self.span.into()).keeping(keep);
        context.show_pages::<Voicemail>(walk).await
    }
}

impl Get {
    async fn run(self, context: &Context) -> Result<(), Error> {
        let choice = Choice::of("voicemails get");
        let id = self.voicemail.id(context, choice).await?;
        context.show(&context.send(&voicemails::get(&id)).await?)
    }
}

impl Delete {
    async fn run(self, context: &Context) -> Result<(), Error> {
        let choice = Choice::of("voicemails delete").destroying();
        let id = self.voicemail.id(context, choice).await?;
        context.confirm(&format!("delete voicemail {id}"), self.yes)?;
        let reply = context.send(&voicemails::delete(&id)).await?;
        context.show_message(&reply, &format!("deleted {id}"))
    }
}

async fn mark(context: &Context, id: ResourceId, is_read: bool) -> Result<(), Error> {
    context.show(&context.send(&voicemails::mark(&id, is_read)).await?)
}
