//! One try at a file: how it ends, what is recorded of it, and whether there will be another.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::sync::oneshot;

use crate::api::ApiError;
use crate::api::download::DownloadError;
use crate::events::entry::{Action, ActionKind};
use crate::json::at;
use crate::receiver::consumers::media::{Announced, Media};

/// Seconds before further tries: a file that was just announced may not be ready, a host may be down.
/// Each asks for a fresh URL, so that the hour for which one is valid is no limit; after a quarter of
/// an hour somebody has to look, and fetches it by hand.
const PAUSES: [u64; 9] = [1, 2, 5, 15, 30, 60, 120, 300, 600];

/// Before the next try where the system had no thread or no file descriptor left for one.
const LATER: Duration = Duration::from_secs(5);

/// A file to be fetched, and how often that was tried.
#[derive(Clone)]
pub(crate) struct Job {
    pub(crate) seq: i64,
    pub(crate) announced: Announced,
    pub(crate) failures: usize,
}

/// Whether a failure that was recorded is one that is tried again.
pub(crate) fn is_tried_again(failed: &Action) -> bool {
    let pause = at(&failed.detail, &["retryInMs"]);
    pause.is_some_and(|pause| pause != "null")
}

/// What comes of a try: the event, and if it goes on, with what after which time.
pub(crate) type Tried = (i64, Option<(Job, Duration)>);

/// [`save`] on a thread of its own: writing and syncing a large file takes a while, and on the thread
/// of the receiver it would hold up answers.
pub(crate) async fn beside(media: Arc<Media>, job: Job) -> Tried {
    let (done, end) = oneshot::channel();
    let spare = job.clone();
    let work = move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        if let Ok(runtime) = runtime {
            let _ = done.send(runtime.block_on(save(&media, job)));
        }
    };
    let started = std::thread::Builder::new()
        .name("media".to_owned())
        .spawn(work);
    let tried = match started {
        Ok(_) => end.await.ok(),
        Err(_) => None,
    };
    tried.unwrap_or((spare.seq, Some((spare, LATER))))
}

/// Tries once to fetch a file and records how that ended.
async fn save(media: &Media, mut job: Job) -> Tried {
    let error = match media.fetch(&job.announced).await {
        Ok(saved) => {
            let detail = json!({ "path": saved.path.to_string_lossy(), "bytes": saved.bytes });
            media.record(job.seq, ActionKind::Media, &detail).await;
            return (job.seq, None);
        }
        Err(error) => error,
    };
    let pause = PAUSES.get(job.failures).filter(|_| may_pass(&error));
    let pause = pause.map(|seconds| Duration::from_secs(*seconds));
    job.failures += 1;
    // That a file is not ready in its first seconds is no news.
    let usual = matches!(error, DownloadError::Api(ApiError::Unreadable(_))) && job.failures <= 2;
    if pause.is_none() || !usual {
        let detail = json!({
            "id": job.announced.id(),
            "error": error.to_string(),
            "attempt": job.failures,
            "retryInMs": pause.map(|pause| pause.as_millis() as u64),
            "fetch": job.announced.command().filter(|_| pause.is_none()),
        });
        media
            .record(job.seq, ActionKind::MediaFailed, &detail)
            .await;
    }
    (job.seq, pause.map(|pause| (job, pause)))
}

/// Whether the same try may go well later.
fn may_pass(error: &DownloadError) -> bool {
    match error {
        DownloadError::Api(ApiError::Refused(refusal)) => refusal.status >= 500,
        DownloadError::Api(ApiError::WrongKey(_)) => false,
        // A disk that is full may have room again.
        DownloadError::Api(_)
        | DownloadError::Broken(_)
        | DownloadError::Busy(_)
        | DownloadError::Local(_) => true,
        _ => false,
    }
}
