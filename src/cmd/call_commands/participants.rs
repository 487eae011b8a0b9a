//! `chirp calls mute|unmute|transfer`: who takes part in a call.

use clap::Args;

use super::Planned;
use crate::api::call_commands::CallCommand;
use crate::api::check;
use crate::cmd::{CallArg, Known, obey};
use crate::context::Context;
use crate::error::Error;
use crate::prompt;

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

impl Mute {
    pub(super) fn command(self, context: &Context) -> Result<Planned, Error> {
        let command = self.participant.command(context, "mute")?;
        Ok((self.call, "calls mute", command))
    }
}

impl Unmute {
    pub(super) fn command(self, context: &Context) -> Result<Planned, Error> {
        let command = self.participant.command(context, "unmute")?;
        Ok((self.call, "calls unmute", command))
    }
}

impl Transfer {
    pub(super) fn command(self, context: &Context) -> Result<Planned, Error> {
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
