//! `chirp listen --journal`: ships what is received, and takes part in the work if consumers are named.

use std::time::Duration;

use tokio::sync::watch;

use crate::error::Error;
use crate::fleet::Address;
use crate::fleet::consumer::Consumer;
use crate::fleet::ship::Shipper;
use crate::fleet::work::Worker;
use crate::receiver::consumers::forward::ForwardSettings;
use crate::receiver::{Consumers, Journal, ReceiverError};
use crate::terminal::{Terminal, sanitize};

/// Adds the shipper to what runs beside the receiver, and has its consumers run over the shared journal.
pub(super) fn join(
    address: Address,
    journal: &Journal,
    consumers: &mut Consumers,
    lease: Duration,
    terminal: Terminal,
) -> Result<(), Error> {
    let shipper = Shipper::new(address.clone(), journal, terminal);
    let shipper = shipper.map_err(|error| {
        let dir = journal.dir().display();
        Error::Storage(format!(
            "cannot keep this receiver's name in {dir}: {error}"
        ))
    })?;
    consumers.others.push(Box::pin(shipper.run()));
    let (forward, respond, media) = (
        consumers.forward.take(),
        consumers.respond.take(),
        consumers.media.take(),
    );
    // Held for each of many partitions.
    let forward = forward.map(|forward| ForwardSettings {
        room: 512,
        ..forward
    });
    let shared = Consumer::all(forward, respond, media).map_err(ReceiverError::from)?;
    if shared.is_empty() {
        return Ok(());
    }
    let worker = Worker::new(address, shared, lease, terminal, None);
    let (stop, stopped) = watch::channel(false);
    let closing = journal.clone();
    consumers.others.push(Box::pin(async move {
        closing.closing().await;
        let _ = stop.send(true);
        stop.closed().await;
    }));
    consumers.others.push(Box::pin(async move {
        if let Err(error) = worker.run(stopped).await {
            let text = sanitize(&error.to_string());
            terminal.complain(&format!(
                "error: {text}\n  nothing is forwarded, answered or saved by this process"
            ));
        }
    }));
    Ok(())
}
