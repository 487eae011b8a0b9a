//! A webhook for the time of one run: created at the start, removed at the end, also after a crash.
//!
//! A lease file is written before the webhook is created and removed after it is deleted, so what a
//! crash leaves behind is known at the next start. It names the webhook, never the secret.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ring::rand::{SecureRandom, SystemRandom};
use serde::{Deserialize, Serialize};

use crate::api::types::{Webhook, WebhookFields};
use crate::api::{ApiError, Client, webhooks};
use crate::config::create_private_dir;
use crate::events::EventKind;
use crate::receiver::probe::Probe;
use crate::secret::Secret;
use crate::terminal::{Terminal, sanitize};

/// Marks the webhook as ours, so that one whose id a crash kept from us can be found.
const MARK: &str = "X-Chirp-Lease";

/// Why a webhook could not be had for this run.
#[derive(Debug, thiserror::Error)]
pub enum RegistrationError {
    /// What is posted to the public URL does not arrive here; nothing was registered.
    #[error("{url} does not lead here: {problem}; nothing was registered")]
    Unreachable {
        /// The public URL.
        url: String,
        /// What happened to the probe.
        problem: String,
    },
    /// The lease file cannot be written; nothing was registered.
    #[error("cannot write {}: {problem}; nothing was registered", path.display())]
    Storage {
        /// Which.
        path: PathBuf,
        /// The system's words.
        problem: String,
    },
    /// The API did not create it.
    #[error(transparent)]
    Api(#[from] ApiError),
}

/// What is to be registered.
pub struct Registration {
    /// Where the service is to post.
    pub url: url::Url,
    /// The header and its value that the service is to send.
    pub secret: (String, Secret),
    /// To create and delete it with.
    pub client: Arc<Client>,
    /// To be seen first; `None` skips that.
    pub probe: Option<Probe>,
    /// Where lease files lie.
    pub state_dir: PathBuf,
    /// To tell what was done.
    pub terminal: Terminal,
}

/// What a lease file holds.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Note {
    lease: String,
    api_url: String,
    url: String,
    /// `None` while it is being created.
    webhook: Option<String>,
}

/// A webhook that ends with this run.
pub struct Lease {
    note: Note,
    path: PathBuf,
    client: Arc<Client>,
    terminal: Terminal,
}

impl Registration {
    /// Sees the probe arrive, then creates the webhook for all calling events.
    ///
    /// # Errors
    /// See [`RegistrationError`].
    pub async fn begin(self) -> Result<Lease, RegistrationError> {
        if let Some(probe) = &self.probe {
            let passed = probe.pass(&self.url).await;
            passed.map_err(|problem| RegistrationError::Unreachable {
                url: self.url.to_string(),
                problem,
            })?;
        }
        let note = Note {
            lease: random(),
            api_url: self.client.base().to_owned(),
            url: self.url.to_string(),
            webhook: None,
        };
        let path = folder(&self.state_dir).join(format!("{}.json", note.lease));
        let mut lease = Lease {
            note,
            path,
            client: self.client.clone(),
            terminal: self.terminal,
        };
        lease.save().map_err(|problem| RegistrationError::Storage {
            path: lease.path.clone(),
            problem,
        })?;
        let created = match self
            .client
            .send(&webhooks::create(&self.fields(&lease)))
            .await
        {
            Ok(reply) => reply.value,
            Err(error) => {
                lease.give_back(&error);
                return Err(error.into());
            }
        };
        lease.created(&created);
        Ok(lease)
    }

    fn fields(&self, lease: &Lease) -> WebhookFields {
        let names = EventKind::ALL.iter().map(|kind| kind.name().to_owned());
        let (header, secret) = &self.secret;
        let headers = BTreeMap::from([
            (header.clone(), secret.expose().to_owned()),
            (MARK.to_owned(), lease.note.lease.clone()),
        ]);
        WebhookFields {
            url: Some(self.url.to_string()),
            events: Some(names.collect()),
            headers: Some(headers),
        }
    }
}

impl Lease {
    fn created(&mut self, webhook: &Webhook) {
        self.note.webhook.clone_from(&webhook.id);
        if let Err(problem) = self.save() {
            // The mark in its headers still finds it.
            let path = self.path.display();
            self.terminal
                .complain(&format!("warning: cannot write {path}: {problem}"));
        }
        let (url, id) = (sanitize(&self.note.url), sanitize(self.id()));
        self.terminal
            .note(&format!("registered {url} as {id} for this run"));
    }

    /// After a failed creation: the file stays only when the webhook may be there all the same.
    fn give_back(&self, error: &ApiError) {
        if !matches!(error, ApiError::Unknown(_) | ApiError::Unreadable(_)) {
            let _ = fs::remove_file(&self.path);
        }
    }

    /// Deletes the webhook, and then the lease file. Says when it could not.
    pub async fn end(self) {
        match remove(&self.client, &self.note).await {
            Ok(()) => {
                let _ = fs::remove_file(&self.path);
                self.terminal.note(&format!("removed {}", self.shown()));
            }
            Err(error) => say_left(&self.terminal, &self.shown(), &error.to_string()),
        }
    }

    /// The webhook's id, for a person.
    pub fn shown(&self) -> String {
        sanitize(self.id())
    }

    fn id(&self) -> &str {
        self.note.webhook.as_deref().unwrap_or("<WEBHOOK>")
    }

    fn save(&self) -> Result<(), String> {
        let dir = self.path.parent().unwrap_or(Path::new("."));
        create_private_dir(dir).map_err(|error| error.to_string())?;
        let text = serde_json::to_string(&self.note).map_err(|error| error.to_string())?;
        let write = || {
            let mut file = tempfile::NamedTempFile::new_in(dir)?;
            file.write_all(text.as_bytes())?;
            file.as_file().sync_all()?;
            file.persist(&self.path).map_err(|error| error.error)?;
            fs::File::open(dir)?.sync_all()
        };
        write().map_err(|error: std::io::Error| error.to_string())
    }
}

/// Says that the webhook `shown` could not be removed.
pub(crate) fn say_left(terminal: &Terminal, shown: &str, problem: &str) {
    terminal.complain(&format!(
        "warning: {shown} may still be registered: {}\n  the next chirp listen removes it, or: chirp webhooks delete {shown}",
        sanitize(problem)
    ));
}

/// Whether an earlier run left a webhook behind.
pub fn has_leftovers(state_dir: &Path) -> bool {
    !leftovers(state_dir).is_empty()
}

/// Removes what earlier runs left behind. Only the owner of the journal may ask: a lease of a
/// listener that runs is no leftover. `None` is no client, because there is no key.
pub async fn clear_leftovers(state_dir: &Path, client: Option<&Client>, terminal: Terminal) {
    for (path, note) in leftovers(state_dir) {
        let id = sanitize(note.webhook.as_deref().unwrap_or("<WEBHOOK>"));
        let ours = client.filter(|client| client.base() == note.api_url);
        let removed = match ours {
            Some(client) => remove(client, &note)
                .await
                .map_err(|error| error.to_string()),
            None => Err(format!("it needs a key for {}", note.api_url)),
        };
        match removed {
            Ok(()) => {
                let _ = fs::remove_file(&path);
                terminal.note(&format!("removed {id}, left behind by an earlier run"));
            }
            Err(why) => terminal.complain(&format!(
                "warning: {id} of an earlier run is still registered: {}",
                sanitize(&why)
            )),
        }
    }
}

fn leftovers(state_dir: &Path) -> Vec<(PathBuf, Note)> {
    let files = fs::read_dir(folder(state_dir))
        .into_iter()
        .flatten()
        .flatten();
    let read = |path: PathBuf| {
        let note = serde_json::from_str(&fs::read_to_string(&path).ok()?).ok()?;
        Some((path, note))
    };
    files.filter_map(|file| read(file.path())).collect()
}

fn folder(state_dir: &Path) -> PathBuf {
    state_dir.join("leases")
}

/// Deletes the webhook of a lease; one that is gone already is fine.
async fn remove(client: &Client, note: &Note) -> Result<(), ApiError> {
    let ids = match &note.webhook {
        Some(id) => vec![id.clone()],
        None => marked(client, &note.lease).await?,
    };
    for id in ids {
        match client
            .send(&webhooks::delete(&ApiError::check_id(&id)?))
            .await
        {
            Ok(_) => {}
            Err(ApiError::Refused(refusal)) if refusal.status == 404 => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// The ids of the webhooks that carry this lease's mark.
async fn marked(client: &Client, lease: &str) -> Result<Vec<String>, ApiError> {
    let list = client
        .send(&webhooks::list().query("limit", Some(100)))
        .await?;
    let read = |raw: &serde_json::value::RawValue| serde_json::from_str::<Webhook>(raw.get()).ok();
    let all = list.value.data.iter().filter_map(|raw| read(raw));
    let is_ours = |webhook: &Webhook| {
        let mut headers = webhook.headers.iter().flatten();
        headers.any(|(name, value)| name.eq_ignore_ascii_case(MARK) && value == lease)
    };
    Ok(all
        .filter(is_ours)
        .filter_map(|webhook| webhook.id)
        .collect())
}

/// A secret for one run that nobody can guess.
pub fn random_secret() -> Secret {
    Secret::new(random())
}

/// 256 bits of chance in hexadecimal.
pub fn random() -> String {
    let mut bytes = [0; 32];
    SystemRandom::new()
        .fill(&mut bytes)
        .expect("the system has random numbers from early boot on");
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
