//! `chirp simulate`: makes a running sandbox ring, and shows what it posted.

mod scenario;

use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Map, Value, json};

use crate::api::simulate::{self, Caller, Delivery};
use crate::api::{ApiError, check};
use crate::cmd::{SpanArgs, duration};
use crate::context::Context;
use crate::error::Error;
use crate::events::ResourceId;

/// Make a running sandbox ring
#[derive(Debug, Subcommand)]
pub(crate) enum Simulate {
    Call(Call),
    Scenario(scenario::Scenario),
    Deliveries(Deliveries),
    Redeliver(Redeliver),
}

/// Somebody calls your number
///
/// Example: chirp simulate call --hangup-after 20s --voicemail "Please call me back"
///
/// The sandbox is the one of CHIRP_API_URL, else http://127.0.0.1:4010. Times are call time: at
/// --speed 10x they pass ten times as fast.
#[derive(Debug, Args)]
pub(crate) struct Call {
    /// Who calls [default: +15559876543]
    #[arg(long, value_name = "ADDRESS")]
    from: Option<String>,
    /// Which number of yours [default: the first]
    #[arg(long, value_name = "ADDRESS")]
    to: Option<String>,
    /// How they call: pstn, whatsapp or webrtc
    #[arg(long, value_name = "CHANNEL")]
    from_channel: Option<String>,
    /// The caller's name
    #[arg(long)]
    name: Option<String>,
    /// How long after the answer the caller hangs up [default: 115s]
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    hangup_after: Option<Duration>,
    /// How long the caller waits for an answer before giving up
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    give_up_after: Option<Duration>,
    /// What the caller says when sent to voicemail
    #[arg(long, value_name = "TEXT")]
    voicemail: Option<String>,
    /// How long that message is [default: 30s]
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    voicemail_duration: Option<Duration>,
    /// How long after the voicemail its transcription is ready
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    transcription_delay: Option<Duration>,
    /// The caller leaves no message
    #[arg(long, conflicts_with_all = ["voicemail", "voicemail_duration", "transcription_delay"])]
    no_voicemail: bool,
    /// Metadata of the call; can be repeated
    #[arg(long, value_name = "KEY=VALUE", value_parser = check::pair)]
    metadata: Vec<(String, String)>,
}

/// What the sandbox posted, newest first: attempts, answers, latency
///
/// Example: chirp simulate deliveries --state failed
#[derive(Debug, Args)]
pub(crate) struct Deliveries {
    /// Only those about this call
    #[arg(long, value_name = "CALL", value_parser = check::id)]
    call: Option<String>,
    /// Only those in this state
    #[arg(long, value_enum)]
    state: Option<State>,
    #[command(flatten)]
    span: SpanArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum State {
    Pending,
    Delivered,
    Failed,
}

/// Post a delivery again, with all its retries
///
/// Example: chirp simulate redeliver dlv_2DbBs7GWhGvVNJGrDXr5RG0mBWI
#[derive(Debug, Args)]
pub(crate) struct Redeliver {
    /// The delivery's id, see chirp simulate deliveries
    delivery: ResourceId,
}

impl Simulate {
    /// Runs the command.
    ///
    /// # Errors
    /// Of the sandbox.
    pub(crate) async fn run(self, context: &Context) -> Result<(), Error> {
        self.ask(context).await.map_err(|error| match error {
            Error::Api(ApiError::Network(message)) => Error::TimedOut {
                message,
                hint: "chirp sandbox starts one".to_owned(),
            },
            other => other,
        })
    }

    async fn ask(self, context: &Context) -> Result<(), Error> {
        match self {
            Simulate::Scenario(scenario) => scenario.run(context).await,
            Simulate::Call(call) => {
                let context = context.for_sandbox()?;
                let reply = context.send(&simulate::call(&call.caller())).await?;
                context.show(&reply)
            }
            Simulate::Deliveries(args) => {
                let state = args.state.map(State::name);
                let request = simulate::deliveries(args.call.as_deref(), state);
                let context = context.for_sandbox()?;
                context
                    .show_list::<Delivery>(&request, args.span.into())
                    .await
            }
            Simulate::Redeliver(args) => {
                let context = context.for_sandbox()?;
                let reply = context.send(&simulate::redeliver(&args.delivery)).await?;
                context.show(&reply)
            }
        }
    }
}

impl State {
    fn name(self) -> &'static str {
        match self {
            State::Pending => "pending",
            State::Delivered => "delivered",
            State::Failed => "failed",
        }
    }
}

impl Call {
    fn caller(self) -> Caller {
        let voicemail = self.message();
        let seconds = |span: Option<Duration>| span.map(|span| span.as_secs_f64());
        Caller {
            from: self.from,
            to: self.to,
            from_channel: self.from_channel,
            caller_name: self.name,
            hangup_after: seconds(self.hangup_after),
            give_up_after: seconds(self.give_up_after),
            voicemail,
            metadata: self
                .metadata
                .into_iter()
                .map(|(key, value)| (key, Value::String(value)))
                .collect(),
        }
    }

    fn message(&self) -> Option<Value> {
        if self.no_voicemail {
            return Some(json!(false));
        }
        let mut message = Map::new();
        let mut put = |name: &str, value: Option<Value>| {
            message.extend(value.map(|value| (name.to_owned(), value)));
        };
        let seconds = |span: Option<Duration>| span.map(|span| json!(span.as_secs_f64()));
        put("transcription", self.voicemail.clone().map(Value::String));
        put("duration", seconds(self.voicemail_duration));
        put("transcriptionDelay", seconds(self.transcription_delay));
        (!message.is_empty()).then_some(Value::Object(message))
    }
}
