//! The text of the details: the ladder, the body, headers, raw bytes and a curl line (pure).

use crate::console::state::{State, Tab};
use crate::events::Entry;
use crate::events::ladder::Ladder;
use crate::json::{Layout, reformat, text_of};
use crate::render::entries::{bytes_of, curl_line, headers_of, toned_body};
use crate::render::ladder::redact::Redaction;
use crate::render::ladder::text::toned_lines;
use crate::terminal::{Tone, sanitize, sanitize_lines};

/// A line in parts, each with its meaning. Every part is sanitized.
pub(crate) type Line = Vec<(Tone, String)>;

/// Lines of a body that are shown; the JSON output has all.
const MOST: usize = 5_000;
/// Bytes of a body that are shown; the JSON output has all.
const MOST_BYTES: usize = 256 * 1024;
/// Levels that stay open when the body is folded.
const OPEN: usize = 2;
/// The target URL of a curl line when no target is known.
const EXAMPLE: &str = "http://127.0.0.1:3000/";

/// Returns the lines of a tab for the selected call and entry.
pub(crate) fn lines(state: &State, tab: Tab, columns: usize) -> Vec<Line> {
    if tab == Tab::Ladder {
        return ladder(state, columns);
    }
    let Some(entry) = state.subject() else {
        return vec![plain("Nothing is selected.")];
    };
    match tab {
        Tab::Headers => headers(entry),
        Tab::Body if state.folded => fold(body(entry)),
        Tab::Body => body(entry),
        _ => {
            let text = text(state, tab).unwrap_or_default();
            sanitize_lines(&text)
                .lines()
                .take(MOST)
                .map(plain)
                .collect()
        }
    }
}

/// Returns the text of a tab as it is copied: as received, without control characters.
pub(crate) fn text(state: &State, tab: Tab) -> Option<String> {
    let entry = state.subject()?;
    let bytes = bytes_of(&entry.record);
    match tab {
        Tab::Ladder => Some(join(&ladder(state, 100))),
        Tab::Headers => Some(join(&headers(entry))),
        Tab::Raw => bytes.map(|bytes| String::from_utf8_lossy(cut(bytes)).into_owned()),
        Tab::Body => bytes.map(|bytes| pretty(cut(bytes))),
        Tab::Curl => {
            let url = state.target.as_deref().unwrap_or(EXAMPLE);
            Some(curl_line(&entry.record, bytes?, url, None, false))
        }
    }
}

/// Returns the first line from `from` on that holds the searched text.
pub(crate) fn find(state: &State, from: usize) -> Option<usize> {
    let wanted = state.search.to_lowercase();
    let lines = lines(state, state.tab, 100);
    let holds = |line: &Line| {
        join(std::slice::from_ref(line))
            .to_lowercase()
            .contains(&wanted)
    };
    let found = lines.iter().skip(from).position(holds);
    found.filter(|_| !wanted.is_empty()).map(|at| at + from)
}

/// Returns both bodies line by line: `-` only in the first, `+` only in the second.
pub(crate) fn diff(first: &[u8], second: &[u8]) -> Vec<Line> {
    let (old, new) = (pretty(cut(first)), pretty(cut(second)));
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = (&old[start..], &new[start..]);
    let end = rest
        .0
        .iter()
        .rev()
        .zip(rest.1.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let line = |tone, sign: &str, text: &str| vec![(tone, format!("{sign} {}", sanitize(text)))];
    let mut lines: Vec<Line> = old[..start]
        .iter()
        .map(|text| line(Tone::Dim, " ", text))
        .collect();
    lines.extend(
        old[start..old.len() - end]
            .iter()
            .map(|text| line(Tone::Bad, "-", text)),
    );
    lines.extend(
        new[start..new.len() - end]
            .iter()
            .map(|text| line(Tone::Good, "+", text)),
    );
    lines.extend(
        new[new.len() - end..]
            .iter()
            .map(|text| line(Tone::Dim, " ", text)),
    );
    if start == old.len() && start == new.len() {
        lines.insert(0, line(Tone::Note, " ", "The bodies are equal."));
    }
    lines
}

fn ladder(state: &State, columns: usize) -> Vec<Line> {
    match state.selected_call() {
        Some(call) => toned_lines(&Ladder::of(&call.id, &state.entries_of(&call.id)), columns),
        None => vec![plain("No call is selected.")],
    }
}

fn headers(entry: &Entry) -> Vec<Line> {
    let redaction = Redaction::default();
    let line = |(name, value): (&str, &[u8])| {
        let value = redaction.header(name, &String::from_utf8_lossy(value));
        vec![
            (Tone::Note, format!("{}: ", sanitize(name))),
            (Tone::Plain, sanitize(&value)),
        ]
    };
    let lines: Vec<Line> = headers_of(&entry.record).map(line).collect();
    match lines.is_empty() {
        true => vec![plain("This entry has no headers.")],
        false => lines,
    }
}

fn body(entry: &Entry) -> Vec<Line> {
    let Some(bytes) = bytes_of(&entry.record) else {
        return vec![plain("This entry has no body.")];
    };
    let mut lines = toned_body(cut(bytes));
    let more = lines.len().saturating_sub(MOST);
    lines.truncate(MOST);
    if more > 0 || bytes.len() > MOST_BYTES {
        lines.push(plain(&format!(
            "… {} bytes in all; --json has them",
            bytes.len()
        )));
    }
    lines
}

/// Removes lines that are nested deeper than the open levels.
fn fold(lines: Vec<Line>) -> Vec<Line> {
    let depth = |line: &Line| {
        let blanks = |text: &String| text.chars().take_while(|c| *c == ' ').count();
        line.first().map_or(0, |(_, text)| blanks(text)) / 2
    };
    lines
        .into_iter()
        .filter(|line| depth(line) <= OPEN)
        .collect()
}

fn cut(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len().min(MOST_BYTES)]
}

fn pretty(bytes: &[u8]) -> String {
    match text_of(bytes) {
        Some(text) => reformat(text, Layout::Indented),
        None => String::from_utf8_lossy(bytes).into_owned(),
    }
}

fn plain(text: &str) -> Line {
    vec![(Tone::Plain, text.to_owned())]
}

fn join(lines: &[Line]) -> String {
    let line = |line: &Line| {
        line.iter()
            .map(|(_, text)| text.as_str())
            .collect::<String>()
    };
    lines.iter().map(line).collect::<Vec<_>>().join("\n")
}
