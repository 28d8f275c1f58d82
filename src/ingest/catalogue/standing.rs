//! The catalogue as it stood at a moment, and the way back to it: what was ordered since and is not wanted after all is undone
//! by edits like any others.

use super::{Collection, Edits, Held, STARTER, away, begin, commit, held, work};
use crate::store::{Store, StoreError};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use std::collections::{BTreeMap, BTreeSet};

/// Which texts each collection held, and which works of the starter were withdrawn.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Collection, and the hashes of its texts.
    collections: BTreeMap<String, Vec<String>>,
    /// Works of the starter.
    away: BTreeSet<String>,
}

/// How the catalogue stands.
pub async fn standing(store: &Store) -> Result<Standing, StoreError> {
    let mut reading = store.pool().begin().await?;
    let held: Held = held(&mut reading).await?;
    let mut collections: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for ((collection, _), sha256) in held.into_iter().filter(|((name, _), _)| name != STARTER) {
        collections.entry(collection).or_default().push(sha256);
    }
    Ok(Standing { collections, away: away(&mut reading).await? })
}

/// Puts every collection of an administrator's back as it stood. The starter is as its files are.
pub async fn go_back(store: &Store, to: &Standing) -> Result<(), StoreError> {
    let now = standing(store).await?;
    // A work withdrawn then may have a version of the administrator's own: it goes first, that comes after.
    let again: Vec<String> = to.away.difference(&now.away).cloned().collect();
    commit(store, &Edits { withdraw: again, ..Edits::default() }).await?;
    let mut collections = Vec::new();
    for name in now.collections.keys().chain(to.collections.keys()).collect::<BTreeSet<_>>() {
        let mut versions = Vec::new();
        for sha256 in to.collections.get(name).into_iter().flatten() {
            let row = sqlx::query("SELECT document FROM versions WHERE sha256 = ?").bind(sha256);
            let document: String = row.fetch_one(store.pool()).await?.try_get("document")?;
            versions.push(serde_json::from_str(&document)?);
        }
        collections.push(Collection { name: name.clone(), versions, whole: true });
    }
    let restore: Vec<String> = now.away.difference(&to.away).cloned().collect();
    commit(store, &Edits { collections, restore, ..Edits::default() }).await?;
    forget_sources(store).await
}

/// What servers said of texts that may be gone is no longer true: the next `sync` fetches them. A source whose text went was
/// not withdrawn by anybody.
async fn forget_sources(store: &Store) -> Result<(), StoreError> {
    let mut writing = begin(store).await?;
    sqlx::query("UPDATE sources SET etag = NULL, last_modified = NULL").execute(&mut *writing).await?;
    let works: BTreeSet<String> =
        held(&mut writing).await?.into_keys().map(|(_, key)| work(&key).to_owned()).collect();
    let rows =
        sqlx::query("SELECT id FROM sources WHERE read_at IS NOT NULL").fetch_all(&mut *writing).await?;
    for row in rows {
        let id: String = row.try_get("id")?;
        if !works.contains(&id) {
            sqlx::query("UPDATE sources SET read_at = NULL WHERE id = ?")
                .bind(id)
                .execute(&mut *writing)
                .await?;
        }
    }
    writing.commit().await?;
    Ok(())
}
