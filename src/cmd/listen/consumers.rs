//! The flags of `chirp listen` that configure the handling of events.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;

use crate::clock::duration::parse;
use crate::cmd::{ConsumerArgs, Surroundings};
use crate::context::Context;
use crate::error::Error;
use crate::events::kind::pattern;
use crate::receiver::Consumers;
use crate::receiver::consumers::expect::Expectation;
use crate::receiver::probe::Probe;
use crate::receiver::registration::{self, Registration};
use crate::terminal::sanitize;

#[derive(Debug, Args)]
pub(super) struct StageArgs {
    #[command(flatten)]
    consumers: ConsumerArgs,
    /// Create a webhook for this run that posts to this URL (of a tunnel to here); removed on exit,
    /// after a crash at the next start
    #[arg(long, value_name = "PUBLIC_URL", help_heading = REGISTERING)]
    register: Option<url::Url>,
    /// Do not look first whether the public URL leads here
    #[arg(long, requires = "register", help_heading = REGISTERING)]
    no_probe: bool,
    /// Stop with 0 when this event (a name or a glob) came; repeat for more
    #[arg(long, value_name = "EVENT", value_parser = pattern, help_heading = EXPECTING)]
    expect: Vec<glob::Pattern>,
    /// Stop with 9 when not all expected events came within this time
    #[arg(long, value_name = "DURATION", requires = "expect", value_parser = parse, help_heading = EXPECTING)]
    within: Option<Duration>,
}

const REGISTERING: &str = "Registering";
const EXPECTING: &str = "Expecting";

/// Values of other flags that the consumers need.
pub(super) struct Around<'a> {
    pub(super) surroundings: Surroundings<'a>,
    pub(super) state_dir: &'a Path,
}

impl StageArgs {
    /// The public URL, if a webhook is to be registered.
    pub(super) fn public_url(&self) -> Option<&url::Url> {
        self.register.as_ref()
    }

    /// The globs of event names, each with its flag.
    pub(super) fn globs(&self) -> impl Iterator<Item = (&'static str, &glob::Pattern)> {
        let forwarded = self.consumers.globs().map(|glob| ("--forward-to", glob));
        forwarded.chain(self.expect.iter().map(|glob| ("--expect", glob)))
    }

    /// The stages, checked.
    pub(super) fn build(self, context: &Context, around: &Around<'_>) -> Result<Consumers, Error> {
        let cleaner = match registration::has_leftovers(around.state_dir) {
            true => {
                (around.surroundings.key(context).ok()).map(|key| context.client_with(Some(key)))
            }
            false => None,
        };
        Ok(Consumers {
            respond: self.consumers.respond(context, &around.surroundings)?,
            register: self.register(context, around)?,
            media: self.consumers.media(context, &around.surroundings)?,
            forward: self.consumers.forward(context, &around.surroundings)?,
            expect: (!self.expect.is_empty()).then_some(Expectation {
                events: self.expect,
                within: self.within,
            }),
            cleaner: cleaner.transpose()?,
            others: Vec::new(),
        })
    }

    fn register(
        &self,
        context: &Context,
        around: &Around<'_>,
    ) -> Result<Option<Registration>, Error> {
        let Some(url) = &self.register else {
            return Ok(None);
        };
        let api = context.api_url()?.value;
        let is_local = crate::http::is_loopback(&api) && crate::http::is_loopback(url);
        if url.scheme() != "https" && !is_local {
            return Err(Error::usage_hint(
                format!(
                    "--register {}: the service takes https:// URLs only",
                    sanitize(url.as_str())
                ),
                "name the https URL of a tunnel that leads to this port",
            ));
        }
        let secret = around
            .surroundings
            .secret
            .clone()
            .expect("set with --register");
        Ok(Some(Registration {
            url: url.clone(),
            secret,
            client: Arc::new(context.client_with(Some(around.surroundings.key(context)?))?),
            probe: (!self.no_probe).then(|| Probe::new(&registration::random())),
            state_dir: around.state_dir.to_owned(),
            terminal: context.terminal,
        }))
    }
}
