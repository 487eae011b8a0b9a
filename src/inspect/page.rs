//! The page's files, embedded. Vanilla ES modules and CSS, no build step.

use axum::body::Body;
use axum::http::{Response, StatusCode};

use crate::inspect::reply::answer;
use crate::render::ladder::CSS;

const JS: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";

/// Path, type and content of each file.
const FILES: &[(&str, &str, &str)] = &[
    (
        "/",
        "text/html; charset=utf-8",
        include_str!("page/index.html"),
    ),
    ("/icon.svg", "image/svg+xml", include_str!("page/icon.svg")),
    ("/ladder.css", STYLE, CSS),
    ("/style.css", STYLE, include_str!("page/style.css")),
    ("/app.js", JS, include_str!("page/app.js")),
    ("/api.js", JS, include_str!("page/api.js")),
    ("/audio.js", JS, include_str!("page/audio.js")),
    ("/calls.js", JS, include_str!("page/calls.js")),
    ("/commands.js", JS, include_str!("page/commands.js")),
    ("/detail.js", JS, include_str!("page/detail.js")),
    ("/diff.js", JS, include_str!("page/diff.js")),
    ("/dom.js", JS, include_str!("page/dom.js")),
    ("/json.js", JS, include_str!("page/json.js")),
    ("/journal.js", JS, include_str!("page/journal.js")),
    ("/keys.js", JS, include_str!("page/keys.js")),
    ("/ladder.js", JS, include_str!("page/ladder.js")),
    ("/replay.js", JS, include_str!("page/replay.js")),
    ("/state.js", JS, include_str!("page/state.js")),
];

/// The file at `path`.
pub(super) fn file(path: &str) -> Option<Response<Body>> {
    let (_, kind, content) = FILES.iter().find(|(name, ..)| *name == path)?;
    Some(answer(StatusCode::OK, kind, *content))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_small_and_loads_nothing_from_elsewhere() {
        let bytes: usize = FILES.iter().map(|(_, _, content)| content.len()).sum();
        assert!(bytes <= 80 * 1024, "{bytes} bytes");
        for (path, _, content) in FILES {
            for banned in [
                "innerHTML",
                "outerHTML",
                "insertAdjacentHTML",
                "document.write",
                "eval(",
                "https:",
                "//cdn",
                "@import",
                "style=\"",
            ] {
                assert!(!content.contains(banned), "{path} has {banned}");
            }
        }
    }
}
