//! The catalogue: which versions are wanted now, by collection. A version of an administrator's collection stands before the
//! starter's of the same key; a starter work that was withdrawn stays away. Texts are kept once, by content; nothing is lost
//! when a collection changes, because generations hold what they were made from.

mod known;
mod standing;

pub use known::{Said, SameAct, Settled, own, same_act, settle};
pub use standing::{Standing, go_back, standing};

use super::{sha256_hex, withdrawal};
use crate::corpus::{Validity, Version};
use crate::store::{Store, StoreError, promptly};
use sqlx::{Row, Sqlite, Transaction};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// The name of the collection that ships with the program.
pub const STARTER: &str = "starter";

/// Versions to put in a collection.
#[derive(Debug, Clone, Default)]
pub struct Collection {
    /// Its name.
    pub name: String,
    /// What is added or updated.
    pub versions: Vec<Version>,
    /// Are these all of it? Then those of it that are not among them go.
    pub whole: bool,
}

/// What is to change, in this order.
#[derive(Debug, Clone, Default)]
pub struct Edits {
    /// Versions, by collection.
    pub collections: Vec<Collection>,
    /// Works to withdraw, from every collection; the starter's stay away.
    pub withdraw: Vec<String>,
    /// Works of the starter wanted again.
    pub restore: Vec<String>,
}

/// What a change of the catalogue did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// Versions not there before.
    pub added: usize,
    /// Versions with another text.
    pub changed: usize,
    /// Versions no longer wanted.
    pub withdrawn: usize,
    /// Versions of the starter wanted again.
    pub restored: usize,
    /// Keys of the starter that an administrator's version now stands before.
    pub replaced: Vec<String>,
    /// Works to withdraw or restore that nothing matches.
    pub unknown: Vec<String>,
}

/// Texts read per statement.
const AT_A_TIME: usize = 200;

type Held = BTreeMap<(String, String), String>;
pub(super) type Writing<'a> = Transaction<'a, Sqlite>;

/// What the edits would do and which versions would be wanted then. Changes nothing of what is wanted: only the texts
/// themselves are kept already. They are written and read without the right to write the rest, or every answer given
/// meanwhile would wait to be kept.
pub async fn preview(store: &Store, edits: &Edits) -> Result<(Change, Vec<Version>), StoreError> {
    let (plan, writer) = (keep_texts(store, edits).await?, store.clone());
    let seen = promptly(async move {
        let mut writing = begin(&writer).await?;
        let change = apply(&mut writing, &plan, &writer.clock().now()).await?;
        let wanted = wanted_texts(&mut writing).await?;
        writing.rollback().await?;
        Ok::<_, StoreError>((change, wanted))
    });
    let (change, wanted) = seen.await?;
    Ok((change, versions(store, &wanted).await?))
}

/// Carries the edits out, all or none.
pub async fn commit(store: &Store, edits: &Edits) -> Result<Change, StoreError> {
    let (plan, writer) = (keep_texts(store, edits).await?, store.clone());
    let written = promptly(async move {
        let mut writing = begin(&writer).await?;
        let change = apply(&mut writing, &plan, &writer.clock().now()).await?;
        writing.commit().await?;
        Ok(change)
    });
    written.await
}

/// All versions wanted now, by key.
pub async fn all(store: &Store) -> Result<Vec<Version>, StoreError> {
    let mut reading = store.pool().begin().await?;
    let wanted = wanted_texts(&mut reading).await?;
    reading.rollback().await?;
    versions(store, &wanted).await
}

/// Edits whose texts are kept: only their names are left to be written.
struct Plan {
    collections: Vec<Named>,
    withdraw: Vec<String>,
    restore: Vec<String>,
}

/// A collection by the names of its versions.
struct Named {
    name: String,
    whole: bool,
    entries: Vec<Entry>,
}

struct Entry {
    key: String,
    work: String,
    /// Of the file that the version was read from.
    file: String,
    /// Of the text as it is kept.
    text: String,
}

/// Keeps the texts of the edits: they are immutable, and found by their content.
async fn keep_texts(store: &Store, edits: &Edits) -> Result<Plan, StoreError> {
    let known: HashSet<String> = sqlx::query_scalar("SELECT sha256 FROM versions")
        .fetch_all(store.pool())
        .await?
        .into_iter()
        .collect();
    let mut collections = Vec::with_capacity(edits.collections.len());
    for collection in &edits.collections {
        let mut entries = Vec::with_capacity(collection.versions.len());
        for version in &collection.versions {
            let document = serde_json::to_string(version)?;
            let text = sha256_hex(document.as_bytes());
            if !known.contains(&text) {
                sqlx::query(
                    "INSERT INTO versions (sha256, key, document, created_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                )
                .bind(&text)
                .bind(version.key())
                .bind(&document)
                .bind(store.clock().now())
                .execute(store.pool())
                .await?;
            }
            let (work, file) = (version.work.to_string(), version.sha256.clone());
            entries.push(Entry { key: version.key(), work, file, text });
        }
        collections.push(Named { name: collection.name.clone(), whole: collection.whole, entries });
    }
    Ok(Plan { collections, withdraw: edits.withdraw.clone(), restore: edits.restore.clone() })
}

/// Takes the right to write at once: a transaction that reads first may not get it afterwards.
pub(super) async fn begin(store: &Store) -> Result<Writing<'static>, StoreError> {
    Ok(store.pool().begin_with("BEGIN IMMEDIATE").await?)
}

/// The work of a version's key.
fn work(key: &str) -> &str {
    key.rsplit_once('~').map_or(key, |(work, _)| work)
}

async fn held(writing: &mut Writing<'_>) -> Result<Held, StoreError> {
    let rows = sqlx::query("SELECT collection, key, sha256 FROM catalogue").fetch_all(&mut **writing).await?;
    let mut held = Held::new();
    for row in rows {
        held.insert((row.try_get("collection")?, row.try_get("key")?), row.try_get("sha256")?);
    }
    Ok(held)
}

async fn away(writing: &mut Writing<'_>) -> Result<BTreeSet<String>, StoreError> {
    let rows = sqlx::query("SELECT work FROM withdrawn").fetch_all(&mut **writing).await?;
    Ok(rows.into_iter().map(|row| row.try_get("work")).collect::<Result<_, sqlx::Error>>()?)
}

/// The keys wanted, each with the hash of its text.
fn precedence<'a>(held: &'a Held, away: &BTreeSet<String>) -> BTreeMap<&'a str, &'a str> {
    let mut keys = BTreeMap::new();
    let starter = |collection: &str| collection == STARTER;
    for ((_, key), sha256) in held.iter().filter(|((c, k), _)| starter(c) && !away.contains(work(k))) {
        keys.insert(key.as_str(), sha256.as_str());
    }
    for ((_, key), sha256) in held.iter().filter(|((c, _), _)| !starter(c)) {
        keys.insert(key.as_str(), sha256.as_str());
    }
    keys
}

/// The hashes of the texts wanted, in the order of their keys.
async fn wanted_texts(reading: &mut Writing<'_>) -> Result<Vec<String>, StoreError> {
    let (held, away) = (held(reading).await?, away(reading).await?);
    Ok(precedence(&held, &away).into_values().map(str::to_owned).collect())
}

/// The versions with these hashes; none is ever deleted.
async fn versions(store: &Store, wanted: &[String]) -> Result<Vec<Version>, StoreError> {
    let mut versions = Vec::with_capacity(wanted.len());
    for some in wanted.chunks(AT_A_TIME) {
        let marks = vec!["?"; some.len()].join(",");
        let sql = format!("SELECT sha256, document FROM versions WHERE sha256 IN ({marks})");
        let query = some.iter().fold(sqlx::query(sqlx::AssertSqlSafe(sql)), |query, hash| query.bind(hash));
        let mut documents: BTreeMap<String, String> = BTreeMap::new();
        for row in query.fetch_all(store.pool()).await? {
            documents.insert(row.try_get("sha256")?, row.try_get("document")?);
        }
        for sha256 in some {
            let document = documents.get(sha256).ok_or(sqlx::Error::RowNotFound)?;
            versions.push(serde_json::from_str(document)?);
        }
    }
    succeed(&mut versions);
    Ok(versions)
}

/// A work says one thing on a day: a version that begins while another holds, and holds as long, ends it. So a file given
/// again, which begins on the day it came, takes the place of itself. `versions` are in the order of their keys.
fn succeed(versions: &mut [Version]) {
    for at in 1..versions.len() {
        let (before, after) = versions.split_at_mut(at);
        let (Some(first), Some(next)) = (before.last_mut(), after.first()) else { continue };
        let (from, to) = (next.validity.from(), first.validity.to());
        let lasts = next.validity.to().is_none_or(|end| to.is_some_and(|to| to <= end));
        if first.work == next.work
            && first.validity.contains(from)
            && lasts
            && let Ok(ended) = Validity::new(first.validity.from(), Some(from))
        {
            first.validity = ended;
        }
    }
}

async fn apply(writing: &mut Writing<'_>, edits: &Plan, now: &str) -> Result<Change, StoreError> {
    let mut change = Change::default();
    for collection in &edits.collections {
        put(writing, collection, now, &mut change).await?;
    }
    for name in &edits.withdraw {
        withdraw(writing, name, now, &mut change).await?;
    }
    for name in &edits.restore {
        let gone =
            sqlx::query("DELETE FROM withdrawn WHERE work = ?").bind(name).execute(&mut **writing).await?;
        if gone.rows_affected() == 0 {
            change.unknown.push(name.clone());
        } else {
            withdrawal::lift_work(writing, name, now).await?;
        }
        let held = held(writing).await?;
        let back = held.keys().filter(|(c, k)| gone.rows_affected() > 0 && c == STARTER && work(k) == name);
        change.restored += back.count();
    }
    Ok(change)
}

async fn put(
    writing: &mut Writing<'_>,
    collection: &Named,
    now: &str,
    change: &mut Change,
) -> Result<(), StoreError> {
    let before = held(writing).await?;
    let (away, barred) = (away(writing).await?, withdrawal::barred(writing).await?);
    let mut left: BTreeSet<String> =
        before.keys().filter(|(c, _)| *c == collection.name).map(|(_, key)| key.clone()).collect();
    let mut fresh: Vec<(String, &String)> = Vec::new();
    for Entry { key, work, file, text } in &collection.entries {
        left.remove(key);
        let kept_away = collection.name == STARTER && away.contains(work);
        if !kept_away && barred.contains(&(key.clone(), file.clone())) {
            withdrawal::lift(writing, key, file, now).await?;
        }
        let named = |name: &str| before.get(&(name.to_owned(), key.clone()));
        if collection.name != STARTER && named(STARTER).is_some() {
            change.replaced.push(key.clone());
        }
        match named(&collection.name) {
            Some(same) if same == text => continue,
            Some(_) => change.changed += 1,
            None => change.added += 1,
        }
        fresh.push((key.clone(), text));
    }
    // Few statements: whoever has an answer to keep waits for this.
    for some in fresh.chunks(AT_A_TIME) {
        write(writing, &collection.name, some, now).await?;
    }
    for key in left.iter().filter(|_| collection.whole) {
        delete(writing, &collection.name, key).await?;
        change.withdrawn += 1;
    }
    Ok(())
}

/// The collection has these texts now. Of two collections of the administrator's the last to name a version has it.
async fn write(
    writing: &mut Writing<'_>,
    collection: &str,
    texts: &[(String, &String)],
    now: &str,
) -> Result<(), StoreError> {
    if collection != STARTER {
        let marks = vec!["?"; texts.len()].join(",");
        let sql =
            format!("DELETE FROM catalogue WHERE collection <> ? AND collection <> ? AND key IN ({marks})");
        let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(STARTER).bind(collection);
        texts.iter().fold(query, |query, (key, _)| query.bind(key)).execute(&mut **writing).await?;
    }
    let rows = vec!["(?, ?, ?, ?)"; texts.len()].join(",");
    let sql = format!(
        "INSERT INTO catalogue (collection, key, sha256, updated_at) VALUES {rows} \
         ON CONFLICT (collection, key) DO UPDATE SET sha256 = excluded.sha256, updated_at = excluded.updated_at"
    );
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
    for (key, sha256) in texts {
        query = query.bind(collection).bind(key).bind(*sha256).bind(now);
    }
    query.execute(&mut **writing).await?;
    Ok(())
}

async fn delete(writing: &mut Writing<'_>, collection: &str, key: &str) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM catalogue WHERE collection = ? AND key = ?")
        .bind(collection)
        .bind(key)
        .execute(&mut **writing)
        .await?;
    Ok(())
}

async fn withdraw(
    writing: &mut Writing<'_>,
    name: &str,
    now: &str,
    change: &mut Change,
) -> Result<(), StoreError> {
    let (held, away) = (held(writing).await?, away(writing).await?);
    let barred = withdrawal::bar(writing, name, now).await?;
    // A text that a step back made citable again is in no collection, and can be withdrawn again.
    let wanted = precedence(&held, &away).into_keys().filter(|key| work(key) == name).count();
    let gone = if wanted == 0 { barred.len() } else { wanted };
    if gone == 0 {
        change.unknown.push(name.to_owned());
    }
    change.withdrawn += gone;
    for (collection, key) in held.keys().filter(|(_, key)| work(key) == name) {
        if collection != STARTER {
            delete(writing, collection, key).await?;
            continue;
        }
        sqlx::query("INSERT INTO withdrawn (work, at) VALUES (?, ?) ON CONFLICT DO NOTHING")
            .bind(name)
            .bind(now)
            .execute(&mut **writing)
            .await?;
    }
    Ok(())
}
