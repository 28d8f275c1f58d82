//! `/v1/gaps`: what the material does not answer, for reviewers. Who may is said in
//! `principal.rs`.

use super::error::{HttpError, Problem};
use super::extract::{Body, Id, Params};
use super::works::snapshot;
use crate::access::{Principal, redact};
use crate::app::{App, WeighError};
use crate::corpus::Tier;
use crate::gaps::{self, Cell, Filter, GapError, Move, Need, Page, Read, State as Stage};
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde::Deserialize;
use std::sync::Arc;

/// Gaps in a page, at most.
const MOST: usize = 200;

impl From<GapError> for HttpError {
    fn from(error: GapError) -> Self {
        match error {
            GapError::Unknown { .. } => HttpError::NotFound("gap"),
            GapError::Stale { .. } => HttpError::Stale(error.to_string()),
            GapError::Cursor { cursor } => HttpError::Parameter { name: "after", value: cursor },
            GapError::Store(error) => error.into(),
            GapError::NoWay { .. } | GapError::Unassigned | GapError::NoReason => {
                HttpError::Transition(error.to_string())
            }
        }
    }
}

impl From<WeighError> for HttpError {
    fn from(error: WeighError) -> Self {
        match error {
            WeighError::Gap(error) => error.into(),
            WeighError::Ask(error) => error.into(),
        }
    }
}

/// Which gaps.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    /// `new`, `confirmed`, `assigned`, `in_preparation`, `published`, `verified_closed`, `dismissed`.
    state: Option<String>,
    /// Id of a topic.
    topic: Option<String>,
    /// `missing`, `not_retrieved`, `partial`, `outdated`, `conflicting`, `local`, `out_of_scope`.
    need: Option<String>,
    /// `next` of the page before.
    after: Option<String>,
    /// At most so many, up to 200; 50 if absent.
    limit: Option<String>,
}

impl Wanted {
    fn filter(self) -> Result<Filter, HttpError> {
        let state = self.state.map(|name| stage("state", name)).transpose()?;
        let limit = self.limit.map(|text| match text.parse::<usize>() {
            Ok(limit) if (1..=MOST).contains(&limit) => Ok(limit),
            _ => Err(HttpError::Parameter { name: "limit", value: text }),
        });
        let need =
            self.need.map(|value| Need::named(&value).ok_or(HttpError::Parameter { name: "need", value }));
        let (need, limit) = (need.transpose()?, limit.transpose()?);
        Ok(Filter { state, topic: self.topic, need, after: self.after, limit })
    }
}

fn stage(name: &'static str, value: String) -> Result<Stage, HttpError> {
    Stage::named(&value).ok_or(HttpError::Parameter { name, value })
}

/// The gaps, most asked by different organisations and people first.
#[utoipa::path(get, path = "/v1/gaps", params(Wanted), responses(
    (status = 200, description = "A page of gaps", body = Page),
    (status = 403, description = "Not for this role", body = Problem),
    (status = 422, description = "Unknown state or page", body = Problem)))]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Params(wanted): Params<Wanted>,
) -> Result<Json<Page>, HttpError> {
    Ok(Json(gaps::list(&app.store, &wanted.filter()?).await?))
}

/// All gaps that pass, as a table for a spreadsheet.
#[utoipa::path(get, path = "/v1/gaps.csv", params(Wanted), responses(
    (status = 200, description = "The gaps", body = String, content_type = "text/csv"),
    (status = 403, description = "Not for this role", body = Problem),
    (status = 422, description = "Unknown state", body = Problem)))]
pub(super) async fn table(
    State(app): State<Arc<App>>,
    Params(wanted): Params<Wanted>,
) -> Result<Response, HttpError> {
    let filter = wanted.filter()?;
    let limit = Some(filter.limit.unwrap_or(usize::MAX));
    let page = gaps::list(&app.store, &Filter { limit, ..filter }).await?;
    let mut response = gaps::csv(&page.items).into_response();
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    let name = HeaderValue::from_static("attachment; filename=\"gaps.csv\"");
    response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    Ok(response)
}

/// A gap with its latest questions and its history.
#[utoipa::path(get, path = "/v1/gaps/{id}", params(("id" = String, Path, description = "Of the gap")), responses(
    (status = 200, description = "The gap", body = Read),
    (status = 403, description = "Not for this role", body = Problem),
    (status = 404, description = "No such gap", body = Problem)))]
pub(super) async fn read(State(app): State<Arc<App>>, Id(id): Id) -> Result<Json<Read>, HttpError> {
    Ok(Json(gaps::read(&app.store, &id).await?))
}

/// Weighs a gap on the material that answers now: what of it is published, and where.
#[utoipa::path(post, path = "/v1/gaps/{id}/weigh", params(("id" = String, Path, description = "Of the gap")), responses(
    (status = 200, description = "The gap with its evidence anew", body = Read),
    (status = 403, description = "Not for this role", body = Problem),
    (status = 404, description = "No such gap", body = Problem),
    (status = 503, description = "Still starting", body = Problem)))]
pub(super) async fn weigh(State(app): State<Arc<App>>, Id(id): Id) -> Result<Json<Read>, HttpError> {
    app.weigh_apart(&id).await?;
    Ok(Json(gaps::read(&app.store, &id).await?))
}

/// Per topic, what each tier says, what is asked and what is open.
#[utoipa::path(get, path = "/v1/gaps/matrix", responses(
    (status = 200, description = "One row per topic", body = [Cell]),
    (status = 403, description = "Not for this role", body = Problem),
    (status = 503, description = "Still starting", body = Problem)))]
pub(super) async fn matrix(State(app): State<Arc<App>>) -> Result<Json<Vec<Cell>>, HttpError> {
    let snapshot = snapshot(&app).await?;
    Ok(Json(gaps::matrix(&app.store, &snapshot).await?))
}

/// A step of the work on a gap.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MoveBody {
    /// The version that was read.
    version: i64,
    /// The state to come.
    to: String,
    /// Why; needed to dismiss. Personal data is masked before it is kept.
    #[serde(default)]
    note: String,
    /// To whom; needed to assign.
    #[serde(default)]
    office: String,
    /// Which tier of material is to answer; needed to assign.
    #[serde(default)]
    tier: String,
}

/// Brings a gap to another state.
#[utoipa::path(post, path = "/v1/gaps/{id}/transitions", request_body = MoveBody,
    params(("id" = String, Path, description = "Of the gap")), responses(
    (status = 200, description = "The gap as it is now", body = Read),
    (status = 400, description = "Unreadable body", body = Problem),
    (status = 403, description = "Not for this role", body = Problem),
    (status = 404, description = "No such gap", body = Problem),
    (status = 409, description = "Somebody changed it meanwhile", body = Problem),
    (status = 415, description = "Not JSON", body = Problem),
    (status = 422, description = "A state that does not follow, or something is missing", body = Problem)))]
pub(super) async fn transition(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Principal>,
    Id(id): Id,
    Body(body): Body<MoveBody>,
) -> Result<Json<Read>, HttpError> {
    let to = stage("to_state", body.to)?;
    if !body.tier.is_empty() && !Tier::ALL.iter().any(|tier| tier.as_str() == body.tier) {
        return Err(HttpError::Parameter { name: "tier", value: body.tier });
    }
    let (role, name) = who.by();
    let change = Move {
        version: body.version,
        to,
        note: redact(&body.note).text,
        office: body.office,
        tier: body.tier,
        role: role.to_owned(),
        who: name.to_owned(),
    };
    gaps::transition(&app.store, &id, &change).await?;
    Ok(Json(gaps::read(&app.store, &id).await?))
}
