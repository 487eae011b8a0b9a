//! An item of a picker: an id, and a line that describes it.

use crate::api::types::{Call, Recording, Voicemail, Webhook};
use crate::context::Context;
use crate::events::ResourceId;
use crate::render::human;
use crate::terminal::clip;

/// Something that can be picked: its id, and a line for a person.
pub(super) struct Candidate {
    pub(super) id: ResourceId,
    pub(super) line: String,
}

impl Context {
    pub(super) fn call_line(&self, call: &Call) -> Option<Candidate> {
        let id = checked(&call.id)?;
        let line = format!(
            "{:<11} {:<8} {}  {}  {id}",
            or_dash(&call.status),
            or_dash(&call.direction),
            ends(call),
            self.ago(call.created_at.as_deref()),
        );
        Some(Candidate { id, line })
    }

    pub(super) fn recording_line(&self, recording: &Recording, call: &Call) -> Option<Candidate> {
        let id = checked(&recording.id)?;
        let ago = self.ago(recording.created_at.as_deref());
        let status = or_dash(&recording.status);
        let line = format!("{status:<10} {}  {ago}  {id}", ends(call));
        Some(Candidate { id, line })
    }

    pub(super) fn voicemail_line(&self, voicemail: &Voicemail) -> Option<Candidate> {
        let id = checked(&voicemail.id)?;
        let mark = if voicemail.is_read == Some(false) {
            "new"
        } else {
            "read"
        };
        let from = or_dash(&voicemail.caller_number);
        let ago = self.ago(voicemail.created_at.as_deref());
        let said = clip(voicemail.transcription.as_deref().unwrap_or_default(), 40);
        let line = format!("{mark:<4} {from}  {ago}  {said}  {id}");
        Some(Candidate { id, line })
    }

    pub(super) fn webhook_line(&self, webhook: &Webhook) -> Option<Candidate> {
        let id = checked(&webhook.id)?;
        let url = clip(or_dash(&webhook.url), 60);
        let ago = self.ago(webhook.created_at.as_deref());
        let line = format!("{url}  {ago}  {id}");
        Some(Candidate { id, line })
    }

    fn ago(&self, at: Option<&str>) -> String {
        let at = at.and_then(|at| at.parse().ok());
        at.map(|at| human::ago(at, self.clock.now()))
            .unwrap_or_default()
    }
}

fn ends(call: &Call) -> String {
    let (from, to) = (or_dash(&call.from_address), or_dash(&call.to_address));
    format!("{from} → {to}")
}

fn or_dash(text: &Option<String>) -> &str {
    text.as_deref().unwrap_or("-")
}

/// An item whose id cannot be part of a request path cannot be chosen.
fn checked(id: &Option<String>) -> Option<ResourceId> {
    ResourceId::new(id.as_deref()?).ok()
}
