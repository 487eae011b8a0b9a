//! `chirp apps calling`: how an app takes calls. Needs the organization's admin key.

use clap::builder::BoolishValueParser;
use clap::{Args, Subcommand};
use serde_json::Value;

use crate::api::ids::IdKind;
use crate::api::pairs::{Object, Pair};
use crate::api::{apps, check};
use crate::cmd::{Known, obey, whole_seconds};
use crate::context::{Choice, Context};
use crate::error::Error;
use crate::events::ResourceId;

/// What to do with a call that nobody has steered in time; `reject` is assumed (spec, section 2).
const BEHAVIORS: [&str; 3] = ["webhook", "voicemail", "reject"];

/// Apps of the organization (admin key)
#[derive(Debug, Subcommand)]
pub(crate) enum Apps {
    /// How an app takes calls
    #[command(subcommand)]
    Calling(Calling),
}

/// How an app takes calls
#[derive(Debug, Subcommand)]
pub(crate) enum Calling {
    Get(Get),
    Set(Box<Set>),
}

/// Show the calling configuration of an app
///
/// Example: chirp apps calling get app_2DbBs7GWhGvVNJGrDXr5RG0mBWI --profile admin
#[derive(Debug, Args)]
pub(crate) struct Get {
    /// The app's id
    app: ResourceId,
}

/// Change the calling configuration of an app; what is not named stays
///
/// Example: chirp apps calling set app_abc123 --voicemail-enabled true --voicemail-max-duration 120
#[derive(Debug, Args)]
pub(crate) struct Set {
    /// The app's id
    app: ResourceId,
    /// Whether callers can leave a voicemail
    #[arg(long, value_name = "BOOL", value_parser = BoolishValueParser::new())]
    voicemail_enabled: Option<bool>,
    /// What callers hear first; https only, empty for the service's own
    #[arg(long, value_name = "URL")]
    voicemail_greeting_url: Option<String>,
    /// The longest voicemail, such as 2m or 120 (seconds): 10s to 10m
    #[arg(long, value_name = "DURATION", value_parser = whole_seconds)]
    voicemail_max_duration: Option<u32>,
    /// Whether every call is recorded
    #[arg(long, value_name = "BOOL", value_parser = BoolishValueParser::new())]
    auto_record_enabled: Option<bool>,
    /// The format of recordings
    #[arg(long, value_name = "FORMAT", value_parser = Known(&check::FORMATS))]
    recording_format: Option<String>,
    /// What happens to a call that nobody steers within 30 seconds
    #[arg(long, value_name = "BEHAVIOR", value_parser = Known(&BEHAVIORS))]
    default_answer_behavior: Option<String>,
    /// How many calls at once
    #[arg(long, value_name = "N")]
    max_concurrent_calls: Option<u32>,
    /// Whether WhatsApp calls are taken
    #[arg(long, value_name = "BOOL", value_parser = BoolishValueParser::new())]
    whatsapp_calling_enabled: Option<bool>,
    /// Whether WhatsApp calls come through SIP
    #[arg(long, value_name = "BOOL", value_parser = BoolishValueParser::new())]
    whatsapp_sip_enabled: Option<bool>,
    /// Send what looks wrong; the service decides
    #[arg(long)]
    force: bool,
}

impl Apps {
    /// Runs the command.
    ///
    /// # Errors
    /// Bad values, a key of the wrong kind, or of the API.
    pub(crate) async fn run(self, context: &Context) -> Result<(), Error> {
        match self {
            Apps::Calling(Calling::Get(args)) => args.run(context).await,
            Apps::Calling(Calling::Set(args)) => args.run(context).await,
        }
    }
}

impl Get {
    async fn run(self, context: &Context) -> Result<(), Error> {
        context.check_kind(&self.app, IdKind::App, Choice::of("apps calling get"))?;
        context.show(&context.send(&apps::calling(&self.app)).await?)
    }
}

impl Set {
    async fn run(self, context: &Context) -> Result<(), Error> {
        context.check_kind(&self.app, IdKind::App, Choice::of("apps calling set"))?;
        self.check()?;
        let app = self.app.clone();
        let fields = self.fields();
        if fields.0.is_empty() {
            let hint = format!("chirp apps calling set {app} --voicemail-enabled true");
            return Err(Error::usage_hint("nothing to change", hint));
        }
        context.show(&context.send(&apps::set_calling(&app, &fields)).await?)
    }

    fn check(&self) -> Result<(), Error> {
        if let Some(url) = self
            .voicemail_greeting_url
            .as_deref()
            .filter(|url| !url.is_empty())
        {
            obey(
                "--voicemail-greeting-url",
                url,
                check::https_url(url),
                self.force,
            )?;
        }
        if let Some(seconds) = self.voicemail_max_duration {
            let rule = check::between(seconds.into(), 10, 600, "seconds");
            obey(
                "--voicemail-max-duration",
                &seconds.to_string(),
                rule,
                self.force,
            )?;
        }
        if let Some(format) = &self.recording_format {
            obey(
                "--recording-format",
                format,
                check::one_of(format, &check::FORMATS),
                self.force,
            )?;
        }
        if let Some(behavior) = &self.default_answer_behavior {
            let rule = check::one_of(behavior, &BEHAVIORS);
            obey("--default-answer-behavior", behavior, rule, self.force)?;
        }
        Ok(())
    }

    /// The fields that were named, in the API's spelling.
    fn fields(self) -> Object {
        let greeting = self.voicemail_greeting_url.map(|url| match url.as_str() {
            "" => Value::Null,
            _ => url.into(),
        });
        let named: [(&str, Option<Value>); 9] = [
            ("voicemailEnabled", self.voicemail_enabled.map(Value::from)),
            ("voicemailGreetingUrl", greeting),
            (
                "voicemailMaxDuration",
                self.voicemail_max_duration.map(Value::from),
            ),
            (
                "autoRecordEnabled",
                self.auto_record_enabled.map(Value::from),
            ),
            ("recordingFormat", self.recording_format.map(Value::from)),
            (
                "defaultAnswerBehavior",
                self.default_answer_behavior.map(Value::from),
            ),
            (
                "maxConcurrentCalls",
                self.max_concurrent_calls.map(Value::from),
            ),
            (
                "whatsappCallingEnabled",
                self.whatsapp_calling_enabled.map(Value::from),
            ),
            (
                "whatsappSipEnabled",
                self.whatsapp_sip_enabled.map(Value::from),
            ),
        ];
        let pairs = named
            .iter()
            .filter_map(|(name, value)| Some(Pair::json(name, value.as_ref()?)));
        Object(pairs.collect())
    }
}
