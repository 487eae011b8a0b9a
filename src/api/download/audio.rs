//! Distinguishes a recording from an error page by content type and first bytes (pure).

/// Bytes that a judgement needs.
pub(super) const HEAD: usize = 64;

/// Returns the file extension of a recording, detected from its first bytes.
///
/// ISO media files have a box type at offset 4, Ogg and EBML (WebM) a magic number at the start.
pub(super) fn extension(head: &[u8]) -> Option<&'static str> {
    const BOXES: [&[u8]; 7] = [
        b"ftyp", b"styp", b"moov", b"mdat", b"free", b"skip", b"wide",
    ];
    match head {
        [b'O', b'g', b'g', b'S', ..] => Some("ogg"),
        [0x1a, 0x45, 0xdf, 0xa3, ..] => Some("webm"),
        [_, _, _, _, kind @ ..] if BOXES.iter().any(|name| kind.starts_with(name)) => Some("mp4"),
        _ => None,
    }
}

/// Returns whether the content type is certainly a web page. `text/plain` is not: web servers use
/// it for unknown types, so there the first bytes decide.
pub(super) fn is_page(content_type: Option<&str>) -> bool {
    let kind = essence(content_type);
    let is_text = kind.starts_with("text/") && kind != "text/plain";
    is_text || kind.ends_with("json") || kind.ends_with("xml")
}

/// Returns whether the first bytes are audio: a known format, or (for future formats) any binary
/// content that the host calls audio or video.
pub(super) fn is_audio(head: &[u8], content_type: Option<&str>) -> bool {
    let kind = essence(content_type);
    let claimed = kind.starts_with("audio/") || kind.starts_with("video/");
    extension(head).is_some() || (claimed && !is_text(head))
}

fn essence(content_type: Option<&str>) -> String {
    let kind = content_type.unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default();
    kind.trim().to_ascii_lowercase()
}

fn is_text(head: &[u8]) -> bool {
    let plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\t' | b'\r' | b'\n');
    head.iter().all(plain) || head.starts_with(b"\xef\xbb\xbf")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_beginnings_have_their_ending() {
        assert_eq!(extension(b"\0\0\0\x18ftypmp42"), Some("mp4"));
        assert_eq!(extension(b"OggS\0\x02"), Some("ogg"));
        assert_eq!(extension(b"\x1a\x45\xdf\xa3\x01"), Some("webm"));
        for odd in [&b""[..], b"<htm", b"ftyp", b"\0\0\0\x18fty"] {
            assert_eq!(extension(odd), None, "{odd:?}");
        }
    }

    #[test]
    fn pages_are_no_audio() {
        assert!(is_page(Some("text/html; charset=utf-8")) && is_page(Some("application/xml")));
        assert!(is_page(Some("application/problem+json")));
        assert!(!is_page(Some("audio/mp4")) && !is_page(Some("text/plain")) && !is_page(None));
        assert!(!is_audio(b"no such file", Some("text/plain")));
        assert!(is_audio(b"OggS\0", None));
        assert!(is_audio(b"\xff\xfb\x90\x64", Some("audio/mpeg")));
        assert!(!is_audio(
            b"\xff\xfb\x90\x64",
            Some("application/octet-stream")
        ));
        assert!(!is_audio(b"<?xml version=", Some("audio/mp4")));
        assert!(!is_audio(b"", Some("audio/mp4")));
    }
}
