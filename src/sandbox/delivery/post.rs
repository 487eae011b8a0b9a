//! Posts one delivery by HTTP, with the headers of its webhook and the service's timeout.

use std::time::{Duration, Instant};

use crate::http::Clients;
use crate::http::webhook_sender::{PostError, Posted, SERVICE_TIMEOUT, WebhookSender};

/// Everything needed for one POST.
#[derive(Clone, Debug)]
pub(crate) struct OutboundRequest {
    pub(crate) delivery: String,
    pub(crate) event: String,
    /// 1 for the first attempt.
    pub(crate) attempt: usize,
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

/// The result of one POST.
#[derive(Clone, Debug)]
pub(crate) struct PostOutcome {
    pub(crate) status: Option<u16>,
    pub(crate) error: Option<String>,
    pub(crate) latency: Duration,
}

/// Posts `request` once and returns the outcome, with its latency by the machine's clock.
pub(crate) async fn post(clients: &Clients, request: &OutboundRequest) -> PostOutcome {
    let began = Instant::now();
    let (status, error) = match try_post(clients, request).await {
        Ok(posted) => (Some(posted.status), None),
        Err(error) => (None, Some(error.to_string())),
    };
    PostOutcome {
        status,
        error,
        latency: began.elapsed(),
    }
}

async fn try_post(clients: &Clients, request: &OutboundRequest) -> Result<Posted, PostError> {
    let url = url::Url::parse(&request.url)
        .map_err(|_| PostError::Connect("the webhook's URL is invalid".to_owned()))?;
    let client = clients.get(&url).clone();
    let sender = WebhookSender::with_client(client, &url, &request.headers, SERVICE_TIMEOUT)?;
    sender.post(request.body.clone()).await
}
