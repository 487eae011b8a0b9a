//! The only file of the console that waits: keys, the journal, answers, signals; draws after each change.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::event::{KeyEvent, KeyEventKind};
use rustix::process::{Signal, getpid, kill_process};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;

use crate::api::KeyKind;
use crate::console::act::{self, Effect};
use crate::console::io::{self, Keys};
use crate::console::mode::{Mode, Purpose};
use crate::console::state::{Permission, State};
use crate::console::view::{self, Palette};
use crate::console::{ConsoleError, Settings, journal};
use crate::events::Entry;
use crate::render::entries::bytes_of;
use crate::shutdown::{Signals, Stop};
use crate::terminal::{Tone, screen};

/// A clipboard text longer than this is refused by many terminals.
const LONGEST_COPY: usize = 70_000;

/// Something that happened.
pub(crate) enum Input {
    Key(KeyEvent),
    Resized,
    /// The terminal is gone.
    Gone,
    /// Newer entries, oldest first.
    Entries(Vec<Entry>),
    /// A page of older entries, newest first.
    Older(Vec<Entry>),
    Listener(Option<String>),
    /// The journal cannot be read at the moment.
    Problem(String),
    Reply(Reply),
}

/// The outcome of a request.
pub(crate) struct Reply {
    pub(crate) tone: Tone,
    pub(crate) text: String,
    /// The call and the command that the API accepted.
    pub(crate) done: Option<(String, String)>,
}

impl Reply {
    pub(crate) fn failed(text: String) -> Reply {
        Reply {
            tone: Tone::Bad,
            text,
            done: None,
        }
    }
}

struct Console {
    settings: Arc<Settings>,
    state: State,
    screen: Terminal<CrosstermBackend<Box<dyn std::io::Write>>>,
    keys: Keys,
    inputs: mpsc::UnboundedSender<Input>,
}

/// Shows the journal until the user leaves or a signal comes. Returns the exit code. The terminal is restored in
/// every case.
///
/// # Errors
/// Returns an error when the terminal cannot be used.
pub async fn run(settings: Settings) -> Result<u8, ConsoleError> {
    let mut signals = Signals::catch();
    screen::enter()?;
    let ended = shown(settings, &mut signals).await;
    screen::leave();
    ended
}

async fn shown(settings: Settings, signals: &mut Signals) -> Result<u8, ConsoleError> {
    let (inputs, mut received) = mpsc::unbounded_channel();
    journal::follow(settings.state_dir.clone(), inputs.clone());
    let writer: Box<dyn std::io::Write> = Box::new(screen::writer());
    let mut suspended = signal(SignalKind::from_raw(Signal::TSTP.as_raw())).ok();
    let mut console = Console {
        state: State::new(
            Timestamp::now(),
            permission(&settings),
            settings.sandbox.is_some(),
        ),
        screen: Terminal::new(CrosstermBackend::new(writer))?,
        keys: Keys::read(inputs.clone()),
        settings: Arc::new(settings),
        inputs,
    };
    loop {
        console.draw()?;
        tokio::select! {
            stop = signals.next() => return Ok(stop.exit_code()),
            () = stopped_by_terminal(&mut suspended) => console.suspend()?,
            () = next_second(console.state.is_ringing()) => {}
            input = received.recv() => {
                let Some(input) = input else { return Ok(0) };
                if let Some(code) = console.take(input)? {
                    return Ok(code);
                }
                // Everything that waits is drawn at once.
                while let Ok(input) = received.try_recv() {
                    if let Some(code) = console.take(input)? {
                        return Ok(code);
                    }
                }
            }
        }
    }
}

/// Returns whether commands may be sent: a sandbox and a test key reach no telephone.
fn permission(settings: &Settings) -> Permission {
    let kind = settings.api.as_ref().and_then(|api| api.key_kind());
    match kind {
        _ if settings.read_only => Permission::ReadOnly,
        None => Permission::NoKey,
        _ if settings.sandbox.is_some() || kind == Some(KeyKind::Test) => Permission::Granted,
        Some(_) => Permission::Ask,
    }
}

/// Resolves when the seconds of a ringing call change.
async fn next_second(is_ringing: bool) {
    match is_ringing {
        true => tokio::time::sleep(Duration::from_secs(1)).await,
        false => std::future::pending().await,
    }
}

async fn stopped_by_terminal(signal: &mut Option<tokio::signal::unix::Signal>) {
    match signal {
        Some(signal) => drop(signal.recv().await),
        None => std::future::pending().await,
    }
}

impl Console {
    fn draw(&mut self) -> Result<(), ConsoleError> {
        self.state.now = Timestamp::now();
        let (state, palette) = (
            &self.state,
            Palette {
                color: self.settings.color,
            },
        );
        self.screen
            .draw(|frame| view::draw(frame, state, palette))?;
        Ok(())
    }

    /// Applies an input. Returns the exit code when it was the last.
    fn take(&mut self, input: Input) -> Result<Option<u8>, ConsoleError> {
        match input {
            Input::Key(key) if key.kind != KeyEventKind::Release => {
                if let Some(effect) = act::press(&mut self.state, key) {
                    return self.carry_out(effect);
                }
            }
            Input::Key(_) => {}
            Input::Resized => self.screen.autoresize()?,
            Input::Gone => return Ok(Some(Stop::Hangup.exit_code())),
            Input::Entries(entries) => self.state.add(entries),
            Input::Older(entries) => self.state.add_older(entries),
            Input::Listener(owner) => self.state.listener = owner,
            Input::Problem(text) => self.state.tell(Tone::Bad, text),
            Input::Reply(reply) => {
                if let Some((call, command)) = reply.done {
                    self.state.note_command(call, &command);
                }
                self.state.tell(reply.tone, reply.text);
            }
        }
        Ok(None)
    }

    fn carry_out(&mut self, effect: Effect) -> Result<Option<u8>, ConsoleError> {
        match effect {
            Effect::Quit => return Ok(Some(0)),
            Effect::Suspend => self.suspend()?,
            Effect::Copy(text) => self.copy(&text),
            Effect::Edit { seq } => self.edit(seq)?,
            Effect::LoadOlder => self.load_older(),
            Effect::Send { call, command } => {
                self.state.tell(Tone::Dim, format!("{} …", command.kind));
                let settings = self.settings.clone();
                self.start(async move {
                    let api = settings.api.as_ref().expect("permission asks for a key");
                    io::send(api, &call, &command).await
                });
            }
            Effect::Simulate => {
                let settings = self.settings.clone();
                self.start(async move {
                    let sandbox = settings
                        .sandbox
                        .as_ref()
                        .expect("the key fits a sandbox only");
                    io::simulate(sandbox).await
                });
            }
            Effect::Replay { seq, url, body } => self.replay(seq, url, body),
        }
        Ok(None)
    }

    /// Runs a request beside the screen.
    fn start(&self, work: impl Future<Output = Reply> + Send + 'static) {
        let inputs = self.inputs.clone();
        tokio::spawn(async move {
            let _ = inputs.send(Input::Reply(work.await));
        });
    }

    fn replay(&mut self, seq: i64, url: String, body: Option<Vec<u8>>) {
        let Some(entry) = self.state.get(seq).cloned() else {
            return self
                .state
                .tell(Tone::Bad, format!("#{seq} is not here any more"));
        };
        let received = bytes_of(&entry.record).map(<[u8]>::to_vec);
        let Some(body) = body.or(received) else {
            return self.state.tell(Tone::Bad, format!("#{seq} has no body"));
        };
        let settings = self.settings.clone();
        self.state.tell(Tone::Dim, format!("#{seq} to {url} …"));
        self.start(async move { io::replay(&settings, &entry, &url, body).await });
    }

    fn load_older(&self) {
        let Some(before) = self.state.entries.front().map(|entry| entry.seq) else {
            return;
        };
        let (dir, inputs) = (self.settings.state_dir.clone(), self.inputs.clone());
        tokio::task::spawn_blocking(move || {
            let _ = inputs.send(match journal::older(&dir, before) {
                Ok(entries) => Input::Older(entries),
                Err(error) => Input::Problem(error.to_string()),
            });
        });
    }

    fn copy(&mut self, text: &str) {
        if text.len() > LONGEST_COPY {
            let text = format!("{} bytes are too long for the clipboard", text.len());
            return self.state.tell(Tone::Bad, text);
        }
        match screen::copy(text) {
            Ok(()) => self
                .state
                .tell(Tone::Dim, "copied, if the terminal allows it"),
            Err(error) => self.state.tell(Tone::Bad, format!("cannot copy: {error}")),
        }
    }

    fn edit(&mut self, seq: i64) -> Result<(), ConsoleError> {
        let body = self
            .state
            .get(seq)
            .and_then(|entry| bytes_of(&entry.record))
            .map(<[u8]>::to_vec);
        let Some(body) = body else { return Ok(()) };
        let edited = self.keys.clone().without(|| {
            screen::leave();
            let edited = io::edit(&body);
            screen::enter().map(|()| edited)
        })?;
        self.screen.clear()?;
        match edited {
            Ok(None) => self
                .state
                .tell(Tone::Dim, "the body is as it was; nothing was sent"),
            Ok(edited) => {
                let text = self.state.target.clone().unwrap_or_default();
                self.state.mode = Mode::Line {
                    purpose: Purpose::Target { seq, body: edited },
                    text,
                };
            }
            Err(problem) => self.state.tell(Tone::Bad, problem),
        }
        Ok(())
    }

    /// Restores the terminal, suspends the process, and returns when the shell continues it.
    fn suspend(&mut self) -> Result<(), ConsoleError> {
        self.keys.clone().without(|| {
            screen::leave();
            let _ = kill_process(getpid(), Signal::STOP);
            screen::enter()
        })?;
        Ok(self.screen.clear()?)
    }
}
