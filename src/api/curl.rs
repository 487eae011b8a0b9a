//! A request as the `curl` line that would send it, for `--dry-run`. The key stays a variable.

use crate::api::Request;
use crate::json::{Layout, reformat};

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
        parts.extend(["-d".to_owned(), quote(body)]);
    }
    parts.join(" ")
}

/// Marks the start and end of a shell expression inside a value; no user text contains it.
const MARK: char = '\u{e000}';

/// A value that the shell puts in when the line is pasted, such as `$HOOK_SECRET` or `$(cat FILE)`: for
/// secrets, which the line must not hold.
pub fn expression(shell: &str) -> String {
    format!("{MARK}{shell}{MARK}")
}

/// The body in single quotes, with expressions in double quotes between them.
fn quote(body: &str) -> String {
    let body = reformat(body, Layout::Compact);
    let mut quoted = String::new();
    for (at, part) in body.split(MARK).enumerate() {
        match at % 2 {
            0 if part.is_empty() => {}
            0 => quoted.push_str(&shell_words::quote(part)),
            _ => quoted.push_str(&format!("\"{part}\"")),
        }
    }
    quoted
}

#[cfg(test)]
mod tests {
    use crate::api::call_commands::{CallCommand, send};
    use crate::events::ResourceId;

    #[test]
    fn secrets_stay_expressions() {
        let body = format!("{{\"a\":\"{}\"}}", super::expression("$HOOK"));
        assert_eq!(super::quote(&body), r#"'{"a":"'"$HOOK"'"}'"#);
    }

    #[test]
    fn quotes_what_a_shell_would_read() {
        let request = send(
            &ResourceId::new("call_1").unwrap(),
            &CallCommand::new("reject").with("reason", Some("it's $5")),
        );
        assert_eq!(
            super::line("https://api.example/", &request),
            r#"curl -X POST https://api.example/v1/calls/call_1/commands -H "Authorization: Bearer $CHIRP_API_KEY" -H 'Content-Type: application/json' -d '{"type":"reject","reason":"it'\''s $5"}'"#
        );
    }
}
