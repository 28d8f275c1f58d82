//! How long what was asked is kept. Counts per topic were made when each question came, and stay; the questions, answers and
//! feedback behind them go. The signs of gaps stay, masked as they are, and lose whoever asked: people are still counted.

use crate::store::{Store, StoreError};
use jiff::Span;
use serde::Serialize;

/// Rows deleted at a time: whoever asks meanwhile waits for no more.
const AT_A_TIME: i64 = 500;

/// What was taken away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Retained {
    /// Answers with their questions and feedback.
    pub answers: u64,
    /// Signs of gaps that lost their asker.
    pub askers: u64,
    /// Keys of pseudonyms.
    pub keys: u64,
}

/// Takes away what is older than so many days; `rotate_days` more for what tells a person that their news was seen.
pub async fn retain(store: &Store, (keep_days, rotate_days): (u16, u16)) -> Result<Retained, StoreError> {
    let ago = |days: u16| store.clock().today().saturating_sub(Span::new().days(i64::from(days))).to_string();
    let oldest = ago(keep_days);
    let mut retained = Retained::default();
    loop {
        let gone =
            sqlx::query("DELETE FROM answers WHERE id IN (SELECT id FROM answers WHERE at < ? LIMIT ?)");
        let gone = gone.bind(&oldest).bind(AT_A_TIME).execute(store.pool()).await?.rows_affected();
        retained.answers += gone;
        if gone == 0 {
            break;
        }
    }
    retained.askers = forget_askers(store, &oldest).await?;
    let seen = sqlx::query("DELETE FROM news_seen WHERE at < ?");
    seen.bind(ago(keep_days.saturating_add(rotate_days))).execute(store.pool()).await?;
    Ok(retained)
}

/// Blanks the pseudonyms of old signs. The last sign of each asker of a gap goes on counting one.
async fn forget_askers(store: &Store, oldest: &str) -> Result<u64, StoreError> {
    let mut transaction = store.pool().begin_with("BEGIN IMMEDIATE").await?;
    sqlx::query(
        "UPDATE observations SET forgotten = 1 WHERE seq IN (SELECT MAX(seq) FROM observations
         WHERE asker IS NOT NULL GROUP BY gap, asker HAVING MAX(day) < ?)",
    )
    .bind(oldest)
    .execute(&mut *transaction)
    .await?;
    let blanked = sqlx::query("UPDATE observations SET asker = NULL WHERE asker IS NOT NULL AND day < ?")
        .bind(oldest)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(blanked.rows_affected())
}
