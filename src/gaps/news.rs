//! «Ora c'è risposta»: the gaps closed since someone's own question was put under them, for that person alone. Whoever asks sees
//! their own words, and no other's.

use super::{State, holds};
use crate::store::{Store, StoreError};
use serde::Serialize;
use sqlx::Row;

/// At most so many at a time.
const MOST: usize = 20;

/// A question of the caller's that the material answers now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct News {
    /// The gap that was closed.
    pub gap_id: String,
    /// The caller's own latest question under it, redacted.
    pub question: String,
    /// The answer that the caller got then; none if it is no longer kept.
    pub answer_id: Option<String>,
    /// When the gap was closed.
    pub closed_at: String,
}

/// The news of whoever is, or was, called so; latest first. A gap may close while one of its wordings is still not answered: for
/// who asked that one it is no news.
pub async fn news(store: &Store, called: &[String]) -> Result<Vec<News>, StoreError> {
    if called.is_empty() {
        return Ok(Vec::new());
    }
    let marks = vec!["?"; called.len()].join(", ");
    let query = format!(
        "SELECT g.id, g.topic, o.text, a.id AS answer, h.at FROM observations o
         JOIN gaps g ON g.id = o.gap
         JOIN (SELECT gap, MAX(at) AS at FROM gap_history WHERE to_state = ? GROUP BY gap) h ON h.gap = g.id
         LEFT JOIN answers a ON a.id = REPLACE(o.id, ':useless', '')
         WHERE g.state = ? AND o.asker IN ({marks}) AND o.at <> '' AND o.at <= h.at
         AND NOT EXISTS (SELECT 1 FROM replay_questions q WHERE q.gap = g.id AND q.hash = o.hash AND q.passed = 0)
         AND NOT EXISTS (SELECT 1 FROM news_seen n WHERE n.gap = g.id AND n.asker IN ({marks}) AND n.at >= h.at)
         ORDER BY h.at DESC, o.seq DESC"
    );
    let closed = State::VerifiedClosed.as_str();
    let mut query = sqlx::query(sqlx::AssertSqlSafe(query)).bind(closed).bind(closed);
    for name in called.iter().chain(called) {
        query = query.bind(name);
    }
    // What is on hold is answered to nobody now.
    let (_, held) = holds(store).await?;
    let mut found: Vec<News> = Vec::new();
    for row in query.fetch_all(store.pool()).await? {
        let (gap_id, topic): (String, String) = (row.try_get("id")?, row.try_get("topic")?);
        let known = found.iter().any(|news| news.gap_id == gap_id);
        let on_hold = held.iter().any(|held| held.hold.topic == topic);
        if !known && !on_hold && found.len() < MOST {
            let (question, answer_id) = (row.try_get("text")?, row.try_get("answer")?);
            found.push(News { gap_id, question, answer_id, closed_at: row.try_get("at")? });
        }
    }
    Ok(found)
}

/// The caller has heard that this gap is closed; false when that is no news of theirs.
pub async fn seen(store: &Store, called: &[String], gap: &str) -> Result<bool, StoreError> {
    let (Some(name), true) =
        (called.first(), news(store, called).await?.iter().any(|news| news.gap_id == gap))
    else {
        return Ok(false);
    };
    sqlx::query(
        "INSERT INTO news_seen (gap, asker, at) VALUES (?, ?, ?) ON CONFLICT (gap, asker) DO UPDATE SET at = excluded.at",
    )
    .bind(gap)
    .bind(name)
    .bind(store.clock().now())
    .execute(store.pool())
    .await?;
    Ok(true)
}
