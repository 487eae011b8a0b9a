//! Reads the journal for the handlers, outside the server's thread, and notifies about new entries.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, watch};

use crate::receiver::journal::{self, JournalError, Reader};

/// Readings at one time.
const READERS: usize = 4;

/// Interval of polling the journal while a client waits: an event is on screen 100 ms after the 200
/// response.
const LOOK: Duration = Duration::from_millis(25);

/// Readers of one journal.
pub(super) struct Store {
    dir: PathBuf,
    idle: Arc<Mutex<Vec<Reader>>>,
    turns: Arc<Semaphore>,
    head: watch::Sender<i64>,
}

impl Store {
    pub(super) fn new(dir: PathBuf) -> Store {
        Store {
            dir,
            idle: Arc::default(),
            turns: Arc::new(Semaphore::new(READERS)),
            head: watch::Sender::new(0),
        }
    }

    /// Runs `work` with a reader; `None` while there is no journal.
    ///
    /// # Errors
    /// When the journal cannot be opened, or the error of `work`.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Reader) -> Result<T, JournalError> + Send + 'static,
    ) -> Result<Option<T>, JournalError> {
        let _turn = self.turns.acquire().await;
        let (dir, idle) = (self.dir.clone(), self.idle.clone());
        let done = tokio::task::spawn_blocking(move || {
            let kept = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut reader = match kept {
                Some(reader) => reader,
                None => match Reader::open(&dir)? {
                    Some(reader) => reader,
                    None => return Ok(None),
                },
            };
            // A reader that failed is not used again.
            let result = work(&mut reader)?;
            idle.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(reader);
            Ok(Some(result))
        });
        done.await
            .unwrap_or_else(|error| Err(JournalError::Storage(error.to_string())))
    }

    /// The newest `seq`; 0 without a journal or when it cannot be read.
    pub(super) async fn head(&self) -> i64 {
        let head = self.read(|reader| reader.head()).await;
        head.ok().flatten().unwrap_or_default()
    }

    /// The process that writes the journal, such as `pid 12 at http://127.0.0.1:8080`.
    pub(super) fn listener(&self) -> Option<String> {
        journal::owner(&self.dir)
    }

    /// The newest `seq` as it changes, while [`Store::watch`] runs.
    pub(super) fn changes(&self) -> watch::Receiver<i64> {
        self.head.subscribe()
    }

    /// Polls the journal while a client waits for changes. Never returns.
    pub(super) async fn watch(&self) {
        loop {
            if self.head.receiver_count() > 0 {
                let head = self.head().await;
                self.head.send_if_modified(|known| {
                    let changed = *known != head;
                    *known = head;
                    changed
                });
            }
            tokio::time::sleep(LOOK).await;
        }
    }
}
