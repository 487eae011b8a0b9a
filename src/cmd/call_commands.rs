//! `chirp calls answer|reject|…`: what can be done to a live call.

use clap::{Args, Subcommand};

use crate::api::call_commands::{self, CallCommand};
use crate::api::check;
use crate::api::pairs::{Object, Pair};
use crate::cmd::{CallArg, Known, obey};
use crate::context::{Choice, Context};
use crate::error::Error;
use crate::prompt;

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

/// Mute a participant (the parameter is assumed, not documented)
///
/// Example: chirp calls mute @last --participant part_abc123
#[derive(Debug, Args)]
pub(crate) struct Mute {
    #[command(flatten)]
    call: CallArg,
    #[command(flatten)]
    participant: Participant,
}

/// Unmute a participant (the parameter is assumed, not documented)
///
/// Example: chirp calls unmute @last --participant part_abc123
#[derive(Debug, Args)]
pub(crate) struct Unmute {
    #[command(flatten)]
    call: CallArg,
    #[command(flatten)]
    participant: Participant,
}

#[derive(Debug, Args)]
struct Participant {
    /// Who, as calls.participant_joined named them
    #[arg(long, value_name = "ID")]
    participant: Option<String>,
}

/// Transfer a call to another address (the parameters are assumed, not documented)
///
/// Example: chirp calls transfer @last --to +15557654321
#[derive(Debug, Args)]
pub(crate) struct Transfer {
    #[command(flatten)]
    call: CallArg,
    /// Where to; in E.164 on pstn
    #[arg(long, value_name = "ADDRESS", allow_hyphen_values = true)]
    to: Option<String>,
    /// The channel of that address
    #[arg(long, value_name = "CHANNEL", value_parser = Known(&check::CHANNELS))]
    to_channel: Option<String>,
    /// Send what looks wrong; the service decides
    #[arg(long)]
    force: bool,
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

/// Send a command of any type, known to this program or not
///
/// Example: chirp calls command @last reject reason="User busy"
///
/// The type and the members are sent as they are typed: key=text is a string, key:=json is JSON.
#[derive(Debug, Args)]
pub(crate) struct AnyCommand {
    /// The call's id, or @last for the newest one ringing or active
    #[arg(value_parser = check::id)]
    call: String,
    /// The type as the API writes it, such as send_to_voicemail
    #[arg(value_name = "TYPE", value_parser = Known(&call_commands::TYPES))]
    kind: String,
    /// Further members of the body: key=text or key:=json
    #[arg(value_name = "KEY=VALUE", value_parser = Pair::parse)]
    members: Vec<Pair>,
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
            CallCommands::Mute(args) => (
                args.call,
                "calls mute",
                args.participant.command(context, "mute")?,
            ),
            CallCommands::Unmute(args) => (
                args.call,
                "calls unmute",
                args.participant.command(context, "unmute")?,
            ),
            CallCommands::Transfer(args) => args.command(context)?,
            CallCommands::StartRecording(args) => args.command()?,
            CallCommands::Command(args) => return args.run(context).await,
        };
        let id = call.id(context, Choice::of(name)).await?;
        context.show(&context.send(&call_commands::send(&id, &command)).await?)
    }
}

/// A call, the command line's name of what is done to it, and what is sent.
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

impl Participant {
    fn command(self, context: &Context, kind: &str) -> Result<CallCommand, Error> {
        let example = format!("chirp calls {kind} <CALL> --participant part_abc123");
        let id = match self.participant {
            Some(id) => id,
            None if context.can_ask() => prompt::text("Participant", |id| check::id(id).map(drop))?,
            None => return Err(Error::usage_hint("--participant is missing", example)),
        };
        if id.trim().is_empty() {
            return Err(Error::usage_hint("--participant is empty", example));
        }
        Ok(CallCommand::new(kind).with("participantId", Some(id)))
    }
}

impl Transfer {
    fn command(self, context: &Context) -> Result<Planned, Error> {
        let channel = self.to_channel.as_deref();
        if let Some(channel) = channel {
            let rule = check::one_of(channel, &check::CHANNELS);
            obey("--to-channel", channel, rule, self.force)?;
        }
        let to = match self.to {
            Some(to) => to,
            None if context.can_ask() => {
                prompt::text("Transfer to", |to| check::address(to, channel))?
            }
            None => {
                let example = "chirp calls transfer <CALL> --to +15557654321";
                return Err(Error::usage_hint("--to is missing", example));
            }
        };
        obey("--to", &to, check::address(&to, channel), self.force)?;
        let command = CallCommand::new("transfer")
            .with("to", Some(to))
            .with("toChannel", self.to_channel);
        Ok((self.call, "calls transfer", command))
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

impl AnyCommand {
    async fn run(self, context: &Context) -> Result<(), Error> {
        let id = context
            .call_id(Some(self.call), Choice::of("calls command"))
            .await?;
        if self.members.iter().any(|member| member.key == "type") {
            let hint = format!("chirp calls command {id} <TYPE> [KEY=VALUE]...");
            return Err(Error::usage_hint(
                "type is the word before the pairs, not a pair",
                hint,
            ));
        }
        let request = call_commands::send_any(&id, &self.kind, Object(self.members));
        context.show(&context.send(&request).await?)
    }
}
