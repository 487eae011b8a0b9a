//! Fetches recordings and voicemails as their events announce them (`--save-media`).
//!
//! The URL in the event is not used: it may have expired, and whoever can post here could name any.
//! The API is asked by id, and gives a fresh one.

mod attempts;

use std::collections::HashSet;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::Value;
use tokio::task::{JoinError, JoinSet};

use crate::api::client::Limits;
use crate::api::download::{self, DownloadError, Place, Saved, Source, Storage};
use crate::api::types::Recording;
use crate::api::{ApiError, Client, recordings, voicemails};
use crate::clock::Clock;
use crate::events::EventKind;
use crate::events::entry::{Action, ActionKind, Entry, Record};
use crate::events::kind::matches_glob;
use crate::json::{at, string, text_of};
use crate::receiver::consumers::media::attempts::{Job, beside};
use crate::receiver::consumers::watermark::{Watermark, done_since};
use crate::receiver::journal::Journal;

pub(crate) use attempts::is_tried_again;

/// The name under which the journal keeps how far it has come.
pub const STAGE: &str = "media";

/// Downloads at once; the API allows 120 requests a minute (spec, section 1).
const PARALLEL: usize = 4;

/// So many may wait for their next try before no further event is looked at.
const WAITING: usize = 1000;

/// How media are saved.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Only events that fit one of these; none means all.
    pub events: Vec<String>,
    /// The folder, made if need be.
    pub dir: PathBuf,
    /// For the storage host.
    pub limits: Limits,
}

/// The stage.
pub struct Media {
    settings: Settings,
    client: Client,
    storage: Storage,
    journal: Journal,
    clock: Clock,
}

/// What an event announces.
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

    /// What fetches it by hand, if its id is one that can be typed.
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

impl Media {
    /// A stage that asks for fresh URLs with `client`.
    pub fn new(settings: Settings, client: Client, journal: Journal, clock: Clock) -> Media {
        Media {
            storage: Storage::new(settings.limits),
            settings,
            client,
            journal,
            clock,
        }
    }

    /// Follows the journal until it is sealed, then waits for what is under way, not for what waits for
    /// another try. What is cut off then is resumed at the next start.
    pub async fn run(self) {
        let mut follower = self.journal.follow(STAGE);
        let (mut progress, mut earlier) = (Watermark::default(), HashSet::new());
        let (mut work, mut waiting) = (JoinSet::new(), JoinSet::new());
        let (mut open, mut fresh) = (true, true);
        let media = Arc::new(self);
        while open || !work.is_empty() {
            let is_free = open && work.len() < PARALLEL;
            tokio::select! {
                Some(done) = work.join_next() => match finished(done) {
                    (seq, None) => progress.finish(seq),
                    (_, Some((job, pause))) => {
                        waiting.spawn(async move {
                            tokio::time::sleep(pause).await;
                            job
                        });
                    }
                },
                Some(again) = waiting.join_next(), if is_free => {
                    work.spawn(beside(media.clone(), finished(again)));
                }
                entry = follower.next(), if is_free && waiting.len() < WAITING => match entry {
                    Some(entry) => {
                        if std::mem::take(&mut fresh) {
                            earlier = media.settled_since(entry.seq).await;
                        }
                        match media.job(&entry).filter(|_| !earlier.contains(&entry.seq)) {
                            Some(job) => {
                                progress.begin(entry.seq);
                                work.spawn(beside(media.clone(), job));
                            }
                            None => progress.pass(entry.seq),
                        }
                    }
                    None => open = false,
                },
            }
            follower.ack(progress.cursor());
        }
    }

    async fn settled_since(&self, seq: i64) -> HashSet<i64> {
        let settled = |action: &Action| {
            let ours = match action.kind {
                ActionKind::Media => true,
                ActionKind::MediaFailed => !is_tried_again(action),
                _ => false,
            };
            ours.then_some(action.of)
        };
        let settled = done_since(&self.journal, seq, settled).await;
        settled.into_iter().collect()
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

    /// The recording as the API knows it now.
    async fn look(&self, announced: &Announced) -> Result<Recording, ApiError> {
        let id = match announced {
            Announced::Recording(id) => id.clone(),
            Announced::Voicemail(id) => {
                let request = voicemails::get(&ApiError::check_id(id)?);
                let voicemail = self.client.send(&request).await?.value;
                match voicemail.recording_id {
                    Some(id) => id,
                    None => return Ok(Recording::default()),
                }
            }
        };
        let request = recordings::get(&ApiError::check_id(&id)?);
        Ok(self.client.send(&request).await?.value)
    }

    async fn source(&self, announced: &Announced) -> Result<Source, ApiError> {
        let recording = self.look(announced).await?;
        let unready = || ApiError::Unreadable("its file is not ready".to_owned());
        Source::of(&recording).ok_or_else(unready)
    }

    /// One try at a file that the user's folder does not have yet.
    async fn fetch(&self, announced: &Announced) -> Result<Saved, DownloadError> {
        let recording = self.look(announced).await?;
        let place = Place::of(
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

fn finished<T>(ended: Result<T, JoinError>) -> T {
    ended.unwrap_or_else(|error| resume_unwind(error.into_panic()))
}
