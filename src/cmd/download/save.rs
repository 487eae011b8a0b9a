//! One item onto disk or stdout, with its bar and its result line.

use std::path::Path;

use serde_json::json;

use super::Run;
use super::item::{Found, Item};
use crate::api::ApiError;
use crate::api::download::{self, DownloadError, DownloadTarget, Progress, Saved, Source};
use crate::cmd::Output;
use crate::error::Error;
use crate::render::Format;
use crate::render::human::bytes;
use crate::terminal::progress::Bar;
use crate::terminal::sanitize;

impl Run<'_> {
    /// Fetches one item and says where it is.
    pub(super) async fn save(&self, item: &Item) -> Result<(), Error> {
        let bar = self.bars.add(item.id());
        let tell = |what: &str| self.tell(&bar, what);
        let (found, source) = item.ready(self.context, self.files.wait, tell).await?;
        let refresh = async || {
            let fresh = item.look(self.context).await.map_err(api_only)?;
            Source::of(&fresh.recording)
                .ok_or_else(|| ApiError::Unreadable(format!("{} has no URL now", item.id())))
        };
        let progress = |progress: Progress| self.draw(&bar, progress);
        if self.files.is_stdout() {
            let mut out = self.context.terminal.output();
            download::stream(&self.storage, &mut out, source, refresh, progress).await?;
            return Ok(());
        }
        let place = self.place(item, &found)?;
        let there = place
            .present()
            .filter(|_| self.in_bulk && !self.files.force);
        let saved = match there {
            Some(bytes) => Saved {
                path: place.path(),
                bytes,
            },
            None => download::fetch(&self.storage, &place, source, refresh, progress).await?,
        };
        drop(bar);
        let text = self.save_transcription(item, &found, &saved)?;
        self.report(item, &saved, there.is_some(), text.as_ref())
    }

    fn place(&self, item: &Item, found: &Found) -> Result<DownloadTarget, DownloadError> {
        let (files, format) = (&self.files, found.recording.format.as_deref());
        match &files.output {
            Some(Output::File(path)) => DownloadTarget::file(path, files.force),
            _ => DownloadTarget::of(self.dir(), item.id(), format, files.force),
        }
    }

    fn dir(&self) -> &Path {
        self.files.dir.as_deref().unwrap_or(Path::new(""))
    }

    /// The transcription beside the audio, if there is one. A file that says the same stays.
    fn save_transcription(
        &self,
        item: &Item,
        found: &Found,
        audio: &Saved,
    ) -> Result<Option<Saved>, Error> {
        let Some(text) = &found.transcription else {
            return Ok(None);
        };
        let force = self.files.force;
        let place = match &self.files.output {
            Some(Output::File(path)) => DownloadTarget::file(&path.with_extension("txt"), force)?,
            _ => DownloadTarget::text(self.dir(), item.id(), force)?,
        };
        let text = format!("{text}\n");
        let same = place.present() == Some(text.len() as u64)
            && std::fs::read(place.path()).is_ok_and(|there| there == text.as_bytes());
        if same || place.path() == audio.path {
            return Ok(None);
        }
        Ok(Some(download::save_text(&place, &text)?))
    }

    fn report(
        &self,
        item: &Item,
        saved: &Saved,
        was_there: bool,
        text: Option<&Saved>,
    ) -> Result<(), Error> {
        let path = saved.path.to_string_lossy();
        let text_path = text.map(|text| text.path.to_string_lossy());
        let line = match self.context.format() {
            Format::Json | Format::Jsonl => {
                let mut object = json!({ "id": item.id(), "path": path, "bytes": saved.bytes });
                if let Some(text_path) = text_path {
                    object["transcriptionPath"] = text_path.into();
                }
                if was_there {
                    object["skipped"] = true.into();
                }
                let text = object.to_string();
                return self.bars.suspend(|| self.context.write_json(&text));
            }
            Format::Plain => format!(
                "{}\t{}\t{}",
                sanitize(item.id()),
                sanitize(&path),
                saved.bytes
            ),
            Format::Table => {
                let there = if was_there { ", was there already" } else { "" };
                let text =
                    text_path.map_or_else(String::new, |path| format!(", {}", sanitize(&path)));
                format!("{}  {}{there}{text}", sanitize(&path), bytes(saved.bytes))
            }
        };
        Ok(self.bars.suspend(|| self.context.terminal.line(&line))?)
    }

    fn draw(&self, bar: &Bar, progress: Progress) {
        match progress {
            Progress::Started { at, total } => bar.start(at, total),
            Progress::At(at) => bar.set(at),
            Progress::Waiting { why, pause } => {
                let pause = pause.as_secs_f64();
                self.tell(bar, &format!("{why}, trying again in {pause:.1} s"));
            }
            Progress::Trace(line) if self.context.options.verbose => {
                self.bars.complain(&sanitize(&line));
            }
            Progress::Trace(_) => {}
        }
    }

    /// On the bar, or as a line of its own.
    fn tell(&self, bar: &Bar, what: &str) {
        if !bar.tell(what) {
            self.bars.note(&sanitize(what));
        }
    }
}

/// An error of the API as it came; others can't happen while a URL is refreshed.
fn api_only(error: Error) -> ApiError {
    match error {
        Error::Api(error) => error,
        other => ApiError::Network(other.to_string()),
    }
}
