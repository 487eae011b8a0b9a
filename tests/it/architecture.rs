//! Imports point down only: a module may use what stands on a lower rank than itself.

use std::path::{Path, PathBuf};

/// Each rank may import the ranks after it.
const RANKS: [&[&str]; 12] = [
    &["main"],
    &["cli"],
    &["cmd"],
    &["context"],
    &["error"],
    &["inspect", "console", "mcp"],
    &["check", "fleet"],
    &["receiver"],
    &["render", "sandbox"],
    &["api", "config", "prompt"],
    &["events", "http", "secret", "terminal", "shutdown"],
    &["clock", "files", "json", "toml_file"],
];

fn rank(module: &str) -> usize {
    let found = RANKS.iter().position(|rank| rank.contains(&module));
    found.unwrap_or_else(|| panic!("module {module} has no rank"))
}

fn sources(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).expect("src is there") {
        let path = entry.expect("readable").path();
        match path.is_dir() {
            true => sources(&path, found),
            false if path.extension().is_some_and(|ext| ext == "rs") => found.push(path),
            false => {}
        }
    }
}

/// Every `crate::name` in a file, and every name of a `use crate::{…}` list.
fn imports(text: &str) -> Vec<String> {
    let name = |s: &str| {
        s.chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect::<String>()
    };
    let mut found = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(list) => {
                let (mut depth, mut item) = (1, String::new());
                for c in list.chars() {
                    match c {
                        '{' => depth += 1,
                        '}' => depth -= 1,
                        ',' if depth == 1 => found.push(name(item.trim())),
                        _ => {}
                    }
                    if depth == 0 {
                        found.push(name(item.trim()));
                        break;
                    }
                    if c == ',' && depth == 1 {
                        item.clear()
                    } else {
                        item.push(c)
                    }
                }
            }
            None => found.push(name(rest)),
        }
    }
    found.retain(|name| !name.is_empty());
    found
}

#[test]
fn imports_point_down() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    assert!(files.len() > 20);
    let mut wrong = Vec::new();
    for file in files {
        let relative = file.strip_prefix(&src).expect("under src");
        let first = relative
            .iter()
            .next()
            .and_then(|part| part.to_str())
            .unwrap_or_default();
        let own = first.trim_end_matches(".rs");
        if own == "lib" {
            continue;
        }
        let text = std::fs::read_to_string(&file).expect("readable");
        for target in imports(&text) {
            let same = target == own && (own != "cmd" || relative.ends_with("mod.rs"));
            let beside = own == "cmd" && text.contains("crate::cmd::") && target == "cmd";
            if !same && !beside && rank(&target) <= rank(own) {
                wrong.push(format!("{} imports crate::{target}", relative.display()));
            }
        }
        if own == "cmd" {
            for sibling in text
                .match_indices("crate::cmd::")
                .map(|(at, m)| &text[at + m.len()..])
            {
                let name: String = sibling
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect();
                if relative
                    .with_file_name(format!("{name}.rs"))
                    .to_str()
                    .is_some_and(|p| src.join(p).exists())
                {
                    wrong.push(format!("{} imports the command {name}", relative.display()));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "imports that point up:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn each_outside_thing_has_one_owner() {
    let owners: [(&str, &[&str]); 7] = [
        ("dialoguer", &["prompt.rs", "prompt/"]),
        ("comfy_table", &["render/table.rs"]),
        (
            "rusqlite",
            &["receiver/journal", "sandbox/state/data_file.rs"],
        ),
        ("ratatui", &["console/"]),
        ("tokio_postgres", &["fleet/"]),
        ("clap::", &["cli.rs", "cli/", "cmd/"]),
        (
            "reqwest::",
            &[
                "http.rs",
                "http/",
                "api/client.rs",
                "api/download",
                "receiver/consumers/forward",
                "sandbox/delivery/webhook_sender.rs",
            ],
        ),
    ];
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    let mut wrong = Vec::new();
    for file in files {
        let relative = file
            .strip_prefix(&src)
            .expect("under src")
            .to_string_lossy()
            .into_owned();
        let text = std::fs::read_to_string(&file).expect("readable");
        let code: String = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .collect();
        for (thing, places) in owners {
            if code.contains(thing) && !places.iter().any(|place| relative.starts_with(place)) {
                wrong.push(format!("{relative} uses {thing}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
