//! The names of the events that were shown last, for the lines about their outcomes.

use std::collections::VecDeque;

use crate::events::entry::{Entry, Record};
use crate::render::entries::About;

/// Events that are remembered. Lines about older ones show their number only.
const KEPT: usize = 1024;

/// Characters of a name that are shown.
const LONGEST: usize = 60;

/// Bytes of a call's id that are kept; the service's have 32. What is longer is in the event's own line.
const LONGEST_ID: usize = 200;

/// The last events, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Recent(VecDeque<(i64, About)>);

impl Recent {
    pub(crate) fn see(&mut self, entry: &Entry) {
        if let Record::Event { event, .. } = &entry.record {
            let name = event.name.chars().take(LONGEST).collect();
            let call_id = event.call_id.clone().filter(|id| id.len() <= LONGEST_ID);
            self.0.push_back((entry.seq, About { name, call_id }));
            if self.0.len() > KEPT {
                self.0.pop_front();
            }
        }
    }

    /// Returns the event that an action is about, if it is still in memory.
    pub(crate) fn about(&self, record: &Record) -> Option<&About> {
        let Record::Action(action) = record else {
            return None;
        };
        let at = self.0.binary_search_by_key(&action.of, |(seq, _)| *seq);
        at.ok().map(|at| &self.0[at].1)
    }
}
