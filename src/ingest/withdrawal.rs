//! Texts withdrawn: from the moment in which that is written nobody cites them, in any process and from any generation. A
//! file put in again, or a sheet of the starter restored, may be cited again; an older text of the same work may not.

use super::catalogue::{Writing, begin};
use crate::store::{Store, StoreError};
use sqlx::{Row, Sqlite, Transaction};
use std::collections::HashSet;

/// Keys of versions and SHA-256 of their files.
type Texts = HashSet<(String, String)>;

/// Up to where the list of withdrawals has been written; 0 = never.
pub async fn mark(store: &Store) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar("SELECT COALESCE(MAX(seq), 0) FROM withdrawals").fetch_one(store.pool()).await?)
}

/// The texts withdrawn, and up to where the list was read.
pub async fn withdrawn(store: &Store) -> Result<(i64, Texts), StoreError> {
    let mut reading = store.pool().begin().await?;
    let mark = sqlx::query_scalar("SELECT COALESCE(MAX(seq), 0) FROM withdrawals").fetch_one(&mut *reading);
    Ok((mark.await?, barred(&mut reading).await?))
}

/// Withdraws works ahead of the generation without them, so that nothing cites them while that is built. Returns what to
/// [`undo`] if it is not.
pub async fn ahead(store: &Store, works: &[String]) -> Result<Vec<(String, String)>, StoreError> {
    let mut writing = begin(store).await?;
    let mut all = Vec::new();
    for work in works {
        all.extend(bar(&mut writing, work, &store.clock().now()).await?);
    }
    writing.commit().await?;
    Ok(all)
}

/// The texts may be cited again: the generation without them was not built, or someone went back to before it.
pub async fn undo(store: &Store, texts: &[(String, String)]) -> Result<(), StoreError> {
    let mut writing = begin(store).await?;
    for (key, sha256) in texts {
        lift(&mut writing, key, sha256, &store.clock().now()).await?;
    }
    writing.commit().await?;
    Ok(())
}

pub(super) async fn barred(reading: &mut Transaction<'_, Sqlite>) -> Result<Texts, StoreError> {
    let rows = sqlx::query("SELECT key, sha256, barred FROM withdrawals ORDER BY seq")
        .fetch_all(&mut **reading)
        .await?;
    let mut texts = Texts::new();
    for row in rows {
        let text: (String, String) = (row.try_get("key")?, row.try_get("sha256")?);
        if row.try_get::<i64, _>("barred")? == 1 {
            texts.insert(text);
        } else {
            texts.remove(&text);
        }
    }
    Ok(texts)
}

/// Every text that the work ever had: an older generation holds the older ones. Returns those not barred before.
pub(super) async fn bar(
    writing: &mut Writing<'_>,
    work: &str,
    now: &str,
) -> Result<Vec<(String, String)>, StoreError> {
    let known = barred(writing).await?;
    let mut new = Vec::new();
    for text in texts_of(writing, work).await? {
        if !known.contains(&text) && !new.contains(&text) {
            write(writing, &text, (1, now)).await?;
            new.push(text);
        }
    }
    Ok(new)
}

/// The text may be cited again.
pub(super) async fn lift(
    writing: &mut Writing<'_>,
    key: &str,
    sha256: &str,
    now: &str,
) -> Result<(), StoreError> {
    write(writing, &(key.to_owned(), sha256.to_owned()), (0, now)).await
}

/// The texts of a work that the catalogue holds may be cited again.
pub(super) async fn lift_work(writing: &mut Writing<'_>, work: &str, now: &str) -> Result<(), StoreError> {
    let known = barred(writing).await?;
    let rows = sqlx::query(
        "SELECT c.key, json_extract(v.document, '$.sha256') AS file FROM catalogue c JOIN versions v \
         ON v.sha256 = c.sha256 WHERE substr(c.key, 1, length(?) + 1) = ? || '~'",
    )
    .bind(work)
    .bind(work)
    .fetch_all(&mut **writing)
    .await?;
    for row in rows {
        let text: (String, String) = (row.try_get("key")?, row.try_get("file")?);
        if known.contains(&text) {
            write(writing, &text, (0, now)).await?;
        }
    }
    Ok(())
}

async fn texts_of(writing: &mut Writing<'_>, work: &str) -> Result<Vec<(String, String)>, StoreError> {
    let rows = sqlx::query(
        "SELECT key, json_extract(document, '$.sha256') AS file FROM versions \
         WHERE substr(key, 1, length(?) + 1) = ? || '~'",
    )
    .bind(work)
    .bind(work)
    .fetch_all(&mut **writing)
    .await?;
    rows.into_iter().map(|row| Ok((row.try_get("key")?, row.try_get("file")?))).collect()
}

async fn write(
    writing: &mut Writing<'_>,
    (key, sha256): &(String, String),
    (barred, now): (i64, &str),
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO withdrawals (key, sha256, barred, at) VALUES (?, ?, ?, ?)")
        .bind(key)
        .bind(sha256)
        .bind(barred)
        .bind(now)
        .execute(&mut **writing)
        .await?;
    Ok(())
}
