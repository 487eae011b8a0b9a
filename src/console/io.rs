//! The console's I/O: requests, the editor, the keys.

use std::io::Write;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ratatui::crossterm::event;
use tokio::sync::mpsc;

use crate::api::call_commands::{self, CallCommand};
use crate::api::simulate::{self, SimulatedCaller};
use crate::api::{ApiError, Client};
use crate::config;
use crate::console::Settings;
use crate::console::run::{Input, Reply};
use crate::events::{Entry, ResourceId};
use crate::http::is_loopback;
use crate::http::webhook_sender::{SERVICE_TIMEOUT, WebhookSender};
use crate::receiver::consumers::forward;
use crate::terminal::Tone;

/// Between two looks whether the keys are still wanted.
const LOOK: Duration = Duration::from_millis(100);

/// The keys, read by a thread of its own.
#[derive(Clone)]
pub(super) struct Keys {
    paused: Arc<AtomicBool>,
    reading: Arc<Mutex<()>>,
}

impl Keys {
    /// Starts to read keys and changes of the size.
    pub(super) fn read(inputs: mpsc::UnboundedSender<Input>) -> Keys {
        let keys = Keys {
            paused: Arc::default(),
            reading: Arc::default(),
        };
        let own = keys.clone();
        std::thread::spawn(move || {
            while !inputs.is_closed() {
                if own.paused.load(Ordering::Acquire) {
                    std::thread::sleep(LOOK / 4);
                    continue;
                }
                let _reading = own.reading.lock().unwrap_or_else(PoisonError::into_inner);
                let input =
                    match event::poll(LOOK).and_then(|ready| ready.then(event::read).transpose()) {
                        Ok(None) => continue,
                        Ok(Some(event::Event::Key(key))) => Input::Key(key),
                        Ok(Some(_)) => Input::Resized,
                        // The terminal is gone.
                        Err(_) => Input::Gone,
                    };
                let is_gone = matches!(input, Input::Gone);
                if inputs.send(input).is_err() || is_gone {
                    return;
                }
            }
        });
        keys
    }

    /// Runs `work` while the console does not read the terminal.
    pub(super) fn without<T>(&self, work: impl FnOnce() -> T) -> T {
        self.paused.store(true, Ordering::Release);
        let reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        let result = work();
        drop(reading);
        self.paused.store(false, Ordering::Release);
        result
    }
}

/// Sends a command once.
pub(super) async fn send(api: &Client, call: &str, command: &CallCommand) -> Reply {
    let kind = &command.kind;
    let outcome = match ResourceId::new(call) {
        Ok(id) => api.send(&call_commands::send(&id, command)).await,
        Err(invalid) => return Reply::failed(format!("{kind}: {invalid}; nothing was sent")),
    };
    match outcome {
        Ok(reply) => {
            let status = reply.value.status.unwrap_or_else(|| "sent".to_owned());
            Reply {
                tone: Tone::Good,
                text: format!("{kind} {status}"),
                done: Some((call.to_owned(), kind.clone())),
            }
        }
        Err(error @ ApiError::Unknown(_)) => {
            let hint =
                format!("it may have taken effect and is not repeated: chirp calls get {call}");
            Reply::failed(format!("{kind}: {error}; {hint}"))
        }
        Err(error) => Reply::failed(format!("{kind}: {error}")),
    }
}

/// Makes a call come in, in the sandbox.
pub(super) async fn simulate(sandbox: &Client) -> Reply {
    match sandbox
        .send(&simulate::call(&SimulatedCaller::default()))
        .await
    {
        Ok(_) => Reply {
            tone: Tone::Good,
            text: "a call comes in".to_owned(),
            done: None,
        },
        Err(error) => Reply::failed(format!("no call was simulated: {error}")),
    }
}

/// Posts an event again, once.
pub(super) async fn replay(settings: &Settings, entry: &Entry, url: &str, body: Vec<u8>) -> Reply {
    let Ok(url) = url::Url::parse(url) else {
        return Reply::failed("the target is not a URL; nothing was sent".to_owned());
    };
    // The secret is sent to this machine only: any other URL may contain a typing error.
    let secret = settings.secret.as_ref().filter(|_| is_loopback(&url));
    let headers = secret.map(|(name, secret)| (name.clone(), secret.expose().to_owned()));
    let headers: Vec<_> = headers.into_iter().collect();
    let sender = match WebhookSender::new(&url, &headers, SERVICE_TIMEOUT) {
        Ok(sender) => sender,
        Err(error) => return Reply::failed(format!("#{}: {error}; nothing was sent", entry.seq)),
    };
    match sender
        .post_with(&forward::received_headers(entry), body)
        .await
    {
        Ok(posted) => Reply {
            tone: if (200..300).contains(&posted.status) {
                Tone::Good
            } else {
                Tone::Bad
            },
            text: format!(
                "#{}: {} in {} ms",
                entry.seq,
                posted.status,
                posted.latency.as_millis()
            ),
            done: None,
        },
        Err(error) => Reply::failed(format!("#{}: {error}", entry.seq)),
    }
}

/// Lets the user's editor change a body. `None` when it was left as it is.
///
/// # Errors
/// The reason, for a person.
pub(super) fn edit(body: &[u8]) -> Result<Option<Vec<u8>>, String> {
    let failed = |error: std::io::Error| format!("cannot edit: {error}");
    let mut file = tempfile::Builder::new()
        .suffix(".json")
        .tempfile()
        .map_err(failed)?;
    file.write_all(body).map_err(failed)?;
    let named = config::env("VISUAL").or_else(|| config::env("EDITOR"));
    let editor = named.unwrap_or_else(|| "vi".to_owned());
    let words =
        shell_words::split(&editor).map_err(|_| "EDITOR: a quote is not closed".to_owned())?;
    let (program, args) = words.split_first().ok_or("EDITOR is blank")?;
    let status = Command::new(program).args(args).arg(file.path()).status();
    let status = status.map_err(|error| format!("cannot start {program}: {error}; set EDITOR"))?;
    if !status.success() {
        return Err(format!("{program} ended with an error; nothing was sent"));
    }
    let edited = std::fs::read(file.path()).map_err(failed)?;
    let edited = edited.trim_ascii_end().to_vec();
    Ok((edited != body.trim_ascii_end()).then_some(edited))
}
