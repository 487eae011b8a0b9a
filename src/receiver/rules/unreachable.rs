//! Which rules can never decide, because an earlier one matches everything that they match.
//!
//! Careful in one direction: what is named is certain, but a rule that several others cover together, or
//! patterns that are alike in a roundabout way, go unnamed.

use glob::Pattern;

use crate::clock::hours;
use crate::events::EventKind;
use crate::receiver::rules::address::AddressPattern;
use crate::receiver::rules::{Direction, Rule};

/// The rules that are never reached, each with the one that takes its place, by position.
pub(crate) fn never(rules: &[Rule]) -> Vec<(usize, usize)> {
    let first = |later: usize| (0..later).find(|&earlier| rules[earlier].covers(&rules[later]));
    let pair = |later| first(later).map(|earlier| (later, earlier));
    (0..rules.len()).filter_map(pair).collect()
}

impl Rule {
    /// Returns whether this rule matches every event that `other` matches.
    fn covers(&self, other: &Rule) -> bool {
        type Addresses = Option<Vec<AddressPattern>>;
        let wider = |own: &Addresses, other: &Addresses| match (own, other) {
            (None, _) => true,
            (Some(own), Some(other)) => other
                .iter()
                .all(|narrow| own.iter().any(|wide| includes(wide.glob(), narrow.glob()))),
            (Some(_), None) => false,
        };
        let longer = match (&self.hours, &other.hours) {
            (None, _) => true,
            (Some(own), Some(other)) => hours::cover(own, other),
            (Some(_), None) => false,
        };
        includes(&self.on, &other.on)
            && wider(&self.from, &other.from)
            && wider(&self.to, &other.to)
            && longer
            && self.directions_include(other)
    }

    /// Seen apart for `calls.initiated`, where no direction means inbound, and for all other events.
    fn directions_include(&self, other: &Rule) -> bool {
        let initiated = EventKind::Initiated.name();
        let includes = |kind: Option<EventKind>| {
            let (own, other) = (self.wanted(kind), other.wanted(kind));
            own == Direction::Any || own == other
        };
        (!other.on.matches(initiated) || includes(Some(EventKind::Initiated)))
            && (other.on.as_str() == initiated || includes(None))
    }
}

/// Returns whether `wide` matches every text that `narrow` matches.
fn includes(wide: &Pattern, narrow: &Pattern) -> bool {
    let is_glob = |text: &str| text.contains(['*', '?', '[']);
    let (wide_text, narrow_text) = (wide.as_str(), narrow.as_str());
    if !is_glob(narrow_text) {
        return wide.matches(narrow_text);
    }
    let head = wide_text.strip_suffix('*').filter(|head| !is_glob(head));
    wide_text == narrow_text || head.is_some_and(|head| narrow_text.starts_with(head))
}

#[cfg(test)]
mod tests {
    use crate::receiver::rules::Rules;

    /// An earlier rule, a later one, and whether the later one is never reached.
    const PAIRS: &[(&str, &str, bool)] = &[
        ("on='calls.initiated'", "on='calls.initiated'", true),
        (
            "on='calls.initiated'",
            "on='calls.initiated'\nfrom='+1*'",
            true,
        ),
        ("on='calls.*'", "on='calls.recording.*'", true),
        ("on='*'", "on='calls.answered'", true),
        ("on='calls.recording.*'", "on='calls.*'", false),
        ("on='calls.initiate?'", "on='calls.initiated'", true),
        ("on='*'\nfrom='*'", "on='*'", false),
        ("on='*'\nfrom='+1*'", "on='*'\nfrom='+1555*'", true),
        ("on='*'\nfrom='+1555*'", "on='*'\nfrom='+1*'", false),
        ("on='*'\nto='+1555'", "on='*'\nto='+1555'", true),
        (
            "on='*'\nfrom=['+1*','+44*']",
            "on='*'\nfrom=['+1555*','+44 20*']",
            true,
        ),
        (
            "on='*'\nfrom=['+1*','+44*']",
            "on='*'\nfrom=['+1*','+49*']",
            false,
        ),
        // For calls.initiated no direction means inbound.
        (
            "on='calls.initiated'",
            "on='calls.initiated'\ndirection='inbound'",
            true,
        ),
        (
            "on='calls.initiated'",
            "on='calls.initiated'\ndirection='outbound'",
            false,
        ),
        ("on='*'", "on='*'\ndirection='outbound'", false),
        ("on='*'", "on='*'\ndirection='inbound'", true),
        ("on='*'\ndirection='inbound'", "on='calls.initiated'", true),
        ("on='*'\ndirection='inbound'", "on='calls.*'", false),
        (
            "on='calls.answered'",
            "on='calls.answered'\ndirection='outbound'",
            true,
        ),
        (
            "on='*'\nhours='09:00-17:00 UTC'",
            "on='*'\nhours='Mon 10:00-11:00 UTC'",
            true,
        ),
        ("on='*'\nhours='09:00-17:00 UTC'", "on='*'", false),
        ("on='*'", "on='*'\nhours='09:00-17:00 UTC'", true),
    ];

    #[test]
    fn a_rule_behind_a_wider_one_is_never_reached() {
        for (first, second, never) in PAIRS {
            let text = format!("[[rule]]\n{first}\ndo='hold'\n[[rule]]\n{second}\ndo='unhold'");
            let rules = Rules::read(&text).unwrap();
            let said = rules
                .warnings()
                .iter()
                .any(|w| w.message.contains("never reached"));
            assert_eq!(said, *never, "{first} / {second}");
        }
    }
}
