//! What the README and `docs/` show can be typed: each command and each flag exists.

use std::path::Path;

use crate::support::{Home, run};

/// The `$ chirp …` lines of the console blocks in a Markdown file.
fn command_lines(text: &str) -> Vec<String> {
    let joined = text.replace("\\\n", " ");
    let lines = joined
        .lines()
        .filter_map(|line| line.trim().strip_prefix("$ "));
    lines
        .filter(|line| line.starts_with("chirp "))
        .map(str::to_owned)
        .collect()
}

/// The words of the subcommand: those before the first flag, value or placeholder.
fn path_of(words: &[String]) -> Vec<&str> {
    let plain = |word: &&String| {
        word.chars().all(|c| c.is_ascii_lowercase() || c == '-') && !word.starts_with('-')
    };
    words
        .iter()
        .skip(1)
        .take_while(plain)
        .map(String::as_str)
        .collect()
}

/// The help of the longest prefix of `path` that is a command (a value may look like a word).
fn help(home: &Home, path: &[&str]) -> String {
    for length in (1..=path.len()).rev() {
        let done = run(&mut home.chirp(&[&path[..length], &["--help"]].concat()));
        if done.code == Some(0) {
            return done.stdout;
        }
    }
    panic!("no such command: chirp {}", path.join(" "));
}

#[test]
fn every_command_line_in_the_docs_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = vec![root.join("README.md")];
    let docs = std::fs::read_dir(root.join("docs")).map(|dir| dir.map_while(Result::ok).collect());
    files.extend(
        docs.unwrap_or_else(|_| Vec::new())
            .into_iter()
            .map(|entry| entry.path()),
    );
    files.retain(|path| path.extension().is_some_and(|ext| ext == "md"));
    let home = Home::new();
    let mut seen = 0;
    for file in files {
        for line in command_lines(&std::fs::read_to_string(&file).expect("readable")) {
            let command = line.split([';', '|', '>', '&']).next().unwrap_or_default();
            let command = command.split(" #").next().unwrap_or_default();
            let words: Vec<String> = command.split_whitespace().map(str::to_owned).collect();
            let path = path_of(&words);
            let text = if path.is_empty() {
                run(&mut home.chirp(&["--help"])).stdout
            } else {
                help(&home, &path)
            };
            for flag in words
                .iter()
                .filter(|word| word.starts_with("--") && word.len() > 2)
            {
                let name = flag.split('=').next().unwrap_or(flag);
                assert!(
                    text.contains(name),
                    "{}: {line}: no flag {name}",
                    file.display()
                );
            }
            seen += 1;
        }
    }
    assert!(seen > 0);
}

/// `module::test` is a test of `tests/it/module.rs` or `src/module.rs`; a path is a file.
#[test]
fn what_the_promises_rest_on_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("docs/promises.md")).expect("readable");
    let mut seen = 0;
    for word in text.split('`').skip(1).step_by(2) {
        if let Some((module, test)) = word.rsplit_once("::") {
            let module = module.replace("::", "/");
            let files = [format!("tests/it/{module}.rs"), format!("src/{module}.rs")];
            let holds = |file: &String| {
                let text = std::fs::read_to_string(root.join(file)).unwrap_or_default();
                text.contains(&format!("fn {test}("))
            };
            assert!(files.iter().any(holds), "{word}");
            seen += 1;
        } else if word.starts_with("tests/") {
            let path = word.split(' ').next().unwrap_or_default();
            assert!(root.join(path).exists(), "{word}");
            seen += 1;
        }
    }
    assert!(seen > 50, "{seen}");
}
