//! Any bytes as a webhook's body: never a panic, and what is printed of it holds nothing hidden.
#![no_main]

use chirp::events::Event;
use chirp::json::{self, Layout};

libfuzzer_sys::fuzz_target!(|body: &[u8]| {
    let _ = Event::read(body);
    let Some(text) = json::text_of(body) else {
        return;
    };
    for layout in [Layout::Compact, Layout::Indented] {
        let again = json::reformat(text, layout);
        assert!(!again.chars().any(|c| json::is_hidden(c) && c != '\n'));
        // The same JSON: compacting what was reformatted is compacting the original.
        assert_eq!(json::reformat(&again, Layout::Compact), json::reformat(text, Layout::Compact));
    }
    for (key, _) in json::members(text).unwrap_or_default() {
        assert!(json::string(key).is_some());
    }
});
