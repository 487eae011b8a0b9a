//! `chirp inspect`: the journal in a browser.

use std::io::Read;
use std::process::{Command, Stdio};

use clap::Args;

use crate::cmd::header_name;
use crate::config;
use crate::context::Context;
use crate::error::Error;
use crate::http::is_loopback;
use crate::inspect::{self, Bound, InspectError, Settings};
use crate::secret::Secret;
use crate::shutdown::Signals;

/// Programs that open a link in the user's browser.
const OPENERS: [&str; 3] = ["xdg-open", "open", "wslview"];

/// Show the journal in a browser: live calls, ladders, replay, recordings
///
/// Example: chirp inspect --open
///
/// Reads what chirp listen records, with or without a listener running. The link works once and only
/// on this machine. Commands need an API key; with a live key they are off until the page switches
/// them on for this run. Programs send the token of the link as bearer token: docs/inspect.md.
#[derive(Debug, Args)]
pub(crate) struct Inspect {
    /// The port on 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = 4040)]
    port: u16,
    /// Open the page in the browser
    #[arg(long)]
    open: bool,
    /// Send nothing: no commands, no replays
    #[arg(long)]
    read_only: bool,
    /// The header that carries CHIRP_WEBHOOK_SECRET in replays
    #[arg(long, value_name = "NAME", default_value = "X-Webhook-Secret", value_parser = header_name)]
    secret_header: String,
    // For `listen --inspect`: take any port when that one is taken, and end with the listener.
    #[arg(long, hide = true)]
    beside_listen: bool,
}

impl Inspect {
    /// Serves until a signal, then ends with its code.
    ///
    /// # Errors
    /// When the port is taken or the settings cannot be read.
    pub(crate) async fn run(self, context: &Context) -> Result<(), Error> {
        context.refuse_dry_run("inspect", "chirp inspect --read-only sends nothing")?;
        let mut signals = Signals::catch();
        let bound = self.bind(context).await?;
        announce(context, &bound)?;
        if self.open && !open(bound.link()) {
            let text = "no program that opens links was found; open the link by hand";
            context.terminal.note(text);
        }
        let mut stop = None;
        let stopping = async {
            tokio::select! {
                signal = signals.next() => stop = Some(signal),
                () = stdin_closed(), if self.beside_listen => {}
            }
        };
        bound.run(stopping).await;
        Err(Error::Exit(stop.map_or(0, |stop| stop.exit_code())))
    }

    async fn bind(&self, context: &Context) -> Result<Bound, Error> {
        let bound = inspect::bind(self.settings(context, self.port)?).await;
        let bound = match bound {
            Err(_) if self.beside_listen => inspect::bind(self.settings(context, 0)?).await,
            bound => bound,
        };
        bound.map_err(|InspectError::Bind { address, problem }| {
            let hint = "chirp inspect --port 0 takes a free port".to_owned();
            Error::failed(format!("cannot listen on {address}: {problem}"), Some(hint))
        })
    }

    fn settings(&self, context: &Context, port: u16) -> Result<Settings, Error> {
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
            port,
            read_only: self.read_only,
            api,
            sandbox,
            limits: context.options.limits,
            secret: secret.map(|secret| (self.secret_header.clone(), secret)),
        })
    }
}

fn announce(context: &Context, bound: &Bound) -> Result<(), Error> {
    let link = bound.link();
    if context
        .options
        .format
        .is_some_and(|format| format.is_json())
    {
        let ready = serde_json::json!({ "type": "ready", "url": link, "pid": std::process::id() });
        return Ok(context.terminal.line(&ready.to_string())?);
    }
    context.terminal.line(&format!("Inspect on {link}"))?;
    context.terminal.note("The link works once; Ctrl-C ends it");
    Ok(())
}

/// Opens the link; `false` when nothing on this machine can.
fn open(link: &str) -> bool {
    OPENERS.iter().any(|program| {
        let mut command = Command::new(program);
        command
            .arg(link)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command.spawn().is_ok()
    })
}

/// Resolves when the listener that started this process has ended. A thread of its own waits, since a
/// read of stdin cannot be cancelled.
async fn stdin_closed() {
    let (ended, end) = tokio::sync::oneshot::channel::<()>();
    std::thread::spawn(move || {
        let mut rest = [0; 64];
        let mut stdin = std::io::stdin();
        while stdin.read(&mut rest).is_ok_and(|count| count > 0) {}
        drop(ended);
    });
    let _ = end.await;
}
