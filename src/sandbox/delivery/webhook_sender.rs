//! Posts deliveries: real HTTP, custom headers, 5 s (spec, section 4).

use std::time::{Duration, Instant};

use crate::http;
use crate::sandbox::delivery::{OutboundRequest, Outcome};

/// One attempt, connecting included, by the machine's clock (spec, section 4).
const TIMEOUT: Duration = Duration::from_secs(5);
/// The answer's body is not looked at, but read so far, so that the connection can be used again.
const MOST_READ: usize = 64 * 1024;

/// The two clients, each built when first needed.
#[derive(Debug, Default)]
pub(crate) struct WebhookSender {
    loopback: std::sync::OnceLock<reqwest::Client>,
    direct: std::sync::OnceLock<reqwest::Client>,
}

impl WebhookSender {
    /// Posts once and tells what came of it.
    pub(crate) async fn post(&self, letter: &OutboundRequest) -> Outcome {
        let began = Instant::now();
        let answer = tokio::time::timeout(TIMEOUT, self.try_post(letter)).await;
        let (status, error) = match answer {
            Ok(Ok(status)) => (Some(status), None),
            Ok(Err(problem)) => (None, Some(problem)),
            Err(_) => (None, Some("no answer within 5 s".to_owned())),
        };
        Outcome {
            status,
            error,
            latency: began.elapsed(),
        }
    }

    async fn try_post(&self, letter: &OutboundRequest) -> Result<u16, String> {
        let url = url::Url::parse(&letter.url).map_err(|error| error.to_string())?;
        let purpose = http::purpose_for(&url);
        let cell = match purpose {
            http::Purpose::Loopback => &self.loopback,
            _ => &self.direct,
        };
        let client = cell.get_or_init(|| http::client(purpose));
        let mut request = client.post(url).header("content-type", "application/json");
        for (name, value) in &letter.headers {
            request = request.header(name, value);
        }
        let sent = request.body(letter.body.clone()).send().await;
        let mut response = sent.map_err(|error| describe(&error))?;
        let (status, mut read) = (response.status().as_u16(), 0);
        while let Ok(Some(chunk)) = response.chunk().await {
            read += chunk.len();
            if read > MOST_READ {
                break;
            }
        }
        Ok(status)
    }
}

/// The last cause says most: `Connection refused`.
fn describe(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    let text = cause.to_string();
    let words = text.split(" (os error").next();
    words.unwrap_or_default().to_owned()
}
