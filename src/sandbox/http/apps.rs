//! The admin endpoints of the calling configuration (docs/api.md, "Endpoints").

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::api::check;
use crate::api::types::CallingFields;
use crate::clock::iso_millis;
use crate::sandbox::http::error_reply::{ErrorReply, reply};
use crate::sandbox::http::fields::Fields;
use crate::sandbox::http::shared::SharedState;
use crate::sandbox::settings::APP_ID;

pub(crate) async fn get(
    State(shared): State<SharedState>,
    Path(app): Path<String>,
) -> Result<Response, ErrorReply> {
    check_app(&app)?;
    Ok(reply(StatusCode::OK, &shared.state().config))
}

/// Changes the fields that the request names.
pub(crate) async fn update(
    State(shared): State<SharedState>,
    Path(app): Path<String>,
    body: Bytes,
) -> Result<Response, ErrorReply> {
    check_app(&app)?;
    let fields = Fields::read(&body)?;
    let mut state = shared.state();
    let changed = change(&fields, state.config.fields.clone())?;
    let at = iso_millis(state.wall(state.now()));
    state.config.fields = changed;
    state.config.updated_at = Some(at);
    state.config_changed = true;
    Ok(reply(StatusCode::OK, &state.config))
}

fn check_app(app: &str) -> Result<(), ErrorReply> {
    match app {
        APP_ID => Ok(()),
        _ => Err(ErrorReply::not_found("app", app)),
    }
}

fn change(fields: &Fields, old: CallingFields) -> Result<CallingFields, ErrorReply> {
    let small = |name: &str, range| -> Result<Option<u32>, ErrorReply> {
        let number = fields.number(name, range)?;
        Ok(number.and_then(|number| u32::try_from(number).ok()))
    };
    let behaviors = ["webhook", "voicemail", "reject"];
    Ok(CallingFields {
        voicemail_enabled: fields.flag("voicemailEnabled")?.or(old.voicemail_enabled),
        voicemail_greeting_url: greeting(fields, old.voicemail_greeting_url)?,
        voicemail_max_duration: small("voicemailMaxDuration", 10..=600)?
            .or(old.voicemail_max_duration),
        auto_record_enabled: fields
            .flag("autoRecordEnabled")?
            .or(old.auto_record_enabled),
        recording_format: fields
            .one_of("recordingFormat", &check::FORMATS)?
            .or(old.recording_format),
        default_answer_behavior: fields
            .one_of("defaultAnswerBehavior", &behaviors)?
            .or(old.default_answer_behavior),
        max_concurrent_calls: small("maxConcurrentCalls", 1..=1_000_000)?
            .or(old.max_concurrent_calls),
        whatsapp_calling_enabled: fields
            .flag("whatsappCallingEnabled")?
            .or(old.whatsapp_calling_enabled),
        whatsapp_sip_enabled: fields
            .flag("whatsappSipEnabled")?
            .or(old.whatsapp_sip_enabled),
    })
}

/// Returns the new greeting URL; `null` removes it.
fn greeting(fields: &Fields, old: Option<String>) -> Result<Option<String>, ErrorReply> {
    let name = "voicemailGreetingUrl";
    match fields.text(name)? {
        Some(text) if url::Url::parse(&text).is_err() => Err(ErrorReply::invalid(
            name,
            "Invalid voicemailGreetingUrl: must be a URL or null",
        )),
        None if !fields.names(name) => Ok(old),
        text => Ok(text),
    }
}
