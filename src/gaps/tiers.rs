//! Which needs each tier has already met: a need is told by the passage that was cited for it, so questions in different words
//! that got the same passage are one. Only what is still in force counts.

use crate::answer::{Answer, Verdict};
use crate::search::Snapshot;
use crate::store::{Store, StoreError};
use jiff::civil::Date;
use sqlx::Row;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Needs met by topic, then by tier.
pub(super) type Covered = HashMap<String, BTreeMap<String, usize>>;

/// Counts what an answer cites first of each tier, under the topic of its question. An answer in part meets no need.
pub async fn cover(store: &Store, topic: &str, answer: &Answer) -> Result<(), StoreError> {
    if answer.verdict != Verdict::Answered {
        return Ok(());
    }
    let mut tiers = HashSet::new();
    for citation in answer.citations.iter().filter(|c| tiers.insert(c.tier)) {
        sqlx::query(
            "INSERT INTO covered (topic, tier, work, locator, n) VALUES (?, ?, ?, ?, 1)
             ON CONFLICT (topic, tier, work, locator) DO UPDATE SET n = covered.n + 1",
        )
        .bind(topic)
        .bind(citation.tier.as_str())
        .bind(&citation.work_id)
        .bind(locator(&citation.work_id, &citation.passage_id))
        .execute(store.pool())
        .await?;
    }
    Ok(())
}

/// The needs met by passages that are in force on a day.
pub(super) async fn covered(store: &Store, snapshot: &Snapshot, today: Date) -> Result<Covered, StoreError> {
    let in_force = snapshot.versions.iter().filter(|v| v.validity.contains(today));
    let held: HashSet<(&str, &str)> = in_force
        .flat_map(|v| v.passages.iter().map(|p| (v.work.as_str(), locator(v.work.as_str(), p.id.as_str()))))
        .collect();
    let mut covered = Covered::new();
    for row in sqlx::query("SELECT topic, tier, work, locator FROM covered").fetch_all(store.pool()).await? {
        if held.contains(&(row.try_get("work")?, row.try_get("locator")?)) {
            let tiers = covered.entry(row.try_get("topic")?).or_default();
            *tiers.entry(row.try_get("tier")?).or_default() += 1;
        }
    }
    Ok(covered)
}

/// What of `work~valid_from~anchor` is the same in each version.
fn locator<'a>(work: &str, passage_id: &'a str) -> &'a str {
    let rest = passage_id.strip_prefix(work).unwrap_or(passage_id).trim_start_matches('~');
    rest.split_once('~').map_or(rest, |(_, locator)| locator)
}

#[cfg(test)]
mod tests {
    use super::locator;

    #[test]
    fn a_need_is_the_same_in_each_version_of_the_text_that_met_it() {
        let check = |work: &str, id: &str, expected: &str| assert_eq!(locator(work, id), expected, "{id}");
        check("soglia", "soglia~2024-01-01~isee", "isee");
        check("soglia", "soglia~2025-01-01~isee", "isee");
        check("a~b", "a~b~2025-01-01~art_2~com_1", "art_2~com_1");
        check("soglia", "strano", "strano");
    }
}
