//! `chirp inspect`: the journal in a browser, and its API for tests.
//!
//! A plain reader of the journal with a socket of its own: the receiver neither knows nor waits for it.

mod auth;
mod calls;
mod commands;
mod entries;
mod live;
mod media;
mod page;
mod reply;
mod server;
mod session;
mod store;
mod stream;
mod view;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use tokio::net::TcpListener;

use crate::api::Client;
use crate::api::client::Limits;
use crate::secret::Secret;

use auth::Gate;
use live::Live;
use store::Store;

/// The settings of the server.
pub struct Settings {
    /// The folder of the journal.
    pub state_dir: PathBuf,
    /// The port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// Whether sending is disabled, both commands and replays.
    pub read_only: bool,
    /// The API, when there is a key for it.
    pub api: Option<Client>,
    /// The control API of a sandbox, when the API is on this machine.
    pub sandbox: Option<Client>,
    /// Limits of downloads and replays.
    pub limits: Limits,
    /// Header and value of the webhook secret, for replays.
    pub secret: Option<(String, Secret)>,
}

/// The reason why the server cannot start.
#[derive(Debug, thiserror::Error)]
pub enum InspectError {
    /// The address cannot be bound.
    #[error("cannot listen on {address}: {problem}")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// The system's error.
        problem: std::io::Error,
    },
}

/// The state that all handlers share.
pub(crate) struct Shared {
    gate: Gate,
    store: Store,
    live: Live,
    media: media::Cache,
    settings: Settings,
    /// The newest entry when the server started.
    first_head: i64,
}

/// A server that is bound and does not answer yet.
pub struct Bound {
    listener: TcpListener,
    shared: Arc<Shared>,
    link: String,
}

/// Binds the socket and generates the token.
///
/// # Errors
/// When the address is in use.
pub async fn bind(settings: Settings) -> Result<Bound, InspectError> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, settings.port));
    let failed = |problem| InspectError::Bind { address, problem };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let port = listener.local_addr().map_err(failed)?.port();
    let token = session::token();
    let link = format!("http://127.0.0.1:{port}/?token={token}");
    let key = session::key(&settings.state_dir);
    let store = Store::new(settings.state_dir.clone());
    let first_head = store.head().await;
    let shared = Shared {
        gate: Gate::new(port, Secret::new(token), &key),
        live: Live::new(&settings),
        media: media::Cache::default(),
        store,
        settings,
        first_head,
    };
    Ok(Bound {
        listener,
        shared: Arc::new(shared),
        link,
    })
}

impl Bound {
    /// The link to open: its token works once, in this run.
    pub fn link(&self) -> &str {
        &self.link
    }

    /// Serves until `stop` resolves.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        server::serve(self.listener, self.shared, stop).await;
    }
}
