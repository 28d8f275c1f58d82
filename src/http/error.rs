//! RFC 9457 problem details: Italian for people, a stable `type` for programs. One enum becomes every error response.

use crate::app::{AppError, AskError, GateError, ReplayError, UploadError};
use crate::search::BuildError;
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
    /// A body that is too large.
    TooLarge,
    /// A body that ended before its end.
    Cut,
    /// A body that does not say that it is JSON.
    NotJson,
    /// An address whose encoding cannot be read.
    BadPath,
    /// The part after `?` cannot be read.
    BadQuery,
    /// A method that the address does not take.
    Method,
    /// It took longer than any request may.
    TimedOut,
    /// A date or other parameter that cannot be read.
    Parameter {
        name: &'static str,
        value: String,
    },
    NotFound(&'static str),
    /// Administration from elsewhere than the machine itself.
    AdminClosed,
    /// A document that does not come as bytes.
    NotBytes,
    /// More bytes than a document may have.
    DocumentTooLarge,
    /// A document that cannot be read, or confirmed so.
    Document(UploadError),
    /// A file of questions that cannot be read.
    Questions(String),
    /// A draft that does not come to answer.
    Gate(GateError),
    /// Not for whoever asks.
    Forbidden,
    /// A token that says nothing, or that nobody vouches for.
    Unauthorized,
    /// Somebody changed it since it was read.
    Stale(String),
    /// A step that does not follow.
    Transition(String),
    /// A topic that cannot be put on hold so.
    Hold(String),
    Internal(String),
}

impl From<AppError> for HttpError {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Gate(GateError::Probe(why)) => HttpError::Internal(why.to_string()),
            AppError::Gate(error) => HttpError::Gate(error),
            AppError::Gap(error) => error.into(),
            AppError::Replay(ReplayError::Starting | ReplayError::NoVectors) => {
                HttpError::Ask(AskError::Starting)
            }
            AppError::Build(BuildError::Unknown { .. }) => HttpError::NotFound("generation"),
            AppError::Build(BuildError::Index(error)) => HttpError::Ask(AskError::Index(error)),
            error => HttpError::Internal(error.to_string()),
        }
    }
}

impl From<UploadError> for HttpError {
    fn from(error: UploadError) -> Self {
        match error {
            UploadError::Unknown => HttpError::NotFound("document"),
            UploadError::App(error) => error.into(),
            error => HttpError::Document(error),
        }
    }
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
        let (status, name) = self.code();
        let detail = match self {
            HttpError::Ask(AskError::Internal(_)) | HttpError::Internal(_) => {
                s("problem.internal_detail").to_owned()
            }
            HttpError::Ask(error) => error.to_string(),
            HttpError::Body(why) => fill("problem.body_detail", &[("why", why)]),
            HttpError::Parameter { name, value } => {
                let hint = s(&format!("problem.hint_{name}"));
                fill("problem.parameter_detail", &[("name", name), ("value", value), ("hint", &hint)])
            }
            HttpError::Questions(why) => why.clone(),
            HttpError::Document(error) => error.to_string(),
            HttpError::Gate(error) => error.to_string(),
            HttpError::Stale(why) | HttpError::Transition(why) | HttpError::Hold(why) => why.clone(),
            HttpError::NotFound(what) => s(&format!("problem.no_{what}")).to_owned(),
            _ => s(&format!("problem.{name}_detail")).to_owned(),
        };
        Problem {
            kind: format!("urn:gepi-copilot:problem:{name}"),
            title: s(&format!("problem.{name}")).to_owned(),
            status,
            detail,
        }
    }

    /// What is our fault goes to the log; the client hears only that it is.
    pub(super) fn log(&self) {
        if let HttpError::Internal(why) | HttpError::Ask(AskError::Internal(why)) = self {
            tracing::error!(%why, "request failed");
        }
    }

    /// Status and stable name.
    fn code(&self) -> (u16, &'static str) {
        match self {
            HttpError::Ask(AskError::Empty) => (422, "empty_question"),
            HttpError::Ask(AskError::TooLong { .. }) => (413, "question_too_long"),
            HttpError::Ask(AskError::Measure { .. }) => (422, "unknown_measure"),
            HttpError::Ask(AskError::Thread { .. }) | HttpError::Parameter { .. } => (422, "bad_parameter"),
            HttpError::Ask(AskError::Busy) => (503, "busy"),
            HttpError::Ask(AskError::Starting) => (503, "starting"),
            HttpError::Ask(AskError::Index(_)) => (503, "index_unavailable"),
            HttpError::Ask(AskError::Internal(_)) | HttpError::Internal(_) => (500, "internal"),
            HttpError::Body(_) => (400, "bad_body"),
            HttpError::Cut => (400, "cut_body"),
            HttpError::TooLarge => (413, "body_too_large"),
            HttpError::NotJson => (415, "not_json"),
            HttpError::BadPath => (400, "bad_path"),
            HttpError::BadQuery => (422, "bad_query"),
            HttpError::Method => (405, "method"),
            HttpError::TimedOut => (504, "timed_out"),
            HttpError::NotFound(_) => (404, "not_found"),
            HttpError::AdminClosed => (403, "admin_closed"),
            HttpError::NotBytes => (415, "not_bytes"),
            HttpError::DocumentTooLarge => (413, "document_too_large"),
            HttpError::Document(UploadError::Field { .. }) => (422, "bad_field"),
            HttpError::Document(UploadError::Building) => (409, "building"),
            HttpError::Document(_) => (422, "bad_document"),
            HttpError::Questions(_) => (422, "bad_questions"),
            HttpError::Gate(GateError::ChecksFailed { .. }) => (409, "checks_failed"),
            HttpError::Gate(GateError::Nameless | GateError::SamePerson(_)) => (409, "another_person"),
            HttpError::Gate(_) => (409, "no_draft"),
            HttpError::Forbidden => (403, "forbidden"),
            HttpError::Unauthorized => (401, "unauthorized"),
            HttpError::Stale(_) => (409, "stale"),
            HttpError::Transition(_) => (422, "transition"),
            HttpError::Hold(_) => (422, "bad_hold"),
        }
    }
}

impl IntoResponse for HttpError {
    fn into_response(self) -> Response {
        self.log();
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
    HttpError::Method.into_response()
}

/// Refusals that no handler wrote (a library's plain text, an empty timeout) get the same shape as ours.
pub(super) async fn as_problem(response: Response) -> Response {
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if !(status.is_client_error() || status.is_server_error()) || kind.contains("json") {
        return response;
    }
    let error = match status {
        StatusCode::GATEWAY_TIMEOUT | StatusCode::REQUEST_TIMEOUT => HttpError::TimedOut,
        StatusCode::METHOD_NOT_ALLOWED => HttpError::Method,
        StatusCode::PAYLOAD_TOO_LARGE => HttpError::TooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => HttpError::NotJson,
        StatusCode::NOT_FOUND => HttpError::NotFound("route"),
        _ if status.is_client_error() => HttpError::BadPath,
        _ => HttpError::Internal(status.to_string()),
    };
    error.into_response()
}

/// A panic is our fault: the client hears so, the log has the rest.
pub(super) fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    HttpError::Internal("panic".to_owned()).into_response()
}
