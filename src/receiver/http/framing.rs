//! Strict HTTP/1.1 message framing in front of hyper.
//!
//! hyper accepts some heads that another program could read differently, such as a length beside
//! `chunked`. Each head is checked here before hyper reads it. A refused head reaches hyper as one
//! that it answers with 400, and no later byte of the connection is read as a request.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, ReadBuf};

/// Longest accepted request head. Real heads are below 1 KiB.
pub(crate) const HEAD_LIMIT: usize = 16 * 1024;

/// Most header lines of an accepted head: hyper's own default.
pub(crate) const LINES_LIMIT: usize = 100;

/// hyper answers this with 400 and closes the connection.
const REFUSED: &[u8] = b"refused\r\n\r\n";

/// The first byte of a TLS connection: a handshake record (RFC 8446, 5.1).
const TLS_HANDSHAKE: u8 = 0x16;

/// Bytes per read. A head with its body usually fits.
const CHUNK: usize = 4096;

enum Phase {
    /// Collecting a head; the first `seen` bytes of `raw` hold no end of it.
    Head { seen: usize },
    /// Passing a body, of which `left` bytes are still expected.
    Body { left: u64 },
    /// Passing everything: hyper closes the connection after this request.
    Rest,
    /// Passing nothing more after a head that hyper refuses.
    Refused { is_tls: bool },
}

/// The reading half of a connection, with each head checked.
pub(crate) struct Framing<R> {
    io: R,
    phase: Phase,
    /// Bytes read but not yet forwarded; the first `cleared` bytes are validated.
    raw: Vec<u8>,
    cleared: usize,
}

impl<R> Framing<R> {
    pub(crate) fn new(io: R) -> Self {
        Self {
            io,
            phase: Phase::Head { seen: 0 },
            raw: Vec::new(),
            cleared: 0,
        }
    }

    /// Returns whether the refused bytes are the beginning of a TLS connection.
    pub(crate) fn is_tls(&self) -> bool {
        matches!(self.phase, Phase::Refused { is_tls: true })
    }

    /// Returns the read half, for use after hyper has finished.
    pub(crate) fn into_inner(self) -> R {
        self.io
    }

    /// Passes checked bytes on. Returns false when there are none.
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

    /// Checks the bytes in `raw`; called only when all checked bytes are passed.
    fn advance(&mut self) {
        let Phase::Head { seen } = &mut self.phase else {
            return self.clear_body(0);
        };
        // Empty lines before a request line are skipped (RFC 9112, 2.2).
        while self.raw.starts_with(b"\r\n") {
            self.raw.drain(..2);
            *seen = 0;
        }
        // hyper would wait for the end of a head that can be no request.
        if !self
            .raw
            .first()
            .is_none_or(|byte| byte.is_ascii_graphic() || *byte == b'\r')
        {
            return self.refuse(REFUSED.to_vec());
        }
        let from = seen.saturating_sub(3);
        let ends = self.raw[from..]
            .windows(4)
            .position(|end| end == b"\r\n\r\n");
        let Some(end) = ends.map(|at| from + at + 4) else {
            *seen = self.raw.len();
            return match () {
                () if has_bare_line_feed(&self.raw[from..]) => self.refuse(REFUSED.to_vec()),
                () if self.raw.len() > HEAD_LIMIT => self.refuse(too_large()),
                () => {}
            };
        };
        match body_of(&self.raw[..end]) {
            _ if end > HEAD_LIMIT => self.refuse(too_large()),
            Ok(phase) => {
                self.phase = phase;
                // The body passes with its head, so that hyper reads once.
                self.clear_body(end);
            }
            Err(Refusal::TooLarge) => self.refuse(too_large()),
            Err(Refusal::Ambiguous) => self.refuse(REFUSED.to_vec()),
        }
    }

    /// Clears the first `head` bytes and the part of the body after them.
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

    /// Replaces the received head by `head`, which hyper rejects.
    fn refuse(&mut self, head: Vec<u8>) {
        let is_tls = self.raw.first() == Some(&TLS_HANDSHAKE);
        self.raw = head;
        self.cleared = self.raw.len();
        self.phase = Phase::Refused { is_tls };
    }
}

impl<R: AsyncRead + Unpin> AsyncRead for Framing<R> {
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

/// The reason why a head is rejected.
#[derive(Debug, PartialEq, Eq)]
enum Refusal {
    /// Two programs could read it differently.
    Ambiguous,
    /// The head has too many lines.
    TooLarge,
}

/// Returns a head that hyper answers with 431: one line more than its limit.
fn too_large() -> Vec<u8> {
    let lines = "a:\r\n".repeat(LINES_LIMIT + 1);
    format!("GET / HTTP/1.1\r\n{lines}\r\n").into_bytes()
}

/// Returns how the body after `head` is passed.
fn body_of(head: &[u8]) -> Result<Phase, Refusal> {
    if has_bare_line_feed(head) {
        return Err(Refusal::Ambiguous);
    }
    let mut lines = [httparse::EMPTY_HEADER; LINES_LIMIT];
    let mut request = httparse::Request::new(&mut lines);
    match request.parse(head) {
        Ok(httparse::Status::Complete(_)) => {}
        Err(httparse::Error::TooManyHeaders) => return Err(Refusal::TooLarge),
        _ => return Err(Refusal::Ambiguous),
    }
    let is_modern = request.version == Some(1);
    let (mut length, mut chunked, mut hosts) = (None, false, 0);
    for line in request.headers.iter() {
        if line.name.eq_ignore_ascii_case("content-length") {
            if length.replace(number(line.value)?).is_some() {
                return Err(Refusal::Ambiguous);
            }
        } else if line.name.eq_ignore_ascii_case("transfer-encoding") {
            if chunked || !is_modern || !line.value.eq_ignore_ascii_case(b"chunked") {
                return Err(Refusal::Ambiguous);
            }
            chunked = true;
        } else if line.name.eq_ignore_ascii_case("host") {
            hosts += 1;
        }
    }
    match (length, chunked) {
        _ if hosts > 1 || (is_modern && hosts == 0) => Err(Refusal::Ambiguous),
        (Some(_), true) => Err(Refusal::Ambiguous),
        (None, true) => Ok(Phase::Rest),
        (length, false) => Ok(Phase::Body {
            left: length.unwrap_or(0),
        }),
    }
}

fn number(value: &[u8]) -> Result<u64, Refusal> {
    let text = str::from_utf8(value).ok();
    let digits = text.filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    digits
        .and_then(|text| text.parse().ok())
        .ok_or(Refusal::Ambiguous)
}

/// Only `\r\n` ends a line. httparse accepts a bare `\n` as well.
fn has_bare_line_feed(bytes: &[u8]) -> bool {
    let mut before = b'\r';
    let is_bare = |byte: &u8| std::mem::replace(&mut before, *byte) != b'\r' && *byte == b'\n';
    bytes.iter().any(is_bare)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    /// Returns what hyper reads when the sender sends `bytes` in pieces of `piece`.
    async fn passed(bytes: &[u8], piece: usize) -> Vec<u8> {
        let (mut sender, receiver) = tokio::io::duplex(piece);
        let bytes = bytes.to_vec();
        tokio::spawn(async move {
            let _ = sender.write_all(&bytes).await;
        });
        let mut read = Vec::new();
        let _ = Framing::new(receiver).read_to_end(&mut read).await;
        read
    }

    const GOOD: &[u8] = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n\0\r\n\0\
        POST / HTTP/1.1\r\nHost: a\r\n\r\n";

    #[tokio::test]
    async fn requests_pass_unchanged_and_nothing_after_a_bad_one() {
        let bad = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n";
        let (both, twice) = ([GOOD, bad, GOOD].concat(), [GOOD, GOOD].concat());
        let spaced = [b"\r\n\r\n", GOOD, b"\r\n", GOOD].concat();
        for piece in [1, 7, 4096] {
            assert_eq!(passed(&twice, piece).await, twice);
            assert_eq!(passed(&spaced, piece).await, twice);
            assert_eq!(passed(&both, piece).await, [GOOD, REFUSED].concat());
        }
    }

    async fn check(head: &str, expected: &[u8]) {
        for piece in [1, 4096] {
            let bytes = [head.as_bytes(), GOOD].concat();
            assert_eq!(passed(&bytes, piece).await, expected, "{head:?}");
        }
    }

    #[tokio::test]
    async fn plain_heads_pass() {
        let lines = [
            "content-length:  0 \r\n",
            "Content-Length: 00\r\n",
            "",
            "Transfer-Encoding: chunked\r\n",
            "X-Odd: a: \u{e9}\t\r\n",
        ];
        for line in lines {
            let head = format!("POST / HTTP/1.1\r\nHost: a\r\n{line}\r\n");
            check(&head, &[head.as_bytes(), GOOD].concat()).await;
        }
        let old = "GET /x HTTP/1.0\r\n\r\n";
        check(old, &[old.as_bytes(), GOOD].concat()).await;
    }

    #[tokio::test]
    async fn ambiguous_heads_are_refused() {
        let lines = [
            "Content-Length: 1\r\nContent-Length: 1\r\n",
            "Content-Length: 1, 1\r\n",
            "Content-Length: +1\r\n",
            "Content-Length: 99999999999999999999\r\n",
            "Content-Length:\r\n",
            "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n",
            "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
            "Transfer-Encoding: chunked, chunked\r\n",
            "Transfer-Encoding: identity\r\n",
            "Transfer-Encoding: xchunked\r\n",
            "Transfer-Encoding : chunked\r\n",
            "Transfer-Encoding:\x0bchunked\r\n",
            "A: b\r\n folded\r\n",
            "A: b\nB: c\r\n",
            "A: b\rB: c\r\n",
            "A: b\r\tc\r\n",
            "A: b\0\r\n",
            "no colon\r\n",
            ": no name\r\n",
            "Host: b\r\n",
        ];
        for line in lines {
            let head = format!("POST / HTTP/1.1\r\nHost: a\r\n{line}\r\n");
            check(&head, REFUSED).await;
        }
        let heads = [
            "POST / HTTP/1.1\r\n\r\n",
            "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\n",
            "POST  / HTTP/1.1\r\nHost: a\r\n\r\n",
            "POST / HTTP/1.1 \r\nHost: a\r\n\r\n",
            "POST / HTTP/1.1\nHost: a\n\n",
            "\nPOST / HTTP/1.1\r\nHost: a\r\n\r\n",
            "\r\rPOST / HTTP/1.1\r\nHost: a\r\n\r\n",
            " POST / HTTP/1.1\r\nHost: a\r\n\r\n",
            "\x16\x03\x01",
        ];
        for head in heads {
            check(head, REFUSED).await;
        }
    }

    #[tokio::test]
    async fn heads_over_a_limit_are_answered_by_431() {
        let many = "a: b\r\n".repeat(LINES_LIMIT);
        let long = format!("a: {}\r\n", "b".repeat(HEAD_LIMIT));
        for lines in [many, long] {
            let head = format!("POST / HTTP/1.1\r\nHost: a\r\n{lines}\r\n");
            check(&head, &too_large()).await;
        }
    }
}
