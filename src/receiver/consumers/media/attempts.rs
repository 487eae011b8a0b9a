//! One attempt at a file: its outcome, the record of it, and the pause before the next.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::sync::oneshot;

use crate::api::ApiError;
use crate::api::download::DownloadError;
use crate::events::entry::{Action, ActionKind};
use crate::json::at;
use crate::receiver::consumers::media::{Announced, Media};
use crate::receiver::consumers::source::OutcomeRecorder;

/// Seconds before each retry: a file that was just announced may not be ready, a host may be down.
/// Each attempt requests a fresh URL, so the hour for which a URL is valid does not matter. After
/// 19 minutes the download fails, and the record contains the command that downloads the file.
const PAUSES: [u64; 9] = [1, 2, 5, 15, 30, 60, 120, 300, 600];

/// Pause after the system had no thread or no file descriptor left.
const LATER: Duration = Duration::from_secs(5);

/// A file to download, and the number of failed attempts.
#[derive(Clone)]
pub(crate) struct Job {
    pub(crate) seq: i64,
    pub(crate) announced: Announced,
    pub(crate) failures: usize,
}

/// Returns whether a recorded failure is followed by another attempt.
pub(crate) fn is_tried_again(failed: &Action) -> bool {
    let pause = at(&failed.detail, &["retryInMs"]);
    pause.is_some_and(|pause| pause != "null")
}

/// The end of an attempt.
pub(crate) enum MediaOutcome {
    /// The file of the event with this `seq` is saved or given up.
    Done(i64),
    /// The job is tried again after the pause.
    Retry(Job, Duration),
}

/// Runs [`save`] on a thread of its own: writing and syncing a large file would hold up answers.
pub(crate) async fn save_on_thread<J: OutcomeRecorder>(
    media: Arc<Media<J>>,
    job: Job,
) -> MediaOutcome {
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
    let outcome = match started {
        Ok(_) => end.await.ok(),
        Err(_) => None,
    };
    outcome.unwrap_or(MediaOutcome::Retry(spare, LATER))
}

/// Downloads a file once and records the outcome.
async fn save<J: OutcomeRecorder>(media: &Media<J>, mut job: Job) -> MediaOutcome {
    let error = match media.fetch(&job.announced).await {
        Ok(saved) => {
            let detail = json!({ "path": saved.path.to_string_lossy(), "bytes": saved.bytes });
            media.record(job.seq, ActionKind::Media, &detail).await;
            return MediaOutcome::Done(job.seq);
        }
        Err(error) => error,
    };
    let pause = PAUSES.get(job.failures).filter(|_| may_pass(&error));
    let pause = pause.map(|seconds| Duration::from_secs(*seconds));
    job.failures += 1;
    // A file is often not ready in its first seconds.
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
    match pause {
        Some(pause) => MediaOutcome::Retry(job, pause),
        None => MediaOutcome::Done(job.seq),
    }
}

/// Returns whether another attempt may succeed.
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
