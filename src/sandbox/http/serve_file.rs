//! Serves the audio: `GET` and `HEAD` with ranges, of any size in constant memory.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hyper::body::{Frame, SizeHint};
use tokio::time::Instant;

use crate::sandbox::Shared;
use crate::sandbox::http::api_error::ApiError;
use crate::sandbox::http::fields::Query;
use crate::sandbox::state::SandboxState;
use crate::sandbox::state::files::Content;

/// Bytes of one frame; large enough that a download is bound by the disk and not by us.
const FRAME: usize = 64 * 1024;

pub(crate) async fn recording(
    shared: State<Shared>,
    method: Method,
    name: Path<String>,
    query: RawQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    serve(&shared, "recordings", &name, query, &method, &headers)
}

pub(crate) async fn voicemail(
    shared: State<Shared>,
    method: Method,
    name: Path<String>,
    query: RawQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    serve(&shared, "voicemails", &name, query, &method, &headers)
}

fn serve(
    shared: &Shared,
    folder: &str,
    name: &str,
    RawQuery(query): RawQuery,
    method: &Method,
    headers: &HeaderMap,
) -> Result<Response, ApiError> {
    let query = Query::read(query);
    let signed = query.get("signed").unwrap_or_default();
    let world = shared.world();
    let wall = world.wall(Instant::now());
    if !world
        .files
        .is_signed(&format!("/{folder}/{name}"), signed, wall)
    {
        let text = "This URL is not signed for the file, or it has expired";
        return Err(ApiError::new(StatusCode::FORBIDDEN, "url_expired", text));
    }
    let (id, format) = name.rsplit_once('.').unwrap_or((name, ""));
    let content = world
        .files
        .content(format)
        .filter(|_| exists(&world, folder, id));
    let content = content.ok_or_else(|| ApiError::not_found("file", name))?;
    let cut = world.files.knobs.cut_after;
    drop(world);
    Ok(answer(content, cut, method, headers))
}

fn exists(world: &SandboxState, folder: &str, id: &str) -> bool {
    match folder {
        "recordings" => world.recordings.get(id).is_some(),
        _ => world.voicemails.get(id).is_some(),
    }
}

fn answer(content: Content, cut: Option<u64>, method: &Method, headers: &HeaderMap) -> Response {
    let whole = (0, content.size);
    // A range holds only for the very bytes that the client has a part of (RFC 9110, 13.1.5).
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
        None | Some(Range::Ignored) => (StatusCode::OK, whole),
        Some(Range::Part(start, end)) => (StatusCode::PARTIAL_CONTENT, (start, end)),
        Some(Range::Outside) => {
            let all = [(header::CONTENT_RANGE, format!("bytes */{}", content.size))];
            return (StatusCode::RANGE_NOT_SATISFIABLE, all).into_response();
        }
    };
    let (status, (start, end)) = range;
    let (size, etag, kind) = (content.size, content.etag.clone(), content.media_type);
    let body = match *method {
        Method::HEAD => Body::empty(),
        _ => Body::new(Pour::new(content, start, end, cut)),
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
enum Range {
    /// From the first up to but not including the second.
    Part(u64, u64),
    /// Not a single byte range: the whole is sent, as RFC 9110 allows.
    Ignored,
    Outside,
}

fn read_range(text: &str, size: u64) -> Range {
    let Some((first, last)) = text
        .strip_prefix("bytes=")
        .and_then(|spec| spec.split_once('-'))
    else {
        return Range::Ignored;
    };
    let number = |text: &str| text.parse::<u64>().ok().filter(|_| !text.starts_with('+'));
    match (number(first), number(last)) {
        (None, Some(0)) if first.is_empty() => Range::Outside,
        (None, Some(tail)) if first.is_empty() => Range::Part(size.saturating_sub(tail), size),
        (Some(start), None) if last.is_empty() && start < size => Range::Part(start, size),
        (Some(start), Some(end)) if start <= end && start < size => {
            Range::Part(start, end.saturating_add(1).min(size))
        }
        (Some(start), Some(end)) if start > end => Range::Ignored,
        (Some(_), _) if last.is_empty() || number(last).is_some() => Range::Outside,
        _ => Range::Ignored,
    }
}

/// A body that is made as it is read.
struct Pour {
    content: Content,
    at: u64,
    end: u64,
    /// Bytes until the connection breaks.
    left: Option<u64>,
    block: Bytes,
}

impl Pour {
    fn new(content: Content, start: u64, end: u64, cut: Option<u64>) -> Pour {
        let block = Bytes::from(vec![content.filler; FRAME]);
        Pour {
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

impl hyper::body::Body for Pour {
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
            ("bytes=0-9", Range::Part(0, 10)),
            ("bytes=90-", Range::Part(90, 100)),
            ("bytes=-10", Range::Part(90, 100)),
            ("bytes=-500", Range::Part(0, 100)),
            ("bytes=50-500", Range::Part(50, 100)),
            ("bytes=100-", Range::Outside),
            ("bytes=200-300", Range::Outside),
            ("bytes=-0", Range::Outside),
            ("bytes=9-0", Range::Ignored),
            ("bytes=0-1,5-6", Range::Ignored),
            ("bytes=x-", Range::Ignored),
            ("lines=0-1", Range::Ignored),
            ("bytes=-", Range::Ignored),
        ];
        for (text, expected) in cases {
            assert_eq!(read_range(text, 100), expected, "{text}");
        }
    }
}
