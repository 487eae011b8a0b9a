//! One request: what is taken, and the answer once it is recorded.

use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::{Request, Response, StatusCode};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::clock::Clock;
use crate::receiver::Counts;
use crate::receiver::consumers::respond::Plan;
use crate::receiver::delivery::{Content, Delivery};
use crate::receiver::http::patience::Patience;
use crate::receiver::http::rejection::{Rejection, RejectionLog};
use crate::receiver::http::validate::{BODY_LIMIT, Validator, too_large};
use crate::receiver::journal::Journal;
use crate::receiver::probe::{self, Probe};

/// The whole body must be there by then.
const BODY_DEADLINE: Duration = Duration::from_secs(15);

/// The service gives up after 5 s; an answer that it no longer waits for is worth nothing.
pub(crate) const COMMIT_DEADLINE: Duration = Duration::from_secs(4);

/// Bodies that are held at one time, in KiB: 64 MiB.
const BUDGET: usize = 64 * 1024;

/// What every connection shares.
pub(crate) struct Handler {
    pub(crate) gate: Validator,
    /// Of `--register`, to be answered and not recorded.
    pub(crate) probe: Option<Probe>,
    /// Of `--respond`: what an event will be answered with is recorded with it.
    pub(crate) plan: Option<Plan>,
    pub(crate) journal: Journal,
    pub(crate) clock: Clock,
    pub(crate) counts: Arc<Counts>,
    pub(crate) refusals: RejectionLog,
    pub(crate) budget: Arc<Semaphore>,
}

type Answer = Response<Full<Bytes>>;

impl Handler {
    pub(crate) fn budget() -> Arc<Semaphore> {
        Arc::new(Semaphore::new(BUDGET))
    }

    /// Answers a request, in any case. `commit` limits the wait for the record ([`COMMIT_DEADLINE`]).
    pub(crate) async fn answer(&self, request: Request<Incoming>, commit: &Patience) -> Answer {
        // Behind a chunked body nothing more is read from the connection.
        let close = request.headers().contains_key(header::TRANSFER_ENCODING);
        let mut answer = match self.take(request, commit).await {
            Ok(headers) => {
                let mut answer = Response::new(Full::default());
                *answer.headers_mut() = headers;
                answer
            }
            Err(refusal) => {
                self.refusals.tell(&refusal);
                Counts::add(match refusal.status {
                    StatusCode::SERVICE_UNAVAILABLE => &self.counts.failed,
                    _ => &self.counts.refused,
                });
                refusal.answer()
            }
        };
        if close || answer.status() == StatusCode::PAYLOAD_TOO_LARGE {
            let value = HeaderValue::from_static("close");
            answer.headers_mut().insert(header::CONNECTION, value);
        }
        answer
    }

    /// A head was refused before it became a request.
    pub(crate) fn unclean(&self, is_tls: bool) {
        let told = match is_tls {
            true => {
                "a TLS greeting; this port speaks plain HTTP: let the sender use http://, or set --tls-cert and --tls-key"
            }
            false => "what is not clean HTTP/1.1",
        };
        let status = StatusCode::BAD_REQUEST;
        let why = if is_tls { "TLS" } else { "not HTTP/1.1" };
        self.refusals
            .tell(&Rejection::new(status, why, told.to_owned()));
        Counts::add(&self.counts.refused);
    }

    /// Records what is to be recorded. Gives the headers of the answer: none, in the memory of the
    /// request's, into which hyper then reads the next head.
    async fn take(
        &self,
        request: Request<Incoming>,
        commit: &Patience,
    ) -> Result<HeaderMap, Rejection> {
        self.gate.check_way(&request)?;
        if self.is_probe(request.headers()) {
            return Ok(HeaderMap::new());
        }
        self.gate.check_sender(request.headers())?;
        let (mut parts, body) = request.into_parts();
        let headers = self.gate.kept_headers(&parts.headers);
        let mut emptied = std::mem::take(&mut parts.headers);
        // What was read holds on to the connection's buffer, which is used again only when nothing does.
        emptied.clear();
        drop(parts);
        let (body, held) = timeout(BODY_DEADLINE, self.collect(body))
            .await
            .map_err(|_| too_slow())??;
        let mut delivery = Delivery::read(self.clock.now(), body, headers);
        delivery.held = held;
        if self.gate.secret.is_none() && !delivery.is_json() {
            let why = "the body is not JSON (with a webhook secret set it would be kept)";
            let told = "a body that is not JSON; with a webhook secret set it would be kept";
            return Err(Rejection::new(
                StatusCode::BAD_REQUEST,
                why,
                told.to_owned(),
            ));
        }
        if let (Some(plan), Content::Event { event, .. }) = (&self.plan, &delivery.content) {
            delivery.intent = plan.intent(event, delivery.at);
        }
        match commit.within(self.journal.deliver(delivery)).await {
            Some(Ok(_)) => Ok(emptied),
            // The journal itself says what is wrong with it.
            Some(Err(_)) => Err(Rejection::silent(
                StatusCode::SERVICE_UNAVAILABLE,
                "cannot record it now",
            )),
            None => Err(disk_too_slow()),
        }
    }

    fn is_probe(&self, headers: &HeaderMap) -> bool {
        let mark = headers.get(probe::HEADER);
        mark.is_some_and(|mark| {
            (self.probe.as_ref()).is_some_and(|probe| probe.sees(mark.as_bytes()))
        })
    }

    /// Reads the body, counting what really arrives, not what was announced.
    async fn collect(
        &self,
        mut body: Incoming,
    ) -> Result<(Vec<u8>, Option<OwnedSemaphorePermit>), Rejection> {
        let (mut bytes, mut held) = (Vec::new(), None::<OwnedSemaphorePermit>);
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|_| broken_body())?;
            let Ok(data) = frame.into_data() else {
                continue;
            };
            if bytes.len() + data.len() > BODY_LIMIT {
                return Err(too_large());
            }
            let count = data.len().div_ceil(1024) as u32;
            let more = self
                .budget
                .clone()
                .try_acquire_many_owned(count)
                .map_err(|_| too_much())?;
            match &mut held {
                Some(held) => held.merge(more),
                None => held = Some(more),
            }
            bytes.extend_from_slice(&data);
        }
        Ok((bytes, held))
    }
}

fn too_slow() -> Rejection {
    let told = format!(
        "a body that was not there after {} s",
        BODY_DEADLINE.as_secs()
    );
    let why = "the body took too long";
    Rejection::new(StatusCode::REQUEST_TIMEOUT, why, told)
}

fn broken_body() -> Rejection {
    let told = "a body that ended early or is not chunked as it says".to_owned();
    Rejection::new(StatusCode::BAD_REQUEST, "broken body", told)
}

fn too_much() -> Rejection {
    let told = "too much at once; the sender will try again".to_owned();
    Rejection::new(StatusCode::SERVICE_UNAVAILABLE, "too much at once", told)
}

fn disk_too_slow() -> Rejection {
    let told = format!(
        "the disk took more than {} s to record an event; the sender will try again",
        COMMIT_DEADLINE.as_secs()
    );
    Rejection::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "not recorded in time",
        told,
    )
}
