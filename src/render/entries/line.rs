//! One line an entry, for people: when, what, which way, who to whom, what matters, which call.

use std::borrow::Cow;
use std::time::Duration;

use jiff::tz::TimeZone;

use crate::clock::iso_millis;
use crate::events::entry::{ActionKind, Entry, Record};
use crate::events::{Event, EventKind};
use crate::render::entries::detail::matters;
use crate::render::entries::layout::Layout;
use crate::terminal::{Terminal, Tone, clip, sanitize, sanitize_owned, width};

/// More of one field than anybody reads on a line; the body has it whole.
const LONGEST: usize = 400;

/// With less space no useful text fits.
const LEAST: usize = 8;

/// The settings of lines.
#[derive(Clone, Debug)]
pub struct Lines {
    /// The output terminal.
    pub terminal: Terminal,
    /// The time zone of displayed times.
    pub zone: TimeZone,
    /// Whether number and date are at the start, for lists of past entries.
    pub dated: bool,
}

impl Lines {
    /// Returns the line of `entry`, coloured and cut to the width of the terminal; `None` for an
    /// entry that is recorded for recovery only.
    pub fn line(&self, entry: &Entry, call_id: Option<&str>) -> Option<String> {
        self.marked_line(entry, call_id, None)
    }

    /// Returns the line with a mark and the time that the forward target took.
    pub(super) fn marked_line(
        &self,
        entry: &Entry,
        call_id: Option<&str>,
        forwarded: Option<Duration>,
    ) -> Option<String> {
        // The width is asked of the system each time: it may change.
        let columns = (self.terminal.is_tty()).then(|| usize::from(self.terminal.width()));
        self.set(entry, call_id, columns, forwarded)
    }

    /// Returns the line at its full length.
    pub fn long_line(&self, entry: &Entry, call_id: Option<&str>) -> Option<String> {
        self.set(entry, call_id, None, None)
    }

    fn set(
        &self,
        entry: &Entry,
        call_id: Option<&str>,
        columns: Option<usize>,
        forwarded: Option<Duration>,
    ) -> Option<String> {
        if matches!(&entry.record, Record::Action(action) if action.kind == ActionKind::CommandIntent)
        {
            return None;
        }
        let layout = Layout::of(columns, self.dated);
        let mut line = Line::new(self.terminal, layout.gap, columns);
        let stamp = layout.stamp.text(entry, &self.zone);
        line.add(&stamp, 0, Tone::Dim);
        let (name, tone) = heading(entry, layout.full);
        line.add(&name, layout.name, tone);
        if let Record::Event { event, .. } = &entry.record {
            line.add(
                way(event, layout.full),
                if layout.full { 8 } else { 3 },
                Tone::Plain,
            );
            let (who, columns) = parties(event, &layout);
            line.add(&who, columns, Tone::Strong);
        }
        let id = call_id.map(|id| tail(id, layout.id)).unwrap_or_default();
        let what = sanitize_owned(clip(&matters(&entry.record), LONGEST));
        let mark = forwarded.map_or_else(String::new, |took| mark(took, layout.full));
        match layout.columns {
            Some(columns) => {
                let column = |width: usize| match width {
                    0 => 0,
                    width => layout.gap.len() + width,
                };
                let id = if id.is_empty() { 0 } else { layout.id };
                let behind = column(id) + column(width(&mark));
                let used = line.used + layout.gap.len() + behind;
                let room = columns.saturating_sub(used);
                if room >= LEAST {
                    line.add(&clip(&what, room), room, Tone::Plain);
                }
            }
            None => line.add(&what, 24, Tone::Plain),
        }
        line.add(&mark, 0, Tone::Good);
        line.add(&id, 0, call_id.map_or(Tone::Dim, call_tone));
        line.text.truncate(line.text.trim_end().len());
        Some(line.text)
    }
}

/// A forward that worked: `✓ 12 ms`, or `✓12ms` where columns are few.
fn mark(took: Duration, full: bool) -> String {
    let (number, unit) = match took.as_millis() {
        millis @ 0..1000 => (millis.to_string(), "ms"),
        _ => (format!("{:.1}", took.as_secs_f64()), "s"),
    };
    match full {
        true => format!("✓ {number} {unit}"),
        false => format!("✓{number}{unit}"),
    }
}

/// Tab-separated for pipes: number, time, type, event, direction, from, to, call, eventId, what
/// matters. `None` for what is recorded for recovery only.
pub fn row(entry: &Entry) -> Option<String> {
    if matches!(&entry.record, Record::Action(action) if action.kind == ActionKind::CommandIntent) {
        return None;
    }
    let mut fields = vec![
        entry.seq.to_string(),
        iso_millis(entry.at),
        entry.record.type_name().to_owned(),
    ];
    match &entry.record {
        Record::Event { event, .. } => {
            fields.push(event.name.clone());
            let rest = [
                &event.direction,
                &event.from,
                &event.to,
                &event.call_id,
                &event.id,
            ];
            fields.extend(rest.map(|field| field.clone().unwrap_or_default()));
        }
        Record::Duplicate { event_id, .. } | Record::Conflict { event_id, .. } => {
            fields.extend(["", "", "", "", ""].map(str::to_owned));
            fields.push(event_id.clone());
        }
        _ => fields.extend(["", "", "", "", "", ""].map(str::to_owned)),
    }
    fields.push(matters(&entry.record));
    let fields: Vec<String> = fields.iter().map(|field| sanitize(field)).collect();
    Some(fields.join("\t"))
}

/// The end of a call id: its beginning is the same for all calls of a day.
pub(super) fn tail(text: &str, length: usize) -> String {
    let last = text.char_indices().rev().take(length).last();
    let from = last.map_or(text.len(), |(at, _)| at);
    sanitize(&text[from..])
}

/// Returns the colour of a call, which is the same in every run.
pub fn call_tone(call_id: &str) -> Tone {
    let sum = call_id
        .bytes()
        .fold(0_u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte));
    Tone::Call(sum % 6)
}

pub(super) fn heading(entry: &Entry, full: bool) -> (String, Tone) {
    match &entry.record {
        Record::Event { event, .. } => {
            let name = sanitize_owned(clip(&event.name, 40));
            match event.kind() {
                Some(kind) if full => (name, tone(kind)),
                Some(kind) => (name.replacen("calls.", "", 1), tone(kind)),
                None => (format!("? {name}"), Tone::Note),
            }
        }
        Record::Duplicate { .. } => ("duplicate".into(), Tone::Dim),
        Record::Conflict { .. } => ("conflict".into(), Tone::Bad),
        Record::Quarantined { .. } => ("quarantined".into(), Tone::Bad),
        Record::Action(action) => action_heading(action.kind),
    }
}

fn action_heading(kind: ActionKind) -> (String, Tone) {
    let (text, tone) = match kind {
        ActionKind::Forwarded => ("→ forwarded", Tone::Dim),
        ActionKind::ForwardFailed => ("→ not forwarded", Tone::Bad),
        ActionKind::CommandIntent => ("→ command", Tone::Dim),
        ActionKind::Command => ("→ command sent", Tone::Good),
        ActionKind::CommandFailed => ("→ command failed", Tone::Bad),
        ActionKind::Media => ("→ saved", Tone::Good),
        ActionKind::MediaFailed => ("→ not saved", Tone::Bad),
    };
    (text.to_owned(), tone)
}

fn tone(kind: EventKind) -> Tone {
    match kind {
        EventKind::Initiated | EventKind::Ringing | EventKind::Canceled => Tone::Warn,
        EventKind::Answered | EventKind::Completed => Tone::Good,
        EventKind::Failed | EventKind::Busy | EventKind::NoAnswer => Tone::Bad,
        EventKind::ParticipantJoined | EventKind::ParticipantLeft => Tone::Plain,
        EventKind::RecordingCompleted | EventKind::VoicemailReceived => Tone::Note,
    }
}

fn way(event: &Event, full: bool) -> &'static str {
    match (event.direction.as_deref(), full) {
        (Some("inbound"), true) => "inbound",
        (Some("outbound"), true) => "outbound",
        (Some("inbound"), false) => "in",
        (Some("outbound"), false) => "out",
        (Some(_), _) => "?",
        (None, _) => "",
    }
}

/// Who to whom, and the columns that telephone numbers take there.
fn parties(event: &Event, layout: &Layout) -> (String, usize) {
    let longest = if layout.columns.is_some() { 20 } else { 80 };
    let show = |party: &Option<String>| {
        let party = party.as_deref().unwrap_or_default();
        sanitize_owned(clip(party, longest))
    };
    let (from, to) = (show(&event.from), show(&event.to));
    match (layout.both, event.direction.as_deref()) {
        _ if from.is_empty() && to.is_empty() => (String::new(), 0),
        (true, _) => (format!("{from} → {to}"), 27),
        (false, Some("outbound")) => (to, 12),
        (false, _) => (from, 12),
    }
}

/// A line under construction: columns with a gap between them.
pub(super) struct Line {
    terminal: Terminal,
    gap: &'static str,
    pub(super) text: String,
    pub(super) used: usize,
    /// Columns of the whole line, if there is an end to them.
    columns: Option<usize>,
}

impl Line {
    pub(super) fn new(terminal: Terminal, gap: &'static str, columns: Option<usize>) -> Line {
        Line {
            terminal,
            gap,
            text: String::with_capacity(160),
            used: 0,
            columns,
        }
    }

    /// Adds inert text in a column of at least `columns`, as far as the line has room.
    pub(super) fn add(&mut self, text: &str, columns: usize, tone: Tone) {
        if text.is_empty() && columns == 0 {
            return;
        }
        let gap = if self.text.is_empty() { "" } else { self.gap };
        let end = self.columns.unwrap_or(usize::MAX);
        let room = end.saturating_sub(self.used + gap.len());
        if room == 0 {
            return;
        }
        self.text.push_str(gap);
        let (text, taken) = match width(text) {
            taken if taken <= room => (Cow::Borrowed(text), taken),
            _ => (Cow::Owned(clip(text, room)), room),
        };
        self.terminal.paint_onto(&mut self.text, tone, &text);
        let padding = columns.min(room).saturating_sub(taken);
        self.text.extend(std::iter::repeat_n(' ', padding));
        self.used += gap.len() + taken + padding;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::samples;

    fn shown(terminal: Terminal, bodies: &[&str]) -> String {
        set(terminal, false, bodies)
    }

    fn set(terminal: Terminal, dated: bool, bodies: &[&str]) -> String {
        let lines = Lines {
            terminal,
            zone: TimeZone::UTC,
            dated,
        };
        let line = |body: &&str| {
            let event = Event::read(body.as_bytes()).unwrap();
            let call_id = event.call_id.clone();
            let entry = Entry {
                seq: 7,
                at: "2026-04-13T12:00:00Z".parse().unwrap(),
                record: Record::Event {
                    event,
                    body: body.as_bytes().to_vec().into(),
                    headers: Default::default(),
                },
            };
            lines.line(&entry, call_id.as_deref()).unwrap()
        };
        bodies.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    const SOME: [&str; 5] = [
        samples::INBOUND_INITIATED,
        include_str!("../../events/samples/completed.json"),
        include_str!("../../events/samples/failed.json"),
        include_str!("../../events/samples/voicemail_received.json"),
        r#"{"event":"messages.sms.received","data":{}}"#,
    ];

    #[test]
    fn lines_fit_the_terminal() {
        for (width, dated) in (1..=200).flat_map(|width| [(width, false), (width, true)]) {
            let text = set(Terminal::screen(width), dated, &SOME);
            for line in text.lines() {
                let columns = crate::terminal::width(line);
                assert!(columns <= usize::from(width), "{width}: {columns} {line}");
            }
        }
        insta::assert_snapshot!(set(Terminal::screen(60), true, &SOME), @r#"
#7    04-13 12:00 initiated           in  +15559876543 mBWI
#7    04-13 12:00 completed           out +15559876543 mBWI
#7    04-13 12:00 failed              out +15559876543 mBWI
#7    04-13 12:00 voicemail.received  in  +15559876543 mBWI
#7    04-13 12:00 ? messages.sms.received     an event that…
"#);
        insta::assert_snapshot!(set(Terminal::screen(80), true, &SOME), @r#"
#7    04-13 12:00:00 initiated           in  +15559876543                   mBWI
#7    04-13 12:00:00 completed           out +15559876543 2m 00s, hangup    mBWI
#7    04-13 12:00:00 failed              out +15559876543 call_failed, The… mBWI
#7    04-13 12:00:00 voicemail.received  in  +15559876543 30s, "Hi, please… mBWI
#7    04-13 12:00:00 ? messages.sms.received     an event that this chirp does …
"#);
        insta::assert_snapshot!(set(Terminal::screen(120), true, &SOME), @r#"
#7     2026-04-13 12:00:00 initiated           in  +15559876543 → +15551234567                                      mBWI
#7     2026-04-13 12:00:00 completed           out +15551234567 → +15559876543 2m 00s, hangup                       mBWI
#7     2026-04-13 12:00:00 failed              out +15551234567 → +15559876543 call_failed, The call could not be … mBWI
#7     2026-04-13 12:00:00 voicemail.received  in  +15559876543 → +15551234567 30s, "Hi, please call me back when … mBWI
#7     2026-04-13 12:00:00 ? messages.sms.received     an event that this chirp does not know
"#);
        insta::assert_snapshot!(shown(Terminal::screen(60), &SOME), @r#"
12:00:00 initiated           in  +15559876543           mBWI
12:00:00 completed           out +15559876543 2m 00s, … mBWI
12:00:00 failed              out +15559876543 call_fai… mBWI
12:00:00 voicemail.received  in  +15559876543 30s, "Hi… mBWI
12:00:00 ? messages.sms.received     an event that this chi…
"#);
        insta::assert_snapshot!(shown(Terminal::screen(80), &SOME), @r#"
12:00:00 initiated           in  +15559876543 → +15551234567                mBWI
12:00:00 completed           out +15551234567 → +15559876543 2m 00s, hangup mBWI
12:00:00 failed              out +15551234567 → +15559876543 call_failed, … mBWI
12:00:00 voicemail.received  in  +15559876543 → +15551234567 30s, "Hi, ple… mBWI
12:00:00 ? messages.sms.received     an event that this chirp does not know
"#);
        insta::assert_snapshot!(shown(Terminal::screen(120), &SOME), @r#"
12:00:00  calls.initiated            inbound   +15559876543 → +15551234567                                        G0mBWI
12:00:00  calls.completed            outbound  +15551234567 → +15559876543  2m 00s, hangup                        G0mBWI
12:00:00  calls.failed               outbound  +15551234567 → +15559876543  call_failed, The call could not be …  G0mBWI
12:00:00  calls.voicemail.received   inbound   +15559876543 → +15551234567  30s, "Hi, please call me back when …  G0mBWI
12:00:00  ? messages.sms.received              an event that this chirp does not know
"#);
        insta::assert_snapshot!(shown(Terminal::plain(80), &SOME), @r#"
12:00:00  calls.initiated            inbound   +15559876543 → +15551234567                            G0mBWI
12:00:00  calls.completed            outbound  +15551234567 → +15559876543  2m 00s, hangup            G0mBWI
12:00:00  calls.failed               outbound  +15551234567 → +15559876543  call_failed, The call could not be connected. The destination number may be unreachable.  G0mBWI
12:00:00  calls.voicemail.received   inbound   +15559876543 → +15551234567  30s, "Hi, please call me back when you get a chance."  G0mBWI
12:00:00  ? messages.sms.received              an event that this chirp does not know
"#);
    }
}
