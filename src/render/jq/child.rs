//! The filter process: reads a filter and inputs from stdin, writes results to stdout.
//!
//! A thread cannot be stopped from outside, a process can. Memory and stack are limited, so that a
//! filter that runs away ends this process and nothing else.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::process::ExitCode;

use rustix::event::{PollFd, PollFlags};
use rustix::process::{Resource, Rlimit, setrlimit};

use crate::render::jq::evaluate::{Failure, Program};
use crate::render::jq::wire::{self, Tag};

/// The first argument that starts a filter process.
pub const ARGUMENT: &str = "__jq";

/// The memory that a filter may use, its stack included (not on macOS, which knows no such limit).
pub(super) const MEMORY_MIB: u64 = 512;
/// Enough for inputs of the greatest depth, in a debug build, too.
const STACK: usize = 128 * 1024 * 1024;

/// Runs the filter process until its stdin closes.
pub fn run() -> ExitCode {
    let memory = Some(MEMORY_MIB * 1024 * 1024);
    let _ = setrlimit(
        Resource::As,
        Rlimit {
            current: memory,
            maximum: memory,
        },
    );
    // A filter that runs out of memory aborts, which is no reason to leave a core file.
    let _ = setrlimit(
        Resource::Core,
        Rlimit {
            current: Some(0),
            maximum: Some(0),
        },
    );
    let worker = std::thread::Builder::new().stack_size(STACK).spawn(serve);
    if worker.is_err() {
        return ExitCode::FAILURE;
    }
    // The other end of stdin closes when the program ends, however it ends.
    let stdin = rustix::stdio::stdin();
    loop {
        let mut polled = [PollFd::new(&stdin, PollFlags::empty())];
        match rustix::event::poll(&mut polled, None) {
            Ok(_) => return ExitCode::SUCCESS,
            Err(rustix::io::Errno::INTR) => {}
            Err(_) => return ExitCode::FAILURE,
        }
    }
}

fn serve() -> io::Result<()> {
    let input = rustix::stdio::stdin().try_clone_to_owned()?;
    let output = rustix::stdio::stdout().try_clone_to_owned()?;
    let mut input = BufReader::new(File::from(input));
    let mut output = BufWriter::new(File::from(output));
    let (_, code) = wire::read(&mut input)?;
    let program = match Program::compile(&String::from_utf8_lossy(&code)) {
        Ok(program) => program,
        Err(problem) => {
            wire::write(&mut output, Tag::Invalid, problem.as_bytes())?;
            return output.flush();
        }
    };
    wire::write(&mut output, Tag::Ready, b"")?;
    output.flush()?;
    loop {
        let (_, text) = wire::read(&mut input)?;
        let each = |line: &str| wire::write(&mut output, Tag::Result, line.as_bytes());
        match program.run(&text, each) {
            Ok(()) => wire::write(&mut output, Tag::Done, b"")?,
            Err(Failure::Filter(problem)) => {
                wire::write(&mut output, Tag::Failed, problem.as_bytes())?;
            }
            Err(Failure::Output(error)) => return Err(error),
        }
        output.flush()?;
    }
}
