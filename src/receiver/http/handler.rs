//! Handles one request: validates it, records its event, and only then answers 200.

use std::sync::Arc;
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::{Request, Response, StatusCode};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::timeout;

use crate::clock::Clock;
use crate::receiver::Counts;
use crate::receiver::consumers::respond::Plan;
use crate::receiver::delivery::{Content, Delivery};
use crate::receiver::http::phase::Phase;
use crate::receiver::http::rejection::{Rejection, RejectionLog};
use crate::receiver::http::validate::{BODY_LIMIT, Validator, too_large};
use crate::receiver::journal::Journal;
use crate::receiver::probe::{self, Probe};

/// Time for the whole body to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(15);

/// Timeout of the journal. The service times out after 5 s and ignores a later response.
const COMMIT_TIMEOUT: Duration = Duration::from_secs(4);

/// Memory for all bodies in progress, in KiB: 64 MiB.
const BODY_MEMORY: usize = 64 * 1024;

/// The state that all connections share.
pub(crate) struct Handler {
    pub(crate) validator: Validator,
    /// The request of `--register` that is answered and not recorded.
    pub(crate) probe: Option<Probe>,
    /// The rules of `--respond`: the command for an event is recorded with it.
    pub(crate) plan: Option<Plan>,
    pub(crate) journal: Journal,
    pub(crate) counts: Arc<Counts>,
    pub(crate) log: RejectionLog,
    pub(crate) body_memory: Arc<Semaphore>,
    pub(crate) phase: watch::Receiver<Phase>,
}

type Answer = Response<Full<Bytes>>;

/// A body, with its share of the memory for bodies.
#[derive(Default)]
struct Collected {
    bytes: Vec<u8>,
    memory: Option<OwnedSemaphorePermit>,
}

impl Handler {
    pub(crate) fn body_memory() -> Arc<Semaphore> {
        Arc::new(Semaphore::new(BODY_MEMORY))
    }

    /// Answers any request.
    pub(crate) async fn answer(&self, request: Request<Incoming>) -> Answer {
        // After a chunked body nothing more is read from the connection. Before a stop, the sender should
        // open its next connection elsewhere.
        let close = request.headers().contains_key(header::TRANSFER_ENCODING)
            || *self.phase.borrow() != Phase::Open;
        let mut answer = match self.accept(request).await {
            Ok(()) => Response::new(Full::default()),
            Err(rejection) => {
                self.log.rejected(&rejection);
                self.counts.rejected.add(rejection.status.as_u16());
                Counts::add(match rejection.status {
                    StatusCode::SERVICE_UNAVAILABLE => &self.counts.failed,
                    _ => &self.counts.refused,
                });
                rejection.answer()
            }
        };
        if close || answer.status() == StatusCode::PAYLOAD_TOO_LARGE {
            let value = HeaderValue::from_static("close");
            answer.headers_mut().insert(header::CONNECTION, value);
        }
        answer
    }

    async fn accept(&self, request: Request<Incoming>) -> Result<(), Rejection> {
        let started = Instant::now();
        self.validator.check_route(&request)?;
        if self.is_probe(request.headers()) {
            return Ok(());
        }
        self.validator.check_sender(request.headers())?;
        let (parts, body) = request.into_parts();
        let headers = self.validator.kept_headers(&parts.headers);
        // hyper reuses the connection's buffer once nothing refers to it.
        drop(parts);
        let body = timeout(BODY_TIMEOUT, self.collect(body))
            .await
            .map_err(|_| slow_body())??;
        let mut delivery = Delivery::read(Clock::System.now(), body.bytes, headers);
        delivery.memory = body.memory;
        if self.validator.secret.is_none() && !delivery.is_json() {
            return Err(not_json());
        }
        if let (Some(plan), Content::Event { event, .. }) = (&self.plan, &delivery.content) {
            delivery.intent = plan.intent(event, delivery.at);
        }
        match timeout(COMMIT_TIMEOUT, self.journal.deliver(delivery)).await {
            Ok(Ok(_)) => {
                self.counts.acknowledged.observe(started.elapsed());
                Ok(())
            }
            // The journal reports its failures itself.
            Ok(Err(_)) => Err(Rejection::silent(
                StatusCode::SERVICE_UNAVAILABLE,
                "the event cannot be recorded now",
            )),
            Err(_) => Err(slow_disk()),
        }
    }

    fn is_probe(&self, headers: &HeaderMap) -> bool {
        let probe = self.probe.as_ref().zip(headers.get(probe::HEADER));
        probe.is_some_and(|(probe, mark)| probe.sees(mark.as_bytes()))
    }

    /// Reads the body. The limit counts the bytes that arrive, not the stated length.
    async fn collect(&self, mut incoming: Incoming) -> Result<Collected, Rejection> {
        let mut body = Collected::default();
        while let Some(frame) = incoming.frame().await {
            let Ok(data) = frame.map_err(|_| broken_body())?.into_data() else {
                continue;
            };
            if body.bytes.len() + data.len() > BODY_LIMIT {
                return Err(too_large());
            }
            let count = data.len().div_ceil(1024) as u32;
            let memory = self.body_memory.clone().try_acquire_many_owned(count);
            let memory = memory.map_err(|_| out_of_memory())?;
            match &mut body.memory {
                Some(held) => held.merge(memory),
                None => body.memory = Some(memory),
            }
            body.bytes.extend_from_slice(&data);
        }
        Ok(body)
    }
}

fn not_json() -> Rejection {
    let reason = "the body is not JSON; with a webhook secret set it would be kept";
    let detail = "a body that is not JSON; with a webhook secret set it would be kept".to_owned();
    Rejection::new(StatusCode::BAD_REQUEST, reason, detail)
}

fn slow_body() -> Rejection {
    let seconds = BODY_TIMEOUT.as_secs();
    let detail = format!("the body did not arrive within {seconds} s");
    let reason = "the body took too long";
    Rejection::new(StatusCode::REQUEST_TIMEOUT, reason, detail)
}

fn broken_body() -> Rejection {
    let detail = "the body ended early or its chunks are malformed".to_owned();
    Rejection::new(StatusCode::BAD_REQUEST, "broken body", detail)
}

fn out_of_memory() -> Rejection {
    let detail = "too many large bodies at once; the sender will try again".to_owned();
    let reason = "too many large bodies at once";
    Rejection::new(StatusCode::SERVICE_UNAVAILABLE, reason, detail)
}

fn slow_disk() -> Rejection {
    let detail = format!(
        "the disk took more than {} s to record an event; the sender will try again",
        COMMIT_TIMEOUT.as_secs()
    );
    let reason = "not recorded in time";
    Rejection::new(StatusCode::SERVICE_UNAVAILABLE, reason, detail)
}
