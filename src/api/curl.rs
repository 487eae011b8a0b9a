//! A request as the `curl` line that would send it, for `--dry-run`. The key stays a variable.

use crate::api::Request;

/// A line that works when pasted into a shell where `CHIRP_API_KEY` is set.
pub fn line<T>(base: &str, request: &Request<T>) -> String {
    let url = format!("{}{}", base.trim_end_matches('/'), request.target());
    let mut parts = vec![
        "curl".to_owned(),
        "-X".to_owned(),
        request.method.to_string(),
        shell_words::quote(&url).into_owned(),
        "-H".to_owned(),
        "\"Authorization: Bearer $CHIRP_API_KEY\"".to_owned(),
    ];
    if let Some(body) = &request.body {
        parts.extend([
            "-H".to_owned(),
            "'Content-Type: application/json'".to_owned(),
        ]);
        parts.extend(["-d".to_owned(), shell_words::quote(body).into_owned()]);
    }
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use crate::api::call_commands::{CallCommand, send};

    #[test]
    fn quotes_what_a_shell_would_read() {
        let request = send(
            "call_1",
            &CallCommand::new("reject").with("reason", Some("it's $5")),
        );
        assert_eq!(
            super::line("https://api.example/", &request),
            r#"curl -X POST https://api.example/v1/calls/call_1/commands -H "Authorization: Bearer $CHIRP_API_KEY" -H 'Content-Type: application/json' -d '{"type":"reject","reason":"it'\''s $5"}'"#
        );
    }
}
