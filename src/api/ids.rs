//! Kinds of ids, told by their prefix (spec, section 1): to notice a wrong kind before it is sent.

/// What an id stands for. Ids are opaque otherwise, and an unknown prefix fits everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdKind {
    /// `call_…`, also `call_test_…`.
    Call,
    /// `call_rec_…`.
    Recording,
    /// `call_vm_…`.
    Voicemail,
    /// `whk_…`.
    Webhook,
    /// `app_…`.
    App,
    /// `evt_…`.
    Event,
    /// `part_…`.
    Participant,
}

impl IdKind {
    /// The longer prefixes come first.
    const PREFIXES: [(&'static str, IdKind); 7] = [
        ("call_rec_", IdKind::Recording),
        ("call_vm_", IdKind::Voicemail),
        ("call_", IdKind::Call),
        ("whk_", IdKind::Webhook),
        ("app_", IdKind::App),
        ("evt_", IdKind::Event),
        ("part_", IdKind::Participant),
    ];

    /// The kind of `id`, or `None` when the prefix is not one of the documented ones.
    pub fn of(id: &str) -> Option<IdKind> {
        let found = Self::PREFIXES
            .iter()
            .find(|(prefix, _)| id.starts_with(prefix));
        found.map(|(_, kind)| *kind)
    }

    /// In words, with an article.
    pub fn noun(self) -> &'static str {
        match self {
            IdKind::Call => "a call",
            IdKind::Recording => "a recording",
            IdKind::Voicemail => "a voicemail",
            IdKind::Webhook => "a webhook",
            IdKind::App => "an app",
            IdKind::Event => "an event",
            IdKind::Participant => "a participant",
        }
    }

    /// The command that takes such an id; `destroy` asks for the one that removes.
    pub fn command(self, id: &str, destroy: bool) -> String {
        let verb = if destroy { "delete" } else { "get" };
        match self {
            IdKind::Call if destroy => format!("chirp calls end {id}"),
            IdKind::Call => format!("chirp calls get {id}"),
            IdKind::Recording => format!("chirp recordings {verb} {id}"),
            IdKind::Voicemail => format!("chirp voicemails {verb} {id}"),
            IdKind::Webhook => format!("chirp webhooks {verb} {id}"),
            IdKind::App => format!("chirp apps calling get {id}"),
            IdKind::Event => format!("chirp events show {id}"),
            IdKind::Participant => format!("chirp calls mute <CALL> --participant {id}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_by_the_longest_prefix() {
        for (id, kind) in [
            ("call_2Db", Some(IdKind::Call)),
            ("call_test_2Db", Some(IdKind::Call)),
            ("call_rec_2Db", Some(IdKind::Recording)),
            ("call_vm_test_2Db", Some(IdKind::Voicemail)),
            ("whk_1", Some(IdKind::Webhook)),
            ("2Db", None),
        ] {
            assert_eq!(IdKind::of(id), kind, "{id}");
        }
        assert_eq!(
            IdKind::Recording.command("call_rec_1", false),
            "chirp recordings get call_rec_1"
        );
    }
}
