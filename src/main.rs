//! Parse, run, exit code.

use std::process::ExitCode;

use chirp::render::jq::child;

fn main() -> ExitCode {
    chirp::terminal::panic::end_on_panic();
    if std::env::args_os()
        .nth(1)
        .is_some_and(|first| first == child::ARGUMENT)
    {
        return child::run();
    }
    ExitCode::from(chirp::cli::main(std::env::args_os()))
}
