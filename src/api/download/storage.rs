//! Sends a GET to a signed URL of the storage host and follows redirects. Never sends the API key.

use std::io::Write;
use std::time::Duration;

use reqwest::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG,
    HeaderMap, HeaderName, IF_RANGE, LOCATION, RANGE,
};
use url::Url;

use bytes::Bytes;
use flate2::write::GzDecoder;

use crate::api::client::Limits;
use crate::http::backoff::retry_after;
use crate::http::{self, Clients};

/// Maximum number of redirects. A storage host with a CDN needs one or two.
const REDIRECTS: usize = 5;

/// Clients for storage hosts, made when first needed. Cheap to keep, shared by downloads.
#[derive(Debug)]
pub struct Storage {
    clients: Clients,
    limits: Limits,
}

/// The head of an answer of the storage host, before its bytes.
pub(super) struct FileAnswer {
    pub(super) status: u16,
    pub(super) host: String,
    /// Size of the whole file from the headers: `Content-Length`, or the end of `Content-Range`.
    pub(super) total: Option<u64>,
    pub(super) encoding: Encoding,
    /// `Content-Encoding`, for messages.
    pub(super) encoding_name: String,
    /// First byte of a 206.
    pub(super) from: Option<u64>,
    /// Strong ones only.
    pub(super) etag: Option<String>,
    pub(super) content_type: Option<String>,
    pub(super) retry_after: Option<Duration>,
    response: reqwest::Response,
    silence_limit: Duration,
    decoder: Option<GzDecoder<Vec<u8>>>,
}

/// How the bytes of an answer are encoded, although `identity` was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Not at all. `aws-chunked` describes how a file was uploaded and stays in its metadata.
    Plain,
    Gzip,
    Unknown,
}

impl Encoding {
    fn of(names: &str) -> Encoding {
        let known = ["", "identity", "aws-chunked"];
        let names = names
            .split(',')
            .map(|name| name.trim().to_ascii_lowercase());
        let mut names = names.filter(|name| !known.contains(&name.as_str()));
        match (names.next().as_deref(), names.next()) {
            (None, _) => Encoding::Plain,
            (Some("gzip" | "x-gzip"), None) => Encoding::Gzip,
            _ => Encoding::Unknown,
        }
    }
}

/// The existing bytes, and the file of which they are the beginning.
#[derive(Clone, Copy, Debug)]
pub(super) struct Resume<'a> {
    pub(super) from: u64,
    pub(super) etag: &'a str,
}

/// Why there was no answer.
pub(super) enum NoAnswer {
    /// The redirect target is not allowed.
    Unsafe(String),
    /// No connection, or a broken one.
    Broken(String),
}

impl Storage {
    /// `limits.timeout` is how long a host may send nothing, `limits.max_wait` bounds all waiting
    /// between tries of one download.
    pub fn new(limits: Limits) -> Storage {
        Storage {
            clients: Clients::default(),
            limits,
        }
    }

    /// See [`Storage::new`].
    pub(super) fn limits(&self) -> Limits {
        self.limits
    }

    /// Requests the bytes of `url`, or the rest of them.
    pub(super) async fn get(
        &self,
        url: &str,
        resume: Option<Resume<'_>>,
    ) -> Result<FileAnswer, NoAnswer> {
        let mut url = allowed(url, None)?;
        for _ in 0..=REDIRECTS {
            let mut request = self.clients.get(&url).get(url.clone());
            request = request.header(ACCEPT_ENCODING, "identity");
            if let Some(resume) = resume {
                request = request.header(RANGE, format!("bytes={}-", resume.from));
                request = request.header(IF_RANGE, resume.etag);
            }
            let sent = tokio::time::timeout(self.limits.timeout, request.send()).await;
            let response = sent
                .map_err(|_| NoAnswer::Broken(format!("no answer from {} in time", host(&url))))?
                .map_err(|error| NoAnswer::Broken(http::explain(&error)))?;
            match location(&response) {
                Some(place) => url = allowed(&place, Some(&url))?,
                None => return Ok(FileAnswer::read(response, self.limits.timeout)),
            }
        }
        let host = host(&url);
        Err(NoAnswer::Unsafe(format!(
            "{host} redirects more than {REDIRECTS} times"
        )))
    }
}

impl FileAnswer {
    fn read(response: reqwest::Response, silence_limit: Duration) -> FileAnswer {
        let headers = response.headers();
        let range = text(headers, CONTENT_RANGE).and_then(read_range);
        let length = text(headers, CONTENT_LENGTH).and_then(|n| n.parse().ok());
        let encoding_name = text(headers, CONTENT_ENCODING).unwrap_or_default();
        let encoding = Encoding::of(encoding_name);
        // Lengths and the `ETag` of a compressed answer are not those of the file.
        let is_plain = encoding == Encoding::Plain;
        FileAnswer {
            status: response.status().as_u16(),
            host: host(response.url()),
            total: match response.status().as_u16() {
                _ if !is_plain => None,
                206 => range.and_then(|(_, total)| total),
                200 => length,
                _ => None,
            },
            encoding,
            encoding_name: encoding_name.to_owned(),
            decoder: (encoding == Encoding::Gzip).then(|| GzDecoder::new(Vec::new())),
            from: range.map(|(from, _)| from),
            etag: text(headers, ETAG)
                .filter(|etag| is_plain && is_strong(etag))
                .map(str::to_owned),
            content_type: text(headers, CONTENT_TYPE).map(str::to_owned),
            retry_after: retry_after(|name| headers.get(name)?.to_str().ok()),
            response,
            silence_limit,
        }
    }

    /// Returns the next bytes of the file; `None` at the end.
    pub(super) async fn chunk(&mut self) -> Result<Option<Bytes>, String> {
        let received = match tokio::time::timeout(self.silence_limit, self.response.chunk()).await {
            Err(_) => {
                let seconds = self.silence_limit.as_secs_f64();
                return Err(format!("{} sent nothing for {seconds} s", self.host));
            }
            Ok(chunk) => chunk.map_err(|error| http::explain(&error))?,
        };
        let Some(decoder) = &mut self.decoder else {
            return Ok(received);
        };
        let damaged = |_| format!("{} sent damaged gzip bytes", self.host);
        match received {
            Some(bytes) => {
                decoder.write_all(&bytes).map_err(damaged)?;
                let decoded = std::mem::take(decoder.get_mut());
                Ok(Some(decoded.into()))
            }
            None => {
                decoder.try_finish().map_err(damaged)?;
                let rest = std::mem::take(decoder.get_mut());
                Ok((!rest.is_empty()).then(|| rest.into()))
            }
        }
    }
}

/// `https`, or `http` on loopback unless that is where a redirect from elsewhere leads.
fn allowed(text: &str, from: Option<&Url>) -> Result<Url, NoAnswer> {
    let parsed = match from {
        Some(from) => from.join(text),
        None => Url::parse(text),
    };
    let url =
        parsed.map_err(|error| NoAnswer::Unsafe(format!("the file's URL is no URL: {error}")))?;
    let inside = from.is_none_or(http::is_loopback);
    let secure = url.scheme() == "https" && (inside || !http::is_loopback(&url));
    let local = url.scheme() == "http" && http::is_loopback(&url) && inside;
    if !url.username().is_empty() || url.password().is_some() {
        let host = host(&url);
        return Err(NoAnswer::Unsafe(format!(
            "the file's URL at {host} holds a user name"
        )));
    }
    match secure || local {
        true => Ok(url),
        false => Err(NoAnswer::Unsafe(format!(
            "the file's URL leads to {}://{}; only https is followed",
            url.scheme(),
            host(&url)
        ))),
    }
}

fn location(response: &reqwest::Response) -> Option<String> {
    let redirects = matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308);
    let place = text(response.headers(), LOCATION).filter(|_| redirects)?;
    Some(place.to_owned())
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or("the storage host");
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// `bytes 5-9/10` as (5, 10); the total is `None` where it says `*`.
fn read_range(value: &str) -> Option<(u64, Option<u64>)> {
    let (range, total) = value.strip_prefix("bytes ")?.trim().split_once('/')?;
    let (from, to) = range.split_once('-')?;
    let (from, to): (u64, u64) = (from.parse().ok()?, to.parse().ok()?);
    let total = match total {
        "*" => None,
        total => Some(total.parse().ok()?),
    };
    (from <= to && total.is_none_or(|total| to < total)).then_some((from, total))
}

/// A strong validator: in quotes, without `W/` (RFC 9110, section 8.8.3).
fn is_strong(etag: &str) -> bool {
    let inner = etag
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    inner.is_some_and(|inner| {
        inner
            .bytes()
            .all(|byte| byte == b'!' || (b'#'..=b'~').contains(&byte))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_read_strictly() {
        assert_eq!(read_range("bytes 5-9/10"), Some((5, Some(10))));
        assert_eq!(read_range("bytes 5-9/*"), Some((5, None)));
        for odd in [
            "bytes */10",
            "bytes 9-5/10",
            "bytes 5-10/10",
            "5-9/10",
            "",
            "bytes 5-9/x",
        ] {
            assert_eq!(read_range(odd), None, "{odd}");
        }
        assert!(is_strong("\"abc-1\"") && is_strong("\"\""));
        for odd in ["W/\"abc\"", "abc", "\"a b\"", "\"", "\"a\"b\""] {
            assert!(!is_strong(odd), "{odd}");
        }
    }

    #[test]
    fn encodings_are_known_by_name() {
        for plain in ["", "identity", "aws-chunked", "AWS-Chunked, identity"] {
            assert_eq!(Encoding::of(plain), Encoding::Plain);
        }
        assert_eq!(Encoding::of("aws-chunked,gzip"), Encoding::Gzip);
        assert_eq!(Encoding::of("br"), Encoding::Unknown);
        assert_eq!(Encoding::of("gzip, gzip"), Encoding::Unknown);
    }

    #[test]
    fn only_https_and_loopback_are_asked() {
        let ok = |to: &str, from: Option<&str>| {
            let from = from.map(|from| Url::parse(from).unwrap());
            allowed(to, from.as_ref()).is_ok()
        };
        assert!(ok("https://s.example/x", None) && ok("http://127.0.0.1:1/x", None));
        assert!(!ok("http://s.example/x", None) && !ok("file:///etc/passwd", None));
        assert!(!ok("https://user:word@s.example/x", None) && !ok("no url", None));
        assert!(ok("/y", Some("https://s.example/x")));
        assert!(ok("https://t.example/", Some("https://s.example/x")));
        assert!(!ok("http://s.example/y", Some("https://s.example/x")));
        assert!(!ok("http://127.0.0.1:1/y", Some("https://s.example/x")));
        assert!(!ok("https://localhost/y", Some("https://s.example/x")));
        assert!(ok("http://127.0.0.1:2/y", Some("http://127.0.0.1:1/x")));
    }
}
