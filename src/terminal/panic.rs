//! A defect ends the program: one line on stderr, exit code 1. What was acknowledged is in the journal.

use std::any::Any;
use std::panic::PanicHookInfo;
use std::sync::Mutex;

use crate::terminal::{ColorChoice, Terminal, clip, sanitize, settle};

/// Columns of the message: enough to recognise it by, whatever text from outside it repeats.
const ROOM: usize = 300;

/// After this call a panic in any thread ends the process, whether the build unwinds or not.
#[allow(
    clippy::disallowed_methods,
    reason = "no value leads back to main from another thread's panic"
)]
pub fn end_on_panic() {
    static FIRST: Mutex<()> = Mutex::new(());
    std::panic::set_hook(Box::new(|panic| {
        // Never given back: a second thread's panic says nothing more.
        let _first = FIRST.lock();
        report(panic);
        settle();
        std::process::exit(1);
    }));
}

fn report(panic: &PanicHookInfo<'_>) {
    super::screen::leave();
    let terminal = Terminal::new(ColorChoice::Never, false);
    let message = clip(&sanitize(text(panic.payload()).unwrap_or("a panic")), ROOM);
    let place = panic.location().map_or_else(String::new, |place| {
        format!(" ({}:{})", place.file(), place.line())
    });
    // A question or a progress bar may have hidden the cursor and left a line begun.
    let sane = match terminal.is_stderr_tty() {
        true => "\x1b[?25h\r\x1b[K",
        false => "",
    };
    terminal.complain(&format!("{sane}error: defect in chirp: {message}{place}"));
}

/// The message of `panic!`, which is a literal or a formatted string.
fn text(payload: &dyn Any) -> Option<&str> {
    let literal = payload.downcast_ref::<&str>().copied();
    literal.or_else(|| payload.downcast_ref::<String>().map(String::as_str))
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    /// A process of its own, as the panic is its end.
    #[test]
    #[ignore = "ends the process; the next test starts it"]
    fn a_thread_panics() {
        super::end_on_panic();
        let thread = std::thread::spawn(|| panic!("two\nlines \u{1b}[2J"));
        let _ = thread.join();
        unreachable!("the panic has ended the process");
    }

    #[test]
    fn a_panic_in_any_thread_ends_with_one_line_and_code_1() {
        let this = std::env::current_exe().expect("a test has a path");
        let test = "terminal::panic::tests::a_thread_panics";
        let done = Command::new(this)
            .args(["--ignored", "--exact", "--nocapture", test])
            .output()
            .expect("the test binary starts");
        let text = String::from_utf8_lossy(&done.stderr);
        assert_eq!(done.status.code(), Some(1), "{text}");
        assert!(
            text.starts_with(
                r"error: defect in chirp: two\nlines \u{1b}[2J (src/terminal/panic.rs:"
            ),
            "{text}"
        );
        assert_eq!(text.lines().count(), 1, "{text}");
    }
}
