//! The API on this machine: every endpoint of the spec, calls that live, webhooks really posted.
//!
//! `bind` takes plain settings and a port; `Bound::run` serves until a future ends. It prints nothing
//! and reads no environment, so that commands and tests can hold it inside their own process.

mod delivery;
mod engine;
mod error;
mod http;
pub mod scenario;
mod state;

use std::future::Future;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;
use tokio::time::Instant;
use url::Url;

use crate::clock::Clock;
use crate::http::Clients;
use delivery::post::post;
use http::keys::Keys;
use http::server;
use state::SandboxState;
use state::data_file::DataFile;

pub use engine::faults::Faults;
pub use engine::remote_party::{MAGIC_NUMBERS, MagicNumber};
pub use engine::speed::Speed;
pub use error::SandboxError;

/// The app of the sandbox, always the same, so that examples can be copied.
pub const APP_ID: &str = "app_test_2DbBs7GWhGvVNJGrDXr5RG0mBWI";
/// The numbers of the app unless others are set; the first is that of the vendor's samples.
pub const NUMBERS: [&str; 2] = ["+15551234567", "+15551234568"];
/// Posts under way at once; more wait.
const MOST_POSTS: usize = 256;
/// Connections served at once; further ones wait to be accepted, so that a flood costs no memory.
const MOST_CONNECTIONS: usize = 1_024;

/// How a sandbox is to be.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where to listen; port 0 takes a free one.
    pub address: SocketAddr,
    /// Where others reach it, for the URLs of files; `None`: where it listens.
    pub public_url: Option<Url>,
    /// How fast calls live.
    pub speed: Speed,
    /// Where ids and faults are drawn from; `None`: a random one.
    pub seed: Option<u64>,
    /// What goes wrong.
    pub faults: Faults,
    /// The app's numbers, E.164.
    pub numbers: Vec<String>,
    /// Whether the documented rate limits hold.
    pub rate_limits: bool,
    /// Where the store is kept across restarts; `None`: nowhere.
    pub data: Option<PathBuf>,
    /// The time.
    pub clock: Clock,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 4010)),
            public_url: None,
            speed: Speed::REAL,
            seed: None,
            faults: Faults::default(),
            numbers: NUMBERS.map(str::to_owned).to_vec(),
            rate_limits: true,
            data: None,
            clock: Clock::System,
        }
    }
}

/// What handlers and the runner have in common; cheap to copy.
#[derive(Clone, Debug)]
pub(crate) struct Shared(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    world: Mutex<SandboxState>,
    wake: Notify,
    keys: Keys,
}

impl Shared {
    /// The world, locked. Never held across an await.
    pub(crate) fn world(&self) -> MutexGuard<'_, SandboxState> {
        self.0.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells the runner that there is something to do.
    pub(crate) fn wake(&self) {
        self.0.wake.notify_one();
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.0.keys
    }
}

/// A sandbox that has its port and does not serve yet.
#[derive(Debug)]
pub struct Bound {
    /// Base URL, such as `http://127.0.0.1:4010`.
    pub url: String,
    /// The app key.
    pub api_key: String,
    /// The admin key.
    pub admin_key: String,
    /// The seed in use.
    pub seed: u64,
    listener: TcpListener,
    shared: Shared,
    data: Option<DataFile>,
}

/// Takes the port.
///
/// # Errors
/// When the port is in use or cannot be bound, or the data file cannot be used.
pub async fn bind(settings: Settings) -> Result<Bound, SandboxError> {
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
    // An address that means "any" is no address to connect to.
    let shown = match bound.ip().is_unspecified() {
        true => SocketAddr::from((Ipv4Addr::LOCALHOST, bound.port())),
        false => bound,
    };
    let url = format!("http://{shown}");
    let seed = settings.seed.unwrap_or_else(random_seed);
    let keys = Keys::new(bound);
    let now = Instant::now();
    let public = settings.public_url.as_ref().map(Url::as_str);
    let base = public.map_or(url.as_str(), |url| url.trim_end_matches('/'));
    let mut world = SandboxState::new(&settings, seed, base.to_owned(), now);
    let data = settings.data.as_deref().map(DataFile::open).transpose()?;
    if let Some(data) = &data {
        data.load(&mut world, now)?;
        world.resume_deliveries(now);
    }
    Ok(Bound {
        url,
        api_key: keys.app.clone(),
        admin_key: keys.admin.clone(),
        seed,
        listener,
        data,
        shared: Shared(Arc::new(Inner {
            world: Mutex::new(world),
            wake: Notify::new(),
            keys,
        })),
    })
}

fn random_seed() -> u64 {
    let random = ring::rand::SystemRandom::new();
    match ring::rand::generate::<[u8; 8]>(&random) {
        Ok(bytes) => u64::from_be_bytes(bytes.expose()),
        Err(_) => fastrand::u64(..),
    }
}

impl Bound {
    /// Whether only this machine can reach it.
    pub fn is_loopback(&self) -> bool {
        let bound = self.listener.local_addr();
        bound.is_ok_and(|address| address.ip().is_loopback())
    }

    /// Serves, moves time on and posts, until `stop` ends; then requests under way get a second. Gives
    /// how many deliveries are gone with it: those still pending, unless a data file keeps them.
    ///
    /// # Errors
    /// When the data file cannot be written.
    pub async fn run(mut self, stop: impl Future<Output = ()>) -> Result<usize, SandboxError> {
        let router = server::router(self.shared.clone());
        let (ended, ending) = watch::channel(());
        let clients = Arc::new(Clients::default());
        let (mut connections, mut posts) = (JoinSet::new(), JoinSet::new());
        let mut stop = pin!(stop);
        loop {
            let next = self.advance(&clients, &mut posts)?;
            tokio::select! {
                () = &mut stop => break,
                accepted = self.listener.accept(), if connections.len() < MOST_CONNECTIONS => match accepted {
                    Ok((stream, peer)) => {
                        let mut ending = ending.clone();
                        let stop = async move { let _ = ending.changed().await; };
                        let serve = server::serve(stream, peer, self.shared.clone(), router.clone(), stop);
                        connections.spawn(serve);
                    }
                    // Out of descriptors: wait for some to be given back instead of spinning.
                    Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
                },
                () = until(next) => {}
                () = self.shared.0.wake.notified() => {}
                Some(_) = posts.join_next() => {}
                Some(_) = connections.join_next() => {}
            }
        }
        drop(self.listener);
        let _ = ended.send(());
        while connections.join_next().await.is_some() {}
        let mut world = self.shared.world();
        world.save(&mut self.data)?;
        Ok(match self.data {
            Some(_) => 0,
            None => world.pending_deliveries(),
        })
    }

    /// Does what is due, sets posts on their way, and gives the next moment to look again.
    fn advance(
        &mut self,
        clients: &Arc<Clients>,
        posts: &mut JoinSet<()>,
    ) -> Result<Option<Instant>, SandboxError> {
        let mut world = self.shared.world();
        world.tick(Instant::now());
        while posts.len() < MOST_POSTS
            && let Some(letter) = world.take_request()
        {
            let (clients, shared) = (clients.clone(), self.shared.clone());
            posts.spawn(async move {
                let outcome = post(&clients, &letter).await;
                let now = Instant::now();
                shared.world().attempted(&letter.delivery, &outcome, now);
            });
        }
        world.save(&mut self.data)?;
        Ok(world.agenda.next())
    }
}

async fn until(moment: Option<Instant>) {
    match moment {
        Some(moment) => tokio::time::sleep_until(moment).await,
        None => std::future::pending().await,
    }
}
