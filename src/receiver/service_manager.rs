//! Cooperation with systemd: readiness, the watchdog, and a listening socket that systemd keeps open.
//!
//! Without systemd all of it does nothing.

use std::io;
use std::sync::OnceLock;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::time::Duration;

use sd_notify::NotifyState;
use tokio::net::TcpListener;

use crate::config;

/// The first socket that systemd passed to this process (socket activation); `None` when it passed none.
///
/// # Errors
/// When it passed something that is no TCP listener.
pub(crate) fn passed_listener() -> io::Result<Option<TcpListener>> {
    let Some(listener) = listenfd::ListenFd::from_env().take_tcp_listener(0)? else {
        return Ok(None);
    };
    listener.set_nonblocking(true)?;
    TcpListener::from_std(listener).map(Some)
}

/// Tells the service manager that work has begun; `status` is shown by `systemctl status`.
pub fn ready(status: &str) {
    notify(Message::Ready(status.to_owned()));
}

/// Tells the service manager that the process stops in order.
pub fn stopping() {
    notify(Message::Stopping);
}

/// Reports twice per watchdog interval that the runtime still turns; returns when there is no watchdog.
pub async fn watchdog() {
    let Some(interval) = sd_notify::watchdog_enabled() else {
        return;
    };
    let mut ticks = tokio::time::interval((interval / 2).max(Duration::from_millis(10)));
    loop {
        ticks.tick().await;
        notify(Message::Watchdog);
    }
}

/// What a service manager is told.
enum Message {
    Ready(String),
    Stopping,
    Watchdog,
}

/// Hands a message to the thread that writes it: a service manager that does not read must not hold up an answer.
fn notify(message: Message) {
    static SENDER: OnceLock<Option<SyncSender<Message>>> = OnceLock::new();
    let sender = SENDER.get_or_init(|| config::env("NOTIFY_SOCKET").and_then(|_| start()));
    // A thread that cannot write has messages enough.
    let _ = sender.as_ref().map(|sender| sender.try_send(message));
}

fn start() -> Option<SyncSender<Message>> {
    let (sender, messages) = sync_channel(8);
    let work = move || {
        for message in messages {
            // A service manager that is gone changes nothing for the senders.
            let _ = match &message {
                Message::Ready(status) => {
                    sd_notify::notify(&[NotifyState::Ready, NotifyState::Status(status)])
                }
                Message::Stopping => sd_notify::notify(&[NotifyState::Stopping]),
                Message::Watchdog => sd_notify::notify(&[NotifyState::Watchdog]),
            };
        }
    };
    let started = std::thread::Builder::new()
        .name("notify".to_owned())
        .spawn(work);
    started.ok().map(|_| sender)
}
