//! A bare axum handler that keeps nothing: what the receiver could reach at most, with the same HTTP
//! crates on one thread. `POST /` reads the JSON and answers 200. `POST /after/50` answers 50 ms later
//! and counts; `GET /count` tells how many of those were answered.
//!
//! usage: ceiling PORT

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::extract::Path;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::Value;

static ANSWERED: AtomicUsize = AtomicUsize::new(0);

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    let port = std::env::args().nth(1).and_then(|port| port.parse().ok());
    let port: u16 = port.expect("usage: ceiling PORT");
    let router = Router::new()
        .route("/", post(async |Json(_): Json<Value>| "OK"))
        .route("/after/{millis}", post(after))
        .route(
            "/count",
            get(async || ANSWERED.load(Ordering::Relaxed).to_string()),
        );
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    axum::serve(listener, router).await
}

async fn after(Path(millis): Path<u64>, Json(_): Json<Value>) -> &'static str {
    tokio::time::sleep(Duration::from_millis(millis)).await;
    ANSWERED.fetch_add(1, Ordering::Relaxed);
    "OK"
}
