//! Fetches a recording from the storage host: whole under its final name, or not there (promise P7).
//!
//! Bytes go to `<name>.part` as they come. An interrupted download is resumed with `If-Range` on a
//! strong `ETag` only; the file gets its name when its length and its first bytes are right and it is
//! on stable storage. The API key is not known here, so the storage host can't be told it (P6).

mod audio;
mod error;
mod etag;
mod part;
mod storage;
mod target;
mod transfer;
mod writer;

use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

pub use error::DownloadError;
pub use storage::Storage;
pub use target::DownloadTarget;

use crate::api::ApiError;
use crate::api::types::Recording;
use part::Part;
use writer::DownloadWriter;

/// The source of a download: a signed URL and the API's data about the file.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// Signed, valid for an hour (docs/api.md): whoever has it has the file, so it is never shown.
    pub url: String,
    /// Size in bytes, if known; a different length at the storage host is an error.
    pub size: Option<u64>,
}

impl Source {
    /// Returns the source of `recording`; `None` until the recording is completed.
    pub fn of(recording: &Recording) -> Option<Source> {
        Some(Source {
            url: recording.file_url.clone()?,
            size: recording.file_size,
        })
    }
}

/// A progress update for a progress bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The transfer starts at offset `at` (above 0 when resumed), of `total` bytes if that is
    /// known.
    Started {
        /// Offset of the first byte to come.
        at: u64,
        /// Length of the whole file.
        total: Option<u64>,
    },
    /// The number of bytes of the file so far.
    At(u64),
    /// The connection broke or the host is busy; the next try is after `pause`.
    Waiting {
        /// The reason.
        why: String,
        /// Until the next try.
        pause: Duration,
    },
    /// A line for `-v`: hosts and statuses, no signed URL.
    Trace(String),
}

/// A file that is whole and on stable storage under its final name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// The final name, below the folder that the user named.
    pub path: PathBuf,
    /// Its length.
    pub bytes: u64,
}

/// Fetches `source` into `target`. `refresh` asks the API for a fresh URL; it is called at most once,
/// when the storage host refuses the present one. Prints nothing.
///
/// # Errors
/// See [`DownloadError`]. What was fetched so far stays in the `.part` file and is used by the next
/// call, unless the error says otherwise.
pub async fn fetch(
    storage: &Storage,
    target: &DownloadTarget,
    source: Source,
    refresh: impl AsyncFnMut() -> Result<Source, ApiError>,
    progress: impl FnMut(Progress),
) -> Result<Saved, DownloadError> {
    target.check_free(target.name())?;
    let mut writer = DownloadWriter::Part(Part::open(target)?);
    let sent = transfer::run(storage, &mut writer, source, refresh, progress).await;
    let DownloadWriter::Part(part) = writer else {
        unreachable!("made above")
    };
    match sent {
        Ok(bytes) => {
            let path = part.finish(target)?;
            Ok(Saved { path, bytes })
        }
        Err(error) if error.spoils_part() => {
            part.discard();
            Err(error)
        }
        Err(error) => Err(error.keeping(&part)),
    }
}

/// Writes the bytes of `source` to `out` and returns their number. Written bytes cannot be removed
/// again, so a broken connection is resumed only if the host sent a strong `ETag`.
///
/// # Errors
/// See [`DownloadError`]; nothing that is not audio is written.
pub async fn stream(
    storage: &Storage,
    out: &mut (dyn Write + Send),
    source: Source,
    refresh: impl AsyncFnMut() -> Result<Source, ApiError>,
    progress: impl FnMut(Progress),
) -> Result<u64, DownloadError> {
    let mut writer = DownloadWriter::stream(out);
    transfer::run(storage, &mut writer, source, refresh, progress).await
}

/// Saves a text, such as a transcription, completely or not at all.
///
/// # Errors
/// When the name is taken or the file cannot be written.
pub fn save_text(target: &DownloadTarget, text: &str) -> Result<Saved, DownloadError> {
    target.check_free(target.name())?;
    let mut part = Part::open(target)?;
    part.begin(None)?;
    part.write(text.as_bytes())?;
    let (path, bytes) = (part.finish(target)?, text.len() as u64);
    Ok(Saved { path, bytes })
}
