//! A blocking reader of the shared journal: a thread with a runtime and a connection of its own.

use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use jiff::Timestamp;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::events::entry::{Entry, Record};
use crate::fleet::connect::Link;
use crate::fleet::ship::column;
use crate::fleet::{Address, FleetError};
use crate::receiver::journal::Selection;

/// The columns that [`entry`] expects, in order.
pub(crate) const COLUMNS: &str =
    "seq, (extract(epoch FROM at) * 1000000)::int8, type, event_id, of, headers, body, detail";

/// For one page.
const LIMIT: Duration = Duration::from_secs(30);

/// Rows a page.
const PAGE: i64 = 256;

/// What is asked for.
#[derive(Debug)]
enum Question {
    Head,
    Get(i64),
    Find(String),
    About(i64),
    /// At most a page between two numbers (inclusive), since a moment, of a call; newest or oldest first.
    Page(i64, i64, i64, Option<String>, bool),
}

type Answer = Result<Vec<Entry>, FleetError>;

/// See above.
#[derive(Debug)]
pub struct SharedReader {
    questions: SyncSender<(Question, SyncSender<(i64, Answer)>)>,
}

impl SharedReader {
    /// Connects and checks the schema.
    pub(crate) fn open(address: Address) -> Result<SharedReader, FleetError> {
        let (questions, asked) = sync_channel(1);
        let (opened, outcome) = sync_channel(1);
        let work = move || serve(&address, &asked, &opened);
        let started = std::thread::Builder::new()
            .name("reader".to_owned())
            .spawn(work);
        started.map_err(|error| FleetError::Broken(error.to_string()))?;
        outcome.recv().unwrap_or_else(|_| Err(gone()))?;
        Ok(SharedReader { questions })
    }

    pub(crate) fn head(&self) -> Result<i64, FleetError> {
        let (head, answer) = self.ask(Question::Head)?;
        answer.map(|_| head)
    }

    pub(crate) fn get(&self, seq: i64) -> Result<Option<Entry>, FleetError> {
        Ok(self.ask(Question::Get(seq))?.1?.pop())
    }

    pub(crate) fn find(&self, event_id: &str) -> Result<Option<Entry>, FleetError> {
        Ok(self.ask(Question::Find(column(event_id)))?.1?.pop())
    }

    pub(crate) fn about(&self, seq: i64) -> Answer {
        self.ask(Question::About(seq))?.1
    }

    pub(crate) fn pages<E>(
        &self,
        selection: &Selection,
        newest_first: bool,
        mut each: impl FnMut(Entry) -> ControlFlow<Result<(), E>>,
    ) -> Result<Result<(), E>, FleetError> {
        let (mut from, mut upto) = (selection.from.max(1), self.head()?);
        let since = selection.since.map_or(i64::MIN, Timestamp::as_microsecond);
        let call = selection.call.as_deref().map(column);
        while from <= upto {
            let page = Question::Page(from, upto, since, call.clone(), newest_first);
            let page = self.ask(page)?.1?;
            let Some(last) = page.last() else {
                break;
            };
            match newest_first {
                true => upto = last.seq - 1,
                false => from = last.seq + 1,
            }
            for entry in page {
                if let ControlFlow::Break(end) = each(entry) {
                    return Ok(end);
                }
            }
        }
        Ok(Ok(()))
    }

    fn ask(&self, question: Question) -> Result<(i64, Answer), FleetError> {
        let (reply, answer) = sync_channel(1);
        self.questions.send((question, reply)).map_err(|_| gone())?;
        answer.recv().map_err(|_| gone())
    }
}

fn gone() -> FleetError {
    FleetError::Broken("its reader has ended".to_owned())
}

/// The thread: answers until nobody asks any more. A connection that breaks is made anew for the next question.
fn serve(
    address: &Address,
    asked: &Receiver<(Question, SyncSender<(i64, Answer)>)>,
    opened: &SyncSender<Result<(), FleetError>>,
) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            let _ = opened.send(Err(FleetError::Broken(error.to_string())));
            return;
        }
    };
    let mut link = match runtime.block_on(Link::open_checked(address, 0)) {
        Ok(link) => Some(link),
        Err(error) => {
            let _ = opened.send(Err(error));
            return;
        }
    };
    let _ = opened.send(Ok(()));
    while let Ok((question, reply)) = asked.recv() {
        let answer = runtime.block_on(async {
            if link.as_ref().is_none_or(Link::is_closed) {
                link = Some(Link::open_checked(address, 0).await?);
            }
            match link.as_mut() {
                Some(open) => answer(open, &question).await,
                None => Err(gone()),
            }
        });
        if matches!(answer, Err(FleetError::Broken(_))) {
            link = None;
        }
        let _ = reply.send(match answer {
            Ok((head, entries)) => (head, Ok(entries)),
            Err(error) => (0, Err(error)),
        });
    }
}

async fn answer(link: &mut Link, question: &Question) -> Result<(i64, Vec<Entry>), FleetError> {
    let rows = match question {
        Question::Head => {
            let rows = link.call("SELECT seq FROM chirp.head", &[], LIMIT).await?;
            return Ok((rows.first().map_or(0, |row| row.get(0)), Vec::new()));
        }
        Question::Get(seq) => {
            let statement = format!("SELECT {COLUMNS} FROM chirp.entries WHERE seq = $1");
            link.call(&statement, &[(seq, Type::INT8)], LIMIT).await?
        }
        Question::Find(id) => {
            let statement = format!(
                "SELECT {COLUMNS} FROM chirp.entries WHERE seq = (SELECT min(seq) FROM chirp.seen WHERE event_id = $1)"
            );
            link.call(&statement, &[(id, Type::TEXT)], LIMIT).await?
        }
        Question::About(seq) => {
            let statement =
                format!("SELECT {COLUMNS} FROM chirp.entries WHERE of = $1 ORDER BY seq");
            link.call(&statement, &[(seq, Type::INT8)], LIMIT).await?
        }
        Question::Page(from, upto, since, call, newest_first) => {
            let order = if *newest_first { "DESC" } else { "ASC" };
            let of_call = if call.is_some() {
                "call_id = $4"
            } else {
                "$4::text IS NULL"
            };
            let statement = format!(
                "SELECT {COLUMNS} FROM chirp.entries WHERE seq BETWEEN $1 AND $2 AND {of_call}
                 AND ($3 = -9223372036854775808 OR at >= to_timestamp($3 / 1000000.0)) ORDER BY seq {order} LIMIT {PAGE}"
            );
            let values: crate::fleet::connect::Values<'_> = &[
                (from, Type::INT8),
                (upto, Type::INT8),
                (since, Type::INT8),
                (call, Type::TEXT),
            ];
            link.call(&statement, values, LIMIT).await?
        }
    };
    Ok((0, rows.iter().map(entry).collect()))
}

/// An entry from a row of [`COLUMNS`].
pub(crate) fn entry(row: &Row) -> Entry {
    let kind: String = row.get(2);
    Entry {
        seq: row.get(0),
        at: Timestamp::from_microsecond(row.get(1)).unwrap_or(Timestamp::UNIX_EPOCH),
        record: Record::from_columns(
            &kind,
            (row.get(3), row.get(4)),
            (row.get(5), row.get(6)),
            row.get(7),
        ),
    }
}
