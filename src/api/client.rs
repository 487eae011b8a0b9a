//! Sends a request, retries what may be repeated, decodes the answer.
//!
//! What may be repeated: a GET on 429, 5xx and broken connections; anything on 429 or when nothing
//! was sent. A change whose answer was lost is reported as unknown and never sent again.

use std::time::Duration;

use serde::de::DeserializeOwned;

use crate::api::error::{ApiError, Refusal};
use crate::api::{KeyKind, Method, Request, request::Wants};
use crate::secret::Secret;
use crate::{http, json};

/// Attempts beyond the first. With the waits below, a dead host is reported within a second.
const RETRIES: u32 = 2;
/// The first wait; each further one is three times as long, plus up to a fifth by chance.
const FIRST_WAIT: Duration = Duration::from_millis(200);
/// An answer of the API is a few kilobytes; what is larger than this is not one.
const MAX_BODY: usize = 64 * 1024 * 1024;

/// How long things may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// One attempt, connecting and reading included.
    pub timeout: Duration,
    /// All waiting between attempts together.
    pub max_wait: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(30),
            max_wait: Duration::from_secs(60),
        }
    }
}

/// What the client has to say while it works.
#[derive(Clone, Debug)]
pub enum Notice {
    /// It waits before it tries again.
    Waiting {
        /// Why, such as `rate limited`.
        why: String,
        /// For how long.
        pause: Duration,
    },
    /// A line of the HTTP trace (`-v`), secrets already taken out.
    Trace(String),
}

/// A good answer: the value for people, the text as received for programs.
#[derive(Clone, Debug)]
pub struct Reply<T> {
    /// What could be read of it.
    pub value: T,
    /// The body, valid JSON.
    pub text: String,
}

/// A client for one API and one key.
pub struct Client {
    http: reqwest::Client,
    base: String,
    key: Option<Secret>,
    limits: Limits,
    notify: Box<dyn Fn(Notice) + Send + Sync>,
}

impl Client {
    /// A client for `base` (such as [`crate::api::PRODUCTION`]). Opens no connection yet.
    pub fn new(
        base: &url::Url,
        key: Option<Secret>,
        limits: Limits,
        notify: Box<dyn Fn(Notice) + Send + Sync>,
    ) -> Self {
        let http = http::client(http::purpose_for(base));
        let base = base.as_str().trim_end_matches('/').to_owned();
        Self {
            http,
            base,
            key,
            limits,
            notify,
        }
    }

    /// The base URL, without a final slash.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The kind of the key, if there is one.
    pub fn key_kind(&self) -> Option<KeyKind> {
        self.key.as_ref().map(KeyKind::of)
    }

    /// Sends `request` and reads its answer as `T`.
    ///
    /// # Errors
    /// See [`ApiError`]; each kind has its own exit code.
    pub async fn send<T: DeserializeOwned>(
        &self,
        request: &Request<T>,
    ) -> Result<Reply<T>, ApiError> {
        self.check_key(request.wants)?;
        let (mut waited, mut attempt) = (Duration::ZERO, 0);
        loop {
            let failure = match self.attempt(request).await {
                Ok(answer) if answer.is_good() => return decode(request.method, answer),
                Ok(answer) => Failure::from_answer(answer),
                Err(failure) => failure,
            };
            let pause = failure.pause(request.method, attempt);
            match pause.filter(|pause| waited + *pause <= self.limits.max_wait) {
                Some(pause) => {
                    self.wait(&failure, pause).await;
                    waited += pause;
                    attempt += 1;
                }
                None => return Err(failure.into_error(request.method)),
            }
        }
    }

    pub(super) fn check_key(&self, wants: Option<Wants>) -> Result<(), ApiError> {
        let (Some(kind), Some(wants)) = (self.key_kind(), wants) else {
            return Ok(());
        };
        if wants.accepts(kind) {
            return Ok(());
        }
        let needed = match wants {
            Wants::App => "an app key (sk_live_app_… or sk_test_app_…)",
            Wants::Admin => "an admin key (sk_admin_…)",
        };
        Err(ApiError::WrongKey(format!(
            "this request needs {needed}, and the key is {} one; nothing was sent",
            match kind {
                KeyKind::Admin => "an admin",
                KeyKind::Live => "a live app",
                _ => "a test app",
            }
        )))
    }

    pub(super) async fn wait(&self, failure: &Failure, pause: Duration) {
        (self.notify)(Notice::Waiting {
            why: failure.why().to_owned(),
            pause,
        });
        tokio::time::sleep(pause).await;
    }

    pub(super) async fn attempt<T>(&self, request: &Request<T>) -> Result<Answer, Failure> {
        let url = format!("{}{}", self.base, request.target());
        let method = reqwest::Method::from_bytes(request.method.as_str().as_bytes())
            .expect("our methods are valid names");
        let mut builder = self.http.request(method, &url).timeout(self.limits.timeout);
        if let Some(key) = &self.key {
            builder = builder.header(reqwest::header::AUTHORIZATION, bearer(key)?);
        }
        if let Some(body) = &request.body {
            builder = builder
                .header(reqwest::header::CONTENT_TYPE, "application/json")
                .body(body.clone());
        }
        (self.notify)(Notice::Trace(format!("> {} {url}", request.method)));
        let response = builder
            .send()
            .await
            .map_err(|error| Failure::from_transport(&error))?;
        let answer = read(response).await?;
        (self.notify)(Notice::Trace(format!(
            "< HTTP {}, {} bytes",
            answer.status,
            answer.body.len()
        )));
        Ok(answer)
    }
}

fn bearer(key: &Secret) -> Result<reqwest::header::HeaderValue, Failure> {
    let mut value = reqwest::header::HeaderValue::from_str(&format!("Bearer {}", key.expose()))
        .map_err(|_| Failure::Unsent("the key holds characters that no header can carry".into()))?;
    value.set_sensitive(true);
    Ok(value)
}

pub(super) struct Answer {
    status: u16,
    retry_after: Option<Duration>,
    body: Vec<u8>,
}

impl Answer {
    pub(super) fn is_good(&self) -> bool {
        self.status < 300
    }
}

async fn read(mut response: reqwest::Response) -> Result<Answer, Failure> {
    let status = response.status().as_u16();
    let retry_after = response
        .headers()
        .get(reqwest::header::RETRY_AFTER)
        .and_then(|value| value.to_str().ok()?.trim().parse().ok())
        .map(Duration::from_secs);
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() <= MAX_BODY => {
                body.extend_from_slice(&chunk)
            }
            Ok(Some(_)) => return Err(Failure::Broken("the answer is over 64 MiB".into())),
            Ok(None) => {
                return Ok(Answer {
                    status,
                    retry_after,
                    body,
                });
            }
            // An error status is known although its text is cut.
            Err(_) if status >= 300 => {
                return Ok(Answer {
                    status,
                    retry_after,
                    body: Vec::new(),
                });
            }
            Err(error) => return Err(Failure::from_transport(&error)),
        }
    }
}

pub(super) fn decode<T: DeserializeOwned>(
    method: Method,
    answer: Answer,
) -> Result<Reply<T>, ApiError> {
    let Some(text) = json::text_of(&answer.body) else {
        let what = format!("HTTP {}, but the body is not JSON", answer.status);
        return Err(Failure::Broken(what).into_error(method));
    };
    let value =
        serde_json::from_str(text).map_err(|error| ApiError::Unreadable(error.to_string()))?;
    Ok(Reply {
        value,
        text: text.to_owned(),
    })
}

/// An attempt that did not work.
pub(super) enum Failure {
    /// Nothing left this machine.
    Unsent(String),
    /// Sent, but no complete answer.
    Broken(String),
    /// A complete answer with an error status.
    Answered(Box<Refusal>, Option<Duration>),
}

impl Failure {
    pub(super) fn from_answer(answer: Answer) -> Failure {
        Failure::Answered(
            Box::new(Refusal::read(answer.status, &answer.body)),
            answer.retry_after,
        )
    }

    fn from_transport(error: &reqwest::Error) -> Failure {
        let what = http::explain(error);
        match error.is_connect() || error.is_builder() {
            true => Failure::Unsent(what),
            false => Failure::Broken(what),
        }
    }

    fn why(&self) -> &str {
        match self {
            Failure::Answered(refusal, _) if refusal.status == 429 => "rate limited",
            Failure::Answered(..) => "the API had an error",
            Failure::Unsent(_) => "cannot connect",
            Failure::Broken(_) => "the connection broke",
        }
    }

    /// How long to wait before the next attempt, or `None` to give up.
    fn pause(&self, method: Method, attempt: u32) -> Option<Duration> {
        if attempt >= RETRIES {
            return None;
        }
        let backoff = (FIRST_WAIT * 3_u32.pow(attempt)).mul_f64(1.0 + fastrand::f64() / 5.0);
        match self {
            Failure::Unsent(_) => Some(backoff),
            Failure::Broken(_) => (method == Method::Get).then_some(backoff),
            Failure::Answered(refusal, after) => match refusal.status {
                429 => Some(after.unwrap_or(backoff)),
                500.. if method == Method::Get => Some(after.unwrap_or(backoff)),
                _ => None,
            },
        }
    }

    pub(super) fn into_error(self, method: Method) -> ApiError {
        match self {
            Failure::Unsent(what) => ApiError::Network(format!("{what}; nothing was sent")),
            Failure::Broken(what) if method == Method::Get => ApiError::Network(what),
            Failure::Broken(what) => ApiError::Unknown(format!(
                "{what}; the request was sent and may have taken effect"
            )),
            Failure::Answered(refusal, retry_after) if refusal.status == 429 => {
                ApiError::RateLimited {
                    message: refusal.message,
                    retry_after,
                }
            }
            Failure::Answered(refusal, _) => ApiError::Refused(refusal),
        }
    }
}
