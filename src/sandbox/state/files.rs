//! The audio: real files in three formats, behind URLs that are signed and expire.

use std::time::Duration;

use jiff::Timestamp;
use ring::{digest, hmac};

/// How long a signed URL is good for (spec, section 2: one hour).
const TTL: Duration = Duration::from_secs(3_600);

/// Three seconds of a tone. `docs/sandbox.md` says how they were made.
const TONES: [(&str, &str, &[u8]); 3] = [
    ("mp4", "audio/mp4", include_bytes!("../audio/tone.mp4")),
    ("ogg", "audio/ogg", include_bytes!("../audio/tone.ogg")),
    ("webm", "audio/webm", include_bytes!("../audio/tone.webm")),
];

/// Where files are served and what is in them. The knobs are for testing downloads.
#[derive(Clone, Debug)]
pub(crate) struct Files {
    base: String,
    key: hmac::Key,
    pub(crate) knobs: Knobs,
}

/// What the control API can change about files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Knobs {
    /// Bytes of every file; `None`: as it is. Never less than the audio itself.
    pub(crate) size: Option<u64>,
    /// Another number gives other bytes, and so another `ETag`.
    pub(crate) revision: u8,
    /// The connection of every answer breaks after so many bytes of its body.
    pub(crate) cut_after: Option<u64>,
    /// How long new URLs are good for.
    pub(crate) ttl: Duration,
}

impl Default for Knobs {
    fn default() -> Self {
        Self {
            size: None,
            revision: 0,
            cut_after: None,
            ttl: TTL,
        }
    }
}

/// The bytes of one file, described: the audio, then a header of a filler, then the filler.
#[derive(Clone, Debug)]
pub(crate) struct Content {
    pub(crate) media_type: &'static str,
    /// Audio and the header of the filler.
    pub(crate) head: Vec<u8>,
    /// What the rest consists of.
    pub(crate) filler: u8,
    /// Of the whole.
    pub(crate) size: u64,
    /// Strong, in quotes.
    pub(crate) etag: String,
}

impl Files {
    pub(crate) fn new(base: String) -> Self {
        let random = ring::rand::SystemRandom::new();
        // Without a random source a fixed key still makes URLs that nobody guesses by chance.
        let key = hmac::Key::generate(hmac::HMAC_SHA256, &random)
            .unwrap_or_else(|_| hmac::Key::new(hmac::HMAC_SHA256, base.as_bytes()));
        Self {
            base,
            key,
            knobs: Knobs::default(),
        }
    }

    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    pub(crate) fn reset(&mut self) {
        self.knobs = Knobs::default();
    }

    /// A URL for the file, good from `wall` for the time to live.
    pub(crate) fn url(&self, folder: &str, id: &str, format: &str, wall: Timestamp) -> String {
        let path = format!("/{folder}/{id}.{format}");
        let expires = (wall + self.knobs.ttl).as_millisecond();
        format!(
            "{}{path}?signed={expires}.{}",
            self.base,
            self.sign(&path, expires)
        )
    }

    /// Whether `signed` was made for `path` and is still good at `wall`.
    pub(crate) fn is_signed(&self, path: &str, signed: &str, wall: Timestamp) -> bool {
        let Some((expires, tag)) = signed.split_once('.') else {
            return false;
        };
        expires.parse().is_ok_and(|millis: i64| {
            millis >= wall.as_millisecond() && self.sign(path, millis) == tag
        })
    }

    fn sign(&self, path: &str, expires: i64) -> String {
        let tag = hmac::sign(&self.key, format!("{path}\0{expires}").as_bytes());
        hex(&tag.as_ref()[..16])
    }

    /// Bytes of a file of that format.
    pub(crate) fn size(&self, format: &str) -> u64 {
        self.content(format).map_or(0, |content| content.size)
    }

    /// The file of that format.
    pub(crate) fn content(&self, format: &str) -> Option<Content> {
        let (_, media_type, audio) = TONES.iter().find(|(name, ..)| *name == format)?;
        let mut head = audio.to_vec();
        let knobs = self.knobs;
        // A changed revision needs at least a few bytes that can differ.
        let least = if knobs.revision > 0 { 32 } else { 0 };
        let wanted = knobs.size.unwrap_or(0).max(head.len() as u64 + least);
        let size = pad(format, &mut head, wanted);
        let digest = digest::digest(&digest::SHA256, audio);
        let etag = format!(
            "\"{}-{size:x}-{}\"",
            hex(&digest.as_ref()[..8]),
            knobs.revision
        );
        Some(Content {
            media_type,
            head,
            filler: knobs.revision,
            size,
            etag,
        })
    }
}

/// Smallest filler that each container has a legal form for: the header of a 64-bit box or element.
const LEAST_FILLER: u64 = 16;

/// Appends the header of a filler that players skip, and gives the size of the whole.
fn pad(format: &str, head: &mut Vec<u8>, wanted: u64) -> u64 {
    let length = head.len() as u64;
    if wanted <= length {
        return length;
    }
    let filler = (wanted - length).max(LEAST_FILLER);
    match format {
        // A `free` box with a 64-bit size (ISO 14496-12).
        "mp4" => {
            head.extend_from_slice(&[0, 0, 0, 1]);
            head.extend_from_slice(b"free");
            head.extend_from_slice(&filler.to_be_bytes());
        }
        // A `Void` element (RFC 8794): one byte of id, eight of size.
        "webm" => {
            head.push(0xec);
            let size = (filler - 9) | 1 << 56;
            head.extend_from_slice(&size.to_be_bytes());
        }
        // Ogg has no filler; readers look for the next page and find none (RFC 3533).
        _ => {}
    }
    length + filler
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_good_for_its_path_and_hour_only() {
        let files = Files::new("http://127.0.0.1:1".into());
        let now: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let url = files.url("recordings", "call_rec_1", "mp4", now);
        let (path, signed) = url
            .strip_prefix("http://127.0.0.1:1")
            .unwrap()
            .split_once("?signed=")
            .unwrap();
        assert_eq!(path, "/recordings/call_rec_1.mp4");
        assert!(files.is_signed(path, signed, now + Duration::from_secs(3_600)));
        assert!(!files.is_signed(path, signed, now + Duration::from_secs(3_601)));
        assert!(!files.is_signed("/recordings/call_rec_2.mp4", signed, now));
        for odd in [
            "",
            ".",
            "x.y",
            &signed.replace('.', "9."),
            &format!("{signed}0"),
        ] {
            assert!(!files.is_signed(path, odd, now), "{odd}");
        }
    }

    #[test]
    fn files_grow_and_change_as_told() {
        let mut files = Files::new(String::new());
        for (format, media_type, audio) in TONES {
            files.reset();
            let plain = files.content(format).unwrap();
            assert_eq!(
                (plain.media_type, plain.size),
                (media_type, audio.len() as u64)
            );
            files.knobs.revision = 1;
            let changed = files.content(format).unwrap();
            assert!(changed.size > plain.size && changed.etag != plain.etag);
            files.knobs.size = Some(300_000_000);
            assert_eq!(files.size(format), 300_000_000);
            assert!(files.content(format).unwrap().head.len() < 10_000);
        }
        assert!(files.content("wav").is_none());
    }
}
