//! The questions asked last, each once: what a new generation must go on answering.

use crate::answer::Answer;
use crate::store::{Store, StoreError};
use crate::text;
use jiff::civil::Date;
use sqlx::Row;
use std::collections::BTreeSet;

/// A question asked before, with personal data masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// The question.
    pub question: String,
    /// The day it was about; none if that was the day on which it was asked.
    pub as_of: Option<Date>,
}

/// Rows read for each question wanted: the same question is asked more than once.
const REPEATED: usize = 4;

/// The last `most` questions that published material answers or might, latest first, each once.
pub async fn recent(store: &Store, most: usize) -> Result<Vec<Past>, StoreError> {
    let rows = sqlx::query(
        "SELECT answer, at FROM answers WHERE verdict IN ('answered', 'partial', 'not_covered') ORDER BY at DESC, id DESC LIMIT ?",
    )
    .bind(i64::try_from(most.saturating_mul(REPEATED)).unwrap_or(i64::MAX))
    .fetch_all(store.pool())
    .await?;
    let (mut seen, mut past) = (BTreeSet::new(), Vec::new());
    for row in rows {
        let (answer, at): (String, String) = (row.try_get("answer")?, row.try_get("at")?);
        let answer: Answer = serde_json::from_str(&answer)?;
        let asked_then = at.starts_with(&answer.as_of);
        let as_of = answer.as_of.parse().ok().filter(|_| !asked_then);
        if past.len() < most && seen.insert((text::fold(&answer.question), as_of)) {
            past.push(Past { question: answer.question, as_of });
        }
    }
    Ok(past)
}
