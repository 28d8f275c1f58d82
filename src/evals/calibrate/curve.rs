//! Risk against coverage: what each threshold would answer, how much of that wrongly, and the threshold that follows.

use super::{Seen, Tried};

/// Threshold, share answered, share wrong among the answered.
pub type Curve = Vec<(f64, f64, f64)>;

/// Share of answers whose first passage does not answer, on dev, labelled and judged questions, that is too large: fewer than 26 in
/// a thousand are borne, as many as with the fit before. Answers are then wrong less often than that: the reader quotes more than
/// the first passage, and all but the dev questions are hard on purpose.
const RISK: f64 = 0.026;
/// A threshold is safe when it and so many hundredths above it are: one alone may be luck.
const SAFE: usize = 4;
/// Thresholds that may be chosen.
const BETWEEN: (f64, f64) = (0.4, 0.96);

/// What is not answered however sure the match (a figure asked for and not found, another measure) counts so here too.
pub(super) fn curve(tried: &[Tried], probability: &dyn Fn(&Seen) -> f64) -> Curve {
    let score = |t: &Tried| if t.open { probability(&t.seen) } else { 0.0 };
    let scored: Vec<(f64, bool)> = tried.iter().map(|t| (score(t), t.seen.right)).collect();
    (1..100)
        .map(|step| {
            let threshold = f64::from(step) / 100.0;
            let answered: Vec<&(f64, bool)> = scored.iter().filter(|(p, _)| *p >= threshold).collect();
            let wrong = answered.iter().filter(|(_, right)| !right).count() as f64;
            let n = answered.len().max(1) as f64;
            (threshold, answered.len() as f64 / scored.len().max(1) as f64, wrong / n)
        })
        .collect()
}

/// The lowest threshold whose answers are not wrong too often.
pub(super) fn lowest_safe(curve: &Curve) -> f64 {
    let safe = curve.windows(SAFE).find(|some| some.iter().all(|(_, _, wrong)| *wrong < RISK));
    safe.map_or(BETWEEN.1, |some| some[0].0).clamp(BETWEEN.0, BETWEEN.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_safe_threshold_alone_is_luck() {
        let check = |wrong: &[f64], expected: f64| {
            let all = wrong.iter().enumerate().map(|(n, wrong)| (0.9 + n as f64 / 100.0, 0.5, *wrong));
            assert!((lowest_safe(&all.collect()) - expected).abs() < 1e-9, "{wrong:?}");
        };
        check(&[0.02, 0.03, 0.02, 0.01, 0.01, 0.01], 0.92);
        check(&[0.02, 0.02, 0.01, 0.01], 0.9);
        check(&[0.02, 0.03, 0.03, 0.03], 0.96);
        check(&[], 0.96);
    }
}
