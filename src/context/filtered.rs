//! The lines of a stream through the filter of `--jq`, and the errors of the filter.

use std::io::Write;

use crate::error::Error;
use crate::render::jq::{Filter, JqError};
use crate::terminal::{OutputError, Terminal, sanitize};

/// Writes the results of `filter` over one line. A line that exceeds a limit of the filter is written
/// unfiltered, with a warning that begins with `name`, such as `entry 7`.
///
/// # Errors
/// When the filter fails on this line or the output cannot be written.
pub fn write_filtered(
    terminal: &Terminal,
    out: &mut impl Write,
    filter: &Filter,
    name: &str,
    line: &str,
) -> Result<(), Error> {
    let (results, done) = filter.run_line(line);
    write!(out, "{results}").map_err(OutputError::from)?;
    match done {
        Ok(()) => Ok(()),
        Err(JqError::OverLimit(why)) => {
            terminal.complain(&sanitize(&format!(
                "warning: --jq: {name} is shown unfiltered: {why}"
            )));
            Ok(writeln!(out, "{line}").map_err(OutputError::from)?)
        }
        Err(JqError::Failed(why)) => {
            out.flush().map_err(OutputError::from)?;
            Err(Error::failed(format!("--jq: {name}: {why}"), None))
        }
        Err(error) => Err(jq_error(error, None)),
    }
}

/// Returns the error of a filter that failed on a document.
pub(super) fn jq_error(error: JqError, hint: Option<String>) -> Error {
    match error {
        JqError::Output(error) => error.into(),
        JqError::Stopped(stop) => Error::Stopped(stop),
        JqError::Failed(why) => Error::failed(format!("--jq: {why}"), hint),
        JqError::OverLimit(why) => {
            let hint = "--json shows the unfiltered result".to_owned();
            Error::failed(format!("--jq: {why}"), Some(hint))
        }
    }
}
