//! `chirp work`: consumers without a receiver, over a shared journal.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use jiff::tz::TimeZone;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use crate::cmd::{ConsumerArgs, JournalArgs, Surroundings, webhook_secret};
use crate::context::Context;
use crate::error::Error;
use crate::events::Entry;
use crate::events::kind::pattern;
use crate::fleet::consumer::Consumer;
use crate::fleet::work::{WorkState, Worker};
use crate::receiver::http::admin::{self, Page};
use crate::receiver::{bind_admin, metrics, service_manager};
use crate::render::entries::{Lines, object};
use crate::shutdown::Signals;
use crate::terminal::Terminal;

/// Outcomes that may wait for stdout; what finds no room is not shown.
const SHOWN: usize = 1024;

/// Forward, respond and save media from a shared journal, side by side with other workers
///
/// Example: chirp work --journal postgres://worker@db.example.com/chirp --forward-to 3000
///
/// Workers share the partitions of the journal by leases: one of them at a time handles a call, in order. A worker that
/// is killed is replaced when its leases end; SIGTERM hands over at once.
#[derive(Debug, Args)]
pub(crate) struct Work {
    #[command(flatten)]
    journal: JournalArgs,
    /// How long a partition stays with a worker that is not heard of
    #[arg(long, value_name = "DURATION", default_value = "10s", value_parser = crate::cmd::lease)]
    lease: Duration,
    /// Only these events, such as 'calls.*'; repeat for more
    #[arg(long, value_name = "GLOB", value_parser = pattern)]
    events: Vec<glob::Pattern>,
    /// Serve /healthz, /readyz and /metrics (Prometheus) there: a port, or an address with a port; loopback
    /// unless an address is named
    #[arg(long, value_name = "ADDRESS", value_parser = crate::cmd::admin_address)]
    admin: Option<SocketAddr>,
    /// The header that carries the webhook secret to forward targets [default: X-Webhook-Secret]
    #[arg(long, value_name = "NAME")]
    secret_header: Option<hyper::header::HeaderName>,
    /// A file with the webhook secret, alone on its one line
    #[arg(long, value_name = "FILE")]
    secret_file: Option<std::path::PathBuf>,
    #[command(flatten)]
    consumers: ConsumerArgs,
}

impl Work {
    /// Works until a signal comes.
    ///
    /// # Errors
    /// When nothing is to be done, or the shared journal cannot be used.
    pub(crate) async fn run(self, context: &Context) -> Result<(), Error> {
        context.refuse_dry_run("work", "--respond-dry-run tries rules and sends nothing")?;
        let is_json = (context.options.format).is_some_and(|format| format.is_json());
        let terminal = context.terminal.with_json_notes(is_json);
        terminal.never_wait();
        let context = &Context::new(context.options.clone(), terminal, context.clock);
        let address = self.journal.required()?;
        let consumers = self.build(context)?;
        if consumers.is_empty() {
            return Err(Error::usage_hint(
                "nothing is to be done",
                "add --forward-to, --respond or --save-media",
            ));
        }
        let mut signals = Signals::catch();
        let (shown, entries) = mpsc::channel(SHOWN);
        let worker = Worker::new(address, consumers, self.lease, terminal, Some(shown));
        let state = worker.state();
        let admin = match self.admin {
            Some(address) => Some(bind_admin(address).await?),
            None => None,
        };
        let (listener, admin_url) = admin.unzip();
        show(
            terminal,
            is_json,
            ready(is_json, admin_url.as_deref()),
            entries,
        )?;
        if let (Some(url), false) = (&admin_url, is_json) {
            terminal.note(&format!(
                "Health and metrics on {url}/healthz, /readyz, /metrics"
            ));
        }
        let admin = listener.map(|listener| serve_admin(listener, state));
        service_manager::ready("working");
        let watchdog = tokio::spawn(service_manager::watchdog());
        let (stop, stopped) = watch::channel(false);
        let work = worker.run(stopped);
        tokio::pin!(work);
        let ended = tokio::select! {
            ended = &mut work => ended.map(|()| None),
            signal = signals.next() => {
                service_manager::stopping();
                let _ = stop.send(true);
                tokio::select! {
                    ended = &mut work => ended.map(|()| Some(signal)),
                    again = signals.next() => Ok(Some(again)),
                }
            }
        };
        watchdog.abort();
        admin.inspect(|admin| admin.abort());
        match ended? {
            Some(signal) => Err(Error::Exit(signal.exit_code())),
            None => Ok(()),
        }
    }

    fn build(&self, context: &Context) -> Result<Vec<Consumer>, Error> {
        let events: Vec<String> = self
            .events
            .iter()
            .map(|glob| glob.as_str().to_owned())
            .collect();
        let secret = webhook_secret(self.secret_file.as_deref())?;
        let header = self
            .secret_header
            .as_ref()
            .map_or("x-webhook-secret", |name| name.as_str());
        let surroundings = Surroundings {
            events: &events,
            secret: secret.map(|secret| (header.to_owned(), secret)),
            port: None,
            key: None,
            // Receivers check the secret before an event reaches the shared journal.
            is_verified: true,
            room: 512,
        };
        let forward = self.consumers.forward(context, &surroundings)?;
        let respond = self.consumers.respond(context, &surroundings)?;
        let media = self.consumers.media(context, &surroundings)?;
        let all = Consumer::all(forward, respond, media);
        all.map_err(|error| crate::receiver::ReceiverError::from(error).into())
    }
}

fn serve_admin(listener: TcpListener, state: Arc<WorkState>) -> JoinHandle<()> {
    let answer = move |page| match page {
        Page::Ready if state.is_ready() => Ok("ready\n".to_owned()),
        Page::Ready => Err("the shared journal cannot be used\n".to_owned()),
        Page::Metrics => {
            let mut page = metrics::Page::default();
            page.process();
            state.write(&mut page);
            Ok(page.finish())
        }
    };
    tokio::spawn(admin::serve(listener, answer))
}

fn ready(is_json: bool, admin: Option<&str>) -> Option<String> {
    let admin = admin.map(|url| format!(",\"admin\":{}", serde_json::Value::from(url)));
    let (pid, admin) = (std::process::id(), admin.unwrap_or_default());
    is_json.then(|| format!("{{\"type\":\"ready\",\"pid\":{pid}{admin}}}"))
}

/// Shows outcomes on a thread of its own, so that a reader that stops does not stop the work.
fn show(
    terminal: Terminal,
    is_json: bool,
    ready: Option<String>,
    mut entries: mpsc::Receiver<Entry>,
) -> Result<(), Error> {
    let lines = Lines {
        terminal,
        zone: TimeZone::system(),
        dated: false,
    };
    let work = move || {
        let mut out = terminal.output();
        if let Some(ready) = ready {
            let _ = writeln!(out, "{ready}");
        }
        let _ = out.flush();
        while let Some(entry) = entries.blocking_recv() {
            let line = match is_json {
                true => object(&entry),
                false => lines.line(&entry, None),
            };
            let written = line.map_or(Ok(()), |line| writeln!(out, "{line}"));
            if written.and_then(|()| out.flush()).is_err() {
                return;
            }
        }
    };
    let started = std::thread::Builder::new()
        .name("printer".to_owned())
        .spawn(work);
    started
        .map(|_| ())
        .map_err(|error| Error::failed(format!("cannot start a thread: {error}"), None))
}
