//! `chirp api`: sends any request to any endpoint and prints the response unchanged.

use std::io::{Read, Write};

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use serde_json::value::RawValue;

use crate::api::pairs::{Object, Pair};
use crate::api::{Method, Request};
use crate::context::Context;
use crate::error::Error;
use crate::terminal::{OutputError, sanitize, sanitize_lines};

/// Send any request to the API and print the answer as it comes
///
/// Example: chirp api GET /v1/calls limit=5 --jq '.data[].id'
///
/// With GET and DELETE, key=value pairs go into the query; with other methods they are the members of
/// a JSON body: key=text is a string, key:=json is JSON. The key is sent to the API's host only.
#[derive(Debug, Args)]
pub(crate) struct Api {
    /// GET, POST, PUT, PATCH or DELETE
    #[arg(value_parser = PossibleValuesParser::new(["GET", "POST", "PUT", "PATCH", "DELETE"]).map(method), ignore_case = true)]
    method: Method,
    /// The path, such as /v1/calls
    #[arg(value_parser = path)]
    path: String,
    /// key=text or key:=json
    #[arg(value_name = "KEY=VALUE", value_parser = Pair::parse)]
    pairs: Vec<Pair>,
    /// The JSON body, from a file or - for stdin
    #[arg(long, value_name = "FILE")]
    input: Option<String>,
}

fn method(name: String) -> Method {
    match name.to_ascii_uppercase().as_str() {
        "GET" => Method::Get,
        "POST" => Method::Post,
        "PUT" => Method::Put,
        "PATCH" => Method::Patch,
        _ => Method::Delete,
    }
}

/// A path of the API. A whole URL is refused: it could name another host, and the key would go there.
fn path(text: &str) -> Result<String, String> {
    let steps = |path: &str| path.split('/').any(|step| matches!(step, "." | ".."));
    let odd = |c: char| c == '#' || c == '\\' || c.is_whitespace() || c.is_control();
    match text {
        "" => Err("a path such as /v1/calls".into()),
        text if text.contains("://") => {
            Err("a path such as /v1/calls, not a URL; --api-url sets the host".into())
        }
        text if text.contains(odd) => {
            Err("a path holds no # \\, spaces or control characters".into())
        }
        text if steps(text.split('?').next().unwrap_or_default()) => {
            Err("a path holds no . and .. steps".into())
        }
        text => Ok(format!("/{}", text.trim_start_matches('/'))),
    }
}

impl Api {
    /// Sends the request and prints the response: JSON as set by `--output` and `--jq`, anything
    /// else unchanged.
    ///
    /// # Errors
    /// When a value is invalid, or the API returns an error.
    pub(crate) async fn run(self, context: &Context) -> Result<(), Error> {
        let request = self.request(context)?;
        let answer = context.fetch(&request).await?;
        match crate::json::text_of(&answer) {
            Some(text) => context.write_json(text),
            None => write_bytes(context, &answer),
        }
    }

    fn request(self, context: &Context) -> Result<Request<Box<RawValue>>, Error> {
        let mut request = Request::new(self.method, self.path).any_key();
        let in_query = matches!(self.method, Method::Get | Method::Delete);
        if let Some(file) = &self.input {
            if !self.pairs.is_empty() && !in_query {
                return Err(Error::usage(
                    "the body is either --input or key=value pairs",
                ));
            }
            request.body = Some(read_input(context, file)?);
        }
        if in_query {
            for pair in &self.pairs {
                request = request.query(&pair.key, Some(pair.query_text()));
            }
        } else if !self.pairs.is_empty() {
            request = request.json(&Object(self.pairs));
        }
        Ok(request)
    }
}

fn read_input(context: &Context, file: &str) -> Result<String, Error> {
    let mut bytes = Vec::new();
    let read = match file {
        "-" if context.terminal.is_stdin_tty() && !context.can_ask() => {
            return Err(Error::usage(
                "--input -: stdin is a terminal, and nobody may be asked",
            ));
        }
        "-" => std::io::stdin().read_to_end(&mut bytes).map(drop),
        path => std::fs::read(path).map(|read| bytes = read),
    };
    let name = sanitize(file);
    read.map_err(|error| Error::usage(format!("--input {name}: cannot read it: {error}")))?;
    let text = crate::json::text_of(&bytes);
    let not_json = || {
        Error::usage(format!(
            "--input {name}: this is not JSON; nothing was sent"
        ))
    };
    Ok(text.ok_or_else(not_json)?.to_owned())
}

fn write_bytes(context: &Context, bytes: &[u8]) -> Result<(), Error> {
    if context.terminal.is_tty() {
        let text = sanitize_lines(&String::from_utf8_lossy(bytes));
        return Ok(context.terminal.line(text.trim_end())?);
    }
    let mut out = context.terminal.output();
    let written = out.write_all(bytes).and_then(|()| out.flush());
    Ok(written.map_err(OutputError::from)?)
}

#[cfg(test)]
mod tests {
    use super::path;

    #[test]
    fn a_path_stays_at_the_host() {
        assert_eq!(path("v1/calls?limit=1").unwrap(), "/v1/calls?limit=1");
        assert_eq!(path("@evil.example/x").unwrap(), "/@evil.example/x");
        assert_eq!(path("//evil.example/x").unwrap(), "/evil.example/x");
        for odd in [
            "",
            "https://evil.example/",
            "/v1/../x",
            "/a b",
            "/a#b",
            "/a\\b",
            "/a\n",
        ] {
            assert!(path(odd).is_err(), "{odd:?}");
        }
    }
}
