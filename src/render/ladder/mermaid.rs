//! The ladder as a Mermaid sequence diagram, for issues and documents.

use crate::events::ladder::{Ladder, Mood, Row};

/// The diagram's text, one statement a line.
pub fn diagram(ladder: &Ladder) -> String {
    let mut text = "sequenceDiagram\n".to_owned();
    for (at, lane) in ladder.lanes.iter().enumerate() {
        let label = escape(&lane.label);
        text.push_str(&format!("    participant L{at} as {label}\n"));
    }
    for row in &ladder.rows {
        text.push_str(&statement(row));
    }
    text.pop();
    text
}

fn statement(row: &Row) -> String {
    let caption = escape(&format!("{} {}", row.offset(), row.caption()));
    let (from, to) = (row.from, row.to);
    if from == to {
        return format!("    Note over L{from}: {caption}\n");
    }
    let arrow = match row.mood {
        Mood::Bad if row.from == 1 => "-x",
        Mood::Dim => "-->>",
        _ => "->>",
    };
    format!("    L{from}{arrow}L{to}: {caption}\n")
}

/// Text that no Mermaid statement reads as syntax: everything but plain characters as `#number;`.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let is_plain = c.is_ascii_alphanumeric() || " +-_./:,()·•…'".contains(c);
        match is_plain || (c.is_alphanumeric() && !crate::json::is_hidden(c)) {
            true => out.push(c),
            false => out.push_str(&format!("#{};", u32::from(c))),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::ladder::tests::{CALL, event, recorded_call};
    use crate::render::ladder::redact::Redaction;

    #[test]
    fn a_call_is_a_sequence_diagram() {
        let ladder = Ladder::of(CALL, &recorded_call());
        let shown = Redaction { mask_numbers: true };
        insta::assert_snapshot!(diagram(&shown.ladder(&ladder)), @"
        sequenceDiagram
            participant L0 as +•••••••••43
            participant L1 as chirp
            participant L2 as 127.0.0.1:3000/hook
            L0->>L1: +0.000 initiated
            L1->>L0: +0.003 answer · accepted · 3 ms
            L0->>L1: +0.004 answered
            L1-xL2: +0.020 initiated · 500 · 6 ms
            L1->>L2: +0.533 initiated · 200 · 11 ms · try 2
            L1-xL2: +0.540 answered · cannot connect: refused · 2 ms
            L1-xL0: +0.700 hold · 409 · the call is over
            L0-->>L1: +0.800 answered again, of #35;4
            L0->>L1: +0.810 answered with another body than #35;4
            L0->>L1: +4.005 completed
            Note over L1: +1:04.607 saved call_rec_1.mp4
            Note over L1: +1:04.700 not saved: call_vm_1 · 404
            L1->>L0: +1:04.800 hangup · no outcome
        ");
    }

    #[test]
    fn text_from_outside_adds_no_statement() {
        let name = "calls.x\nNote over L1: forged; <b>%%{init}%%";
        let entry = event(1, 0, &name.replace('\n', "\\n"));
        let text = diagram(&Ladder::of(CALL, &[entry]));
        assert_eq!(text.lines().count(), 4, "{text}");
        assert!(!text.contains(';') || !text.contains("<b>"), "{text}");
        assert!(
            text.contains("x#10;Note over L1: forged#59; #60;b#62;#37;#37;#123;init#125;"),
            "{text}"
        );
    }
}
