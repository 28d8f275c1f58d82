//! RFC 9457 problem details: Italian for people, a stable `type` for programs. One enum becomes every error response.

use crate::app::AskError;
use crate::strings::{fill, s};
use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// The body of every error.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(super) struct Problem {
    /// `urn:gepi-copilot:problem:NAME`
    #[serde(rename = "type")]
    pub(super) kind: String,
    /// What kind of problem.
    pub(super) title: String,
    /// HTTP status.
    pub(super) status: u16,
    /// What to do about this one.
    pub(super) detail: String,
}

/// Whatever a handler may refuse.
#[derive(Debug)]
pub(super) enum HttpError {
    Ask(AskError),
    /// A body that is not what the contract says.
    Body(String),
    /// A date or other parameter that cannot be read.
    Parameter { name: &'static str, value: String },
    NotFound(&'static str),
    Internal(String),
}

impl From<AskError> for HttpError {
    fn from(error: AskError) -> Self {
        HttpError::Ask(error)
    }
}

impl From<crate::store::StoreError> for HttpError {
    fn from(error: crate::store::StoreError) -> Self {
        HttpError::Internal(error.to_string())
    }
}

impl HttpError {
    pub(super) fn problem(&self) -> Problem {
        let (status, name, detail) = match self {
            HttpError::Ask(error) => {
                let (status, name) = match error {
                    AskError::Empty => (422, "empty_question"),
                    AskError::TooLong { .. } => (413, "question_too_long"),
                    AskError::Measure { .. } => (422, "unknown_measure"),
                    AskError::Busy => (503, "busy"),
                    AskError::Starting => (503, "starting"),
                    AskError::Internal(_) => (500, "internal"),
                };
                let detail = if status == 500 { s("problem.internal_detail").to_owned() } else { error.to_string() };
                (status, name, detail)
            }
            HttpError::Body(why) => (400, "bad_body", fill("problem.body_detail", &[("why", why)])),
            HttpError::Parameter { name, value } => {
                (422, "bad_parameter", fill("problem.parameter_detail", &[("name", name), ("value", value)]))
            }
            HttpError::NotFound(what) => (404, "not_found", s(&format!("problem.no_{what}")).to_owned()),
            HttpError::Internal(_) => (500, "internal", s("problem.internal_detail").to_owned()),
        };
        Problem {
            kind: format!("urn:gepi-copilot:problem:{name}"),
            title: s(&format!("problem.{name}")).to_owned(),
            status,
            detail,
        }
    }
}

impl IntoResponse for HttpError {
    fn into_response(self) -> Response {
        if let HttpError::Internal(why) | HttpError::Ask(AskError::Internal(why)) = &self {
            tracing::error!(%why, "request failed");
        }
        respond(self.problem())
    }
}

fn respond(problem: Problem) -> Response {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, Json(problem)).into_response();
    let json = header::HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("2"));
    }
    response
}

pub(super) async fn not_found() -> Response {
    HttpError::NotFound("route").into_response()
}

pub(super) async fn method_not_allowed() -> Response {
    let title = s("problem.method").to_owned();
    respond(Problem {
        kind: "urn:gepi-copilot:problem:method".to_owned(),
        detail: s("problem.method_detail").to_owned(),
        title,
        status: 405,
    })
}

/// A panic is our fault: the client hears so, the log has the rest.
pub(super) fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    HttpError::Internal("panic".to_owned()).into_response()
}
