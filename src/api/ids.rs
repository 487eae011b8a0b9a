//! Kinds of ids, told by their prefix (docs/api.md): to notice a wrong kind before it is sent.

/// The kind of resource of an id. Ids are otherwise opaque; an unknown prefix is accepted
/// everywhere.
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

    /// Returns the kind of `id`, or `None` when the prefix is not documented.
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

/// The command that lists the things one of which `path` names by its id; `None` when it names none, or
/// there is no such command (docs/api.md; `docs/sandbox.md` for the control API).
pub fn list_command(path: &str) -> Option<&'static str> {
    let path = path.split('?').next()?;
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    let noun = match (segments.next()?, segments.next()?, segments.next()?) {
        ("v1", "calls", noun @ ("recordings" | "voicemails")) => segments.next().map(|_| noun)?,
        ("v1", "calls", "token") => return None,
        ("v1" | "_sandbox", noun, _) => noun,
        _ => return None,
    };
    Some(match noun {
        "calls" => "chirp calls list",
        "webhooks" => "chirp webhooks list",
        "recordings" => "chirp recordings list @last, for the newest call",
        "voicemails" => "chirp voicemails list",
        "deliveries" => "chirp simulate deliveries",
        _ => return None,
    })
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

    #[test]
    fn what_was_not_found_has_a_list() {
        for (path, list) in [
            ("/v1/calls/call_1", Some("chirp calls list")),
            ("/v1/calls/call_1/commands", Some("chirp calls list")),
            ("/v1/calls/call_1/recordings", Some("chirp calls list")),
            ("/v1/webhooks/whk_1", Some("chirp webhooks list")),
            ("/v1/calls/voicemails/x", Some("chirp voicemails list")),
            ("/v1/calls", None),
            ("/v1/calls?limit=1", None),
            ("/v1/calls/token", None),
            ("/v1/calls/voicemails", None),
            ("/v1/calls/recordings/", None),
            ("/v1/organization/apps/app_1/calling", None),
            ("/other/calls/x", None),
            ("", None),
        ] {
            assert_eq!(list_command(path), list, "{path}");
        }
    }
}
