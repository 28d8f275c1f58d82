//! How much two texts have in common, by their content stems.

use crate::text;
use std::collections::{BTreeSet, HashMap};

/// The distinct content stems of a text: function words left out.
pub(super) fn stems(text: &str) -> BTreeSet<String> {
    text::terms(text).into_iter().map(|t| t.term).collect()
}

/// The pairs of sets whose Jaccard index is at least `percent` %, among those that are `wanted`; each as (first, second)
/// by place, ordered by the second. Two sets without stems are not alike.
///
/// Not every pair is compared: two sets so alike share one of their rarest stems (as many as may differ, plus one), so
/// only those are looked up. Linear but for the stems that many sets have among their rarest.
pub(super) fn alike(
    sets: &[BTreeSet<String>],
    percent: usize,
    wanted: impl Fn(usize, usize) -> bool,
) -> Vec<(usize, usize)> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for stem in sets.iter().flatten() {
        *seen.entry(stem).or_default() += 1;
    }
    let mut by_stem: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut pairs = Vec::new();
    for (place, set) in sets.iter().enumerate() {
        let mut rare: Vec<&str> = set.iter().map(String::as_str).collect();
        rare.sort_by_key(|stem| (seen[stem], *stem));
        rare.truncate(set.len() + 1 - (set.len() * percent).div_ceil(100));
        let mut others = BTreeSet::new();
        for stem in rare {
            let holders = by_stem.entry(stem).or_default();
            others.extend(holders.iter().copied().filter(|other| wanted(*other, place)));
            holders.push(place);
        }
        let close = |other: &usize| share(&sets[*other], set, percent);
        pairs.extend(others.into_iter().filter(close).map(|other| (other, place)));
    }
    pairs
}

/// Is the Jaccard index of two sets at least `percent` %?
fn share(a: &BTreeSet<String>, b: &BTreeSet<String>, percent: usize) -> bool {
    let common = a.intersection(b).count();
    common > 0 && common * 100 >= percent * (a.len() + b.len() - common)
}

#[cfg(test)]
mod tests;
