//! `/v1/gaps/replays`: the questions of gaps asked again on the generation that answers, and how far that is.

use super::error::{HttpError, Problem};
use super::extract::{Body, Id};
use crate::app::App;
use crate::gaps::replay::{self, Job, Outcome};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Which gaps to ask again.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReplayBody {
    /// Their ids; none = all that are not dismissed.
    #[serde(default)]
    gaps: Vec<String>,
}

/// A replay with the gaps that it decided so far.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct ReplayRead {
    #[serde(flatten)]
    job: Job,
    /// Those that changed first.
    outcomes: Vec<Outcome>,
}

/// Asks the questions of gaps again, beside the answers; joins the replay that runs.
#[utoipa::path(post, path = "/v1/gaps/replays", request_body = ReplayBody, responses(
    (status = 202, description = "Ordered: ask for it until `state` is not `running`", body = Job),
    (status = 400, description = "Unreadable body", body = Problem),
    (status = 403, description = "Not for this role", body = Problem),
    (status = 404, description = "No such gap", body = Problem),
    (status = 415, description = "Not JSON", body = Problem),
    (status = 503, description = "Still starting, or its vectors are still being built", body = Problem)))]
pub(super) async fn create(
    State(app): State<Arc<App>>,
    Body(body): Body<ReplayBody>,
) -> Result<(StatusCode, Json<Job>), HttpError> {
    let job = app.order_replay(&body.gaps).await?;
    app.keep_replaying().await;
    Ok((StatusCode::ACCEPTED, Json(job)))
}

/// The latest replays, latest first.
#[utoipa::path(get, path = "/v1/gaps/replays", responses(
    (status = 200, description = "The replays", body = [Job]),
    (status = 403, description = "Not for this role", body = Problem)))]
pub(super) async fn list(State(app): State<Arc<App>>) -> Result<Json<Vec<Job>>, HttpError> {
    Ok(Json(replay::jobs(&app.store).await?))
}

/// A replay, how far it is and what came of it.
#[utoipa::path(get, path = "/v1/gaps/replays/{id}", params(("id" = String, Path, description = "Of the replay")),
    responses((status = 200, description = "The replay", body = ReplayRead),
    (status = 403, description = "Not for this role", body = Problem),
    (status = 404, description = "No such replay", body = Problem)))]
pub(super) async fn read(State(app): State<Arc<App>>, Id(id): Id) -> Result<Json<ReplayRead>, HttpError> {
    let job = replay::read(&app.store, &id).await?.ok_or(HttpError::NotFound("replay"))?;
    let outcomes = replay::outcomes(&app.store, &id).await?;
    Ok(Json(ReplayRead { job, outcomes }))
}
