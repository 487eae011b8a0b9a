//! The columns that fit into the line of an entry.

use jiff::tz::TimeZone;

use crate::events::Entry;

/// Which columns there are, and how wide.
pub(super) struct Layout {
    /// The columns at the start of the line.
    pub(super) stamp: Stamp,
    /// `calls.answered`, `inbound` if set, otherwise `answered`, `in`.
    pub(super) full: bool,
    /// Whether both ends of the call are shown, or only the remote one.
    pub(super) both: bool,
    /// Columns of the event's name.
    pub(super) name: usize,
    /// Number of characters of the call's id.
    pub(super) id: usize,
    /// Between columns.
    pub(super) gap: &'static str,
    /// Columns of the whole line; `None` in a pipe, where nothing is cut.
    pub(super) columns: Option<usize>,
}

/// The parts of number, date and time that are shown.
#[derive(Clone, Copy)]
pub(super) enum Stamp {
    /// `11:58:47`
    Clock,
    /// `#29    2026-11-23 11:58:47`
    Whole,
    /// `#29   11-23 11:58:47`
    NoYear,
    /// `#29   11-23 11:58`
    NoSeconds,
}

impl Layout {
    /// Returns the layout for this many columns; `dated` adds number and date at the start.
    pub(super) fn of(columns: Option<usize>, dated: bool) -> Layout {
        let stamp = match columns {
            _ if !dated => Stamp::Clock,
            None | Some(120..) => Stamp::Whole,
            Some(80..) => Stamp::NoYear,
            Some(_) => Stamp::NoSeconds,
        };
        // Number and date reduce the space for the other columns.
        let room = columns.map(|columns| columns.saturating_sub(stamp.more_than_clock()));
        let (full, both, name, id, gap) = match room {
            None | Some(120..) => (true, true, 25, 6, "  "),
            Some(80..) => (false, true, 19, 4, " "),
            Some(_) => (false, false, 19, 4, " "),
        };
        Layout {
            stamp,
            full,
            both,
            name,
            id,
            gap,
            columns,
        }
    }
}

impl Stamp {
    fn more_than_clock(self) -> usize {
        match self {
            Stamp::Clock => 0,
            Stamp::Whole => 18,
            Stamp::NoYear => 12,
            Stamp::NoSeconds => 9,
        }
    }

    /// Number and time of `entry` on the clock of `zone`.
    pub(super) fn text(self, entry: &Entry, zone: &TimeZone) -> String {
        let at = zone.to_datetime(entry.at);
        let (date, month, day) = (at.date(), at.month(), at.day());
        let (hour, minute, second, seq) = (at.hour(), at.minute(), at.second(), entry.seq);
        match self {
            Stamp::Clock => format!("{hour:02}:{minute:02}:{second:02}"),
            Stamp::Whole => format!("#{seq:<5} {date} {hour:02}:{minute:02}:{second:02}"),
            Stamp::NoYear => {
                format!("#{seq:<4} {month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
            }
            Stamp::NoSeconds => format!("#{seq:<4} {month:02}-{day:02} {hour:02}:{minute:02}"),
        }
    }
}
