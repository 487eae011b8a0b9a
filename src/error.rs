//! One closed set of errors: the problem, the next command, and the exit code.
//!
//! Each layer has its own small error; this wraps them and knows their codes (see `docs/exit-codes.md`).

use crate::api::ApiError;
use crate::api::download::DownloadError;
use crate::api::error::Refusal;
use crate::config::ConfigError;
use crate::fleet::FleetError;
use crate::fleet::reader::ReadError;
use crate::receiver::registration::RegistrationError;
use crate::receiver::{JournalError, ReceiverError};
use crate::sandbox::SandboxError;
use crate::shutdown::Stop;
use crate::terminal::OutputError;

/// The reason why a command failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The command line or a value in it is wrong; nothing was done.
    #[error("{message}")]
    Usage {
        /// The problem.
        message: String,
        /// The next command.
        hint: Option<String>,
    },
    /// The configuration cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// No key is set.
    #[error("no API key")]
    NoKey,
    /// The API or the way to it.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// The local receiver.
    #[error(transparent)]
    Receiver(#[from] ReceiverError),
    /// The shared journal of a fleet.
    #[error(transparent)]
    Fleet(#[from] FleetError),
    /// Something that was asked for does not exist.
    #[error("{0}")]
    NotFound(String),
    /// Local storage failed; the text states what was kept.
    #[error("{0}")]
    Storage(String),
    /// An expectation was not met; the text says which.
    #[error("{0}")]
    Expectation(String),
    /// The expected result did not arrive before the timeout.
    #[error("{message}")]
    TimedOut {
        /// The result that was expected.
        message: String,
        /// The next command.
        hint: String,
    },
    /// Any other failure, with the next command.
    #[error("{message}")]
    Failed {
        /// The problem.
        message: String,
        /// The next command.
        hint: Option<String>,
    },
    /// Writing the result failed.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// All output is written; exit with this code.
    #[error("ended with code {0}")]
    Exit(u8),
    /// A signal ended the command.
    #[error("interrupted")]
    Stopped(Stop),
    /// A signal ended the command while a change was on its way to the API.
    #[error("interrupted while a request was under way; it may have taken effect")]
    StoppedMidway(Stop),
}

impl Error {
    /// A usage error.
    pub fn usage(message: impl Into<String>) -> Error {
        Error::Usage {
            message: message.into(),
            hint: None,
        }
    }

    /// Creates a usage error with the next command.
    pub fn usage_hint(message: impl Into<String>, hint: impl Into<String>) -> Error {
        Error::Usage {
            message: message.into(),
            hint: Some(hint.into()),
        }
    }

    /// Creates a failure with the next command.
    pub fn failed(message: impl Into<String>, hint: Option<String>) -> Error {
        Error::Failed {
            message: message.into(),
            hint,
        }
    }

    /// The exit code.
    pub fn exit_code(&self) -> u8 {
        match self {
            Error::Usage { .. } | Error::Config(_) => 2,
            Error::NoKey | Error::Api(ApiError::WrongKey(_)) => 4,
            Error::NotFound(_) => 3,
            Error::Api(ApiError::RateLimited { .. }) => 5,
            Error::Api(
                ApiError::Network(_) | ApiError::Missing { .. } | ApiError::Unreadable(_),
            )
            | Error::TimedOut { .. } => 6,
            Error::Api(ApiError::Unknown(_)) => 7,
            Error::Api(ApiError::Refused(refusal)) => refused_code(refusal),
            Error::Receiver(ReceiverError::Journal(JournalError::Busy { .. })) => 1,
            Error::Storage(_)
            | Error::Receiver(ReceiverError::Journal(_) | ReceiverError::Media { .. }) => 8,
            Error::Receiver(ReceiverError::Registration(error)) => registration_code(error),
            Error::Receiver(_) | Error::Api(ApiError::InvalidId { .. }) => 1,
            Error::Fleet(error) => fleet_code(error),
            Error::Expectation(_) => 9,
            Error::Output(OutputError::Closed) => 0,
            Error::Output(OutputError::Failed(_)) | Error::Failed { .. } => 1,
            Error::Exit(code) => *code,
            Error::Stopped(stop) | Error::StoppedMidway(stop) => stop.exit_code(),
        }
    }

    /// The stable name in JSON errors.
    pub fn kind(&self) -> &'static str {
        match self.exit_code() {
            2 => "usage",
            3 => "not_found",
            4 => "auth",
            5 => "rate_limited",
            6 => "network",
            7 => "unknown_outcome",
            8 => "storage",
            9 => "expectation",
            129..=143 => "interrupted",
            _ if matches!(self, Error::Api(_)) => "refused",
            _ => "failed",
        }
    }

    /// Returns whether there is nothing left to print.
    pub fn is_silent(&self) -> bool {
        matches!(self, Error::Exit(_) | Error::Output(OutputError::Closed))
    }

    /// Returns the next command for the user.
    pub fn hint(&self) -> Option<String> {
        let text = match self {
            Error::Usage { hint, .. } | Error::Failed { hint, .. } => return hint.clone(),
            Error::TimedOut { hint, .. } => hint,
            Error::NoKey => "chirp auth login, or set CHIRP_API_KEY",
            Error::Config(_) => "chirp config path shows where the file is",
            Error::Api(error) => return api_hint(error),
            Error::StoppedMidway(_) => LOOK_FIRST,
            Error::Receiver(error) => return receiver_hint(error),
            Error::Fleet(error) => return error.hint(),
            _ => return None,
        };
        Some(text.to_owned())
    }
}

impl From<SandboxError> for Error {
    fn from(error: SandboxError) -> Self {
        let message = error.to_string();
        match error {
            SandboxError::PortInUse(_) => {
                let hint = "chirp sandbox --port 0 takes a free port";
                Error::failed(message, Some(hint.into()))
            }
            SandboxError::Bind { .. } => Error::failed(message, None),
            SandboxError::Data { .. } => Error::Storage(message),
        }
    }
}

impl From<DownloadError> for Error {
    fn from(error: DownloadError) -> Error {
        let message = error.to_string();
        let failed = |hint: &str| Error::failed(message.clone(), Some(hint.to_owned()));
        match error {
            DownloadError::Exists(_) => failed("--force replaces it"),
            DownloadError::Busy(_) => failed("wait for it, or choose another --dir"),
            DownloadError::Name(_) => failed("--output FILE names the file yourself"),
            DownloadError::Local(_) => Error::Storage(message),
            DownloadError::Broken(_) => Error::TimedOut {
                message,
                hint: "type the same again when the network is back".into(),
            },
            DownloadError::Refused {
                status: 404 | 410, ..
            } => Error::NotFound(message),
            DownloadError::Refused { .. }
            | DownloadError::Wrong(_)
            | DownloadError::NoFile(_)
            | DownloadError::Unsafe(_) => Error::failed(message, None),
            DownloadError::Api(error) => Error::Api(error),
            DownloadError::Output(error) => Error::Output(error.into()),
        }
    }
}

fn fleet_code(error: &FleetError) -> u8 {
    match error {
        FleetError::Address { .. } => 2,
        FleetError::Connect { .. } | FleetError::Broken(_) => 6,
        FleetError::NoSchema | FleetError::Newer(_) | FleetError::OldServer(_) => 8,
        FleetError::Refused { .. } | FleetError::Exists(_) => 1,
    }
}

impl From<ReadError> for Error {
    fn from(error: ReadError) -> Error {
        match error {
            ReadError::Local(error) => ReceiverError::Journal(error).into(),
            ReadError::Shared(error) => error.into(),
        }
    }
}

fn refused_code(refusal: &Refusal) -> u8 {
    match refusal.status {
        _ if refusal.rejects_key() => 4,
        404 => 3,
        429 => 5,
        500.. => 6,
        _ => 1,
    }
}

fn registration_code(error: &RegistrationError) -> u8 {
    match error {
        RegistrationError::Unreachable { .. } => 6,
        RegistrationError::Storage { .. } => 8,
        RegistrationError::Api(error) => Error::Api(error.clone()).exit_code(),
    }
}

fn receiver_hint(error: &ReceiverError) -> Option<String> {
    let text = match error {
        ReceiverError::PortInUse { .. } => "chirp listen --port 0 takes a free port",
        ReceiverError::Bind { .. } => {
            "chirp listen without --bind and --port listens on 127.0.0.1:8080"
        }
        ReceiverError::Journal(JournalError::Busy { .. }) => {
            "stop that one, or set CHIRP_STATE_DIR to give this one a journal of its own"
        }
        ReceiverError::Journal(JournalError::Newer { .. }) => {
            "use the chirp that wrote it, or set CHIRP_STATE_DIR to another folder"
        }
        ReceiverError::Journal(JournalError::File { .. } | JournalError::Damaged { .. }) => {
            "nothing was deleted; set CHIRP_STATE_DIR to a folder that is yours, or put this one right"
        }
        ReceiverError::Journal(_) => "nothing was deleted; chirp config path shows where it lies",
        ReceiverError::Media { .. } => "name a folder that you can write to: --save-media <DIR>",
        ReceiverError::Registration(RegistrationError::Unreachable { .. }) => {
            "does the tunnel run, and lead to this port? --no-probe registers without looking"
        }
        ReceiverError::Registration(RegistrationError::Api(error)) => return api_hint(error),
        ReceiverError::Start(_) | ReceiverError::Forward(_) | ReceiverError::Registration(_) => {
            return None;
        }
    };
    Some(text.to_owned())
}

const LOOK_FIRST: &str = "look before you repeat it: chirp calls list, chirp webhooks list";

fn api_hint(error: &ApiError) -> Option<String> {
    let text = match error {
        ApiError::Refused(refusal) => match refusal.status {
            401 if refusal.rejects_key() => {
                "chirp auth login to set another key; chirp auth status shows the present one"
            }
            500.. => "try again; the service had an error",
            _ if refusal.list.is_some() => return refusal.list.map(str::to_owned),
            _ => return refusal.doc_url.as_ref().map(|url| format!("see {url}")),
        },
        ApiError::RateLimited {
            retry_after: Some(pause),
            ..
        } => {
            let seconds = pause.as_secs();
            return Some(format!(
                "try again in {seconds} s, or let it wait: --max-wait {seconds}s"
            ));
        }
        ApiError::RateLimited { .. } => "try again later, or allow a longer wait with --max-wait",
        ApiError::Missing { missing, .. } => missing.hint(),
        ApiError::Network(_) => "check the address and the network, then try again",
        ApiError::Unknown(_) => LOOK_FIRST,
        ApiError::Unreadable(_) => "-v shows what came",
        ApiError::InvalidId { .. } => "chirp calls list shows the ids that the API returns",
        ApiError::WrongKey(_) => "chirp auth login --profile <NAME> to add another key",
    };
    Some(text.to_owned())
}
