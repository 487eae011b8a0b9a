//! Saves recordings and voicemails when their events arrive (`--save-media`).
//!
//! The URL in the event is not used: it may have expired, and a forged event could name any. The API returns
//! a fresh URL for the id.

mod attempts;

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::Value;
use tokio::task::JoinSet;

use crate::api::client::Limits;
use crate::api::download::{self, DownloadError, DownloadTarget, Saved, Source, Storage};
use crate::api::types::Recording;
use crate::api::{ApiError, Client, recordings, voicemails};
use crate::clock::Clock;
use crate::events::EventKind;
use crate::events::entry::{Action, ActionKind, Entry, Record};
use crate::events::kind::matches_glob;
use crate::json::{at, string, text_of};
use crate::receiver::consumers::finished;
use crate::receiver::consumers::media::attempts::{Job, MediaOutcome, save_on_thread};
use crate::receiver::consumers::source::{EntryFollower, OutcomeRecorder};
use crate::receiver::consumers::watermark::Watermark;

pub(crate) use attempts::is_tried_again;

/// The name of its cursor in the journal.
pub const CONSUMER: &str = "media";

/// Downloads at once; the API allows 120 requests a minute (spec, section 1).
const PARALLEL: usize = 4;

/// Files that may wait for their next attempt before no further event is read.
const WAITING: usize = 1000;

/// The settings for saving media.
#[derive(Clone)]
pub struct MediaSettings {
    /// Globs of event names; an empty list means all.
    pub events: Vec<String>,
    /// The folder; it is created if it is missing.
    pub dir: PathBuf,
    /// Limits for requests to the storage host.
    pub limits: Limits,
    /// Returns fresh URLs.
    pub client: Arc<Client>,
}

/// The consumer that saves media.
pub struct Media<J> {
    settings: MediaSettings,
    storage: Storage,
    journal: J,
    clock: Clock,
}

/// The file that an event announces.
#[derive(Clone)]
enum Announced {
    Recording(String),
    Voicemail(String),
}

impl Announced {
    fn id(&self) -> &str {
        let (Announced::Recording(id) | Announced::Voicemail(id)) = self;
        id
    }

    /// Returns the command that downloads it, if its id can be typed.
    fn command(&self) -> Option<String> {
        let id = self.id();
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let noun = match self {
            Announced::Recording(_) => "recordings",
            Announced::Voicemail(_) => "voicemails",
        };
        let is_plain = !id.is_empty() && id.bytes().all(plain);
        is_plain.then(|| format!("chirp {noun} download {id}"))
    }
}

impl<J: OutcomeRecorder> Media<J> {
    /// A consumer that follows and records in `journal`.
    pub fn new(settings: MediaSettings, journal: J, clock: Clock) -> Self {
        Media {
            storage: Storage::new(settings.limits),
            settings,
            journal,
            clock,
        }
    }

    /// Follows the journal to its end, then waits for running downloads, not for those that wait
    /// for a retry. The next start resumes interrupted downloads.
    pub async fn run(self) {
        let mut follower = self.journal.follow(CONSUMER);
        let (mut watermark, mut earlier) = (Watermark::default(), HashSet::new());
        let (mut work, mut waiting) = (JoinSet::new(), JoinSet::new());
        let (mut is_open, mut is_first) = (true, true);
        let media = Arc::new(self);
        while is_open || !work.is_empty() {
            let is_free = is_open && work.len() < PARALLEL;
            tokio::select! {
                Some(done) = work.join_next() => match finished(done) {
                    MediaOutcome::Done(seq) => watermark.finish(seq),
                    MediaOutcome::Retry(job, pause) => {
                        waiting.spawn(async move {
                            tokio::time::sleep(pause).await;
                            job
                        });
                    }
                },
                Some(again) = waiting.join_next(), if is_free => {
                    work.spawn(save_on_thread(media.clone(), finished(again)));
                }
                entry = follower.next(), if is_free && waiting.len() < WAITING => match entry {
                    Some(entry) => {
                        if std::mem::take(&mut is_first) {
                            earlier = media.done_before(entry.seq).await;
                        }
                        match media.job(&entry).filter(|_| !earlier.contains(&entry.seq)) {
                            Some(job) => {
                                watermark.begin(entry.seq);
                                work.spawn(save_on_thread(media.clone(), job));
                            }
                            None => watermark.skip(entry.seq),
                        }
                    }
                    None => is_open = false,
                },
            }
            follower.ack(watermark.cursor());
        }
    }

    /// Returns the events whose files earlier runs saved or gave up.
    async fn done_before(&self, seq: i64) -> HashSet<i64> {
        let done = |action: &Action| {
            let ours = match action.kind {
                ActionKind::Media => true,
                ActionKind::MediaFailed => !is_tried_again(action),
                _ => false,
            };
            ours.then_some(action.of)
        };
        let done = self.journal.recorded_before(seq, done).await;
        done.into_iter().collect()
    }

    fn job(&self, entry: &Entry) -> Option<Job> {
        Some(Job {
            seq: entry.seq,
            announced: self.announced(entry)?,
            failures: 0,
        })
    }

    fn announced(&self, entry: &Entry) -> Option<Announced> {
        let Record::Event { event, body, .. } = &entry.record else {
            return None;
        };
        let globs = &self.settings.events;
        let wanted = globs.is_empty() || globs.iter().any(|glob| matches_glob(glob, &event.name));
        let id = |what: &str| string(at(text_of(body)?, &["data", what, "id"])?);
        match event.kind().filter(|_| wanted)? {
            EventKind::RecordingCompleted => id("recording").map(Announced::Recording),
            EventKind::VoicemailReceived => id("voicemail").map(Announced::Voicemail),
            _ => None,
        }
    }

    /// Returns the recording as the API knows it now.
    async fn look(&self, announced: &Announced) -> Result<Recording, ApiError> {
        let id = match announced {
            Announced::Recording(id) => id.clone(),
            Announced::Voicemail(id) => {
                let request = voicemails::get(&ApiError::check_id(id)?);
                let voicemail = self.settings.client.send(&request).await?.value;
                match voicemail.recording_id {
                    Some(id) => id,
                    None => return Ok(Recording::default()),
                }
            }
        };
        let request = recordings::get(&ApiError::check_id(&id)?);
        Ok(self.settings.client.send(&request).await?.value)
    }

    async fn source(&self, announced: &Announced) -> Result<Source, ApiError> {
        let recording = self.look(announced).await?;
        let unready = || ApiError::Unreadable("its file is not ready".to_owned());
        Source::of(&recording).ok_or_else(unready)
    }

    /// Downloads a file once, unless the folder has it.
    async fn fetch(&self, announced: &Announced) -> Result<Saved, DownloadError> {
        let recording = self.look(announced).await?;
        let place = DownloadTarget::of(
            &self.settings.dir,
            announced.id(),
            recording.format.as_deref(),
            false,
        )?;
        if let Some(bytes) = place.present() {
            let path = place.path();
            return Ok(Saved { path, bytes });
        }
        let source = Source::of(&recording);
        let source =
            source.ok_or_else(|| ApiError::Unreadable("its file is not ready".to_owned()))?;
        let refresh = async || self.source(announced).await;
        download::fetch(&self.storage, &place, source, refresh, |_| {}).await
    }

    async fn record(&self, of: i64, kind: ActionKind, detail: &Value) {
        let action = Action {
            kind,
            of,
            detail: detail.to_string(),
        };
        let _ = self.journal.record(self.clock.now(), action).await;
    }
}
