//! The registration at work beside the receiver.

use std::future::pending;
use std::panic::resume_unwind;
use std::path::Path;

use tokio::task::{JoinError, JoinHandle};

use crate::api::Client;
use crate::receiver::registration::record::delete_leftovers;
use crate::receiver::registration::{
    RegisteredWebhook, Registration, RegistrationError, UNKNOWN_ID, warn_left,
};
use crate::terminal::Terminal;

/// The webhook of this run while it is being created, and afterwards.
pub(crate) struct RunningRegistration {
    terminal: Terminal,
    task: Option<JoinHandle<Result<Option<RegisteredWebhook>, RegistrationError>>>,
    webhook: Option<RegisteredWebhook>,
    /// The id of a webhook that is not deleted yet, as far as it is known.
    left: Option<String>,
}

impl RunningRegistration {
    /// Deletes the webhooks that earlier runs left, with `cleaner` if no webhook is to be
    /// registered, then registers one.
    pub(crate) fn start(
        state_dir: &Path,
        registration: Option<Registration>,
        cleaner: Option<Client>,
        terminal: Terminal,
    ) -> RunningRegistration {
        let state_dir = state_dir.to_owned();
        let left = registration.as_ref().map(|_| UNKNOWN_ID.to_owned());
        let task = tokio::spawn(async move {
            let client = match &registration {
                Some(registration) => Some(registration.client.as_ref()),
                None => cleaner.as_ref(),
            };
            delete_leftovers(&state_dir, client, terminal).await;
            match registration {
                Some(registration) => registration.register().await.map(Some),
                None => Ok(None),
            }
        });
        RunningRegistration {
            terminal,
            task: Some(task),
            webhook: None,
            left,
        }
    }

    /// Resolves when no webhook could be registered. Cancel safe.
    pub(crate) async fn failed(&mut self) -> RegistrationError {
        match self.finish_task().await {
            Ok(()) => pending().await,
            Err(error) => {
                self.left = None;
                error
            }
        }
    }

    /// Deletes the webhook, also one that is just being created.
    pub(crate) async fn end(&mut self) {
        // A failed registration has nothing to delete.
        let _ = self.finish_task().await;
        if let Some(webhook) = &self.webhook {
            webhook.delete().await;
        }
        self.left = None;
    }

    /// Warns when no time was left to delete the webhook.
    pub(crate) fn warn_if_left(&self) {
        if let Some(id) = &self.left {
            warn_left(self.terminal, id, "no time was left");
        }
    }

    async fn finish_task(&mut self) -> Result<(), RegistrationError> {
        if let Some(task) = &mut self.task {
            let done = task.await;
            self.task = None;
            self.webhook =
                done.unwrap_or_else(|error: JoinError| resume_unwind(error.into_panic()))?;
            if let Some(webhook) = &self.webhook {
                self.left = Some(webhook.record.id().to_owned());
            }
        }
        Ok(())
    }
}
