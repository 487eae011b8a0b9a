//! `chirp sandbox`: runs the API and its webhooks on this machine.

mod log;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use tokio::sync::oneshot;
use url::Url;

use crate::api::check;
use crate::cmd::webhook_url;
use crate::context::Context;
use crate::error::Error;
use crate::files;
use crate::render::Format;
use crate::sandbox::{
    self, APP_ID, BoundSandbox, Faults, LogSender, MAGIC_NUMBERS, MagicNumber, NUMBERS,
    SandboxSettings, Speed,
};
use crate::shutdown::Signals;

/// Run the API and its webhooks on this machine: no key, no network
///
/// Example: chirp sandbox --speed 10x
///
/// Prints two lines to paste into another shell. chirp and every other client then use the sandbox; chirp simulate call
/// simulates an inbound call. The app is app_test_2DbBs7GWhGvVNJGrDXr5RG0mBWI, its numbers are +15551234567 and
/// +15551234568. Each request and each delivery is logged to stderr; -q turns the log off. Web pages cannot use the
/// sandbox unless --allow-origin names their origin. docs/sandbox.md describes the control API under /_sandbox/;
/// GET /openapi.json describes the API.
///
/// Assumed, because the vendor does not document it: the durations (ringing 2 s, answer 5 s, processing 2-3 s), the waits
/// between retries (1, 2, 4, 8, 16 s), that a rejected call is busy, which command fits which state, and the configuration
/// of a new app.
#[derive(Debug, Args)]
#[command(after_long_help = magic_numbers())]
pub(crate) struct Sandbox {
    /// Port to listen on; 0 picks a free port
    #[arg(long, default_value_t = 4010)]
    port: u16,
    /// Address to listen on; beyond loopback the keys are random
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    bind: IpAddr,
    /// URL under which others reach the sandbox, such as http://sandbox:4010 in a container; file URLs start with it
    #[arg(long, value_name = "URL", value_parser = base_url)]
    public_url: Option<Url>,
    /// Speed of call time: at 10x the 30 s for a command pass in 3 s
    #[arg(long, default_value_t = Speed::REAL)]
    speed: Speed,
    /// Seed of ids and faults; the same seed repeats the same run
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Inject faults, such as duplicate=0.1,reorder=0.1,delay=2s,drop=0.05,error=0.1,rate-limit
    #[arg(long, value_name = "LIST", default_value_t, hide_default_value = true)]
    fault: Faults,
    /// Number of the app, instead of the two above; can be repeated
    #[arg(long = "number", value_name = "E164", value_parser = number)]
    numbers: Vec<String>,
    /// Apply the documented rate limits (60 and 120 requests a minute), or none
    #[arg(long, value_enum, default_value = "default")]
    rate_limit: RateLimit,
    /// Answer requests for this host name, too (a container, a proxy); can be repeated
    #[arg(long = "allow-host", value_name = "HOST", value_parser = host)]
    allowed_hosts: Vec<String>,
    /// Let web pages of this origin use the sandbox, such as http://localhost:5173; can be repeated
    #[arg(long = "allow-origin", value_name = "ORIGIN", value_parser = origin)]
    allowed_origins: Vec<String>,
    /// Keep webhooks, calls, recordings, voicemails and deliveries in this file across restarts
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// Write the ready object to this file when the port is bound; the file is removed at the end
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,
    /// Stop when stdin is closed, so that the sandbox never outlives the program that started it
    #[arg(long)]
    exit_with_stdin: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum RateLimit {
    Default,
    Off,
}

/// Returns the end of the long help.
fn magic_numbers() -> String {
    let line = |magic: &MagicNumber| format!("\n  {}  {}", magic.number, magic.about);
    let lines: String = MAGIC_NUMBERS.iter().map(line).collect();
    format!(
        "Numbers to dial that select what happens:{lines}\n  any other     answers after 5 s, hangs up 115 s later"
    )
}

/// Reads a host name without a port.
fn host(text: &str) -> Result<String, String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
    match !text.is_empty() && text.chars().all(plain) {
        true => Ok(text.to_owned()),
        false => Err("expected a host name without a port, such as sandbox".into()),
    }
}

/// Reads an origin: scheme, host and port.
fn origin(text: &str) -> Result<String, String> {
    let url = Url::parse(text).ok().filter(Url::has_host);
    url.map(|url| url.origin().ascii_serialization())
        .filter(|origin| origin.eq_ignore_ascii_case(text.trim_end_matches('/')))
        .ok_or_else(|| "expected an origin such as http://localhost:5173".into())
}

fn number(text: &str) -> Result<String, String> {
    check::e164(text).map(|()| text.to_owned())
}

/// Reads a URL that paths can be appended to.
fn base_url(text: &str) -> Result<Url, String> {
    let url = webhook_url(text).map_err(|_| "expected a URL such as http://sandbox:4010")?;
    check::base_url(&url).map(|()| url)
}

impl Sandbox {
    /// Serves until a signal, then ends with its code; with 0 when stdin is closed under `--exit-with-stdin`.
    ///
    /// # Errors
    /// When the port or a file cannot be used.
    pub(crate) async fn run(self, context: &Context) -> Result<(), Error> {
        context.refuse_dry_run("sandbox", "chirp sandbox --help")?;
        let mut signals = Signals::catch();
        let (sender, lines) = LogSender::new();
        let settings = SandboxSettings {
            log: (!context.terminal.is_quiet()).then_some(sender),
            ..self.settings()
        };
        let bound = sandbox::bind(settings).await?;
        let ready = self.ready(&bound);
        if let Some(path) = &self.ready_file {
            write_ready_file(path, &ready)?;
        }
        let announced = self.announce(context, &bound, &ready);
        let mut stop = None;
        let ran = match announced {
            Ok(()) => {
                let stopping = async {
                    tokio::select! {
                        signal = signals.next() => stop = Some(signal),
                        () = stdin_closed(self.exit_with_stdin) => {}
                    }
                };
                // The log ends with the sandbox, which holds its sender.
                let (ran, ()) = tokio::join!(bound.run(stopping), log::write(context, lines));
                ran.map_err(Error::from)
            }
            Err(error) => Err(error),
        };
        if let Some(path) = &self.ready_file {
            let _ = std::fs::remove_file(path);
        }
        note_lost(context, ran?);
        Err(Error::Exit(stop.map_or(0, |stop| stop.exit_code())))
    }

    fn settings(&self) -> SandboxSettings {
        SandboxSettings {
            address: SocketAddr::from((self.bind, self.port)),
            public_url: self.public_url.clone(),
            speed: self.speed,
            seed: self.seed,
            faults: self.fault.clone(),
            numbers: self.numbers(),
            rate_limits: self.rate_limit == RateLimit::Default,
            data: self.data.clone(),
            allowed_hosts: self.allowed_hosts.clone(),
            allowed_origins: self.allowed_origins.clone(),
            ..SandboxSettings::default()
        }
    }

    fn numbers(&self) -> Vec<String> {
        match self.numbers.is_empty() {
            true => NUMBERS.map(str::to_owned).to_vec(),
            false => self.numbers.clone(),
        }
    }

    /// Returns the first line of `--json`, which is also the content of `--ready-file`.
    fn ready(&self, bound: &BoundSandbox) -> String {
        let mut ready = serde_json::json!({
            "type": "ready",
            "url": bound.url,
            "apiKey": bound.api_key,
            "adminKey": bound.admin_key,
            "pid": std::process::id(),
            "appId": APP_ID,
            "numbers": self.numbers(),
            "seed": bound.seed,
        });
        if let Some(url) = &self.public_url {
            ready["publicUrl"] = url.as_str().into();
        }
        ready.to_string()
    }

    fn announce(&self, context: &Context, bound: &BoundSandbox, ready: &str) -> Result<(), Error> {
        let terminal = &context.terminal;
        if context.options.format.is_some_and(Format::is_json) {
            return Ok(terminal.line(ready)?);
        }
        terminal.line(&format!("export CHIRP_API_URL={}", bound.url))?;
        terminal.line(&format!("export CHIRP_API_KEY={}", bound.api_key))?;
        let numbers = self.numbers().join(" and ");
        terminal.note(&format!(
            "Sandbox on {}, call time at {}",
            bound.url, self.speed
        ));
        terminal.note(&format!("Your number: {numbers} · app {APP_ID}"));
        terminal.note(&format!("Admin key: {}", bound.admin_key));
        terminal.note(
            "Next, in another shell: paste the two lines, then register your handler and call it:",
        );
        terminal.note("  chirp webhooks create --url http://127.0.0.1:3000 --all-events");
        terminal.note("  chirp simulate call");
        if !bound.is_loopback() {
            terminal.complain("warning: other machines on the network can reach this sandbox");
        }
        match &self.public_url {
            Some(url) => terminal.note(&format!("Others reach it on {url}")),
            None if self.bind.is_unspecified() => terminal
                .note("File URLs start with http://127.0.0.1; to change that: --public-url URL"),
            None => {}
        }
        Ok(())
    }
}

/// Resolves when stdin is at its end; never when it is not `watched`.
async fn stdin_closed(watched: bool) {
    if !watched {
        return std::future::pending().await;
    }
    let (open, closed) = oneshot::channel::<()>();
    // A thread, because tokio's stdin would block the end of the runtime until the next byte.
    std::thread::spawn(move || {
        let _open = open;
        let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
    });
    let _ = closed.await;
}

/// Reports how many pending deliveries are lost.
fn note_lost(context: &Context, count: usize) {
    let (lost, them) = match count {
        0 => return,
        1 => ("1 pending delivery is lost".to_owned(), "it"),
        _ => (format!("{count} pending deliveries are lost"), "them"),
    };
    let text = format!("{lost}; to keep {them} for the next start: --data FILE");
    context.terminal.note(&text);
}

/// Writes a file that other programs wait for: it appears whole or not at all.
fn write_ready_file(path: &Path, text: &str) -> Result<(), Error> {
    files::write_atomic(path, format!("{text}\n").as_bytes()).map_err(|error| {
        let (path, problem) = (path.display(), files::describe_io(&error));
        Error::failed(
            format!("cannot write the ready file {path}: {problem}"),
            None,
        )
    })
}
