//! The output of a download: a `.part` file, which can be truncated, or a stream, which cannot.

use std::io::Write;

use crate::api::download::part::Part;
use crate::api::download::{DownloadError, audio};

/// Where the bytes go.
pub(super) enum DownloadWriter<'a> {
    /// A file.
    Part(Part),
    /// A pipe.
    Stream(Stream<'a>),
}

/// A pipe, with the first bytes held back until they have been looked at.
pub(super) struct Stream<'a> {
    out: &'a mut (dyn Write + Send),
    held: Vec<u8>,
    sent: u64,
    etag: Option<String>,
}

impl<'a> DownloadWriter<'a> {
    /// A writer that writes to `out`.
    pub(super) fn stream(out: &'a mut (dyn Write + Send)) -> DownloadWriter<'a> {
        DownloadWriter::Stream(Stream {
            out,
            held: Vec::new(),
            sent: 0,
            etag: None,
        })
    }

    /// Returns the number of bytes written so far.
    pub(super) fn len(&self) -> u64 {
        match self {
            DownloadWriter::Part(part) => part.len(),
            DownloadWriter::Stream(stream) => stream.sent + stream.held.len() as u64,
        }
    }

    /// The strong `ETag` of those bytes.
    pub(super) fn etag(&self) -> Option<&str> {
        match self {
            DownloadWriter::Part(part) => part.etag(),
            DownloadWriter::Stream(stream) => stream.etag.as_deref(),
        }
    }

    /// Returns whether the written bytes can be discarded.
    pub(super) fn can_begin(&self) -> bool {
        match self {
            DownloadWriter::Part(_) => true,
            DownloadWriter::Stream(stream) => stream.sent == 0,
        }
    }

    /// Starts anew. Ask [`DownloadWriter::can_begin`] first.
    pub(super) fn begin(&mut self, etag: Option<&str>) -> Result<(), DownloadError> {
        match self {
            DownloadWriter::Part(part) => part.begin(etag),
            DownloadWriter::Stream(stream) => {
                stream.held.clear();
                stream.etag = etag.map(str::to_owned);
                Ok(())
            }
        }
    }

    /// Returns whether the next byte can be the one at `offset`.
    pub(super) fn go_on(&mut self, offset: u64) -> Result<bool, DownloadError> {
        match self {
            DownloadWriter::Part(part) if offset <= part.len() => part.go_on(offset).map(|()| true),
            DownloadWriter::Part(_) => Ok(false),
            DownloadWriter::Stream(_) => Ok(offset == self.len()),
        }
    }

    /// Takes the next bytes.
    pub(super) fn write(
        &mut self,
        bytes: &[u8],
        content_type: Option<&str>,
    ) -> Result<(), DownloadError> {
        match self {
            DownloadWriter::Part(part) => part.write(bytes),
            DownloadWriter::Stream(stream) if stream.sent == 0 => {
                stream.held.extend_from_slice(bytes);
                match stream.held.len() < audio::HEAD {
                    true => Ok(()),
                    false => stream.release(content_type),
                }
            }
            DownloadWriter::Stream(stream) => stream.pass(bytes),
        }
    }

    /// Checks that the content starts like audio, then writes the bytes that were held back.
    pub(super) fn end(&mut self, content_type: Option<&str>) -> Result<(), DownloadError> {
        match self {
            DownloadWriter::Part(part) => check(&part.head(), content_type),
            DownloadWriter::Stream(stream) => {
                if stream.sent == 0 {
                    stream.release(content_type)?;
                }
                stream.out.flush().map_err(DownloadError::Output)
            }
        }
    }
}

impl Stream<'_> {
    fn release(&mut self, content_type: Option<&str>) -> Result<(), DownloadError> {
        check(&self.held, content_type)?;
        let held = std::mem::take(&mut self.held);
        self.pass(&held)
    }

    fn pass(&mut self, bytes: &[u8]) -> Result<(), DownloadError> {
        self.out.write_all(bytes).map_err(DownloadError::Output)?;
        self.sent += bytes.len() as u64;
        Ok(())
    }
}

fn check(head: &[u8], content_type: Option<&str>) -> Result<(), DownloadError> {
    if audio::is_audio(head, content_type) {
        return Ok(());
    }
    let shown: String = String::from_utf8_lossy(head).chars().take(24).collect();
    Err(DownloadError::Wrong(format!(
        "what came is no audio: it begins with {shown:?}; nothing of it was kept"
    )))
}
