//! Parse, run, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    chirp::terminal::panic::end_on_panic();
    ExitCode::from(chirp::cli::main(std::env::args_os()))
}
