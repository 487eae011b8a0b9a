//! `chirp --version`, with `-v` also how this program was built.

use std::env::consts::{ARCH, OS};
use std::ffi::OsString;

use crate::receiver::journal;
use crate::terminal::{ColorChoice, OutputError, Terminal};

/// Returns the text for a command line that asks for the version alone: it needs no definition of all
/// the commands. `None` for every other command line.
pub(crate) fn requested(args: &[OsString]) -> Option<String> {
    let (mut version, mut details) = (false, false);
    for argument in args.iter().skip(1) {
        match argument.to_str()? {
            "--version" | "-V" => version = true,
            "--verbose" | "-v" => details = true,
            "-vV" | "-Vv" => (version, details) = (true, true),
            _ => return None,
        }
    }
    version.then(|| text(details))
}

/// Writes it. Returns the exit code.
pub(crate) fn report(text: &str) -> u8 {
    let terminal = Terminal::new(ColorChoice::Never, false);
    match terminal.line(text) {
        Err(OutputError::Failed(_)) => 1,
        _ => 0,
    }
}

fn text(details: bool) -> String {
    let version = concat!("chirp ", env!("CARGO_PKG_VERSION"));
    if !details {
        return version.to_owned();
    }
    let profile = if cfg!(debug_assertions) {
        "debug"
    } else {
        "release"
    };
    let linking = if cfg!(target_feature = "crt-static") {
        "static"
    } else {
        "dynamic"
    };
    let features = if cfg!(feature = "portable") {
        "portable"
    } else {
        "none"
    };
    // packaging/build names the commit; a build by hand has none.
    let commit = option_env!("CHIRP_COMMIT").unwrap_or("unknown");
    format!(
        "{version}\ncommit:   {commit}\ntarget:   {}\nbuild:    {profile}, {linking}\nSQLite:   {}\nfeatures: {features}",
        target(),
        journal::sqlite_version()
    )
}

/// Returns the target as Rust names it, such as `x86_64-unknown-linux-gnu`.
fn target() -> String {
    let (vendor, libc) = match OS {
        "macos" => return format!("{ARCH}-apple-darwin"),
        "linux" if cfg!(target_env = "musl") => ("unknown", "-musl"),
        "linux" => ("unknown", "-gnu"),
        _ => ("unknown", ""),
    };
    format!("{ARCH}-{vendor}-{OS}{libc}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_version_alone_is_answered_here() {
        let asked =
            |line: &str| requested(&line.split(' ').map(OsString::from).collect::<Vec<_>>());
        let short = concat!("chirp ", env!("CARGO_PKG_VERSION"));
        for line in ["chirp --version", "chirp -V"] {
            assert_eq!(asked(line).as_deref(), Some(short), "{line}");
        }
        for line in [
            "chirp --version -v",
            "chirp -v --version",
            "chirp -vV",
            "chirp -Vv",
            "chirp -V --verbose",
        ] {
            let said = asked(line).unwrap_or_default();
            assert!(said.contains("\nSQLite:   3."), "{line}: {said}");
        }
        for line in ["chirp", "chirp -v", "chirp calls --version", "chirp -V -q"] {
            assert_eq!(asked(line), None, "{line}");
        }
    }
}
