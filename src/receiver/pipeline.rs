//! One run of the receiver: its parts are started, and stopped in order.

use std::future::{Future, pending};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use crate::receiver::consumers::RunningConsumers;
use crate::receiver::consumers::forward::backlog::Backlog;
use crate::receiver::consumers::printer::{
    Output, PrinterSettings, PrinterSignal, RunningPrinter, ready_line,
};
use crate::receiver::http::Phase;
use crate::receiver::http::admin::{self, Page};
use crate::receiver::registration::RunningRegistration;
use crate::receiver::{
    Consumers, Counts, Ended, Journal, ReceiverError, ReceiverSettings, checks, http, metrics,
    service_manager,
};
use crate::shutdown::Stop;
use crate::terminal::{Terminal, sanitize};

/// Limit of the ordered shutdown. With the last lines, closing the journal and the lines that wait for
/// stderr ([`crate::terminal::settle`]) a stop stays below 3 s.
const STOP_DEADLINE: Duration = Duration::from_secs(2);
const LAST_LINES_DEADLINE: Duration = Duration::from_millis(250);
const CLOSE_DEADLINE: Duration = Duration::from_millis(400);

/// A shutdown that takes longer than this reports what it waits for.
const SILENCE: Duration = Duration::from_millis(250);

/// A receiver with its socket bound and its journal open, not yet answering.
#[derive(Debug)]
pub struct BoundReceiver {
    settings: ReceiverSettings,
    listener: TcpListener,
    journal: Journal,
    url: String,
    admin: Option<(TcpListener, String)>,
}

/// Opens the journal and binds the socket.
///
/// # Errors
/// When another listener owns the journal, the folder can never hold one, or the port is in use.
pub async fn bind(settings: ReceiverSettings) -> Result<BoundReceiver, ReceiverError> {
    checks::state_dir(&settings.state_dir)?;
    let journal = Journal::open(&settings.state_dir, settings.terminal)?;
    let address = SocketAddr::new(settings.server.bind, settings.server.port);
    let failed = |problem: io::Error| match problem.kind() {
        io::ErrorKind::AddrInUse => ReceiverError::PortInUse { address },
        _ => ReceiverError::Bind { address, problem },
    };
    let listener = http::bind(&settings.server).await.map_err(failed)?;
    let url = http::url(&settings.server, listener.local_addr().map_err(failed)?);
    journal.write_address(&url);
    if let Some(bytes) = settings.journal_size {
        let capped = journal.cap(bytes, settings.terminal);
        capped.map_err(ReceiverError::Start)?;
    }
    let admin = match settings.admin {
        Some(address) => Some(bind_admin(address).await?),
        None => None,
    };
    Ok(BoundReceiver {
        settings,
        listener,
        journal,
        url,
        admin,
    })
}

/// Binds the socket of an admin server; returns its URL, too.
///
/// # Errors
/// When the address cannot be bound.
pub async fn bind_admin(address: SocketAddr) -> Result<(TcpListener, String), ReceiverError> {
    let failed = |problem: io::Error| match problem.kind() {
        io::ErrorKind::AddrInUse => ReceiverError::PortInUse { address },
        _ => ReceiverError::Bind { address, problem },
    };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let url = format!("http://{}", listener.local_addr().map_err(failed)?);
    Ok((listener, url))
}

impl BoundReceiver {
    /// The URL to which a program on this machine posts events.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The open journal.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// Receives until `stop` brings a signal or its sender is dropped, or `consumers` have done what they
    /// were asked for. Then it stops in order; a second signal skips the waiting.
    ///
    /// # Errors
    /// When the system refuses a thread, or no webhook could be registered for this run.
    pub async fn run(
        self,
        consumers: Consumers,
        stop: &mut mpsc::Receiver<Stop>,
    ) -> Result<Ended, ReceiverError> {
        let mut pipeline = Pipeline::start(self, consumers)?;
        let watchdog = tokio::spawn(service_manager::watchdog());
        let ended = pipeline.first_end(stop).await;
        service_manager::stopping();
        if matches!(ended, Ok(Ended::Stopped(Stop::Terminate))) {
            pipeline.drain(stop).await;
        }
        let is_signal = matches!(ended, Ok(Ended::Stopped(_)));
        if !pipeline.shut_down_in_time(is_signal, stop).await {
            pipeline.cut_off().await;
        }
        pipeline.close().await;
        watchdog.abort();
        match (ended?, pipeline.consumers.missing()) {
            (Ended::Enough, missing) if !missing.is_empty() => Ok(Ended::Missed(missing)),
            (ended, _) => Ok(ended),
        }
    }
}

/// The running parts.
struct Pipeline {
    terminal: Terminal,
    drain: Duration,
    journal: Journal,
    server: RunningServer,
    consumers: RunningConsumers,
    printer: RunningPrinter,
    registration: RunningRegistration,
    admin: Option<JoinHandle<()>>,
}

impl Pipeline {
    /// Starts all parts, the server last, so that nothing is acknowledged before its consumers follow.
    fn start(bound: BoundReceiver, consumers: Consumers) -> Result<Pipeline, ReceiverError> {
        let BoundReceiver {
            settings,
            listener,
            journal,
            url,
            admin,
        } = bound;
        let terminal = settings.terminal;
        let counts = Arc::new(Counts::default());
        let (probe, plan, preview) = (consumers.probe(), consumers.plan(), consumers.preview());
        let (admin, admin_url) = admin.unzip();
        announce(&settings, (&url, admin_url.as_deref()), &consumers);
        let drain = settings.drain;
        let targets = consumers.targets();
        let (consumers, registration) = consumers.start(&journal, terminal)?;
        let printer = PrinterSettings {
            output: settings.output,
            events: settings.events,
            exit_after: settings.exit_after,
            targets,
            backlogs: consumers.backlogs(),
            plan: plan.clone(),
            preview,
        };
        let ready = ready_line(&url, settings.inspect.as_deref(), admin_url.as_deref());
        let printer = printer.start(&journal, &ready, counts.clone(), terminal)?;
        let (intake, phase) = watch::channel(Phase::Open);
        let pages = AdminPages {
            phase: phase.clone(),
            counts: counts.clone(),
            journal: journal.clone(),
            backlogs: consumers.backlogs(),
        };
        let answer = move |page| pages.answer(page);
        let admin = admin.map(|listener| tokio::spawn(admin::serve(listener, answer)));
        let server = http::HttpServer {
            settings: settings.server,
            probe,
            plan,
            journal: journal.clone(),
            counts,
            terminal,
        };
        service_manager::ready(&url);
        Ok(Pipeline {
            terminal,
            drain,
            journal,
            server: RunningServer {
                task: tokio::spawn(server.serve(listener, phase)),
                intake,
            },
            consumers,
            printer,
            registration,
            admin,
        })
    }

    /// Waits for the first reason to end.
    async fn first_end(&mut self, stop: &mut mpsc::Receiver<Stop>) -> Result<Ended, ReceiverError> {
        tokio::select! {
            signal = stop.recv() => Ok(signal.map_or(Ended::Enough, Ended::Stopped)),
            signal = self.printer.signal() => Ok(match signal {
                PrinterSignal::Enough => Ended::Enough,
                _ => Ended::OutputClosed,
            }),
            missing = self.consumers.expectation() => Ok(match missing.is_empty() {
                true => Ended::Enough,
                false => Ended::Missed(missing),
            }),
            error = self.registration.failed() => Err(error.into()),
        }
    }

    /// Waits while load balancers notice that this receiver is not ready any more; a further signal ends the wait.
    async fn drain(&self, stop: &mut mpsc::Receiver<Stop>) {
        if self.drain.is_zero() {
            return;
        }
        let _ = self.server.intake.send(Phase::Draining);
        self.terminal.note(&format!(
            "stopping: not ready any more; events are still accepted for {} s",
            self.drain.as_secs_f64()
        ));
        tokio::select! {
            () = sleep(self.drain) => {}
            _ = stop.recv() => {}
        }
    }

    /// The ordered shutdown, one step after the other. The webhook is removed meanwhile.
    async fn shut_down(&mut self) {
        let Pipeline {
            journal,
            server,
            consumers,
            printer,
            registration,
            ..
        } = self;
        server.stop_accepting();
        let drain = async {
            server.answer_open_requests().await;
            journal.close_intake();
            consumers.decide_expectation().await;
            consumers.finish().await;
            journal.finish();
            printer.finish().await;
        };
        tokio::join!(registration.end(), drain);
    }

    /// Runs [`Pipeline::shut_down`] until it is done, its timeout expires, or another signal
    /// arrives. Returns whether it is done.
    async fn shut_down_in_time(
        &mut self,
        is_signal: bool,
        stop: &mut mpsc::Receiver<Stop>,
    ) -> bool {
        let report = report_waiting(self.terminal, &self.consumers, is_signal);
        let second_signal = async {
            // A dropped sender is the first reason to end, not a second signal.
            if stop.recv().await.is_none() {
                pending().await
            }
        };
        tokio::select! {
            ended = timeout(STOP_DEADLINE, self.shut_down()) => ended.is_ok(),
            () = second_signal => false,
            () = report => false,
        }
    }

    /// The timeout expired. The journal contains the open work; the last lines report it.
    async fn cut_off(&mut self) {
        self.server.task.abort();
        self.consumers.abort();
        self.journal.close_intake();
        self.journal.finish();
        let last = async {
            tokio::join!(self.consumers.decide_expectation(), self.printer.finish());
        };
        let _ = timeout(LAST_LINES_DEADLINE, last).await;
        self.registration.warn_if_left();
    }

    async fn close(&mut self) {
        let _ = timeout(CLOSE_DEADLINE, self.journal.close()).await;
        self.admin.iter().for_each(JoinHandle::abort);
    }
}

/// Tells a person where the receiver listens, where it forwards to, and how to register it. Programs read the
/// ready line instead.
fn announce(
    settings: &ReceiverSettings,
    (url, admin): (&str, Option<&str>),
    consumers: &Consumers,
) {
    if matches!(settings.output, Output::Json { .. }) {
        return;
    }
    let note = |text: &str| settings.terminal.note(text);
    note(&format!("Listening on {url}"));
    if let Some(link) = &settings.inspect {
        note(&format!("Inspect on {link}"));
    }
    if let Some(url) = admin {
        note(&format!(
            "Health and metrics on {url}/healthz, /readyz, /metrics"
        ));
    }
    for target in consumers.targets() {
        note(&format!("Forwarding to {}", sanitize(&target.argument())));
    }
    if consumers.register.is_none() && settings.hints_at_registering {
        note(
            "To receive real calls, name a public URL that leads here: chirp listen --register <PUBLIC_URL>",
        );
    }
}

/// Reports what the shutdown waits for when that takes long. Never resolves.
fn report_waiting(
    terminal: Terminal,
    consumers: &RunningConsumers,
    is_signal: bool,
) -> impl Future<Output = ()> + use<> {
    let backlogs = consumers.backlogs();
    async move {
        sleep(SILENCE).await;
        let forwards = backlogs.iter().filter_map(|backlog| backlog.in_flight());
        let forwards: Vec<String> = forwards.collect();
        let what = match forwards.is_empty() {
            true => "work in progress".to_owned(),
            false => forwards.join(", "),
        };
        let seconds = STOP_DEADLINE.as_secs();
        let again = if is_signal { " again" } else { "" };
        terminal.note(&format!(
            "stopping: waiting up to {seconds} s for {what}; press Ctrl-C{again} to stop now"
        ));
        pending().await
    }
}

/// The HTTP server at work.
struct RunningServer {
    task: JoinHandle<()>,
    intake: watch::Sender<Phase>,
}

impl RunningServer {
    fn stop_accepting(&self) {
        let _ = self.intake.send(Phase::Closed);
    }

    async fn answer_open_requests(&mut self) {
        let _ = (&mut self.task).await;
    }
}

/// What the admin server reports.
struct AdminPages {
    phase: watch::Receiver<Phase>,
    counts: Arc<Counts>,
    journal: Journal,
    backlogs: Vec<Arc<Backlog>>,
}

impl AdminPages {
    fn answer(&self, page: Page) -> Result<String, String> {
        let is_open = *self.phase.borrow() == Phase::Open;
        let is_ready = is_open && self.journal.is_writable();
        let (counts, journal, backlogs) = (&self.counts, &self.journal, &self.backlogs);
        match page {
            Page::Metrics => Ok(metrics::of_receiver(counts, journal, backlogs, is_ready).finish()),
            Page::Ready if is_ready => Ok("ready\n".to_owned()),
            Page::Ready if is_open => Err("the journal cannot be written\n".to_owned()),
            Page::Ready => Err("stopping\n".to_owned()),
        }
    }
}
