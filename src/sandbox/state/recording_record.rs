//! The record of a recording.

use jiff::Timestamp;

use crate::api::types::Recording;
use crate::clock::iso_millis;
use crate::sandbox::state::files::{AudioFiles, Speech};

/// A recording, with the fields that the API does not show.
#[derive(Clone, Debug)]
pub(crate) struct RecordingRecord {
    /// The recording as the API shows it, except for its URL, which is signed for each answer.
    pub(crate) view: Recording,
    /// The id of the voicemail that the audio belongs to.
    pub(crate) voicemail: Option<String>,
    /// The start of the recording.
    pub(crate) began: Timestamp,
}

impl RecordingRecord {
    /// Returns a recording of an earlier run. One that was still running has failed.
    pub(crate) fn stored(mut view: Recording, wall: Timestamp) -> RecordingRecord {
        view.status = view.status.map(|status| match status.as_str() {
            "recording" => "failed".into(),
            "processing" => "completed".into(),
            _ => status,
        });
        RecordingRecord {
            view,
            voicemail: None,
            began: wall,
        }
    }

    /// Returns whose voices the audio has.
    pub(crate) fn speech(&self) -> Speech {
        match self.voicemail {
            Some(_) => Speech::Voicemail,
            None => Speech::Call,
        }
    }

    /// Returns the recording as the API shows it at `wall`.
    pub(crate) fn shown(&self, files: &AudioFiles, wall: Timestamp) -> Recording {
        let mut shown = self.view.clone();
        if let ("completed", Some(id), Some(format)) = (
            shown.status.as_deref().unwrap_or_default(),
            &shown.id,
            &shown.format,
        ) {
            shown.file_url = Some(files.url("recordings", id, format, wall));
            shown.file_size = Some(files.size(format, self.speech()));
        }
        shown
    }
}

/// Returns a recording that has just started.
pub(crate) fn new_view(
    id: &str,
    call_id: &str,
    began: Timestamp,
    status: &str,
    format: Option<String>,
) -> Recording {
    Recording {
        id: Some(id.to_owned()),
        call_id: Some(call_id.to_owned()),
        status: Some(status.to_owned()),
        format: Some(format.unwrap_or_else(|| "mp4".into())),
        started_at: Some(iso_millis(began)),
        created_at: Some(iso_millis(began)),
        ..Recording::default()
    }
}
