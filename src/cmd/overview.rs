//! The commands by what one does with them: the help of `chirp` itself.

/// Every command once; a test compares it with the definition. With the lines around it, it fits 24 lines.
const COMMANDS: &str = "\
Receive  listen       receive, record, show and forward webhooks
         events       list, show, replay and export what was recorded
         inspect      show the journal in a browser
         console      show the journal on the full screen
         webhooks     manage webhooks
Call     calls        place, list and control calls
         recordings   list, download and delete recordings
         voicemails   list, download and delete voicemails
         tokens       create tokens for WebRTC clients
Test     sandbox      run the API and its webhooks here: no key, no network
         simulate     simulate calls, scenarios and load in a running sandbox
         trigger      send sample events to a handler
         check        check whether a webhook handler is right
         init         write a handler with its tests, ready to run
         demo         see a call from start to end in the sandbox
Account  auth         log in and out, and check the API key
         apps         configure apps of the organization (admin key)
         config       show each setting and where it came from
         doctor       check configuration, key, API, clock, journal and port
Other    work  journal  api  completions  man  commands  schema  licenses";

/// The help of `chirp --help`.
pub(crate) fn help_template() -> String {
    format!("{{about}}\n\n{{usage-heading}} {{usage}}\n\n{COMMANDS}\n\n{{options}}")
}

/// What `chirp` alone prints.
pub(crate) fn short_help() -> String {
    format!(
        "Usage: chirp <COMMAND> [OPTIONS]\n{COMMANDS}\nchirp <COMMAND> --help has the details; chirp demo shows it all, without a key"
    )
}
