//! `/v1/works/{id}/diff`: what changed between two versions of a work.

use super::error::{HttpError, Problem};
use super::extract::{Id, Params};
use super::works::snapshot;
use crate::app::{App, day};
use crate::corpus::{Diff, diff, two_versions};
use axum::Json;
use axum::extract::State;
use jiff::civil::Date;
use serde::Deserialize;
use std::sync::Arc;

/// The two days.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub(super) struct DaysQuery {
    /// The version that held on this day, `AAAA-MM-GG`; the one before the other if absent.
    from: Option<String>,
    /// The version that holds on this day, `AAAA-MM-GG`; the latest if absent.
    to: Option<String>,
}

/// What changed, by passage and word.
#[utoipa::path(get, path = "/v1/works/{id}/diff", params(("id" = String, Path, description = "Of the work"), DaysQuery), responses(
    (status = 200, body = Diff),
    (status = 404, description = "No such work, or no version on one of the days", body = Problem),
    (status = 422, description = "Bad date", body = Problem), (status = 503, description = "Still starting", body = Problem)))]
pub(super) async fn read(
    State(app): State<Arc<App>>,
    Id(id): Id,
    Params(query): Params<DaysQuery>,
) -> Result<Json<Diff>, HttpError> {
    let snapshot = snapshot(&app).await?;
    let versions = snapshot.versions_of(&id);
    if versions.is_empty() {
        return Err(HttpError::NotFound("work"));
    }
    let (from, to) = (asked("from", query.from)?, asked("to", query.to)?);
    let (before, after) = two_versions(&versions, from, to).map_err(|_| HttpError::NotFound("version"))?;
    Ok(Json(diff(before, after)))
}

fn asked(name: &'static str, text: Option<String>) -> Result<Option<Date>, HttpError> {
    let Some(text) = text.filter(|t| !t.is_empty()) else { return Ok(None) };
    day(&text).map(Some).ok_or(HttpError::Parameter { name, value: text })
}
