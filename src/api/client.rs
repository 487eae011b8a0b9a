//! Sends a request, retries it if that is safe, and decodes the response.
//!
//! A GET is retried on 429, on 5xx and when the connection breaks; any request is retried on 429 or
//! when nothing was sent. A change whose response was lost is reported as unknown and never sent
//! again.

mod terms;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

use crate::api::answer::{Answer, Budget, decode};
use crate::api::failure::Failure;
use crate::api::{ApiError, KeyKind, Method, Request, key, request::Wants, trace};
use crate::http::{self, Missing};
use crate::secret::Secret;

pub use terms::{Limits, Notice, Reply};

/// Limit of a response body. A response of the API is a few kilobytes.
const MAX_BODY: usize = 64 * 1024 * 1024;

/// A client for one API and one key.
pub struct Client {
    http: reqwest::Client,
    base: String,
    key: Option<Secret>,
    limits: Limits,
    notify: Box<dyn Fn(Notice) + Send + Sync>,
    trace: bool,
    changing: AtomicBool,
    /// The rate limit of the last response, and when it arrived.
    budget: Mutex<Option<(Budget, Instant)>>,
    /// Held while a task waits for the next rate limit window.
    pacing: tokio::sync::Mutex<()>,
    skew: Mutex<Option<i64>>,
}

impl Client {
    /// A client for `base` (such as [`crate::api::PRODUCTION`]). Opens no connection yet.
    pub fn new(
        base: &url::Url,
        key: Option<Secret>,
        limits: Limits,
        notify: Box<dyn Fn(Notice) + Send + Sync>,
    ) -> Self {
        let http = http::client(base);
        let base = base.as_str().trim_end_matches('/').to_owned();
        Self {
            http,
            base,
            key,
            limits,
            notify,
            trace: false,
            changing: AtomicBool::new(false),
            budget: Mutex::new(None),
            pacing: tokio::sync::Mutex::new(()),
            skew: Mutex::new(None),
        }
    }

    /// Also emits a [`Notice::Trace`] for each line of the exchange (`-v`).
    pub fn tracing(mut self, on: bool) -> Self {
        self.trace = on;
        self
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
    pub async fn send<T: DeserializeOwned + 'static>(
        &self,
        request: &Request<T>,
    ) -> Result<Reply<T>, ApiError> {
        decode(request.method, self.answer(request).await?)
    }

    /// Sends `request` and returns the response body unparsed.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn fetch<T>(&self, request: &Request<T>) -> Result<Vec<u8>, ApiError> {
        Ok(self.answer(request).await?.body)
    }

    /// For bulk work, before a further request: waits while the rate limit is used up. Concurrent
    /// tasks wait together, and the wait is reported once.
    pub async fn pace(&self) {
        let _turn = self.pacing.lock().await;
        let Some((budget, at)) = *lock(&self.budget) else {
            return;
        };
        let pause = budget.resets_in.saturating_sub(at.elapsed());
        if budget.is_used_up() && !pause.is_zero() {
            let why = "the rate limit is used up".to_owned();
            (self.notify)(Notice::Waiting { why, pause });
            tokio::time::sleep(pause).await;
        }
    }

    /// Returns the seconds by which our clock is ahead of the service's, from the last response.
    pub fn skew(&self) -> Option<i64> {
        *lock(&self.skew)
    }

    /// Returns whether a change is in flight. It may take effect even if the caller stops waiting.
    pub fn is_changing(&self) -> bool {
        self.changing.load(Ordering::Relaxed)
    }

    async fn answer<T>(&self, request: &Request<T>) -> Result<Answer, ApiError> {
        self.check_key(request.wants)?;
        let (mut waited, mut attempt) = (Duration::ZERO, 0);
        loop {
            let failure = match self.attempt(request).await {
                Ok(answer) if answer.is_good() => return Ok(answer),
                Ok(answer) => Failure::from_answer(answer),
                Err(failure) => failure,
            };
            let pause = failure.pause(request.method, attempt);
            match pause.filter(|pause| waited.saturating_add(*pause) <= self.limits.max_wait) {
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
        let key = self.key.as_ref();
        key.map_or(Ok(()), |key| key::check(key, wants))
    }

    pub(super) async fn wait(&self, failure: &Failure, pause: Duration) {
        (self.notify)(Notice::Waiting {
            why: failure.why().to_owned(),
            pause,
        });
        tokio::time::sleep(pause).await;
    }

    pub(super) async fn attempt<T>(&self, request: &Request<T>) -> Result<Answer, Failure> {
        let built = self.build(request)?;
        self.trace_request(request, &built);
        let began = Instant::now();
        self.changing
            .store(request.method != Method::Get, Ordering::Relaxed);
        let answered = async {
            let response = self.http.execute(built).await;
            let response = response.map_err(|error| from_transport(&error))?;
            let heads = self.trace.then(|| response.headers().clone());
            Ok((read(response).await?, heads))
        }
        .await;
        self.changing.store(false, Ordering::Relaxed);
        let (mut answer, heads) = answered?;
        *lock(&self.skew) = answer.skew;
        if let Some(budget) = answer.budget {
            *lock(&self.budget) = Some((budget, Instant::now()));
        }
        if let Some(heads) = heads {
            self.trace_answer(&answer, &heads, began.elapsed());
        }
        if !answer.is_good() {
            self.forget_key(&mut answer.body);
        }
        Ok(answer)
    }

    fn build<T>(&self, request: &Request<T>) -> Result<reqwest::Request, Failure> {
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
        builder.build().map_err(|error| from_transport(&error))
    }

    /// An error text is shown: a service that repeats the key in it must not put it on a screen.
    fn forget_key(&self, body: &mut Vec<u8>) {
        let text = std::str::from_utf8(body).ok();
        if let (Some(key), Some(text)) = (&self.key, text)
            && text.contains(key.expose())
        {
            *body = text.replace(key.expose(), "[key]").into_bytes();
        }
    }

    fn trace_request<T>(&self, request: &Request<T>, built: &reqwest::Request) {
        if !self.trace {
            return;
        }
        self.say(format!("> {} {}", built.method(), built.url()));
        self.say_headers('>', built.headers());
        let body = request.body.as_deref().unwrap_or_default();
        if !body.is_empty() {
            self.say(format!("> {}", trace::body(body.as_bytes())));
        }
    }

    fn trace_answer(&self, answer: &Answer, heads: &HeaderMap, took: Duration) {
        let (status, millis) = (answer.status, took.as_millis());
        self.say(format!("< HTTP {status} after {millis} ms"));
        self.say_headers('<', heads);
        if !answer.body.is_empty() {
            self.say(format!("< {}", trace::body(&answer.body)));
        }
    }

    fn say_headers(&self, mark: char, headers: &HeaderMap) {
        for (name, value) in headers {
            let value = String::from_utf8_lossy(value.as_bytes());
            self.say(format!("{mark} {}", trace::header(name.as_str(), &value)));
        }
    }

    /// A line of the trace, without the key wherever it may have come from.
    fn say(&self, line: String) {
        let line = match &self.key {
            Some(key) => line.replace(key.expose(), "[key]"),
            None => line,
        };
        (self.notify)(Notice::Trace(line));
    }
}

/// The mutex guards plain data, which is consistent even after a panic in another thread.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn from_transport(error: &reqwest::Error) -> Failure {
    let what = http::explain(error);
    if let Some(missing) = Missing::cause_of(error) {
        return Failure::Missing(missing, what);
    }
    match error.is_connect() || error.is_builder() {
        true => Failure::Unsent(what),
        false => Failure::Broken(what),
    }
}

fn bearer(key: &Secret) -> Result<reqwest::header::HeaderValue, Failure> {
    let mut value = reqwest::header::HeaderValue::from_str(&format!("Bearer {}", key.expose()))
        .map_err(|_| Failure::Unsent("the key holds characters that no header can carry".into()))?;
    value.set_sensitive(true);
    Ok(value)
}

async fn read(mut response: reqwest::Response) -> Result<Answer, Failure> {
    let heads = response.headers().clone();
    let header = |name: &str| heads.get(name)?.to_str().ok();
    let mut answer = Answer::new(response.status().as_u16(), header);
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if answer.body.len() + chunk.len() <= MAX_BODY => {
                answer.body.extend_from_slice(&chunk);
            }
            Ok(Some(_)) => return Err(Failure::TooLarge("it is larger than 64 MiB".into())),
            Ok(None) => return Ok(answer),
            // The error status is valid although its body is incomplete.
            Err(_) if !answer.is_good() => {
                answer.body.clear();
                return Ok(answer);
            }
            Err(error) => return Err(from_transport(&error)),
        }
    }
}
