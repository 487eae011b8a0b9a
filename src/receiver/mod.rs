//! The local receiver: takes webhooks, records them, and lets stages hand them on.
//!
//! Acknowledge, then act: the sender's answer depends on nothing but the record being safe. The
//! order of the stop is here: stop intake, drain, let the stages reach the last entry, close.

pub mod checks;
pub mod consumers;
pub mod counts;
pub mod delivery;
mod http;
pub mod journal;
pub mod probe;
pub mod registration;
pub mod rules;
mod stop;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;

use crate::clock::Clock;
use crate::http::webhook_sender::PostError;
use crate::receiver::registration::RegistrationError;
use crate::shutdown::Stop;
use crate::terminal::Terminal;

pub use consumers::Consumers;
pub use consumers::printer::Output;
pub use counts::Counts;
pub use http::{ServerSettings, Tls};
pub use journal::{Journal, JournalError};

use consumers::forward::backlog::Backlog;
use consumers::printer::{Notice, Printer, Recent};
use consumers::respond::Plan;
use consumers::shown::Shown;
use consumers::unanswered::Unanswered;
use stop::{CLOSE_DEADLINE, cut_off, first_end, in_time, last_lines, say_waiting};

/// The name under which the journal keeps how far the printer has come.
const PRINTER: &str = "printer";

/// Why the receiver cannot run.
#[derive(Debug, thiserror::Error)]
pub enum ReceiverError {
    /// Somebody listens there already.
    #[error("port {} is in use on {}", address.port(), address.ip())]
    PortInUse {
        /// Where.
        address: SocketAddr,
    },
    /// The address cannot be bound for another reason.
    #[error("cannot listen on {address}: {problem}")]
    Bind {
        /// Where.
        address: SocketAddr,
        /// The system's words.
        problem: io::Error,
    },
    /// The journal cannot be used.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// Recordings and voicemails cannot be saved there.
    #[error("cannot save media in {}: {problem}", dir.display())]
    Media {
        /// Where.
        dir: PathBuf,
        /// The system's words.
        problem: String,
    },
    /// The system refuses a thread.
    #[error("cannot start: {0}")]
    Start(io::Error),
    /// The secret cannot be sent to a forward target.
    #[error(transparent)]
    Forward(#[from] PostError),
    /// There is no webhook for this run.
    #[error(transparent)]
    Lease(#[from] RegistrationError),
}

/// What to receive and what to do with it.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the journal lies.
    pub state_dir: PathBuf,
    /// Where to listen and whom to let in.
    pub server: ServerSettings,
    /// What is shown on stdout.
    pub output: Output,
    /// Globs of event names to show; empty means all.
    pub events: Vec<String>,
    /// Stop after so many events were shown.
    pub exit_after: Option<u64>,
    /// The journal's size in bytes beyond which old entries are forgotten; `None` keeps all.
    pub journal_size: Option<u64>,
    /// The streams.
    pub terminal: Terminal,
}

/// Why the receiver ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// A signal asked for it.
    Stopped(Stop),
    /// It has done what it was asked for.
    Enough,
    /// Nobody reads stdout any more.
    OutputClosed,
    /// What was expected did not come: these.
    Missed(Vec<String>),
}

/// A receiver with its socket bound and its journal open, not yet answering.
#[derive(Debug)]
pub struct Bound {
    settings: Settings,
    listener: TcpListener,
    journal: Journal,
    url: String,
}

/// Opens the journal and binds the socket.
///
/// # Errors
/// When another listener owns the journal, it can never be kept there, or the port is taken.
pub async fn bind(settings: Settings) -> Result<Bound, ReceiverError> {
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
    Ok(Bound {
        settings,
        listener,
        journal,
        url,
    })
}

impl Bound {
    /// Where events can be posted to from this machine.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The open journal.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// Receives until `stop` brings a signal or its sender is dropped, or `stages` have what they were
    /// asked for, then stops in order; a second signal skips the waiting.
    ///
    /// # Errors
    /// When the system refuses a thread, or there is no webhook for this run.
    pub async fn run(
        self,
        stages: Consumers,
        stop: &mut mpsc::Receiver<Stop>,
    ) -> Result<Ended, ReceiverError> {
        let counts = Arc::new(Counts::default());
        let giving_up = Arc::new(AtomicBool::new(false));
        let (probe, plan, preview) = (stages.probe(), stages.plan(), stages.preview());
        let mut stages = stages.start(&self.journal, self.settings.terminal)?;
        let backlogs = stages.backlogs();
        let mut notices = self.start_printer(
            counts.clone(),
            (backlogs.clone(), preview),
            giving_up.clone(),
        )?;
        let (stop_intake, intake_stops) = watch::channel(false);
        let server = http::serve(
            self.listener,
            (self.settings.server, probe, plan),
            self.journal.clone(),
            (counts, self.settings.terminal),
            intake_stops,
        );
        let mut server = tokio::spawn(server);

        let mut ended = first_end(stop, &mut notices, &mut stages).await;
        let _ = stop_intake.send(true);
        let (journal, mut leased) = (&self.journal, stages.leased());
        let orderly = async {
            let lease = stages.end_lease().await;
            leased = lease.as_ref().map(registration::Lease::shown);
            let unregister = async {
                if let Some(lease) = lease {
                    lease.end().await
                }
                leased = None;
            };
            let drain = async {
                let _ = (&mut server).await;
                journal.close_intake();
                stages.judge().await;
                stages.finish().await;
                journal.finish();
                giving_up.store(true, Ordering::Relaxed);
                last_lines(&mut notices).await;
            };
            tokio::join!(unregister, drain);
        };
        let signalled = matches!(ended, Ok(Ended::Stopped(_)));
        let said = say_waiting(self.settings.terminal, &backlogs, signalled);
        let is_orderly = in_time(orderly, said, stop).await;
        server.abort();
        if !is_orderly {
            cut_off(journal, &giving_up, &mut notices, &mut stages).await;
        }
        if let Some(webhook) = leased {
            registration::say_left(&self.settings.terminal, &webhook, "no time was left");
        }
        let _ = timeout(CLOSE_DEADLINE, journal.close()).await;
        let missing = stages.missing();
        if matches!(ended, Ok(Ended::Enough)) && !missing.is_empty() {
            ended = Ok(Ended::Missed(missing));
        }
        ended
    }

    fn start_printer(
        &self,
        counts: Arc<Counts>,
        (backlogs, preview): (Vec<Arc<Backlog>>, Option<Plan>),
        giving_up: Arc<AtomicBool>,
    ) -> Result<mpsc::UnboundedReceiver<Notice>, ReceiverError> {
        let (notices, received) = mpsc::unbounded_channel();
        let shown = Shown::open(&self.journal, PRINTER, self.settings.terminal);
        let ready = match &self.settings.output {
            Output::Json { .. } => {
                let url = serde_json::Value::from(self.url.as_str());
                let pid = std::process::id();
                Some(format!(
                    "{{\"type\":\"ready\",\"url\":{url},\"pid\":{pid}}}"
                ))
            }
            Output::Human { .. } => {
                let text = format!("Listening on {}", self.url);
                self.settings.terminal.note(&text);
                None
            }
        };
        let printer = Printer {
            follower: self.journal.follow_to_the_end(PRINTER),
            output: self.settings.output.clone(),
            terminal: self.settings.terminal,
            clock: Clock::System,
            only: self.settings.events.clone(),
            exit_after: self.settings.exit_after,
            counts,
            backlogs,
            notices,
            giving_up,
            ringing: Unanswered::default(),
            recent: Recent::default(),
            preview,
            text: String::new(),
            shown,
            clock_drawn: false,
        };
        printer.start(ready).map_err(ReceiverError::Start)?;
        Ok(received)
    }
}
