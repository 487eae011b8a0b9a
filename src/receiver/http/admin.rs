//! The admin server (`--admin`): `/healthz`, `/readyz` and `/metrics` for load balancers, supervisors and Prometheus.
//!
//! It has a socket of its own, shows numbers only, and changes nothing.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

/// For a request's head, and between two requests of a connection.
const HEAD_DEADLINE: Duration = Duration::from_secs(30);

/// Connections at one time: a few scrapers and probes.
const CONNECTIONS: usize = 64;

/// The content type of Prometheus' text format.
const METRICS_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// A question that the admin server passes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// `/readyz`: whether a load balancer should send events here.
    Ready,
    /// `/metrics`.
    Metrics,
}

/// Serves until its task is aborted. `answer` returns the text of a page, as an error where the page is 503.
pub async fn serve<F>(listener: TcpListener, answer: F)
where
    F: Fn(Page) -> Result<String, String> + Send + Sync + 'static,
{
    let loopback = (listener.local_addr().ok()).filter(|address| address.ip().is_loopback());
    let (answer, slots) = (Arc::new(answer), Arc::new(Semaphore::new(CONNECTIONS)));
    loop {
        let Ok(slot) = slots.clone().acquire_owned().await else {
            return;
        };
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file descriptors: the waiting connection would be reported again at once.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let answer = answer.clone();
        tokio::spawn(async move {
            let service = service_fn(move |request: Request<Incoming>| {
                let answer = answer.clone();
                async move { Ok::<_, Infallible>(respond(request, loopback, answer).await) }
            });
            let _ = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEAD_DEADLINE)
                .serve_connection(TokioIo::new(stream), service)
                .await;
            drop(slot);
        });
    }
}

async fn respond<F>(
    request: Request<Incoming>,
    loopback: Option<SocketAddr>,
    answer: Arc<F>,
) -> Response<Full<Bytes>>
where
    F: Fn(Page) -> Result<String, String> + Send + Sync + 'static,
{
    let host = request.headers().get(header::HOST);
    let host = host.and_then(|host| host.to_str().ok());
    // A page that rebinds its name to loopback comes by that name.
    if loopback.is_some() && !host.is_some_and(is_loopback_name) {
        return text(StatusCode::MISDIRECTED_REQUEST, "this Host is not served\n");
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return text(StatusCode::METHOD_NOT_ALLOWED, "GET only\n");
    }
    let page = match request.uri().path() {
        "/healthz" => return text(StatusCode::OK, "ok\n"),
        "/readyz" => Page::Ready,
        "/metrics" => Page::Metrics,
        _ => return text(StatusCode::NOT_FOUND, "/healthz, /readyz or /metrics\n"),
    };
    // The numbers come from files, too: off the thread that answers senders.
    match tokio::task::spawn_blocking(move || answer(page)).await {
        Ok(Ok(body)) => {
            let mut response = text(StatusCode::OK, &body);
            if page == Page::Metrics {
                let metrics = HeaderValue::from_static(METRICS_TYPE);
                response.headers_mut().insert(header::CONTENT_TYPE, metrics);
            }
            response
        }
        Ok(Err(why)) => text(StatusCode::SERVICE_UNAVAILABLE, &why),
        Err(_) => text(StatusCode::INTERNAL_SERVER_ERROR, "failed\n"),
    }
}

fn is_loopback_name(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let literal = name.trim_start_matches('[').trim_end_matches(']');
    let ip = literal.parse::<std::net::IpAddr>();
    name.eq_ignore_ascii_case("localhost") || ip.is_ok_and(|ip| ip.is_loopback())
}

fn text(status: StatusCode, body: &str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(body.to_owned()));
    *response.status_mut() = status;
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, plain);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_names_reach_a_loopback_socket() {
        for host in ["localhost", "LOCALHOST:9", "127.0.0.1:9090", "[::1]:9090"] {
            assert!(is_loopback_name(host), "{host}");
        }
        for host in [
            "",
            "evil.example:9090",
            "127.0.0.1.evil.example",
            "10.0.0.1",
        ] {
            assert!(!is_loopback_name(host), "{host}");
        }
    }
}
