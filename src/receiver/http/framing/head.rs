//! The head of a request, read strictly: what two programs could understand differently is refused.
//!
//! Pure. hyper reads the head once more for its meaning; this only decides whether it may.

/// Room for a request head; hyper's own limit is the same order. Real heads are below 1 KiB.
pub(crate) const HEAD_LIMIT: usize = 16 * 1024;

/// As many header lines as hyper takes.
const LINES_LIMIT: usize = 100;

/// How the body behind a head ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    /// After so many bytes.
    Length(u64),
    /// With its last chunk; no further request is read from this connection.
    Chunked,
}

/// A head that could be misunderstood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bad;

/// Looks for the end of the head in `bytes`, of which the first `seen` were looked at before.
/// Gives the length of the head, its empty line included.
pub(crate) fn find_end(bytes: &[u8], seen: usize) -> Result<Option<usize>, Bad> {
    let mut before = seen.checked_sub(1).and_then(|at| bytes.get(at)).copied();
    for (at, &byte) in bytes.iter().enumerate().skip(seen) {
        match (before, byte) {
            (Some(b'\r'), b'\n') if bytes[..at].ends_with(b"\r\n\r") => return Ok(Some(at + 1)),
            (Some(b'\r'), b'\n') => {}
            (Some(b'\r'), _) | (_, b'\n') | (None, b'\r') => return Err(Bad),
            (_, b' '..=b'~' | 0x80.. | b'\t' | b'\r') => {}
            _ => return Err(Bad),
        }
        before = Some(byte);
    }
    if bytes.len() > HEAD_LIMIT {
        return Err(Bad);
    }
    Ok(None)
}

/// Reads a whole head, as [`find_end`] found it.
pub(crate) fn framing(head: &[u8]) -> Result<Framing, Bad> {
    let text = head.strip_suffix(b"\r\n\r\n").ok_or(Bad)?;
    let mut lines = text.split(|byte| *byte == b'\n');
    let trim = |line: &'_ [u8]| line.len() - usize::from(line.ends_with(b"\r"));
    let first = lines.next().ok_or(Bad)?;
    let modern = request_line(&first[..trim(first)])?;
    let (mut length, mut chunked, mut hosts, mut count) = (None, false, 0, 0);
    for line in lines {
        count += 1;
        let (name, value) = header(&line[..trim(line)])?;
        if name.eq_ignore_ascii_case(b"content-length") {
            if length.replace(number(value)?).is_some() {
                return Err(Bad);
            }
        } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
            if chunked || !modern || !value.eq_ignore_ascii_case(b"chunked") {
                return Err(Bad);
            }
            chunked = true;
        } else if name.eq_ignore_ascii_case(b"host") {
            hosts += 1;
        }
    }
    if count > LINES_LIMIT || hosts > 1 || (modern && hosts == 0) {
        return Err(Bad);
    }
    match (length, chunked) {
        (Some(_), true) => Err(Bad),
        (None, true) => Ok(Framing::Chunked),
        (length, false) => Ok(Framing::Length(length.unwrap_or(0))),
    }
}

/// `METHOD target HTTP/1.x`, single spaces. Gives whether it is HTTP/1.1.
fn request_line(line: &[u8]) -> Result<bool, Bad> {
    let mut parts = line.split(|byte| *byte == b' ');
    let (method, target, version) = (parts.next(), parts.next(), parts.next());
    let visible = |target: &[u8]| {
        !target.is_empty() && target.iter().all(|byte| (b'!'..=b'~').contains(byte))
    };
    match (method, target, version, parts.next()) {
        (Some(method), Some(target), Some(version), None)
            if is_token(method) && visible(target) =>
        {
            match version {
                b"HTTP/1.1" => Ok(true),
                b"HTTP/1.0" => Ok(false),
                _ => Err(Bad),
            }
        }
        _ => Err(Bad),
    }
}

/// A header line. One that begins with white space (obs-fold) has no name, so it is refused.
fn header(line: &[u8]) -> Result<(&[u8], &[u8]), Bad> {
    let colon = line.iter().position(|byte| *byte == b':').ok_or(Bad)?;
    let (name, value) = (&line[..colon], line[colon + 1..].trim_ascii());
    if is_token(name) {
        Ok((name, value))
    } else {
        Err(Bad)
    }
}

fn number(value: &[u8]) -> Result<u64, Bad> {
    if value.is_empty() || value.len() > 18 || !value.iter().all(u8::is_ascii_digit) {
        return Err(Bad);
    }
    let digits = value.iter();
    Ok(digits.fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0')))
}

fn is_token(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(|byte| TOKEN[usize::from(*byte)])
}

/// The bytes that names are made of (`tchar` of RFC 9110, section 5.6.2).
static TOKEN: [bool; 256] = {
    let (mut table, mut byte) = ([false; 256], 0);
    while byte < 128_u8 {
        table[byte as usize] = byte.is_ascii_alphanumeric();
        byte += 1;
    }
    let mut rest: &[u8] = b"!#$%&'*+-.^_`|~";
    while let [first, others @ ..] = rest {
        table[*first as usize] = true;
        rest = others;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    fn read(head: &str) -> Result<Framing, Bad> {
        match find_end(head.as_bytes(), 0)? {
            Some(end) => framing(&head.as_bytes()[..end]),
            None => Err(Bad),
        }
    }

    #[test]
    fn plain_heads_pass() {
        let table = [
            ("Content-Length: 12\r\n", Framing::Length(12)),
            ("content-length:  0 \r\n", Framing::Length(0)),
            ("", Framing::Length(0)),
            ("Transfer-Encoding: chunked\r\n", Framing::Chunked),
            ("X-Odd: a: \u{e9}\t\r\n", Framing::Length(0)),
        ];
        for (lines, framing) in table {
            let head = format!("POST / HTTP/1.1\r\nHost: a\r\n{lines}\r\n");
            assert_eq!(read(&head), Ok(framing), "{lines}");
        }
        assert_eq!(read("GET /x HTTP/1.0\r\n\r\n"), Ok(Framing::Length(0)));
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_refused() {
        let lines = [
            "Content-Length: 1\r\nContent-Length: 1\r\n",
            "Content-Length: 1, 1\r\n",
            "Content-Length: +1\r\n",
            "Content-Length: 99999999999999999999\r\n",
            "Content-Length:\r\n",
            "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n",
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
            assert_eq!(read(&head), Err(Bad), "{line:?}");
        }
        let heads = [
            "POST / HTTP/1.1\r\n\r\n",
            "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\n",
            "POST  / HTTP/1.1\r\nHost: a\r\n\r\n",
            "POST / HTTP/1.1 \r\nHost: a\r\n\r\n",
            "\r\nPOST / HTTP/1.1\r\nHost: a\r\n\r\n",
            "\n",
            "\x16\x03\x01",
        ];
        for head in heads {
            assert_eq!(read(head), Err(Bad), "{head:?}");
        }
        assert_eq!(find_end(&[b'a'; HEAD_LIMIT + 1], 0), Err(Bad));
    }

    proptest::proptest! {
        #[test]
        fn cutting_a_head_changes_nothing(cut in 0_usize..60, line in "[\\x00-\\x7f]{0,20}") {
            let head = format!("POST / HTTP/1.1\r\nHost: a\r\n{line}\r\n\r\n");
            let bytes = head.as_bytes();
            let cut = cut.min(bytes.len());
            let twice = find_end(&bytes[..cut], 0).and_then(|found| match found {
                Some(end) => Ok(Some(end)),
                None => find_end(bytes, cut),
            });
            assert_eq!(twice, find_end(bytes, 0));
        }
    }
}
