//! Metrics as plain functions. nDCG with binary or graded gain (Järvelin and Kekäläinen 2002); AUROC as the Mann–Whitney
//! statistic; intervals by the percentile bootstrap with a fixed seed.

use serde::Serialize;
use std::collections::BTreeMap;

/// A mean with its 95% interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// The mean.
    pub mean: f64,
    /// 2.5th percentile.
    pub low: f64,
    /// 97.5th percentile.
    pub high: f64,
    /// Observations.
    pub n: usize,
}

/// nDCG at `k` of a ranked list of ids.
pub(super) fn ndcg(ranked: &[&str], grades: &BTreeMap<String, u32>, k: usize) -> f64 {
    let gain = |grade: u32, rank: usize| f64::from(grade) / (rank as f64 + 2.0).log2();
    let dcg: f64 = ranked
        .iter()
        .take(k)
        .enumerate()
        .map(|(rank, id)| gain(grades.get(*id).copied().unwrap_or(0), rank))
        .sum();
    let mut ideal: Vec<u32> = grades.values().copied().collect();
    ideal.sort_unstable_by(|a, b| b.cmp(a));
    let best: f64 = ideal.iter().take(k).enumerate().map(|(rank, grade)| gain(*grade, rank)).sum();
    if best > 0.0 { dcg / best } else { 0.0 }
}

/// Share of the relevant ids among the first `k`.
pub(super) fn recall(ranked: &[&str], grades: &BTreeMap<String, u32>, k: usize) -> f64 {
    let relevant = grades.values().filter(|g| **g > 0).count();
    let found = ranked.iter().take(k).filter(|id| grades.get(**id).is_some_and(|g| *g > 0)).count();
    if relevant > 0 { found as f64 / relevant as f64 } else { 0.0 }
}

/// 1 / rank of the first relevant id among the first `k`.
pub(super) fn reciprocal_rank(ranked: &[&str], grades: &BTreeMap<String, u32>, k: usize) -> f64 {
    let first = ranked.iter().take(k).position(|id| grades.get(*id).is_some_and(|g| *g > 0));
    first.map_or(0.0, |rank| 1.0 / (rank as f64 + 1.0))
}

/// Probability that a positive scores above a negative; ties count half.
pub fn auroc(scored: &[(f64, bool)]) -> f64 {
    let (mut wins, mut pairs) = (0.0, 0.0);
    for (p, _) in scored.iter().filter(|(_, positive)| *positive) {
        for (n, _) in scored.iter().filter(|(_, positive)| !*positive) {
            pairs += 1.0;
            wins += match p.total_cmp(n) {
                std::cmp::Ordering::Greater => 1.0,
                std::cmp::Ordering::Equal => 0.5,
                std::cmp::Ordering::Less => 0.0,
            };
        }
    }
    if pairs > 0.0 { wins / pairs } else { f64::NAN }
}

/// Expected calibration error over ten equal-width bins (Naeini et al. 2015).
pub fn expected_calibration_error(scored: &[(f64, bool)]) -> f64 {
    let mut bins = vec![(0.0, 0.0, 0usize); 10];
    for (probability, positive) in scored {
        let bin = &mut bins[((probability * 10.0) as usize).min(9)];
        bin.0 += probability;
        bin.1 += f64::from(u8::from(*positive));
        bin.2 += 1;
    }
    let n = scored.len().max(1) as f64;
    bins.iter().map(|(p, y, _)| (p - y).abs() / n).sum()
}

/// Mean with a percentile interval from 1,000 resamples; the seed is fixed, so the figures can be had again.
pub fn bootstrap(values: &[f64]) -> Interval {
    let n = values.len();
    if n == 0 {
        return Interval { mean: f64::NAN, low: f64::NAN, high: f64::NAN, n };
    }
    let mut state: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut means: Vec<f64> = (0..1000)
        .map(|_| {
            let mut sum = 0.0;
            for _ in 0..n {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                sum += values[(state % n as u64) as usize];
            }
            sum / n as f64
        })
        .collect();
    means.sort_by(f64::total_cmp);
    Interval { mean: values.iter().sum::<f64>() / n as f64, low: means[25], high: means[974], n }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grades(relevant: &[&str]) -> BTreeMap<String, u32> {
        relevant.iter().map(|id| ((*id).to_owned(), 1)).collect()
    }

    #[test]
    fn ranking_metrics_by_hand() {
        let check = |ranked: &[&str], relevant: &[&str], expected: (f64, f64, f64)| {
            let grades = grades(relevant);
            let got =
                (ndcg(ranked, &grades, 10), recall(ranked, &grades, 2), reciprocal_rank(ranked, &grades, 10));
            assert!(
                (got.0 - expected.0).abs() < 1e-9
                    && (got.1 - expected.1).abs() < 1e-9
                    && (got.2 - expected.2).abs() < 1e-9,
                "{got:?}"
            );
        };
        check(&["a", "b"], &["a"], (1.0, 1.0, 1.0));
        check(&["b", "a"], &["a"], (1.0 / 3f64.log2(), 1.0, 0.5));
        check(&["b", "c", "a"], &["a"], (0.5, 0.0, 1.0 / 3.0));
        check(&["b"], &["a"], (0.0, 0.0, 0.0));
        check(&["a", "x", "b"], &["a", "b"], ((1.0 + 0.5) / (1.0 + 1.0 / 3f64.log2()), 0.5, 1.0));
    }

    #[test]
    fn area_under_the_curve_by_hand() {
        assert!((auroc(&[(0.9, true), (0.1, false)]) - 1.0).abs() < 1e-12);
        assert!((auroc(&[(0.1, true), (0.9, false)])).abs() < 1e-12);
        assert!((auroc(&[(0.5, true), (0.5, false)]) - 0.5).abs() < 1e-12);
        assert!((auroc(&[(0.9, true), (0.2, true), (0.5, false)]) - 0.5).abs() < 1e-12);
    }

    #[test]
    fn calibration_and_intervals() {
        assert!(expected_calibration_error(&[(1.0, true), (0.0, false)]) < 1e-12);
        assert!((expected_calibration_error(&[(0.8, false)]) - 0.8).abs() < 1e-12);
        let interval = bootstrap(&[0.0, 1.0, 1.0, 1.0]);
        assert!((interval.mean - 0.75).abs() < 1e-12 && interval.low < 0.75 && interval.high > 0.75);
    }
}
