//! `/v1/holds`: topics that are not cited for a time, and why. Everyone may know them, as every answer on them says so; reviewers
//! set and release them.

use super::error::{HttpError, Problem};
use super::extract::{Body, Id};
use crate::access::Principal;
use crate::app::{App, HoldError, HoldRow};
use crate::gaps::{self, HoldStep};
use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde::Deserialize;
use std::sync::Arc;

impl From<HoldError> for HttpError {
    fn from(error: HoldError) -> Self {
        match error {
            HoldError::Store(error) => error.into(),
            HoldError::NotHeld { .. } => HttpError::NotFound("hold"),
            HoldError::Starting => HttpError::Ask(crate::app::AskError::Starting),
            HoldError::Topic { .. } | HoldError::NoReason | HoldError::LongReason { .. } => {
                HttpError::Hold(error.to_string())
            }
        }
    }
}

/// The topics on hold, the one held longest first.
#[utoipa::path(get, path = "/v1/holds", responses((status = 200, description = "The topics", body = [HoldRow])))]
pub(super) async fn list(State(app): State<Arc<App>>) -> Result<Json<Vec<HoldRow>>, HttpError> {
    Ok(Json(app.holds().await?))
}

/// Every hold and release, oldest first.
#[utoipa::path(get, path = "/v1/holds/history", responses(
    (status = 200, description = "The steps", body = [HoldStep]),
    (status = 403, description = "Not for this role", body = Problem)))]
pub(super) async fn history(State(app): State<Arc<App>>) -> Result<Json<Vec<HoldStep>>, HttpError> {
    Ok(Json(gaps::hold_history(&app.store).await?))
}

/// A topic to put on hold.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HoldBody {
    /// Id of the topic, as in `/v1/topics`.
    topic: String,
    /// Why, as whoever asks is told; at most 500 characters, personal data is masked.
    reason: String,
}

/// Puts a topic on hold from the next question on; if it is, changes the reason.
#[utoipa::path(post, path = "/v1/holds", request_body = HoldBody, responses(
    (status = 201, description = "The topics on hold now", body = [HoldRow]),
    (status = 400, description = "Unreadable body", body = Problem),
    (status = 403, description = "Not for this role", body = Problem),
    (status = 415, description = "Not JSON", body = Problem),
    (status = 422, description = "Unknown topic, or no reason", body = Problem),
    (status = 503, description = "Still starting", body = Problem)))]
pub(super) async fn create(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Principal>,
    Body(body): Body<HoldBody>,
) -> Result<(StatusCode, Json<Vec<HoldRow>>), HttpError> {
    app.hold((&body.topic, &body.reason), who.by()).await?;
    Ok((StatusCode::CREATED, Json(app.holds().await?)))
}

/// Why a topic is released.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReleaseBody {
    /// For the history; at most 500 characters, personal data is masked.
    #[serde(default)]
    note: String,
}

/// Releases a topic: what is published on it is cited again from the next question on.
#[utoipa::path(post, path = "/v1/holds/{topic}/release", request_body = ReleaseBody,
    params(("topic" = String, Path, description = "Of the topic")), responses(
    (status = 200, description = "The topics on hold now", body = [HoldRow]),
    (status = 400, description = "Unreadable body", body = Problem),
    (status = 403, description = "Not for this role", body = Problem),
    (status = 404, description = "The topic is not on hold", body = Problem),
    (status = 415, description = "Not JSON", body = Problem),
    (status = 422, description = "A note too long", body = Problem)))]
pub(super) async fn release(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Principal>,
    Id(topic): Id,
    Body(body): Body<ReleaseBody>,
) -> Result<Json<Vec<HoldRow>>, HttpError> {
    app.release((&topic, &body.note), who.by()).await?;
    Ok(Json(app.holds().await?))
}
