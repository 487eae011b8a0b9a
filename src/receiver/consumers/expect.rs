//! `--expect`: checks that named events come in this run, for scripts and CI.

use std::time::Duration;

use glob::Pattern;

use crate::events::entry::Record;
use crate::receiver::journal::Follower;

/// The name of its cursor. It is not kept: events of earlier runs do not count.
pub(crate) const CONSUMER: &str = "expect";

/// The events that must come, and the time for it.
#[derive(Clone, Debug, Default)]
pub struct Expectation {
    /// Globs of event names; a glob that occurs twice expects two events.
    pub events: Vec<Pattern>,
    /// Timeout from the start; `None` waits until the listener is stopped.
    pub within: Option<Duration>,
}

impl Expectation {
    /// Follows the journal until all expected events arrived, the timeout expires or the journal
    /// ends. Returns the events that did not arrive.
    pub(crate) async fn watch(self, mut follower: Follower) -> Vec<String> {
        let mut missing = self.events;
        let watching = async {
            while !missing.is_empty() {
                let Some(entry) = follower.next().await else {
                    return;
                };
                if let Record::Event { event, .. } = &entry.record {
                    strike(&mut missing, &event.name);
                }
            }
        };
        match self.within {
            Some(within) => {
                let _ = tokio::time::timeout(within, watching).await;
            }
            None => watching.await,
        }
        missing
            .iter()
            .map(|glob| glob.as_str().to_owned())
            .collect()
    }
}

/// Removes each glob that the event matches, and one only of equal ones.
fn strike(missing: &mut Vec<Pattern>, name: &str) {
    let mut met: Vec<Pattern> = Vec::new();
    missing.retain(|glob| {
        let meets = glob.matches(name) && !met.contains(glob);
        if meets {
            met.push(glob.clone());
        }
        !meets
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_glob_twice_wants_two_events() {
        let globs = ["calls.*", "calls.ringing", "calls.*", "calls.busy"];
        let mut missing: Vec<Pattern> = globs.map(|glob| Pattern::new(glob).unwrap()).to_vec();
        strike(&mut missing, "messages.sms.received");
        assert_eq!(missing.len(), 4);
        strike(&mut missing, "calls.ringing");
        assert_eq!(missing.len(), 2);
        strike(&mut missing, "calls.ringing");
        assert_eq!(missing.len(), 1);
    }
}
