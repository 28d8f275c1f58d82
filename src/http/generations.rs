//! `/v1/admin/generations`: what was built, what a draft would change, letting it answer or throwing it away.

use super::admin::beside;
use super::error::{HttpError, Problem};
use super::extract::{Body, Id};
use crate::app::{App, Approval, Approved, DraftState, Preview};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A draft, in a list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct DraftRow {
    state: DraftState,
    /// Who ordered it, as declared; none = the program itself.
    ordered_by: Vec<String>,
    ordered_at: String,
    /// Do all its checks pass?
    passed: bool,
}

/// A generation, in a list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct GenerationRow {
    id: String,
    created_at: String,
    versions: usize,
    passages: usize,
    /// None = by words only.
    encoder: Option<String>,
    /// Does it answer?
    published: bool,
    draft: Option<DraftRow>,
    approvals: Vec<Approved>,
}

/// The generations, and how many approvals a draft wants.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct GenerationList {
    /// 0, 1 or 2, as in the configuration.
    approvals: u8,
    /// The draft that waits.
    waiting: Option<String>,
    generations: Vec<GenerationRow>,
}

/// The generations, latest first.
#[utoipa::path(get, path = "/v1/admin/generations", responses((status = 200, body = GenerationList),
    (status = 403, description = "Not from the machine itself", body = Problem)))]
pub(super) async fn list(State(app): State<Arc<App>>) -> Result<Json<GenerationList>, HttpError> {
    let (drafts, approvals) = (app.drafts().await?, app.approvals().await?);
    let published = app.generations.published().await?;
    let row = |m: crate::search::Manifest| GenerationRow {
        published: published.as_ref() == Some(&m.id),
        draft: drafts.iter().find(|draft| draft.generation == m.id).map(|draft| DraftRow {
            state: draft.state,
            ordered_by: draft.ordered_by.iter().cloned().collect(),
            ordered_at: draft.ordered_at.clone(),
            passed: draft.preview.passed(),
        }),
        approvals: approvals.iter().filter(|a| a.generation == m.id).cloned().collect(),
        created_at: m.created_at,
        versions: m.versions,
        passages: m.passages,
        encoder: m.encoder.map(|encoder| encoder.id),
        id: m.id,
    };
    let generations = app.generations.list().await?.into_iter().map(row).collect();
    let waiting = drafts.iter().find(|draft| draft.state == DraftState::Waiting);
    let waiting = waiting.map(|draft| draft.generation.clone());
    Ok(Json(GenerationList { approvals: app.config.publication.approvals, waiting, generations }))
}

/// What publishing a generation would change, as against the one that answers.
#[utoipa::path(get, path = "/v1/admin/generations/{id}/preview",
    params(("id" = String, Path, description = "Of the generation")), responses((status = 200, body = Preview),
    (status = 403, description = "Not from the machine itself", body = Problem),
    (status = 404, description = "No such generation", body = Problem),
    (status = 409, description = "Nothing to compare with", body = Problem)))]
pub(super) async fn preview(State(app): State<Arc<App>>, Id(id): Id) -> Result<Json<Preview>, HttpError> {
    let preview = beside(async move { Box::pin(app.preview_of(Some(&id), &|_, _| {})).await });
    Ok(Json(preview.await??))
}

/// A yes.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ApproveBody {
    /// Who says so; wanted where two people are.
    #[serde(default)]
    name: String,
    /// Why, or whatever is to be remembered.
    #[serde(default)]
    note: String,
    /// Although checks failed.
    #[serde(default)]
    despite_checks: bool,
}

/// The generation that answers now.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct Published {
    published: Option<String>,
}

/// Lets the draft that waits answer. Its checks are made again.
#[utoipa::path(post, path = "/v1/admin/generations/{id}/approve", request_body = ApproveBody,
    params(("id" = String, Path, description = "Of the draft")), responses((status = 200, body = Published),
    (status = 400, description = "Unreadable body", body = Problem),
    (status = 403, description = "Not from the machine itself", body = Problem),
    (status = 409, description = "Not a draft that waits, checks that failed, or not the person wanted", body = Problem),
    (status = 413, description = "Body too long", body = Problem),
    (status = 415, description = "Not JSON", body = Problem)))]
pub(super) async fn approve(
    State(app): State<Arc<App>>,
    Id(id): Id,
    Body(body): Body<ApproveBody>,
) -> Result<Json<Published>, HttpError> {
    let ApproveBody { name, note, despite_checks } = body;
    let approval = Approval { name, note, despite_checks };
    let does = Arc::clone(&app);
    beside(async move { Box::pin(does.approve(&id, &approval, &|_, _| {})).await }).await??;
    Ok(Json(Published { published: app.generations.published().await? }))
}

/// The generation that answers now that a draft is thrown away.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct Discarded {
    published: Option<String>,
    /// Works that may be cited again: their withdrawal was part of the draft.
    citable_again: Vec<String>,
}

/// Throws the draft that waits away, with all that was ordered for it.
#[utoipa::path(post, path = "/v1/admin/generations/{id}/discard",
    params(("id" = String, Path, description = "Of the draft")), responses((status = 200, body = Discarded),
    (status = 403, description = "Not from the machine itself", body = Problem),
    (status = 409, description = "Not a draft that waits", body = Problem),
    (status = 415, description = "Not JSON", body = Problem)))]
pub(super) async fn discard(
    State(app): State<Arc<App>>,
    Id(id): Id,
    Body(Nothing {}): Body<Nothing>,
) -> Result<Json<Discarded>, HttpError> {
    let does = Arc::clone(&app);
    let citable_again = beside(async move { Box::pin(does.discard(&id)).await }).await??;
    Ok(Json(Discarded { published: app.generations.published().await?, citable_again }))
}

/// `{}`: a body in JSON is also what keeps strangers' pages out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}
