//! Whether what happened on a call is what was expected.

use std::time::Duration;

use crate::sandbox::scenario::{Expect, What, seconds};

/// One thing that happened, as the control API tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Since the start of the call.
    pub at: Duration,
    /// `command`, `event` or `refused`.
    pub kind: String,
    /// The command's type or the event's name.
    pub name: String,
}

/// Where an expectation stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It may still be met.
    Open,
    /// Met: in words, when.
    Met(String),
    /// Missed: in words, how.
    Missed(String),
    /// Not to be judged any more: one before it never happened.
    Moot,
}

/// What is known of the call at a moment.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// What happened, in order.
    pub notes: &'a [Note],
    /// The call's status.
    pub status: &'a str,
    /// Whether the status is final: no command fits any more.
    pub over: bool,
    /// Call time since the start.
    pub now: Duration,
}

/// A mark an expectation. They are met in order: each looks only at what came after the one before.
pub fn judge(expects: &[Expect], scene: &Scene<'_>) -> Vec<Mark> {
    let (mut from, mut since) = (0, Duration::ZERO);
    let (mut open, mut broken) = (false, false);
    let mut marks = Vec::with_capacity(expects.len());
    for expect in expects {
        let passed = from;
        let mark = match &expect.what {
            What::NoCommand(_) => Mark::Open,
            _ if open => Mark::Open,
            What::Status(status) => by_status(status, expect.within, since, scene),
            What::Command(names) => {
                let wanted = |note: &Note| note.kind == "command" && names.contains(&note.name);
                let hopeless = scene.over;
                by_note(wanted, hopeless, expect, (&mut from, &mut since), scene)
            }
            What::Event(name) => {
                let wanted = |note: &Note| note.kind == "event" && note.name == *name;
                by_note(wanted, false, expect, (&mut from, &mut since), scene)
            }
        };
        // What came too late is told; what never came is no news after a first one that never came.
        let ordered = !matches!(expect.what, What::NoCommand(_));
        let mark = match mark {
            Mark::Open | Mark::Missed(_) if broken && ordered && from == passed => Mark::Moot,
            mark => mark,
        };
        broken |= matches!(mark, Mark::Missed(_)) && from == passed;
        open |= mark == Mark::Open && ordered;
        marks.push(mark);
    }
    for (expect, mark) in expects.iter().zip(&mut marks) {
        if let What::NoCommand(names) = &expect.what {
            *mark = never(names, open, scene);
        }
    }
    marks
}

fn by_note(
    wanted: impl Fn(&Note) -> bool,
    hopeless: bool,
    expect: &Expect,
    (from, since): (&mut usize, &mut Duration),
    scene: &Scene<'_>,
) -> Mark {
    let rest = scene.notes.get(*from..).unwrap_or_default();
    if let Some(found) = rest.iter().position(&wanted) {
        let note = &rest[found];
        let took = note.at.saturating_sub(*since);
        (*from, *since) = (*from + found + 1, note.at);
        return match took <= expect.within {
            true => Mark::Met(format!("{} after {}", note.name, seconds(took))),
            false => Mark::Missed(format!(
                "{} came after {}, {} too late",
                note.name,
                seconds(took),
                seconds(took.saturating_sub(expect.within))
            )),
        };
    }
    let late = scene.now.saturating_sub(*since) > expect.within;
    match (late, hopeless) {
        (false, false) => Mark::Open,
        (true, _) => Mark::Missed("did not happen in time".into()),
        (_, true) => Mark::Missed(format!(
            "did not happen before the call was {}",
            scene.status
        )),
    }
}

fn by_status(status: &str, within: Duration, since: Duration, scene: &Scene<'_>) -> Mark {
    if scene.status == status {
        return Mark::Met(format!("is {status}"));
    }
    let late = scene.now.saturating_sub(since) > within;
    match late || scene.over {
        true => Mark::Missed(format!("is {}", scene.status)),
        false => Mark::Open,
    }
}

fn never(names: &[String], open: bool, scene: &Scene<'_>) -> Mark {
    let sent = |note: &&Note| note.kind != "event" && names.contains(&note.name);
    match scene.notes.iter().find(sent) {
        Some(note) => Mark::Missed(format!("{} after {}", note.name, seconds(note.at))),
        None if open => Mark::Open,
        None => Mark::Met("none was sent".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expect(what: What, within: u64) -> Expect {
        let (within, why) = (Duration::from_secs(within), String::new());
        Expect {
            what,
            within,
            why,
            hours: None,
        }
    }

    fn command(name: &str, within: u64) -> Expect {
        expect(What::Command(vec![name.into()]), within)
    }

    fn marks(expects: &[Expect], notes: &[(u64, &str, &str)], status: &str, now: u64) -> String {
        let notes: Vec<Note> = notes
            .iter()
            .map(|(at, kind, name)| Note {
                at: Duration::from_secs(*at),
                kind: (*kind).into(),
                name: (*name).into(),
            })
            .collect();
        let over = crate::api::types::is_final_status(status);
        let now = Duration::from_secs(now);
        let scene = Scene {
            notes: &notes,
            status,
            over,
            now,
        };
        let letter = |mark: &Mark| match mark {
            Mark::Open => '?',
            Mark::Met(_) => '+',
            Mark::Missed(_) => '-',
            Mark::Moot => 'o',
        };
        judge(expects, &scene).iter().map(letter).collect()
    }

    #[test]
    fn expectations_are_met_in_order_and_in_time() {
        let answer_record = [command("answer", 3), command("start_recording", 5)];
        let answer = (1, "command", "answer");
        let record = |at| (at, "command", "start_recording");
        type Row<'a> = (&'a [(u64, &'a str, &'a str)], &'a str, u64, &'a str);
        let table: [Row<'_>; 9] = [
            (&[], "initiated", 1, "??"),
            (&[], "initiated", 4, "-o"),
            (&[answer], "in_progress", 2, "+?"),
            (&[answer, record(6)], "in_progress", 7, "++"),
            (&[answer, record(7)], "in_progress", 7, "+-"),
            (&[answer], "in_progress", 7, "+-"),
            (
                &[record(1), (2, "command", "answer")],
                "in_progress",
                3,
                "+?",
            ),
            (&[(1, "refused", "answer")], "canceled", 2, "-o"),
            (&[answer], "completed", 3, "+-"),
        ];
        for (notes, status, now, expected) in table {
            assert_eq!(
                marks(&answer_record, notes, status, now),
                expected,
                "{notes:?} {status} {now}"
            );
        }
    }

    #[test]
    fn statuses_events_and_what_must_not_come() {
        let expects = [
            expect(What::NoCommand(vec!["reject".into()]), 30),
            expect(What::Event("calls.completed".into()), 60),
            expect(What::Status("completed".into()), 60),
        ];
        let done = (20, "event", "calls.completed");
        assert_eq!(marks(&expects, &[], "in_progress", 20), "???");
        assert_eq!(marks(&expects, &[done], "completed", 21), "+++");
        assert_eq!(
            marks(&expects, &[(1, "refused", "reject"), done], "completed", 21),
            "-++"
        );
        assert_eq!(marks(&expects, &[done], "failed", 21), "++-");
        assert_eq!(marks(&expects, &[], "busy", 10), "???");
        assert_eq!(marks(&expects, &[], "busy", 61), "+-o");
    }
}
