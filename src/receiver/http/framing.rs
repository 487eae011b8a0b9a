//! Stands between the socket and hyper, and lets only unambiguous requests through.
//!
//! Each head is checked whole before hyper sees a byte of it, and exactly its body is passed
//! before the next head is looked for. A head that is refused reaches hyper as one that it answers
//! with 400, followed by the end of the stream: what comes behind is never read as a request.

mod head;

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::receiver::http::framing::head::{Framing, find_end, framing};

/// The first byte of a TLS connection: a handshake record (RFC 8446, 5.1).
const TLS_HANDSHAKE: u8 = 0x16;

/// Answered by hyper with 400 and close.
const REFUSED: &[u8] = b"refused\r\n\r\n";

/// A sender that does not take its answer for this long is cut off.
const WRITE_PATIENCE: Duration = Duration::from_secs(15);

/// Read at once; a head with its body fits.
const CHUNK: usize = 4096;

enum Phase {
    /// Collecting a head; so many bytes of `raw` were looked at.
    Head { seen: usize },
    /// Passing the body; so many bytes are left.
    Body { left: u64 },
    /// Passing everything: hyper closes after this request.
    Rest,
    /// Nothing more is passed. It was the beginning of a TLS connection.
    Refused { is_tls: bool },
}

/// A connection with the check in front of its reading side.
pub(crate) struct Guard<S> {
    io: S,
    phase: Phase,
    /// Read from the socket, not passed yet. Up to `cleared` it may be.
    raw: Vec<u8>,
    cleared: usize,
    stalled: Option<Pin<Box<Sleep>>>,
}

impl<S> Guard<S> {
    pub(crate) fn new(io: S) -> Self {
        Self {
            io,
            phase: Phase::Head { seen: 0 },
            raw: Vec::new(),
            cleared: 0,
            stalled: None,
        }
    }

    /// Whether what was refused looks like the beginning of a TLS connection.
    pub(crate) fn is_tls(&self) -> bool {
        matches!(self.phase, Phase::Refused { is_tls: true })
    }

    /// The socket, for what is left to do when hyper is done.
    pub(crate) fn into_inner(self) -> S {
        self.io
    }

    /// Passes cleared bytes. `false` when there are none.
    fn pass(&mut self, out: &mut ReadBuf<'_>) -> bool {
        let count = self.cleared.min(out.remaining());
        if count == 0 {
            return false;
        }
        out.put_slice(&self.raw[..count]);
        self.raw.drain(..count);
        self.cleared -= count;
        if self.raw.is_empty() && self.raw.capacity() > CHUNK {
            self.raw = Vec::new();
        }
        true
    }

    /// Clears what may pass of the bytes at hand; only called when none are cleared.
    fn advance(&mut self) {
        match self.phase {
            Phase::Head { seen } => match find_end(&self.raw, seen) {
                Ok(None) => {
                    self.phase = Phase::Head {
                        seen: self.raw.len(),
                    };
                }
                Ok(Some(end)) => match framing(&self.raw[..end]) {
                    Ok(framing) => {
                        self.phase = match framing {
                            Framing::Length(left) => Phase::Body { left },
                            Framing::Chunked => Phase::Rest,
                        };
                        // What is here of the body passes with its head: hyper reads once.
                        self.clear_body(end);
                    }
                    Err(_) => self.refuse(),
                },
                Err(_) => self.refuse(),
            },
            Phase::Body { .. } | Phase::Rest => self.clear_body(0),
            Phase::Refused { .. } => {}
        }
    }

    /// Clears the first `head` bytes and what belongs to the body behind them.
    fn clear_body(&mut self, head: usize) {
        let rest = self.raw.len() - head;
        self.cleared = self.raw.len();
        if let Phase::Body { left } = self.phase {
            let count = rest.min(usize::try_from(left).unwrap_or(usize::MAX));
            self.cleared = head + count;
            self.phase = match left - count as u64 {
                0 => Phase::Head { seen: 0 },
                left => Phase::Body { left },
            };
        }
    }

    fn refuse(&mut self) {
        let is_tls = self.raw.first() == Some(&TLS_HANDSHAKE);
        self.raw = REFUSED.to_vec();
        self.cleared = self.raw.len();
        self.phase = Phase::Refused { is_tls };
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Guard<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        out: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        loop {
            if this.pass(out) || out.remaining() == 0 || matches!(this.phase, Phase::Refused { .. })
            {
                return Poll::Ready(Ok(()));
            }
            if !this.raw.is_empty() {
                this.advance();
                if this.cleared > 0 {
                    continue;
                }
            }
            let mut chunk = [0; CHUNK];
            let mut read = ReadBuf::new(&mut chunk);
            ready!(Pin::new(&mut this.io).poll_read(cx, &mut read))?;
            if read.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
            this.raw.extend_from_slice(read.filled());
        }
    }
}

impl<S: AsyncWrite + Unpin> Guard<S> {
    /// A write that cannot go on is given up after [`WRITE_PATIENCE`].
    fn patiently<T>(
        &mut self,
        cx: &mut Context<'_>,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let timer = self
            .stalled
            .get_or_insert_with(|| Box::pin(sleep_until(Instant::now() + WRITE_PATIENCE)));
        ready!(timer.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Guard<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.io).poll_write(cx, bytes);
        this.patiently(cx, written)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.io).poll_write_vectored(cx, parts);
        this.patiently(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let flushed = Pin::new(&mut this.io).poll_flush(cx);
        this.patiently(cx, flushed)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().io).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    /// What hyper would read when the sender sends `bytes` in pieces of `piece`.
    async fn passed(bytes: &[u8], piece: usize) -> Vec<u8> {
        let (mut sender, receiver) = tokio::io::duplex(piece);
        let bytes = bytes.to_vec();
        tokio::spawn(async move {
            let _ = sender.write_all(&bytes).await;
        });
        let mut read = Vec::new();
        let _ = Guard::new(receiver).read_to_end(&mut read).await;
        read
    }

    #[tokio::test]
    async fn requests_pass_unchanged_and_nothing_behind_a_bad_one() {
        let good = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n\0\r\n\0\
            POST / HTTP/1.1\r\nHost: a\r\n\r\n";
        let bad = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n";
        let (both, twice) = ([&good[..], bad, good].concat(), [&good[..], good].concat());
        for piece in [1, 7, 4096] {
            assert_eq!(passed(&twice, piece).await, twice);
            assert_eq!(passed(&both, piece).await, [&good[..], REFUSED].concat());
        }
    }
}
