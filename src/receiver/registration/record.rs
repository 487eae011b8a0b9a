//! A file that survives a crash and names the webhook of the run, never its secret.
//!
//! It is written before the webhook is created and deleted after it, so that the next start finds what a
//! crash left registered. Folder, header and keys are named as in the first release.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::api::types::Webhook;
use crate::api::{ApiError, Client, webhooks};
use crate::config::create_private_dir;
use crate::files::{describe_io, write_atomic};
use crate::receiver::registration::{UNKNOWN_ID, random};
use crate::terminal::{Terminal, sanitize};

/// A header of our webhooks. It finds a webhook whose id a crash kept from us.
pub(super) const MARK: &str = "X-Chirp-Lease";

/// The record of one registered webhook.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Record {
    #[serde(rename = "lease")]
    mark: String,
    api_url: String,
    url: String,
    /// The webhook's id; `None` while it is being created.
    pub(super) webhook: Option<String>,
    #[serde(skip)]
    path: PathBuf,
}

impl Record {
    /// A record with a random mark; not saved yet.
    pub(super) fn new(state_dir: &Path, api_url: &str, url: &str) -> Record {
        let mark = random();
        Record {
            path: folder(state_dir).join(format!("{mark}.json")),
            mark,
            api_url: api_url.to_owned(),
            url: url.to_owned(),
            webhook: None,
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn mark(&self) -> &str {
        &self.mark
    }

    /// Returns the webhook's id, or a placeholder if it is unknown.
    pub(super) fn id(&self) -> &str {
        self.webhook.as_deref().unwrap_or(UNKNOWN_ID)
    }

    /// Writes the record to stable storage.
    pub(super) fn save(&self) -> Result<(), String> {
        let dir = self.path.parent().unwrap_or(Path::new("."));
        create_private_dir(dir).map_err(|error| error.to_string())?;
        let text = serde_json::to_string(self).map_err(|error| error.to_string())?;
        write_atomic(&self.path, text.as_bytes()).map_err(|error| describe_io(&error))
    }

    pub(super) fn delete(&self) {
        let _ = fs::remove_file(&self.path);
    }

    /// Deletes the webhook; one that is gone already is fine.
    pub(super) async fn delete_webhook(&self, client: &Client) -> Result<(), ApiError> {
        let ids = match &self.webhook {
            Some(id) => vec![id.clone()],
            None => self.marked(client).await?,
        };
        for id in ids {
            let delete = webhooks::delete(&ApiError::check_id(&id)?);
            match client.send(&delete).await {
                Ok(_) => {}
                Err(ApiError::Refused(refusal)) if refusal.status == 404 => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Returns the ids of the webhooks that carry this record's mark.
    async fn marked(&self, client: &Client) -> Result<Vec<String>, ApiError> {
        let list = webhooks::list().query("limit", Some(100));
        let list = client.send(&list).await?.value.data;
        let webhooks = list
            .iter()
            .filter_map(|raw| crate::api::lenient::read::<Webhook>(raw.get()));
        let is_ours = |webhook: &Webhook| {
            let mut headers = webhook.headers.iter().flatten();
            headers.any(|(name, value)| name.eq_ignore_ascii_case(MARK) && *value == self.mark)
        };
        let ours = webhooks.filter(is_ours);
        Ok(ours.filter_map(|webhook| webhook.id).collect())
    }
}

/// Returns whether an earlier run left a webhook registered.
pub fn has_leftovers(state_dir: &Path) -> bool {
    !leftovers(state_dir).is_empty()
}

/// Deletes the webhooks that earlier runs left registered; only warns without a client. Only the
/// owner of the journal may call it: the webhook of a running listener must stay.
pub(super) async fn delete_leftovers(
    state_dir: &Path,
    client: Option<&Client>,
    terminal: Terminal,
) {
    for record in leftovers(state_dir) {
        let deleted = match client.filter(|client| client.base() == record.api_url) {
            Some(client) => record
                .delete_webhook(client)
                .await
                .map_err(|error| error.to_string()),
            None => Err(format!("it needs a key for {}", record.api_url)),
        };
        let id = sanitize(record.id());
        match deleted {
            Ok(()) => {
                record.delete();
                terminal.note(&format!("removed {id}, left behind by an earlier run"));
            }
            Err(why) => terminal.complain(&format!(
                "warning: {id} of an earlier run is still registered: {}",
                sanitize(&why)
            )),
        }
    }
}

fn leftovers(state_dir: &Path) -> Vec<Record> {
    let read = |path: PathBuf| {
        let record: Record = serde_json::from_str(&fs::read_to_string(&path).ok()?).ok()?;
        Some(Record { path, ..record })
    };
    let files = fs::read_dir(folder(state_dir)).into_iter().flatten();
    files
        .flatten()
        .filter_map(|file| read(file.path()))
        .collect()
}

fn folder(state_dir: &Path) -> PathBuf {
    state_dir.join("leases")
}
