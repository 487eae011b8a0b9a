//! The errors of a download, with what is kept for a resume.

use std::io;
use std::path::{Path, PathBuf};

use crate::api::ApiError;
use crate::api::download::part::Part;

/// A download that did not end well.
#[derive(Debug, thiserror::Error)]
pub enum DownloadError {
    /// The target file already exists and `force` was not set.
    #[error("{} is there already", .0.display())]
    Exists(PathBuf),
    /// Another process holds the lock of the `.part` file.
    #[error("another process is downloading {}", .0.display())]
    Busy(PathBuf),
    /// No file name can be made of the id.
    #[error("no file name can be made of the id {0}")]
    Name(String),
    /// A local file or folder cannot be used; the message states what is kept.
    #[error("{0}")]
    Local(String),
    /// The connection broke too often, or the host returned errors; the message states what is
    /// kept.
    #[error("{0}")]
    Broken(String),
    /// The storage host refused a fresh URL, too.
    #[error("{host} answered HTTP {status}, also to a fresh URL")]
    Refused {
        /// Who.
        host: String,
        /// HTTP status, 400–499.
        status: u16,
    },
    /// The response is not the recording: an error page, or a length that differs from the API's.
    #[error("{0}")]
    Wrong(String),
    /// The host sent no file at all: a page, or a status that has none.
    #[error("{0}")]
    NoFile(String),
    /// The URL leads where no download may go.
    #[error("{0}")]
    Unsafe(String),
    /// The API refused a fresh URL.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// The reader of the bytes went away, or cannot take them.
    #[error("cannot write the output: {0}")]
    Output(io::Error),
}

impl DownloadError {
    /// A failure of the file system at `path`.
    pub(super) fn local(what: &str, path: &Path, error: &io::Error) -> DownloadError {
        DownloadError::Local(format!("cannot {what} {}: {error}", path.display()))
    }

    /// Returns whether the bytes fetched so far are of no use.
    pub(super) fn spoils_part(&self) -> bool {
        matches!(self, DownloadError::Wrong(_))
    }

    /// Adds to the message what is kept for a resume.
    pub(super) fn keeping(self, part: &Part) -> DownloadError {
        let kept = match part.kept() {
            0 => return self,
            bytes => format!(
                "{bytes} bytes are kept in {}; the same command goes on from there",
                part.path().display()
            ),
        };
        match self {
            DownloadError::Local(what) => DownloadError::Local(format!("{what}; {kept}")),
            DownloadError::Broken(what) => DownloadError::Broken(format!("{what}; {kept}")),
            other => other,
        }
    }
}
