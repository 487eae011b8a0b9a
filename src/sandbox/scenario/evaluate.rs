//! Compares what happened on a call with the expectations of a scenario.

use std::time::Duration;

use crate::sandbox::scenario::model::{Expected, ScenarioExpectation, seconds};

/// One command or event of a call, as the control API shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallEvent {
    /// Time since the start of the call.
    pub at: Duration,
    /// `command`, `event` or `refused`.
    pub kind: String,
    /// The command's type or the event's name.
    pub name: String,
}

/// The result of an expectation so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpectationResult {
    /// It can still be met.
    Open,
    /// It was met; the text says when.
    Met(String),
    /// It was missed; the text says how.
    Missed(String),
    /// It cannot be evaluated, because one before it never happened.
    Skipped,
}

/// The state of the call so far.
#[derive(Clone, Copy, Debug)]
pub struct CallSoFar<'a> {
    /// The commands and events, in order.
    pub events: &'a [CallEvent],
    /// The call's status.
    pub status: &'a str,
    /// Whether the status is final, so that no further command is accepted.
    pub over: bool,
    /// Call time since the start of the call.
    pub now: Duration,
}

/// Returns one result for each expectation. They are met in order: each considers only what came after the previous one.
pub fn evaluate(
    expectations: &[ScenarioExpectation],
    so_far: &CallSoFar<'_>,
) -> Vec<ExpectationResult> {
    let (mut from, mut since) = (0, Duration::ZERO);
    let (mut open, mut broken) = (false, false);
    let mut results = Vec::with_capacity(expectations.len());
    for expect in expectations {
        let passed = from;
        let result = match &expect.expected {
            Expected::NoCommand(_) => ExpectationResult::Open,
            _ if open => ExpectationResult::Open,
            Expected::Status(status) => by_status(status, expect.within, since, so_far),
            Expected::Command(names) => {
                let wanted =
                    |event: &CallEvent| event.kind == "command" && names.contains(&event.name);
                let hopeless = so_far.over;
                by_event(wanted, hopeless, expect, &mut from, &mut since, so_far)
            }
            Expected::Event(name) => {
                let wanted = |event: &CallEvent| event.kind == "event" && event.name == *name;
                by_event(wanted, false, expect, &mut from, &mut since, so_far)
            }
        };
        // A late command is reported. After a command that never came, later missing ones are
        // skipped.
        let ordered = !matches!(expect.expected, Expected::NoCommand(_));
        let result = match result {
            ExpectationResult::Open | ExpectationResult::Missed(_)
                if broken && ordered && from == passed =>
            {
                ExpectationResult::Skipped
            }
            result => result,
        };
        broken |= matches!(result, ExpectationResult::Missed(_)) && from == passed;
        open |= result == ExpectationResult::Open && ordered;
        results.push(result);
    }
    for (expect, result) in expectations.iter().zip(&mut results) {
        if let Expected::NoCommand(names) = &expect.expected {
            *result = never(names, open, so_far);
        }
    }
    results
}

fn by_event(
    wanted: impl Fn(&CallEvent) -> bool,
    hopeless: bool,
    expect: &ScenarioExpectation,
    from: &mut usize,
    since: &mut Duration,
    so_far: &CallSoFar<'_>,
) -> ExpectationResult {
    let rest = so_far.events.get(*from..).unwrap_or_default();
    if let Some(found) = rest.iter().position(&wanted) {
        let event = &rest[found];
        let took = event.at.saturating_sub(*since);
        (*from, *since) = (*from + found + 1, event.at);
        return match took <= expect.within {
            true => ExpectationResult::Met(format!("{} after {}", event.name, seconds(took))),
            false => ExpectationResult::Missed(format!(
                "{} came after {}, {} too late",
                event.name,
                seconds(took),
                seconds(took.saturating_sub(expect.within))
            )),
        };
    }
    let late = so_far.now.saturating_sub(*since) > expect.within;
    match (late, hopeless) {
        (false, false) => ExpectationResult::Open,
        (true, _) => ExpectationResult::Missed("did not happen in time".into()),
        (_, true) => ExpectationResult::Missed(format!(
            "did not happen before the call was {}",
            so_far.status
        )),
    }
}

fn by_status(
    status: &str,
    within: Duration,
    since: Duration,
    so_far: &CallSoFar<'_>,
) -> ExpectationResult {
    if so_far.status == status {
        return ExpectationResult::Met(format!("is {status}"));
    }
    let late = so_far.now.saturating_sub(since) > within;
    match late || so_far.over {
        true => ExpectationResult::Missed(format!("is {}", so_far.status)),
        false => ExpectationResult::Open,
    }
}

fn never(names: &[String], open: bool, so_far: &CallSoFar<'_>) -> ExpectationResult {
    let sent = |event: &&CallEvent| event.kind != "event" && names.contains(&event.name);
    match so_far.events.iter().find(sent) {
        Some(event) => {
            ExpectationResult::Missed(format!("{} after {}", event.name, seconds(event.at)))
        }
        None if open => ExpectationResult::Open,
        None => ExpectationResult::Met("none was sent".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expect(expected: Expected, within: u64) -> ScenarioExpectation {
        let (within, why) = (Duration::from_secs(within), String::new());
        ScenarioExpectation {
            expected,
            within,
            why,
            hours: None,
        }
    }

    fn command(name: &str, within: u64) -> ScenarioExpectation {
        expect(Expected::Command(vec![name.into()]), within)
    }

    fn results(
        expects: &[ScenarioExpectation],
        notes: &[(u64, &str, &str)],
        status: &str,
        now: u64,
    ) -> String {
        let notes: Vec<CallEvent> = notes
            .iter()
            .map(|(at, kind, name)| CallEvent {
                at: Duration::from_secs(*at),
                kind: (*kind).into(),
                name: (*name).into(),
            })
            .collect();
        let over = crate::api::types::is_final_status(status);
        let now = Duration::from_secs(now);
        let so_far = CallSoFar {
            events: &notes,
            status,
            over,
            now,
        };
        let request = |result: &ExpectationResult| match result {
            ExpectationResult::Open => '?',
            ExpectationResult::Met(_) => '+',
            ExpectationResult::Missed(_) => '-',
            ExpectationResult::Skipped => 'o',
        };
        evaluate(expects, &so_far).iter().map(request).collect()
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
                results(&answer_record, notes, status, now),
                expected,
                "{notes:?} {status} {now}"
            );
        }
    }

    #[test]
    fn statuses_events_and_what_must_not_come() {
        let expects = [
            expect(Expected::NoCommand(vec!["reject".into()]), 30),
            expect(Expected::Event("calls.completed".into()), 60),
            expect(Expected::Status("completed".into()), 60),
        ];
        let done = (20, "event", "calls.completed");
        assert_eq!(results(&expects, &[], "in_progress", 20), "???");
        assert_eq!(results(&expects, &[done], "completed", 21), "+++");
        assert_eq!(
            results(&expects, &[(1, "refused", "reject"), done], "completed", 21),
            "-++"
        );
        assert_eq!(results(&expects, &[done], "failed", 21), "++-");
        assert_eq!(results(&expects, &[], "busy", 10), "???");
        assert_eq!(results(&expects, &[], "busy", 61), "+-o");
    }
}
