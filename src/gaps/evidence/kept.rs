//! Evidence in the database: which wordings of a gap are weighed, what was found of them, which gaps are to be weighed anew.

use super::{Evidence, MOST};
use crate::store::{Store, StoreError};
use sqlx::Row;
use std::collections::BTreeMap;

/// Different wordings of a gap.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wordings {
    /// Those to be weighed: all, or as many of each organisation and outcome as can be.
    pub sample: Vec<String>,
    /// How many there are.
    pub all: usize,
}

/// The wordings of a gap to be weighed; none if there is no such gap.
pub async fn wordings(store: &Store, gap: &str) -> Result<Option<Wordings>, StoreError> {
    let known = sqlx::query("SELECT id FROM gaps WHERE id = ?").bind(gap);
    if known.fetch_optional(store.pool()).await?.is_none() {
        return Ok(None);
    }
    let rows = sqlx::query(
        "SELECT text, verdict, COALESCE(tenant, '') AS tenant FROM observations
         WHERE seq IN (SELECT MAX(seq) FROM observations WHERE gap = ? GROUP BY hash) ORDER BY seq DESC",
    );
    let mut strata: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    let rows = rows.bind(gap).fetch_all(store.pool()).await?;
    for row in &rows {
        let stratum = (row.try_get("tenant")?, row.try_get("verdict")?);
        strata.entry(stratum).or_default().push(row.try_get("text")?);
    }
    Ok(Some(Wordings { sample: stratified(strata.into_values().collect(), MOST), all: rows.len() }))
}

/// As many of each list in turn, in their order.
fn stratified(strata: Vec<Vec<String>>, most: usize) -> Vec<String> {
    let longest = strata.iter().map(Vec::len).max().unwrap_or(0);
    let in_turn = (0..longest).flat_map(|n| strata.iter().filter_map(move |stratum| stratum.get(n)));
    in_turn.take(most).cloned().collect()
}

/// Keeps the evidence of a gap in the place of the one before; `wordings` are those that the gap had. Nothing is kept of a gap
/// that is gone meanwhile.
pub async fn keep(
    store: &Store,
    gap: &str,
    (evidence, wordings): (&Evidence, usize),
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO gap_evidence (gap, need, generation, wordings, at, evidence)
         SELECT id, ?, ?, ?, ?, ? FROM gaps WHERE id = ?
         ON CONFLICT (gap) DO UPDATE SET need = excluded.need, generation = excluded.generation,
         wordings = excluded.wordings, at = excluded.at, evidence = excluded.evidence",
    )
    .bind(evidence.need.as_str())
    .bind(&evidence.generation)
    .bind(wordings as i64)
    .bind(&evidence.at)
    .bind(serde_json::to_string(evidence)?)
    .bind(gap)
    .execute(store.pool())
    .await?;
    Ok(())
}

/// The evidence of a gap, if it was weighed.
pub async fn evidence(store: &Store, gap: &str) -> Result<Option<Evidence>, StoreError> {
    let kept = sqlx::query_scalar("SELECT evidence FROM gap_evidence WHERE gap = ?").bind(gap);
    let kept: Option<String> = kept.fetch_optional(store.pool()).await?;
    Ok(kept.map(|json| serde_json::from_str(&json)).transpose()?)
}

/// At most `most` gaps still worked on whose evidence is absent, of another generation, or of half the wordings that they have
/// now: the most asked first.
pub async fn stale(store: &Store, generation: &str, most: usize) -> Result<Vec<String>, StoreError> {
    let rows = sqlx::query(
        "SELECT g.id, COUNT(DISTINCT o.hash) AS wordings, e.generation AS generation, e.wordings AS weighed
         FROM gaps g JOIN observations o ON o.gap = g.id LEFT JOIN gap_evidence e ON e.gap = g.id
         WHERE g.state NOT IN ('verified_closed', 'dismissed')
         GROUP BY g.id, e.generation, e.wordings
         HAVING e.generation IS NULL OR e.generation <> ? OR COUNT(DISTINCT o.hash) >= 2 * e.wordings
         ORDER BY e.generation IS NOT NULL, wordings DESC, g.id LIMIT ?",
    );
    let rows = rows.bind(generation).bind(i64::try_from(most).unwrap_or(i64::MAX));
    rows.fetch_all(store.pool()).await?.iter().map(|row| Ok(row.try_get("id")?)).collect()
}

#[cfg(test)]
mod tests {
    use super::stratified;

    #[test]
    fn each_stratum_has_its_turn() {
        let list = |name: &str, n: usize| (0..n).map(|k| format!("{name}{k}")).collect::<Vec<_>>();
        let check = |strata: &[(&str, usize)], most: usize, expected: &[&str]| {
            let strata = strata.iter().map(|(name, n)| list(name, *n)).collect();
            assert_eq!(stratified(strata, most), expected);
        };
        check(&[], 5, &[]);
        check(&[("a", 2)], 5, &["a0", "a1"]);
        check(&[("a", 90), ("b", 1), ("c", 2)], 5, &["a0", "b0", "c0", "a1", "c1"]);
    }
}
