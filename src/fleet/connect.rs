//! One connection to the shared journal, and how another is made after it broke.
//!
//! A statement that takes too long is never cancelled: under synchronous replication a cancelled commit reports
//! success without being replicated. The connection is dropped instead, and the outcome counts as unknown.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{AsyncMessage, Client, Row};

use crate::fleet::tls::Tls;
use crate::fleet::{Address, FleetError, schema};

/// For the connection and the login at one host. A host that is frozen accepts connections and never speaks.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// A statement's values, each with its type: no named statement is prepared, since poolers lose them.
pub(crate) type Values<'a> = &'a [(&'a (dyn ToSql + Sync), Type)];

/// An open connection to the primary.
pub(crate) struct Link {
    client: Client,
    /// The server warned about a commit: it may not be replicated.
    warned: Arc<AtomicBool>,
    driver: JoinHandle<()>,
    /// Wake-ups of `LISTEN`; `true` when partitions were given back.
    pub(crate) notifications: mpsc::Receiver<bool>,
    /// The host that answered, for where to begin the next time.
    pub(crate) host: usize,
}

impl Drop for Link {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

impl Link {
    /// Connects to the first host from number `first` on that is a primary.
    pub(crate) async fn open(address: &Address, first: usize) -> Result<Link, FleetError> {
        let mut problem = None;
        for at in 0..address.hosts.len() {
            let at = (first + at) % address.hosts.len();
            match timeout(CONNECT_TIMEOUT, login(address, at)).await {
                Ok(Ok(link)) => return Ok(link),
                Ok(Err(error @ FleetError::OldServer(_))) => return Err(error),
                Ok(Err(error)) => {
                    // A wrong password is more worth telling than a standby that was tried after it.
                    let is_final = problem
                        .as_ref()
                        .is_some_and(|old: &FleetError| !old.may_pass());
                    if !is_final {
                        problem = Some(error);
                    }
                }
                Err(_) => {
                    problem.get_or_insert_with(|| unreachable(address, "no answer within 2 s"));
                }
            }
        }
        Err(problem.unwrap_or_else(|| unreachable(address, "no host answered")))
    }

    /// Connects as [`Link::open`] does and checks the version of the schema.
    pub(crate) async fn open_checked(address: &Address, first: usize) -> Result<Link, FleetError> {
        let mut link = Link::open(address, first).await?;
        schema::check(&mut link).await?;
        Ok(link)
    }

    /// Runs a statement within `limit`. After an error other than [`FleetError::Refused`] the link must be dropped.
    pub(crate) async fn call(
        &mut self,
        statement: &str,
        values: Values<'_>,
        limit: Duration,
    ) -> Result<Vec<Row>, FleetError> {
        let answered = timeout(limit, self.client.query_typed(statement, values)).await;
        let rows = match answered {
            Ok(rows) => rows.map_err(|error| failure(&error))?,
            Err(_) => {
                let seconds = limit.as_secs_f64();
                return Err(FleetError::Broken(format!("no answer within {seconds} s")));
            }
        };
        match self.warned.swap(false, Ordering::Relaxed) {
            true => Err(FleetError::Broken(
                "a commit was not confirmed by the standby".to_owned(),
            )),
            false => Ok(rows),
        }
    }

    /// Runs a script of several statements in one transaction.
    pub(crate) async fn script(&mut self, script: &str) -> Result<(), FleetError> {
        let script = format!("BEGIN;\n{script}\nCOMMIT;");
        let done = self.client.batch_execute(&script).await;
        done.map_err(|error| failure(&error))
    }

    /// Whether the connection is gone.
    pub(crate) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }
}

async fn login(address: &Address, at: usize) -> Result<Link, FleetError> {
    let (host, tls) = (&address.hosts[at], tls(address)?);
    let config = address.config(host);
    let connected = config.connect(tls).await;
    let (client, mut connection) = connected.map_err(|error| match failure(&error) {
        FleetError::Broken(problem) => unreachable(address, &problem),
        refused => refused,
    })?;
    let warned = Arc::new(AtomicBool::new(false));
    let (wake, notifications) = mpsc::channel(16);
    let noticed = warned.clone();
    let driver = tokio::spawn(async move {
        while let Some(message) =
            std::future::poll_fn(|context| connection.poll_message(context)).await
        {
            match message {
                Ok(AsyncMessage::Notification(notification)) => {
                    let _ = wake.try_send(notification.channel() == "chirp_leases");
                }
                // "canceling the wait for synchronous replication" and its like come as warnings.
                Ok(AsyncMessage::Notice(notice)) if notice.severity() == "WARNING" => {
                    noticed.store(true, Ordering::Relaxed);
                }
                Ok(_) => {}
                Err(_) => break,
            }
        }
    });
    let mut link = Link {
        client,
        warned,
        driver,
        notifications,
        host: at,
    };
    let question = "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on', \
                    current_setting('server_version_num')::int";
    let rows = link.call(question, &[], CONNECT_TIMEOUT).await?;
    let row = rows
        .first()
        .ok_or_else(|| unreachable(address, "an empty answer"))?;
    let (read_only, version): (bool, i32) = (row.get(0), row.get(1));
    match (read_only, version) {
        (_, version) if version < 140_000 => Err(FleetError::OldServer(version / 10_000)),
        (true, _) => Err(unreachable(address, "the host is a standby or read-only")),
        _ => Ok(link),
    }
}

fn tls(address: &Address) -> Result<Tls, FleetError> {
    let config = crate::http::tls_client(address.roots.as_deref());
    let config = config.map_err(|problem| FleetError::Address {
        message: format!("sslrootcert: {problem}"),
        hint: "name a PEM file with the certificate of the authority".to_owned(),
    })?;
    Ok(Tls(Arc::new(config)))
}

fn unreachable(address: &Address, problem: &str) -> FleetError {
    FleetError::Connect {
        place: address.to_string(),
        problem: problem.to_owned(),
    }
}

/// The library's error in our terms.
pub(crate) fn failure(error: &tokio_postgres::Error) -> FleetError {
    if let Some(refused) = error.as_db_error() {
        let code = refused.code().code().to_owned();
        // An administrator or a crash ended the session (class 57P), or the server is full (53).
        return match code.starts_with("57P") || code.starts_with("53") {
            true => FleetError::Broken(refused.message().to_owned()),
            false => FleetError::Refused {
                message: refused.message().to_owned(),
                code,
            },
        };
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    FleetError::Broken(cause.to_string())
}
