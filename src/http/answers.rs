//! `/v1/answers`: ask (JSON or server-sent events), read again, say whether it was of use.

use super::error::{HttpError, Problem};
use super::extract::{Body, Id};
use crate::access::{Principal, redact};
use crate::answer::{Answer, Stage};
use crate::app::{App, Ask, Turn, day, silent};
use crate::gaps::{self, Feedback};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use std::convert::Infallible;
use std::sync::Arc;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::UnboundedReceiverStream;

/// A question.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AskBody {
    /// In Italian, at most 2,000 characters.
    pub(super) question: String,
    /// The day it is about, `AAAA-MM-GG`; today if absent.
    pub(super) as_of: Option<String>,
    /// Only material about these measures.
    #[serde(default)]
    pub(super) measures: Vec<String>,
    /// The phase of the case, kept for statistics to come.
    pub(super) phase: Option<String>,
    /// The thread it continues.
    pub(super) thread_id: Option<String>,
}

impl AskBody {
    fn ask(self, who: Principal) -> Result<Ask, HttpError> {
        let as_of = match self.as_of.filter(|text| !text.trim().is_empty()) {
            None => None,
            Some(text) => Some(day(&text).ok_or(HttpError::Parameter { name: "as_of", value: text })?),
        };
        let _ = self.phase;
        let (question, measures) = (self.question, self.measures);
        Ok(Ask { question, as_of, measures, thread_id: self.thread_id, who })
    }
}

/// Asks. `Accept: text/event-stream` streams stages, then verified sentences, then the whole answer; what is refused is
/// refused before the stream, with its status.
#[utoipa::path(post, path = "/v1/answers", request_body = AskBody, responses(
    (status = 200, description = "The answer", body = Answer),
    (status = 400, description = "Unreadable body", body = Problem),
    (status = 413, description = "Body or question too long", body = Problem),
    (status = 415, description = "Not JSON", body = Problem),
    (status = 422, description = "Empty question, bad date, measure or thread", body = Problem),
    (status = 503, description = "Too many questions, or still starting", body = Problem)))]
pub(super) async fn create(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Principal>,
    headers: HeaderMap,
    Body(body): Body<AskBody>,
) -> Result<Response, HttpError> {
    let turn = app.admit(body.ask(who)?).await?;
    let wants_events = headers
        .get(header::ACCEPT)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|accept| accept.contains("text/event-stream"));
    if wants_events {
        Ok(events(app, turn))
    } else {
        Ok(Json(app.take(turn, silent()).await?).into_response())
    }
}

fn events(app: Arc<App>, turn: Turn) -> Response {
    let (sender, receiver) = tokio::sync::mpsc::unbounded_channel::<Event>();
    let stages = sender.clone();
    let told = move |stage: Stage| {
        let name = match stage {
            Stage::Find => "find",
            Stage::Draft => "draft",
            Stage::Verify => "verify",
        };
        let _ = stages.send(event("status", &serde_json::json!({ "stage": name })));
    };
    tokio::spawn(async move {
        match app.take(turn, Box::new(told)).await {
            Ok(answer) => {
                for sentence in &answer.sentences {
                    let _ = sender.send(event("sentence", sentence));
                }
                for citation in &answer.citations {
                    let _ = sender.send(event("citation", citation));
                }
                let _ = sender.send(event("done", &answer));
            }
            Err(error) => {
                let error = HttpError::from(error);
                error.log();
                let _ = sender.send(event("error", &error.problem()));
            }
        }
    });
    let stream = UnboundedReceiverStream::new(receiver).map(Ok::<Event, Infallible>);
    let mut response = Sse::new(stream).keep_alive(KeepAlive::default()).into_response();
    // nginx would keep the events back until the end.
    response.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

fn event(name: &str, data: &impl Serialize) -> Event {
    Event::default().event(name).json_data(data).unwrap_or_else(|_| Event::default().event("error"))
}

/// An answer given before.
#[utoipa::path(get, path = "/v1/answers/{id}", params(("id" = String, Path, description = "Of the answer")), responses(
    (status = 200, description = "The answer", body = Answer),
    (status = 404, description = "No such answer", body = Problem)))]
pub(super) async fn read(State(app): State<Arc<App>>, Id(id): Id) -> Result<Json<Answer>, HttpError> {
    let mut answer = gaps::answer(&app.store, &id).await?.ok_or(HttpError::NotFound("answer"))?;
    app.warn_again(&mut answer).await?;
    Ok(Json(answer))
}

/// Was it of use?
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FeedbackBody {
    pub(super) useful: bool,
    /// `not_answering`, `wrong_source`, `outdated`, `unclear`, `other`.
    #[serde(default)]
    pub(super) reason: Option<String>,
    /// Free text; personal data is masked before it is kept.
    #[serde(default)]
    pub(super) note: Option<String>,
}

const REASONS: [&str; 6] = ["", "not_answering", "wrong_source", "outdated", "unclear", "other"];
const NOTE_CHARS: usize = 1000;

/// Keeps feedback on an answer.
#[utoipa::path(post, path = "/v1/answers/{id}/feedback", request_body = FeedbackBody,
    params(("id" = String, Path, description = "Of the answer")), responses(
    (status = 201, description = "Kept"),
    (status = 400, description = "Unreadable body", body = Problem),
    (status = 404, description = "No such answer", body = Problem),
    (status = 413, description = "Body too long", body = Problem),
    (status = 415, description = "Not JSON", body = Problem),
    (status = 422, description = "Unknown reason", body = Problem)))]
pub(super) async fn feedback(
    State(app): State<Arc<App>>,
    Id(id): Id,
    Body(body): Body<FeedbackBody>,
) -> Result<StatusCode, HttpError> {
    let reason = body.reason.unwrap_or_default();
    if !REASONS.contains(&reason.as_str()) {
        return Err(HttpError::Parameter { name: "reason", value: reason });
    }
    let note: String = body.note.unwrap_or_default().chars().take(NOTE_CHARS).collect();
    let kept = Feedback { useful: body.useful, reason, note: redact(&note).text };
    if app.feedback(&id, &kept).await? { Ok(StatusCode::CREATED) } else { Err(HttpError::NotFound("answer")) }
}
