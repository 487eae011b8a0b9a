//! Renders the ladder on a terminal: one line for each arrow, in the requested width.

use crate::events::ladder::{CHIRP, Ladder, Lane, Row};
use crate::render::ladder::tone;
use crate::terminal::{Terminal, Tone, clip, sanitize, width};

/// Columns between two lanes below which a caption moves to the right of its arrow.
const CAPTION_ROOM: usize = 16;

/// A line in parts, each with its meaning; the parts are sanitized.
pub type TonedLine = Vec<(Tone, String)>;

/// Returns the ladder as lines of at most `columns` columns, painted as `terminal` paints stdout. The first
/// line names the lanes.
pub fn lines(ladder: &Ladder, terminal: &Terminal, columns: usize) -> Vec<String> {
    let painted = |line: TonedLine| -> String {
        let parts = line.iter().map(|(tone, text)| terminal.paint(*tone, text));
        parts.collect()
    };
    let lines = toned_lines(ladder, columns);
    lines.into_iter().map(painted).collect()
}

/// Returns the same lines in parts, for a screen that paints by itself.
pub fn toned_lines(ladder: &Ladder, columns: usize) -> Vec<TonedLine> {
    let sheet = Sheet::of(ladder, columns.max(40));
    let mut lines = vec![sheet.heading(&ladder.lanes)];
    lines.extend(ladder.rows.iter().map(|row| sheet.line(row)));
    lines
}

/// The positions of the columns.
struct Sheet {
    columns: usize,
    /// Widths of the number and of the time.
    seq: usize,
    offset: usize,
    /// The column of each lane.
    bars: Vec<usize>,
}

impl Sheet {
    fn of(ladder: &Ladder, columns: usize) -> Sheet {
        let widest = |text: &dyn Fn(&Row) -> String| {
            let widths = ladder.rows.iter().map(|row| text(row).len());
            widths.max().unwrap_or(0)
        };
        let seq = widest(&|row| format!("#{}", row.seq));
        let offset = widest(&Row::offset);
        let first = seq + offset + 4;
        let gaps = ladder.lanes.len().saturating_sub(1).max(1);
        // The last lane keeps room for its name on both sides.
        let last = columns.saturating_sub(4).max(first + gaps);
        let bars = (0..ladder.lanes.len()).map(|lane| first + (last - first) * lane / gaps);
        Sheet {
            columns,
            seq,
            offset,
            bars: bars.collect(),
        }
    }

    /// The names of the lanes, each centred on its lane as far as there is room.
    fn heading(&self, lanes: &[Lane]) -> TonedLine {
        let (mut line, mut used) = (TonedLine::new(), 0);
        for (at, lane) in lanes.iter().enumerate() {
            let bar = self.bars[at];
            let right = match self.bars.get(at + 1) {
                Some(next) => bar + (next - bar) / 2,
                None => self.columns,
            };
            let left = if used == 0 { 0 } else { used + 1 };
            let name = clip(&sanitize(&lane.label), right.saturating_sub(left));
            let taken = width(&name);
            let start =
                (bar.saturating_sub(taken / 2)).clamp(left, right.saturating_sub(taken).max(left));
            line.push((Tone::Plain, " ".repeat(start - used)));
            line.push((Tone::Strong, name));
            used = start + taken;
        }
        line
    }

    fn line(&self, row: &Row) -> TonedLine {
        let (seq, offset) = (format!("#{}", row.seq), row.offset());
        let stamp = format!("{seq:>0$}  {offset:>1$}", self.seq, self.offset);
        let mut line = vec![(Tone::Dim, stamp)];
        let stamped = self.seq + self.offset + 2;
        let (low, high) = match self.bars.get(row.from).zip(self.bars.get(row.to)) {
            Some((from, to)) => (*from.min(to), *from.max(to)),
            None => (self.bars[CHIRP], self.bars[CHIRP]),
        };
        let bars = |from: usize, upto: usize| (Tone::Dim, self.bars_between(from, upto));
        if low == high {
            line.push(bars(stamped, low + 1));
            let caption = format!(" · {}", sanitize(&row.caption()));
            let caption = clip(&caption, self.columns - low - 1);
            line.push((tone(row.mood), caption));
            return line;
        }
        line.push(bars(stamped, low));
        let inner = high - low - 1;
        let caption = match sanitize(&row.caption()) {
            long if width(&long) + 4 > inner => sanitize(&row.short_caption()),
            caption => caption,
        };
        let beside = inner < CAPTION_ROOM && width(&caption) + 4 > inner;
        let arrow = arrow(if beside { "" } else { &caption }, inner, row.to > row.from);
        line.push(bars(low, low + 1));
        line.push((tone(row.mood), arrow));
        match beside {
            true => {
                line.push(bars(high, high + 1));
                let room = self.columns.saturating_sub(high + 2);
                let caption = clip(&format!(" {caption}"), room);
                line.push((tone(row.mood), caption));
            }
            false => {
                let last = self.bars.last().map_or(high, |last| *last);
                line.push(bars(high, last + 1));
            }
        }
        line
    }

    /// Blanks with the lanes that are between two columns, the second excluded.
    fn bars_between(&self, from: usize, upto: usize) -> String {
        let cell = |column: usize| {
            if self.bars.contains(&column) {
                '│'
            } else {
                ' '
            }
        };
        (from..upto).map(cell).collect()
    }
}

/// `── answered ──→`, exactly as wide as `inner`.
fn arrow(caption: &str, inner: usize, to_right: bool) -> String {
    let caption = match clip(caption, inner.saturating_sub(4)) {
        empty if empty.is_empty() => String::new(),
        caption => format!(" {caption} "),
    };
    let shaft = inner.saturating_sub(1 + width(&caption));
    let (left, right) = (shaft / 2, shaft - shaft / 2);
    let line = |length: usize| "─".repeat(length);
    match to_right {
        true => format!("{}{caption}{}→", line(left), line(right)),
        false => format!("←{}{caption}{}", line(left), line(right)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::entry::ActionKind;
    use crate::events::ladder::tests::{CALL, action, event, recorded_call};
    use crate::terminal::ColorChoice;

    #[test]
    fn a_call_fits_80_columns() {
        let ladder = Ladder::of(CALL, &recorded_call());
        let lines = lines(&ladder, &Terminal::plain(80), 80);
        insta::assert_snapshot!(lines.join("\n"), @"
                  +15559876543                      chirp            127.0.0.1:3000/hook
         #1     +0.000  │──────── initiated ─────────→│                             │
         #3     +0.003  │←─ answer · accepted · 3 ms ─│                             │
         #4     +0.004  │───────── answered ─────────→│                             │
         #5     +0.020  │                             │── initiated · 500 · 6 ms ──→│
         #6     +0.533  │                             │─ initiated 200 11ms try 2 ─→│
         #7     +0.540  │                             │ answered cannot connect:… ─→│
         #8     +0.700  │← hold 409 the call is over ─│                             │
         #9     +0.800  │── answered again, of #4 ───→│                             │
        #10     +0.810  │ answered with another bo… ─→│                             │
        #11     +4.005  │──────── completed ─────────→│                             │
        #12  +1:04.607  │                             │ · saved call_rec_1.mp4
        #13  +1:04.700  │                             │ · not saved: call_vm_1 · 404
        #14  +1:04.800  │←─── hangup · no outcome ────│                             │
        ");
    }

    #[test]
    fn no_width_is_exceeded_and_no_text_from_outside_acts() {
        let mut call = recorded_call();
        call.push(event(20, 70_000, r"calls.\u001b[2J日本語\u202e\n"));
        for n in 0..9 {
            let detail =
                format!(r#"{{"url":"http://handler-{n}.example.com/a/long/path","status":200}}"#);
            call.push(action(30 + n, 70_000, ActionKind::Forwarded, 20, &detail));
        }
        let ladder = Ladder::of(CALL, &call);
        for columns in 40..160 {
            for line in lines(&ladder, &Terminal::plain(80), columns) {
                assert!(width(&line) <= columns, "{columns}: {line}");
                assert!(!line.chars().any(crate::json::is_hidden), "{line}");
            }
        }
    }

    #[test]
    fn colour_shows_how_a_row_ended() {
        let ladder = Ladder::of(CALL, &recorded_call());
        let lines = lines(&ladder, &Terminal::new(ColorChoice::Always, false), 80);
        let painted = |line: &str, code: &str| line.contains(&format!("\u{1b}[{code}m"));
        assert!(painted(&lines[2], "32"), "{}", lines[2]);
        assert!(painted(&lines[4], "31"), "{}", lines[4]);
    }
}
