//! One file a noun: its arguments and what they do. Commands never import each other.

pub(crate) mod completions;
pub(crate) mod recordings;
pub(crate) mod voicemails;
pub(crate) mod webhooks;

use std::time::Duration;

use crate::terminal::{ColorChoice, Terminal};

/// Reads `30s`, `2m`, `1h 30m`, or a bare number of seconds.
///
/// # Errors
/// The form, when it is none of these or not positive.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let form = || "expected a duration such as 30s, 2m or 500ms".to_owned();
    if let Ok(seconds) = text.parse::<u32>() {
        return Ok(Duration::from_secs(seconds.into()));
    }
    let parsed: jiff::SignedDuration = text.parse().map_err(|_| form())?;
    parsed.try_into().map_err(|_| form())
}

/// Writes what clap has to say (help to stdout, errors to stderr) and gives the exit code.
pub(crate) fn report_parse_error(error: &clap::Error) -> u8 {
    let choice = crate::config::color_choice(ColorChoice::Auto);
    let terminal = Terminal::new(choice, false);
    if error.use_stderr() {
        let text = error.render();
        let text = match terminal.is_stderr_tty() && choice != ColorChoice::Never {
            true => text.ansi().to_string(),
            false => text.to_string(),
        };
        terminal.complain(text.trim_end());
        return 2;
    }
    let text = error.render();
    let text = if terminal.has_color() {
        text.ansi().to_string()
    } else {
        text.to_string()
    };
    match terminal.line(text.trim_end()) {
        Err(crate::terminal::OutputError::Failed(_)) => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_in_common_forms() {
        assert_eq!(duration("30s"), Ok(Duration::from_secs(30)));
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("1h 30m"), Ok(Duration::from_secs(5400)));
        assert_eq!(duration("45"), Ok(Duration::from_secs(45)));
        assert!(duration("-3s").is_err() && duration("soon").is_err() && duration("").is_err());
    }
}
