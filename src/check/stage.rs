//! A sandbox to play on, through its API and its control API (`docs/sandbox.md`).

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::api::client::Limits;
use crate::api::request::segment;
use crate::api::types::{Call, WebhookFields};
use crate::api::{ApiError, Client, Method, Request, calls, webhooks};
use crate::events::EventKind;
use crate::sandbox::scenario::Note;
use crate::secret::Secret;

/// A sandbox that answers.
pub struct Stage {
    client: Client,
    /// How fast calls live there.
    pub speed: f64,
}

/// A call as the control API shows it.
#[derive(Clone, Debug)]
pub struct Watched {
    /// As the API shows it.
    pub call: Call,
    /// What happened, in order.
    pub notes: Vec<Note>,
}

/// One event's way to a webhook.
#[derive(Clone, Debug, Deserialize)]
pub struct Delivery {
    /// Its name.
    pub event: String,
    /// `pending`, `delivered` or `failed`.
    pub state: String,
    /// Each post and its answer.
    pub attempts: Vec<Attempt>,
}

/// One post and its answer.
#[derive(Clone, Debug, Deserialize)]
pub struct Attempt {
    /// HTTP status, when there was an answer.
    pub status: Option<u16>,
    /// Else why there was none.
    pub error: Option<String>,
}

impl Stage {
    /// The sandbox at `url`; its control API gives the key, so none need be set.
    ///
    /// # Errors
    /// When nobody answers there, or something else than a sandbox.
    pub async fn find(url: &url::Url) -> Result<Stage, ApiError> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct About {
            api_key: String,
            speed: String,
        }
        let about: About = client(url, None).send(&get("/_sandbox/info")).await?.value;
        let speed = about.speed.trim_end_matches('x').parse().unwrap_or(1.0);
        Ok(Stage {
            client: client(url, Some(Secret::new(about.api_key))),
            speed,
        })
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        self.client.base()
    }

    /// Registers a webhook for all calling events and gives its id.
    ///
    /// # Errors
    /// Of the API.
    pub async fn register(
        &self,
        url: &url::Url,
        headers: &[(String, String)],
    ) -> Result<String, ApiError> {
        let headers: BTreeMap<String, String> = headers.iter().cloned().collect();
        let fields = WebhookFields {
            url: Some(url.to_string()),
            events: Some(EventKind::ALL.map(|kind| kind.name().to_owned()).into()),
            headers: (!headers.is_empty()).then_some(headers),
        };
        let made = self.client.send(&webhooks::create(&fields)).await?;
        Ok(made.value.id.unwrap_or_default())
    }

    /// Removes a webhook; failing to does not matter, the sandbox is for play.
    pub async fn unregister(&self, webhook: &str) {
        let _ = self.client.send(&webhooks::delete(webhook)).await;
    }

    /// Somebody calls the app, or the app calls somebody: the call's id.
    ///
    /// # Errors
    /// Of the API, such as for a number that the app does not have.
    pub async fn call(&self, inbound: bool, body: &Map<String, Value>) -> Result<String, ApiError> {
        let path = match inbound {
            true => "/_sandbox/calls",
            false => "/v1/calls",
        };
        let request = Request::<Call>::new(Method::Post, path).json(body);
        let made = self.client.send(&request).await?;
        Ok(made.value.id.unwrap_or_default())
    }

    /// The other side does something now.
    ///
    /// # Errors
    /// Of the API; a conflict when it does not fit the call's state.
    pub async fn act(&self, call: &str, act: &str) -> Result<(), ApiError> {
        let path = format!("/_sandbox/calls/{}/act", segment(call));
        let request = Request::<Call>::new(Method::Post, path).json(&json!({ "do": act }));
        self.client.send(&request).await.map(|_| ())
    }

    /// The call as it stands.
    ///
    /// # Errors
    /// Of the API.
    pub async fn watch(&self, call: &str) -> Result<Watched, ApiError> {
        #[derive(Deserialize)]
        struct Shown {
            call: Call,
            history: Vec<Happened>,
        }
        #[derive(Deserialize)]
        struct Happened {
            at: String,
            kind: String,
            name: String,
        }
        let path = format!("/_sandbox/calls/{}", segment(call));
        let shown: Shown = self.client.send(&get(path)).await?.value;
        let time = |text: &str| text.parse::<Timestamp>().ok();
        let born = shown.call.created_at.as_deref().and_then(time);
        let since = |at: &str| {
            let span = time(at)?.duration_since(born?);
            Duration::try_from(span).ok()
        };
        let note = |one: Happened| Note {
            at: since(&one.at).unwrap_or_default(),
            kind: one.kind,
            name: one.name,
        };
        Ok(Watched {
            call: shown.call,
            notes: shown.history.into_iter().map(note).collect(),
        })
    }

    /// What was posted about a call so far, oldest first.
    ///
    /// # Errors
    /// Of the API.
    pub async fn deliveries(&self, call: &str) -> Result<Vec<Delivery>, ApiError> {
        #[derive(Deserialize)]
        struct Page {
            data: Vec<Delivery>,
        }
        let request = get("/_sandbox/deliveries")
            .query("callId", Some(call))
            .query("limit", Some(100));
        let page: Page = self.client.send(&request).await?.value;
        Ok(page.data.into_iter().rev().collect())
    }

    /// Ends a call that still lives.
    pub async fn end(&self, call: &str) {
        let _ = self.client.send(&calls::end(call)).await;
    }
}

fn client(url: &url::Url, key: Option<Secret>) -> Client {
    // A sandbox is on this machine: what takes longer than this has stopped.
    let limits = Limits {
        timeout: Duration::from_secs(10),
        max_wait: Duration::from_secs(10),
    };
    Client::new(url, key, limits, Box::new(|_| {}))
}

fn get<T>(path: impl Into<String>) -> Request<T> {
    Request::new(Method::Get, path)
}
