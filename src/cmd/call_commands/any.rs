//! `chirp calls command`: sends a command of any type, documented or not.

use clap::Args;

use crate::api::call_commands;
use crate::api::check;
use crate::api::pairs::{Object, Pair};
use crate::cmd::Known;
use crate::context::{Choice, Context};
use crate::error::Error;

/// Send a command of any type, known to this program or not
///
/// Example: chirp calls command @last reject reason="User busy"
///
/// The type and the members are sent as they are typed: key=text is a string, key:=json is JSON.
#[derive(Debug, Args)]
pub(crate) struct AnyCommand {
    /// The call's id, or @last for the newest one ringing or active
    #[arg(value_parser = check::id)]
    call: String,
    /// The type as the API writes it, such as send_to_voicemail
    #[arg(value_name = "TYPE", value_parser = Known(&call_commands::TYPES))]
    kind: String,
    /// Further members of the body: key=text or key:=json
    #[arg(value_name = "KEY=VALUE", value_parser = Pair::parse)]
    members: Vec<Pair>,
}

impl AnyCommand {
    pub(super) async fn run(self, context: &Context) -> Result<(), Error> {
        let choice = Choice::of("calls command");
        let choice = match self.kind.as_str() {
            "answer" | "reject" | "send_to_voicemail" => choice.ringing(),
            _ => choice,
        };
        let id = context.call_id(Some(self.call), choice).await?;
        if self.members.iter().any(|member| member.key == "type") {
            let hint = format!("chirp calls command {id} <TYPE> [KEY=VALUE]...");
            return Err(Error::usage_hint(
                "type is the word before the pairs, not a pair",
                hint,
            ));
        }
        let request = call_commands::send_any(&id, &self.kind, Object(self.members));
        context.show(&context.send(&request).await?)
    }
}
