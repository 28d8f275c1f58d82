//! Which questions of a gap are asked again: each wording once, and of many a sample in which no organisation and no kind of
//! sign outweighs the others. The same rows give the same sample.

use crate::answer::Answer;
use crate::gaps::{GapError, State, answer};
use crate::store::{Store, StoreError};
use jiff::civil::Date;
use sqlx::Row;
use std::collections::{BTreeMap, BTreeSet};

/// Wordings of a gap that are asked again, at most.
pub const WORDINGS: usize = 50;

/// A question of a gap, to be asked again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// Of its words.
    pub hash: String,
    /// Redacted, as the first who asked put it.
    pub question: String,
    /// The day it was about, if that was another than the day on which it was asked.
    pub as_of: Option<Date>,
    /// What was quoted to someone whom it did not help: the same again is no answer.
    pub useless: Vec<String>,
}

/// A gap with the questions to be asked again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// Its id.
    pub gap: String,
    /// Its title.
    pub title: String,
    /// Where the work on it stands.
    pub state: State,
    /// The tier that is to answer it; empty = not said.
    pub tier: String,
    /// How many wordings it has.
    pub of: usize,
    /// Those to be asked.
    pub wordings: Vec<Wording>,
}

/// The first sign of a wording.
#[derive(Debug, Clone, PartialEq, Eq)]
struct First {
    id: String,
    text: String,
    hash: String,
    kind: String,
    tenant: String,
    /// Answers to this wording that were of no use.
    useless: Vec<String>,
}

/// The gaps named, or all that are not dismissed, most asked first, each with at most `most` of its wordings.
pub async fn plan(store: &Store, named: &[String], most: usize) -> Result<Vec<Planned>, GapError> {
    let rows = sqlx::query(
        "SELECT g.id, g.title, g.state, g.tier FROM gaps g LEFT JOIN observations o ON o.gap = g.id GROUP BY g.id
         ORDER BY COUNT(DISTINCT o.tenant) DESC, COUNT(DISTINCT o.asker) DESC, COUNT(DISTINCT o.hash) DESC, g.id",
    );
    let rows = rows.fetch_all(store.pool()).await?;
    let mut unknown: BTreeSet<&String> = named.iter().collect();
    let mut planned = Vec::new();
    for row in rows {
        let (gap, state): (String, String) = (row.try_get("id")?, row.try_get("state")?);
        let state = State::named(&state).unwrap_or(State::New);
        unknown.remove(&gap);
        let wanted = if named.is_empty() { state != State::Dismissed } else { named.contains(&gap) };
        if !wanted {
            continue;
        }
        let firsts = firsts(store, &gap).await?;
        let of = firsts.len();
        let mut wordings = Vec::new();
        for first in sample(firsts, most) {
            wordings.push(wording(store, first).await?);
        }
        if of > 0 {
            let (title, tier) = (row.try_get("title")?, row.try_get("tier")?);
            planned.push(Planned { gap, title, state, tier, of, wordings });
        }
    }
    match unknown.first() {
        Some(id) => Err(GapError::Unknown { id: (*id).clone() }),
        None => Ok(planned),
    }
}

/// The first sign of each wording of a gap.
async fn firsts(store: &Store, gap: &str) -> Result<Vec<First>, StoreError> {
    let rows =
        sqlx::query("SELECT id, text, hash, verdict, tenant FROM observations WHERE gap = ? ORDER BY seq");
    let mut firsts: BTreeMap<String, First> = BTreeMap::new();
    for row in rows.bind(gap).fetch_all(store.pool()).await? {
        let (id, hash, kind): (String, String, String) =
            (row.try_get("id")?, row.try_get("hash")?, row.try_get("verdict")?);
        let useless = (kind == "useless").then(|| of_answer(&id).to_owned());
        let tenant: Option<String> = row.try_get("tenant")?;
        let text = row.try_get("text")?;
        let first = firsts.entry(hash.clone()).or_insert(First {
            id,
            text,
            hash,
            kind,
            tenant: tenant.unwrap_or_default(),
            useless: Vec::new(),
        });
        first.useless.extend(useless);
    }
    Ok(firsts.into_values().collect())
}

/// The answer that a sign is about: its own id, or what stands before the mark of feedback.
fn of_answer(id: &str) -> &str {
    id.split(':').next().unwrap_or(id)
}

/// At most `most`, one after the other from each kind of sign of each organisation; within these by hash, which is as good
/// as chance and the same each time.
fn sample(mut firsts: Vec<First>, most: usize) -> Vec<First> {
    if firsts.len() <= most {
        return firsts;
    }
    firsts.sort_by(|a, b| b.hash.cmp(&a.hash));
    let mut strata: BTreeMap<(String, String), Vec<First>> = BTreeMap::new();
    for first in firsts {
        strata.entry((first.tenant.clone(), first.kind.clone())).or_default().push(first);
    }
    let mut strata: Vec<Vec<First>> = strata.into_values().collect();
    // Where there are more strata than places, the largest have one each.
    strata.sort_by_key(|stratum| std::cmp::Reverse(stratum.len()));
    let mut chosen = Vec::new();
    while chosen.len() < most {
        let room = most - chosen.len();
        chosen.extend(strata.iter_mut().filter_map(Vec::pop).take(room));
    }
    chosen
}

/// What is to be asked. The answers that it rests on may be gone for their age: then what an earlier replay knew of them stands.
async fn wording(store: &Store, first: First) -> Result<Wording, StoreError> {
    let (known, mut useless) = earlier(store, &first.hash).await?;
    for id in &first.useless {
        let quoted = answer(store, id).await?.map(|answer| answer.citations).unwrap_or_default();
        useless.extend(quoted.into_iter().map(|citation| citation.quote));
    }
    let as_of = match answer(store, of_answer(&first.id)).await? {
        Some(answer) => other_day(store, &answer).await?,
        None => known,
    };
    Ok(Wording { hash: first.hash, question: first.text, as_of, useless: useless.into_iter().collect() })
}

/// The day and what was of no use, as a replay before knew them.
async fn earlier(store: &Store, hash: &str) -> Result<(Option<Date>, BTreeSet<String>), StoreError> {
    let rows = sqlx::query("SELECT as_of, useless FROM replay_questions WHERE hash = ?").bind(hash);
    let (mut day, mut useless) = (None, BTreeSet::new());
    for row in rows.fetch_all(store.pool()).await? {
        let as_of: Option<String> = row.try_get("as_of")?;
        day = day.or(as_of.and_then(|day| day.parse().ok()));
        useless.extend(serde_json::from_str::<Vec<String>>(row.try_get("useless")?)?);
    }
    Ok((day, useless))
}

/// The day that a question was about, if it was not the day on which it was asked.
async fn other_day(store: &Store, answer: &Answer) -> Result<Option<Date>, StoreError> {
    let at = sqlx::query_scalar("SELECT at FROM answers WHERE id = ?").bind(&answer.id);
    let at: String = at.fetch_one(store.pool()).await?;
    Ok(answer.as_of.parse().ok().filter(|_| !at.starts_with(&answer.as_of)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::sha256_hex;

    fn first(n: usize, tenant: &str, kind: &str) -> First {
        let hash = sha256_hex(format!("{tenant} {kind} {n}").as_bytes());
        let (id, text) = (hash.clone(), format!("domanda {n}"));
        First { id, text, hash, kind: kind.to_owned(), tenant: tenant.to_owned(), useless: Vec::new() }
    }

    #[test]
    fn no_organisation_outweighs_the_others_in_a_sample() {
        let check = |groups: &[(&str, &str, usize)], most: usize, expected: &[usize]| {
            let all: Vec<First> =
                groups.iter().flat_map(|(t, k, n)| (0..*n).map(|i| first(i, t, k))).collect();
            let chosen = sample(all.clone(), most);
            let backwards = sample(all.into_iter().rev().collect(), most);
            let hashes = |list: &[First]| list.iter().map(|f| f.hash.clone()).collect::<BTreeSet<_>>();
            assert_eq!(hashes(&chosen), hashes(&backwards), "whatever the order");
            assert_eq!(hashes(&chosen).len(), chosen.len(), "each once");
            let of = |t: &str, k: &str| chosen.iter().filter(|f| f.tenant == t && f.kind == k).count();
            let counts: Vec<usize> = groups.iter().map(|(t, k, _)| of(t, k)).collect();
            assert_eq!(counts, expected, "{groups:?}");
        };
        check(&[("a", "partial", 3)], 50, &[3]);
        check(&[("a", "not_covered", 900), ("b", "not_covered", 30), ("a", "useless", 4)], 50, &[23, 23, 4]);
        check(&[("a", "not_covered", 9), ("b", "not_covered", 1), ("c", "partial", 5)], 2, &[1, 0, 1]);
    }
}
