//! The service: router, one file per resource, problem+json errors, the page as static files. Knows how nothing works: it
//! turns requests into calls on [`App`] and results into JSON.

mod admin;
mod answers;
mod diff;
mod documents;
mod error;
mod extract;
mod gaps;
mod gather;
mod generations;
mod health;
mod holds;
mod links;
mod news;
mod openapi;
mod principal;
mod replays;
mod ui;
mod works;

pub use openapi::document as openapi_document;

use crate::app::App;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::{from_fn_with_state, map_response};
use axum::routing::{get, post};
use std::sync::Arc;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::{DefaultOnResponse, TraceLayer};

/// Largest body accepted.
const BODY_BYTES: usize = 256 * 1024;
/// Longest that any request may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// All routes. Logs carry method, path and status: never a question.
pub fn router(app: Arc<App>) -> Router {
    let admin = Router::new()
        .route("/generations", get(generations::list))
        .route("/generations/{id}/preview", get(generations::preview))
        .route("/generations/{id}/approve", post(generations::approve))
        .route("/generations/{id}/discard", post(generations::discard))
        .route(
            "/documents",
            get(documents::list)
                .post(documents::create)
                .layer(DefaultBodyLimit::max(documents::DOCUMENT_BYTES)),
        )
        .route("/documents/{id}", get(documents::read))
        .route("/documents/{id}/confirm", post(documents::confirm))
        .fallback(error::not_found)
        .method_not_allowed_fallback(error::method_not_allowed)
        .layer(from_fn_with_state(Arc::clone(&app), admin::guard));
    let v1 = Router::new()
        .nest("/admin", admin)
        .route("/answers", post(answers::create))
        .route("/answers/{id}", get(answers::read))
        .route("/answers/{id}/feedback", post(answers::feedback))
        .route("/works", get(works::list))
        .route("/works/{id}", get(works::read))
        .route("/works/{id}/diff", get(diff::read))
        .route("/passages/{id}", get(works::passage))
        .route("/topics", get(works::topics))
        .route("/gaps/import", post(gather::import))
        .route("/glossary", get(works::glossary))
        .route("/gaps", get(gaps::list))
        .route("/gaps.csv", get(gaps::table))
        .route("/gaps/matrix", get(gaps::matrix))
        .route("/gaps/replays", get(replays::list).post(replays::create))
        .route("/gaps/replays/{id}", get(replays::read))
        .route("/gaps/{id}", get(gaps::read))
        .route("/gaps/{id}/transitions", post(gaps::transition))
        .route("/gaps/{id}/weigh", post(gaps::weigh))
        .route("/holds", get(holds::list).post(holds::create))
        .route("/holds/history", get(holds::history))
        .route("/holds/{topic}/release", post(holds::release))
        .route("/news", get(news::list))
        .route("/news/{gap_id}/seen", post(news::seen))
        .route("/openapi.json", get(openapi::serve))
        .fallback(error::not_found)
        .method_not_allowed_fallback(error::method_not_allowed)
        .layer(from_fn_with_state(Arc::clone(&app), principal::guard));
    let header = |name: &'static str, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(HeaderName::from_static(name), HeaderValue::from_static(value))
    };
    Router::new()
        .nest("/v1", v1)
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .fallback(ui::serve)
        .method_not_allowed_fallback(error::method_not_allowed)
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .layer(CompressionLayer::new())
        .layer(TimeoutLayer::with_status_code(axum::http::StatusCode::GATEWAY_TIMEOUT, PATIENCE))
        .layer(map_response(error::as_problem))
        .layer(header("x-content-type-options", "nosniff"))
        .layer(header("referrer-policy", "no-referrer"))
        .layer(header(
            "content-security-policy",
            "default-src 'self'; img-src 'self' data:; frame-ancestors 'self'; base-uri 'none'",
        ))
        .layer(CatchPanicLayer::custom(error::panicked))
        .layer(
            TraceLayer::new_for_http()
                // The path alone: a shared link carries its question in the query string.
                .make_span_with(|request: &Request| {
                    tracing::info_span!("request", method = %request.method(), path = request.uri().path())
                })
                .on_response(DefaultOnResponse::new().level(tracing::Level::DEBUG)),
        )
        .with_state(app)
}
