//! `/v1/admin/documents`: a document is handed in, shown as it would be, and ordered when a person confirms it.

use super::admin::beside;
use super::error::{HttpError, Problem};
use super::extract::{Body, Id, Params, octets};
use crate::app::{App, Confirmed, Upload, UploadRow};
use axum::Json;
use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Largest document.
pub(super) const DOCUMENT_BYTES: usize = 64 * 1024 * 1024;

/// The bytes of a document.
pub(super) struct File(Vec<u8>);

impl<S: Send + Sync> FromRequest<S> for File {
    type Rejection = HttpError;

    async fn from_request(request: Request, state: &S) -> Result<Self, HttpError> {
        let bytes = octets(request, state).await.map_err(|why| match why {
            HttpError::TooLarge => HttpError::DocumentTooLarge,
            why => why,
        })?;
        Ok(File(bytes.into()))
    }
}

/// The name of the file.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub(super) struct FileQuery {
    /// With its extension, which says the format: `circolare.pdf`.
    file: Option<String>,
}

/// Hands a document in: its bytes, with its name beside. It is read and kept; the material does not change.
#[utoipa::path(post, path = "/v1/admin/documents", params(FileQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses(
    (status = 201, description = "Read: what it would become", body = Upload),
    (status = 403, description = "Not from the machine itself", body = Problem),
    (status = 413, description = "More than 64 MiB", body = Problem),
    (status = 415, description = "Not bytes", body = Problem),
    (status = 422, description = "No name, a format that is not read, or a broken file", body = Problem)))]
pub(super) async fn create(
    State(app): State<Arc<App>>,
    Params(query): Params<FileQuery>,
    File(bytes): File,
) -> Result<(StatusCode, Json<Upload>), HttpError> {
    let file = query.file.unwrap_or_default();
    let upload = beside(async move { app.receive(&file, bytes).await }).await??;
    Ok((StatusCode::CREATED, Json(upload)))
}

/// Documents handed in.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct UploadList {
    documents: Vec<UploadRow>,
}

/// The documents handed in last, latest first.
#[utoipa::path(get, path = "/v1/admin/documents", responses((status = 200, body = UploadList),
    (status = 403, description = "Not from the machine itself", body = Problem)))]
pub(super) async fn list(State(app): State<Arc<App>>) -> Result<Json<UploadList>, HttpError> {
    Ok(Json(UploadList { documents: app.uploads().await? }))
}

/// A document handed in: what it would become, and how it stands with it.
#[utoipa::path(get, path = "/v1/admin/documents/{id}", params(("id" = String, Path, description = "Of the document")),
    responses((status = 200, body = Upload),
    (status = 403, description = "Not from the machine itself", body = Problem),
    (status = 404, description = "No such document", body = Problem)))]
pub(super) async fn read(State(app): State<Arc<App>>, Id(id): Id) -> Result<Json<Upload>, HttpError> {
    Ok(Json(beside(async move { app.upload(&id).await }).await??))
}

/// Confirms a document with what a person says of it, and orders it: a draft is built beside what answers.
#[utoipa::path(post, path = "/v1/admin/documents/{id}/confirm", request_body = Confirmed,
    params(("id" = String, Path, description = "Of the document")), responses(
    (status = 202, description = "Being built: ask for the list until it is not", body = UploadRow),
    (status = 400, description = "Unreadable body", body = Problem),
    (status = 403, description = "Not from the machine itself", body = Problem),
    (status = 404, description = "No such document", body = Problem),
    (status = 409, description = "Confirmed already, and being built", body = Problem),
    (status = 413, description = "Body too long", body = Problem),
    (status = 415, description = "Not JSON", body = Problem),
    (status = 422, description = "A field that cannot be", body = Problem)))]
pub(super) async fn confirm(
    State(app): State<Arc<App>>,
    Id(id): Id,
    Body(fields): Body<Confirmed>,
) -> Result<(StatusCode, Json<UploadRow>), HttpError> {
    let confirmed = beside(async move { app.confirm(&id, fields).await });
    Ok((StatusCode::ACCEPTED, Json(confirmed.await??)))
}
