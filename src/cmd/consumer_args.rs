//! The flags that say what is done with events: forward, respond, save media. `listen` and `work` share them.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::Args;

use crate::api::{ApiError, Client, KeyKind};
use crate::clock::duration::parse_nonzero;
use crate::context::Context;
use crate::error::Error;
use crate::receiver::checks;
use crate::receiver::consumers::forward::{ForwardSettings, Target};
use crate::receiver::consumers::media::MediaSettings;
use crate::receiver::consumers::respond::RespondSettings;
use crate::receiver::rules::Rules;
use crate::secret::Secret;
use crate::terminal::sanitize;

const FORWARDING: &str = "Forwarding";
const RESPONDING: &str = "Responding";
const SAVING: &str = "Saving";

/// See above.
#[derive(Debug, Args)]
pub(crate) struct ConsumerArgs {
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
}

/// What the consumers need to know of the other flags.
pub(crate) struct Surroundings<'a> {
    pub(crate) events: &'a [String],
    pub(crate) secret: Option<(String, Secret)>,
    /// The port of the listener; 0 while it is not known, `None` without one.
    pub(crate) port: Option<u16>,
    /// Of the sandbox inside; else the user's.
    pub(crate) key: Option<Secret>,
    /// Whether only authentic events get here.
    pub(crate) is_verified: bool,
    /// Events that a forward target's queue holds in memory.
    pub(crate) room: usize,
}

impl Surroundings<'_> {
    /// The key for API calls.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn key(&self, context: &Context) -> Result<Secret, Error> {
        match &self.key {
            Some(key) => Ok(key.clone()),
            None => Ok(context.api_key()?.value),
        }
    }
}

impl ConsumerArgs {
    /// The globs of forward targets.
    pub(crate) fn globs(&self) -> impl Iterator<Item = &glob::Pattern> {
        self.forward_to.iter().filter_map(Target::events)
    }

    /// What these flags ask for.
    ///
    /// # Errors
    /// When they do not fit.
    pub(crate) fn forward(
        &self,
        context: &Context,
        around: &Surroundings<'_>,
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
            let is_own = around.port.is_some() && target.url.port_or_known_default() == around.port;
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
            room: around.room,
        };
        Ok((!targets.is_empty()).then_some(settings))
    }

    /// What these flags ask for.
    ///
    /// # Errors
    /// When they do not fit.
    pub(crate) fn respond(
        &self,
        context: &Context,
        around: &Surroundings<'_>,
    ) -> Result<Option<RespondSettings>, Error> {
        let Some(file) = &self.respond else {
            return Ok(None);
        };
        let rules = read_rules(context, file)?;
        let settings = |client: Client| RespondSettings {
            rules,
            events: around.events.to_vec(),
            dry_run: self.respond_dry_run,
            client: Arc::new(client),
            is_warmed: false,
        };
        if self.respond_dry_run {
            return Ok(Some(settings(context.client_with(None)?)));
        }
        if !around.is_verified && !self.respond_unverified {
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

    /// What these flags ask for.
    ///
    /// # Errors
    /// When they do not fit.
    pub(crate) fn media(
        &self,
        context: &Context,
        around: &Surroundings<'_>,
    ) -> Result<Option<MediaSettings>, Error> {
        let Some(dir) = &self.save_media else {
            return Ok(None);
        };
        let settings = MediaSettings {
            events: around.events.to_vec(),
            dir: dir.clone(),
            limits: context.options.limits,
            client: Arc::new(context.client_with(Some(around.key(context)?))?),
        };
        checks::media_dir(dir)?;
        Ok(Some(settings))
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
