//! Posts webhook events to a URL. Returns the status, the latency and the start of the body.

use std::time::{Duration, Instant};

use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

use crate::http::Missing;
use crate::http::backoff::retry_after;
use crate::http::cause::cause;

/// The time within which the service expects an answer (docs/api.md).
pub const SERVICE_TIMEOUT: Duration = Duration::from_secs(5);
/// The bytes of an answer's body that are kept for a person to read. The service reads none.
const MAX_BODY: usize = 64 * 1024;

/// The answer to a posted event.
#[derive(Clone, Debug, Default)]
pub struct Posted {
    /// HTTP status.
    pub status: u16,
    /// Time from the start of connecting to the status line.
    pub latency: Duration,
    /// `Retry-After`.
    pub retry_after: Option<Duration>,
    /// `Location`, as sent.
    pub location: Option<String>,
    /// The first 64 KiB of the body.
    pub body: Vec<u8>,
}

/// The reason why no status arrived.
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

/// Posts events to one URL.
#[derive(Clone, Debug)]
pub struct WebhookSender {
    client: reqwest::Client,
    url: url::Url,
    headers: HeaderMap,
    timeout: Duration,
}

impl WebhookSender {
    /// Returns a sender to `url` that adds `headers` and `Content-Type: application/json`.
    /// Header values never appear in its `Debug` text.
    ///
    /// # Errors
    /// [`PostError::Header`].
    pub fn new(
        url: &url::Url,
        headers: &[(String, String)],
        timeout: Duration,
    ) -> Result<WebhookSender, PostError> {
        let client = super::client(url);
        WebhookSender::with_client(client, url, headers, timeout)
    }

    /// Returns a sender that shares the connections of `client`.
    ///
    /// # Errors
    /// [`PostError::Header`].
    pub fn with_client(
        client: reqwest::Client,
        url: &url::Url,
        headers: &[(String, String)],
        timeout: Duration,
    ) -> Result<WebhookSender, PostError> {
        let mut map = HeaderMap::new();
        map.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        for (name, value) in headers {
            let refused = || PostError::Header(name.clone());
            let key = HeaderName::from_bytes(name.as_bytes()).map_err(|_| refused())?;
            let mut value = HeaderValue::from_str(value).map_err(|_| refused())?;
            value.set_sensitive(true);
            map.insert(key, value);
        }
        Ok(WebhookSender {
            client,
            url: url.clone(),
            headers: map,
            timeout,
        })
    }

    /// Posts `body` once with the `headers` of a received event. A header of this sender replaces one
    /// of the same name, except for the content type. A header that cannot be sent is left out.
    ///
    /// # Errors
    /// When no status arrives.
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
            if name != CONTENT_TYPE || !all.contains_key(CONTENT_TYPE) {
                all.insert(name, value.clone());
            }
        }
        self.send(all, body.into()).await
    }

    /// Posts `body` once. The status must arrive within the timeout; an incomplete response body is
    /// cut.
    ///
    /// # Errors
    /// When no status arrives.
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
        let header = |name: &str| response.headers().get(name)?.to_str().ok();
        let mut posted = Posted {
            status: response.status().as_u16(),
            latency,
            retry_after: retry_after(header),
            location: header("location").map(str::to_owned),
            body: Vec::new(),
        };
        let rest = self.timeout.saturating_sub(latency);
        let reading = async {
            while let Ok(Some(chunk)) = response.chunk().await {
                let space = MAX_BODY - posted.body.len();
                let kept = chunk.len().min(space);
                posted.body.extend_from_slice(&chunk[..kept]);
                if kept == space {
                    break;
                }
            }
        };
        // The status decides. An incomplete body is shown as far as it arrived.
        let _ = tokio::time::timeout(rest, reading).await;
        Ok(posted)
    }
}

fn failure(error: &reqwest::Error) -> PostError {
    if let Some(missing) = Missing::cause_of(error) {
        return PostError::Connect(format!("{missing}; {}", missing.hint()));
    }
    match error.is_connect() || error.is_builder() {
        true => PostError::Connect(cause(error)),
        false => PostError::Broken(cause(error)),
    }
}
