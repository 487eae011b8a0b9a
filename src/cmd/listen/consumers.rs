//! The flags of `chirp listen` that configure the handling of events.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::Args;

use crate::api::{ApiError, Client, KeyKind};
use crate::clock::duration::{parse, parse_nonzero};
use crate::context::Context;
use crate::error::Error;
use crate::events::kind::pattern;
use crate::receiver::Consumers;
use crate::receiver::checks;
use crate::receiver::consumers::expect::Expectation;
use crate::receiver::consumers::forward::{ForwardSettings, Target};
use crate::receiver::consumers::media::MediaSettings;
use crate::receiver::consumers::respond::RespondSettings;
use crate::receiver::probe::Probe;
use crate::receiver::registration::{self, Registration};
use crate::receiver::rules::Rules;
use crate::secret::Secret;
use crate::terminal::sanitize;

#[derive(Debug, Args)]
pub(super) struct StageArgs {
    /// Post each event there, byte for byte, until it is taken (2xx): in order within a call, also when
    /// the target was down meanwhile. GLOB=URL for some events only; repeat for more targets
    #[arg(long, value_name = "URL", value_parser = Target::parse, help_heading = FORWARDING)]
    forward_to: Vec<Target>,
    /// How long a forward target may take to answer
    #[arg(long, value_name = "DURATION", default_value = "30s", value_parser = parse_nonzero, help_heading = FORWARDING)]
    forward_timeout: Duration,
    /// How many events may be on their way to one target at once (of different calls)
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..=4096), help_heading = FORWARDING)]
    forward_parallel: u16,
    /// Answer events with call commands, by the rules in this file
    #[arg(long, value_name = "FILE", help_heading = RESPONDING)]
    respond: Option<PathBuf>,
    /// Say what the rules would send, and send nothing
    #[arg(long, requires = "respond", help_heading = RESPONDING)]
    respond_dry_run: bool,
    /// Respond without a webhook secret, to whoever posts
    #[arg(long, requires = "respond", help_heading = RESPONDING)]
    respond_unverified: bool,
    /// Do not ask before rules steer calls with a live key
    #[arg(short, long, help_heading = RESPONDING)]
    yes: bool,
    /// Fetch recordings and voicemails into this folder as their events arrive
    #[arg(long, value_name = "DIR", value_hint = clap::ValueHint::DirPath, help_heading = SAVING)]
    save_media: Option<PathBuf>,
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

const FORWARDING: &str = "Forwarding";
const RESPONDING: &str = "Responding";
const SAVING: &str = "Saving";
const REGISTERING: &str = "Registering";
const EXPECTING: &str = "Expecting";

/// Values of other flags that the consumers need.
pub(super) struct Around<'a> {
    pub(super) events: &'a [String],
    pub(super) secret: Option<(String, Secret)>,
    pub(super) state_dir: &'a Path,
    /// The port to listen on; 0 while it is unknown.
    pub(super) port: u16,
    /// The key of the embedded sandbox, otherwise the user's key.
    pub(super) key: Option<Secret>,
}

impl Around<'_> {
    fn key(&self, context: &Context) -> Result<Secret, Error> {
        match &self.key {
            Some(key) => Ok(key.clone()),
            None => Ok(context.api_key()?.value),
        }
    }
}

impl StageArgs {
    /// The public URL, if a webhook is to be registered.
    pub(super) fn public_url(&self) -> Option<&url::Url> {
        self.register.as_ref()
    }

    /// The globs of event names, each with its flag.
    pub(super) fn globs(&self) -> impl Iterator<Item = (&'static str, &glob::Pattern)> {
        let forwarded = self.forward_to.iter().filter_map(Target::events);
        let forwarded = forwarded.map(|glob| ("--forward-to", glob));
        forwarded.chain(self.expect.iter().map(|glob| ("--expect", glob)))
    }

    /// The stages, checked.
    pub(super) fn build(self, context: &Context, around: &Around<'_>) -> Result<Consumers, Error> {
        let cleaner = match registration::has_leftovers(around.state_dir) {
            true => (around.key(context).ok()).map(|key| context.client_with(Some(key))),
            false => None,
        };
        Ok(Consumers {
            respond: self.respond(context, around)?,
            register: self.register(context, around)?,
            media: self.media(context, around)?,
            forward: self.forward(context, around)?,
            expect: (!self.expect.is_empty()).then_some(Expectation {
                events: self.expect,
                within: self.within,
            }),
            cleaner: cleaner.transpose()?,
        })
    }

    fn forward(
        &self,
        context: &Context,
        around: &Around<'_>,
    ) -> Result<Option<ForwardSettings>, Error> {
        let targets = &self.forward_to;
        for (at, target) in targets.iter().enumerate() {
            let shown = sanitize(&target.consumer());
            if targets[..at]
                .iter()
                .any(|other| other.consumer() == target.consumer())
            {
                return Err(Error::usage(format!("{shown} is named twice")));
            }
            let is_own = target.url.port_or_known_default() == Some(around.port);
            if is_own && crate::http::is_loopback(&target.url) {
                return Err(Error::usage_hint(
                    format!("{shown} is this listener itself: each event would come back for ever"),
                    "name your handler's port, or another --port",
                ));
            }
            let is_open = target.url.scheme() == "http" && !crate::http::is_loopback(&target.url);
            if is_open && around.secret.is_some() {
                context.terminal.complain(&format!(
                    "warning: the webhook secret goes unencrypted to {}",
                    sanitize(&target.shown())
                ));
            }
        }
        let settings = ForwardSettings {
            targets: targets.clone(),
            events: around.events.to_vec(),
            secret: around.secret.clone(),
            timeout: self.forward_timeout,
            parallel: usize::from(self.forward_parallel),
        };
        Ok((!targets.is_empty()).then_some(settings))
    }

    fn respond(
        &self,
        context: &Context,
        around: &Around<'_>,
    ) -> Result<Option<RespondSettings>, Error> {
        let Some(file) = &self.respond else {
            return Ok(None);
        };
        let rules = read_rules(context, file)?;
        let settings = |client: Client| RespondSettings {
            rules,
            events: around.events.to_vec(),
            dry_run: self.respond_dry_run,
            client,
        };
        if self.respond_dry_run {
            return Ok(Some(settings(context.client_with(None)?)));
        }
        if around.secret.is_none() && !self.respond_unverified {
            return Err(Error::usage_hint(
                "--respond would steer calls for whoever can post here: no webhook secret is set",
                "set CHIRP_WEBHOOK_SECRET or --secret-file, or add --respond-unverified",
            ));
        }
        let key = around.key(context)?;
        let (kind, end) = (KeyKind::of(&key), sanitize(key.last_four()));
        match kind {
            KeyKind::Live => {
                let question = format!(
                    "steer real calls by {} with the live key …{end}",
                    file.display()
                );
                context.confirm(&question, self.yes)?;
                context
                    .terminal
                    .complain(&format!("rules steer real calls with the live key …{end}"));
            }
            KeyKind::Admin => {
                let why = "call commands need an app key, and the key is an admin one";
                return Err(ApiError::WrongKey(why.to_owned()).into());
            }
            _ => {}
        }
        Ok(Some(settings(context.client_with(Some(key))?)))
    }

    fn media(
        &self,
        context: &Context,
        around: &Around<'_>,
    ) -> Result<Option<MediaSettings>, Error> {
        let Some(dir) = &self.save_media else {
            return Ok(None);
        };
        let settings = MediaSettings {
            events: around.events.to_vec(),
            dir: dir.clone(),
            limits: context.options.limits,
            client: context.client_with(Some(around.key(context)?))?,
        };
        checks::media_dir(dir)?;
        Ok(Some(settings))
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
        let secret = around.secret.clone().expect("set with --register");
        Ok(Some(Registration {
            url: url.clone(),
            secret,
            client: Arc::new(context.client_with(Some(around.key(context)?))?),
            probe: (!self.no_probe).then(|| Probe::new(&registration::random())),
            state_dir: around.state_dir.to_owned(),
            terminal: context.terminal,
        }))
    }
}

fn read_rules(context: &Context, file: &Path) -> Result<Rules, Error> {
    let shown = sanitize(&file.display().to_string());
    let text = crate::files::read_text(file)
        .map_err(|error| Error::usage(format!("--respond {shown}: {error}")))?;
    let rules = Rules::read(&text).map_err(|error| Error::Usage {
        message: format!("{shown}:{}", sanitize(&error.to_string())),
        hint: error.hint.as_deref().map(sanitize),
    })?;
    for warning in rules.warnings() {
        let mut warned = format!("warning: {shown}:{}", sanitize(&warning.to_string()));
        if let Some(hint) = &warning.hint {
            warned.push_str(&format!("\nhint: {}", sanitize(hint)));
        }
        context.terminal.complain(&warned);
    }
    Ok(rules)
}
