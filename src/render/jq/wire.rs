//! The frames between the program and its filter process: a tag, a length, bytes.

use std::io::{self, Read, Write};

/// The kind of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    /// To the filter process: the filter's code, then one input after the other.
    Text,
    /// The filter is compiled.
    Ready,
    /// The filter is invalid, and why.
    Invalid,
    /// One result, as a line.
    Result,
    /// The filter failed on this input, and why.
    Failed,
    /// This input has no further results.
    Done,
}

const TAGS: [Tag; 6] = [
    Tag::Text,
    Tag::Ready,
    Tag::Invalid,
    Tag::Result,
    Tag::Failed,
    Tag::Done,
];

/// The tag and the length.
const HEAD: usize = 9;

/// Writes one frame.
pub(super) fn write(out: &mut impl Write, tag: Tag, bytes: &[u8]) -> io::Result<()> {
    let mut head = [0; HEAD];
    head[0] = tag as u8;
    head[1..].copy_from_slice(&(bytes.len() as u64).to_le_bytes());
    out.write_all(&head)?;
    out.write_all(bytes)
}

/// Reads one frame from a reader that blocks.
pub(super) fn read(from: &mut impl Read) -> io::Result<(Tag, Vec<u8>)> {
    let mut head = [0; HEAD];
    from.read_exact(&mut head)?;
    let (tag, length) = parse(head)?;
    let mut bytes = Vec::new();
    from.take(length).read_to_end(&mut bytes)?;
    match bytes.len() as u64 == length {
        true => Ok((tag, bytes)),
        false => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

/// Takes the first frame off `buffer`; `None` while it is not complete.
pub(super) fn take(buffer: &mut Vec<u8>) -> io::Result<Option<(Tag, Vec<u8>)>> {
    let Some(head) = buffer.first_chunk::<HEAD>() else {
        return Ok(None);
    };
    let (tag, length) = parse(*head)?;
    let end = usize::try_from(length)
        .ok()
        .and_then(|length| length.checked_add(HEAD));
    let end = end.ok_or(io::ErrorKind::InvalidData)?;
    if buffer.len() < end {
        return Ok(None);
    }
    let bytes = buffer[HEAD..end].to_vec();
    buffer.drain(..end);
    Ok(Some((tag, bytes)))
}

fn parse(head: [u8; HEAD]) -> io::Result<(Tag, u64)> {
    let [tag, length @ ..] = head;
    let tag = TAGS
        .get(usize::from(tag))
        .ok_or(io::ErrorKind::InvalidData)?;
    Ok((*tag, u64::from_le_bytes(length)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_arrive_whole_and_in_order() {
        let mut bytes = Vec::new();
        write(&mut bytes, Tag::Result, b"one").unwrap();
        write(&mut bytes, Tag::Done, b"").unwrap();
        let mut reader = &bytes[..];
        assert_eq!(read(&mut reader).unwrap(), (Tag::Result, b"one".to_vec()));
        assert_eq!(read(&mut reader).unwrap(), (Tag::Done, Vec::new()));
        assert!(read(&mut reader).is_err());
        let mut buffer = Vec::new();
        let mut found = Vec::new();
        for byte in bytes {
            buffer.push(byte);
            found.extend(take(&mut buffer).unwrap());
        }
        let frames = [(Tag::Result, b"one".to_vec()), (Tag::Done, Vec::new())];
        assert_eq!((found, buffer.len()), (frames.to_vec(), 0));
        assert!(take(&mut vec![99; HEAD]).is_err());
    }
}
