//! The control API under `/_sandbox/`. `docs/sandbox.md` describes it.

mod await_activity;
mod calls;
mod deliveries;
mod settings;

use axum::Router;
use axum::routing::{get, post, put};

use crate::sandbox::http::shared::SharedState;

/// Returns the routes of the control API.
pub(crate) fn routes() -> Router<SharedState> {
    Router::new()
        .route("/_sandbox/health", get(settings::health))
        .route("/_sandbox/info", get(settings::info))
        .route("/_sandbox/reset", post(settings::reset))
        .route(
            "/_sandbox/clock",
            get(settings::clock)
                .post(settings::move_clock)
                .put(settings::move_clock),
        )
        .route("/_sandbox/activity", get(await_activity::list))
        .route(
            "/_sandbox/await",
            get(await_activity::get).post(await_activity::post),
        )
        .route("/_sandbox/calls", post(calls::create))
        .route("/_sandbox/calls/{id}", get(calls::get))
        .route("/_sandbox/calls/{id}/act", post(calls::act))
        .route("/_sandbox/deliveries", get(deliveries::list))
        .route("/_sandbox/deliveries/{id}", get(deliveries::get))
        .route(
            "/_sandbox/deliveries/{id}/redeliver",
            post(deliveries::redeliver),
        )
        .route("/_sandbox/faults", put(settings::faults))
        .route("/_sandbox/files", put(settings::files))
}
