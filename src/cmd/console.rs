//! `chirp console`: the journal on the full screen.

use clap::Args;

use crate::cmd::header_name;
use crate::config;
use crate::console::{self, ConsoleError, Settings};
use crate::context::Context;
use crate::error::Error;
use crate::http::is_loopback;
use crate::secret::Secret;

/// Show the journal on the full screen: live calls, their countdown, keys to control them
///
/// Example: chirp console
///
/// Reads what chirp listen records, beside a listener in another terminal or without one. Commands need an
/// API key; with a live key the first command of a run asks. ? lists the keys.
#[derive(Debug, Args)]
pub(crate) struct Console {
    /// Send nothing: no commands, no replays
    #[arg(long)]
    read_only: bool,
    /// The header that carries CHIRP_WEBHOOK_SECRET in replays
    #[arg(long, value_name = "NAME", default_value = "X-Webhook-Secret", value_parser = header_name)]
    secret_header: String,
}

impl Console {
    /// Shows the screen until the user leaves or a signal comes, then ends with its code.
    ///
    /// # Errors
    /// Returns a usage error without a terminal, and an error when the journal or the terminal fails.
    pub(crate) async fn run(self, context: &Context) -> Result<(), Error> {
        if !context.terminal.is_tty() || !context.terminal.is_stdin_tty() {
            let text = "chirp console needs a terminal";
            return Err(Error::usage_hint(
                text,
                "chirp listen prints the same events as lines",
            ));
        }
        context.refuse_dry_run("console", "chirp console --read-only sends nothing")?;
        let settings = self.settings(context)?;
        let code = console::run(settings).await.map_err(|error| match error {
            ConsoleError::Journal(error) => Error::Receiver(error.into()),
            ConsoleError::Terminal(_) => Error::failed(error.to_string(), None),
        })?;
        match code {
            0 => Ok(()),
            code => Err(Error::Exit(code)),
        }
    }

    fn settings(&self, context: &Context) -> Result<Settings, Error> {
        let api = match context.api_key() {
            Ok(key) => Some(context.client_with(Some(key.value))?),
            Err(Error::NoKey) => None,
            Err(error) => return Err(error),
        };
        let sandbox = match is_loopback(&context.api_url()?.value) {
            true => Some(context.client_with(None)?),
            false => None,
        };
        let secret = config::env("CHIRP_WEBHOOK_SECRET").map(Secret::new);
        Ok(Settings {
            state_dir: config::state_dir()?,
            read_only: self.read_only,
            api,
            sandbox,
            secret: secret.map(|secret| (self.secret_header.clone(), secret)),
            color: context.terminal.has_color(),
        })
    }
}
