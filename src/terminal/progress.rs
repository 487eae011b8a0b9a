//! Progress bars on stderr, one line for each file. They need a terminal.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::terminal::{Terminal, clip, sanitize, width};

/// Between two redraws: smooth to the eye, cheap next to a fast disk.
const PAUSE: Duration = Duration::from_millis(100);
/// From this many columns on there is space for a whole id and for figures.
const WIDE: usize = 90;
/// Number of last characters of an id that identify it; its beginning is the same for all.
const TAIL: usize = 10;

/// Bars below each other, one a file.
pub struct Bars {
    terminal: Terminal,
    screen: Option<Arc<Screen>>,
}

/// One bar; gone when dropped.
pub struct Bar {
    screen: Option<Arc<Screen>>,
    id: usize,
}

struct Screen {
    terminal: Terminal,
    shown: Mutex<Shown>,
}

#[derive(Default)]
struct Shown {
    rows: Vec<Row>,
    next: usize,
    /// Lines on the screen, with the cursor below them.
    lines: usize,
    drawn: Option<Instant>,
}

struct Row {
    id: usize,
    name: String,
    state: State,
}

enum State {
    Waiting(String),
    Moving {
        from: u64,
        at: u64,
        total: Option<u64>,
        since: Instant,
    },
}

impl Bars {
    /// Bars if a person looks at stderr.
    pub fn new(terminal: Terminal) -> Bars {
        let wanted = terminal.can_redraw_err() && !terminal.is_quiet();
        let shown = Mutex::default();
        let screen = wanted.then(|| Arc::new(Screen { terminal, shown }));
        Bars { terminal, screen }
    }

    /// A bar called `name`.
    pub fn add(&self, name: &str) -> Bar {
        let id = self.screen.as_ref().map_or(0, |screen| screen.add(name));
        let screen = self.screen.clone();
        Bar { screen, id }
    }

    /// Lets `write` write to the terminal without tearing the bars.
    pub fn suspend<T>(&self, write: impl FnOnce() -> T) -> T {
        let Some(screen) = &self.screen else {
            return write();
        };
        let mut shown = screen.lock();
        screen.terminal.draw(&shown.erase());
        let value = write();
        screen.draw(&mut shown);
        value
    }

    /// Writes to stderr without tearing the bars.
    pub fn complain(&self, text: &str) {
        self.suspend(|| self.terminal.complain(text));
    }

    /// Writes a notice unless `--quiet`.
    pub fn note(&self, text: &str) {
        if !self.terminal.is_quiet() {
            self.complain(text);
        }
    }
}

impl Bar {
    /// Starts at `at` of `total` bytes; the speed is measured from here on.
    pub fn start(&self, at: u64, total: Option<u64>) {
        if let Some(screen) = &self.screen {
            let (from, since) = (at, Instant::now());
            let state = State::Moving {
                from,
                at,
                total,
                since,
            };
            screen.change(self.id, true, |row| row.state = state);
        }
    }

    /// `at` bytes are there.
    pub fn set(&self, now_at: u64) {
        if let Some(screen) = &self.screen {
            screen.change(self.id, false, |row| {
                if let State::Moving { at, .. } = &mut row.state {
                    *at = now_at;
                }
            });
        }
    }

    /// Shows why there is no progress. Returns false if there is no bar to show it.
    pub fn tell(&self, what: &str) -> bool {
        if let Some(screen) = &self.screen {
            screen.change(self.id, true, |row| {
                row.state = State::Waiting(sanitize(what))
            });
        }
        self.screen.is_some()
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Some(screen) = &self.screen {
            let mut shown = screen.lock();
            shown.rows.retain(|row| row.id != self.id);
            screen.draw(&mut shown);
        }
    }
}

impl Screen {
    /// The mutex guards plain data, which is consistent even after a panic in another thread.
    fn lock(&self) -> MutexGuard<'_, Shown> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, name: &str) -> usize {
        let mut shown = self.lock();
        let id = shown.next;
        shown.next += 1;
        let (name, state) = (sanitize(name), State::Waiting(String::new()));
        shown.rows.push(Row { id, name, state });
        self.draw(&mut shown);
        id
    }

    fn change(&self, id: usize, at_once: bool, change: impl FnOnce(&mut Row)) {
        let mut shown = self.lock();
        if let Some(row) = shown.rows.iter_mut().find(|row| row.id == id) {
            change(row);
        }
        if at_once || shown.drawn.is_none_or(|at| at.elapsed() >= PAUSE) {
            self.draw(&mut shown);
        }
    }

    fn draw(&self, shown: &mut Shown) {
        let now = Instant::now();
        let frame = shown.frame(usize::from(self.terminal.width()), now);
        shown.drawn = Some(now);
        self.terminal.draw(&frame);
    }
}

impl Shown {
    /// Takes the bars off the screen; the cursor is where the first of them was.
    fn erase(&mut self) -> String {
        match std::mem::take(&mut self.lines) {
            0 => String::new(),
            lines => format!("\x1b[{lines}A\r\x1b[J"),
        }
    }

    fn frame(&mut self, columns: usize, now: Instant) -> String {
        let mut frame = self.erase();
        for row in &self.rows {
            // The last column stays free: some terminals begin a new line when it is written.
            frame.push_str(&row.line(columns.saturating_sub(1), now));
            frame.push('\n');
        }
        self.lines = self.rows.len();
        frame
    }
}

impl Row {
    fn line(&self, columns: usize, now: Instant) -> String {
        let wide = columns >= WIDE;
        let name = short(&self.name, wide);
        let (from, at, total, since) = match &self.state {
            State::Waiting(why) => return clip(&format!("{name} {why}"), columns),
            State::Moving {
                from,
                at,
                total,
                since,
            } => (*from, *at, *total, *since),
        };
        let seconds = now.saturating_duration_since(since).as_secs_f64();
        let speed = at.saturating_sub(from) as f64 / seconds.max(0.001);
        let pace = format!("{}/s", bytes(speed));
        let Some(total) = total else {
            return clip(
                &format!("{name} {:>10} {pace:>12}", bytes(at as f64)),
                columns,
            );
        };
        let left = rest(total.saturating_sub(at) as f64 / speed.max(1.0));
        let done = if total == 0 {
            1.0
        } else {
            at as f64 / total as f64
        };
        let (name, figures) = match wide {
            true => (
                format!("{name:36}"),
                format!("{:>10}/{}", bytes(at as f64), bytes(total as f64)),
            ),
            false => (format!("{name:11}"), format!("{:>3.0}%", done * 100.0)),
        };
        let figures = format!("{figures} {pace:>12} {left:>4}");
        let room = columns.saturating_sub(width(&name) + width(&figures) + 4);
        clip(&format!("{name} [{}] {figures}", bar(done, room)), columns)
    }
}

/// `=====>    `, as long as `room`.
fn bar(done: f64, room: usize) -> String {
    let full = ((done * room as f64) as usize).min(room);
    let head = if (1..room).contains(&full) { ">" } else { "" };
    let line = "=".repeat(full - head.len()) + head;
    format!("{line:room$}")
}

/// Returns the whole name if it fits, otherwise its end.
fn short(name: &str, wide: bool) -> String {
    let count = name.chars().count();
    if wide || count <= TAIL {
        return clip(name, 40);
    }
    let tail: String = name.chars().skip(count - TAIL).collect();
    format!("…{tail}")
}

fn bytes(count: f64) -> String {
    const UNITS: [&str; 4] = ["KiB", "MiB", "GiB", "TiB"];
    if count < 1024.0 {
        return format!("{count:.0} B");
    }
    let (mut count, mut unit) = (count / 1024.0, 0);
    while count >= 1024.0 && unit + 1 < UNITS.len() {
        count /= 1024.0;
        unit += 1;
    }
    format!("{count:.2} {}", UNITS[unit])
}

fn rest(seconds: f64) -> String {
    match seconds {
        ..60.0 => format!("{seconds:.0}s"),
        60.0..3600.0 => format!("{:.0}m", seconds / 60.0),
        _ => format!("{:.0}h", (seconds / 3600.0).min(999.0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "call_rec_2DbBs7GWhGvVNJGrDXr5RG0mBWI";

    fn row(id: usize, state: State) -> Row {
        let name = ID.to_owned();
        Row { id, name, state }
    }

    fn moving(since: Instant, at: u64, total: Option<u64>) -> State {
        let from = 0;
        State::Moving {
            from,
            at,
            total,
            since,
        }
    }

    #[test]
    fn a_line_says_what_there_is_room_for() {
        let since = Instant::now();
        let now = since + Duration::from_secs(2);
        let half = || row(0, moving(since, 1 << 20, Some(2 << 20)));
        let lines = [
            half().line(99, now),
            half().line(60, now),
            row(0, moving(since, 3 << 30, None)).line(60, now),
            row(0, moving(since, 0, Some(0))).line(60, now),
            row(0, State::Waiting("not ready yet".into())).line(30, now),
        ];
        insta::assert_snapshot!(lines.join("\n"), @r"
        call_rec_2DbBs7GWhGvVNJGrDXr5RG0mBWI [==========>           ]   1.00 MiB/2.00 MiB 512.00 KiB/s   2s
        …Xr5RG0mBWI [==========>            ]  50% 512.00 KiB/s   2s
        …Xr5RG0mBWI   3.00 GiB   1.50 GiB/s
        …Xr5RG0mBWI [=======================] 100%        0 B/s   0s
        …Xr5RG0mBWI not ready yet
        ");
        for columns in 1..120 {
            assert!(width(&half().line(columns, now)) <= columns);
        }
    }

    #[test]
    fn a_frame_stands_where_the_last_one_was() {
        let mut screen = vt100::Parser::new(6, 40, 0);
        let mut shown = Shown::default();
        let now = Instant::now();
        let mut draw = |shown: &mut Shown| {
            let frame = shown.frame(40, now).replace('\n', "\r\n");
            screen.process(frame.as_bytes());
            screen.screen().contents()
        };
        shown.rows.push(row(0, State::Waiting("a".into())));
        shown.rows.push(row(1, State::Waiting("b".into())));
        assert_eq!(draw(&mut shown), "…Xr5RG0mBWI a\n…Xr5RG0mBWI b");
        shown.rows.remove(0);
        assert_eq!(draw(&mut shown), "…Xr5RG0mBWI b");
        shown.rows.clear();
        assert_eq!(draw(&mut shown), "");
    }

    #[test]
    fn names_keep_their_end() {
        assert_eq!(short(ID, true), ID);
        assert_eq!(short(ID, false), "…Xr5RG0mBWI");
        assert_eq!(short("call_1", false), "call_1");
    }
}
