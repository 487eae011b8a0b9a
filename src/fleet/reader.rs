//! Reading a journal, this machine's or a shared one, with the same methods. Calls block, as reading a file does.

pub(crate) mod shared;

use std::ops::ControlFlow;
use std::path::Path;

use crate::events::Entry;
use crate::fleet::{Address, FleetError};
use crate::receiver::JournalError;
use crate::receiver::journal::{self, Selection};

pub use shared::SharedReader;

/// Why a journal cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// This machine's journal.
    #[error(transparent)]
    Local(#[from] JournalError),
    /// The shared journal.
    #[error(transparent)]
    Shared(#[from] FleetError),
}

/// An open journal.
#[derive(Debug)]
pub enum Reader {
    /// Of this machine.
    Local(Box<journal::Reader>),
    /// Shared by a fleet.
    Shared(SharedReader),
}

impl Reader {
    /// Opens the shared journal at `address`, else the journal in the state directory `dir`; `None` when there is
    /// no journal there yet.
    ///
    /// # Errors
    /// When it cannot be opened or is of a newer version.
    pub fn open(address: Option<Address>, dir: &Path) -> Result<Option<Reader>, ReadError> {
        Ok(match address {
            Some(address) => Some(Reader::Shared(SharedReader::open(address)?)),
            None => journal::Reader::open(dir)?.map(|reader| Reader::Local(Box::new(reader))),
        })
    }

    /// How many entries could not be read so far because the file is damaged.
    pub fn damaged(&self) -> u64 {
        match self {
            Reader::Local(reader) => reader.damaged(),
            Reader::Shared(_) => 0,
        }
    }

    /// The newest `seq`, 0 when there is none.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn head(&self) -> Result<i64, ReadError> {
        match self {
            Reader::Local(reader) => Ok(reader.head()?),
            Reader::Shared(reader) => Ok(reader.head()?),
        }
    }

    /// The entry with that `seq`.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn get(&self, seq: i64) -> Result<Option<Entry>, ReadError> {
        match self {
            Reader::Local(reader) => Ok(reader.get(seq)?),
            Reader::Shared(reader) => Ok(reader.get(seq)?),
        }
    }

    /// The first arrival of an `eventId`.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn find(&self, event_id: &str) -> Result<Option<Entry>, ReadError> {
        match self {
            Reader::Local(reader) => Ok(reader.find(event_id)?),
            Reader::Shared(reader) => Ok(reader.find(event_id)?),
        }
    }

    /// What was done about the entry `seq`, and its repetitions, oldest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn about(&self, seq: i64) -> Result<Vec<Entry>, ReadError> {
        match self {
            Reader::Local(reader) => Ok(reader.about(seq)?),
            Reader::Shared(reader) => Ok(reader.about(seq)?),
        }
    }

    /// Hands over every selected entry, newest first, until `each` breaks off.
    ///
    /// # Errors
    /// When the journal cannot be read, or what `each` breaks off with.
    pub fn newest_first<E>(
        &mut self,
        selection: &Selection,
        each: impl FnMut(Entry) -> ControlFlow<Result<(), E>>,
    ) -> Result<Result<(), E>, ReadError> {
        match self {
            Reader::Local(reader) => Ok(reader.newest_first(selection, each)?),
            Reader::Shared(reader) => Ok(reader.pages(selection, true, each)?),
        }
    }

    /// The same, oldest first.
    ///
    /// # Errors
    /// When the journal cannot be read, or what `each` breaks off with.
    pub fn oldest_first<E>(
        &mut self,
        selection: &Selection,
        each: impl FnMut(Entry) -> ControlFlow<Result<(), E>>,
    ) -> Result<Result<(), E>, ReadError> {
        match self {
            Reader::Local(reader) => Ok(reader.oldest_first(selection, each)?),
            Reader::Shared(reader) => Ok(reader.pages(selection, false, each)?),
        }
    }
}
