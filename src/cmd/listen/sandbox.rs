//! `chirp listen --sandbox`: the sandbox in the same process, posting to this listener.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use tokio::sync::oneshot;

use crate::api::types::WebhookFields;
use crate::api::{Client, simulate, webhooks};
use crate::context::{Context, Options, Sourced};
use crate::error::Error;
use crate::events::EventKind;
use crate::receiver::ServerSettings;
use crate::sandbox::{self, BoundSandbox, SandboxError};
use crate::secret::Secret;

/// The delay of the first call: time to read the first lines.
const FIRST_CALL: Duration = Duration::from_secs(1);

/// A sandbox of this process.
pub(super) struct Inside {
    sandbox: BoundSandbox,
    client: Client,
    /// The user's context, with the sandbox's address.
    pub(super) context: Context,
    /// The sandbox's app key.
    pub(super) key: Secret,
}

impl Inside {
    /// Binds the default port, or a free one when it is in use.
    pub(super) async fn bind(context: &Context) -> Result<Inside, Error> {
        let at = |port| sandbox::SandboxSettings {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
            ..sandbox::SandboxSettings::default()
        };
        let usual = sandbox::bind(sandbox::SandboxSettings::default()).await;
        let sandbox = match usual {
            Err(SandboxError::PortInUse(_)) => sandbox::bind(at(0)).await?,
            other => other?,
        };
        let options = Options {
            api_url: Some(Sourced {
                value: sandbox.url.clone(),
                source: "the sandbox".to_owned(),
            }),
            ..context.options.clone()
        };
        let context = Context::new(options, context.terminal, context.clock);
        let key = Secret::new(sandbox.api_key.clone());
        let client = context.client_with(Some(key.clone()))?;
        Ok(Inside {
            sandbox,
            client,
            context,
            key,
        })
    }

    /// Runs beside `listening`, makes a call come in that is posted to `url`, and ends with it.
    pub(super) async fn beside<T>(
        self,
        listening: impl Future<Output = T>,
        url: String,
        server: &ServerSettings,
    ) -> T {
        self.announce();
        let hook = WebhookFields {
            url: Some(url),
            events: Some(
                (EventKind::ALL.iter())
                    .map(|kind| kind.name().to_owned())
                    .collect(),
            ),
            headers: (server.secret.as_ref()).map(|secret| {
                let name = server.secret_header.to_string();
                BTreeMap::from([(name, secret.expose().to_owned())])
            }),
        };
        let (ended, ending) = oneshot::channel::<()>();
        let listening = async {
            let result = listening.await;
            drop(ended);
            result
        };
        let stop = async {
            let _ = ending.await;
        };
        let (client, sandbox) = (self.client, self.sandbox);
        let both = async { tokio::join!(listening, sandbox.run(stop)).0 };
        tokio::pin!(both);
        tokio::select! {
            result = &mut both => return result,
            () = ring(&client, &hook) => {}
        }
        both.await
    }

    fn announce(&self) {
        let (terminal, url) = (&self.context.terminal, &self.sandbox.url);
        terminal.note(&format!(
            "Sandbox on {url}; a call comes in at once. In another shell:"
        ));
        terminal.note(&format!(
            "  export CHIRP_API_URL={url} CHIRP_API_KEY={}",
            self.sandbox.api_key
        ));
        terminal.note("  chirp calls answer @last     # within 30 s");
        terminal.note("  chirp simulate call          # rings again");
    }
}

/// Registers the listener and simulates an inbound call. A failure is visible because no event
/// arrives.
async fn ring(client: &Client, hook: &WebhookFields) {
    tokio::time::sleep(FIRST_CALL).await;
    let _ = client.send(&webhooks::create(hook)).await;
    let _ = client
        .send(&simulate::call(&simulate::SimulatedCaller::default()))
        .await;
}
