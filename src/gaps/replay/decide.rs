//! What becomes of a gap once all its questions were asked again. One transaction: the proof, the state and its line of history
//! stand together or not at all. What a reviewer changes meanwhile wins: the gap is then decided anew, by what it is now.

use super::judge::{Quoted, Reply, fate, judge};
use crate::answer::Verdict;
use crate::corpus::Tier;
use crate::gaps::State;
use crate::gaps::record::step;
use crate::store::{Store, StoreError};
use crate::strings::{fill, s};
use sqlx::Row;
use std::collections::BTreeSet;

/// Titles told in a line of history.
const TOLD: usize = 3;

/// A question that was asked again.
struct Asked {
    hash: String,
    reply: Reply,
    /// Which of its quotations makes it count.
    counts: Option<usize>,
}

/// A question as the replay before left it: what counted for it, if it did.
struct Before {
    hash: String,
    counted: Quoted,
}

/// A gap, as it is decided.
struct Standing {
    state: State,
    version: i64,
    tier: String,
}

/// What is decided.
struct Decision {
    to: Option<State>,
    passed: usize,
    note: String,
}

impl Decision {
    fn outcome(&self) -> &'static str {
        match self.to {
            None => "kept",
            Some(State::VerifiedClosed) => "closed",
            Some(_) => "reopened",
        }
    }
}

/// Decides a gap whose questions were all asked in this replay. `remains` tells whether a work is in the generation asked. False
/// when the replay runs no more.
pub async fn decide(
    store: &Store,
    replay: &str,
    gap: &str,
    remains: &(dyn Fn(&str) -> bool + Sync),
) -> Result<bool, StoreError> {
    let before = before(store, (replay, gap)).await?;
    let generation: String = sqlx::query_scalar("SELECT generation FROM replays WHERE id = ?")
        .bind(replay)
        .fetch_one(store.pool())
        .await?;
    loop {
        let Some(standing) = standing(store, gap).await? else {
            return gone(store, (replay, gap)).await;
        };
        let asked = asked(store, (replay, gap), Tier::parse(&standing.tier)).await?;
        let decision = decided((standing.state, &asked), &before, (&generation, remains));
        match write(store, (replay, gap), (&standing, &asked), &decision).await? {
            Written::Yes => return Ok(true),
            Written::Ended => return Ok(false),
            // A reviewer was quicker.
            Written::Stale => {}
        }
    }
}

async fn standing(store: &Store, gap: &str) -> Result<Option<Standing>, StoreError> {
    let row = sqlx::query("SELECT state, version, tier FROM gaps WHERE id = ?").bind(gap);
    let Some(row) = row.fetch_optional(store.pool()).await? else { return Ok(None) };
    let state = State::named(row.try_get("state")?).unwrap_or(State::New);
    Ok(Some(Standing { state, version: row.try_get("version")?, tier: row.try_get("tier")? }))
}

/// The questions asked, judged by the tier that the gap is assigned to now.
async fn asked(
    store: &Store,
    (replay, gap): (&str, &str),
    tier: Option<Tier>,
) -> Result<Vec<Asked>, StoreError> {
    let rows = sqlx::query(
        "SELECT hash, verdict, text, cited, useless FROM replay_questions WHERE replay = ? AND gap = ? AND verdict IS NOT NULL
         ORDER BY hash",
    );
    let mut asked = Vec::new();
    for row in rows.bind(replay).bind(gap).fetch_all(store.pool()).await? {
        let verdict: Verdict = serde_json::from_value(row.try_get::<String, _>("verdict")?.into())?;
        let cited: Vec<Quoted> = serde_json::from_str(row.try_get("cited")?)?;
        let useless: Vec<String> = serde_json::from_str(row.try_get("useless")?)?;
        let reply = Reply { verdict, text: row.try_get("text")?, cited };
        let counts = judge(&reply, tier, &useless);
        asked.push(Asked { hash: row.try_get("hash")?, reply, counts });
    }
    Ok(asked)
}

/// What answered before, by earlier replays.
async fn before(store: &Store, (replay, gap): (&str, &str)) -> Result<Vec<Before>, StoreError> {
    let rows = sqlx::query(
        "SELECT hash, cited FROM replay_questions WHERE gap = ? AND replay <> ? AND passed = 1 ORDER BY hash",
    );
    let mut before = Vec::new();
    for row in rows.bind(gap).bind(replay).fetch_all(store.pool()).await? {
        let cited: Vec<Quoted> = serde_json::from_str(row.try_get("cited")?)?;
        let hash = row.try_get("hash")?;
        before.extend(cited.into_iter().next().map(|counted| Before { hash, counted }));
    }
    Ok(before)
}

/// Pure: what becomes of the gap, and why.
fn decided(
    (state, asked): (State, &[Asked]),
    before: &[Before],
    (generation, remains): (&str, &(dyn Fn(&str) -> bool + Sync)),
) -> Decision {
    let passed = asked.iter().filter(|a| a.counts.is_some()).count();
    let failed: BTreeSet<&str> =
        asked.iter().filter(|a| a.counts.is_none()).map(|a| a.hash.as_str()).collect();
    let lost: Vec<&Quoted> =
        before.iter().filter(|b| failed.contains(b.hash.as_str())).map(|b| &b.counted).collect();
    let gone: Vec<&Quoted> = lost.iter().copied().filter(|q| !remains(&q.work_id)).collect();
    // Nothing is known of what answered: then nothing is known to remain.
    let still = !lost.is_empty() && gone.is_empty();
    let to = fate(state, (passed, asked.len()), still);
    let counted = || asked.iter().filter_map(|a| a.reply.cited.get(a.counts?));
    let of = asked.len();
    let note = match to {
        None => String::new(),
        Some(State::VerifiedClosed) => {
            let works = titles(counted());
            format!(
                "{} {}",
                fill("replay.closed", &[("generation", &generation), ("passed", &passed), ("of", &of)]),
                fill("replay.by", &[("works", &works)])
            )
        }
        Some(_) => {
            let why = match (lost.is_empty(), gone.is_empty()) {
                (true, _) => s("replay.nothing_known").to_owned(),
                (_, true) => fill("replay.lost", &[("works", &titles(lost.iter().copied()))]),
                (_, false) => fill("replay.gone", &[("works", &titles(gone.iter().copied()))]),
            };
            format!(
                "{} {why}",
                fill("replay.reopened", &[("generation", &generation), ("passed", &passed), ("of", &of)])
            )
        }
    };
    Decision { to, passed, note }
}

/// Titles in quotation marks, each once, the first of them.
fn titles<'a>(quoted: impl Iterator<Item = &'a Quoted>) -> String {
    let all: BTreeSet<&str> = quoted.map(|q| q.title.as_str()).collect();
    let mut told: Vec<String> = all.iter().take(TOLD).map(|title| format!("«{title}»")).collect();
    if all.len() > TOLD {
        told.push(fill("draft.more", &[("n", &(all.len() - TOLD))]));
    }
    told.join(", ")
}

enum Written {
    Yes,
    /// Somebody changed the gap since it was read.
    Stale,
    /// The replay runs no more.
    Ended,
}

async fn write(
    store: &Store,
    (replay, gap): (&str, &str),
    (standing, asked): (&Standing, &[Asked]),
    decision: &Decision,
) -> Result<Written, StoreError> {
    let now = store.clock().now();
    let mut transaction = store.pool().begin().await?;
    let (outcome, passed) = (decision.outcome(), i64::try_from(decision.passed).unwrap_or(i64::MAX));
    if !mark(&mut transaction, (replay, gap), (outcome, passed)).await? {
        return Ok(Written::Ended);
    }
    let to = decision.to.unwrap_or(standing.state);
    let changed = sqlx::query(
        "UPDATE gaps SET state = ?, version = version + ?, updated_at = CASE WHEN ? THEN ? ELSE updated_at END,
         closed_on = CASE WHEN ? THEN (SELECT generation FROM replays WHERE id = ?) ELSE closed_on END
         WHERE id = ? AND version = ?",
    )
    .bind(to.as_str())
    .bind(i64::from(decision.to.is_some()))
    .bind(decision.to.is_some())
    .bind(&now)
    .bind(decision.to == Some(State::VerifiedClosed))
    .bind(replay)
    .bind(gap)
    .bind(standing.version)
    .execute(&mut *transaction)
    .await?;
    if changed.rows_affected() == 0 {
        return Ok(Written::Stale);
    }
    for asked in asked {
        let mut cited = asked.reply.cited.clone();
        cited[..asked.counts.map_or(0, |n| n + 1)].rotate_right(usize::from(asked.counts.is_some()));
        sqlx::query(
            "UPDATE replay_questions SET passed = ?, cited = ? WHERE replay = ? AND gap = ? AND hash = ?",
        )
        .bind(asked.counts.is_some())
        .bind(serde_json::to_string(&cited)?)
        .bind(replay)
        .bind(gap)
        .bind(&asked.hash)
        .execute(&mut *transaction)
        .await?;
    }
    // The proof is that of the latest replay: earlier ones are not kept, nor the words of their questions.
    for statement in [
        "DELETE FROM replay_questions WHERE gap = ? AND replay <> ?",
        "DELETE FROM replay_gaps WHERE gap = ? AND replay <> ?",
    ] {
        sqlx::query(statement).bind(gap).bind(replay).execute(&mut *transaction).await?;
    }
    if decision.to.is_some() {
        step(&mut transaction, (gap, standing.state.as_str(), to), ("", "", &decision.note), &now).await?;
    }
    transaction.commit().await?;
    Ok(Written::Yes)
}

/// Says that a gap is decided and counts it; false when the replay runs no more, it was decided already, or questions were
/// added to it meanwhile.
async fn mark(
    transaction: &mut sqlx::SqliteTransaction<'_>,
    (replay, gap): (&str, &str),
    (outcome, passed): (&str, i64),
) -> Result<bool, StoreError> {
    let counted = sqlx::query(
        "UPDATE replays SET closed = closed + ?, reopened = reopened + ? WHERE id = ? AND state = 'running'",
    )
    .bind(i64::from(outcome == "closed"))
    .bind(i64::from(outcome == "reopened"))
    .bind(replay)
    .execute(&mut **transaction)
    .await?;
    let marked = sqlx::query(
        "UPDATE replay_gaps SET outcome = ?, passed = ? WHERE replay = ? AND gap = ? AND outcome IS NULL AND NOT EXISTS
         (SELECT 1 FROM replay_questions q WHERE q.replay = replay_gaps.replay AND q.gap = replay_gaps.gap AND q.verdict IS NULL)",
    )
    .bind(outcome)
    .bind(passed)
    .bind(replay)
    .bind(gap)
    .execute(&mut **transaction)
    .await?;
    Ok(counted.rows_affected() > 0 && marked.rows_affected() > 0)
}

/// A gap that grouping anew took away meanwhile.
async fn gone(store: &Store, (replay, gap): (&str, &str)) -> Result<bool, StoreError> {
    let mut transaction = store.pool().begin().await?;
    sqlx::query("DELETE FROM replay_questions WHERE gap = ?").bind(gap).execute(&mut *transaction).await?;
    let runs = mark(&mut transaction, (replay, gap), ("gone", 0)).await?;
    transaction.commit().await?;
    Ok(runs)
}
