//! `chirp voicemails`: what callers left.

use clap::{Args, Subcommand};

use crate::api::types::Voicemail;
use crate::api::{check, voicemails};
use crate::cmd::SpanArgs;
use crate::context::Context;
use crate::error::Error;

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
/// Example: chirp voicemails list
#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    span: SpanArgs,
}

/// Show one voicemail with its whole transcription
///
/// Example: chirp voicemails get call_vm_2DbBs7GWhGvVNJGrDXr5RG0mBWI
#[derive(Debug, Args)]
pub(crate) struct Get {
    /// The voicemail's id
    #[arg(value_parser = check::id)]
    voicemail: String,
}

/// Mark a voicemail as read
///
/// Example: chirp voicemails read call_vm_2DbBs7GWhGvVNJGrDXr5RG0mBWI
#[derive(Debug, Args)]
pub(crate) struct Read {
    /// The voicemail's id
    #[arg(value_parser = check::id)]
    voicemail: String,
}

/// Mark a voicemail as not read yet
///
/// Example: chirp voicemails unread call_vm_2DbBs7GWhGvVNJGrDXr5RG0mBWI
#[derive(Debug, Args)]
pub(crate) struct Unread {
    /// The voicemail's id
    #[arg(value_parser = check::id)]
    voicemail: String,
}

/// Remove a voicemail for good
///
/// Example: chirp voicemails delete call_vm_2DbBs7GWhGvVNJGrDXr5RG0mBWI --yes
#[derive(Debug, Args)]
pub(crate) struct Delete {
    /// The voicemail's id
    #[arg(value_parser = check::id)]
    voicemail: String,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
}

impl Voicemails {
    /// Runs the command.
    ///
    /// # Errors
    /// Of the API.
    pub(crate) async fn run(self, context: &Context) -> Result<(), Error> {
        match self {
            Voicemails::List(args) => args.run(context).await,
            Voicemails::Get(args) => args.run(context).await,
            Voicemails::Read(args) => mark(context, &args.voicemail, true).await,
            Voicemails::Unread(args) => mark(context, &args.voicemail, false).await,
            Voicemails::Download(args) => args.run(context).await,
            Voicemails::Delete(args) => args.run(context).await,
        }
    }
}

impl List {
    async fn run(self, context: &Context) -> Result<(), Error> {
        context
            .show_list::<Voicemail>(&voicemails::list(), self.span.into())
            .await
    }
}

impl Get {
    async fn run(self, context: &Context) -> Result<(), Error> {
        context.show(&context.send(&voicemails::get(&self.voicemail)).await?)
    }
}

impl Delete {
    async fn run(self, context: &Context) -> Result<(), Error> {
        context.confirm(&format!("delete voicemail {}", self.voicemail), self.yes)?;
        let reply = context.send(&voicemails::delete(&self.voicemail)).await?;
        context.show_message(&reply, &format!("deleted {}", self.voicemail))
    }
}

async fn mark(context: &Context, id: &str, is_read: bool) -> Result<(), Error> {
    context.show(&context.send(&voicemails::mark(id, is_read)).await?)
}
