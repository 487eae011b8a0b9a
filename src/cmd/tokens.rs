//! `chirp tokens`: LiveKit tokens for WebRTC clients.

use clap::{Args, Subcommand};

use crate::api::types::NewToken;
use crate::api::{check, tokens};
use crate::cmd::{obey, whole_seconds};
use crate::context::Context;
use crate::error::Error;
use crate::prompt;

/// Tokens for WebRTC clients
#[derive(Debug, Subcommand)]
pub(crate) enum Tokens {
    Create(Create),
}

/// Make a token with which a WebRTC client joins a room
///
/// Example: chirp tokens create --room call-abc123 --identity agent-7 --ttl 1h
///
/// The token is a secret of its holder: it is the result and goes to stdout.
#[derive(Debug, Args)]
pub(crate) struct Create {
    /// The room to join, a call's livekitRoomName
    #[arg(long, value_name = "NAME")]
    room: Option<String>,
    /// Who joins, unique in the room
    #[arg(long, value_name = "ID")]
    identity: Option<String>,
    /// The name that others see
    #[arg(long)]
    name: Option<String>,
    /// How long the token is valid, such as 1h or 3600 (seconds): 60s to 24h
    #[arg(long, value_name = "DURATION", value_parser = whole_seconds)]
    ttl: Option<u32>,
    /// Send what looks wrong; the service decides
    #[arg(long)]
    force: bool,
}

impl Tokens {
    /// Runs the command.
    ///
    /// # Errors
    /// Bad values, or of the API.
    pub(crate) async fn run(self, context: &Context) -> Result<(), Error> {
        let Tokens::Create(args) = self;
        args.run(context).await
    }
}

impl Create {
    async fn run(self, context: &Context) -> Result<(), Error> {
        if let Some(ttl) = self.ttl {
            let rule = check::between(ttl.into(), 60, 86_400, "seconds");
            obey("--ttl", &ttl.to_string(), rule, self.force)?;
        }
        let asked = self.room.is_none() || self.identity.is_none();
        let room_name = required(context, "--room", self.room)?;
        let participant_identity = required(context, "--identity", self.identity)?;
        if asked {
            let words = [
                "tokens",
                "create",
                "--room",
                &room_name,
                "--identity",
                &participant_identity,
            ];
            context.note_same(&words);
        }
        let token = NewToken {
            room_name,
            participant_identity,
            participant_name: self.name,
            ttl: self.ttl,
        };
        context.show(&context.send(&tokens::create(&token)).await?)
    }
}

/// A value that was given, or is asked for on a terminal; never empty.
fn required(context: &Context, flag: &str, given: Option<String>) -> Result<String, Error> {
    let filled = |text: &str| match text.trim() {
        "" => Err(format!("{flag} cannot be empty")),
        _ => Ok(()),
    };
    let hint = "chirp tokens create --room NAME --identity ID";
    match given {
        Some(value) => match filled(&value) {
            Ok(()) => Ok(value),
            Err(rule) => Err(Error::usage_hint(rule, hint)),
        },
        None if context.can_ask() => Ok(prompt::text(flag.trim_start_matches('-'), filled)?),
        None => Err(Error::usage_hint(format!("{flag} is missing"), hint)),
    }
}
