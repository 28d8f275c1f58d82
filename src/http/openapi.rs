//! The API's description, served and frozen by a test.

use super::{
    answers, diff, documents, error, gaps, gather, generations, health, holds, news, replays, works,
};
use axum::Json;
use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "gepi-copilot",
        description = "Cited answers from published material",
        license(name = "EUPL-1.2")
    ),
    paths(
        answers::create,
        answers::read,
        answers::feedback,
        works::list,
        works::read,
        works::passage,
        diff::read,
        works::topics,
        works::glossary,
        generations::list,
        generations::preview,
        generations::approve,
        generations::discard,
        documents::create,
        documents::list,
        documents::read,
        documents::confirm,
        gather::import,
        gaps::list,
        gaps::table,
        gaps::matrix,
        gaps::read,
        gaps::transition,
        gaps::weigh,
        replays::create,
        replays::list,
        replays::read,
        holds::list,
        holds::history,
        holds::create,
        holds::release,
        news::list,
        news::seen,
        health::alive,
        health::ready,
        health::metrics
    ),
    components(schemas(error::Problem))
)]
struct Description;

/// The OpenAPI document.
pub fn document() -> utoipa::openapi::OpenApi {
    Description::openapi()
}

pub(super) async fn serve() -> Json<utoipa::openapi::OpenApi> {
    Json(document())
}
