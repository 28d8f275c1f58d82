//! The outcome of each question and the asker's feedback, kept with the question redacted and no author.

use crate::answer::Answer;
use crate::store::{Store, StoreError};
use sqlx::Row;

/// Feedback on an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feedback {
    /// Was it of use?
    pub useful: bool,
    /// Stable name of the reason, may be empty.
    pub reason: String,
    /// Free text, redacted.
    pub note: String,
}

/// Keeps the outcome of a question.
pub async fn observe(store: &Store, answer: &Answer) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO answers (id, answer, verdict, confidence, generation, at) VALUES (?, ?, ?, ?, ?, ?)",
    )
    .bind(&answer.id)
    .bind(serde_json::to_string(answer)?)
    .bind(answer.verdict.as_str())
    .bind(answer.confidence)
    .bind(&answer.generation)
    .bind(store.clock().now())
    .execute(store.pool())
    .await?;
    Ok(())
}

/// An answer given before.
pub async fn answer(store: &Store, id: &str) -> Result<Option<Answer>, StoreError> {
    let row =
        sqlx::query("SELECT answer FROM answers WHERE id = ?").bind(id).fetch_optional(store.pool()).await?;
    match row {
        None => Ok(None),
        Some(row) => {
            let text: String = row.try_get("answer")?;
            Ok(Some(serde_json::from_str(&text)?))
        }
    }
}

/// Keeps feedback; false when there is no such answer.
pub async fn feedback(store: &Store, answer_id: &str, feedback: &Feedback) -> Result<bool, StoreError> {
    if answer(store, answer_id).await?.is_none() {
        return Ok(false);
    }
    sqlx::query("INSERT INTO feedback (id, answer_id, useful, reason, note, at) VALUES (?, ?, ?, ?, ?, ?)")
        .bind(uuid::Uuid::now_v7().to_string())
        .bind(answer_id)
        .bind(feedback.useful)
        .bind(&feedback.reason)
        .bind(&feedback.note)
        .bind(store.clock().now())
        .execute(store.pool())
        .await?;
    Ok(true)
}
