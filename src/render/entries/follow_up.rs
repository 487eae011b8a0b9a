//! The line of `listen` about what was done for an event: it names the event, and nothing of it is cut.

use std::time::Duration;

use crate::events::entry::{Entry, Record};
use crate::render::entries::detail::matters;
use crate::render::entries::layout::Layout;
use crate::render::entries::line::{Line, Lines, call_tone, heading, tail};
use crate::terminal::{Tone, clip, sanitize_owned, width};

/// An answer of a handler has up to three lines of 200 characters.
const LONGEST: usize = 1000;

/// Under the time of day.
const INDENT: &str = "          ";

/// The event that something was done for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// Its name.
    pub name: String,
    /// Its call.
    pub call_id: Option<String>,
}

impl Lines {
    /// The lines of an entry in `listen`. An action names the event `about` which it is, and takes as many
    /// lines as it needs. An event that was forwarded in `forwarded` gets a mark.
    pub fn listen(
        &self,
        entry: &Entry,
        about: Option<&About>,
        forwarded: Option<Duration>,
    ) -> Option<String> {
        let (Record::Action(_), Some(about)) = (&entry.record, about) else {
            return self.marked_line(entry, entry.record.call_id().as_deref(), forwarded);
        };
        let columns = (self.terminal.is_tty()).then(|| usize::from(self.terminal.width()));
        let layout = Layout::of(columns, self.dated);
        let name = match layout.full {
            true => about.name.as_str(),
            false => about.name.trim_start_matches("calls."),
        };
        // It begins with the event's number and a colon.
        let what = matters(&entry.record).replacen(": ", &format!(" {name}: "), 1);
        let what = sanitize_owned(clip(&what, LONGEST));
        let mut line = Line::new(self.terminal, layout.gap, columns);
        line.add(&layout.stamp.text(entry, &self.zone), 0, Tone::Dim);
        let (heading, tone) = heading(entry, layout.full);
        line.add(&heading, layout.name, tone);
        let room = columns.map(|columns| {
            let used = line.used + layout.gap.len() * 2 + layout.id;
            columns.saturating_sub(used)
        });
        let below = columns.unwrap_or(usize::MAX).saturating_sub(INDENT.len());
        let mut rows = rows(&what, room.unwrap_or(usize::MAX), below).into_iter();
        let first = rows.next().unwrap_or_default();
        line.add(&first, room.unwrap_or(24), Tone::Plain);
        if let Some(id) = &about.call_id {
            line.add(&tail(id, layout.id), 0, call_tone(id));
        }
        let mut text = line.text.trim_end().to_owned();
        for row in rows {
            text.push('\n');
            text.push_str(INDENT);
            text.push_str(&row);
        }
        Some(text)
    }
}

/// `text` in rows of whole words: the first of `first` columns, the others of `rest`. A word that is
/// longer than that has a row of its own.
fn rows(text: &str, first: usize, rest: usize) -> Vec<String> {
    let (mut rows, mut row, mut room) = (Vec::new(), String::new(), first);
    for word in text.split(' ') {
        let taken = width(&row) + usize::from(!row.is_empty());
        if taken + width(word) > room && (rows.is_empty() || !row.is_empty()) {
            rows.push(std::mem::take(&mut row));
            room = rest;
        } else if !row.is_empty() {
            row.push(' ');
        }
        row.push_str(word);
    }
    rows.push(row);
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::entry::{Action, ActionKind};
    use crate::terminal::Terminal;

    fn shown(terminal: Terminal) -> String {
        let lines = Lines {
            terminal,
            zone: jiff::tz::TimeZone::UTC,
            dated: false,
        };
        let about = About {
            name: "calls.ringing".into(),
            call_id: Some("call_2DbBs7G0mBWI".into()),
        };
        let detail = r#"{"url":"http://localhost:3000/hook","status":500,"latencyMs":12,"attempt":2,"error":"HTTP 500","answer":"TypeError: x is not\n a function"}"#;
        let entry = Entry {
            seq: 9,
            at: "2026-04-13T12:00:00Z".parse().unwrap(),
            record: Record::Action(Action {
                kind: ActionKind::ForwardFailed,
                of: 3,
                detail: detail.into(),
            }),
        };
        lines.listen(&entry, Some(&about), None).unwrap()
    }

    #[test]
    fn the_event_is_named_and_nothing_is_cut() {
        insta::assert_snapshot!(shown(Terminal::screen(60)), @r"
12:00:00 → not forwarded     #3 ringing: in 12 ms,      mBWI
          attempt 2, HTTP 500, http://localhost:3000/hook,
          TypeError: x is not\n a function
");
        insta::assert_snapshot!(shown(Terminal::screen(120)), @r"
12:00:00  → not forwarded            #3 calls.ringing: in 12 ms, attempt 2, HTTP 500,                             G0mBWI
          http://localhost:3000/hook, TypeError: x is not\n a function
");
        insta::assert_snapshot!(shown(Terminal::plain(80)), @r"12:00:00  → not forwarded            #3 calls.ringing: in 12 ms, attempt 2, HTTP 500, http://localhost:3000/hook, TypeError: x is not\n a function  G0mBWI");
        assert_eq!(rows("a bb ccc", 1, 6), ["a", "bb ccc"]);
        assert_eq!(rows("long word", 2, 3), ["", "long", "word"]);
    }
}
