//! `/v1/gaps/import`: files of questions gathered elsewhere, for reviewers.

use super::error::{HttpError, Problem};
use super::extract::{Octets, Params};
use crate::app::{App, GatherError, Imported};
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use std::sync::Arc;

impl From<GatherError> for HttpError {
    fn from(error: GatherError) -> Self {
        match error {
            GatherError::Ask(error) => error.into(),
            error => HttpError::Questions(error.to_string()),
        }
    }
}

/// The name of a file of questions.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct FileName {
    /// `webinar.csv`: CSV if it ends so, else JSON lines.
    #[serde(default)]
    file: String,
}

/// Takes questions gathered elsewhere, masked, and puts them under gaps. The same file twice counts once.
#[utoipa::path(post, path = "/v1/gaps/import", params(FileName),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses(
    (status = 200, description = "How many were taken; the lines that cannot be read are named and skipped", body = Imported),
    (status = 403, description = "Not for this role", body = Problem),
    (status = 413, description = "More than 256 kB", body = Problem),
    (status = 415, description = "Not bytes", body = Problem),
    (status = 422, description = "No column of questions, not text, nothing in it, or more than 1,000 lines", body = Problem),
    (status = 503, description = "Still starting", body = Problem)))]
pub(super) async fn import(
    State(app): State<Arc<App>>,
    Params(FileName { file }): Params<FileName>,
    Octets(bytes): Octets,
) -> Result<Json<Imported>, HttpError> {
    // Begun, it goes on to its end: a reader who leaves does not leave a file half read.
    let gathering = tokio::spawn(async move { app.gather_file(&file, &bytes).await });
    let gathered = gathering.await.map_err(|panic| HttpError::Internal(panic.to_string()))?;
    Ok(Json(gathered?))
}
