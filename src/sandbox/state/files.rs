//! The audio files: real audio in three formats, under URLs that are signed and expire.

use std::time::Duration;

use jiff::Timestamp;
use ring::{digest, hmac};

/// How long a signed URL is valid (docs/api.md, "Endpoints").
const TTL: Duration = Duration::from_secs(3_600);

/// Some seconds of speech in each format: a call, then a voicemail. `audio/make.sh` makes the files.
const SPEECH: [(&str, &str, [&[u8]; 2]); 3] = [
    (
        "mp4",
        "audio/mp4",
        [
            include_bytes!("../audio/call.mp4"),
            include_bytes!("../audio/voicemail.mp4"),
        ],
    ),
    (
        "ogg",
        "audio/ogg",
        [
            include_bytes!("../audio/call.ogg"),
            include_bytes!("../audio/voicemail.ogg"),
        ],
    ),
    (
        "webm",
        "audio/webm",
        [
            include_bytes!("../audio/call.webm"),
            include_bytes!("../audio/voicemail.webm"),
        ],
    ),
];

/// The people that a file has the voices of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Speech {
    /// Two people on a call.
    Call,
    /// A caller who leaves a voicemail.
    Voicemail,
}

/// The URL and the content of audio files. The options are for testing downloads.
#[derive(Clone, Debug)]
pub(crate) struct AudioFiles {
    base: String,
    key: hmac::Key,
    pub(crate) options: FileOptions,
}

/// The properties of files that the control API can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileOptions {
    /// The size of every file in bytes, at least that of its audio; `None` means the audio alone.
    pub(crate) size: Option<u64>,
    /// Changes the bytes and the `ETag` of every file.
    pub(crate) revision: u8,
    /// Breaks the connection after this many bytes of a body.
    pub(crate) cut_after: Option<u64>,
    /// How long new URLs are valid.
    pub(crate) ttl: Duration,
}

impl Default for FileOptions {
    fn default() -> Self {
        Self {
            size: None,
            revision: 0,
            cut_after: None,
            ttl: TTL,
        }
    }
}

/// The description of one file: the audio, the header of a filler, and the filler.
#[derive(Clone, Debug)]
pub(crate) struct AudioFile {
    pub(crate) media_type: &'static str,
    /// The audio and the header of the filler.
    pub(crate) head: Vec<u8>,
    /// The byte that the filler consists of.
    pub(crate) filler: u8,
    /// The size of the whole file in bytes.
    pub(crate) size: u64,
    /// A strong entity tag, in quotes.
    pub(crate) etag: String,
}

impl AudioFiles {
    pub(crate) fn new(base: String) -> Self {
        let random = ring::rand::SystemRandom::new();
        // Without a random source a fixed key still makes URLs that are not guessed by accident.
        let key = hmac::Key::generate(hmac::HMAC_SHA256, &random)
            .unwrap_or_else(|_| hmac::Key::new(hmac::HMAC_SHA256, base.as_bytes()));
        Self {
            base,
            key,
            options: FileOptions::default(),
        }
    }

    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    pub(crate) fn reset(&mut self) {
        self.options = FileOptions::default();
    }

    /// Returns a URL for the file that is valid from `wall` on.
    pub(crate) fn url(&self, folder: &str, id: &str, format: &str, wall: Timestamp) -> String {
        let path = format!("/{folder}/{id}.{format}");
        let expires = (wall + self.options.ttl).as_millisecond();
        format!(
            "{}{path}?signed={expires}.{}",
            self.base,
            self.sign(&path, expires)
        )
    }

    /// Returns whether `signed` belongs to `path` and is still valid at `wall`.
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

    /// Returns the size in bytes of a file in this format.
    pub(crate) fn size(&self, format: &str, speech: Speech) -> u64 {
        self.content(format, speech)
            .map_or(0, |content| content.size)
    }

    /// Returns the description of a file in this format.
    pub(crate) fn content(&self, format: &str, speech: Speech) -> Option<AudioFile> {
        let (_, media_type, both) = SPEECH.iter().find(|(name, ..)| *name == format)?;
        let audio = both[speech as usize];
        let mut head = audio.to_vec();
        let options = self.options;
        // A changed revision needs at least a few bytes that can differ.
        let least = if options.revision > 0 { 32 } else { 0 };
        let wanted = options.size.unwrap_or(0).max(head.len() as u64 + least);
        let size = pad(format, &mut head, wanted);
        let digest = digest::digest(&digest::SHA256, audio);
        let etag = format!(
            "\"{}-{size:x}-{}\"",
            hex(&digest.as_ref()[..8]),
            options.revision
        );
        Some(AudioFile {
            media_type,
            head,
            filler: options.revision,
            size,
            etag,
        })
    }
}

/// The smallest filler that every container allows: the header of a 64-bit box or element.
const LEAST_FILLER: u64 = 16;

/// Appends the header of a filler that players skip, and returns the size of the whole file.
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
        let files = AudioFiles::new("http://127.0.0.1:1".into());
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
        let mut files = AudioFiles::new(String::new());
        let all = SPEECH
            .into_iter()
            .flat_map(|(format, media_type, [call, voicemail])| {
                [
                    (format, media_type, call, Speech::Call),
                    (format, media_type, voicemail, Speech::Voicemail),
                ]
            });
        for (format, media_type, audio, speech) in all {
            assert!(audio.len() < 15_000, "{format}");
            files.reset();
            let plain = files.content(format, speech).unwrap();
            assert_eq!(
                (plain.media_type, plain.size),
                (media_type, audio.len() as u64)
            );
            files.options.revision = 1;
            let changed = files.content(format, speech).unwrap();
            assert!(changed.size > plain.size && changed.etag != plain.etag);
            files.options.size = Some(300_000_000);
            assert_eq!(files.size(format, speech), 300_000_000);
            assert!(files.content(format, speech).unwrap().head.len() < 16_000);
        }
        assert!(files.content("wav", Speech::Call).is_none());
    }
}
