//! The outcome of each question and the asker's feedback, kept with the question redacted and no author but a pseudonym that
//! rotates. What is written of one question is one transaction; what is still to become a sign of a gap is found again after a stop.

use super::record::Kind;
use crate::answer::Answer;
use crate::store::{Store, StoreError};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;
use std::collections::BTreeMap;

/// Marks, in the id of a sign, an answer that was of no use.
const USELESS: &str = ":useless";
/// Of no use, and not said why.
const UNSAID: &str = "unsaid";

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

/// What became of a question.
#[derive(Debug, Clone, Copy)]
pub struct Outcome<'a> {
    /// The answer, with the question redacted.
    pub answer: &'a Answer,
    /// Under which name it is counted: its verdict, or `hold`.
    pub counted: &'a str,
    /// Is it a sign of a gap, and of which kind?
    pub sign: Option<Kind>,
    /// Its topic; empty when none is near.
    pub topic: &'a str,
    /// Measures that it names.
    pub measures: &'a [String],
    /// The organisation that asked, if known.
    pub tenant: Option<&'a str>,
    /// Pseudonym of who asked, if known.
    pub asker: Option<&'a str>,
}

/// An answer given before, and who got it.
#[derive(Debug, Clone)]
pub struct Given {
    /// The answer, with the gap that its question is under now.
    pub answer: Answer,
    /// The organisation, if known.
    pub tenant: Option<String>,
    /// The pseudonym, if known.
    pub asker: Option<String>,
}

/// A question that is to become a sign of a gap, and is none yet.
#[derive(Debug, Clone)]
pub struct Unnoted {
    /// Id of the sign to be.
    pub id: String,
    /// Of which kind.
    pub kind: Kind,
    /// Why the answer was of no use, if that is the sign.
    pub reason: String,
    /// The day it was asked.
    pub day: String,
    /// The answer, and who got it.
    pub given: Given,
}

/// Keeps the outcome of a question and counts it under its topic, both or neither.
pub async fn observe(store: &Store, outcome: &Outcome<'_>) -> Result<(), StoreError> {
    let Outcome { answer, counted, sign, topic, measures, tenant, asker } = *outcome;
    let mut transaction = store.pool().begin().await?;
    sqlx::query(
        "INSERT INTO answers (id, answer, verdict, confidence, generation, at, topic, measures, tenant, asker, sign)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(&answer.id)
    .bind(serde_json::to_string(answer)?)
    .bind(answer.verdict.as_str())
    .bind(answer.confidence)
    .bind(&answer.generation)
    .bind(store.clock().now())
    .bind(topic)
    .bind(serde_json::to_string(measures)?)
    .bind(tenant)
    .bind(asker)
    .bind(sign.map_or("", Kind::as_str))
    .execute(&mut *transaction)
    .await?;
    sqlx::query(
        "INSERT INTO asked (topic, verdict, day, n) VALUES (?, ?, ?, 1)
         ON CONFLICT (topic, verdict, day) DO UPDATE SET n = asked.n + 1",
    )
    .bind(topic)
    .bind(counted)
    .bind(store.clock().today().to_string())
    .execute(&mut *transaction)
    .await?;
    Ok(transaction.commit().await?)
}

/// An answer given before.
pub async fn answer(store: &Store, id: &str) -> Result<Option<Answer>, StoreError> {
    Ok(given(store, id).await?.map(|given| given.answer))
}

/// An answer given before, and who got it.
pub async fn given(store: &Store, id: &str) -> Result<Option<Given>, StoreError> {
    let row = sqlx::query(
        "SELECT a.answer, a.tenant, a.asker, o.gap FROM answers a LEFT JOIN observations o ON o.id = a.id WHERE a.id = ?",
    );
    let row = row.bind(id).fetch_optional(store.pool()).await?;
    row.as_ref().map(of_row).transpose()
}

fn of_row(row: &SqliteRow) -> Result<Given, StoreError> {
    let text: String = row.try_get("answer")?;
    let mut answer: Answer = serde_json::from_str(&text)?;
    // Its question is put under a gap after it is kept, and may move to another.
    answer.gap_id = row.try_get::<Option<String>, _>("gap")?.or(answer.gap_id);
    Ok(Given { answer, tenant: row.try_get("tenant")?, asker: row.try_get("asker")? })
}

/// Keeps feedback, with its reason beside the sign of a gap if the answer is one; false when there is no such answer.
pub async fn feedback(store: &Store, answer_id: &str, feedback: &Feedback) -> Result<bool, StoreError> {
    let mut transaction = store.pool().begin_with("BEGIN IMMEDIATE").await?;
    let known = sqlx::query("SELECT 1 FROM answers WHERE id = ?").bind(answer_id);
    if known.fetch_optional(&mut *transaction).await?.is_none() {
        return Ok(false);
    }
    sqlx::query("INSERT INTO feedback (id, answer_id, useful, reason, note, at) VALUES (?, ?, ?, ?, ?, ?)")
        .bind(uuid::Uuid::now_v7().to_string())
        .bind(answer_id)
        .bind(feedback.useful)
        .bind(&feedback.reason)
        .bind(&feedback.note)
        .bind(store.clock().now())
        .execute(&mut *transaction)
        .await?;
    if !feedback.useful {
        sqlx::query("UPDATE observations SET reason = ? WHERE id IN (?, ?)")
            .bind(said(&feedback.reason))
            .bind(answer_id)
            .bind(useless(answer_id))
            .execute(&mut *transaction)
            .await?;
    }
    transaction.commit().await?;
    Ok(true)
}

fn said(reason: &str) -> &str {
    if reason.is_empty() { UNSAID } else { reason }
}

fn useless(answer_id: &str) -> String {
    format!("{answer_id}{USELESS}")
}

/// The sign that an answer of no use is.
pub fn of_no_use(given: Given, reason: &str, day: &str) -> Unnoted {
    let id = useless(&given.answer.id);
    Unnoted { id, kind: Kind::Useless, reason: said(reason).to_owned(), day: day.to_owned(), given }
}

/// Why the answers to a gap's questions were of no use, each answer once.
pub async fn reasons(store: &Store, gap: &str) -> Result<BTreeMap<String, i64>, StoreError> {
    let rows = sqlx::query(
        "SELECT reason, COUNT(*) AS n FROM observations WHERE gap = ? AND reason <> '' GROUP BY reason",
    );
    let rows = rows.bind(gap).fetch_all(store.pool()).await?;
    let count = |row: &SqliteRow| Ok::<_, sqlx::Error>((row.try_get("reason")?, row.try_get("n")?));
    Ok(rows.iter().map(count).collect::<Result<_, _>>()?)
}

/// What a stop kept from becoming a sign of a gap.
pub async fn unnoted(store: &Store) -> Result<Vec<Unnoted>, StoreError> {
    let mut found = Vec::new();
    let rows = sqlx::query(
        "SELECT a.id, a.sign, a.at, a.answer, a.tenant, a.asker, NULL AS gap FROM answers a
         WHERE a.sign <> '' AND NOT EXISTS (SELECT 1 FROM observations o WHERE o.id = a.id) ORDER BY a.at, a.id",
    );
    for row in rows.fetch_all(store.pool()).await? {
        let Some(kind) = Kind::named(row.try_get("sign")?) else { continue };
        let (id, day) = (row.try_get("id")?, day(row.try_get("at")?));
        found.push(Unnoted { id, kind, reason: String::new(), day, given: of_row(&row)? });
    }
    let rows = sqlx::query(
        "SELECT a.answer, a.tenant, a.asker, NULL AS gap, f.reason, MAX(f.at) AS at FROM feedback f JOIN answers a ON a.id = f.answer_id
         WHERE f.useful = 0 AND a.verdict IN ('answered', 'partial')
         AND NOT EXISTS (SELECT 1 FROM observations o WHERE o.id IN (a.id, a.id || ':useless')) GROUP BY a.id ORDER BY a.id",
    );
    for row in rows.fetch_all(store.pool()).await? {
        let reason: String = row.try_get("reason")?;
        found.push(of_no_use(of_row(&row)?, &reason, &day(row.try_get("at")?)));
    }
    Ok(found)
}

/// The day of an instant.
fn day(at: &str) -> String {
    at.chars().take(10).collect()
}
