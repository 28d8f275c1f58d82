//! The rows of documents handed in.

use crate::corpus::Version;
use crate::store::{Store, StoreError};
use serde::{Deserialize, Serialize};
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

/// Documents that are kept, and listed: the latest.
const KEPT: i64 = 100;

/// How it stands with a document handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UploadState {
    /// Read; nobody confirmed it.
    Received,
    /// Confirmed; the generation with it is being built.
    Building,
    /// It answers.
    Published,
    /// The draft with it waits for an approval.
    Waiting,
    /// The generation could not be built.
    Failed,
}

impl UploadState {
    const ALL: [UploadState; 5] = [
        UploadState::Received,
        UploadState::Building,
        UploadState::Published,
        UploadState::Waiting,
        UploadState::Failed,
    ];

    fn as_str(self) -> &'static str {
        match self {
            UploadState::Received => "received",
            UploadState::Building => "building",
            UploadState::Published => "published",
            UploadState::Waiting => "waiting",
            UploadState::Failed => "failed",
        }
    }
}

/// What is known of a document without its text.
pub(super) struct About {
    pub(super) id: String,
    pub(super) file: String,
    pub(super) title: String,
    pub(super) sha256: String,
    pub(super) state: UploadState,
    pub(super) generation: Option<String>,
    pub(super) why: String,
    pub(super) at: String,
}

/// A document, as it is kept.
pub(super) struct Row {
    pub(super) about: About,
    pub(super) version: Version,
    pub(super) warnings: Vec<String>,
}

const ABOUT: &str = "id, file, title, sha256, state, generation, why, at";

fn about(row: &SqliteRow) -> Result<About, StoreError> {
    let state: String = row.try_get("state")?;
    Ok(About {
        id: row.try_get("id")?,
        file: row.try_get("file")?,
        title: row.try_get("title")?,
        sha256: row.try_get("sha256")?,
        state: UploadState::ALL.into_iter().find(|s| s.as_str() == state).unwrap_or(UploadState::Failed),
        generation: row.try_get("generation")?,
        why: row.try_get("why")?,
        at: row.try_get("at")?,
    })
}

pub(super) async fn insert(
    store: &Store,
    id: &str,
    (file, version, warnings): (&str, &Version, &[String]),
) -> Result<(), StoreError> {
    let (document, warnings) = (serde_json::to_string(version)?, serde_json::to_string(warnings)?);
    let mut transaction = store.pool().begin().await?;
    sqlx::query(
        "INSERT INTO uploads (id, file, title, sha256, warnings, state, why, at) \
         VALUES (?, ?, ?, ?, ?, 'received', '', ?)",
    )
    .bind(id)
    .bind(file)
    .bind(&version.title)
    .bind(&version.sha256)
    .bind(warnings)
    .bind(store.clock().now())
    .execute(&mut *transaction)
    .await?;
    sqlx::query("INSERT INTO upload_documents (upload, document) VALUES (?, ?)")
        .bind(id)
        .bind(document)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    sqlx::query("DELETE FROM uploads WHERE id NOT IN (SELECT id FROM uploads ORDER BY id DESC LIMIT ?)")
        .bind(KEPT)
        .execute(store.pool())
        .await?;
    Ok(())
}

pub(super) async fn get(store: &Store, id: &str) -> Result<Option<Row>, StoreError> {
    let found = sqlx::query("SELECT * FROM uploads JOIN upload_documents ON upload = id WHERE id = ?");
    let Some(row) = found.bind(id).fetch_optional(store.pool()).await? else { return Ok(None) };
    let json = |name: &str| row.try_get::<String, _>(name);
    let (version, warnings) =
        (serde_json::from_str(&json("document")?)?, serde_json::from_str(&json("warnings")?)?);
    Ok(Some(Row { about: about(&row)?, version, warnings }))
}

/// Without their texts, latest first.
pub(super) async fn latest(store: &Store) -> Result<Vec<About>, StoreError> {
    let sql = format!("SELECT {ABOUT} FROM uploads ORDER BY id DESC");
    sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(store.pool()).await?.iter().map(about).collect()
}

pub(super) async fn set(
    store: &Store,
    id: &str,
    (state, generation, why): (UploadState, Option<&str>, &str),
) -> Result<(), StoreError> {
    sqlx::query("UPDATE uploads SET state = ?, generation = ?, why = ? WHERE id = ?")
        .bind(state.as_str())
        .bind(generation)
        .bind(why)
        .bind(id)
        .execute(store.pool())
        .await?;
    Ok(())
}

/// It is being built from now on; false if it was already.
pub(super) async fn begin(store: &Store, id: &str) -> Result<bool, StoreError> {
    let sql = "UPDATE uploads SET state = 'building', generation = NULL, why = '' WHERE id = ? AND state <> 'building'";
    Ok(sqlx::query(sql).bind(id).execute(store.pool()).await?.rows_affected() > 0)
}

pub(super) async fn recover(store: &Store) -> Result<(), StoreError> {
    sqlx::query("UPDATE uploads SET state = 'received' WHERE state = 'building'")
        .execute(store.pool())
        .await?;
    Ok(())
}
