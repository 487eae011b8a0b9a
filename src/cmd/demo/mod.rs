//! `chirp demo`: a demonstration of half a minute in the sandbox. It needs no key and no network,
//! and leaves no files.
//!
//! Sandbox and listener run in this process, with the code of `chirp sandbox` and `chirp listen`.
//! The demo sends the same requests as the commands and prints the same output.

mod story;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use clap::Args;
use hyper::header::HeaderName;
use jiff::tz::TimeZone;
use tokio::sync::{mpsc, oneshot};

use crate::api::Client;
use crate::context::{Context, Options, Sourced};
use crate::error::Error;
use crate::receiver::consumers::respond::RespondSettings;
use crate::receiver::rules::Rules;
use crate::receiver::{self, Consumers, Output, ReceiverSettings, ServerSettings};
use crate::render::Format;
use crate::render::entries::Lines;
use crate::sandbox::{self, Speed};
use crate::secret::Secret;
use story::Story;

/// Speed of the demo's calls: fast enough for half a minute, slow enough to be read.
const SPEED: &str = "4x";

/// The whole story in half a minute: a webhook, calls, a recording, a voicemail; no key, no network
///
/// Example: chirp demo
#[derive(Debug, Args)]
pub(crate) struct Demo {}

impl Demo {
    /// Starts the sandbox and the listener, runs the demo, and stops both.
    ///
    /// # Errors
    /// When a port or a temporary folder is unavailable, or a step of the demo fails.
    pub(crate) async fn run(self, context: &Context) -> Result<(), Error> {
        // A root that holds nothing but this program has no /tmp.
        let home =
            tempfile::tempdir().or_else(|error| tempfile::tempdir_in(".").map_err(|_| error));
        let home = home.map_err(|error| {
            let hint = "set TMPDIR to a folder that you can write to";
            Error::failed(
                format!("cannot make a temporary folder: {error}"),
                Some(hint.into()),
            )
        })?;
        let sandbox = sandbox::bind(sandbox::SandboxSettings {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            speed: SPEED.parse::<Speed>().map_err(Error::usage)?,
            ..sandbox::SandboxSettings::default()
        })
        .await?;
        let listener = receiver::bind(listener_settings(context, home.path())).await?;
        let sandbox_context = sandbox_context(context, &sandbox.url);
        let client = || sandbox_context.client_with(Some(Secret::new(sandbox.api_key.clone())));
        let stages = stages(client()?)?;
        let story = Story {
            client: client()?,
            journal: listener.journal().clone(),
            events: listener.journal().follow("demo"),
            hook: listener.url().to_owned(),
            home: home.path(),
            context: &sandbox_context,
        };
        let (stop_listener, mut listener_stops) = mpsc::channel(1);
        let (stop_sandbox, sandbox_stops) = oneshot::channel::<()>();
        let told = async {
            let told = story.tell().await;
            // Dropping the senders stops both.
            drop((stop_listener, stop_sandbox));
            told
        };
        let sandbox_ends = async {
            let _ = sandbox_stops.await;
        };
        let (told, ended, received) = tokio::join!(
            told,
            sandbox.run(sandbox_ends),
            listener.run(stages, &mut listener_stops)
        );
        received?;
        ended?;
        told?;
        story::epilogue(context)
    }
}

/// The rules that answer the demo's calls; the demo shows this text.
const RULES: &str = include_str!("rules.toml");

fn stages(client: Client) -> Result<Consumers, Error> {
    let rules = Rules::read(RULES).map_err(|error| Error::usage(error.to_string()))?;
    let respond = RespondSettings {
        rules,
        events: Vec::new(),
        dry_run: false,
        client: client.into(),
        is_warmed: false,
    };
    Ok(Consumers {
        respond: Some(respond),
        ..Consumers::default()
    })
}

fn listener_settings(context: &Context, home: &Path) -> ReceiverSettings {
    ReceiverSettings {
        state_dir: home.join("state"),
        server: ServerSettings {
            bind: Ipv4Addr::LOCALHOST.into(),
            port: 0,
            path: "/".to_owned(),
            secret: None,
            secret_header: HeaderName::from_static("x-webhook-secret"),
            allow_hosts: Vec::new(),
            tls: None,
        },
        output: Output::Human {
            lines: Lines {
                terminal: context.terminal,
                zone: TimeZone::system(),
                dated: false,
            },
            verbose: false,
        },
        inspect: None,
        events: Vec::new(),
        exit_after: None,
        journal_size: None,
        hints_at_registering: false,
        admin: None,
        drain: std::time::Duration::ZERO,
        terminal: context.terminal.without_notes(),
    }
}

/// Returns the context with the sandbox's address. Prints tables in a pipe too: the output of the
/// demo is for people.
fn sandbox_context(context: &Context, url: &str) -> Context {
    let options = Options {
        format: Some(Format::Table),
        api_url: Some(Sourced {
            value: url.to_owned(),
            source: "the sandbox".to_owned(),
        }),
        dry_run: false,
        ..context.options.clone()
    };
    Context::new(options, context.terminal, context.clock)
}
