//! `chirp simulate`: simulates inbound callers in a running sandbox, and lists the deliveries.

mod load;
mod scenario;

use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Map, Value, json};

use crate::api::simulate::{self, SandboxDelivery, SimulatedCaller};
use crate::api::{ApiError, check};
use crate::clock::duration;
use crate::cmd::{SpanArgs, until_signal};
use crate::context::Context;
use crate::error::Error;
use crate::events::ResourceId;
use crate::terminal::sanitize;

/// Simulate inbound callers in a running sandbox
#[derive(Debug, Subcommand)]
pub(crate) enum Simulate {
    Call(SimulatedCall),
    Scenario(scenario::ScenarioArgs),
    Load(load::LoadArgs),
    Deliveries(DeliveriesArgs),
    Redeliver(RedeliverArgs),
}

/// Simulate an inbound call
///
/// Example: chirp simulate call --hangup-after 20s --voicemail "Please call me back"
///
/// Uses the sandbox of CHIRP_API_URL, or the one on http://127.0.0.1:4010. Times are call time: in a sandbox at --speed 10x
/// they pass ten times as fast.
#[derive(Debug, Args)]
pub(crate) struct SimulatedCall {
    /// The caller's number [default: +15559876543]
    #[arg(long, value_name = "ADDRESS")]
    from: Option<String>,
    /// The number called [default: the first number of the app]
    #[arg(long, value_name = "ADDRESS")]
    to: Option<String>,
    /// The caller's channel: pstn, whatsapp or webrtc
    #[arg(long, value_name = "CHANNEL")]
    from_channel: Option<String>,
    /// The caller's name
    #[arg(long)]
    name: Option<String>,
    /// Time from the answer until the caller hangs up [default: 115s]
    #[arg(long, value_name = "DURATION", value_parser = duration::parse)]
    hangup_after: Option<Duration>,
    /// Time that the caller waits for an answer before hanging up
    #[arg(long, value_name = "DURATION", value_parser = duration::parse)]
    give_up_after: Option<Duration>,
    /// The message that the caller leaves on the voicemail
    #[arg(long, value_name = "TEXT")]
    voicemail: Option<String>,
    /// Length of the message [default: 30s]
    #[arg(long, value_name = "DURATION", value_parser = duration::parse)]
    voicemail_duration: Option<Duration>,
    /// Time from the voicemail until its transcription is ready
    #[arg(long, value_name = "DURATION", value_parser = duration::parse)]
    transcription_delay: Option<Duration>,
    /// The caller leaves no message
    #[arg(long, conflicts_with_all = ["voicemail", "voicemail_duration", "transcription_delay"])]
    no_voicemail: bool,
    /// Metadata of the call; can be repeated
    #[arg(long, value_name = "KEY=VALUE", value_parser = check::pair)]
    metadata: Vec<(String, String)>,
}

/// List the deliveries of the sandbox, newest first, with their attempts
///
/// Example: chirp simulate deliveries --state failed
#[derive(Debug, Args)]
pub(crate) struct DeliveriesArgs {
    /// Only deliveries about this call
    #[arg(long, value_name = "CALL", value_parser = check::id)]
    call: Option<String>,
    /// Only deliveries in this state
    #[arg(long, value_enum)]
    state: Option<DeliveryFilter>,
    #[command(flatten)]
    span: SpanArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum DeliveryFilter {
    Pending,
    Delivered,
    Failed,
}

/// Send a delivery again, with all its retries
///
/// Example: chirp simulate redeliver dlv_2DbBs7GWhGvVNJGrDXr5RG0mBWI
#[derive(Debug, Args)]
pub(crate) struct RedeliverArgs {
    /// Id of the delivery; chirp simulate deliveries lists them
    delivery: ResourceId,
}

impl Simulate {
    /// Runs the command.
    ///
    /// # Errors
    /// Returns the sandbox's error.
    pub(crate) async fn run(self, context: &Context) -> Result<(), Error> {
        self.request(context).await.map_err(|error| match error {
            Error::Api(ApiError::Network(message)) => Error::TimedOut {
                message,
                hint: "chirp sandbox starts one".to_owned(),
            },
            other => other,
        })
    }

    async fn request(self, context: &Context) -> Result<(), Error> {
        match self {
            // These two remove their webhook when a signal comes.
            Simulate::Scenario(scenario) => scenario.run(context).await,
            Simulate::Load(load) => load.run(context).await,
            other => until_signal(other.send(context)).await,
        }
    }

    async fn send(self, context: &Context) -> Result<(), Error> {
        match self {
            Simulate::Scenario(scenario) => scenario.run(context).await,
            Simulate::Load(load) => load.run(context).await,
            Simulate::Call(call) => call.run(context).await,
            Simulate::Deliveries(args) => {
                let state = args.state.map(DeliveryFilter::name);
                let request = simulate::deliveries(args.call.as_deref(), state);
                let context = context.for_sandbox()?;
                context
                    .show_list::<SandboxDelivery>(&request, args.span.into())
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

impl DeliveryFilter {
    fn name(self) -> &'static str {
        match self {
            DeliveryFilter::Pending => "pending",
            DeliveryFilter::Delivered => "delivered",
            DeliveryFilter::Failed => "failed",
        }
    }
}

impl SimulatedCall {
    async fn run(self, context: &Context) -> Result<(), Error> {
        let is_default = context.api_url()?.source == "default";
        let sandbox = context.for_sandbox()?;
        let reply = sandbox.send(&simulate::call(&self.caller())).await?;
        sandbox.show(&reply)?;
        let info = sandbox.send(&simulate::info()).await?.value;
        let prefix = match is_default {
            true => format!(
                "CHIRP_API_URL={} CHIRP_API_KEY={} ",
                sandbox.api_url()?.value.as_str().trim_end_matches('/'),
                info.api_key.unwrap_or_default()
            ),
            false => String::new(),
        };
        if info.webhooks == Some(0) {
            context.terminal.complain(&sanitize(&format!(
                "warning: no webhook is registered for calls.initiated, so no handler hears of this call. Register yours: {prefix}chirp webhooks create --url http://127.0.0.1:3000 --all-events"
            )));
        } else {
            let id = reply.value.id.unwrap_or_default();
            context.terminal.note(&sanitize(&format!(
                "Watch the call: {prefix}chirp calls watch {id}"
            )));
        }
        Ok(())
    }

    fn caller(self) -> SimulatedCaller {
        let voicemail = self.message();
        let seconds = |span: Option<Duration>| span.map(|span| span.as_secs_f64());
        SimulatedCaller {
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
