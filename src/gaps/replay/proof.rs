//! What reviewers see of replays: each question of a gap with the answer that it gets now and the passage that it rests on.

use super::JobState;
use super::judge::Quoted;
use crate::store::{Store, StoreError};
use serde::Serialize;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

/// A question asked again, and what it got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Proof {
    /// Redacted.
    pub question: String,
    /// `answered`, `partial`, `not_covered`, `out_of_scope`, `declined`.
    pub verdict: String,
    /// None: what a replay is told is no one's answer, and is kept here only.
    pub answer_id: Option<String>,
    /// The answer; empty when there is none.
    pub text: String,
    /// The passage quoted that counts, or the first; none when nothing is quoted.
    pub passage_id: Option<String>,
    /// Title of its work.
    pub title: Option<String>,
    /// Its tier.
    pub tier: Option<String>,
    /// Its official reference.
    pub reference: Option<String>,
    /// The words quoted.
    pub quote: Option<String>,
    /// The generation that was asked.
    pub generation: String,
    /// When, RFC 3339.
    pub at: String,
    /// Does it count as answered: wholly, from the tier assigned or one above, not by what was of no use before?
    pub passed: bool,
}

/// The latest replay of a gap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = GapReplay)]
pub struct Latest {
    /// Its id.
    pub id: String,
    /// The generation that is asked.
    pub generation: String,
    /// `running` until the gap is decided, then `done`.
    pub state: String,
    /// Questions of the gap asked so far.
    pub done: i64,
    /// Of how many.
    pub of: i64,
    /// How many of them count as answered.
    pub answered: i64,
    /// When it was ordered, RFC 3339.
    pub at: String,
}

/// What a replay did with a gap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = ReplayOutcome)]
pub struct Outcome {
    /// The gap.
    pub gap_id: String,
    /// Its title.
    pub title: String,
    /// `closed`, `reopened`, or `kept` as it was.
    pub outcome: String,
    /// Questions that count as answered.
    pub answered: i64,
    /// Of how many asked.
    pub of: i64,
    /// How many wordings it has: more than were asked when these are a sample.
    pub wordings: i64,
}

/// The proof of a gap, by the latest replay that decided it; empty if none did.
pub async fn proof(store: &Store, gap: &str) -> Result<Vec<Proof>, StoreError> {
    let rows = sqlx::query(
        "SELECT q.question, q.verdict, q.text, q.cited, q.passed, q.at, r.generation FROM replay_questions q
         JOIN replays r ON r.id = q.replay WHERE q.gap = ? AND q.passed IS NOT NULL AND r.seq =
         (SELECT MAX(r2.seq) FROM replays r2 JOIN replay_questions q2 ON q2.replay = r2.id WHERE q2.gap = ? AND q2.passed IS NOT NULL)
         ORDER BY q.passed, q.hash",
    );
    let rows = rows.bind(gap).bind(gap).fetch_all(store.pool()).await?;
    let proof = |row: &SqliteRow| {
        let cited: Vec<Quoted> = serde_json::from_str(row.try_get("cited")?)?;
        let first = cited.into_iter().next();
        let of = |part: fn(&Quoted) -> String| first.as_ref().map(part);
        Ok(Proof {
            question: row.try_get("question")?,
            verdict: row.try_get("verdict")?,
            answer_id: None,
            text: row.try_get("text")?,
            passage_id: of(|q| q.passage_id.clone()),
            title: of(|q| q.title.clone()),
            tier: of(|q| q.tier.as_str().to_owned()),
            reference: of(|q| q.reference.clone()),
            quote: of(|q| q.quote.clone()),
            generation: row.try_get("generation")?,
            at: row.try_get("at")?,
            passed: row.try_get("passed")?,
        })
    };
    rows.iter().map(proof).collect()
}

/// The latest replay that asks, or asked, the questions of a gap.
pub async fn latest(store: &Store, gap: &str) -> Result<Option<Latest>, StoreError> {
    let row = sqlx::query(
        "SELECT r.id, r.generation, r.at, g.outcome, g.passed,
         (SELECT COUNT(*) FROM replay_questions q WHERE q.replay = r.id AND q.gap = g.gap) AS total,
         (SELECT COUNT(*) FROM replay_questions q WHERE q.replay = r.id AND q.gap = g.gap AND q.verdict IS NOT NULL) AS done
         FROM replay_gaps g JOIN replays r ON r.id = g.replay WHERE g.gap = ? ORDER BY r.seq DESC LIMIT 1",
    );
    let Some(row) = row.bind(gap).fetch_optional(store.pool()).await? else { return Ok(None) };
    let outcome: Option<String> = row.try_get("outcome")?;
    let state = if outcome.is_some() { JobState::Done } else { JobState::Running };
    Ok(Some(Latest {
        id: row.try_get("id")?,
        generation: row.try_get("generation")?,
        state: state.as_str().to_owned(),
        done: row.try_get("done")?,
        of: row.try_get("total")?,
        answered: row.try_get("passed")?,
        at: row.try_get("at")?,
    }))
}

/// The gaps that a replay decided, those that changed first. Of an old replay only those that no later one decided.
pub async fn outcomes(store: &Store, replay: &str) -> Result<Vec<Outcome>, StoreError> {
    let rows = sqlx::query(
        "SELECT g.gap, g.outcome, g.passed, g.wordings, gaps.title,
         (SELECT COUNT(*) FROM replay_questions q WHERE q.replay = g.replay AND q.gap = g.gap) AS total
         FROM replay_gaps g JOIN gaps ON gaps.id = g.gap WHERE g.replay = ? AND g.outcome IS NOT NULL
         ORDER BY g.outcome = 'kept', g.outcome DESC, g.seq",
    );
    let outcome = |row: &SqliteRow| {
        Ok(Outcome {
            gap_id: row.try_get("gap")?,
            title: row.try_get("title")?,
            outcome: row.try_get("outcome")?,
            answered: row.try_get("passed")?,
            of: row.try_get("total")?,
            wordings: row.try_get("wordings")?,
        })
    };
    rows.bind(replay).fetch_all(store.pool()).await?.iter().map(outcome).collect()
}
