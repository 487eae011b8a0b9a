//! Tells whoever runs the listener of requests that were refused: what came, why, what to do.
//!
//! A line at once for the first of a kind, then at most one every few seconds with their number. A
//! thread of its own keeps the time; a flood cannot fill it.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use hyper::StatusCode;
use hyper::body::Bytes;
use hyper::header::{self, HeaderValue};

use http_body_util::Full;
use hyper::Response;

use crate::terminal::{Terminal, clip, sanitize};

/// Between two lines about the same kind. Long enough to read them, short enough to see that what one
/// has just tried is still refused.
const EACH: Duration = Duration::from_secs(5);

/// Lines that may wait for the terminal; there are some ten kinds.
const WAITING: usize = 32;

/// Of what came, so much is shown.
const COLUMNS: usize = 80;

/// A request that is not taken.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Rejection {
    pub(crate) status: StatusCode,
    /// For the sender's log. Also tells one kind from another.
    why: &'static str,
    /// For whoever runs the listener; `None` when that is said elsewhere.
    told: Option<String>,
}

impl Rejection {
    pub(crate) fn new(status: StatusCode, why: &'static str, told: String) -> Rejection {
        let told = Some(told);
        Rejection { status, why, told }
    }

    /// One that the listener's user hears of in another way.
    pub(crate) fn silent(status: StatusCode, why: &'static str) -> Rejection {
        let told = None;
        Rejection { status, why, told }
    }

    pub(crate) fn answer(self) -> Response<Full<Bytes>> {
        let mut answer = Response::new(Full::from(format!("{}\n", self.why)));
        *answer.status_mut() = self.status;
        let headers = answer.headers_mut();
        let plain = HeaderValue::from_static("text/plain; charset=utf-8");
        headers.insert(header::CONTENT_TYPE, plain);
        if self.status == StatusCode::METHOD_NOT_ALLOWED {
            headers.insert(header::ALLOW, HeaderValue::from_static("POST"));
        }
        answer
    }
}

/// Something that came from outside, as a line may show it.
pub(crate) fn shown(text: &str) -> String {
    clip(&sanitize(text), COLUMNS)
}

/// The same as a word that can be pasted into a command line; else `placeholder`.
pub(crate) fn word(text: &str, placeholder: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._/:[]~%".contains(&byte);
    let is_plain = text.bytes().all(plain) && !text.starts_with('-');
    match is_plain && !text.is_empty() && text.len() <= COLUMNS {
        true => text.to_owned(),
        false => placeholder.to_owned(),
    }
}

/// A kind of which a line was printed in the last [`EACH`].
struct Open {
    why: &'static str,
    status: StatusCode,
    more: u64,
}

/// A line for the thread, and the kind that it is about.
struct Line(&'static str, String);

/// The way to the terminal; starts its thread with the first refusal.
pub(crate) struct RejectionLog {
    terminal: Terminal,
    open: Arc<Mutex<Vec<Open>>>,
    lines: OnceLock<Option<SyncSender<Line>>>,
}

impl RejectionLog {
    pub(crate) fn new(terminal: Terminal) -> RejectionLog {
        RejectionLog {
            terminal,
            open: Arc::default(),
            lines: OnceLock::new(),
        }
    }

    /// Tells of a refusal, now or with the next number. Never waits.
    pub(crate) fn tell(&self, refusal: &Rejection) {
        let Some(told) = &refusal.told else {
            return;
        };
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kind) = open.iter_mut().find(|kind| kind.why == refusal.why) {
            kind.more += 1;
            return;
        }
        let (why, status) = (refusal.why, refusal.status);
        let lines = self.lines.get_or_init(|| self.start());
        let line = Line(
            why,
            format!("warning: refused with {}: {told}", status.as_u16()),
        );
        if lines
            .as_ref()
            .is_some_and(|lines| lines.try_send(line).is_ok())
        {
            open.push(Open {
                why,
                status,
                more: 0,
            });
        }
    }

    fn start(&self) -> Option<SyncSender<Line>> {
        let (sender, lines) = sync_channel(WAITING);
        let (open, terminal) = (self.open.clone(), self.terminal);
        let thread = std::thread::Builder::new().name("refusals".to_owned());
        let started = thread.spawn(move || print(&lines, &open, terminal));
        started.is_ok().then_some(sender)
    }
}

/// Ends with the server.
fn print(lines: &Receiver<Line>, open: &Mutex<Vec<Open>>, terminal: Terminal) {
    let mut next: Vec<(Instant, &'static str)> = Vec::new();
    loop {
        let due = next.iter().map(|(at, _)| *at).min();
        let wait = due.map_or(Duration::MAX, |at| {
            at.saturating_duration_since(Instant::now())
        });
        match lines.recv_timeout(wait) {
            Ok(Line(why, text)) => {
                terminal.complain(&text);
                next.push((Instant::now() + EACH, why));
            }
            Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) => {
                let now = Instant::now();
                for (at, why) in next.iter_mut().filter(|(at, _)| *at <= now) {
                    if let Some(text) = close(open, why) {
                        terminal.complain(&text);
                        *at = now + EACH;
                    }
                }
                next.retain(|(at, _)| *at > now);
            }
        }
    }
}

/// What has come of a kind since the last line; without any the kind is closed, and the next one gets
/// a line of its own again.
fn close(open: &Mutex<Vec<Open>>, why: &str) -> Option<String> {
    let mut open = open.lock().unwrap_or_else(PoisonError::into_inner);
    let at = open.iter().position(|kind| kind.why == why)?;
    let (status, more) = (open[at].status.as_u16(), std::mem::take(&mut open[at].more));
    if more == 0 {
        open.remove(at);
        return None;
    }
    let seconds = EACH.as_secs();
    Some(format!(
        "warning: refused with {status}: {more} more in {seconds} s ({why})"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_told_and_the_others_are_counted() {
        let refusals = RejectionLog::new(Terminal::plain(80).without_notes());
        let refusal = |why| {
            let status = StatusCode::NOT_FOUND;
            Rejection::new(status, why, "x".to_owned())
        };
        for why in ["a", "a", "b", "a"] {
            refusals.tell(&refusal(why));
        }
        refusals.tell(&Rejection::silent(StatusCode::NOT_FOUND, "c"));
        let open = &refusals.open;
        let text = "warning: refused with 404: 2 more in 5 s (a)";
        assert_eq!(close(open, "a").as_deref(), Some(text));
        assert_eq!(close(open, "b"), None);
        assert_eq!(open.lock().unwrap().len(), 1, "only a is still open");
        assert_eq!(close(open, "a"), None);
        assert!(open.lock().unwrap().is_empty());
    }

    #[test]
    fn only_plain_words_are_offered_for_pasting() {
        for plain in ["/hook", "abc.example.com", "[::1]"] {
            assert_eq!(word(plain, "<X>"), plain);
        }
        for odd in ["", "-rf", "a b", "$(x)", "a;b", "\u{1b}[2J"] {
            assert_eq!(word(odd, "<X>"), "<X>", "{odd}");
        }
    }
}
