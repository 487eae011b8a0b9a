//! `chirp calls`: make a call, look at calls, end one.

use clap::{Args, Subcommand};
use serde_json::value::RawValue;

use crate::api::pairs::{Object, Pair};
use crate::api::types::{Call, NewCall};
use crate::api::{calls, check};
use crate::cmd::{CallArg, Known, SpanArgs, obey};
use crate::context::{Choice, Context};
use crate::error::Error;
use crate::prompt;

/// Calls and what can be done to a live one
#[derive(Debug, Subcommand)]
pub(crate) enum Calls {
    Create(Create),
    List(List),
    Get(Get),
    End(End),
}

/// Start an outbound call
///
/// Example: chirp calls create --from +15551234567 --to +15559876543 --metadata order=42
#[derive(Debug, Args)]
pub(crate) struct Create {
    /// A number of the app, in E.164 such as +15551234567
    #[arg(long, value_name = "ADDRESS", allow_hyphen_values = true)]
    from: Option<String>,
    /// Who to call; in E.164 on pstn
    #[arg(long, value_name = "ADDRESS", allow_hyphen_values = true)]
    to: Option<String>,
    /// The caller's channel; the service takes pstn when it is left out
    #[arg(long, value_name = "CHANNEL", value_parser = Known(&check::CHANNELS))]
    from_channel: Option<String>,
    /// The recipient's channel; the service takes pstn when it is left out
    #[arg(long, value_name = "CHANNEL", value_parser = Known(&check::CHANNELS))]
    to_channel: Option<String>,
    /// Attached to the call: KEY=text or KEY:=json, repeated, or one JSON object
    #[arg(long, value_name = "KEY=VALUE", value_parser = metadata)]
    metadata: Vec<Object>,
    /// Send what looks wrong; the service decides
    #[arg(long)]
    force: bool,
}

/// List calls, newest first
///
/// Example: chirp calls list --status in_progress --limit 50
#[derive(Debug, Args)]
pub(crate) struct List {
    /// Only calls of this status
    #[arg(long, value_parser = Known(&check::STATUSES))]
    status: Option<String>,
    /// Only calls of this direction
    #[arg(long, value_parser = Known(&check::DIRECTIONS))]
    direction: Option<String>,
    #[command(flatten)]
    span: SpanArgs,
}

/// Show one call
///
/// Example: chirp calls get call_2DbBs7GWhGvVNJGrDXr5RG0mBWI
#[derive(Debug, Args)]
pub(crate) struct Get {
    #[command(flatten)]
    call: CallArg,
}

/// End a call for everybody; its record stays
///
/// Example: chirp calls end call_2DbBs7GWhGvVNJGrDXr5RG0mBWI --yes
#[derive(Debug, Args)]
pub(crate) struct End {
    #[command(flatten)]
    call: CallArg,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
}

impl Calls {
    /// Runs the command.
    ///
    /// # Errors
    /// Bad values, or of the API.
    pub(crate) async fn run(self, context: &Context) -> Result<(), Error> {
        match self {
            Calls::Create(args) => args.run(context).await,
            Calls::List(args) => args.run(context).await,
            Calls::Get(args) => args.run(context).await,
            Calls::End(args) => args.run(context).await,
        }
    }
}

impl Create {
    async fn run(self, context: &Context) -> Result<(), Error> {
        let (from_channel, to_channel) = (self.from_channel.as_deref(), self.to_channel.as_deref());
        for (flag, channel) in [
            ("--from-channel", from_channel),
            ("--to-channel", to_channel),
        ] {
            let channel = channel.unwrap_or("pstn");
            obey(
                flag,
                channel,
                check::one_of(channel, &check::CHANNELS),
                self.force,
            )?;
        }
        let asked = self.from.is_none() || self.to.is_none();
        let from = address(context, "--from", self.from, from_channel, self.force)?;
        let to = address(context, "--to", self.to, to_channel, self.force)?;
        if asked {
            context.note_same(&["calls", "create", "--from", &from, "--to", &to]);
        }
        let metadata = self
            .metadata
            .into_iter()
            .flat_map(|object| object.0)
            .collect();
        let call = NewCall {
            from,
            to,
            from_channel: self.from_channel,
            to_channel: self.to_channel,
            metadata: None,
        };
        let request = calls::create(&call, &Object(metadata));
        context.show(&context.send(&request).await?)
    }
}

impl List {
    async fn run(self, context: &Context) -> Result<(), Error> {
        let request = calls::list(self.status.as_deref(), self.direction.as_deref());
        context.show_list::<Call>(&request, self.span.into()).await
    }
}

impl Get {
    async fn run(self, context: &Context) -> Result<(), Error> {
        let id = self
            .call
            .id(context, Choice::of("calls get").reading())
            .await?;
        context.show(&context.send(&calls::get(&id)).await?)
    }
}

impl End {
    async fn run(self, context: &Context) -> Result<(), Error> {
        let choice = Choice::of("calls end").destroying();
        let id = self.call.id(context, choice).await?;
        context.confirm(&format!("end call {id}"), self.yes)?;
        let reply = context.send(&calls::end(&id)).await?;
        context.show_message(&reply, &format!("ended {id}"))
    }
}

/// One end of the call: given, or asked for on a terminal; checked unless forced.
fn address(
    context: &Context,
    flag: &str,
    given: Option<String>,
    channel: Option<&str>,
    force: bool,
) -> Result<String, Error> {
    match given {
        Some(value) => {
            obey(flag, &value, check::address(&value, channel), force)?;
            Ok(value)
        }
        None if context.can_ask() => Ok(prompt::text(&format!("{flag} address"), |text| {
            check::address(text, channel)
        })?),
        None => Err(Error::usage_hint(
            format!("{flag} is missing"),
            "chirp calls create --from +15551234567 --to +15559876543",
        )),
    }
}

/// `KEY=text`, `KEY:=json`, or a whole JSON object.
fn metadata(text: &str) -> Result<Object, String> {
    if !text.trim_start().starts_with('{') {
        return Pair::parse(text).map(|pair| Object(vec![pair]));
    }
    let raw: Box<RawValue> =
        serde_json::from_str(text).map_err(|error| format!("metadata is JSON: {error}"))?;
    Object::read(raw.get()).ok_or_else(|| "metadata is a JSON object".to_owned())
}
