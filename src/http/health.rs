//! Liveness, readiness and Prometheus figures. Readiness says what is missing.

use crate::app::App;
use crate::strings::s;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use serde::Serialize;
use std::sync::Arc;

/// The process answers.
#[utoipa::path(get, path = "/healthz", responses((status = 200, description = "Alive")))]
pub(super) async fn alive() -> &'static str {
    "ok"
}

/// How far a build is.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct BuildingState {
    done: usize,
    total: usize,
}

/// Can it answer, and how?
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct Ready {
    /// `ready`, `starting`, or `unreachable`: the index is on a server that does not answer.
    status: &'static str,
    /// `hybrid` or `bm25`.
    search: &'static str,
    generation: Option<String>,
    passages: usize,
    building: Option<BuildingState>,
    /// The encoder: model, hash, engine and precision of the calculation.
    encoder: Option<String>,
    /// Why candle computes it although ONNX Runtime was wanted, in Italian.
    instead: Option<String>,
    /// What is missing, in Italian.
    degraded: Option<String>,
    /// Is `/v1/admin` open to whoever asks this?
    admin: bool,
    /// Whose tokens are believed from whoever asks this: `dev`, which are unsigned, or nobody's.
    issuer: Option<&'static str>,
}

/// 200 when questions are answered, 503 before.
#[utoipa::path(get, path = "/readyz", responses((status = 200, body = Ready), (status = 503, body = Ready)))]
pub(super) async fn ready(State(app): State<Arc<App>>, headers: HeaderMap) -> impl IntoResponse {
    let snapshot = app.snapshot();
    let dense = snapshot.as_ref().is_some_and(|s| s.has_dense()) && app.encoder().is_some();
    let index = match &snapshot {
        Some(snapshot) => snapshot.index.check().await.map_err(|error| {
            tracing::warn!(%error, "not ready");
            s("warning.no_index").to_owned()
        }),
        None => Ok(()),
    };
    let state = Ready {
        status: match (&snapshot, &index) {
            (None, _) => "starting",
            (Some(_), Ok(())) => "ready",
            (Some(_), Err(_)) => "unreachable",
        },
        search: if dense { "hybrid" } else { "bm25" },
        generation: snapshot.as_ref().map(|s| s.manifest.id.clone()),
        passages: snapshot.as_ref().map_or(0, |s| s.len()),
        building: app.building.state().map(|(done, total)| BuildingState { done, total }),
        encoder: app.encoder().map(|e| e.id().to_owned()),
        instead: app.instead().map(|why| why.to_string()),
        degraded: index.err().or_else(|| app.degraded()),
        admin: super::admin::is_open(&app, &headers),
        issuer: super::principal::issuer(&app, &headers),
    };
    let status = if state.status == "ready" { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(state))
}

/// Prometheus text: answers by verdict, state of the search.
#[utoipa::path(get, path = "/metrics", responses(
    (status = 200, description = "Figures", body = String, content_type = "text/plain")))]
pub(super) async fn metrics(State(app): State<Arc<App>>) -> impl IntoResponse {
    let mut text = String::from("# TYPE copilot_answers_total counter\n");
    for (verdict, n) in app.counts() {
        text.push_str(&format!("copilot_answers_total{{verdict=\"{}\"}} {n}\n", verdict.as_str()));
    }
    let snapshot = app.snapshot();
    let gauge = |name: &str, value: usize| format!("# TYPE {name} gauge\n{name} {value}\n");
    text.push_str(&gauge("copilot_passages", snapshot.as_ref().map_or(0, |s| s.len())));
    let dense = snapshot.as_ref().is_some_and(|s| s.has_dense());
    text.push_str(&gauge("copilot_dense_ready", usize::from(dense)));
    text.push_str(&gauge("copilot_degraded", usize::from(app.degraded().is_some())));
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text)
}
