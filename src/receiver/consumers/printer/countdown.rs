//! The texts about a call that waits for a command: a hint, lines for a pipe, a status for a
//! terminal. An id is never split: if it does not fit, it gets its own line.

use crate::receiver::consumers::printer::human::INDENT;
use crate::receiver::consumers::unanswered::WaitingCall;
use crate::terminal::{clip, sanitize, width};

/// Below the event: the time left and the command to type.
pub(super) fn hint(call: &WaitingCall, columns: Option<usize>) -> Vec<String> {
    let lead = format!("{} s to answer:", call.seconds_left);
    lines(&lead, &command(call), columns)
}

/// Used for a pipe, and for a terminal when the time is over.
pub(super) fn passed(call: &WaitingCall, columns: Option<usize>) -> Vec<String> {
    if call.is_over() {
        let lead = "30 s are over without a command, the app's default applies:";
        return lines(lead, &sanitize(&call.call_id), columns);
    }
    let lead = format!("{} s left:", call.seconds_left);
    lines(&lead, &command(call), columns)
}

/// The last line of a terminal: the call that waits longest, and the number of `others`.
pub(super) fn status(call: &WaitingCall, others: usize, columns: usize) -> String {
    let seconds = call.seconds_left;
    let more = match others {
        0 => String::new(),
        others => format!("  (and {others} more)"),
    };
    let whole = format!("  {seconds} s left: {}{more}", command(call));
    // A full last column would wrap.
    match width(&whole) < columns {
        true => whole,
        false => clip(&format!("  {seconds} s left to answer{more}"), columns - 1),
    }
}

fn command(call: &WaitingCall) -> String {
    format!("chirp calls answer {}", sanitize(&call.call_id))
}

fn lines(lead: &str, rest: &str, columns: Option<usize>) -> Vec<String> {
    let whole = format!("{INDENT}{lead} {rest}");
    let Some(columns) = columns.filter(|columns| width(&whole) > *columns) else {
        return vec![whole];
    };
    let indent = |text: &str| {
        let room = columns.saturating_sub(width(text)).min(INDENT.len());
        format!("{}{text}", &INDENT[..room])
    };
    vec![indent(lead), indent(rest)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_never_broken() {
        let call = |seconds_left| WaitingCall {
            call_id: "call_2DbBs7GWhGvVNJGrDXr5RG0mBWI".to_owned(),
            seconds_left,
        };
        let command = "chirp calls answer call_2DbBs7GWhGvVNJGrDXr5RG0mBWI";
        let wide = format!("{INDENT}28 s to answer: {command}");
        assert_eq!(hint(&call(28), None).concat(), wide);
        assert_eq!(hint(&call(28), Some(80)), [wide]);
        for columns in 20..77 {
            let lines = hint(&call(28), Some(columns));
            assert_eq!(lines[0].trim_start(), "28 s to answer:", "{columns}");
            assert_eq!(lines[1].trim_start(), command, "{columns}");
            assert!(columns < command.len() || width(&lines[1]) <= columns);
        }
        assert_eq!(
            passed(&call(0), Some(80)),
            [
                format!("{INDENT}30 s are over without a command, the app's default applies:"),
                format!("{INDENT}call_2DbBs7GWhGvVNJGrDXr5RG0mBWI"),
            ]
        );
        assert_eq!(status(&call(9), 0, 80), format!("  9 s left: {command}"));
        assert_eq!(
            status(&call(9), 2, 60),
            "  9 s left to answer  (and 2 more)"
        );
        assert!((2..100).all(|columns| width(&status(&call(9), 2, columns)) < columns));
    }
}
