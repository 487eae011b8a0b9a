//! Serves the audio files: `GET` and `HEAD` with ranges, at any size in constant memory.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hyper::body::{Frame, SizeHint};

use crate::sandbox::http::error_reply::ErrorReply;
use crate::sandbox::http::fields::Query;
use crate::sandbox::http::shared::SharedState;
use crate::sandbox::state::files::{AudioFile, Speech};
use crate::sandbox::state::recording_record::RecordingRecord;
use crate::sandbox::state::sandbox_state::SandboxState;

/// The size of a frame in bytes, so large that the disk limits a download and not the sandbox.
const FRAME: usize = 64 * 1024;

pub(crate) async fn recording(
    shared: State<SharedState>,
    method: Method,
    name: Path<String>,
    query: RawQuery,
    headers: HeaderMap,
) -> Result<Response, ErrorReply> {
    serve(&shared, "recordings", &name, query, &method, &headers)
}

pub(crate) async fn voicemail(
    shared: State<SharedState>,
    method: Method,
    name: Path<String>,
    query: RawQuery,
    headers: HeaderMap,
) -> Result<Response, ErrorReply> {
    serve(&shared, "voicemails", &name, query, &method, &headers)
}

fn serve(
    shared: &SharedState,
    folder: &str,
    name: &str,
    RawQuery(query): RawQuery,
    method: &Method,
    headers: &HeaderMap,
) -> Result<Response, ErrorReply> {
    let query = Query::read(query);
    let signed = query.get("signed").unwrap_or_default();
    let state = shared.state();
    let wall = state.wall(state.now());
    if !state
        .files
        .is_signed(&format!("/{folder}/{name}"), signed, wall)
    {
        let text = "This URL is not signed for the file, or it has expired";
        return Err(ErrorReply::new(StatusCode::FORBIDDEN, "url_expired", text));
    }
    let (id, format) = name.rsplit_once('.').unwrap_or((name, ""));
    let speech = speech(&state, folder, id);
    let content = speech.and_then(|speech| state.files.content(format, speech));
    let content = content.ok_or_else(|| ErrorReply::not_found("file", name))?;
    let cut = state.files.options.cut_after;
    drop(state);
    Ok(answer(content, cut, method, headers))
}

/// Returns whose voices the file contains; `None` when the file does not exist.
fn speech(state: &SandboxState, folder: &str, id: &str) -> Option<Speech> {
    match folder {
        "recordings" => state.recordings.get(id).map(RecordingRecord::speech),
        _ => state.voicemails.get(id).map(|_| Speech::Voicemail),
    }
}

fn answer(content: AudioFile, cut: Option<u64>, method: &Method, headers: &HeaderMap) -> Response {
    let whole = (0, content.size);
    // A range applies only to the version that the client has a part of (RFC 9110, section 13.1.5).
    let stale = headers
        .get(header::IF_RANGE)
        .is_some_and(|tag| tag.as_bytes() != content.etag.as_bytes());
    let asked = headers
        .get(header::RANGE)
        .and_then(|value| value.to_str().ok());
    let range = match asked
        .filter(|_| !stale)
        .map(|text| read_range(text, content.size))
    {
        None | Some(ByteRange::Ignored) => (StatusCode::OK, whole),
        Some(ByteRange::Part(start, end)) => (StatusCode::PARTIAL_CONTENT, (start, end)),
        Some(ByteRange::Outside) => {
            let all = [(header::CONTENT_RANGE, format!("bytes */{}", content.size))];
            return (StatusCode::RANGE_NOT_SATISFIABLE, all).into_response();
        }
    };
    let (status, (start, end)) = range;
    let (size, etag, kind) = (content.size, content.etag.clone(), content.media_type);
    let body = match *method {
        Method::HEAD => Body::empty(),
        _ => Body::new(AudioBody::new(content, start, end, cut)),
    };
    let mut response = (status, body).into_response();
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, header::HeaderValue::from_static(kind));
    out.insert(
        header::ACCEPT_RANGES,
        header::HeaderValue::from_static("bytes"),
    );
    out.insert(header::CONTENT_LENGTH, (end - start).into());
    if let Ok(etag) = etag.parse() {
        out.insert(header::ETAG, etag);
    }
    if status == StatusCode::PARTIAL_CONTENT {
        let text = format!("bytes {start}-{}/{size}", end - 1);
        out.extend(
            text.parse()
                .ok()
                .map(|value| (header::CONTENT_RANGE, value)),
        );
    }
    response
}

#[derive(Debug, PartialEq, Eq)]
enum ByteRange {
    /// The start, and the end (exclusive).
    Part(u64, u64),
    /// Not a single byte range. The whole file is sent, as RFC 9110 allows.
    Ignored,
    Outside,
}

fn read_range(text: &str, size: u64) -> ByteRange {
    let Some((first, last)) = text
        .strip_prefix("bytes=")
        .and_then(|spec| spec.split_once('-'))
    else {
        return ByteRange::Ignored;
    };
    let number = |text: &str| text.parse::<u64>().ok().filter(|_| !text.starts_with('+'));
    match (number(first), number(last)) {
        (None, Some(0)) if first.is_empty() => ByteRange::Outside,
        (None, Some(tail)) if first.is_empty() => ByteRange::Part(size.saturating_sub(tail), size),
        (Some(start), None) if last.is_empty() && start < size => ByteRange::Part(start, size),
        (Some(start), Some(end)) if start <= end && start < size => {
            ByteRange::Part(start, end.saturating_add(1).min(size))
        }
        (Some(start), Some(end)) if start > end => ByteRange::Ignored,
        (Some(_), _) if last.is_empty() || number(last).is_some() => ByteRange::Outside,
        _ => ByteRange::Ignored,
    }
}

/// A body that is produced while it is read.
struct AudioBody {
    content: AudioFile,
    at: u64,
    end: u64,
    /// Bytes until the connection breaks.
    left: Option<u64>,
    block: Bytes,
}

impl AudioBody {
    fn new(content: AudioFile, start: u64, end: u64, cut: Option<u64>) -> AudioBody {
        let block = Bytes::from(vec![content.filler; FRAME]);
        AudioBody {
            content,
            at: start,
            end,
            left: cut,
            block,
        }
    }

    fn next(&mut self) -> Bytes {
        let head = self.content.head.len() as u64;
        let most = (self.end - self.at)
            .min(FRAME as u64)
            .min(self.left.unwrap_or(u64::MAX));
        let piece = if self.at < head {
            let until = head.min(self.at + most);
            let (from, to) = (self.at as usize, until as usize);
            Bytes::copy_from_slice(&self.content.head[from..to])
        } else {
            self.block.slice(..most as usize)
        };
        self.at += piece.len() as u64;
        if let Some(left) = &mut self.left {
            *left -= piece.len() as u64;
        }
        piece
    }
}

impl hyper::body::Body for AudioBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if self.at >= self.end {
            return Poll::Ready(None);
        }
        if self.left == Some(0) {
            let broken = io::Error::new(io::ErrorKind::ConnectionReset, "cut, as told");
            return Poll::Ready(Some(Err(broken)));
        }
        Poll::Ready(Some(Ok(Frame::data(self.next()))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.end - self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_rfc_says() {
        let cases = [
            ("bytes=0-9", ByteRange::Part(0, 10)),
            ("bytes=90-", ByteRange::Part(90, 100)),
            ("bytes=-10", ByteRange::Part(90, 100)),
            ("bytes=-500", ByteRange::Part(0, 100)),
            ("bytes=50-500", ByteRange::Part(50, 100)),
            ("bytes=100-", ByteRange::Outside),
            ("bytes=200-300", ByteRange::Outside),
            ("bytes=-0", ByteRange::Outside),
            ("bytes=9-0", ByteRange::Ignored),
            ("bytes=0-1,5-6", ByteRange::Ignored),
            ("bytes=x-", ByteRange::Ignored),
            ("lines=0-1", ByteRange::Ignored),
            ("bytes=-", ByteRange::Ignored),
        ];
        for (text, expected) in cases {
            assert_eq!(read_range(text, 100), expected, "{text}");
        }
    }
}
