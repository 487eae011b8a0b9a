//! Arguments that several commands share.

use clap::Args;
use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};

use crate::api::check;
use crate::api::page::Span;
use crate::context::{Choice, Context};
use crate::error::Error;
use crate::events::ResourceId;
use crate::terminal::sanitize;

/// A call to act on.
#[derive(Debug, Args)]
pub(crate) struct CallArg {
    /// The call's id, or @last for the newest one ringing or active; asked for on a terminal
    #[arg(value_parser = check::id)]
    call: Option<String>,
}

impl CallArg {
    /// The id, looked up or asked for where needed.
    ///
    /// # Errors
    /// See [`Context::call_id`].
    pub(crate) async fn id(self, context: &Context, choice: Choice) -> Result<ResourceId, Error> {
        context.call_id(self.call, choice).await
    }
}

/// A recording to act on.
#[derive(Debug, Args)]
pub(crate) struct RecordingArg {
    /// The recording's id, or @last for the newest; asked for on a terminal
    #[arg(value_parser = check::id)]
    recording: Option<String>,
}

impl RecordingArg {
    /// The id, looked up or asked for where needed.
    ///
    /// # Errors
    /// See [`Context::recording_id`].
    pub(crate) async fn id(self, context: &Context, choice: Choice) -> Result<ResourceId, Error> {
        context.recording_id(self.recording, choice).await
    }
}

/// A voicemail to act on.
#[derive(Debug, Args)]
pub(crate) struct VoicemailArg {
    /// The voicemail's id, or @last for the newest; asked for on a terminal
    #[arg(value_parser = check::id)]
    voicemail: Option<String>,
}

impl VoicemailArg {
    /// The id, looked up or asked for where needed.
    ///
    /// # Errors
    /// See [`Context::voicemail_id`].
    pub(crate) async fn id(self, context: &Context, choice: Choice) -> Result<ResourceId, Error> {
        context.voicemail_id(self.voicemail, choice).await
    }
}

/// A webhook to act on.
#[derive(Debug, Args)]
pub(crate) struct WebhookArg {
    /// The webhook's id, or @last for the newest; asked for on a terminal
    #[arg(value_parser = check::id)]
    webhook: Option<String>,
}

impl WebhookArg {
    /// The id, looked up or asked for where needed.
    ///
    /// # Errors
    /// See [`Context::webhook_id`].
    pub(crate) async fn id(self, context: &Context, choice: Choice) -> Result<ResourceId, Error> {
        context.webhook_id(self.webhook, choice).await
    }
}

/// Any text, with `values` offered by completions and help: the service may know more than we do.
#[derive(Clone)]
pub(crate) struct Known(pub(crate) &'static [&'static str]);

impl TypedValueParser for Known {
    type Value = String;

    fn parse_ref(
        &self,
        command: &clap::Command,
        arg: Option<&clap::Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.0.iter().map(PossibleValue::new)))
    }
}

/// A usage error for `flag` when `value` breaks a rule, unless `force` is set.
///
/// # Errors
/// The rule, with `--force` as the way round it.
pub(crate) fn obey(
    flag: &str,
    value: &str,
    rule: Result<(), String>,
    force: bool,
) -> Result<(), Error> {
    match rule {
        Err(rule) if !force => {
            let named = match value {
                "" => flag.to_owned(),
                value => format!("{flag} {}", sanitize(value)),
            };
            Err(Error::usage_hint(
                format!("{named}: {rule}"),
                "--force sends it anyway, and the service decides",
            ))
        }
        _ => Ok(()),
    }
}

/// Parses a duration of whole seconds: `1h`, `90s`, `3600`.
///
/// # Errors
/// Returns the expected form.
pub(crate) fn whole_seconds(text: &str) -> Result<u32, String> {
    let duration = crate::clock::duration::parse(text)?;
    match (duration.subsec_nanos(), u32::try_from(duration.as_secs())) {
        (0, Ok(seconds)) => Ok(seconds),
        _ => Err("expected whole seconds, such as 90s or 1h".to_owned()),
    }
}

fn at_least_one(text: &str) -> Result<u64, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("expected a number from 1 on; --all is every item".to_owned()),
        Ok(count) => Ok(count),
    }
}

/// How much of a list is wanted.
#[derive(Debug, Args)]
pub(crate) struct SpanArgs {
    /// How many items, fetched in as many pages as it takes; without it, one page
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    limit: Option<u64>,
    /// Every item
    #[arg(long, conflicts_with = "limit")]
    all: bool,
}

impl From<SpanArgs> for Span {
    fn from(args: SpanArgs) -> Span {
        match args.limit {
            _ if args.all => Span::All,
            Some(count) => Span::Limit(count),
            None => Span::First,
        }
    }
}
