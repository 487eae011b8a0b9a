//! One POST as a sender of webhooks makes it: what was answered, how fast, and the head of the body.

use std::time::{Duration, Instant};

use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

/// The service waits this long for an answer (spec, section 4).
pub const SERVICE_TIMEOUT: Duration = Duration::from_secs(5);
/// The reply's body is not read by the service; this much of it is kept to be shown to a person.
const MAX_BODY: usize = 64 * 1024;

/// What came back. `latency` is from the start of connecting to the status line.
#[derive(Clone, Debug)]
pub struct Posted {
    /// HTTP status.
    pub status: u16,
    /// Until the status line arrived.
    pub latency: Duration,
    /// The first 64 KiB of the body.
    pub body: Vec<u8>,
}

/// Why nothing came back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PostError {
    /// Nothing was sent.
    #[error("cannot connect: {0}")]
    Connect(String),
    /// No status within the time limit.
    #[error("no answer within {} s", .0.as_secs_f64())]
    TimedOut(Duration),
    /// The connection ended before a status.
    #[error("the connection broke: {0}")]
    Broken(String),
    /// A header's name or value cannot be sent; the text names it, never its value.
    #[error("the header {0} cannot be sent")]
    Header(String),
}

/// Posts webhooks to one place.
#[derive(Clone, Debug)]
pub struct Poster {
    client: reqwest::Client,
    url: url::Url,
    headers: HeaderMap,
    timeout: Duration,
}

impl Poster {
    /// A poster to `url` with these headers beside `Content-Type: application/json`.
    /// Header values never appear in its `Debug` text.
    ///
    /// # Errors
    /// [`PostError::Header`].
    pub fn new(
        url: &url::Url,
        headers: &[(String, String)],
        timeout: Duration,
    ) -> Result<Poster, PostError> {
        let mut map = HeaderMap::new();
        map.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        for (name, value) in headers {
            let refused = || PostError::Header(name.clone());
            let key = HeaderName::from_bytes(name.as_bytes()).map_err(|_| refused())?;
            let mut value = HeaderValue::from_str(value).map_err(|_| refused())?;
            value.set_sensitive(true);
            map.insert(key, value);
        }
        Ok(Poster {
            client: super::client(super::purpose_for(url)),
            url: url.clone(),
            headers: map,
            timeout,
        })
    }

    /// Posts `body` once, with `headers` as they were received elsewhere. Ours of the same name win,
    /// but for the content type; what cannot be sent of them is left out.
    ///
    /// # Errors
    /// When no status came.
    pub async fn post_with(
        &self,
        headers: &[(String, Vec<u8>)],
        body: impl Into<Vec<u8>>,
    ) -> Result<Posted, PostError> {
        let mut all = HeaderMap::new();
        for (name, value) in headers {
            let name = HeaderName::from_bytes(name.as_bytes());
            if let (Ok(name), Ok(value)) = (name, HeaderValue::from_bytes(value)) {
                all.append(name, value);
            }
        }
        for (name, value) in &self.headers {
            // Ours are the content type, which a received one replaces, and the secret, which stays.
            if name != CONTENT_TYPE || !all.contains_key(CONTENT_TYPE) {
                all.insert(name, value.clone());
            }
        }
        self.send(all, body.into()).await
    }

    /// Posts `body` once. The limit holds for the status; the body gets what is left of it and may be cut.
    ///
    /// # Errors
    /// When no status came.
    pub async fn post(&self, body: impl Into<Vec<u8>>) -> Result<Posted, PostError> {
        self.send(self.headers.clone(), body.into()).await
    }

    async fn send(&self, headers: HeaderMap, body: Vec<u8>) -> Result<Posted, PostError> {
        let started = Instant::now();
        let request = (self.client)
            .post(self.url.clone())
            .headers(headers)
            .body(body);
        let mut response = match tokio::time::timeout(self.timeout, request.send()).await {
            Ok(sent) => sent.map_err(|error| failure(&error))?,
            Err(_) => return Err(PostError::TimedOut(self.timeout)),
        };
        let latency = started.elapsed();
        let (status, mut body) = (response.status().as_u16(), Vec::new());
        let rest = self.timeout.saturating_sub(latency);
        let reading = async {
            while let Ok(Some(chunk)) = response.chunk().await {
                let room = MAX_BODY - body.len();
                body.extend_from_slice(&chunk[..chunk.len().min(room)]);
                if body.len() == MAX_BODY {
                    break;
                }
            }
        };
        // The status counts; a body that does not end is only shown as far as it came.
        let _ = tokio::time::timeout(rest, reading).await;
        Ok(Posted {
            status,
            latency,
            body,
        })
    }
}

fn failure(error: &reqwest::Error) -> PostError {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    match error.is_connect() || error.is_builder() {
        true => PostError::Connect(cause.to_string()),
        false => PostError::Broken(cause.to_string()),
    }
}
