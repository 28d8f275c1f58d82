//! The catalogue: which versions are wanted now, by collection. Texts are kept once, by content; nothing is lost when a
//! collection changes, because generations hold what they were made from.

use super::sha256_hex;
use crate::corpus::Version;
use crate::store::{Store, StoreError};
use sqlx::Row;
use std::collections::BTreeMap;

/// What a change of the catalogue did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Change {
    /// Versions not there before.
    pub added: usize,
    /// Versions with another text.
    pub changed: usize,
    /// Versions no longer wanted.
    pub withdrawn: usize,
}

/// The name of the collection that ships with the program.
pub const STARTER: &str = "starter";

/// Adds or updates versions in a collection; with `whole`, withdraws those of it that are not among them. One transaction.
pub async fn put(
    store: &Store,
    collection: &str,
    versions: &[Version],
    whole: bool,
) -> Result<Change, StoreError> {
    let mut change = Change::default();
    let mut transaction = store.pool().begin().await?;
    let rows = sqlx::query("SELECT key, sha256 FROM catalogue WHERE collection = ?")
        .bind(collection)
        .fetch_all(&mut *transaction)
        .await?;
    let mut held: BTreeMap<String, String> = BTreeMap::new();
    for row in rows {
        held.insert(row.try_get("key")?, row.try_get("sha256")?);
    }
    let now = store.clock().now();
    for version in versions {
        let document = serde_json::to_string(version)?;
        let sha256 = sha256_hex(document.as_bytes());
        let key = version.key();
        match held.remove(&key) {
            Some(same) if same == sha256 => continue,
            Some(_) => change.changed += 1,
            None => change.added += 1,
        }
        sqlx::query(
            "INSERT INTO versions (sha256, key, document, created_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        )
        .bind(&sha256)
        .bind(&key)
        .bind(&document)
        .bind(&now)
        .execute(&mut *transaction)
        .await?;
        sqlx::query(
            "INSERT INTO catalogue (key, sha256, collection, updated_at) VALUES (?, ?, ?, ?) \
             ON CONFLICT (key) DO UPDATE SET sha256 = excluded.sha256, collection = excluded.collection, \
             updated_at = excluded.updated_at",
        )
        .bind(&key)
        .bind(&sha256)
        .bind(collection)
        .bind(&now)
        .execute(&mut *transaction)
        .await?;
    }
    if whole {
        for key in held.keys() {
            sqlx::query("DELETE FROM catalogue WHERE key = ?").bind(key).execute(&mut *transaction).await?;
            change.withdrawn += 1;
        }
    }
    transaction.commit().await?;
    Ok(change)
}

/// Withdraws all versions of a work. Returns how many.
pub async fn withdraw(store: &Store, work: &str) -> Result<u64, StoreError> {
    let result = sqlx::query("DELETE FROM catalogue WHERE key LIKE ? || '~%'")
        .bind(work)
        .execute(store.pool())
        .await?;
    Ok(result.rows_affected())
}

/// All versions wanted now, by key.
pub async fn all(store: &Store) -> Result<Vec<Version>, StoreError> {
    let rows = sqlx::query(
        "SELECT v.document FROM catalogue c JOIN versions v ON v.sha256 = c.sha256 ORDER BY c.key",
    )
    .fetch_all(store.pool())
    .await?;
    let mut versions = Vec::with_capacity(rows.len());
    for row in rows {
        let document: String = row.try_get("document")?;
        versions.push(serde_json::from_str(&document)?);
    }
    Ok(versions)
}
