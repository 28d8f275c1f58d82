//! Topics put on hold and released: rows are only added, so that the history is whole and another process hears of each.

use crate::answer::{Hold, Holds};
use crate::store::{Store, StoreError};
use serde::Serialize;
use sqlx::Row;

/// A topic put on hold, or released.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct HoldStep {
    /// Id of the topic.
    pub topic: String,
    /// On hold from then on, or released.
    pub held: bool,
    /// Why; of a release, its note.
    pub reason: String,
    /// Role of who did it.
    pub role: String,
    /// Pseudonym of who did it, may be empty.
    pub who: String,
    /// When.
    pub at: String,
}

/// A topic that is on hold now: its last step, and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The hold as answers obey it.
    pub hold: Hold,
    /// Role of who set it last.
    pub role: String,
    /// When it began.
    pub at: String,
}

/// Up to where the list of holds has been written; 0 = never.
pub async fn holds_mark(store: &Store) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar("SELECT COALESCE(MAX(seq), 0) FROM holds").fetch_one(store.pool()).await?)
}

/// The topics on hold, the one held longest first, and up to where the list was read.
pub async fn holds(store: &Store) -> Result<(i64, Vec<Held>), StoreError> {
    let rows = sqlx::query("SELECT seq, topic, held, reason, role, day, at FROM holds ORDER BY seq");
    let (mut mark, mut list): (i64, Vec<Held>) = (0, Vec::new());
    for row in rows.fetch_all(store.pool()).await? {
        mark = row.try_get("seq")?;
        let (topic, reason): (String, String) = (row.try_get("topic")?, row.try_get("reason")?);
        let known = list.iter().position(|held| held.hold.topic == topic);
        let day: String = row.try_get("day")?;
        let since = day.parse().unwrap_or_else(|_| store.clock().today());
        match (row.try_get::<i64, _>("held")? == 1, known) {
            // Another reason for a hold that goes on.
            (true, Some(n)) => {
                list[n].hold.reason = reason;
                list[n].role = row.try_get("role")?;
            }
            (true, None) => {
                let hold = Hold { topic, reason, since };
                list.push(Held { hold, role: row.try_get("role")?, at: row.try_get("at")? });
            }
            (false, Some(n)) => {
                list.remove(n);
            }
            (false, None) => {}
        }
    }
    Ok((mark, list))
}

/// The same, as answers obey them.
pub(crate) fn obeyed(list: Vec<Held>) -> Holds {
    Holds(list.into_iter().map(|held| held.hold).collect())
}

/// Every step of every topic, oldest first.
pub async fn hold_history(store: &Store) -> Result<Vec<HoldStep>, StoreError> {
    let rows = sqlx::query("SELECT topic, held, reason, role, who, at FROM holds ORDER BY seq");
    let step = |row: &sqlx::sqlite::SqliteRow| {
        Ok::<_, sqlx::Error>(HoldStep {
            topic: row.try_get("topic")?,
            held: row.try_get::<i64, _>("held")? == 1,
            reason: row.try_get("reason")?,
            role: row.try_get("role")?,
            who: row.try_get("who")?,
            at: row.try_get("at")?,
        })
    };
    Ok(rows.fetch_all(store.pool()).await?.iter().map(step).collect::<Result<_, _>>()?)
}

/// Puts a topic on hold.
pub async fn hold(
    store: &Store,
    (topic, reason): (&str, &str),
    (role, who): (&str, &str),
) -> Result<(), StoreError> {
    let write = "INSERT INTO holds (topic, held, reason, role, who, day, at) VALUES (?, 1, ?, ?, ?, ?, ?)";
    sqlx::query(write)
        .bind(topic)
        .bind(reason)
        .bind(role)
        .bind(who)
        .bind(store.clock().today().to_string())
        .bind(store.clock().now())
        .execute(store.pool())
        .await?;
    Ok(())
}

/// Releases a topic; false when it is not on hold, also because somebody else was quicker.
pub async fn release(
    store: &Store,
    (topic, note): (&str, &str),
    (role, who): (&str, &str),
) -> Result<bool, StoreError> {
    let write = "INSERT INTO holds (topic, held, reason, role, who, day, at) SELECT ?, 0, ?, ?, ?, ?, ?
        WHERE 1 = (SELECT held FROM holds WHERE topic = ? ORDER BY seq DESC LIMIT 1)";
    let done = sqlx::query(write)
        .bind(topic)
        .bind(note)
        .bind(role)
        .bind(who)
        .bind(store.clock().today().to_string())
        .bind(store.clock().now())
        .bind(topic)
        .execute(store.pool())
        .await?;
    Ok(done.rows_affected() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Clock;
    use jiff::civil::date;

    #[tokio::test]
    async fn a_topic_is_held_until_it_is_released() {
        let store = Store::in_memory(Clock::Fixed(date(2026, 11, 22))).await.expect("opens");
        let by = ("ministry", "p");
        let held = async || -> Vec<(String, String)> {
            let list = holds(&store).await.expect("reads").1;
            list.into_iter().map(|h| (h.hold.topic, h.hold.reason)).collect()
        };
        assert_eq!((holds_mark(&store).await.expect("reads"), held().await), (0, Vec::new()));
        assert!(!release(&store, ("a", ""), by).await.expect("writes"), "nothing to release");
        hold(&store, ("a", "sentenza"), by).await.expect("writes");
        hold(&store, ("b", "ricorso"), by).await.expect("writes");
        hold(&store, ("a", "sentenza n. 5"), by).await.expect("writes");
        assert_eq!(held().await, [("a".into(), "sentenza n. 5".into()), ("b".into(), "ricorso".into())]);
        assert!(release(&store, ("a", "nuova circolare"), by).await.expect("writes"));
        assert!(!release(&store, ("a", "di nuovo"), by).await.expect("writes"));
        assert_eq!(held().await, [("b".to_owned(), "ricorso".to_owned())]);
        let history = hold_history(&store).await.expect("reads");
        let told: Vec<(&str, bool)> = history.iter().map(|s| (s.topic.as_str(), s.held)).collect();
        assert_eq!(told, [("a", true), ("b", true), ("a", true), ("a", false)]);
        assert_eq!((history[3].reason.as_str(), history[3].who.as_str()), ("nuova circolare", "p"));
        assert_eq!(holds_mark(&store).await.expect("reads"), 4);
    }
}
