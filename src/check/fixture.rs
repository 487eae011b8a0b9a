//! A sandbox to play on, through its API and its control API (`docs/sandbox.md`).

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::api::client::Limits;
use crate::api::simulate::{self, Delivery};
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

impl Stage {
    /// The sandbox at `url`; its control API gives the key, so none need be set.
    ///
    /// # Errors
    /// When nobody answers there, or something else than a sandbox.
    pub async fn find(url: &url::Url) -> Result<Stage, ApiError> {
        let facts = client(url, None).send(&simulate::info()).await?.value;
        let speed = facts
            .speed
            .as_deref()
            .unwrap_or_default()
            .trim_end_matches('x')
            .parse();
        Ok(Stage {
            client: client(url, facts.api_key.map(Secret::new)),
            speed: speed.unwrap_or(1.0),
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
        if let Ok(id) = ApiError::check_id(webhook) {
            let _ = self.client.send(&webhooks::delete(&id)).await;
        }
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
        self.client
            .send(&simulate::act(&ApiError::check_id(call)?, act))
            .await
            .map(|_| ())
    }

    /// The call as it stands.
    ///
    /// # Errors
    /// Of the API.
    pub async fn watch(&self, call: &str) -> Result<Watched, ApiError> {
        let request = simulate::watch(&ApiError::check_id(call)?);
        let shown = self.client.send(&request).await?.value;
        let time = |text: &str| text.parse::<Timestamp>().ok();
        let born = shown.call.created_at.as_deref().and_then(time);
        let since = |at: &str| {
            let span = time(at)?.duration_since(born?);
            Duration::try_from(span).ok()
        };
        let note = |one: simulate::Happened| Note {
            at: since(&one.at).unwrap_or_default(),
            kind: one.kind,
            name: one.name,
        };
        Ok(Watched {
            call: shown.call,
            notes: shown
                .history
                .unwrap_or_default()
                .into_iter()
                .map(note)
                .collect(),
        })
    }

    /// What was posted about a call so far, oldest first.
    ///
    /// # Errors
    /// Of the API.
    pub async fn deliveries(&self, call: &str) -> Result<Vec<Delivery>, ApiError> {
        let request = simulate::deliveries(Some(call), None).query("limit", Some(100));
        let page = self.client.send(&request).await?.value;
        let read = |raw: &RawValue| serde_json::from_str(raw.get()).ok();
        Ok(page.data.iter().rev().filter_map(|raw| read(raw)).collect())
    }

    /// Ends a call that still lives.
    pub async fn end(&self, call: &str) {
        if let Ok(id) = ApiError::check_id(call) {
            let _ = self.client.send(&calls::end(&id)).await;
        }
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
