//! `chirp calls answer|reject|…`: commands to a live call.

mod any;
mod participants;

use clap::{Args, Subcommand};

use crate::api::call_commands::{self, CallCommand};
use crate::api::check;
use crate::cmd::{CallArg, Known, obey};
use crate::context::{Choice, Context};
use crate::error::Error;
use any::AnyCommand;
use participants::{Mute, Transfer, Unmute};

/// Commands to a live call, one a documented `type`
#[derive(Debug, Subcommand)]
pub(crate) enum CallCommands {
    Answer(Answer),
    Reject(Reject),
    Hangup(Hangup),
    Hold(Hold),
    Unhold(Unhold),
    Mute(Mute),
    Unmute(Unmute),
    Transfer(Transfer),
    StartRecording(StartRecording),
    StopRecording(StopRecording),
    SendToVoicemail(SendToVoicemail),
    Command(AnyCommand),
}

/// Answer an inbound call
///
/// Example: chirp calls answer call_2DbBs7GWhGvVNJGrDXr5RG0mBWI
#[derive(Debug, Args)]
pub(crate) struct Answer {
    #[command(flatten)]
    call: CallArg,
}

/// Reject an inbound call
///
/// Example: chirp calls reject call_2DbBs7GWhGvVNJGrDXr5RG0mBWI --reason "User busy"
#[derive(Debug, Args)]
pub(crate) struct Reject {
    #[command(flatten)]
    call: CallArg,
    /// Why; at most 500 characters
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    reason: Option<String>,
    /// Send what looks wrong; the service decides
    #[arg(long)]
    force: bool,
}

/// Hang up an answered call
///
/// Example: chirp calls hangup @last
#[derive(Debug, Args)]
pub(crate) struct Hangup {
    #[command(flatten)]
    call: CallArg,
}

/// Put a call on hold
///
/// Example: chirp calls hold @last --music-url https://example.com/waiting.mp3
#[derive(Debug, Args)]
pub(crate) struct Hold {
    #[command(flatten)]
    call: CallArg,
    /// What the other side hears; https only
    #[arg(long, value_name = "URL")]
    music_url: Option<String>,
    /// Send what looks wrong; the service decides
    #[arg(long)]
    force: bool,
}

/// Take a call off hold
///
/// Example: chirp calls unhold @last
#[derive(Debug, Args)]
pub(crate) struct Unhold {
    #[command(flatten)]
    call: CallArg,
}

/// Start recording a call
///
/// Example: chirp calls start-recording @last --format ogg
#[derive(Debug, Args)]
pub(crate) struct StartRecording {
    #[command(flatten)]
    call: CallArg,
    /// The file's format; the service takes mp4 when it is left out
    #[arg(long, value_parser = Known(&check::FORMATS))]
    format: Option<String>,
    /// Send what looks wrong; the service decides
    #[arg(long)]
    force: bool,
}

/// Stop recording a call
///
/// Example: chirp calls stop-recording @last
#[derive(Debug, Args)]
pub(crate) struct StopRecording {
    #[command(flatten)]
    call: CallArg,
}

/// Send an inbound call to voicemail
///
/// Example: chirp calls send-to-voicemail call_2DbBs7GWhGvVNJGrDXr5RG0mBWI
#[derive(Debug, Args)]
pub(crate) struct SendToVoicemail {
    #[command(flatten)]
    call: CallArg,
}

impl CallCommands {
    /// Runs the command.
    ///
    /// # Errors
    /// Bad values, or of the API.
    pub(crate) async fn run(self, context: &Context) -> Result<(), Error> {
        let (call, name, command) = match self {
            CallCommands::Answer(args) => (args.call, "calls answer", CallCommand::new("answer")),
            CallCommands::Hangup(args) => (args.call, "calls hangup", CallCommand::new("hangup")),
            CallCommands::Unhold(args) => (args.call, "calls unhold", CallCommand::new("unhold")),
            CallCommands::StopRecording(args) => (
                args.call,
                "calls stop-recording",
                CallCommand::new("stop_recording"),
            ),
            CallCommands::SendToVoicemail(args) => (
                args.call,
                "calls send-to-voicemail",
                CallCommand::new("send_to_voicemail"),
            ),
            CallCommands::Reject(args) => args.command()?,
            CallCommands::Hold(args) => args.command()?,
            CallCommands::Mute(args) => args.command(context)?,
            CallCommands::Unmute(args) => args.command(context)?,
            CallCommands::Transfer(args) => args.command(context)?,
            CallCommands::StartRecording(args) => args.command()?,
            CallCommands::Command(args) => return args.run(context).await,
        };
        let choice = match takes_ringing(name) {
            true => Choice::of(name).ringing(),
            false => Choice::of(name),
        };
        let id = call.id(context, choice).await?;
        context.show(&context.send(&call_commands::send(&id, &command)).await?)
    }
}

/// Returns whether the command takes inbound calls that ring; all others take live calls.
fn takes_ringing(name: &str) -> bool {
    matches!(
        name,
        "calls answer" | "calls reject" | "calls send-to-voicemail"
    )
}

/// A call, the name of the command on the command line, and the command to send.
type Planned = (CallArg, &'static str, CallCommand);

impl Reject {
    fn command(self) -> Result<Planned, Error> {
        if let Some(reason) = &self.reason {
            obey("--reason", "", check::reason(reason), self.force)?;
        }
        let command = CallCommand::new("reject").with("reason", self.reason);
        Ok((self.call, "calls reject", command))
    }
}

impl Hold {
    fn command(self) -> Result<Planned, Error> {
        if let Some(url) = &self.music_url {
            obey("--music-url", url, check::https_url(url), self.force)?;
        }
        let command = CallCommand::new("hold").with("musicUrl", self.music_url);
        Ok((self.call, "calls hold", command))
    }
}

impl StartRecording {
    fn command(self) -> Result<Planned, Error> {
        if let Some(format) = &self.format {
            let rule = check::one_of(format, &check::FORMATS);
            obey("--format", format, rule, self.force)?;
        }
        let command = CallCommand::new("start_recording").with("format", self.format);
        Ok((self.call, "calls start-recording", command))
    }
}
