//! What people are called where something of theirs is kept: a keyed hash of who they are, under a random key of a period. When a
//! key goes, nobody can tell any more who was meant, nor that two periods speak of one person.

use super::Principal;
use super::principal::Claim;
use crate::store::{Store, StoreError};
use crate::strings::{fill, s};
use hmac::{Hmac, KeyInit, Mac};
use jiff::Span;
use jiff::civil::Date;
use sha2::Sha256;
use sqlx::Row;

/// Bytes of a key.
const KEY_BYTES: usize = 32;
/// Bytes of the hash that a pseudonym shows: enough that no two people share one.
const SHOWN_BYTES: usize = 16;

/// No pseudonym can be made.
#[derive(Debug, thiserror::Error)]
pub enum PseudonymError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The system gives no random numbers.
    #[error("{}", fill("principal.no_random", &[("why", &_0)]))]
    Random(getrandom::Error),
    /// A key that we never write.
    #[error("{}", s("principal.bad_key"))]
    Key,
}

impl From<sqlx::Error> for PseudonymError {
    fn from(error: sqlx::Error) -> Self {
        PseudonymError::Store(error.into())
    }
}

/// How long a key is used, and how long what it named is kept afterwards, in days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rotation {
    /// Used for so long.
    pub rotate_days: u16,
    /// Held for so long after that.
    pub keep_days: u16,
}

struct Key {
    until: Date,
    bytes: Vec<u8>,
}

/// Who a token speaks of, as they are called now and were called in the periods still held.
pub async fn principal(store: &Store, rotation: Rotation, claim: Claim) -> Result<Principal, PseudonymError> {
    let Claim { role, tenant, subject } = claim;
    let Some(subject) = subject else {
        return Ok(Principal { role, tenant, ..Principal::default() });
    };
    let keys = keys(store, rotation).await?;
    let mut called = Vec::new();
    for key in &keys {
        called.push(pseudonym(&key.bytes, tenant.as_deref().unwrap_or_default(), &subject)?);
    }
    Ok(Principal { role, tenant, asker: called.first().cloned(), called })
}

/// Throws away the keys of which nothing is kept any more; returns how many.
pub async fn forget_keys(store: &Store, rotation: Rotation) -> Result<u64, StoreError> {
    let gone =
        sqlx::query("DELETE FROM pseudonym_keys WHERE until <= ?").bind(oldest(store, rotation).to_string());
    Ok(gone.execute(store.pool()).await?.rows_affected())
}

/// A key whose period ended by this day is of no use any more.
fn oldest(store: &Store, rotation: Rotation) -> Date {
    store.clock().today().saturating_sub(Span::new().days(i64::from(rotation.keep_days)))
}

/// The keys still held, that of today first; it is made if this period has none.
async fn keys(store: &Store, rotation: Rotation) -> Result<Vec<Key>, PseudonymError> {
    let today = store.clock().today();
    let mut held = held(store, rotation).await?;
    if held.first().is_none_or(|key| today >= key.until) {
        let mut bytes = [0; KEY_BYTES];
        getrandom::fill(&mut bytes).map_err(PseudonymError::Random)?;
        let until = today.saturating_add(Span::new().days(i64::from(rotation.rotate_days)));
        // Another process may begin the period at the same moment: one of the two keys is kept, and both read it.
        sqlx::query("INSERT OR IGNORE INTO pseudonym_keys (start, until, key) VALUES (?, ?, ?)")
            .bind(today.to_string())
            .bind(until.to_string())
            .bind(&bytes[..])
            .execute(store.pool())
            .await?;
        held = self::held(store, rotation).await?;
    }
    Ok(held)
}

async fn held(store: &Store, rotation: Rotation) -> Result<Vec<Key>, PseudonymError> {
    let rows = sqlx::query("SELECT until, key FROM pseudonym_keys WHERE until > ? ORDER BY start DESC")
        .bind(oldest(store, rotation).to_string())
        .fetch_all(store.pool())
        .await?;
    let key = |row: &sqlx::sqlite::SqliteRow| {
        let until: String = row.try_get("until")?;
        let until = until.parse().map_err(|_| PseudonymError::Key)?;
        Ok(Key { until, bytes: row.try_get("key")? })
    };
    rows.iter().map(key).collect()
}

fn pseudonym(key: &[u8], tenant: &str, subject: &str) -> Result<String, PseudonymError> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).map_err(|_| PseudonymError::Key)?;
    mac.update(tenant.as_bytes());
    // No name holds it: «a», «bc» and «ab», «c» are two people.
    mac.update(&[0]);
    mac.update(subject.as_bytes());
    Ok(hex::encode(&mac.finalize().into_bytes()[..SHOWN_BYTES]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Role;
    use crate::store::Clock;
    use jiff::civil::date;

    const ROTATION: Rotation = Rotation { rotate_days: 30, keep_days: 90 };

    async fn called(folder: &std::path::Path, day: Date, (tenant, subject): (&str, &str)) -> Vec<String> {
        let store = Store::open(folder, Clock::Fixed(day)).await.expect("opens");
        forget_keys(&store, ROTATION).await.expect("forgets");
        let said = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
        let claim = Claim { role: Role::CaseManager, tenant: said(tenant), subject: said(subject) };
        let principal = principal(&store, ROTATION, claim).await.expect("named");
        assert_eq!(principal.asker, principal.called.first().cloned());
        store.close().await;
        principal.called
    }

    #[tokio::test]
    async fn names_change_with_the_period_and_old_ones_are_forgotten() {
        let folder = tempfile::tempdir().expect("a folder");
        let on = async |day| called(folder.path(), day, ("a", "anna")).await;
        let first = on(date(2026, 1, 1)).await;
        assert_eq!((first.len(), first[0].len()), (1, 32));
        assert_eq!(on(date(2026, 1, 30)).await, first, "the same within a period");
        let second = on(date(2026, 1, 31)).await;
        assert_eq!(second.len(), 2);
        assert!(second[0] != first[0] && second[1] == first[0], "another name, and the old one still known");
        // The first key named people up to 30 January; what it named is kept for 90 days more.
        assert!(on(date(2026, 4, 30)).await.contains(&first[0]));
        let later = on(date(2026, 5, 1)).await;
        assert!(!later.contains(&first[0]), "{later:?}");
        let now = on(date(2027, 1, 1)).await;
        assert_eq!(now.len(), 1, "all others are gone");
    }

    #[tokio::test]
    async fn only_the_same_person_of_the_same_organisation_is_called_the_same() {
        let folder = tempfile::tempdir().expect("a folder");
        let check = async |who: (&str, &str)| called(folder.path(), date(2026, 1, 1), who).await;
        let anna = check(("a", "bc")).await;
        assert_eq!(check(("a", "bc")).await, anna);
        for other in [("ab", "c"), ("a", "bd"), ("", "bc")] {
            assert_ne!(check(other).await, anna, "{other:?}");
        }
        assert!(check(("a", "")).await.is_empty(), "nobody is called by no name");
    }
}
