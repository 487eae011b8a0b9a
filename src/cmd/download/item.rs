//! One thing to download: found at the API, waited for until its file is there.

use std::time::Duration;

use crate::api::download::Source;
use crate::api::types::{Recording, Voicemail};
use crate::api::{ApiError, recordings, voicemails};
use crate::context::Context;
use crate::error::Error;

/// Between two looks: the first pause and the longest. Four items at once stay within the 120
/// requests a minute that a key has (spec, section 1).
const PAUSES: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(10)];

/// The kind of item to download.
#[derive(Clone, Debug)]
pub(super) enum Item {
    /// A recording by its id.
    Recording(String),
    /// A recording as a list had it.
    Listed(Box<Recording>),
    /// A voicemail by its id.
    Voicemail(String),
}

/// An item as the API knows it now.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The recording, as far as there is one yet.
    pub(super) recording: Recording,
    /// The transcription, if the item is a voicemail that has been transcribed.
    pub(super) transcription: Option<String>,
    /// A voicemail that names no recording yet.
    is_early: bool,
}

impl Item {
    /// The id that names the file.
    pub(super) fn id(&self) -> &str {
        match self {
            Item::Recording(id) | Item::Voicemail(id) => id,
            Item::Listed(recording) => recording.id.as_deref().unwrap_or_default(),
        }
    }

    /// Returns whether the URL is known without a request to the API.
    pub(super) fn is_at_hand(&self) -> bool {
        matches!(self, Item::Listed(recording) if recording.file_url.is_some())
    }

    /// The item with its signed URL; waits for it up to `wait`, looking again and again.
    pub(super) async fn ready(
        &self,
        context: &Context,
        wait: Option<Duration>,
        tell: impl Fn(&str),
    ) -> Result<(Found, Source), Error> {
        let mut found = match self {
            Item::Listed(recording) => Found {
                recording: recording.as_ref().clone(),
                ..Found::default()
            },
            _ => self.look(context).await?,
        };
        let (mut left, mut pause) = (wait.unwrap_or_default(), PAUSES[0]);
        loop {
            if let Some(source) = Source::of(&found.recording) {
                return Ok((found, source));
            }
            let state = self.state(&found)?;
            if left.is_zero() {
                return Err(self.not_ready(&state, wait));
            }
            tell(&state);
            pause = pause.min(left);
            tokio::time::sleep(pause).await;
            left -= pause;
            pause = (pause * 3 / 2).min(PAUSES[1]);
            found = self.look(context).await?;
        }
    }

    /// A fresh look at the API, with a fresh signed URL.
    pub(super) async fn look(&self, context: &Context) -> Result<Found, Error> {
        let Item::Voicemail(id) = self else {
            let id = ApiError::check_id(self.id())?;
            let reply = context.send(&recordings::get(&id)).await?;
            return Ok(Found {
                recording: reply.value,
                ..Found::default()
            });
        };
        let request = voicemails::get(&ApiError::check_id(id)?);
        let voicemail: Voicemail = context.send(&request).await?.value;
        let recording = match &voicemail.recording_id {
            Some(id) => {
                let request = recordings::get(&ApiError::check_id(id)?);
                context.send(&request).await?.value
            }
            None => Recording::default(),
        };
        Ok(Found {
            recording,
            transcription: voicemail.transcription,
            is_early: voicemail.id.is_some() && voicemail.recording_id.is_none(),
        })
    }

    /// Returns the reason why there is no file yet, or an error when there never will be one.
    fn state(&self, found: &Found) -> Result<String, Error> {
        let id = self.id();
        match found.recording.status.as_deref() {
            Some("failed") => Err(Error::failed(
                format!("recording {id} failed at the service; there is no file"),
                None,
            )),
            Some("recording") => Ok(format!("{id} is still being recorded")),
            Some("processing") => Ok(format!("{id} is still being processed")),
            Some("completed") => Ok(format!("{id} is completed, but has no file yet")),
            Some(other) => Ok(format!("{id} is {other}, and has no file yet")),
            None if found.is_early => Ok(format!("{id} has no recording yet")),
            // Every recording has a status (spec, section 2), so no waiting makes sense of this.
            None => Err(Error::Api(ApiError::Unreadable(format!(
                "{id} has neither status nor fileUrl in it"
            )))),
        }
    }

    fn not_ready(&self, state: &str, wait: Option<Duration>) -> Error {
        match wait {
            None => Error::failed(state, Some("--wait waits for it".into())),
            Some(wait) => Error::TimedOut {
                message: format!("{state} after {} s of waiting", wait.as_secs_f64()),
                hint: "--wait=30m waits longer".into(),
            },
        }
    }
}
