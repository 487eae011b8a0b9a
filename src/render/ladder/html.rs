//! A call as one HTML file: its ladder, then every entry with headers and body.
//!
//! The file has no script and loads nothing: its policy allows its own style sheet alone, by hash.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA256, digest};

use crate::clock::iso_millis;
use crate::events::Entry;
use crate::events::entry::Record;
use crate::events::ladder::{Ladder, Mood, Row};
use crate::render::entries::{bytes_of, headers_of};
use crate::render::ladder::redact::Redaction;
use crate::terminal::sanitize;

/// The colours and the ladder; the browser page uses the same sheet.
pub const CSS: &str = include_str!("ladder.css");
const EXPORT_CSS: &str = include_str!("export.css");

/// The whole file. `entries` are those of the call, in any order.
pub fn document(ladder: &Ladder, entries: &[Entry], redaction: Redaction) -> String {
    let style = format!("{CSS}{EXPORT_CSS}");
    let hash = STANDARD.encode(digest(&SHA256, style.as_bytes()));
    let ladder = &redaction.ladder(ladder);
    let title = &ladder.call_id;
    let mut page = Page(format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{hash}'\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>"
    ));
    page.text(title);
    page.raw(&format!(
        "</title>\n<style>{style}</style>\n</head>\n<body>\n<h1>"
    ));
    page.text(title);
    page.raw("</h1>\n<p>");
    page.text(&summary(ladder));
    page.raw("</p>\n<main>\n");
    page.ladder(ladder);
    page.raw("<h2>Entries</h2>\n");
    let mut sorted: Vec<&Entry> = entries.iter().collect();
    sorted.sort_by_key(|entry| entry.seq);
    for row in &ladder.rows {
        let at = sorted.binary_search_by_key(&row.seq, |entry| entry.seq);
        if let Ok(at) = at {
            page.entry(row, sorted[at], redaction);
        }
    }
    page.raw("</main>\n<p>");
    page.raw(concat!(
        "Written by chirp ",
        env!("CARGO_PKG_VERSION"),
        ". "
    ));
    page.raw("Secrets and the queries of URLs are left out");
    page.raw(match redaction.mask_numbers {
        true => ", telephone numbers are masked.",
        false => ".",
    });
    page.raw("</p>\n</body>\n</html>\n");
    page.0
}

fn summary(ladder: &Ladder) -> String {
    let parties = match (&ladder.from, &ladder.to) {
        (Some(from), Some(to)) => Some(format!("{from} → {to}")),
        (one, other) => one.clone().or_else(|| other.clone()),
    };
    let began = ladder.start().map(iso_millis);
    let parts = [ladder.direction.clone(), parties, began];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// HTML under construction. Text from outside enters by [`Page::text`] alone.
struct Page(String);

impl Page {
    fn raw(&mut self, markup: &str) {
        self.0.push_str(markup);
    }

    /// Text on one line, hidden characters as visible escapes.
    fn text(&mut self, text: &str) {
        self.escaped(&sanitize(text));
    }

    /// Text whose lines stay.
    fn block(&mut self, text: &str) {
        self.escaped(&crate::terminal::sanitize_lines(text));
    }

    fn escaped(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                c => self.0.push(c),
            }
        }
    }

    fn ladder(&mut self, ladder: &Ladder) {
        let lanes = ladder.lanes.len();
        self.raw(&format!(
            "<div class=\"ladder n{lanes}\">\n<div class=\"lines\" aria-hidden=\"true\">"
        ));
        self.raw(&"<i></i>".repeat(lanes + 1));
        self.raw("</div>\n<div class=\"lanes\" aria-hidden=\"true\">");
        for lane in &ladder.lanes {
            self.raw("<span class=\"lane\">");
            self.text(&lane.label);
            self.raw("</span>");
        }
        self.raw("</div>\n");
        for row in &ladder.rows {
            self.row(ladder, row);
        }
        self.raw("</div>\n");
    }

    fn row(&mut self, ladder: &Ladder, row: &Row) {
        let (low, high) = (row.from.min(row.to), row.from.max(row.to));
        let way = match () {
            () if low == high => "on".to_owned(),
            () if row.to < row.from => format!("left z{high}"),
            () => format!("z{high}"),
        };
        let mood = class(row.mood);
        self.raw(&format!(
            "<a class=\"row\" href=\"#e{}\"><span class=\"unseen\">",
            row.seq
        ));
        for lane in [row.from, row.to] {
            self.text(&ladder.lanes[lane].label);
            self.raw(if lane == row.from { " to " } else { ": " });
        }
        self.raw(&format!(
            "</span><span class=\"arrow a{low} {way} {mood}\">"
        ));
        self.text(&row.caption());
        self.raw(&format!(
            "</span><span class=\"at\">{}</span></a>\n",
            row.offset()
        ));
    }

    fn entry(&mut self, row: &Row, entry: &Entry, redaction: Redaction) {
        self.raw(&format!(
            "<details id=\"e{}\"><summary>#{} {} ",
            row.seq,
            row.seq,
            row.offset()
        ));
        let kind = entry.record.type_name();
        self.raw(&format!("{kind} <span class=\"{}\">", class(row.mood)));
        self.text(&row.caption());
        self.raw("</span></summary>\n<dl>");
        self.field("received", &iso_millis(entry.at));
        for (name, value) in headers_of(&entry.record) {
            self.field(
                name,
                &redaction.header(name, &String::from_utf8_lossy(value)),
            );
        }
        self.raw("</dl>\n");
        let detail = match &entry.record {
            Record::Action(action) => Some(action.detail.as_bytes()),
            record => bytes_of(record),
        };
        if let Some(body) = detail {
            self.raw("<pre>");
            self.block(&redaction.body(body));
            self.raw("</pre>\n");
        }
        self.raw("</details>\n");
    }

    fn field(&mut self, name: &str, value: &str) {
        self.raw("<dt>");
        self.text(name);
        self.raw("</dt><dd>");
        self.text(value);
        self.raw("</dd>");
    }
}

fn class(mood: Mood) -> &'static str {
    match mood {
        Mood::Plain => "plain",
        Mood::Good => "good",
        Mood::Warn => "warn",
        Mood::Bad => "bad",
        Mood::Note => "note",
        Mood::Dim => "dim",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::ladder::tests::{CALL, event, recorded_call};

    #[test]
    fn the_file_names_no_other_place_and_has_no_script() {
        let entries = recorded_call();
        let ladder = Ladder::of(CALL, &entries);
        let page = document(&ladder, &entries, Redaction::default());
        for wanted in [
            "answer · accepted · 3 ms",
            "class=\"arrow a1 z2 bad\"",
            "id=\"e10\"",
        ] {
            assert!(page.contains(wanted), "{wanted}");
        }
        for unwanted in ["<script", "src=", "@import", "url(", "token=t", "style=\""] {
            assert!(!page.contains(unwanted), "{unwanted}");
        }
        assert_eq!(page.matches("<details").count(), ladder.rows.len());
        let masked = document(&ladder, &entries, Redaction { mask_numbers: true });
        assert!(page.contains("15559876543") && !masked.contains("15559876543"));
    }

    #[test]
    fn text_from_outside_is_text() {
        let name = "<img src=x onerror=alert(1)>&\\\"'\\u202e";
        let entries = [event(1, 0, name)];
        let page = document(&Ladder::of(CALL, &entries), &entries, Redaction::default());
        assert!(!page.contains("<img"), "{page}");
        assert!(
            page.contains("&lt;img src=x onerror=alert(1)&gt;&amp;&quot;&#39;\\u{202e}"),
            "{page}"
        );
    }
}
