//! Any text on a terminal: nothing hidden is left, and clipping keeps to its columns.
#![no_main]

use chirp::json::is_hidden;
use chirp::terminal::{clip, sanitize, width};

libfuzzer_sys::fuzz_target!(|input: (String, u8)| {
    let (text, columns) = (sanitize(&input.0), usize::from(input.1));
    assert!(!text.chars().any(is_hidden));
    assert!(width(&clip(&text, columns)) <= columns.max(1));
});
