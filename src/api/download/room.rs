//! Room on the disk for bytes that are on their way, asked for before they come: fewer pieces on the
//! disk, and about a quarter less work per byte.
//!
//! The length of the file stays what is really there, so a stopped download resumes right. A file
//! system that knows no such thing does without.

use std::fs::File;

use rustix::fs::FallocateFlags;

/// So much at a time. A length that lies takes no more than this from the disk.
const STEP: u64 = 64 * 1024 * 1024;
/// For less than this, asking costs more than it saves.
const WORTH: u64 = 4 * 1024 * 1024;

/// Room for one file.
#[derive(Debug, Default)]
pub(super) struct Room {
    /// Length of the whole file; 0 when nothing is to be asked for.
    expected: u64,
    /// There is room up to this offset.
    upto: u64,
}

impl Room {
    /// Tells how long the whole file will be.
    pub(super) fn expect(&mut self, total: u64) {
        self.expected = total;
    }

    /// The file ends at `offset` now; room behind it is gone.
    pub(super) fn cut(&mut self, offset: u64) {
        self.upto = offset;
    }

    /// Makes room for the bytes from `offset` on, if there is none yet.
    pub(super) fn make(&mut self, file: &File, offset: u64) {
        let most = self.expected.saturating_sub(offset).min(STEP);
        if offset < self.upto || most < WORTH {
            return;
        }
        match rustix::fs::fallocate(file, FallocateFlags::KEEP_SIZE, offset, most) {
            Ok(()) => self.upto = offset + most,
            Err(_) => self.expected = 0,
        }
    }

    /// Gives back the room of bytes that did not come.
    pub(super) fn give_back(&mut self, file: &File) {
        if let Ok(found) = file.metadata()
            && self.upto > found.len()
        {
            let _ = file.set_len(found.len());
            self.upto = found.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::MetadataExt;

    use super::*;

    #[test]
    fn room_is_taken_in_steps_and_given_back() {
        let file = tempfile::tempfile().unwrap();
        let bytes = |file: &File| file.metadata().unwrap().blocks() * 512;
        let mut room = Room::default();
        room.expect(WORTH - 1);
        room.make(&file, 0);
        assert_eq!(bytes(&file), 0);
        room.expect(1 << 50);
        room.make(&file, 0);
        if room.expected == 0 {
            return; // The file system here has no such thing.
        }
        room.make(&file, 4096);
        let taken = bytes(&file);
        assert!((STEP..STEP + STEP / 8).contains(&taken), "{taken}");
        assert_eq!(file.metadata().unwrap().len(), 0);
        file.set_len(5).unwrap();
        room.give_back(&file);
        assert!(bytes(&file) < STEP / 8);
        assert_eq!((file.metadata().unwrap().len(), room.upto), (5, 5));
    }
}
