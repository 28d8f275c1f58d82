//! Clusters of questions against the needs that were planted. Homogeneity, completeness and V-measure as Rosenberg and
//! Hirschberg (2007) define them, adjusted Rand index as Hubert and Arabie (1985); intervals by resampling needs, since the
//! wordings of one need are no independent observations.

use super::set::{Read, none_known, read_passages};
use super::{EvalError, Interval, beir};
use crate::gaps::{Ground, Sign, cluster, sign};
use crate::search::{Engine, Intents, Question, Snapshot};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// A wording of a planted need.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Planted {
    /// Its id.
    pub id: String,
    /// `dev` or `test`; all wordings of a need are in one.
    pub split: String,
    /// The need.
    pub need: String,
    /// Register: `keyword`, `natural`, `colloquial`, `situational`, `relayed`, `typo`.
    pub kind: String,
    /// Is the starter corpus meant to answer it?
    pub covered: bool,
    /// What is asked.
    pub question: String,
    /// What readers of the passages say, from the file beside the set.
    #[serde(skip)]
    pub read: Read,
}

/// How well clusters match needs, each figure from 0 to 1 (the last from below 0).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Match {
    /// Is each cluster of one need?
    pub homogeneity: f64,
    /// Is each need in one cluster?
    pub completeness: f64,
    /// Their harmonic mean.
    pub v_measure: f64,
    /// Agreement on pairs beyond chance.
    pub adjusted_rand: f64,
}

/// The figures.
#[derive(Debug, Clone, Serialize)]
pub struct GapsReport {
    /// Questions.
    pub n: usize,
    /// Needs that they word.
    pub needs: usize,
    /// Clusters found.
    pub clusters: usize,
    /// Id of the encoder; none = by words alone.
    pub encoder: Option<String>,
    /// Harmonic mean of the two below.
    pub v_measure: Interval,
    /// Is each cluster of one need?
    pub homogeneity: Interval,
    /// Is each need in one cluster?
    pub completeness: Interval,
    /// Agreement on pairs beyond chance.
    pub adjusted_rand: Interval,
    /// What the V-measure would be if every question were a cluster.
    pub v_measure_of_singletons: f64,
}

/// The planted questions of a split; refuses a set that shares questions with those indexed.
pub fn read_planted(path: &Path, split: &str, snapshot: &Snapshot) -> Result<Vec<Planted>, EvalError> {
    let mut items: Vec<Planted> = beir::lines(path)?;
    none_known(items.iter().map(|item| item.question.as_str()), snapshot)?;
    items.retain(|item| split == "all" || item.split == split);
    let mut read = read_passages(path, snapshot)?;
    items.iter_mut().for_each(|item| item.read = read.remove(&item.id).unwrap_or_default());
    if items.is_empty() { Err(EvalError::Empty { split: split.to_owned() }) } else { Ok(items) }
}

/// Clusters the questions and compares; `progress` is told how many were searched for.
pub async fn gaps(
    engine: Engine<'_>,
    items: &[Planted],
    (intents, today): (&Intents, Date),
    progress: &(dyn Fn(usize) + Sync),
) -> Result<GapsReport, EvalError> {
    let mut signs: Vec<Sign> = Vec::with_capacity(items.len());
    for item in items {
        let text = crate::access::redact(&item.question).text;
        let question = Question::new(&text, None, today, (&engine.snapshot.lexicon, intents));
        signs.push(sign(engine, &question).await?);
        progress(signs.len());
    }
    let clusters = cluster(&signs, &Ground::of(engine.snapshot, engine.snapshot.has_dense()));
    let mut labels = vec![0; items.len()];
    for (n, cluster) in clusters.iter().enumerate() {
        cluster.members.iter().for_each(|member| labels[*member] = n);
    }
    let needs: BTreeMap<&str, usize> = items.iter().map(|i| i.need.as_str()).zip(0..).collect();
    let pairs: Vec<(usize, usize)> =
        items.iter().zip(labels).map(|(item, label)| (needs[item.need.as_str()], label)).collect();
    let alone: Vec<(usize, usize)> = pairs.iter().enumerate().map(|(n, (need, _))| (*need, n)).collect();
    let [homogeneity, completeness, v_measure, adjusted_rand] = intervals(&pairs);
    Ok(GapsReport {
        n: items.len(),
        needs: needs.len(),
        clusters: clusters.len(),
        encoder: engine.embedder.filter(|_| engine.snapshot.has_dense()).map(|e| e.id().to_owned()),
        v_measure,
        homogeneity,
        completeness,
        adjusted_rand,
        v_measure_of_singletons: matched(&alone).v_measure,
    })
}

/// Compares a partition with the true one; each pair is (need, cluster) of one question.
pub fn matched(pairs: &[(usize, usize)]) -> Match {
    let mut cells: Cells = BTreeMap::new();
    pairs.iter().for_each(|pair| *cells.entry(*pair).or_default() += 1.0);
    of_cells(&cells)
}

/// How many questions each need has in each cluster.
type Cells = BTreeMap<(usize, usize), f64>;

fn of_cells(cells: &Cells) -> Match {
    let (mut needs, mut clusters): (BTreeMap<usize, f64>, BTreeMap<usize, f64>) = Default::default();
    for ((need, cluster), n) in cells {
        *needs.entry(*need).or_default() += n;
        *clusters.entry(*cluster).or_default() += n;
    }
    let n: f64 = cells.values().sum();
    let entropy = |sizes: &BTreeMap<usize, f64>| -> f64 {
        sizes.values().map(|size| -(size / n) * (size / n).ln()).sum()
    };
    let given = |sizes: &BTreeMap<usize, f64>, key: &dyn Fn(&(usize, usize)) -> usize| -> f64 {
        cells.iter().map(|(cell, size)| -(size / n) * (size / sizes[&key(cell)]).ln()).sum()
    };
    let share = |whole: f64, left: f64| if whole > 0.0 { 1.0 - left / whole } else { 1.0 };
    let homogeneity = share(entropy(&needs), given(&clusters, &|cell| cell.1));
    let completeness = share(entropy(&clusters), given(&needs, &|cell| cell.0));
    let sum = homogeneity + completeness;
    let v_measure = if sum > 0.0 { 2.0 * homogeneity * completeness / sum } else { 0.0 };
    let pairs = |size: &f64| size * (size - 1.0) / 2.0;
    let together: f64 = cells.values().map(pairs).sum();
    let (of_needs, of_clusters): (f64, f64) =
        (needs.values().map(pairs).sum(), clusters.values().map(pairs).sum());
    let all = pairs(&n);
    let chance = if all > 0.0 { of_needs * of_clusters / all } else { 0.0 };
    let most = (of_needs + of_clusters) / 2.0;
    let same = (most - chance).abs() < f64::EPSILON;
    let adjusted_rand = if same { 1.0 } else { (together - chance) / (most - chance) };
    Match { homogeneity, completeness, v_measure, adjusted_rand }
}

/// Each figure with the interval of 1,000 draws of needs with replacement; a need drawn twice counts twice.
fn intervals(pairs: &[(usize, usize)]) -> [Interval; 4] {
    let mut cells: BTreeMap<usize, Vec<(usize, f64)>> = BTreeMap::new();
    for (need, cluster) in pairs {
        let row = cells.entry(*need).or_default();
        match row.iter_mut().find(|(c, _)| c == cluster) {
            Some((_, n)) => *n += 1.0,
            None => row.push((*cluster, 1.0)),
        }
    }
    let needs: Vec<usize> = cells.keys().copied().collect();
    let mut state: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut draws: [Vec<f64>; 4] = Default::default();
    for _ in 0..1000 {
        let mut drawn: Cells = BTreeMap::new();
        for _ in 0..needs.len() {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let need = needs[(state % needs.len() as u64) as usize];
            for (cluster, n) in &cells[&need] {
                *drawn.entry((need, *cluster)).or_default() += n;
            }
        }
        figures(of_cells(&drawn)).into_iter().zip(&mut draws).for_each(|(value, all)| all.push(value));
    }
    let means = figures(matched(pairs));
    let mut all = means.into_iter().zip(draws);
    std::array::from_fn(|_| {
        let (mean, mut values) = all.next().expect("four figures, four lists");
        values.sort_by(f64::total_cmp);
        Interval { mean, low: values[25], high: values[974], n: needs.len() }
    })
}

fn figures(m: Match) -> [f64; 4] {
    [m.homogeneity, m.completeness, m.v_measure, m.adjusted_rand]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partitions_by_hand() {
        let check = |pairs: &[(usize, usize)], expected: [f64; 4]| {
            let got = figures(matched(pairs));
            assert!(got.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-9), "{pairs:?}: {got:?}");
        };
        // The same partition under other numbers.
        check(&[(0, 7), (0, 7), (1, 3), (1, 3)], [1.0, 1.0, 1.0, 1.0]);
        // All in one: complete, and as good as chance.
        check(&[(0, 0), (0, 0), (1, 0), (1, 0)], [0.0, 1.0, 0.0, 0.0]);
        // Each alone: H(cluster) = ln 4, H(cluster | need) = ln 2.
        check(&[(0, 0), (0, 1), (1, 2), (1, 3)], [1.0, 0.5, 2.0 / 3.0, 0.0]);
        // Crossed: nothing in common; expected pairs 2·2/6 = 2/3, most 2, found 0.
        check(&[(0, 0), (0, 1), (1, 0), (1, 1)], [0.0, 0.0, 0.0, -0.5]);
        // One need cut in two: completeness 1 − (½ ln 2) / (1.5 ln 2); pairs found 1, expected 2·1/6, most 1.5.
        check(
            &[(0, 0), (0, 0), (1, 1), (1, 2)],
            [1.0, 2.0 / 3.0, 0.8, (1.0 - 1.0 / 3.0) / (1.5 - 1.0 / 3.0)],
        );
        check(&[(0, 0)], [1.0, 1.0, 1.0, 1.0]);
    }

    #[test]
    fn intervals_hold_the_figure_and_draw_needs() {
        let perfect: Vec<(usize, usize)> = (0..30).map(|n| (n / 3, n / 3)).collect();
        for interval in intervals(&perfect) {
            assert!((interval.mean - 1.0).abs() < 1e-12 && (interval.low - 1.0).abs() < 1e-12);
            assert_eq!(interval.n, 10);
        }
        let half: Vec<(usize, usize)> =
            (0..30).map(|n| (n / 3, if n < 15 { n / 3 } else { 5 + n % 4 })).collect();
        for interval in intervals(&half) {
            assert!(interval.low < interval.high && interval.mean < 1.0, "{interval:?}");
        }
    }
}
