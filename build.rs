//! How the release program is linked on x86-64 Linux with glibc: for few page faults at start.
//!
//! Elsewhere, in debug builds, and where somebody has chosen a linker, nothing is changed.

use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=build");
    let is = |name: &str, value: &str| setting(name) == value;
    let usual = is("CARGO_CFG_TARGET_OS", "linux")
        && is("CARGO_CFG_TARGET_ENV", "gnu")
        && is("CARGO_CFG_TARGET_ARCH", "x86_64")
        && is("TARGET", &setting("HOST"))
        && is("PROFILE", "release")
        && setting("RUSTC_LINKER").is_empty()
        && !setting("CARGO_ENCODED_RUSTFLAGS").contains("link");
    if !usual {
        return;
    }
    script("order.ld");
    // A build with names is there for debuggers and profilers, which follow stacks.
    if is("DEBUG", "false") {
        script("abort.ld");
    }
    link_unwinder();
    // Addresses to relocate in a hundredth of the room, which glibc reads since 2.36; with an earlier one
    // a dynamic program would say so and not start.
    if glibc_minor() >= 36 {
        println!("cargo:rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}

/// Has the linker follow a script beside its own.
fn script(name: &str) {
    let path = Path::new(&setting("CARGO_MANIFEST_DIR"))
        .join("build")
        .join(name);
    println!("cargo:rustc-link-arg-bins=-T{}", path.display());
}

/// gcc's unwinder as a part of the program instead of `libgcc_s.so`, where gcc has brought it along.
fn link_unwinder() {
    let asked = Command::new("cc")
        .arg("-print-file-name=libgcc_eh.a")
        .output();
    let found = asked.map(|done| String::from_utf8_lossy(&done.stdout).trim().to_owned());
    if found.is_ok_and(|path| Path::new(&path).is_absolute()) {
        println!("cargo:rustc-link-lib=static:-bundle=gcc_eh");
    }
}

/// Of this machine's glibc 2.x, or 0.
fn glibc_minor() -> u32 {
    let asked = Command::new("getconf").arg("GNU_LIBC_VERSION").output();
    let text = asked.map(|done| String::from_utf8_lossy(&done.stdout).into_owned());
    let minor = text.ok().and_then(|text| {
        let version = text.trim().strip_prefix("glibc 2.")?;
        version.split('.').next()?.parse().ok()
    });
    minor.unwrap_or_default()
}

#[allow(
    clippy::disallowed_methods,
    reason = "a build script is told everything by its environment"
)]
fn setting(name: &str) -> String {
    std::env::var(name).unwrap_or_default()
}
