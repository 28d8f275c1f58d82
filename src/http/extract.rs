//! What handlers take from a request, refused as a problem in Italian when it is not what the contract says.

use super::error::HttpError;
use crate::app::json_fault;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;

/// A JSON body.
pub(super) struct Body<T>(pub(super) T);

/// The one variable of a path.
pub(super) struct Id(pub(super) String);

/// The values after `?`.
pub(super) struct Params<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = HttpError;

    async fn from_request(request: Request, state: &S) -> Result<Self, HttpError> {
        if !is_json(request.headers()) {
            return Err(HttpError::NotJson);
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|why: BytesRejection| {
            let large = why.status() == StatusCode::PAYLOAD_TOO_LARGE;
            if large { HttpError::TooLarge } else { HttpError::Cut }
        })?;
        serde_json::from_slice(&bytes).map(Body).map_err(|why| HttpError::Body(json_fault(&why)))
    }
}

/// A form of another site can send text, never this type: it is also what keeps strangers' pages from asking.
fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
}

/// Bytes sent as they are. A form of another site cannot send this type.
pub(super) async fn octets<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, HttpError> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
    if kind.is_none_or(|kind| !kind.eq_ignore_ascii_case("application/octet-stream")) {
        return Err(HttpError::NotBytes);
    }
    Bytes::from_request(request, state).await.map_err(|why: BytesRejection| {
        let large = why.status() == StatusCode::PAYLOAD_TOO_LARGE;
        if large { HttpError::TooLarge } else { HttpError::Cut }
    })
}

/// The bytes of a small file.
pub(super) struct Octets(pub(super) Bytes);

impl<S: Send + Sync> FromRequest<S> for Octets {
    type Rejection = HttpError;

    async fn from_request(request: Request, state: &S) -> Result<Self, HttpError> {
        octets(request, state).await.map(Octets)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, HttpError> {
        let Path(id) = Path::from_request_parts(parts, state).await.map_err(|_| HttpError::BadPath)?;
        Ok(Id(id))
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Params<T> {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, HttpError> {
        let Query(query) = Query::from_request_parts(parts, state).await.map_err(|_| HttpError::BadQuery)?;
        Ok(Params(query))
    }
}
