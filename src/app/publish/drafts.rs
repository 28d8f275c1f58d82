//! The rows of drafts and approvals. At most one draft waits: what is ordered meanwhile is built upon it and takes its place.

use super::preview::{Check, Preview};
use crate::ingest::catalogue::Standing;
use crate::store::{Store, StoreError};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;
use std::collections::BTreeSet;

/// How it stands with a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DraftState {
    /// Someone must say yes or no.
    Waiting,
    /// It answered, or does.
    Published,
    /// Another was built upon it.
    Superseded,
    /// Someone said no.
    Discarded,
}

impl DraftState {
    /// In the database and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            DraftState::Waiting => "waiting",
            DraftState::Published => "published",
            DraftState::Superseded => "superseded",
            DraftState::Discarded => "discarded",
        }
    }

    fn parse(name: &str) -> Self {
        let all = [DraftState::Waiting, DraftState::Published, DraftState::Superseded];
        all.into_iter().find(|state| state.as_str() == name).unwrap_or(DraftState::Discarded)
    }
}

/// What to go back to if a draft is not wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Before {
    pub(crate) catalogue: Standing,
    /// Mark of the material over which the pointer was set.
    pub(crate) corpus: String,
    /// The encoder in use then.
    pub(crate) encoder: String,
}

/// A generation that was ordered.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Its generation.
    pub generation: String,
    /// How it stands.
    pub state: DraftState,
    /// Who ordered it, and what it was built upon; none = the program itself.
    pub ordered_by: BTreeSet<String>,
    /// When, RFC 3339.
    pub ordered_at: String,
    /// What publishing it changes.
    pub preview: Preview,
    /// Works whose losses were ordered by name.
    pub(crate) accepted: BTreeSet<String>,
    pub(crate) before: Before,
}

/// Somebody's yes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Approval {
    /// Who, as declared; empty = not said.
    pub name: String,
    /// Why, or whatever is to be remembered.
    pub note: String,
    /// Although checks failed.
    pub despite_checks: bool,
}

/// An approval as it was kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Approved {
    /// The generation.
    pub generation: String,
    /// Who, as declared; empty = not said.
    pub name: String,
    /// What was noted.
    pub note: String,
    /// The checks that had failed.
    pub despite: Vec<String>,
    /// When, RFC 3339.
    pub at: String,
}

fn draft(row: &SqliteRow) -> Result<Draft, StoreError> {
    let json = |name: &str| row.try_get::<String, _>(name);
    Ok(Draft {
        generation: row.try_get("generation")?,
        state: DraftState::parse(&json("state")?),
        ordered_by: serde_json::from_str(&json("ordered_by")?)?,
        ordered_at: row.try_get("ordered_at")?,
        preview: serde_json::from_str(&json("preview")?)?,
        accepted: serde_json::from_str(&json("accepted")?)?,
        before: serde_json::from_str(&json("before")?)?,
    })
}

/// All drafts, latest first.
pub(super) async fn all(store: &Store) -> Result<Vec<Draft>, StoreError> {
    let rows = sqlx::query("SELECT * FROM drafts ORDER BY ordered_at DESC, rowid DESC");
    rows.fetch_all(store.pool()).await?.iter().map(draft).collect()
}

/// The one that waits.
pub(super) async fn waiting(store: &Store) -> Result<Option<Draft>, StoreError> {
    let row =
        sqlx::query("SELECT * FROM drafts WHERE state = 'waiting'").fetch_optional(store.pool()).await?;
    row.as_ref().map(draft).transpose()
}

/// Keeps a draft, in the place of an earlier one of the same generation.
pub(super) async fn keep(store: &Store, draft: &Draft) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO drafts (generation, state, ordered_by, ordered_at, accepted, preview, before) VALUES (?, ?, ?, ?, ?, ?, ?) \
         ON CONFLICT (generation) DO UPDATE SET state = excluded.state, ordered_by = excluded.ordered_by, \
         ordered_at = excluded.ordered_at, accepted = excluded.accepted, preview = excluded.preview, before = excluded.before",
    )
    .bind(&draft.generation)
    .bind(draft.state.as_str())
    .bind(serde_json::to_string(&draft.ordered_by)?)
    .bind(&draft.ordered_at)
    .bind(serde_json::to_string(&draft.accepted)?)
    .bind(serde_json::to_string(&draft.preview)?)
    .bind(serde_json::to_string(&draft.before)?)
    .execute(store.pool())
    .await?;
    Ok(())
}

/// A draft waits, and the one that waited till now, on which it was built, does no more.
pub(super) async fn take_place(store: &Store, former: Option<&str>, draft: &Draft) -> Result<(), StoreError> {
    if let Some(former) = former.filter(|id| *id != draft.generation) {
        set_state(store, former, DraftState::Superseded).await?;
    }
    keep(store, draft).await
}

/// How it stands with a draft from now on. Nothing if there is no such draft.
pub(super) async fn set_state(store: &Store, id: &str, state: DraftState) -> Result<(), StoreError> {
    let update =
        sqlx::query("UPDATE drafts SET state = ? WHERE generation = ?").bind(state.as_str()).bind(id);
    update.execute(store.pool()).await?;
    Ok(())
}

/// Keeps an approval, with the checks that had failed.
pub(super) async fn approved(
    store: &Store,
    id: &str,
    approval: &Approval,
    failed: &[&Check],
) -> Result<(), StoreError> {
    let despite: Vec<&str> = failed.iter().map(|check| check.name.as_str()).collect();
    sqlx::query("INSERT INTO approvals (generation, name, note, despite, at) VALUES (?, ?, ?, ?, ?)")
        .bind(id)
        .bind(approval.name.trim())
        .bind(approval.note.trim())
        .bind(serde_json::to_string(&despite)?)
        .bind(store.clock().now())
        .execute(store.pool())
        .await?;
    Ok(())
}

/// All approvals, latest first.
pub(super) async fn approvals(store: &Store) -> Result<Vec<Approved>, StoreError> {
    let rows = sqlx::query("SELECT * FROM approvals ORDER BY seq DESC").fetch_all(store.pool()).await?;
    let read = |row: SqliteRow| -> Result<Approved, StoreError> {
        Ok(Approved {
            generation: row.try_get("generation")?,
            name: row.try_get("name")?,
            note: row.try_get("note")?,
            despite: serde_json::from_str(&row.try_get::<String, _>("despite")?)?,
            at: row.try_get("at")?,
        })
    };
    rows.into_iter().map(read).collect()
}
