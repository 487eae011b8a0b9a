//! A webhook for the time of one run: created at the start, deleted at the end, also after a crash.

mod record;
mod running;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use ring::rand::{SecureRandom, SystemRandom};

use crate::api::types::{Webhook, WebhookFields};
use crate::api::{ApiError, Client, webhooks};
use crate::events::EventKind;
use crate::receiver::probe::Probe;
use crate::receiver::registration::record::{MARK, Record};
use crate::secret::Secret;
use crate::terminal::{Terminal, sanitize};

pub use record::has_leftovers;
pub(crate) use running::RunningRegistration;

/// Placeholder for an id that is still unknown.
const UNKNOWN_ID: &str = "<WEBHOOK>";

/// The reason why no webhook could be registered for this run.
#[derive(Debug, thiserror::Error)]
pub enum RegistrationError {
    /// A request to the public URL does not arrive here; nothing was registered.
    #[error("{url} does not lead here: {problem}; nothing was registered")]
    Unreachable {
        /// The public URL.
        url: String,
        /// The error of the probe.
        problem: String,
    },
    /// The record for the clean-up after a crash cannot be written; nothing was registered.
    #[error("cannot write {}: {problem}; nothing was registered", path.display())]
    Storage {
        /// The file.
        path: PathBuf,
        /// The system's error.
        problem: String,
    },
    /// The API did not create it.
    #[error(transparent)]
    Api(#[from] ApiError),
}

/// The webhook to register.
pub struct Registration {
    /// The public URL that the service posts to.
    pub url: url::Url,
    /// The header that the service sends with each event, and its value.
    pub secret: (String, Secret),
    /// Creates and deletes the webhook.
    pub client: Arc<Client>,
    /// Checks first that the URL leads here; `None` skips that.
    pub probe: Option<Probe>,
    /// The folder of the records for the clean-up after a crash.
    pub state_dir: PathBuf,
    /// The streams.
    pub terminal: Terminal,
}

/// A webhook that is deleted when this run ends.
pub(crate) struct RegisteredWebhook {
    record: Record,
    client: Arc<Client>,
    terminal: Terminal,
}

impl Registration {
    /// Waits for the probe to arrive, then creates the webhook for all calling events.
    async fn register(self) -> Result<RegisteredWebhook, RegistrationError> {
        if let Some(probe) = &self.probe {
            let passed = probe.send(&self.url).await;
            passed.map_err(|problem| RegistrationError::Unreachable {
                url: self.url.to_string(),
                problem,
            })?;
        }
        let mut record = Record::new(&self.state_dir, self.client.base(), self.url.as_str());
        record
            .save()
            .map_err(|problem| RegistrationError::Storage {
                path: record.path().to_owned(),
                problem,
            })?;
        let create = webhooks::create(&self.fields(&record));
        let created = match self.client.send(&create).await {
            Ok(reply) => reply.value,
            Err(error) => {
                // After an unknown outcome the webhook may exist: the next start looks for its mark.
                if !matches!(error, ApiError::Unknown(_) | ApiError::Unreadable(_)) {
                    record.delete();
                }
                return Err(error.into());
            }
        };
        self.report(&mut record, &created);
        Ok(RegisteredWebhook {
            record,
            client: self.client,
            terminal: self.terminal,
        })
    }

    fn fields(&self, record: &Record) -> WebhookFields {
        let names = EventKind::ALL.iter().map(|kind| kind.name().to_owned());
        let (header, secret) = &self.secret;
        let headers = BTreeMap::from([
            (header.clone(), secret.expose().to_owned()),
            (MARK.to_owned(), record.mark().to_owned()),
        ]);
        WebhookFields {
            url: Some(self.url.to_string()),
            events: Some(names.collect()),
            headers: Some(headers),
        }
    }

    /// Adds the webhook's id to the record. Without it the mark in its headers still finds the webhook.
    fn report(&self, record: &mut Record, webhook: &Webhook) {
        record.webhook.clone_from(&webhook.id);
        if let Err(problem) = record.save() {
            let path = record.path().display();
            self.terminal
                .complain(&format!("warning: cannot write {path}: {problem}"));
        }
        let (url, id) = (sanitize(self.url.as_str()), sanitize(record.id()));
        self.terminal
            .note(&format!("registered {url} as {id} for this run"));
    }
}

impl RegisteredWebhook {
    /// Deletes the webhook and then its record. Warns when the webhook may be left.
    async fn delete(&self) {
        match self.record.delete_webhook(&self.client).await {
            Ok(()) => {
                self.record.delete();
                self.terminal
                    .note(&format!("removed {}", sanitize(self.record.id())));
            }
            Err(error) => warn_left(self.terminal, self.record.id(), &error.to_string()),
        }
    }
}

/// Warns that the webhook `id` could not be deleted.
fn warn_left(terminal: Terminal, id: &str, problem: &str) {
    let (id, problem) = (sanitize(id), sanitize(problem));
    terminal.complain(&format!(
        "warning: {id} may still be registered: {problem}\n  the next chirp listen removes it, or: chirp webhooks delete {id}"
    ));
}

/// Returns a random secret for one run.
pub fn random_secret() -> Secret {
    Secret::new(random())
}

/// Returns 256 random bits in hexadecimal.
pub fn random() -> String {
    let mut bytes = [0; 32];
    SystemRandom::new()
        .fill(&mut bytes)
        .expect("the system has random numbers from early boot on");
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
