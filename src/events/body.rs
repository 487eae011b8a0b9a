//! The body of a webhook: the bytes as received, and the bytes that are read as an event.

use std::borrow::Cow;
use std::io::Read;
use std::ops::Deref;

use flate2::read::{GzDecoder, ZlibDecoder};

use crate::events::Headers;

/// Longest decoded body. A received body is at most 1 MiB, so a larger one is made to exhaust memory.
const DECODED_LIMIT: u64 = 16 * 1024 * 1024;

/// A body. It dereferences to the bytes that are read as an event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body {
    received: Vec<u8>,
    /// Set when `Content-Encoding` is gzip or deflate and the bytes can be decoded.
    decoded: Option<Vec<u8>>,
}

impl Body {
    /// Decodes `received` if `headers` name gzip or deflate. A body that cannot be decoded, or is larger
    /// than 16 MiB decoded, is read as received.
    pub fn new(received: Vec<u8>, headers: &Headers) -> Body {
        let mut encodings = headers.iter().filter_map(|(name, value)| {
            name.eq_ignore_ascii_case("content-encoding")
                .then_some(value)
        });
        let decoded = match (encodings.next(), encodings.next()) {
            (Some(encoding), None) => decode(&received, encoding),
            _ => None,
        };
        Body { received, decoded }
    }

    /// Returns the bytes as received.
    pub fn received(&self) -> &[u8] {
        &self.received
    }
}

impl From<Vec<u8>> for Body {
    fn from(received: Vec<u8>) -> Body {
        let decoded = None;
        Body { received, decoded }
    }
}

impl Deref for Body {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.decoded.as_ref().unwrap_or(&self.received)
    }
}

fn decode(bytes: &[u8], encoding: &[u8]) -> Option<Vec<u8>> {
    let name: Cow<'_, str> = String::from_utf8_lossy(encoding.trim_ascii());
    match name.to_ascii_lowercase().as_str() {
        "gzip" | "x-gzip" => read_all(GzDecoder::new(bytes)),
        "deflate" => read_all(ZlibDecoder::new(bytes)),
        _ => None,
    }
}

fn read_all(decoder: impl Read) -> Option<Vec<u8>> {
    let mut decoded = Vec::new();
    let read = decoder.take(DECODED_LIMIT + 1).read_to_end(&mut decoded);
    read.is_ok_and(|count| count as u64 <= DECODED_LIMIT)
        .then_some(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::read::{GzEncoder, ZlibEncoder};

    fn packed(encoder: impl Read) -> Vec<u8> {
        read_all(encoder).unwrap()
    }

    fn body(received: &[u8], encoding: &str) -> Body {
        let headers = [("content-encoding", encoding.as_bytes())]
            .into_iter()
            .collect();
        Body::new(received.to_vec(), &headers)
    }

    #[test]
    fn compressed_bodies_are_decoded_and_kept() {
        let gzip = packed(GzEncoder::new(&b"{}"[..], Compression::default()));
        let zlib = packed(ZlibEncoder::new(&b"{}"[..], Compression::default()));
        for (bytes, name) in [(&gzip, "gzip"), (&gzip, " GZIP"), (&zlib, "deflate")] {
            assert_eq!(
                (&*body(bytes, name), body(bytes, name).received()),
                (&b"{}"[..], &bytes[..])
            );
        }
        for name in ["", "br", "identity", "gzip, gzip", "deflate"] {
            assert_eq!(&*body(&gzip, name), &gzip[..], "{name}");
        }
    }

    #[test]
    fn what_expands_without_bound_is_read_as_received() {
        let zeros = std::io::repeat(0).take(DECODED_LIMIT + 1);
        let bomb = packed(GzEncoder::new(zeros, Compression::best()));
        assert!(bomb.len() < 100_000);
        assert_eq!(&*body(&bomb, "gzip"), &bomb[..]);
    }
}
