//! Prints lists to stdout: streamed page by page for programs, whole for people.

use std::cell::Cell;
use std::io::{BufWriter, Stdout, Write};

use serde_json::value::RawValue;

use crate::api::Request;
use crate::api::page::{Page, Pages, Span};
use crate::context::Context;
use crate::context::filtered::write_filtered;
use crate::error::Error;
use crate::json;
use crate::render::{self, Format, Show, View, plain, table};
use crate::terminal::OutputError;

impl Context {
    /// Fetches as much of a list as `span` allows and writes its items.
    ///
    /// # Errors
    /// Returns the client's error, or an error when stdout fails or is closed.
    pub async fn show_list<T: Show>(
        &self,
        request: &Request<Page>,
        span: Span,
    ) -> Result<(), Error> {
        self.show_pages::<T>(Pages::new(request.clone(), span))
            .await
    }

    /// Fetches and writes the items of prepared `pages`.
    ///
    /// # Errors
    /// See [`Context::show_list`].
    pub async fn show_pages<T: Show>(&self, mut pages: Pages) -> Result<(), Error> {
        match self.format() {
            Format::Json => self.list_document(&mut pages).await,
            Format::Table => self.list_table::<T>(&mut pages).await,
            Format::Plain => {
                let (view, odd) = (self.view(), Cell::new(0));
                self.list_lines(&mut pages, |out, item| match read::<T>(item, &view) {
                    Some(value) => {
                        let row = plain::row(&value, &view);
                        Ok(writeln!(out, "{row}").map_err(OutputError::from)?)
                    }
                    None => {
                        odd.set(odd.get() + 1);
                        Ok(())
                    }
                })
                .await?;
                self.tell_of_odd(odd.get());
                Ok(())
            }
            Format::Jsonl => {
                self.list_lines(&mut pages, |out, item| self.write_item(out, item.get()))
                    .await
            }
        }
    }

    fn write_item(&self, out: &mut impl Write, item: &str) -> Result<(), Error> {
        let Some(filter) = self.filter()? else {
            let line = render::json::line(item);
            return Ok(writeln!(out, "{line}").map_err(OutputError::from)?);
        };
        write_filtered(&self.terminal, out, filter, "an item", item)
    }

    /// One line an item, each page written before the next is fetched: memory stays flat, and
    /// nothing more is fetched once the reader is gone.
    async fn list_lines(
        &self,
        pages: &mut Pages,
        write: impl Fn(&mut BufWriter<Stdout>, &RawValue) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut out = self.terminal.output();
        while let Some((items, _)) = self.next_page(pages).await? {
            for item in &items {
                write(&mut out, item)?;
            }
            out.flush().map_err(OutputError::from)?;
            if self.terminal.is_closed() {
                return Err(OutputError::Closed.into());
            }
        }
        Ok(())
    }

    /// Prints `{"data":[…],"totalCount":n}`; a single page of that shape is printed unchanged.
    async fn list_document(&self, pages: &mut Pages) -> Result<(), Error> {
        let (mut kept, mut texts) = (Vec::new(), Vec::new());
        while let Some((items, text)) = self.next_page(pages).await? {
            kept.extend(items);
            texts.push(text);
            texts.truncate(2);
        }
        match &texts[..] {
            [text] if pages.is_as_sent() && json::member(text, "totalCount").is_some() => {
                self.write_json(text)
            }
            _ => {
                let items: Vec<&str> = kept.iter().map(|item| item.get()).collect();
                let total = pages.total().unwrap_or(kept.len() as u64);
                let items = items.join(",");
                self.write_json(&format!(r#"{{"data":[{items}],"totalCount":{total}}}"#))
            }
        }
    }

    async fn list_table<T: Show>(&self, pages: &mut Pages) -> Result<(), Error> {
        let (view, mut values): (View, Vec<T>) = (self.view(), Vec::new());
        let mut odd = 0;
        while let Some((items, _)) = self.next_page(pages).await? {
            let before = values.len();
            values.extend(items.iter().filter_map(|item| read::<T>(item, &view)));
            odd += items.len() - (values.len() - before);
        }
        self.tell_of_odd(odd);
        if values.is_empty() {
            self.terminal.note("none");
            return Ok(());
        }
        self.terminal
            .line(&table::list(&values, &view, &self.terminal))?;
        if let Some(total) = pages.total().filter(|&total| total > values.len() as u64) {
            let shown = values.len();
            self.terminal.note(&format!(
                "{shown} of {total}; --limit {total} or --all shows more"
            ));
        }
        Ok(())
    }

    fn tell_of_odd(&self, count: usize) {
        if count > 0 {
            let items = if count == 1 { "item has" } else { "items have" };
            self.terminal.complain(&format!(
                "warning: {count} {items} no documented field and cannot be shown; --json shows all"
            ));
        }
    }

    /// The new items of the next page with the answer's text, or `None` at the end.
    async fn next_page(
        &self,
        pages: &mut Pages,
    ) -> Result<Option<(Vec<Box<RawValue>>, String)>, Error> {
        let Some(request) = pages.next_request() else {
            return Ok(None);
        };
        if pages.is_under_way() {
            self.api()?.pace().await;
        }
        let reply = self.send(&request).await?;
        Ok(Some((pages.take(reply.value)?, reply.text)))
    }
}

/// The item, if it is an object with any of the documented fields.
fn read<T: Show>(item: &RawValue, view: &View) -> Option<T> {
    let object = Some(item.get()).filter(|text| text.starts_with('{'))?;
    let value: T = serde_json::from_str(object).ok()?;
    let says = value.row(view).iter().any(|cell| !cell.text.is_empty());
    says.then_some(value)
}
