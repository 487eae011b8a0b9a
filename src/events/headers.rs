//! The headers of a delivery as received: one text with a line `name: value` for each.
//!
//! This needs one allocation instead of two per header. The journal stores them in this form too,
//! and most are never read again.

/// Hop-by-hop headers (RFC 9110, section 7.6.1), and headers that are valid for one request only: a
/// forwarded event gets new ones or none.
const NOT_END_TO_END: [&str; 15] = [
    "accept-encoding",
    "connection",
    "content-length",
    "expect",
    "host",
    "http2-settings",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authentication-info",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Headers in the order of arrival. A value cannot hold a line end, a name no colon.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headers(Vec<u8>);

impl Headers {
    /// Those that [`Headers::as_lines`] gave.
    pub fn from_lines(lines: Vec<u8>) -> Headers {
        Headers(lines)
    }

    /// Returns all headers as lines, each with a line end.
    pub fn as_lines(&self) -> &[u8] {
        &self.0
    }

    /// Iterates over names and values. Skips lines that are not headers.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0.split(|byte| *byte == b'\n').filter_map(|line| {
            let colon = line.windows(2).position(|pair| pair == b": ")?;
            let name = std::str::from_utf8(&line[..colon]).ok()?;
            Some((name, &line[colon + 2..]))
        })
    }
}

impl Headers {
    /// Returns the headers that are for the handler: without hop-by-hop headers, those that `Connection`
    /// names, and those about the connection or the answer of one request.
    pub fn end_to_end(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let connection = self
            .iter()
            .filter(|(name, _)| name.eq_ignore_ascii_case("connection"));
        let named: Vec<&[u8]> = connection
            .flat_map(|(_, value)| value.split(|byte| *byte == b','))
            .map(<[u8]>::trim_ascii)
            .collect();
        self.iter().filter(move |(name, _)| {
            let is = |other: &&str| other.eq_ignore_ascii_case(name);
            let is_named = |other: &&[u8]| other.eq_ignore_ascii_case(name.as_bytes());
            !NOT_END_TO_END.iter().any(is) && !named.iter().any(is_named)
        })
    }
}

impl<'a> FromIterator<(&'a str, &'a [u8])> for Headers {
    fn from_iter<I: IntoIterator<Item = (&'a str, &'a [u8])>>(headers: I) -> Headers {
        // The service sends about 200 bytes of headers.
        let mut lines = Vec::with_capacity(256);
        for (name, value) in headers {
            lines.extend_from_slice(name.as_bytes());
            lines.extend_from_slice(b": ");
            lines.extend_from_slice(value);
            lines.push(b'\n');
        }
        Headers(lines)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hop_by_hop_headers_are_not_end_to_end() {
        let list: [(&str, &[u8]); 12] = [
            ("Host", b"x"),
            ("Expect", b"100-continue"),
            ("Upgrade", b"h2c"),
            ("TE", b"trailers"),
            ("Accept-Encoding", b"gzip"),
            ("connection", b"close, X-Hop ,"),
            ("Connection", b"\tX-OTHER"),
            ("x-hop", b"1"),
            ("X-Other", b"2"),
            ("X-Stays", b"3"),
            ("Content-Encoding", b"gzip"),
            ("Accept", b"*/*"),
        ];
        let headers: Headers = list.into_iter().collect();
        let kept: Vec<&str> = headers.end_to_end().map(|(name, _)| name).collect();
        assert_eq!(kept, ["X-Stays", "Content-Encoding", "Accept"]);
    }

    #[test]
    fn headers_come_back_as_they_were() {
        let list: [(&str, &[u8]); 3] = [
            ("content-type", b"application/json"),
            ("x-odd", b"a: b\xff"),
            ("x-empty", b""),
        ];
        let headers: Headers = list.into_iter().collect();
        let again = Headers::from_lines(headers.as_lines().to_vec());
        assert_eq!(again.iter().collect::<Vec<_>>(), list);
        assert_eq!(Headers::default().iter().count(), 0);
        assert_eq!(
            Headers::from_lines(b"no colon\n\xff: x\n".to_vec())
                .iter()
                .count(),
            0
        );
    }
}
