//! How far the printer came, to its last write: a listener that was killed does not show again what
//! its reader already has.
//!
//! The cursor in the journal follows some milliseconds later. This mark is written beside each write
//! to stdout, without a sync: it outlives the process, not the machine. Where stdout is a file, it
//! also says beforehand what will be written where, and the next listener looks whether that is there.

use std::fmt::Write as _;
use std::fs::{File, OpenOptions};
use std::hash::Hasher;
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt};
use std::path::Path;

use crate::clock::boot_id;
use crate::events::Entry;
use crate::receiver::journal::Journal;
use crate::terminal::{StdoutFile, Terminal};

/// The first line of the mark, so that a later form is not misread.
const FORM: &str = "chirp-shown 1";

/// With this many entries and a path of [`LONGEST`] bytes a mark stays within 4 KiB, one page: a
/// kill leaves all of it or the one before.
const PIECES: usize = 64;
const LONGEST: usize = 512;

/// An entry and when it was recorded: `seq` alone could be of a journal that was put in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Known {
    seq: i64,
    /// Microseconds since 1970.
    at: i64,
}

/// What an entry looks like, of a text that is about to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    known: Known,
    /// Where it ends in that text.
    end: usize,
    /// Of its own bytes.
    hash: u32,
}

/// The mark, and what was composed since it was written.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    file: Option<File>,
    stdout: Option<StdoutFile>,
    boot: String,
    done: Option<Known>,
    pieces: Vec<Piece>,
}

impl Shown {
    /// Reads the mark that an earlier listener left, moves the cursor of `stage` behind what it had
    /// shown, and opens it for this one. Without a mark things go on as the journal says.
    pub(crate) fn open(journal: &Journal, stage: &str, terminal: Terminal) -> Shown {
        let (path, boot) = (journal.dir().join("journal.shown"), boot_id());
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let is_news = |known: Known| known.seq > journal.reached(stage);
        let is_ours = |known| !is_news(known) || is_recorded(journal, known);
        let done = newest(&text, &boot, is_ours).filter(|_| !boot.is_empty());
        if let Some(done) = done {
            journal.raise(stage, done.seq);
        }
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false).mode(0o600);
        Shown {
            file: options.open(path).ok(),
            stdout: terminal.stdout_file().filter(can_be_told),
            boot,
            done,
            pieces: Vec::new(),
        }
    }

    /// Whether the file behind stdout ends within a line, as a kill leaves it.
    pub(crate) fn is_torn(&self) -> bool {
        let ends_open = |stdout: &StdoutFile| {
            let before = stdout.position()?.checked_sub(1)?;
            let last = read_at(stdout.path.as_path(), before, 1)?;
            Some(last != b"\n")
        };
        self.stdout.as_ref().and_then(ends_open).unwrap_or(false)
    }

    /// `entry` was composed: `text` is all that is to be written so far.
    pub(crate) fn add(&mut self, entry: &Entry, text: &str) {
        let (seq, at) = (entry.seq, entry.at.as_microsecond());
        let start = self.pieces.last().map_or(0, |piece| piece.end);
        self.pieces.push(Piece {
            known: Known { seq, at },
            end: text.len(),
            hash: hash(&text.as_bytes()[start..]),
        });
    }

    /// Whether what was composed must be written before more is.
    pub(crate) fn is_full(&self) -> bool {
        self.pieces.len() >= PIECES
    }

    /// To be called right before what was composed is written.
    pub(crate) fn writing(&mut self) {
        if self.pieces.last().is_none_or(|last| last.end == 0) {
            return;
        }
        let place = (self.stdout.as_ref()).and_then(|stdout| Some((stdout, stdout.position()?)));
        if let Some((stdout, position)) = place {
            let (device, inode) = (stdout.device, stdout.inode);
            let path = stdout.path.display();
            let mut text = format!("out {device} {inode} {position} {path}\n");
            for Piece { known, end, hash } in &self.pieces {
                let _ = writeln!(text, "{} {} {end} {hash}", known.seq, known.at);
            }
            self.put(&text);
        }
    }

    /// To be called right after it was written.
    pub(crate) fn written(&mut self) {
        if let Some(last) = self.pieces.last() {
            self.done = Some(last.known);
            self.pieces.clear();
            self.put("");
        }
    }

    /// A mark that cannot be written only means that something may be shown once more.
    fn put(&self, writing: &str) {
        if let Some(file) = &self.file {
            let Known { seq, at } = self.done.unwrap_or(Known { seq: 0, at: 0 });
            let mark = format!("{FORM}\n{}\n{seq} {at}\n{writing}.\n", self.boot);
            let _ = file.write_all_at(mark.as_bytes(), 0);
        }
    }
}

fn can_be_told(stdout: &StdoutFile) -> bool {
    let path = stdout.path.to_str();
    path.is_some_and(|path| path.len() <= LONGEST && !path.contains('\n'))
}

fn is_recorded(journal: &Journal, known: Known) -> bool {
    let reader = journal.reader().ok().flatten();
    let entry = reader.and_then(|reader| reader.get(known.seq).ok().flatten());
    entry.is_some_and(|entry| entry.at.as_microsecond() == known.at)
}

/// The newest entry that was shown, by the mark in `text`.
fn newest(text: &str, boot: &str, is_recorded: impl Fn(Known) -> bool) -> Option<Known> {
    let mut lines = text
        .split_inclusive('\n')
        .map_while(|line| line.strip_suffix('\n'));
    if lines.next() != Some(FORM) || lines.next() != Some(boot) {
        return None;
    }
    let done = known(&mut lines.next()?.split(' '))?;
    let rest: Vec<&str> = lines.by_ref().take_while(|line| *line != ".").collect();
    let written = rest
        .split_first()
        .and_then(|(out, pieces)| last_written(out, pieces));
    [written, Some(done)]
        .into_iter()
        .flatten()
        .find(|known| is_recorded(*known))
}

/// The last of `pieces` that stands whole in the file that `out` tells of.
fn last_written(out: &str, pieces: &[&str]) -> Option<Known> {
    let mut words = out.strip_prefix("out ")?.splitn(4, ' ');
    let mut number = || words.next()?.parse::<u64>().ok();
    let (device, inode, position) = (number()?, number()?, number()?);
    let path = Path::new(words.next()?);
    let found = std::fs::metadata(path).ok()?;
    if (found.dev(), found.ino()) != (device, inode) || !found.is_file() {
        return None;
    }
    let pieces: Vec<Piece> = pieces.iter().map_while(|line| piece(line)).collect();
    let bytes = read_at(path, position, pieces.last()?.end)?;
    let starts = std::iter::once(0).chain(pieces.iter().map(|piece| piece.end));
    let stands = |(start, piece): &(usize, &Piece)| {
        let own = bytes.get(*start..piece.end);
        own.is_some_and(|own| hash(own) == piece.hash)
    };
    let whole = starts.zip(&pieces).take_while(stands);
    whole.last().map(|(_, piece)| piece.known)
}

/// At most `length` bytes of the file.
fn read_at(path: &Path, position: u64, length: usize) -> Option<Vec<u8>> {
    let (mut file, mut bytes) = (File::open(path).ok()?, Vec::new());
    file.seek(SeekFrom::Start(position)).ok()?;
    file.take(length as u64).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

fn known<'a>(words: &mut impl Iterator<Item = &'a str>) -> Option<Known> {
    let mut number = || words.next()?.parse().ok();
    Some(Known {
        seq: number()?,
        at: number()?,
    })
}

fn piece(line: &str) -> Option<Piece> {
    let mut words = line.split(' ');
    let known = known(&mut words)?;
    let (end, hash) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    Some(Piece { known, end, hash })
}

/// Tells a text from others that may stand in its place by accident.
fn hash(bytes: &[u8]) -> u32 {
    let mut hasher = std::hash::DefaultHasher::new();
    hasher.write(bytes);
    hasher.finish() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOOT: &str = "a-run-of-the-machine";

    /// The mark of two entries of five and four bytes about to be written at 3 to a file that holds `text`.
    fn after(text: &[u8], boot: &str, replaced: bool) -> Option<i64> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        std::fs::write(&path, text).unwrap();
        let found = std::fs::metadata(&path).unwrap();
        if replaced {
            std::fs::rename(&path, folder.path().join("old")).unwrap();
            std::fs::write(&path, text).unwrap();
        }
        let (first, second) = (hash(b"five\n"), hash(b"six\n"));
        let mark = format!(
            "{FORM}\n{BOOT}\n4 40\nout {} {} 3 {}\n5 50 5 {first}\n6 60 9 {second}\n.\nold\n",
            found.dev(),
            found.ino(),
            path.display()
        );
        newest(&mark, boot, |known| known.at == known.seq * 10).map(|known| known.seq)
    }

    #[test]
    fn what_stands_in_the_file_was_shown() {
        assert_eq!(after(b"ab\nfive\nsix\n", BOOT, false), Some(6));
        assert_eq!(after(b"ab\nfive\nsix\nmore", BOOT, false), Some(6));
        assert_eq!(after(b"ab\nfive\nsi", BOOT, false), Some(5), "cut off");
        assert_eq!(
            after(b"ab\nsome\nsix\n", BOOT, false),
            Some(4),
            "somebody else's"
        );
        assert_eq!(after(b"ab\n", BOOT, false), Some(4));
        assert_eq!(after(b"", BOOT, false), Some(4), "truncated");
        assert_eq!(
            after(b"ab\nfive\nsix\n", BOOT, true),
            Some(4),
            "another file"
        );
        assert_eq!(after(b"ab\nfive\nsix\n", "another", false), None);
    }

    #[test]
    fn a_mark_of_another_journal_or_form_says_nothing() {
        let mark = format!("{FORM}\n{BOOT}\n4 40\n.\n");
        let seen = |mark: &str, recorded: bool| newest(mark, BOOT, |_| recorded);
        assert_eq!(seen(&mark, true), Some(Known { seq: 4, at: 40 }));
        assert_eq!(seen(&mark, false), None);
        for odd in ["", "chirp-shown 2\n", &mark[..20], &mark.replace("40", "x")] {
            assert_eq!(seen(odd, true), None, "{odd}");
        }
    }
}
