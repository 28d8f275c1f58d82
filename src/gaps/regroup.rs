//! All signs kept, put together anew: what came one by one may belong elsewhere now that more is known. A gap of which most
//! stays together keeps its id, its state and its history; one that a reviewer has touched is never removed.

use super::record::{name, step};
use super::sign::unpacked;
use super::{Cluster, Ground, Sign, State, cluster, title};
use crate::search::Snapshot;
use crate::store::{Store, StoreError};
use sqlx::Row;
use std::collections::{BTreeMap, HashMap};

/// Groups all signs kept anew; returns how many changed gap.
pub async fn regroup(
    store: &Store,
    (snapshot, encoder): (&Snapshot, Option<&str>),
) -> Result<usize, StoreError> {
    let rows =
        sqlx::query("SELECT seq, gap, text, encoder, vector, found, topic FROM observations ORDER BY seq");
    let rows = rows.fetch_all(store.pool()).await?;
    let (mut signs, mut seqs, mut old): (Vec<Sign>, Vec<i64>, Vec<String>) = Default::default();
    let meaning = encoder.is_some() && snapshot.has_dense();
    for row in rows {
        let text: String = row.try_get("text")?;
        let (by, vector): (String, Option<Vec<u8>>) = (row.try_get("encoder")?, row.try_get("vector")?);
        let mut sign = Sign::worded(&text, &snapshot.lexicon);
        // A sign without a vector of this encoder lies nowhere, rather than taking the meaning from all others.
        let vector = vector.filter(|_| Some(by.as_str()) == encoder).map(|bytes| unpacked(&bytes));
        sign.vector = if meaning { Some(vector.unwrap_or_default()) } else { None };
        sign.found = serde_json::from_str(row.try_get("found")?)?;
        signs.push(sign);
        seqs.push(row.try_get("seq")?);
        old.push(row.try_get("gap")?);
    }
    let ground = Ground::of(snapshot, meaning);
    let clusters = cluster(&signs, &ground);
    let ids = kept_ids(&clusters, &old);
    let now = store.clock().now();
    let mut transaction = store.pool().begin().await?;
    let mut moved = 0usize;
    for (cluster, id) in clusters.iter().zip(&ids) {
        let new = sqlx::query(
            "INSERT OR IGNORE INTO gaps (id, title, terms, topic, state, version, office, tier, created_at, updated_at)
             VALUES (?, '', '[]', '', ?, 1, '', '', ?, ?)",
        )
        .bind(id)
        .bind(State::New.as_str())
        .bind(&now)
        .bind(&now)
        .execute(&mut *transaction)
        .await?;
        if new.rows_affected() > 0 {
            step(&mut transaction, (id, "", State::New), ("", "", ""), &now).await?;
        }
        for member in cluster.members.iter().filter(|m| old[**m] != *id) {
            let update = sqlx::query("UPDATE observations SET gap = ? WHERE seq = ?");
            update.bind(id).bind(seqs[*member]).execute(&mut *transaction).await?;
            moved += 1;
        }
    }
    sqlx::query(
        "DELETE FROM gap_history WHERE gap IN
         (SELECT id FROM gaps WHERE version = 1 AND id NOT IN (SELECT gap FROM observations))",
    )
    .execute(&mut *transaction)
    .await?;
    sqlx::query("DELETE FROM gaps WHERE version = 1 AND id NOT IN (SELECT gap FROM observations)")
        .execute(&mut *transaction)
        .await?;
    sqlx::query("INSERT INTO regroupings (at, moved) VALUES (?, ?)")
        .bind(&now)
        .bind(moved as i64)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    for (cluster, id) in clusters.iter().zip(&ids) {
        let (title, terms) = title(&signs, cluster);
        name(store, id, (&title, &terms)).await?;
    }
    Ok(moved)
}

/// For each cluster the gap of which it holds most, if no other cluster holds more of that gap; else a new id.
fn kept_ids(clusters: &[Cluster], old: &[String]) -> Vec<String> {
    let mut shares: Vec<(usize, usize, &str)> = Vec::new();
    for (n, cluster) in clusters.iter().enumerate() {
        let mut of_gap: BTreeMap<&str, usize> = BTreeMap::new();
        cluster.members.iter().for_each(|m| *of_gap.entry(old[*m].as_str()).or_default() += 1);
        shares.extend(of_gap.into_iter().map(|(gap, count)| (count, n, gap)));
    }
    shares.sort_by(|a, b| b.0.cmp(&a.0).then(a.2.cmp(b.2)).then(a.1.cmp(&b.1)));
    let mut taken: HashMap<&str, usize> = HashMap::new();
    let mut ids: Vec<Option<&str>> = vec![None; clusters.len()];
    for (_, n, gap) in shares {
        if ids[n].is_none() && !taken.contains_key(gap) {
            taken.insert(gap, n);
            ids[n] = Some(gap);
        }
    }
    let id = |kept: Option<&str>| kept.map_or_else(|| uuid::Uuid::now_v7().to_string(), str::to_owned);
    ids.into_iter().map(id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays_together_keeps_its_id() {
        let group =
            |members: &[usize]| Cluster { id: String::new(), members: members.to_vec(), typical: Vec::new() };
        let old: Vec<String> = ["a", "a", "a", "b", "b", "c"].map(str::to_owned).to_vec();
        // «a» loses one member to «b»; «c» goes into «a».
        let ids = kept_ids(&[group(&[0, 1, 5]), group(&[2, 3, 4])], &old);
        assert_eq!(ids, ["a", "b"]);
        // «a» splits: the larger part keeps the id, the rest begins anew.
        let ids = kept_ids(&[group(&[0]), group(&[1, 2]), group(&[3, 4]), group(&[5])], &old);
        assert_eq!(ids[1..], ["a", "b", "c"]);
        assert!(ids[0].len() == 36, "{ids:?}");
    }
}
