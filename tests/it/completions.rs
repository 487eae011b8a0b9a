//! The committed completion scripts are what the program generates.

use crate::support::{Home, run};

#[test]
fn committed_scripts_are_current() {
    let home = Home::new();
    let files = [
        ("bash", "chirp.bash"),
        ("zsh", "_chirp"),
        ("fish", "chirp.fish"),
        ("powershell", "_chirp.ps1"),
        ("elvish", "chirp.elv"),
    ];
    for (shell, file) in files {
        let script = run(&mut home.chirp(&["completions", shell])).code(0).stdout;
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("completions")
            .join(file);
        if std::env::var_os("CHIRP_UPDATE").is_some() {
            std::fs::write(&path, &script).expect("the script is written");
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == script,
            "{file} is old: CHIRP_UPDATE=1 cargo test --test it completions"
        );
    }
}
