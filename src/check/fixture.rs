//! A running sandbox as a test fixture, used through its API and its control API (`docs/sandbox.md`).

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::api::client::Limits;
use crate::api::simulate::{self, SandboxActivity, SandboxDelivery};
use crate::api::types::{Call, Webhook, WebhookFields};
use crate::api::{ApiError, Client, Method, Request, calls, webhooks};
use crate::events::EventKind;
use crate::sandbox::scenario::CallEvent;
use crate::secret::Secret;

/// A running sandbox.
pub struct Fixture {
    client: Client,
    /// How fast call time passes there.
    pub speed: f64,
}

/// A call as the control API shows it.
#[derive(Clone, Debug)]
pub struct ObservedCall {
    /// The call as the API shows it.
    pub call: Call,
    /// Its commands and events, in order.
    pub events: Vec<CallEvent>,
}

/// A webhook that is registered for a run.
#[derive(Clone)]
pub struct RegisteredWebhook {
    id: String,
    /// The fields that it had before the run; `None` if the run created it.
    previous: Option<WebhookFields>,
}

impl Fixture {
    /// Connects to the sandbox at `url`. Its control API returns the key, so none needs to be set.
    ///
    /// # Errors
    /// When no sandbox answers there.
    pub async fn connect(url: &url::Url) -> Result<Fixture, ApiError> {
        let facts = client(url, None).send(&simulate::info()).await?.value;
        let speed = facts
            .speed
            .as_deref()
            .unwrap_or_default()
            .trim_end_matches('x')
            .parse();
        Ok(Fixture {
            client: client(url, facts.api_key.map(Secret::new)),
            speed: speed.unwrap_or(1.0),
        })
    }

    /// Returns the base URL.
    pub fn url(&self) -> &str {
        self.client.base()
    }

    /// Registers a webhook for all calling events. A webhook with the same URL is changed instead, so that no event is
    /// delivered twice.
    ///
    /// # Errors
    /// Returns the API's error.
    pub async fn register(
        &self,
        url: &url::Url,
        headers: &[(String, String)],
    ) -> Result<RegisteredWebhook, ApiError> {
        let headers: BTreeMap<String, String> = headers.iter().cloned().collect();
        let fields = WebhookFields {
            url: Some(url.to_string()),
            events: Some(EventKind::ALL.map(|kind| kind.name().to_owned()).into()),
            headers: Some(headers),
        };
        let page = self
            .client
            .send(&webhooks::list().query("limit", Some(100)))
            .await?
            .value;
        let webhooks = page.data.iter();
        let existing = webhooks
            .filter_map(|raw| crate::api::lenient::read::<Webhook>(raw.get()))
            .find(|webhook| webhook.url == fields.url);
        let Some(existing) = existing else {
            let made = self.client.send(&webhooks::create(&fields)).await?;
            return Ok(RegisteredWebhook {
                id: made.value.id.unwrap_or_default(),
                previous: None,
            });
        };
        let id = existing.id.unwrap_or_default();
        let checked = ApiError::check_id(&id)?;
        self.client
            .send(&webhooks::update(&checked, &fields))
            .await?;
        let previous = WebhookFields {
            url: existing.url,
            events: existing.events,
            headers: existing.headers,
        };
        Ok(RegisteredWebhook {
            id,
            previous: Some(previous),
        })
    }

    /// Deletes a webhook, or restores the one that was there before. Ignores a failure.
    pub async fn unregister(&self, webhook: RegisteredWebhook) {
        let RegisteredWebhook { id, previous } = webhook;
        let Ok(id) = ApiError::check_id(&id) else {
            return;
        };
        match previous {
            None => drop(self.client.send(&webhooks::delete(&id)).await),
            Some(previous) => drop(self.client.send(&webhooks::update(&id, &previous)).await),
        }
    }

    /// Starts an inbound or an outbound call and returns its id.
    ///
    /// # Errors
    /// Returns the API's error, such as for a number that the app does not have.
    pub async fn call(&self, inbound: bool, body: &Map<String, Value>) -> Result<String, ApiError> {
        let path = match inbound {
            true => "/_sandbox/calls",
            false => "/v1/calls",
        };
        let request = Request::<Call>::new(Method::Post, path).json(body);
        let made = self.client.send(&request).await?;
        Ok(made.value.id.unwrap_or_default())
    }

    /// Lets the remote party act now.
    ///
    /// # Errors
    /// Returns the API's error; a conflict when the action does not fit the call's state.
    pub async fn act(&self, call: &str, act: &str) -> Result<(), ApiError> {
        self.client
            .send(&simulate::act(&ApiError::check_id(call)?, act))
            .await
            .map(|_| ())
    }

    /// Returns the current state of a call.
    ///
    /// # Errors
    /// Returns the API's error.
    pub async fn observe(&self, call: &str) -> Result<ObservedCall, ApiError> {
        let request = simulate::watch(&ApiError::check_id(call)?);
        let shown = self.client.send(&request).await?.value;
        let time = |text: &str| text.parse::<Timestamp>().ok();
        let born = shown.call.created_at.as_deref().and_then(time);
        let since = |at: &str| {
            let span = time(at)?.duration_since(born?);
            Duration::try_from(span).ok()
        };
        let event = |one: simulate::CallHistoryEntry| CallEvent {
            at: since(&one.at).unwrap_or_default(),
            kind: one.kind,
            name: one.name,
        };
        Ok(ObservedCall {
            call: shown.call,
            events: shown
                .history
                .unwrap_or_default()
                .into_iter()
                .map(event)
                .collect(),
        })
    }

    /// Returns the deliveries about a call so far, oldest first.
    ///
    /// # Errors
    /// Returns the API's error.
    pub async fn deliveries(&self, call: &str) -> Result<Vec<SandboxDelivery>, ApiError> {
        let request = simulate::deliveries(Some(call), None).query("limit", Some(100));
        let page = self.client.send(&request).await?.value;
        let read = |raw: &RawValue| crate::api::lenient::read(raw.get());
        Ok(page.data.iter().rev().filter_map(|raw| read(raw)).collect())
    }

    /// Sends a delivery again.
    ///
    /// # Errors
    /// Returns the API's error.
    pub async fn redeliver(&self, delivery: &str) -> Result<(), ApiError> {
        self.client
            .send(&simulate::redeliver(&ApiError::check_id(delivery)?))
            .await
            .map(|_| ())
    }

    /// Returns the number of the latest activity.
    ///
    /// # Errors
    /// Returns the API's error.
    pub async fn last_activity(&self) -> Result<u64, ApiError> {
        let reply = self.client.send(&simulate::activities(0, 0)).await?;
        Ok(reply.value.last)
    }

    /// Returns up to 1,000 activities after number `after`, oldest first.
    ///
    /// # Errors
    /// Returns the API's error.
    pub async fn activities(&self, after: u64) -> Result<Vec<SandboxActivity>, ApiError> {
        let reply = self
            .client
            .send(&simulate::activities(after, 1_000))
            .await?;
        Ok(reply.value.data)
    }

    /// Ends a live call.
    pub async fn end(&self, call: &str) {
        if let Ok(id) = ApiError::check_id(call) {
            let _ = self.client.send(&calls::end(&id)).await;
        }
    }
}

fn client(url: &url::Url, key: Option<Secret>) -> Client {
    // A sandbox is on this machine, so one that takes longer has stopped.
    let limits = Limits {
        timeout: Duration::from_secs(10),
        max_wait: Duration::from_secs(10),
    };
    Client::new(url, key, limits, Box::new(|_| {}))
}
