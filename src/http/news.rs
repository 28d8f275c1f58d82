//! `/v1/news`: what the caller asked in vain and the material answers now. Without a person in the token there is none.

use super::error::{HttpError, Problem};
use super::extract::Id;
use crate::access::Principal;
use crate::app::App;
use crate::gaps::News;
use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use std::sync::Arc;

/// The caller's own questions whose gap was closed since, latest first.
#[utoipa::path(get, path = "/v1/news", responses(
    (status = 200, description = "The caller's news, or none", body = [News]),
    (status = 401, description = "A token that cannot be read", body = Problem)))]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Principal>,
) -> Result<Json<Vec<News>>, HttpError> {
    Ok(Json(app.news(&who).await?))
}

/// The caller has heard of it.
#[utoipa::path(post, path = "/v1/news/{gap_id}/seen", params(("gap_id" = String, Path, description = "Of the gap")), responses(
    (status = 204, description = "It is no news any more"),
    (status = 401, description = "A token that cannot be read", body = Problem),
    (status = 404, description = "No news of the caller's", body = Problem)))]
pub(super) async fn seen(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Principal>,
    Id(gap): Id,
) -> Result<StatusCode, HttpError> {
    if app.seen(&who, &gap).await? { Ok(StatusCode::NO_CONTENT) } else { Err(HttpError::NotFound("news")) }
}
