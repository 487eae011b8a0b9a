//! What a worker runs over each partition that it holds.

use std::pin::Pin;
use std::sync::Arc;

use crate::clock::Clock;
use crate::fleet::partition::Partition;
use crate::http::webhook_sender::{PostError, WebhookSender};
use crate::receiver::consumers::forward::{ForwardSettings, Forwarder, Target};
use crate::receiver::consumers::media::{self, Media, MediaSettings};
use crate::receiver::consumers::respond::{self, RespondSettings, Responder};
use crate::terminal::Terminal;

/// Downloads of one worker at one time.
const DOWNLOADS: usize = 8;

/// Commands of one worker in flight.
const COMMANDS: usize = 256;

/// One consumer, to be run over many partitions.
pub enum Consumer {
    /// Posts events to a target.
    Forward {
        /// Where to.
        target: Target,
        /// How.
        settings: ForwardSettings,
        /// Its connections, shared by all partitions.
        sender: Arc<WebhookSender>,
    },
    /// Sends call commands by rules.
    Respond(RespondSettings),
    /// Saves recordings and voicemails.
    Media(MediaSettings),
}

impl Consumer {
    /// The consumers of a worker.
    ///
    /// # Errors
    /// When the secret's header cannot be sent to a target.
    pub fn all(
        forward: Option<ForwardSettings>,
        respond: Option<RespondSettings>,
        media: Option<MediaSettings>,
    ) -> Result<Vec<Consumer>, PostError> {
        let mut all = Vec::new();
        if let Some(settings) = forward {
            for target in &settings.targets {
                let sender = Arc::new(settings.sender(target)?);
                let (target, settings) = (target.clone(), settings.clone());
                all.push(Consumer::Forward {
                    target,
                    settings,
                    sender,
                });
            }
        }
        all.extend(respond.map(Consumer::Respond));
        all.extend(media.map(Consumer::Media));
        Ok(all)
    }

    /// The name under which the shared journal keeps its cursors.
    pub fn name(&self) -> String {
        match self {
            Consumer::Forward { target, .. } => target.consumer(),
            Consumer::Respond(_) => respond::CONSUMER.to_owned(),
            Consumer::Media(_) => media::CONSUMER.to_owned(),
        }
    }

    /// How much of its work goes on at one time.
    pub(crate) fn parallel(&self) -> usize {
        match self {
            Consumer::Forward { settings, .. } => settings.parallel,
            Consumer::Respond(_) => COMMANDS,
            Consumer::Media(_) => DOWNLOADS,
        }
    }

    /// Runs over a partition until its feed is closed.
    pub(crate) fn run(
        &self,
        partition: Partition,
        terminal: Terminal,
    ) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        // An outage of the target would be told once a partition.
        let (clock, terminal) = (Clock::System, terminal.without_notes());
        match self {
            Consumer::Forward {
                target,
                settings,
                sender,
            } => {
                let (target, sender) = (target.clone(), sender.clone());
                let settings = settings.clone();
                let forwarder =
                    Forwarder::with_sender(target, settings, sender, partition, clock, terminal);
                Box::pin(forwarder.run())
            }
            Consumer::Respond(settings) => {
                let settings = RespondSettings {
                    is_warmed: true,
                    ..settings.clone()
                };
                Box::pin(Responder::new(settings, partition, clock, terminal).run())
            }
            Consumer::Media(settings) => {
                Box::pin(Media::new(settings.clone(), partition, clock).run())
            }
        }
    }
}
