//! The names of the events that were shown last, for the lines about what was done for them.

use std::collections::VecDeque;

use crate::events::entry::{Entry, Record};
use crate::render::entries::About;

/// A target that is slow or down answers for older ones; their number is shown all the same.
const KEPT: usize = 1024;

/// A name longer than this has said what it is.
const LONGEST: usize = 60;

/// The last events, oldest first.
#[derive(Debug, Default)]
pub(in crate::receiver) struct Recent(VecDeque<(i64, About)>);

impl Recent {
    pub(super) fn see(&mut self, entry: &Entry) {
        if let Record::Event { event, .. } = &entry.record {
            let (name, call_id) = (event.name.chars().take(LONGEST).collect(), &event.call_id);
            let call_id = call_id.clone();
            self.0.push_back((entry.seq, About { name, call_id }));
            if self.0.len() > KEPT {
                self.0.pop_front();
            }
        }
    }

    /// The event that an action is about, if it is still known.
    pub(super) fn about(&self, record: &Record) -> Option<&About> {
        let Record::Action(action) = record else {
            return None;
        };
        let at = self.0.binary_search_by_key(&action.of, |(seq, _)| *seq);
        at.ok().map(|at| &self.0[at].1)
    }
}
