//! What is remembered of each source between two runs, and the texts that wait for a person. The texts themselves are in the
//! catalogue.

use super::fetch::Validators;
use super::fresh::Fresh;
use crate::corpus::Version;
use crate::store::{Store, StoreError};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;
use std::collections::BTreeMap;

/// How it went with a source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kept {
    /// The address it was fetched from.
    pub url: String,
    /// What its server said of the text held.
    pub validators: Validators,
    /// When it was last asked for, RFC 3339 in UTC.
    pub checked_at: String,
    /// How that ended, in a word.
    pub outcome: String,
    /// Why, in Italian; empty if there is nothing to say.
    pub why: String,
    /// When a text of it was last published; none = never.
    pub read_at: Option<String>,
}

/// A text that waits for a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// The text.
    pub fresh: Fresh,
    /// Why it waits, in Italian.
    pub doubts: Vec<String>,
    /// When it came, RFC 3339 in UTC.
    pub since: String,
}

/// What is remembered, by source.
pub async fn all(store: &Store) -> Result<BTreeMap<String, Kept>, StoreError> {
    let rows = sqlx::query("SELECT * FROM sources").fetch_all(store.pool()).await?;
    let read = |row: SqliteRow| -> Result<(String, Kept), sqlx::Error> {
        let validators =
            Validators { etag: row.try_get("etag")?, last_modified: row.try_get("last_modified")? };
        let kept = Kept {
            url: row.try_get("url")?,
            validators,
            checked_at: row.try_get("checked_at")?,
            outcome: row.try_get("outcome")?,
            why: row.try_get("why")?,
            read_at: row.try_get("read_at")?,
        };
        Ok((row.try_get("id")?, kept))
    };
    Ok(rows.into_iter().map(read).collect::<Result<_, _>>()?)
}

/// Was no text ever published from a source?
pub async fn never_read(store: &Store) -> Result<bool, StoreError> {
    let row = sqlx::query("SELECT COUNT(*) AS n FROM sources WHERE read_at IS NOT NULL");
    let n: i64 = row.fetch_one(store.pool()).await?.try_get("n")?;
    Ok(n == 0)
}

/// Remembers how it went.
pub async fn keep(store: &Store, id: &str, kept: &Kept) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO sources (id, url, etag, last_modified, checked_at, outcome, why, read_at) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET url = excluded.url, etag = excluded.etag, \
         last_modified = excluded.last_modified, checked_at = excluded.checked_at, outcome = excluded.outcome, \
         why = excluded.why, read_at = excluded.read_at",
    )
    .bind(id)
    .bind(&kept.url)
    .bind(&kept.validators.etag)
    .bind(&kept.validators.last_modified)
    .bind(&kept.checked_at)
    .bind(&kept.outcome)
    .bind(&kept.why)
    .bind(&kept.read_at)
    .execute(store.pool())
    .await?;
    Ok(())
}

/// The versions of a collection, by work, oldest first.
pub async fn held(store: &Store, collection: &str) -> Result<BTreeMap<String, Vec<Version>>, StoreError> {
    let rows = sqlx::query(
        "SELECT v.document FROM catalogue c JOIN versions v ON v.sha256 = c.sha256 WHERE c.collection = ?",
    )
    .bind(collection)
    .fetch_all(store.pool())
    .await?;
    let mut held: BTreeMap<String, Vec<Version>> = BTreeMap::new();
    for row in rows {
        let version: Version = serde_json::from_str(row.try_get("document")?)?;
        held.entry(version.work.to_string()).or_default().push(version);
    }
    for versions in held.values_mut() {
        versions.sort_by_key(|v| v.validity.from());
    }
    Ok(held)
}

/// The texts that wait, by source.
pub async fn waiting(store: &Store) -> Result<BTreeMap<String, Waiting>, StoreError> {
    let rows = sqlx::query("SELECT * FROM sources_waiting").fetch_all(store.pool()).await?;
    let mut waiting = BTreeMap::new();
    for row in rows {
        let fresh = Fresh {
            version: serde_json::from_str(row.try_get("document")?)?,
            dated: row.try_get("dated")?,
            warnings: Vec::new(),
        };
        let doubts = serde_json::from_str(row.try_get("doubts")?)?;
        waiting.insert(row.try_get("id")?, Waiting { fresh, doubts, since: row.try_get("since")? });
    }
    Ok(waiting)
}

/// Puts a text to wait, in the place of one that already does; none takes that one away.
pub async fn set_waiting(store: &Store, id: &str, waiting: Option<&Waiting>) -> Result<(), StoreError> {
    let Some(waiting) = waiting else {
        sqlx::query("DELETE FROM sources_waiting WHERE id = ?").bind(id).execute(store.pool()).await?;
        return Ok(());
    };
    sqlx::query(
        "INSERT INTO sources_waiting (id, document, dated, doubts, since) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) \
         DO UPDATE SET document = excluded.document, dated = excluded.dated, doubts = excluded.doubts, since = excluded.since",
    )
    .bind(id)
    .bind(serde_json::to_string(&waiting.fresh.version)?)
    .bind(waiting.fresh.dated)
    .bind(serde_json::to_string(&waiting.doubts)?)
    .bind(&waiting.since)
    .execute(store.pool())
    .await?;
    Ok(())
}
