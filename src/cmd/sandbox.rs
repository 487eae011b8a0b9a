//! `chirp sandbox`: the API and its webhooks on this machine.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use url::Url;

use crate::api::check;
use crate::cmd::webhook_url;
use crate::context::Context;
use crate::error::Error;
use crate::render::Format;
use crate::sandbox::{
    self, APP_ID, Bound, Faults, MAGIC_NUMBERS, MagicNumber, NUMBERS, Settings, Speed,
};
use crate::shutdown::Signals;

/// The API and its webhooks on this machine: no key, no network
///
/// Example: chirp sandbox --speed 10x
///
/// Prints two lines to paste into a shell. Then chirp and any other client speak to the sandbox;
/// chirp simulate call makes a call come in. The app is app_test_2DbBs7GWhGvVNJGrDXr5RG0mBWI, its
/// numbers are +15551234567 and +15551234568. The control API under /_sandbox/ and all the rest:
/// docs/sandbox.md.
///
/// Assumed, because the vendor does not document it: how long things take (ringing 2 s, answer 5 s,
/// processing 2-3 s), the waits between retries (1, 2, 4, 8, 16 s), that a rejected call is busy,
/// which command fits which state, and the configuration of a new app.
#[derive(Debug, Args)]
#[command(after_long_help = magic_numbers())]
pub(crate) struct Sandbox {
    /// Port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 4010)]
    port: u16,
    /// Address to listen on; beyond loopback the keys are random
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    bind: IpAddr,
    /// Where others reach the sandbox, such as http://sandbox:4010 in a container; recordings' URLs name it
    #[arg(long, value_name = "URL", value_parser = base_url)]
    public_url: Option<Url>,
    /// How fast calls live: at 10x the 30 s for a command pass in 3 s
    #[arg(long, default_value_t = Speed::REAL)]
    speed: Speed,
    /// Draw ids and faults from this number: the same again gives the same run
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// What goes wrong, such as duplicate=0.1,reorder=0.1,delay=2s,drop=0.05,error=0.1,rate-limit
    #[arg(long, value_name = "LIST", default_value_t, hide_default_value = true)]
    fault: Faults,
    /// A number of the app, instead of the two above; can be repeated
    #[arg(long = "number", value_name = "E164", value_parser = number)]
    numbers: Vec<String>,
    /// Whether the documented rate limits hold (60 and 120 requests a minute)
    #[arg(long, value_enum, default_value = "default")]
    rate_limit: RateLimit,
    /// Keep webhooks, calls, recordings, voicemails and deliveries in this file across restarts
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// Write the ready object to this file once the port is bound; removed at the end
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum RateLimit {
    Default,
    Off,
}

/// The foot of the long help.
fn magic_numbers() -> String {
    let line = |magic: &MagicNumber| format!("\n  {}  {}", magic.number, magic.about);
    let lines: String = MAGIC_NUMBERS.iter().map(line).collect();
    format!(
        "Numbers to dial that choose what happens:{lines}\n  any other     answers after 5 s, hangs up 115 s later"
    )
}

fn number(text: &str) -> Result<String, String> {
    check::e164(text).map(|()| text.to_owned())
}

/// What paths can be put behind.
fn base_url(text: &str) -> Result<Url, String> {
    let url = webhook_url(text).map_err(|_| "expected a URL such as http://sandbox:4010")?;
    check::base_url(&url).map(|()| url)
}

impl Sandbox {
    /// Serves until a signal, then ends with its code.
    ///
    /// # Errors
    /// When the port or a file cannot be used.
    pub(crate) async fn run(self, context: &Context) -> Result<(), Error> {
        context.refuse_dry_run("sandbox", "chirp sandbox --help")?;
        let mut signals = Signals::catch();
        let bound = sandbox::bind(self.settings()).await?;
        let ready = self.ready(&bound);
        if let Some(path) = &self.ready_file {
            write_whole(path, &ready)?;
        }
        let announced = self.announce(context, &bound, &ready);
        let mut stop = None;
        let ran = match announced {
            Ok(()) => {
                let stopping = async { stop = Some(signals.next().await) };
                bound.run(stopping).await.map_err(Error::from)
            }
            Err(error) => Err(error),
        };
        if let Some(path) = &self.ready_file {
            let _ = fs::remove_file(path);
        }
        tell_lost(context, ran?);
        Err(Error::Exit(stop.map_or(0, |stop| stop.exit_code())))
    }

    fn settings(&self) -> Settings {
        Settings {
            address: SocketAddr::from((self.bind, self.port)),
            public_url: self.public_url.clone(),
            speed: self.speed,
            seed: self.seed,
            faults: self.fault.clone(),
            numbers: self.numbers(),
            rate_limits: self.rate_limit == RateLimit::Default,
            data: self.data.clone(),
            ..Settings::default()
        }
    }

    fn numbers(&self) -> Vec<String> {
        match self.numbers.is_empty() {
            true => NUMBERS.map(str::to_owned).to_vec(),
            false => self.numbers.clone(),
        }
    }

    /// The first line of `--json`, and the content of `--ready-file`.
    fn ready(&self, bound: &Bound) -> String {
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

    fn announce(&self, context: &Context, bound: &Bound, ready: &str) -> Result<(), Error> {
        let terminal = &context.terminal;
        if context.options.format.is_some_and(Format::is_json) {
            return Ok(terminal.line(ready)?);
        }
        terminal.line(&format!("export CHIRP_API_URL={}", bound.url))?;
        terminal.line(&format!("export CHIRP_API_KEY={}", bound.api_key))?;
        let numbers = self.numbers().join(" and ");
        terminal.note(&format!(
            "Sandbox on {}, calls live at {}",
            bound.url, self.speed
        ));
        terminal.note(&format!("Your number: {numbers} · app {APP_ID}"));
        terminal.note(&format!("Admin key: {}", bound.admin_key));
        terminal.note("Paste the two lines into another shell, then: chirp simulate call");
        if !bound.is_loopback() {
            terminal.complain("warning: others on the network can reach this sandbox");
        }
        match &self.public_url {
            Some(url) => terminal.note(&format!("Others reach it on {url}")),
            None if self.bind.is_unspecified() => terminal.note(
                "Recordings' URLs name 127.0.0.1; --public-url URL names what others can reach",
            ),
            None => {}
        }
        Ok(())
    }
}

/// Says how many deliveries nobody will try any more.
fn tell_lost(context: &Context, count: usize) {
    let (were, them) = match count {
        0 => return,
        1 => ("delivery was still pending and is", "it"),
        _ => ("deliveries were still pending and are", "them"),
    };
    let text = format!("{count} {were} gone; --data FILE keeps {them} for the next start");
    context.terminal.note(&text);
}

/// Others wait for this file: it is there whole or not at all.
fn write_whole(path: &Path, text: &str) -> Result<(), Error> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let written = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))
        .and_then(|file| fs::write(file.path(), format!("{text}\n")).map(|()| file))
        .and_then(|file| file.persist(path).map_err(|error| error.error));
    match written {
        Ok(_) => Ok(()),
        Err(error) => Err(Error::failed(
            format!("cannot write the ready file {}: {error}", path.display()),
            None,
        )),
    }
}
