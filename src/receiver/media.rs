//! Fetches recordings and voicemails as their events announce them (`--save-media`).
//!
//! The URL in the event is not used: it may have expired, and whoever can post here could name any.
//! The API is asked by id, and gives a fresh one.

use std::collections::HashSet;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use crate::api::client::Limits;
use crate::api::download::{self, DownloadError, Place, Saved, Source, Storage};
use crate::api::types::Recording;
use crate::api::{ApiError, Client, recordings, voicemails};
use crate::clock::Clock;
use crate::events::EventKind;
use crate::events::entry::{Action, ActionKind, Entry, Record};
use crate::events::kind::matches_glob;
use crate::json::{at, string, text_of};
use crate::receiver::journal::Journal;
use crate::receiver::progress::{Progress, done_since};

/// The name under which the journal keeps how far it has come.
pub const STAGE: &str = "media";

/// Downloads at once; the API allows 120 requests a minute (spec, section 1).
const PARALLEL: usize = 4;

/// Before further tries: a file that was just announced may not be ready, a host may be down.
const PAUSES: [u64; 5] = [1, 2, 5, 15, 30];

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
enum Announced {
    Recording(String),
    Voicemail(String),
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

    /// Follows the journal until it is sealed, then waits for what is under way. What is cut off then is
    /// resumed at the next start.
    pub async fn run(self) {
        let mut follower = self.journal.follow(STAGE);
        let (mut progress, mut earlier) = (Progress::default(), HashSet::new());
        let (mut work, mut open, mut fresh) = (JoinSet::new(), true, true);
        let media = Arc::new(self);
        while open || !work.is_empty() {
            tokio::select! {
                Some(done) = work.join_next() => {
                    let seq = done.unwrap_or_else(|error| resume_unwind(error.into_panic()));
                    progress.finish(seq);
                }
                entry = follower.next(), if open && work.len() < PARALLEL => match entry {
                    Some(entry) => {
                        if std::mem::take(&mut fresh) {
                            earlier = media.settled_since(entry.seq).await;
                        }
                        match media.announced(&entry).filter(|_| !earlier.contains(&entry.seq)) {
                            Some(announced) => {
                                progress.begin(entry.seq);
                                work.spawn(beside(media.clone(), entry.seq, announced));
                            }
                            None => progress.pass(entry.seq),
                        }
                    }
                    None => open = false,
                },
            }
            follower.done(progress.cursor());
        }
    }

    async fn settled_since(&self, seq: i64) -> HashSet<i64> {
        let settled = |action: &Action| {
            let ours = matches!(action.kind, ActionKind::Media | ActionKind::MediaFailed);
            ours.then_some(action.of)
        };
        let settled = done_since(&self.journal, seq, settled).await;
        settled.into_iter().collect()
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
                let voicemail = self.client.send(&voicemails::get(id)).await?.value;
                match voicemail.recording_id {
                    Some(id) => id,
                    None => return Ok(Recording::default()),
                }
            }
        };
        Ok(self.client.send(&recordings::get(&id)).await?.value)
    }

    async fn source(&self, announced: &Announced) -> Result<Source, ApiError> {
        let recording = self.look(announced).await?;
        let unready = || ApiError::Unreadable("its file is not ready".to_owned());
        Source::of(&recording).ok_or_else(unready)
    }

    /// One try at a file that the user's folder does not have yet.
    async fn fetch(&self, announced: &Announced) -> Result<Saved, DownloadError> {
        let recording = self.look(announced).await?;
        let (Announced::Recording(id) | Announced::Voicemail(id)) = announced;
        let place = Place::of(&self.settings.dir, id, recording.format.as_deref(), false)?;
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

/// [`save`] on a thread of its own: writing and syncing a large file takes a while, and on the thread
/// of the receiver it would hold up answers.
async fn beside(media: Arc<Media>, seq: i64, announced: Announced) -> i64 {
    let (done, end) = oneshot::channel();
    let work = move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        if let Ok(runtime) = runtime {
            runtime.block_on(save(&media, seq, &announced));
        }
        let _ = done.send(());
    };
    let started = std::thread::Builder::new()
        .name("media".to_owned())
        .spawn(work);
    if started.is_ok() {
        let _ = end.await;
    }
    seq
}

/// Fetches one file, with patience, and records how it ended.
async fn save(media: &Media, seq: i64, announced: &Announced) {
    let mut pauses = PAUSES.into_iter();
    let ended = loop {
        let error = match media.fetch(announced).await {
            Ok(saved) => break Ok(saved),
            Err(error) => error,
        };
        match pauses.next().filter(|_| may_pass(&error)) {
            Some(pause) => tokio::time::sleep(Duration::from_secs(pause)).await,
            None => break Err(error),
        }
    };
    match ended {
        Ok(saved) => {
            let detail = json!({ "path": saved.path.to_string_lossy(), "bytes": saved.bytes });
            media.record(seq, ActionKind::Media, &detail).await;
        }
        Err(error) => {
            let (Announced::Recording(id) | Announced::Voicemail(id)) = announced;
            let detail = json!({ "id": id, "error": error.to_string() });
            media.record(seq, ActionKind::MediaFailed, &detail).await;
        }
    }
}

/// Whether the same try may go well later.
fn may_pass(error: &DownloadError) -> bool {
    match error {
        DownloadError::Api(ApiError::Refused(refusal)) => refusal.status >= 500,
        DownloadError::Api(ApiError::WrongKey(_)) => false,
        DownloadError::Api(_) | DownloadError::Broken(_) | DownloadError::Busy(_) => true,
        _ => false,
    }
}
