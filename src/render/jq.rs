//! `--jq`: JSON through a jq filter.
//!
//! The filter runs in a process of its own (see `child`), where it is limited in time, memory and
//! depth, and where a signal ends it at once.

pub mod child;
mod evaluate;
mod input;
mod process;
mod wire;

use std::cell::{Cell, RefCell};
use std::time::Duration;

use crate::render::jq::child::MEMORY_MIB;
use crate::render::jq::input::{MAX_DEPTH, depth, without_lone_surrogates};
use crate::render::jq::process::{Process, Trouble};
use crate::render::jq::wire::Tag;
use crate::shutdown::{Stop, Watch};
use crate::terminal::OutputError;

/// The time that a filter may compute over one document.
const DOCUMENT_TIME: Duration = Duration::from_secs(10);
/// The time that a filter may compute over one line of a stream. It is halved after each line that
/// took longer, so that a filter that never ends does not hold up the stream.
const LINE_TIME: Duration = Duration::from_secs(3);
const SHORTEST_TIME: Duration = Duration::from_millis(10);
/// The bytes of all results of one line of a stream.
const LINE_RESULTS: usize = 16 * 1024 * 1024;
/// The time to start the process and compile the filter.
const COMPILE_TIME: Duration = Duration::from_secs(10);

/// A compiled filter and the process that runs it.
pub struct Filter {
    code: String,
    process: RefCell<Option<Process>>,
    line_time: Cell<Duration>,
}

/// The reason why a filter returned no further results.
#[derive(Debug, thiserror::Error)]
pub enum JqError {
    /// The filter failed on this input.
    #[error("{0}")]
    Failed(String),
    /// The input exceeds a limit of the filter process: show it unfiltered.
    #[error("{0}")]
    OverLimit(String),
    /// A signal asked the program to stop while the filter ran.
    #[error("interrupted")]
    Stopped(Stop),
    /// A result could not be written.
    #[error(transparent)]
    Output(#[from] OutputError),
}

impl Filter {
    /// Starts a process that compiles the filter.
    ///
    /// # Errors
    /// The problem of the filter and its place, or the reason why the process did not start.
    pub fn compile(code: &str) -> Result<Filter, String> {
        Ok(Filter {
            code: code.to_owned(),
            process: RefCell::new(Some(started(code)?)),
            line_time: Cell::new(LINE_TIME),
        })
    }

    /// Runs the filter over a document and passes each result to `each`, as one line: a string as it is
    /// (like `jq -r`), anything else as compact JSON. A stop signal ends it.
    ///
    /// # Errors
    /// See [`JqError`].
    pub fn run(
        &self,
        text: &str,
        mut each: impl FnMut(&str) -> Result<(), OutputError>,
    ) -> Result<(), JqError> {
        let watch = Watch::start();
        self.exchange(text, DOCUMENT_TIME, watch.as_ref(), |line| Ok(each(line)?))
    }

    /// Runs the filter over one line of a stream and returns its results, each with a line end. The
    /// results before an error are returned, too, except for [`JqError::OverLimit`].
    pub fn run_line(&self, text: &str) -> (String, Result<(), JqError>) {
        let mut results = String::new();
        let time = self.line_time.get();
        let done = self.exchange(text, time, None, |line| {
            if results.len() + line.len() > LINE_RESULTS {
                let limit = LINE_RESULTS / 1024 / 1024;
                let problem = format!("the filter's results are longer than {limit} MiB");
                return Err(JqError::OverLimit(problem));
            }
            results.push_str(line);
            results.push('\n');
            Ok(())
        });
        match done {
            Err(JqError::OverLimit(_)) => {
                results.clear();
                self.line_time.set((time / 2).max(SHORTEST_TIME));
            }
            _ => self.line_time.set(LINE_TIME),
        }
        (results, done)
    }

    /// Returns what the user probably meant, for a filter such as `.[].id` that failed on the document
    /// of a list.
    pub fn list_hint(&self, text: &str) -> Option<String> {
        let rest = self.code.trim_start().strip_prefix(".[")?;
        let is_list = crate::json::member(text, "data").is_some_and(|data| data.starts_with('['));
        is_list.then(|| format!("the items of a list are in data: --jq '.data[{rest}'"))
    }

    fn exchange(
        &self,
        text: &str,
        time: Duration,
        watch: Option<&Watch>,
        mut each: impl FnMut(&str) -> Result<(), JqError>,
    ) -> Result<(), JqError> {
        if depth(text) > MAX_DEPTH {
            let problem = format!("the JSON is nested deeper than {MAX_DEPTH} levels");
            return Err(JqError::OverLimit(problem));
        }
        let kept = self.process.borrow_mut().take();
        let mut process = match kept {
            Some(process) => process,
            None => started(&self.code).map_err(JqError::OverLimit)?,
        };
        let mut left = time;
        let over = |trouble| match trouble {
            Trouble::Stopped(stop) => JqError::Stopped(stop),
            trouble => JqError::OverLimit(words(&trouble, time)),
        };
        process
            .send(&without_lone_surrogates(text))
            .map_err(|error| over(error.into()))?;
        // A process that is not put back is killed: its filter still runs.
        loop {
            let (tag, bytes) = process.receive(&mut left, watch).map_err(over)?;
            let line = String::from_utf8_lossy(&bytes);
            match tag {
                Tag::Result => each(&line)?,
                Tag::Failed => {
                    *self.process.borrow_mut() = Some(process);
                    return Err(JqError::Failed(line.into_owned()));
                }
                _ => break,
            }
        }
        *self.process.borrow_mut() = Some(process);
        Ok(())
    }
}

/// Returns a process that has compiled `code`.
fn started(code: &str) -> Result<Process, String> {
    let process = Process::start(code);
    let mut process = process.map_err(|_| "cannot start the filter process".to_owned())?;
    let mut left = COMPILE_TIME;
    match process.receive(&mut left, None) {
        Ok((Tag::Ready, _)) => Ok(process),
        Ok((_, problem)) => Err(String::from_utf8_lossy(&problem).into_owned()),
        Err(trouble) => Err(words(&trouble, COMPILE_TIME)),
    }
}

fn words(trouble: &Trouble, time: Duration) -> String {
    match trouble {
        Trouble::Slow => format!("the filter took longer than {} s", time.as_secs_f64()),
        _ => format!("the filter used more than {MEMORY_MIB} MiB or recursed too deeply"),
    }
}
