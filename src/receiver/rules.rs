//! Rules: which call command answers which event. Pure: the time is a parameter.
//!
//! The file is TOML with one `[[rule]]` for each rule. The first rule that matches decides.

mod address;
mod command;
mod read;
mod unreachable;

use glob::Pattern;
use jiff::Timestamp;

use crate::api::call_commands::CallCommand;
use crate::clock::hours::Hours;
use crate::events::{Event, EventKind};
use crate::receiver::rules::address::AddressPattern;
use crate::toml_file::FileError;

/// The rules of one file, in order.
#[derive(Clone, Debug)]
pub struct Rules {
    rules: Vec<Rule>,
    warnings: Vec<FileError>,
}

#[derive(Clone, Debug)]
struct Rule {
    /// Its line in the file, from 1.
    line: usize,
    on: Pattern,
    /// Any of them; no list is every address.
    from: Option<Vec<AddressPattern>>,
    to: Option<Vec<AddressPattern>>,
    direction: Option<Direction>,
    /// Any of them; no list is always.
    hours: Option<Vec<Hours>>,
    first: CallCommand,
    then: Vec<CallCommand>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    Inbound,
    Outbound,
    Any,
}

/// The decision of a rule about an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision<'a> {
    /// The number of the rule, from 1.
    pub rule: usize,
    /// To be sent at once.
    pub first: &'a CallCommand,
    /// To be sent in this order once the call is answered.
    pub then: &'a [CallCommand],
}

impl Rules {
    /// Reads the text of a rules file.
    ///
    /// # Errors
    /// The first problem. An unknown key or value is one.
    pub fn read(text: &str) -> Result<Rules, FileError> {
        let (rules, mut warnings) = read::rules(text)?;
        for (later, earlier) in unreachable::never(&rules) {
            let earlier = rules[earlier].line;
            warnings.push(FileError {
                line: rules[later].line,
                column: 1,
                message: format!(
                    "never reached: the rule in line {earlier} matches everything that this one matches"
                ),
                hint: Some("the first rule that matches decides: put the narrower one first".into()),
            });
        }
        warnings.sort_by_key(|warning| (warning.line, warning.column));
        Ok(Rules { rules, warnings })
    }

    /// Problems that do not prevent a run, in the order of the file.
    pub fn warnings(&self) -> &[FileError] {
        &self.warnings
    }

    /// Decides about `event`, received at `at`; `None` when no rule matches.
    pub fn decide(&self, event: &Event, at: Timestamp) -> Option<Decision<'_>> {
        let matches = |rule: &&Rule| rule.matches(event, at);
        let (index, rule) = (self.rules.iter())
            .enumerate()
            .find(|(_, rule)| matches(rule))?;
        Some(Decision {
            rule: index + 1,
            first: &rule.first,
            then: &rule.then,
        })
    }

    /// Returns whether any rule has commands for answered calls.
    pub fn has_then(&self) -> bool {
        self.rules.iter().any(|rule| !rule.then.is_empty())
    }

    /// The number of rules.
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    /// Returns whether there are no rules.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }
}

impl Rule {
    fn matches(&self, event: &Event, at: Timestamp) -> bool {
        let fits = |patterns: &Option<Vec<AddressPattern>>, value: &Option<String>| match patterns {
            Some(patterns) => value
                .as_deref()
                .is_some_and(|value| patterns.iter().any(|pattern| pattern.matches(value))),
            None => true,
        };
        self.on.matches(&event.name)
            && self.direction_fits(event)
            && fits(&self.from, &event.from)
            && fits(&self.to, &event.to)
            && (self.hours.as_ref()).is_none_or(|hours| hours.iter().any(|hours| hours.hold(at)))
    }

    fn direction_fits(&self, event: &Event) -> bool {
        match self.wanted(event.kind()) {
            Direction::Inbound => event.direction.as_deref() == Some("inbound"),
            Direction::Outbound => event.direction.as_deref() == Some("outbound"),
            Direction::Any => true,
        }
    }

    /// A call that we started ourselves must not be answered by us, so `calls.initiated` means
    /// inbound unless the rule says otherwise.
    fn wanted(&self, kind: Option<EventKind>) -> Direction {
        self.direction.unwrap_or(match kind {
            Some(EventKind::Initiated) => Direction::Inbound,
            _ => Direction::Any,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: &str = r#"
        [[rule]]
        on = "calls.initiated"            # glob; direction defaults to inbound for this event
        from = "+1555*"
        hours = "Mon-Fri 09:00-17:00 America/New_York"
        do = "answer"
        then = ["start_recording"]        # in order, once the call is answered
        [[rule]]
        on = "calls.initiated"
        do = "send_to_voicemail"
    "#;

    fn event(name: &str, direction: &str, from: &str) -> Event {
        let body = format!(
            r#"{{"event":"{name}","data":{{"call":{{"id":"call_1","direction":"{direction}","from":"{from}","to":"+15550001"}}}}}}"#
        );
        Event::read(body.as_bytes()).unwrap()
    }

    /// Returns the commands that the rules send, as `first then then`.
    fn sent(rules: &Rules, event: &Event, at: &str) -> String {
        let Some(decision) = rules.decide(event, at.parse().unwrap()) else {
            return String::new();
        };
        let all = std::iter::once(decision.first).chain(decision.then);
        let kinds: Vec<&str> = all.map(|command| command.kind.as_str()).collect();
        kinds.join(" ")
    }

    #[test]
    fn the_first_rule_that_matches_decides() {
        let rules = Rules::read(EXAMPLE).unwrap();
        assert!(rules.has_then() && rules.len() == 2 && !rules.is_empty());
        let table = [
            // A Monday in winter: New York is UTC-5.
            (
                "inbound",
                "+15559876543",
                "2026-01-12T14:00:00Z",
                "answer start_recording",
            ),
            (
                "inbound",
                "+15559876543",
                "2026-01-12T13:59:59Z",
                "send_to_voicemail",
            ),
            (
                "inbound",
                "+15559876543",
                "2026-01-12T22:00:00Z",
                "send_to_voicemail",
            ),
            // The same hour is UTC-4 in summer.
            (
                "inbound",
                "+15559876543",
                "2026-07-13T13:00:00Z",
                "answer start_recording",
            ),
            (
                "inbound",
                "+15559876543",
                "2026-01-11T15:00:00Z",
                "send_to_voicemail",
            ),
            (
                "inbound",
                "+4930123456",
                "2026-01-12T15:00:00Z",
                "send_to_voicemail",
            ),
            ("outbound", "+15559876543", "2026-01-12T15:00:00Z", ""),
            ("sideways", "+15559876543", "2026-01-12T15:00:00Z", ""),
        ];
        for (direction, from, at, expected) in table {
            let event = event("calls.initiated", direction, from);
            assert_eq!(
                sent(&rules, &event, at),
                expected,
                "{direction} {from} {at}"
            );
        }
        let other = event("calls.completed", "inbound", "+15559876543");
        assert_eq!(sent(&rules, &other, "2026-01-12T15:00:00Z"), "");
    }

    #[test]
    fn globs_directions_and_parameters() {
        let rules = Rules::read(
            r#"
            rule = [
              { on = "calls.initiated", direction = "outbound", to = "+15550001", do = "hold", with = { musicUrl = "https://e.example/m" } },
              { on = "calls.initiated", direction = "any", from = "[!+]*", do = "reject", with = { reason = "who?" } },
              { on = "calls.answered", do = "play_tune", with = { times = 2, loud = true }, then = [{ do = "start_recording", with = { format = "ogg" } }, "hold"] },
            ]"#,
        )
        .unwrap();
        let at = "2026-01-12T15:00:00Z";
        assert_eq!(
            sent(&rules, &event("calls.initiated", "outbound", "x"), at),
            "hold"
        );
        assert_eq!(
            sent(
                &rules,
                &event("calls.initiated", "inbound", "anonymous"),
                at
            ),
            "reject"
        );
        assert_eq!(
            sent(&rules, &event("calls.initiated", "inbound", "+1"), at),
            ""
        );
        let answered = event("calls.answered", "outbound", "+1");
        let decision = rules.decide(&answered, at.parse().unwrap()).unwrap();
        assert_eq!(decision.rule, 3);
        assert_eq!(
            decision.first.body().to_string(),
            r#"{"type":"play_tune","loud":true,"times":2}"#
        );
        assert_eq!(
            decision.then[0].body().to_string(),
            r#"{"type":"start_recording","format":"ogg"}"#
        );
        // An event without a caller matches no `from`, not even one that takes everything.
        let any = Rules::read("[[rule]]\non = '*'\nfrom = '*'\ndo = 'hangup'").unwrap();
        let nobody = Event::read(br#"{"event":"calls.answered"}"#).unwrap();
        assert_eq!(sent(&any, &nobody, at), "");
    }

    #[test]
    fn callers_match_however_their_numbers_are_written() {
        let text = r#"
            [[rule]]
            on = "calls.initiated"
            from = ["+1 (555) 987-6543", "+44*", "ANONYMOUS"]
            hours = "Mon–Fri 09:00–17:00 UTC"
            do = "answer"
        "#;
        let rules = Rules::read(text).unwrap();
        assert_eq!(rules.warnings(), []);
        let at = "2026-01-12T15:00:00Z";
        for (from, expected) in [
            ("+15559876543", "answer"),
            ("+442071234567", "answer"),
            ("Anonymous", "answer"),
            ("+15559876544", ""),
        ] {
            let call = event("calls.initiated", "inbound", from);
            assert_eq!(sent(&rules, &call, at), expected, "{from}");
        }
    }

    #[test]
    fn the_shipped_example_is_the_vendors_handler() {
        let rules = Rules::read(include_str!("../../docs/rules/business-hours.toml")).unwrap();
        let inbound = event("calls.initiated", "inbound", "+15559876543");
        assert_eq!(sent(&rules, &inbound, "2026-04-13T14:00:00Z"), "answer");
        assert_eq!(
            sent(&rules, &inbound, "2026-04-13T23:00:00Z"),
            "send_to_voicemail"
        );
    }
}
