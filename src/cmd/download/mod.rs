//! The common part of `recordings download` and `voicemails download`: the target, and several
//! downloads at once.

mod item;
pub(crate) mod recordings;
mod save;
pub(crate) mod voicemails;

use std::cell::{Cell, RefCell};
use std::collections::{HashSet, VecDeque};
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use clap::builder::{OsStringValueParser, TypedValueParser};

use serde::de::DeserializeOwned;

use crate::api::Request;
use crate::api::download::Storage;
use crate::api::page::{Page, Pages, Span};
use crate::cmd::Output;
use crate::context::{Choice, Context, describe};
use crate::error::Error;
use crate::events::ResourceId;
use crate::terminal::progress::Bars;
use item::Item;

/// At once; more than that fills no line faster and is unkind to the host.
const AT_ONCE: usize = 4;

/// Where files go.
#[derive(Debug, Args)]
pub(crate) struct Files {
    /// The folder for the files, made if need be; else the present one
    #[arg(long, value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    dir: Option<PathBuf>,
    /// Write the audio of one to FILE, or to stdout with -; --json is for the format of results
    #[arg(
        id = "output",
        short = 'o',
        long = "output",
        value_name = "FILE",
        value_hint = clap::ValueHint::FilePath,
        value_parser = OsStringValueParser::new().map(Output::of_file)
    )]
    output: Option<Output>,
    /// Replace files that are there already
    #[arg(long)]
    force: bool,
    /// Wait until processing is done, at most 10 minutes or --wait=DURATION
    #[arg(
        long,
        value_name = "DURATION",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "10m",
        value_parser = crate::clock::duration::parse
    )]
    wait: Option<Duration>,
}

/// One run over several items.
struct Run<'a> {
    context: &'a Context,
    files: Files,
    storage: Storage,
    bars: Bars,
    /// The user named no ids: skip existing files without an error.
    in_bulk: bool,
    queue: RefCell<VecDeque<Item>>,
    /// The first error of parallel downloads.
    failed: Cell<Option<Error>>,
}

impl Files {
    /// Downloads `items`, several at once.
    ///
    /// # Errors
    /// Returns the first error; the other items are still downloaded.
    async fn run(self, context: &Context, items: Vec<Item>, in_bulk: bool) -> Result<(), Error> {
        let items = without_repeats(items);
        let to_file = !matches!(self.output, None | Some(Output::Format(_)));
        if to_file && items.len() != 1 {
            let message = format!("--output takes one file, and {} are asked for", items.len());
            return Err(Error::usage_hint(message, "--dir DIR takes them all"));
        }
        if to_file && self.dir.is_some() {
            return Err(Error::usage(
                "--output names the whole path; leave --dir out",
            ));
        }
        if self.is_stdout() && context.terminal.is_tty() {
            let message = "audio is not for a terminal; nothing was fetched";
            return Err(Error::usage_hint(
                message,
                "--output - is for a pipe, as in … | ffplay -",
            ));
        }
        if items.is_empty() {
            context.terminal.note("nothing to download");
            if context.format().is_json() {
                return match context.format() {
                    crate::render::Format::Jsonl => Ok(()),
                    _ => context.write_json(r#"{"data":[]}"#),
                };
            }
        }
        let run = Run {
            storage: Storage::new(context.options.limits),
            bars: Bars::new(context.terminal),
            files: self,
            in_bulk,
            queue: RefCell::new(items.into()),
            failed: Cell::new(None),
            context,
        };
        const { assert!(AT_ONCE == 4, "as many as are polled here") };
        tokio::join!(run.work(), run.work(), run.work(), run.work());
        run.failed.into_inner().map_or(Ok(()), Err)
    }

    fn is_stdout(&self) -> bool {
        self.output == Some(Output::Stdout)
    }
}

impl Run<'_> {
    /// Takes one item after the other until there is none.
    async fn work(&self) {
        loop {
            let next = self.queue.borrow_mut().pop_front();
            let Some(item) = next else { return };
            if let Err(error) = self.in_turn(&item).await {
                self.note_failure(error);
            }
        }
    }

    /// Saves one of several; the API is asked no faster than its rate limit allows.
    async fn in_turn(&self, item: &Item) -> Result<(), Error> {
        if self.in_bulk && !item.is_at_hand() {
            self.context.api()?.pace().await;
        }
        self.save(item).await
    }

    /// Keeps the first error for the end. Reports a later error immediately, and every error if
    /// other results follow.
    fn note_failure(&self, error: Error) {
        if matches!(error, Error::Output(_)) {
            self.queue.borrow_mut().clear();
        }
        let earlier = self.failed.take();
        if let Some(earlier) = &earlier
            && !error.is_silent()
            && earlier.exit_code() != 0
        {
            let context = self.context;
            let text = describe(&error, context.options.format, &context.terminal);
            self.bars.complain(&text);
        }
        let keep = match earlier {
            Some(earlier) if earlier.exit_code() != 0 => earlier,
            _ => error,
        };
        self.failed.set(Some(keep));
    }
}

/// The id of the call whose files are wanted; a call that is over will do.
async fn call(context: &Context, given: &str) -> Result<ResourceId, Error> {
    let choice = Choice::of("recordings list").reading();
    context.call_id(Some(given.to_owned()), choice).await
}

/// Returns the named items, or the one that the user picks; `id` resolves `@last` and a missing id.
async fn named(
    given: Vec<String>,
    id: impl AsyncFn(Option<String>) -> Result<ResourceId, Error>,
    item: fn(String) -> Item,
) -> Result<Vec<Item>, Error> {
    let given = match given.is_empty() {
        true => vec![None],
        false => given.into_iter().map(Some).collect(),
    };
    let mut items = Vec::new();
    for one in given {
        items.push(item(id(one).await?.into()));
    }
    Ok(items)
}

/// Every item of a list that can be read.
async fn list<T: DeserializeOwned>(
    context: &Context,
    request: Request<Page>,
) -> Result<Vec<T>, Error> {
    let (mut pages, mut found) = (Pages::new(request, Span::All), Vec::new());
    while let Some(request) = pages.next_request() {
        if pages.is_under_way() {
            context.api()?.pace().await;
        }
        let items = pages.take(context.send(&request).await?.value)?;
        found.extend(
            items
                .iter()
                .filter_map(|item| crate::api::lenient::read(item.get())),
        );
    }
    Ok(found)
}

fn without_repeats(mut items: Vec<Item>) -> Vec<Item> {
    let mut seen = HashSet::new();
    items.retain(|item| seen.insert(item.id().to_owned()));
    items
}
