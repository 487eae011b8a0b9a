//! The built-in scenarios: the files of `docs/scenarios/`, which can be played by name.

/// The name and the text of each, in the order of the documentation.
pub const ALL: [(&str, &str); 7] = [
    (
        "answered",
        include_str!("../../../docs/scenarios/answered.toml"),
    ),
    (
        "rejected",
        include_str!("../../../docs/scenarios/rejected.toml"),
    ),
    (
        "voicemail",
        include_str!("../../../docs/scenarios/voicemail.toml"),
    ),
    (
        "missed",
        include_str!("../../../docs/scenarios/missed.toml"),
    ),
    (
        "recorded",
        include_str!("../../../docs/scenarios/recorded.toml"),
    ),
    (
        "outbound-busy",
        include_str!("../../../docs/scenarios/outbound-busy.toml"),
    ),
    (
        "business-hours",
        include_str!("../../../docs/scenarios/business-hours.toml"),
    ),
];

/// Returns the text of the scenario with this name.
pub fn find(name: &str) -> Option<&'static str> {
    ALL.iter()
        .find(|(known, _)| *known == name)
        .map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::scenario::model::Scenario;

    #[test]
    fn each_can_be_read_and_says_why() {
        for (name, text) in ALL {
            let scenario = Scenario::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(scenario.title != "scenario", "{name}");
            assert!(
                scenario
                    .expectations
                    .iter()
                    .all(|expect| !expect.why.is_empty()),
                "{name}"
            );
            let second = text.lines().nth(1).unwrap_or_default();
            assert!(second.starts_with("# "), "{name}");
        }
    }
}
