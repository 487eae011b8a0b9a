//! `chirp listen`: receive webhooks on this machine, keep them, show them, hand them on.

mod consumers;
mod fleet;
mod inspect;
mod sandbox;
mod values;

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use hyper::header::HeaderName;
use jiff::tz::TimeZone;
use tokio::sync::mpsc;

use crate::cmd::{JournalArgs, Surroundings, webhook_secret};
use crate::config;
use crate::context::Context;
use crate::error::Error;
use crate::events::kind::{fits_known, pattern};
use crate::receiver::{self, Consumers, Ended, Output, ReceiverSettings, ServerSettings, Tls};
use crate::render::entries::Lines;
use crate::shutdown::Signals;
use crate::terminal::sanitize;
use inspect::Page;
use sandbox::Inside;

/// Receive webhooks on this machine: each is on disk before it is answered, and shown
///
/// Example: chirp listen --port 8080
///
/// The sender gets 200 once the event is on stable storage, whatever the terminal or anything
/// behind it does. Repetitions of an eventId are recorded as such and shown once. Every event
/// stays in the journal: chirp events list. With --jq each line of the JSON output, the ready and
/// summary lines included, goes through the filter.
#[derive(Debug, Args)]
pub(crate) struct Listen {
    /// The port; 0 takes a free one
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The address; beyond loopback a webhook secret is needed
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST), value_parser = values::bind_address)]
    bind: IpAddr,
    /// The path that events are posted to
    #[arg(long, default_value = "/", value_parser = values::path)]
    path: String,
    /// Show, forward, respond to and save only these, such as 'calls.*'; all are recorded. Repeat for more
    #[arg(long, value_name = "GLOB", value_parser = pattern)]
    events: Vec<glob::Pattern>,
    /// The header that carries the webhook secret (its value: CHIRP_WEBHOOK_SECRET or --secret-file)
    /// [default: X-Webhook-Secret]
    #[arg(long, value_name = "NAME")]
    secret_header: Option<HeaderName>,
    /// A file with the webhook secret, alone on its one line
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
    /// A public name that we are reached by (a tunnel), such as abc.example.com; repeat for more
    #[arg(long, value_name = "HOST", value_parser = values::host)]
    allow_host: Vec<String>,
    /// Speak HTTPS: a PEM file with the certificate, intermediate ones behind it
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The certificate's private key, a PEM file
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Forget the oldest entries beyond this size, such as 2GiB, once they are handed on; without it
    /// the journal grows until chirp events prune
    #[arg(long, value_name = "SIZE", value_parser = values::journal_size)]
    journal_size: Option<u64>,
    /// Serve /healthz, /readyz and /metrics (Prometheus) there: a port, or an address with a port; loopback
    /// unless an address is named
    #[arg(long, value_name = "ADDRESS", value_parser = crate::cmd::admin_address)]
    admin: Option<std::net::SocketAddr>,
    /// After SIGTERM: not ready at once, accept events for so long, then stop
    #[arg(long, value_name = "DURATION", default_value = "0s", value_parser = crate::clock::duration::parse)]
    drain: Duration,
    /// Stop after so many events
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    exit_after: Option<u64>,
    /// Run the sandbox inside, registered to this listener, with a call coming in; no key, no network
    #[arg(long, conflicts_with_all = ["register", "tls_cert"])]
    sandbox: bool,
    /// Show the journal in a browser beside the listener: chirp inspect in a process of its own
    #[arg(long)]
    inspect: bool,
    #[command(flatten)]
    journal: JournalArgs,
    /// With a shared journal: how long a partition stays with a worker that is not heard of
    #[arg(long, value_name = "DURATION", default_value = "10s", value_parser = crate::cmd::lease, help_heading = "Shared journal")]
    lease: Duration,
    #[command(flatten)]
    stages: consumers::StageArgs,
}

impl Listen {
    /// Runs until a signal comes.
    ///
    /// # Errors
    /// When the settings do not fit, the port is in use or the journal belongs to another listener.
    pub(crate) async fn run(self, context: &Context) -> Result<(), Error> {
        context.refuse_dry_run("listen", "--respond-dry-run tries rules and sends nothing")?;
        let is_json = (context.options.format).is_some_and(|format| format.is_json());
        let terminal = context.terminal.with_json_notes(is_json);
        terminal.never_wait();
        let context = &Context::new(context.options.clone(), terminal, context.clock);
        let mut stop = signals();
        let inside = match self.sandbox {
            true => Some(Inside::bind(context).await?),
            false => None,
        };
        let own = inside.as_ref().map_or(context, |inside| &inside.context);
        let page = self.page(own, inside.as_ref()).await?;
        let (shared, lease) = (self.journal.address()?, self.lease);
        let (mut settings, mut stages) = self.settings(own, inside.as_ref())?;
        settings.inspect = page.as_ref().map(|page| page.link.clone());
        let server = settings.server.clone();
        let bound = receiver::bind(settings).await?;
        if let Some(address) = shared {
            fleet::join(address, bound.journal(), &mut stages, lease, terminal)?;
        }
        let url = bound.url().to_owned();
        let listening = bound.run(stages, &mut stop);
        let ended = match inside {
            Some(inside) => inside.beside(listening, url, &server).await?,
            None => listening.await?,
        };
        match ended {
            Ended::Stopped(stop) => Err(Error::Exit(stop.exit_code())),
            Ended::Enough | Ended::OutputClosed => Ok(()),
            Ended::Missed(events) => Err(Error::Expectation(format!(
                "expected and did not come: {}",
                events.join(", ")
            ))),
        }
    }

    /// The page of `--inspect`.
    async fn page(
        &self,
        context: &Context,
        inside: Option<&Inside>,
    ) -> Result<Option<Page>, Error> {
        if !self.inspect {
            return Ok(None);
        }
        let secret = webhook_secret(self.secret_file.as_deref())?;
        let header = self.header(secret.is_some())?;
        let secret = secret.as_ref().map(|secret| (header.as_str(), secret));
        let key = inside.map(|inside| &inside.key);
        Page::start(context, key, secret).await.map(Some)
    }

    fn settings(
        mut self,
        context: &Context,
        inside: Option<&Inside>,
    ) -> Result<(ReceiverSettings, Consumers), Error> {
        let mut secret = webhook_secret(self.secret_file.as_deref())?;
        if inside.is_some() {
            secret.get_or_insert_with(receiver::registration::random_secret);
        }
        if let Some(url) = self.stages.public_url() {
            self.allow_host.extend(url.host_str().map(str::to_owned));
            if self.path == "/" {
                url.path().clone_into(&mut self.path);
            }
            secret.get_or_insert_with(receiver::registration::random_secret);
        }
        self.check_bind(secret.is_some())?;
        let secret_header = self.header(secret.is_some())?;
        self.warn_of_unknown(context);
        let events: Vec<String> = (self.events.iter())
            .map(|glob| glob.as_str().to_owned())
            .collect();
        let tls = self.tls()?;
        let state_dir = config::state_dir()?;
        let around = consumers::Around {
            surroundings: Surroundings {
                events: &events,
                secret: (secret.clone()).map(|secret| (secret_header.to_string(), secret)),
                port: Some(self.port),
                key: inside.map(|inside| inside.key.clone()),
                is_verified: secret.is_some(),
                room: 4096,
            },
            state_dir: &state_dir,
        };
        let stages = self.stages.build(context, &around)?;
        let settings = ReceiverSettings {
            state_dir,
            server: ServerSettings {
                bind: self.bind,
                port: self.port,
                path: self.path,
                secret,
                secret_header,
                allow_hosts: self.allow_host,
                tls,
            },
            output: output(context)?,
            events,
            exit_after: self.exit_after,
            journal_size: self.journal_size,
            hints_at_registering: inside.is_none(),
            inspect: None,
            admin: self.admin,
            drain: self.drain,
            terminal: context.terminal,
        };
        Ok((settings, stages))
    }

    /// Whoever can reach a socket beyond loopback must show a secret.
    fn check_bind(&self, has_secret: bool) -> Result<(), Error> {
        match self.bind.is_loopback() || has_secret {
            true => Ok(()),
            false => Err(Error::usage_hint(
                format!(
                    "--bind {} is open to others and needs a webhook secret",
                    self.bind
                ),
                "set CHIRP_WEBHOOK_SECRET or --secret-file",
            )),
        }
    }

    /// The header that carries the secret. Naming one looks as if something were checked.
    fn header(&self, has_secret: bool) -> Result<HeaderName, Error> {
        match &self.secret_header {
            Some(_) if !has_secret => Err(Error::usage_hint(
                "--secret-header checks nothing: no webhook secret is set",
                "set CHIRP_WEBHOOK_SECRET or --secret-file to the secret",
            )),
            Some(name) => Ok(name.clone()),
            None => Ok(HeaderName::from_static("x-webhook-secret")),
        }
    }

    /// A later version of the service may have events that this program does not know.
    fn warn_of_unknown(&self, context: &Context) {
        let shown = self.events.iter().map(|glob| ("--events", glob));
        for (flag, glob) in shown.chain(self.stages.globs()) {
            if !fits_known(glob) {
                context.terminal.complain(&format!(
                    "warning: {flag} {} fits none of the events that this chirp knows, such as calls.ringing",
                    sanitize(glob.as_str())
                ));
            }
        }
    }

    fn tls(&self) -> Result<Option<Tls>, Error> {
        match (&self.tls_cert, &self.tls_key) {
            (Some(certificate), Some(key)) => Tls::read(certificate, key)
                .map(Some)
                .map_err(|problem| Error::usage(format!("TLS: {problem}"))),
            _ => Ok(None),
        }
    }
}

fn output(context: &Context) -> Result<Output, Error> {
    let format = context.options.format;
    // Also read here, so that an invalid filter is reported before anything starts.
    context.filter()?;
    Ok(match format.is_some_and(|format| format.is_json()) {
        true => Output::Json {
            jq: context.options.jq.clone(),
        },
        false => Output::Human {
            lines: Lines {
                terminal: context.terminal,
                zone: TimeZone::system(),
                dated: false,
            },
            verbose: context.options.verbose,
        },
    })
}

/// The signals as a channel, so that the receiver can see a second one.
fn signals() -> mpsc::Receiver<crate::shutdown::Stop> {
    let mut signals = Signals::catch();
    let (sender, stop) = mpsc::channel(2);
    tokio::spawn(async move { while sender.send(signals.next().await).await.is_ok() {} });
    stop
}
