//! Binds the port, serves connections, lets time pass, and sends webhooks.

use std::future::Future;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::http::Clients;
use crate::sandbox::delivery::log_line::LogLine;
use crate::sandbox::delivery::post::{self, OutboundRequest};
use crate::sandbox::engine::rng::random_seed;
use crate::sandbox::error::SandboxError;
use crate::sandbox::http::access::AccessPolicy;
use crate::sandbox::http::connection;
use crate::sandbox::http::keys::SandboxKeys;
use crate::sandbox::http::router::router;
use crate::sandbox::http::shared::SharedState;
use crate::sandbox::settings::SandboxSettings;
use crate::sandbox::state::data_file::DataFile;
use crate::sandbox::state::sandbox_state::SandboxState;

/// Webhook requests under way at once; further ones wait.
const MAX_POSTS: usize = 256;
/// Connections served at once; further ones wait to be accepted, so that a flood costs no memory.
const MAX_CONNECTIONS: usize = 1_024;
/// The pause after a failed accept, such as one without a free file descriptor.
const ACCEPT_PAUSE: Duration = Duration::from_millis(20);

/// A sandbox that has its port and does not serve yet.
#[derive(Debug)]
pub struct BoundSandbox {
    /// Base URL, such as `http://127.0.0.1:4010`.
    pub url: String,
    /// The app key.
    pub api_key: String,
    /// The admin key.
    pub admin_key: String,
    /// The seed of ids and faults.
    pub seed: u64,
    listener: TcpListener,
    shared: SharedState,
    data: Option<DataFile>,
}

/// Binds the port.
///
/// # Errors
/// When the port is in use or cannot be bound, or the data file cannot be used.
pub async fn bind(settings: SandboxSettings) -> Result<BoundSandbox, SandboxError> {
    let address = settings.address;
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| match error.kind() {
            ErrorKind::AddrInUse => SandboxError::PortInUse(address),
            _ => SandboxError::Bind {
                address,
                problem: error.to_string(),
            },
        })?;
    let bound = listener.local_addr().unwrap_or(address);
    // Nobody can connect to an unspecified address.
    let shown = match bound.ip().is_unspecified() {
        true => SocketAddr::from((Ipv4Addr::LOCALHOST, bound.port())),
        false => bound,
    };
    let seed = settings.seed.unwrap_or_else(random_seed);
    let keys = SandboxKeys::new(bound);
    let now = Instant::now();
    let mut state = SandboxState::new(&settings, seed, shown, now);
    let data = settings.data.as_deref().map(DataFile::open).transpose()?;
    if let Some(data) = &data {
        data.load(&mut state, now)?;
        state.resume_deliveries(now);
    }
    Ok(BoundSandbox {
        url: format!("http://{shown}"),
        api_key: keys.app.clone(),
        admin_key: keys.admin.clone(),
        seed,
        listener,
        data,
        shared: SharedState::new(
            state,
            keys,
            AccessPolicy::new(&settings, bound),
            settings.log.clone(),
        ),
    })
}

impl BoundSandbox {
    /// Returns whether only this machine can reach the sandbox.
    pub fn is_loopback(&self) -> bool {
        let bound = self.listener.local_addr();
        bound.is_ok_and(|address| address.ip().is_loopback())
    }

    /// Serves until `stop` resolves; requests under way then get a second. Returns the number of pending deliveries
    /// that are lost, which is 0 with a data file.
    ///
    /// # Errors
    /// When the data file cannot be written.
    pub async fn run(mut self, stop: impl Future<Output = ()>) -> Result<usize, SandboxError> {
        let router = router(self.shared.clone());
        let (stop_connections, stopping) = watch::channel(());
        let clients = Arc::new(Clients::default());
        let (mut connections, mut posts) = (JoinSet::new(), JoinSet::new());
        let mut stop = pin!(stop);
        loop {
            let next = self.advance(&clients, &mut posts)?;
            tokio::select! {
                () = &mut stop => break,
                accepted = self.listener.accept(), if connections.len() < MAX_CONNECTIONS => match accepted {
                    Ok((stream, peer)) => {
                        let mut stopping = stopping.clone();
                        let stop = async move { let _ = stopping.changed().await; };
                        let serve = connection::serve(stream, peer, self.shared.clone(), router.clone(), stop);
                        connections.spawn(serve);
                    }
                    Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
                },
                () = sleep_until(next) => {}
                () = self.shared.woken() => {}
                Some(_) = posts.join_next() => {}
                Some(_) = connections.join_next() => {}
            }
        }
        drop(self.listener);
        let _ = stop_connections.send(());
        while connections.join_next().await.is_some() {}
        let mut state = self.shared.state();
        match &mut self.data {
            None => Ok(state.pending_deliveries()),
            Some(data) => data.save(&mut state).map(|()| 0),
        }
    }

    /// Runs the tasks that are due, sends the requests that are ready, and returns the machine's time of the next task.
    fn advance(
        &mut self,
        clients: &Arc<Clients>,
        posts: &mut JoinSet<()>,
    ) -> Result<Option<Instant>, SandboxError> {
        let mut state = self.shared.state();
        let now = state.now();
        state.tick(now);
        while posts.len() < MAX_POSTS
            && let Some(request) = state.next_request(now)
        {
            posts.spawn(deliver(self.shared.clone(), clients.clone(), request));
        }
        match &mut self.data {
            None => state.discard_changes(),
            Some(data) => data.save(&mut state)?,
        }
        let next = state.scheduler.next();
        Ok(next.and_then(|at| state.clock.machine_time(at)))
    }
}

/// Makes one delivery attempt and records its result.
async fn deliver(shared: SharedState, clients: Arc<Clients>, request: OutboundRequest) {
    let outcome = post::post(&clients, &request).await;
    {
        let mut state = shared.state();
        let now = state.now();
        state.finish_attempt(&request.delivery, &outcome, now);
    }
    shared.wake();
    let no_status = || outcome.error.clone().unwrap_or_default();
    shared.log(LogLine::Delivery {
        event: request.event,
        url: request.url,
        outcome: outcome.status.ok_or_else(no_status),
        took: outcome.latency,
        attempt: request.attempt,
    });
}

async fn sleep_until(moment: Option<Instant>) {
    match moment {
        Some(moment) => tokio::time::sleep_until(moment).await,
        None => std::future::pending().await,
    }
}
