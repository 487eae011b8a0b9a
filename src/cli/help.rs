//! `chirp help calls answer`, as users of other programs type it: the same as `chirp calls answer --help`.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue};

/// Replaces the word `help` in place of a command by a trailing `--help` in `args`; `None` when
/// `error` has another cause.
pub(super) fn spelt_out(error: &clap::Error, args: &[OsString]) -> Option<Vec<OsString>> {
    match error.get(ContextKind::InvalidSubcommand) {
        Some(ContextValue::String(word)) if word == "help" => {}
        _ => return None,
    }
    let at = args.iter().rposition(|arg| arg == "help")?;
    let mut args = args.to_vec();
    args.remove(at);
    args.push("--help".into());
    Some(args)
}
