//! Published → replay → closed: the questions of gaps are asked again on the generation that answers now, and what they get
//! decides. A replay is a job kept in rows: each question is answered and kept by itself, so whoever is killed in the middle
//! goes on from there, and nothing is asked or counted twice. One runs at a time; a newer generation takes its place. Asking is
//! the caller's: this keeps what came of it.

mod decide;
mod judge;
mod proof;
mod sample;

pub use decide::decide;
pub use judge::{Quoted, Reply, fate, judge};
pub use proof::{Latest, Outcome, Proof, latest, outcomes, proof};
pub use sample::{Planned, WORDINGS, Wording, plan};

use super::GapError;
use crate::store::{Store, StoreError};
use serde::Serialize;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

/// How it stands with a replay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ReplayState)]
pub enum JobState {
    /// Questions are left to be asked.
    Running,
    /// All were asked, every gap is decided.
    Done,
    /// Another generation came to answer before it ended: what it had not decided is asked there.
    Superseded,
}

impl JobState {
    /// In the database and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            JobState::Running => "running",
            JobState::Done => "done",
            JobState::Superseded => "superseded",
        }
    }

    fn named(name: &str) -> Self {
        let all = [JobState::Running, JobState::Done];
        all.into_iter().find(|state| state.as_str() == name).unwrap_or(JobState::Superseded)
    }
}

/// A replay, and how far it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = Replay)]
pub struct Job {
    /// Its id.
    pub id: String,
    /// The generation that is asked.
    pub generation: String,
    /// How it stands.
    pub state: JobState,
    /// All gaps that are not dismissed, or only some?
    pub whole: bool,
    /// Questions asked.
    pub done: i64,
    /// Questions in all.
    pub of: i64,
    /// Gaps that it closed.
    pub closed: i64,
    /// Gaps that it opened again.
    pub reopened: i64,
    /// When it was ordered, RFC 3339.
    pub at: String,
    /// When it ended.
    pub ended_at: Option<String>,
}

fn job(row: &SqliteRow) -> Result<Job, StoreError> {
    Ok(Job {
        id: row.try_get("id")?,
        generation: row.try_get("generation")?,
        state: JobState::named(row.try_get("state")?),
        whole: row.try_get("whole")?,
        done: row.try_get("done")?,
        of: row.try_get("total")?,
        closed: row.try_get("closed")?,
        reopened: row.try_get("reopened")?,
        at: row.try_get("at")?,
        ended_at: row.try_get("ended_at")?,
    })
}

/// Replays told in a list.
const LISTED: i64 = 50;

/// The latest replays that had something to ask, latest first.
pub async fn jobs(store: &Store) -> Result<Vec<Job>, StoreError> {
    let rows = sqlx::query("SELECT * FROM replays WHERE total > 0 ORDER BY seq DESC LIMIT ?").bind(LISTED);
    rows.fetch_all(store.pool()).await?.iter().map(job).collect()
}

/// The one ordered last.
pub async fn newest(store: &Store) -> Result<Option<Job>, StoreError> {
    let row = sqlx::query("SELECT * FROM replays ORDER BY seq DESC LIMIT 1");
    row.fetch_optional(store.pool()).await?.as_ref().map(job).transpose()
}

/// The replay with this id.
pub async fn read(store: &Store, id: &str) -> Result<Option<Job>, StoreError> {
    let row = sqlx::query("SELECT * FROM replays WHERE id = ?").bind(id);
    row.fetch_optional(store.pool()).await?.as_ref().map(job).transpose()
}

/// The one that runs, or was running when its process ended.
pub async fn running(store: &Store) -> Result<Option<Job>, StoreError> {
    let row = sqlx::query("SELECT * FROM replays WHERE state = 'running'");
    row.fetch_optional(store.pool()).await?.as_ref().map(job).transpose()
}

/// The generation of the last replay of all gaps: as long as that one answers, nothing new is to be asked.
pub async fn last_whole(store: &Store) -> Result<Option<String>, StoreError> {
    let last = sqlx::query_scalar("SELECT generation FROM replays WHERE whole = 1 ORDER BY seq DESC LIMIT 1");
    Ok(last.fetch_optional(store.pool()).await?)
}

/// Orders that the questions of these gaps (none named = all that are not dismissed) be asked again on a generation. Joins the
/// replay that runs, if it is on the same generation; takes the place of one on another.
pub async fn order(store: &Store, generation: &str, named: &[String]) -> Result<Job, GapError> {
    let planned = plan(store, named, WORDINGS).await?;
    let now = store.clock().now();
    let whole = named.is_empty();
    let mut transaction = store.pool().begin().await?;
    sqlx::query(
        "UPDATE replays SET state = 'superseded', ended_at = ? WHERE state = 'running' AND generation <> ?",
    )
    .bind(&now)
    .bind(generation)
    .execute(&mut *transaction)
    .await?;
    drop_undecided(&mut transaction).await?;
    sqlx::query(
        "INSERT INTO replays (id, generation, state, whole, done, total, closed, reopened, at)
         VALUES (?, ?, 'running', ?, 0, 0, 0, 0, ?) ON CONFLICT DO NOTHING",
    )
    .bind(uuid::Uuid::now_v7().to_string())
    .bind(generation)
    .bind(whole)
    .bind(&now)
    .execute(&mut *transaction)
    .await?;
    let id: String = sqlx::query_scalar("SELECT id FROM replays WHERE state = 'running'")
        .fetch_one(&mut *transaction)
        .await?;
    // Few statements: whoever has an answer to keep waits for this.
    for some in planned.chunks(AT_A_TIME) {
        add_gaps(&mut transaction, &id, some).await?;
    }
    let asked = planned.iter().flat_map(|gap| gap.wordings.iter().map(|wording| (gap.gap.as_str(), wording)));
    for some in asked.collect::<Vec<_>>().chunks(AT_A_TIME) {
        add_questions(&mut transaction, &id, some).await?;
    }
    sqlx::query(
        "UPDATE replays SET whole = CASE WHEN ? THEN 1 ELSE whole END,
         total = (SELECT COUNT(*) FROM replay_questions WHERE replay = replays.id) WHERE id = ?",
    )
    .bind(whole)
    .bind(&id)
    .execute(&mut *transaction)
    .await?;
    finish_in(&mut transaction, (&id, &now)).await?;
    let row = sqlx::query("SELECT * FROM replays WHERE id = ?").bind(&id).fetch_one(&mut *transaction);
    let ordered = job(&row.await?)?;
    transaction.commit().await?;
    Ok(ordered)
}

/// What a replay that is superseded had not decided: half an answer on a generation that answers no more.
async fn drop_undecided(transaction: &mut sqlx::SqliteTransaction<'_>) -> Result<(), sqlx::Error> {
    for statement in [
        "DELETE FROM replay_questions WHERE passed IS NULL AND replay IN (SELECT id FROM replays WHERE state = 'superseded')",
        "DELETE FROM replay_gaps WHERE outcome IS NULL AND replay IN (SELECT id FROM replays WHERE state = 'superseded')",
    ] {
        sqlx::query(statement).execute(&mut **transaction).await?;
    }
    Ok(())
}

/// Rows written per statement.
const AT_A_TIME: usize = 200;

/// Gaps to be decided; one that was asked already and stayed as it was is decided again, by its state now.
async fn add_gaps(
    transaction: &mut sqlx::SqliteTransaction<'_>,
    replay: &str,
    gaps: &[Planned],
) -> Result<(), StoreError> {
    let rows = vec!["(?, ?, ?, 0)"; gaps.len()].join(",");
    let sql = format!(
        "INSERT INTO replay_gaps (replay, gap, wordings, passed) VALUES {rows} ON CONFLICT (replay, gap)
         DO UPDATE SET outcome = NULL, wordings = excluded.wordings WHERE replay_gaps.outcome = 'kept'"
    );
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
    for gap in gaps {
        query = query.bind(replay).bind(&gap.gap).bind(i64::try_from(gap.of).unwrap_or(i64::MAX));
    }
    query.execute(&mut **transaction).await?;
    Ok(())
}

/// Questions to be asked, each of a gap that is to be decided; of others none.
async fn add_questions(
    transaction: &mut sqlx::SqliteTransaction<'_>,
    replay: &str,
    asked: &[(&str, &Wording)],
) -> Result<(), StoreError> {
    let rows = vec!["(?, ?, ?, ?, ?)"; asked.len()].join(",");
    let sql = format!(
        "WITH asked (gap, hash, question, as_of, useless) AS (VALUES {rows})
         INSERT INTO replay_questions (replay, gap, hash, question, as_of, useless, text, cited)
         SELECT g.replay, g.gap, asked.hash, asked.question, asked.as_of, asked.useless, '', '[]'
         FROM asked JOIN replay_gaps g ON g.gap = asked.gap
         WHERE g.replay = ? AND g.outcome IS NULL ON CONFLICT DO NOTHING"
    );
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
    for (gap, wording) in asked {
        query = query
            .bind(*gap)
            .bind(&wording.hash)
            .bind(&wording.question)
            .bind(wording.as_of.map(|day| day.to_string()))
            .bind(serde_json::to_string(&wording.useless)?);
    }
    query.bind(replay).execute(&mut **transaction).await?;
    Ok(())
}

/// The next gap that is not decided.
pub async fn next(store: &Store, replay: &str) -> Result<Option<String>, StoreError> {
    let next = "SELECT gap FROM replay_gaps WHERE replay = ? AND outcome IS NULL ORDER BY seq LIMIT 1";
    Ok(sqlx::query_scalar(next).bind(replay).fetch_optional(store.pool()).await?)
}

/// Its questions that are not asked yet.
pub async fn pending(store: &Store, replay: &str, gap: &str) -> Result<Vec<Wording>, StoreError> {
    let rows = sqlx::query(
        "SELECT hash, question, as_of, useless FROM replay_questions WHERE replay = ? AND gap = ? AND verdict IS NULL ORDER BY hash",
    );
    let rows = rows.bind(replay).bind(gap).fetch_all(store.pool()).await?;
    let wording = |row: &SqliteRow| {
        let as_of: Option<String> = row.try_get("as_of")?;
        Ok(Wording {
            hash: row.try_get("hash")?,
            question: row.try_get("question")?,
            as_of: as_of.and_then(|day| day.parse().ok()),
            useless: serde_json::from_str(row.try_get("useless")?)?,
        })
    };
    rows.iter().map(wording).collect()
}

/// Keeps what a question got, once; tells how many are done, of how many. None when the replay runs no more.
pub async fn keep(
    store: &Store,
    replay: &str,
    (gap, hash): (&str, &str),
    reply: &Reply,
) -> Result<Option<(i64, i64)>, StoreError> {
    let now = store.clock().now();
    let mut transaction = store.pool().begin().await?;
    let counted = sqlx::query(
        "UPDATE replays SET done = done + 1 WHERE id = ? AND state = 'running' RETURNING done, total",
    );
    let Some(row) = counted.bind(replay).fetch_optional(&mut *transaction).await? else { return Ok(None) };
    let (done, of): (i64, i64) = (row.try_get("done")?, row.try_get("total")?);
    let kept = sqlx::query(
        "UPDATE replay_questions SET verdict = ?, text = ?, cited = ?, at = ?
         WHERE replay = ? AND gap = ? AND hash = ? AND verdict IS NULL",
    )
    .bind(reply.verdict.as_str())
    .bind(&reply.text)
    .bind(serde_json::to_string(&reply.cited)?)
    .bind(&now)
    .bind(replay)
    .bind(gap)
    .bind(hash)
    .execute(&mut *transaction)
    .await?;
    if kept.rows_affected() == 0 {
        // Another process asked it meanwhile: its answer stays, and is counted once.
        return Ok(Some((done - 1, of)));
    }
    transaction.commit().await?;
    Ok(Some((done, of)))
}

/// Ends a replay of which every gap is decided.
pub async fn finish(store: &Store, replay: &str) -> Result<(), StoreError> {
    let now = store.clock().now();
    let mut transaction = store.pool().begin().await?;
    finish_in(&mut transaction, (replay, &now)).await?;
    Ok(transaction.commit().await?)
}

async fn finish_in(
    transaction: &mut sqlx::SqliteTransaction<'_>,
    (replay, now): (&str, &str),
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE replays SET state = 'done', ended_at = ? WHERE id = ? AND state = 'running' AND NOT EXISTS
         (SELECT 1 FROM replay_gaps WHERE replay = replays.id AND outcome IS NULL)",
    )
    .bind(now)
    .bind(replay)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests;
