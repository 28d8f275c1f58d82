//! What is written of gaps: a sign that joins one or begins one, and each step of the work on it. One transaction each, so that
//! a crash leaves all of it or nothing.

use super::sign::packed;
use super::{Board, GapError, Move, Sign, State};
use crate::ingest::sha256_hex;
use crate::search::Snapshot;
use crate::store::{Store, StoreError};
use jiff::civil::Date;
use sqlx::Row;

/// Why a question is a sign of a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The material does not say.
    NotCovered,
    /// It may, not surely enough.
    Uncertain,
    /// It answers a part.
    Partial,
    /// The Ambito's own practice.
    Local,
    /// It was answered, and the asker says that it was of no use.
    Useless,
    /// It was gathered elsewhere.
    Imported,
}

impl Kind {
    /// All.
    const ALL: [Kind; 6] =
        [Kind::NotCovered, Kind::Uncertain, Kind::Partial, Kind::Local, Kind::Useless, Kind::Imported];

    /// The kind of this name.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// The name in the database, the API and exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::NotCovered => "not_covered",
            Kind::Uncertain => "uncertain",
            Kind::Partial => "partial",
            Kind::Local => "local",
            Kind::Useless => "useless",
            Kind::Imported => "imported",
        }
    }
}

/// One sign of a gap.
#[derive(Debug, Clone)]
pub struct Note {
    /// Of the answer or of the imported line: noted once, however often it comes.
    pub id: String,
    /// Why it is one.
    pub kind: Kind,
    /// The calibrated probability that the material answers, if it was asked.
    pub confidence: Option<f64>,
    /// The question, redacted.
    pub sign: Sign,
    /// When it was asked.
    pub day: Date,
    /// The organisation that asked, if it may be known.
    pub tenant: Option<String>,
    /// Who asked, as a keyed pseudonym that rotates, if at all.
    pub asker: Option<String>,
    /// Why the answer was of no use; empty when that was not said of it.
    pub reason: String,
}

/// Keeps a sign: it joins the gap that it is nearest to, or begins one. Returns the gap's id. `encoder` is the id of what made
/// its vector.
pub async fn note(
    store: &Store,
    board: &Board,
    (snapshot, encoder): (&Snapshot, Option<&str>),
    note: Note,
) -> Result<String, StoreError> {
    if let Some(gap) = gap_of(store, &note.id).await? {
        return Ok(gap);
    }
    let held = board.now(store, (snapshot, encoder)).await?;
    let joined = held.gap_of(&note.sign);
    drop(held);
    let gap = joined.clone().unwrap_or_else(|| uuid::Uuid::now_v7().to_string());
    let now = store.clock().now();
    let mut transaction = store.pool().begin().await?;
    if joined.is_none() {
        sqlx::query(
            "INSERT INTO gaps (id, title, terms, topic, state, version, office, tier, created_at, updated_at)
             VALUES (?, ?, '[]', ?, ?, 1, '', '', ?, ?)",
        )
        .bind(&gap)
        .bind(&note.sign.text)
        .bind(note.sign.topic.as_deref().unwrap_or_default())
        .bind(State::New.as_str())
        .bind(&now)
        .bind(&now)
        .execute(&mut *transaction)
        .await?;
        step(&mut transaction, (&gap, "", State::New), ("", "", ""), &now).await?;
    }
    sqlx::query(
        "INSERT INTO observations (id, gap, text, hash, verdict, confidence, generation, topic, measures, tenant, asker, day,
         encoder, vector, found, at, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(&note.id)
    .bind(&gap)
    .bind(&note.sign.text)
    .bind(sha256_hex(note.sign.wording().as_bytes()))
    .bind(note.kind.as_str())
    .bind(note.confidence)
    .bind(&snapshot.manifest.id)
    .bind(note.sign.topic.as_deref().unwrap_or_default())
    .bind(serde_json::to_string(&note.sign.measures)?)
    .bind(&note.tenant)
    .bind(&note.asker)
    .bind(note.day.to_string())
    .bind(note.sign.vector.as_ref().and(encoder).unwrap_or_default())
    .bind(note.sign.vector.as_deref().map(packed))
    .bind(serde_json::to_string(&note.sign.found)?)
    .bind(&now)
    .bind(&note.reason)
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    retitle(store, board, (snapshot, encoder), &gap).await?;
    Ok(gap)
}

/// A gap takes another title as long as it is small, then each time that it has doubled.
async fn retitle(
    store: &Store,
    board: &Board,
    known: (&Snapshot, Option<&str>),
    gap: &str,
) -> Result<(), StoreError> {
    let held = board.now(store, known).await?;
    let size = held.size(gap);
    let titled = (size <= 8 || size.is_power_of_two()).then(|| held.title(gap, known.0)).flatten();
    drop(held);
    match titled {
        Some((title, terms)) => name(store, gap, (&title, &terms)).await,
        None => Ok(()),
    }
}

/// Gives a gap its title, key terms and the topic of most of its questions.
pub(super) async fn name(
    store: &Store,
    gap: &str,
    (title, terms): (&str, &[String]),
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE gaps SET title = ?, terms = ?, topic = COALESCE((SELECT topic FROM observations WHERE gap = gaps.id
         GROUP BY topic ORDER BY COUNT(*) DESC, topic LIMIT 1), topic) WHERE id = ?",
    )
    .bind(title)
    .bind(serde_json::to_string(terms)?)
    .bind(gap)
    .execute(store.pool())
    .await?;
    Ok(())
}

/// The gap under which an observation was noted.
async fn gap_of(store: &Store, id: &str) -> Result<Option<String>, StoreError> {
    let gap = sqlx::query_scalar("SELECT gap FROM observations WHERE id = ?").bind(id);
    Ok(gap.fetch_optional(store.pool()).await?)
}

/// Brings a gap to another state; refuses what does not follow, or what somebody changed meanwhile. Returns the new version.
pub async fn transition(store: &Store, id: &str, change: &Move) -> Result<i64, GapError> {
    let row = sqlx::query("SELECT state, version FROM gaps WHERE id = ?").bind(id);
    let row =
        row.fetch_optional(store.pool()).await?.ok_or_else(|| GapError::Unknown { id: id.to_owned() })?;
    let (state, version): (String, i64) = (row.try_get("state")?, row.try_get("version")?);
    let state = State::named(&state).unwrap_or(State::New);
    change.check(state, version)?;
    let now = store.clock().now();
    let mut transaction = store.pool().begin().await?;
    let assigns = change.to == State::Assigned;
    let done = sqlx::query(
        "UPDATE gaps SET state = ?, version = version + 1, updated_at = ?, office = CASE WHEN ? THEN ? ELSE office END,
         tier = CASE WHEN ? THEN ? ELSE tier END WHERE id = ? AND version = ?",
    )
    .bind(change.to.as_str())
    .bind(&now)
    .bind(assigns)
    .bind(change.office.trim())
    .bind(assigns)
    .bind(&change.tier)
    .bind(id)
    .bind(version)
    .execute(&mut *transaction)
    .await?;
    if done.rows_affected() == 0 {
        // Between reading and writing somebody was quicker.
        return Err(GapError::Stale { seen: version, now: version + 1 });
    }
    let by = (change.role.as_str(), change.who.as_str(), change.note.trim());
    step(&mut transaction, (id, state.as_str(), change.to), by, &now).await?;
    transaction.commit().await?;
    Ok(version + 1)
}

/// A line of history.
pub(super) async fn step(
    transaction: &mut sqlx::SqliteTransaction<'_>,
    (gap, from, to): (&str, &str, State),
    (role, who, note): (&str, &str, &str),
    now: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO gap_history (gap, from_state, to_state, role, who, note, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(gap)
    .bind(from)
    .bind(to.as_str())
    .bind(role)
    .bind(who)
    .bind(note)
    .bind(now)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}
