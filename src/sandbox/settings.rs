//! The settings of a sandbox and its constants.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use url::Url;

use crate::clock::Clock;
use crate::clock::Speed;
use crate::sandbox::delivery::log_line::LogSender;
use crate::sandbox::engine::faults::Faults;

/// The id of the sandbox's app. It never changes, so that examples can be copied.
pub const APP_ID: &str = "app_test_2DbBs7GWhGvVNJGrDXr5RG0mBWI";
/// The default numbers of the app. The first one is in the vendor's samples.
pub const NUMBERS: [&str; 2] = ["+15551234567", "+15551234568"];

/// The settings of a sandbox.
#[derive(Clone, Debug)]
pub struct SandboxSettings {
    /// The address to listen on; port 0 picks a free port.
    pub address: SocketAddr,
    /// The base URL under which others reach the sandbox; `None` means `address`. File URLs start with it.
    pub public_url: Option<Url>,
    /// Host names, besides loopback names, under which requests are accepted.
    pub allowed_hosts: Vec<String>,
    /// Origins whose web pages may use the sandbox, such as `http://localhost:5173`.
    pub allowed_origins: Vec<String>,
    /// How fast call time passes.
    pub speed: Speed,
    /// The seed of ids and faults; `None` picks a random one.
    pub seed: Option<u64>,
    /// Which faults to inject, and how often.
    pub faults: Faults,
    /// The app's numbers in E.164 form.
    pub numbers: Vec<String>,
    /// Whether the documented rate limits apply.
    pub rate_limits: bool,
    /// The file that keeps the state across restarts; `None` keeps nothing.
    pub data: Option<PathBuf>,
    /// The source of the current time.
    pub clock: Clock,
    /// Receives a line for each request and each delivery attempt.
    pub log: Option<LogSender>,
}

impl Default for SandboxSettings {
    fn default() -> Self {
        Self {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 4010)),
            public_url: None,
            allowed_hosts: Vec::new(),
            allowed_origins: Vec::new(),
            speed: Speed::REAL,
            seed: None,
            faults: Faults::default(),
            numbers: NUMBERS.map(str::to_owned).to_vec(),
            rate_limits: true,
            data: None,
            clock: Clock::System,
            log: None,
        }
    }
}
