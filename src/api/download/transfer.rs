//! One download from the first try to the last: resume, refresh, start anew, give up.

use std::time::Duration;

use crate::api::ApiError;
use crate::api::download::storage::{Encoding, FileAnswer, NoAnswer, Resume, Storage};
use crate::api::download::writer::DownloadWriter;
use crate::api::download::{DownloadError, Progress, Source, audio};
use crate::http::backoff::Backoff;

/// Tries without [`STEP`] new bytes before it is given up.
const TRIES: u32 = 8;
/// So much more than ever before counts as getting somewhere, and the tries are counted anew.
const STEP: u64 = 1024 * 1024;
/// The pauses between tries.
const BACKOFF: Backoff = Backoff::new(Duration::from_millis(100), Duration::from_secs(5));

/// A try that did not end well.
enum Failure {
    /// Trying again is of no use.
    Final(DownloadError),
    /// Refused with that status: the URL may have expired.
    Expired(u16, String),
    /// May work the next time; with the pause that the host asked for.
    Broken(String, Option<Duration>),
}

impl From<DownloadError> for Failure {
    fn from(error: DownloadError) -> Failure {
        Failure::Final(error)
    }
}

/// Brings all bytes of `source` into `writer` and gives their count.
pub(super) async fn run(
    storage: &Storage,
    writer: &mut DownloadWriter<'_>,
    mut source: Source,
    mut refresh: impl AsyncFnMut() -> Result<Source, ApiError>,
    mut progress: impl FnMut(Progress),
) -> Result<u64, DownloadError> {
    let mut budget = RetryBudget::new(storage.limits().max_wait, writer.len());
    let mut refreshed = false;
    loop {
        let failure = match attempt(storage, writer, &source, &mut progress).await {
            Ok(()) => return Ok(writer.len()),
            Err(failure) => failure,
        };
        match failure {
            Failure::Final(error) => return Err(error),
            Failure::Expired(status, host) if refreshed => {
                return Err(DownloadError::Refused { host, status });
            }
            Failure::Expired(..) => {
                refreshed = true;
                source = refresh().await?;
            }
            Failure::Broken(why, asked) => match budget.next(writer.len(), asked) {
                Some(pause) => {
                    progress(Progress::Waiting { why, pause });
                    tokio::time::sleep(pause).await;
                }
                None => return Err(DownloadError::Broken(why)),
            },
        }
    }
}

async fn attempt(
    storage: &Storage,
    writer: &mut DownloadWriter<'_>,
    source: &Source,
    progress: &mut impl FnMut(Progress),
) -> Result<(), Failure> {
    let from = resume(writer, source.size).map_or(0, |resume| resume.from);
    progress(Progress::Trace(format!(
        "> GET of the file from byte {from}"
    )));
    let mut answer = match storage.get(&source.url, resume(writer, source.size)).await {
        Ok(answer) => answer,
        Err(NoAnswer::Unsafe(what)) => return Err(DownloadError::Unsafe(what).into()),
        Err(NoAnswer::Broken(what)) => return Err(Failure::Broken(what, None)),
    };
    let (host, status) = (&answer.host, answer.status);
    progress(Progress::Trace(format!("< HTTP {status} from {host}")));
    check_head(&answer)?;
    let total = prepare(&answer, writer, source.size)?;
    progress(Progress::Started {
        at: writer.len(),
        total,
    });
    let kind = answer.content_type.clone();
    while let Some(bytes) = next(&mut answer).await? {
        let bytes = bytes.as_ref();
        if total.is_some_and(|total| writer.len() + bytes.len() as u64 > total) {
            return Err(wrong(&answer, total, "more"));
        }
        writer.write(bytes, kind.as_deref())?;
        progress(Progress::At(writer.len()));
    }
    if total.is_some_and(|total| writer.len() != total) {
        return Err(Failure::Broken(format!("{} broke off", answer.host), None));
    }
    Ok(writer.end(kind.as_deref())?)
}

async fn next(answer: &mut FileAnswer) -> Result<Option<impl AsRef<[u8]> + use<>>, Failure> {
    let chunk = answer.chunk().await;
    chunk.map_err(|what| Failure::Broken(what, None))
}

/// What to ask for: the rest, if there is a beginning whose `ETag` is known. At least one byte is
/// asked for again when all are there, so that the host confirms the `ETag`.
fn resume<'a>(writer: &'a DownloadWriter<'_>, size: Option<u64>) -> Option<Resume<'a>> {
    let etag = writer.etag()?;
    let last = size.map_or(u64::MAX, |size| size.saturating_sub(1));
    let from = match writer.can_begin() {
        true => writer.len().min(last),
        false => writer.len(),
    };
    (from > 0).then_some(Resume { from, etag })
}

/// Refuses by the head alone what is no recording, before any byte of ours is touched.
fn check_head(answer: &FileAnswer) -> Result<(), Failure> {
    let (host, status) = (&answer.host, answer.status);
    let no_file = |what: String| Err(DownloadError::NoFile(what).into());
    match status {
        200 | 206 if audio::is_page(answer.content_type.as_deref()) => {
            let kind = answer.content_type.as_deref().unwrap_or_default();
            no_file(format!("{host} sent a page ({kind}) instead of audio"))
        }
        200 | 206 if answer.encoding == Encoding::Unknown => no_file(format!(
            "{host} compressed the file in an unknown way ({})",
            answer.encoding_name
        )),
        // 416 is a range beyond the end: the bytes here are not the beginning of that file.
        200 | 206 | 416 => Ok(()),
        408 | 425 | 429 | 500.. => {
            let what = format!("{host} answered HTTP {status}");
            Err(Failure::Broken(what, answer.retry_after))
        }
        400..500 => Err(Failure::Expired(status, host.clone())),
        _ => no_file(format!("{host} answered HTTP {status}, which is no file")),
    }
}

/// Makes the writer ready for the first byte of the answer, and gives the length of the whole file.
fn prepare(
    answer: &FileAnswer,
    writer: &mut DownloadWriter<'_>,
    size: Option<u64>,
) -> Result<Option<u64>, Failure> {
    let total = answer.total.or(size);
    if let (Some(told), Some(size)) = (answer.total, size)
        && told != size
    {
        return Err(wrong(answer, Some(size), &told.to_string()));
    }
    let same = answer.status == 206
        && writer.etag().is_some()
        && answer.etag.as_deref() == writer.etag()
        && answer.from.is_some();
    if same && writer.go_on(answer.from.unwrap_or_default())? {
        return Ok(total);
    }
    if !writer.can_begin() {
        let what = format!(
            "{} cannot go on where it broke off, and what was written cannot be taken back",
            answer.host
        );
        return Err(DownloadError::Broken(what).into());
    }
    // A 206 from the first byte on begins the file as a 200 does, asked for or not.
    if answer.status == 200 || (answer.status == 206 && answer.from == Some(0)) {
        writer.begin(answer.etag.as_deref())?;
        return Ok(total);
    }
    // A part of another file than ours, or of no one knows which: without a beginning, all is sent.
    writer.begin(None)?;
    Err(Failure::Broken("the file has changed".into(), None))
}

fn wrong(answer: &FileAnswer, size: Option<u64>, got: &str) -> Failure {
    let size = size.unwrap_or_default();
    Failure::Final(DownloadError::Wrong(format!(
        "{} has {got} bytes where {size} were told; nothing was kept",
        answer.host
    )))
}

/// How often and how long it is tried again.
struct RetryBudget {
    tries: u32,
    best: u64,
    left: Duration,
}

impl RetryBudget {
    fn new(left: Duration, at: u64) -> RetryBudget {
        RetryBudget {
            tries: 0,
            best: at,
            left,
        }
    }

    /// The pause before the next try; `None` to give up.
    fn next(&mut self, at: u64, asked: Option<Duration>) -> Option<Duration> {
        if at >= self.best.saturating_add(STEP) {
            (self.tries, self.best) = (0, at);
        }
        self.tries += 1;
        if self.tries >= TRIES {
            return None;
        }
        let pause = BACKOFF.pause_or(self.tries, asked);
        self.left = self.left.checked_sub(pause)?;
        Some(pause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_ends_unless_bytes_come() {
        let mut budget = RetryBudget::new(Duration::from_secs(3600), 0);
        let pauses: Vec<_> = std::iter::from_fn(|| budget.next(5, None)).collect();
        assert_eq!(pauses.len(), 7);
        assert_eq!(pauses[0], Duration::from_millis(100));
        assert_eq!(pauses[6], Duration::from_secs(5));
        assert!(budget.next(STEP, None).is_some());
        let mut short = RetryBudget::new(Duration::from_secs(1), 0);
        assert_eq!(short.next(0, Some(Duration::from_secs(2))), None);
        let mut hasty = RetryBudget::new(Duration::from_secs(3600), 0);
        let pause = hasty.next(0, Some(Duration::ZERO));
        assert_eq!(pause, Some(Duration::from_millis(100)));
    }
}
