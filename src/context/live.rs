//! Finds the calls that are ringing or active: from the API's list, and from the journal.

use std::collections::HashSet;
use std::ops::ControlFlow;

use jiff::SignedDuration;

use crate::api::calls;
use crate::api::types::Call;
use crate::config;
use crate::context::Context;
use crate::context::candidate::Candidate;
use crate::context::choose::{Fits, PAGE, read_all};
use crate::error::Error;
use crate::events::ResourceId;
use crate::events::entry::Record;
use crate::receiver::journal::{Reader, Selection};

/// Age of the oldest entries to read. The API's list contains older calls that are still live.
const HOURS: i64 = 2;
/// Maximum number of entries to read and of calls to find. This is fast even for a busy journal.
const ENTRIES: usize = 1000;
const SEEN: usize = 5;

impl Context {
    /// Returns the calls that a command fits, newest first.
    pub(super) async fn fitting_calls(&self, fits: Fits) -> Result<Vec<Candidate>, Error> {
        let mut all = self.newest_calls(PAGE).await?;
        all.extend(self.seen_calls(&all).await?);
        all.sort_by(|a, b| b.created_at.cmp(&a.created_at));
        let fitting = all.iter().filter(|call| fits.includes(call));
        Ok(fitting.filter_map(|call| self.call_line(call)).collect())
    }

    /// The newest `count` calls of the API's list.
    pub(super) async fn newest_calls(&self, count: u32) -> Result<Vec<Call>, Error> {
        let request = calls::list(None, None).query("limit", Some(count));
        let mut found: Vec<Call> = read_all(&self.api()?.send(&request).await?.value.data);
        // The order of lists is assumed by the spec; sorting here depends on neither.
        found.sort_by(|a, b| b.created_at.cmp(&a.created_at));
        Ok(found)
    }

    /// Returns the calls that began and did not end in the journal and are missing in `listed`, as
    /// returned by the API. The journal may belong to another account: calls that this one does not
    /// know are left out.
    async fn seen_calls(&self, listed: &[Call]) -> Result<Vec<Call>, Error> {
        let mut found = Vec::new();
        for id in self.begun_calls() {
            if !listed.iter().any(|call| call.id.as_deref() == Some(&*id))
                && let Ok(reply) = self.api()?.send(&calls::get(&id)).await
            {
                found.push(reply.value);
            }
        }
        Ok(found)
    }

    /// Returns the ids, newest first. With an unreadable journal the API is still asked.
    fn begun_calls(&self) -> Vec<ResourceId> {
        let opened = config::state_dir().map(|dir| Reader::open(&dir));
        let Ok(Ok(Some(mut reader))) = opened else {
            return Vec::new();
        };
        let (mut begun, mut over, mut left) = (Vec::new(), HashSet::new(), ENTRIES);
        let recent = Selection {
            since: Some(self.clock.now() - SignedDuration::from_hours(HOURS)),
            ..Selection::default()
        };
        let _ = reader.newest_first::<()>(&recent, |entry| {
            if let Record::Event { event, .. } = entry.record
                && let Some(Ok(id)) = event.call_id.as_deref().map(ResourceId::new)
            {
                if event.kind().is_some_and(|kind| kind.ends_call()) {
                    over.insert(id);
                } else if event.kind().is_some() && !over.contains(&id) && !begun.contains(&id) {
                    begun.push(id);
                }
            }
            left -= 1;
            match left == 0 || begun.len() == SEEN {
                true => ControlFlow::Break(Ok(())),
                false => ControlFlow::Continue(()),
            }
        });
        begun
    }
}
