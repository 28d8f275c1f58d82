//! Fusion of the two candidate lists by weighted score sum, in our own code so that every engine ranks alike. Rank fusion
//! was measured worse here, because the dense side is the weaker one.

use super::index::PointHit;
use std::collections::BTreeMap;

/// How much each part of a score weighs. One committed set for all questions (`docs/quality.md` says how it was chosen).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    /// Of the BM25 share.
    pub sparse: f32,
    /// Of the cosine.
    pub dense: f32,
    /// Added to that as far as the material has known questions: a cosine with a question says more than one with a text.
    pub asked: f32,
    /// Added to the cosine of a passage without known questions as far as the others have some: a question is less like a text
    /// than like a question.
    pub plain: f32,
    /// Share of the cosine that is taken from the passage's best points together instead of the best alone.
    pub support: f32,
    /// Of the share of the question's words that the passage and its questions hold together.
    pub covered: f32,
    /// Of the scorer's probability, for the first hits.
    pub scorer: f32,
    /// Added when the passage cites the article (and comma) that the question names.
    pub reference: f32,
    /// Added when the passage is about other measures than the question names.
    pub other_measure: f32,
    /// Added per step down the tiers.
    pub tier: f32,
    /// Added for a work that holds no more.
    pub ended: f32,
    /// By how much an official text is put before the sheet about the same provision; 0 = it is not.
    pub official: f32,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            sparse: 1.0,
            dense: 1.5,
            asked: 1.5,
            plain: 0.1,
            support: 0.8,
            covered: 0.4,
            scorer: 0.25,
            reference: 0.4,
            other_measure: -0.12,
            tier: -0.004,
            ended: -0.05,
            official: 0.001,
        }
    }
}

/// A candidate with what each list said of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candidate {
    pub(super) passage: u32,
    pub(super) sparse: Option<PointHit>,
    pub(super) dense: Option<PointHit>,
    pub(super) share: f32,
    pub(super) score: f32,
}

/// The union of both lists. A passage that one list lacks gets nothing from BM25 and the lowest cosine listed.
pub(super) fn fuse(
    sparse: &[PointHit],
    dense: &[PointHit],
    ceiling: f32,
    weights: &Weights,
) -> Vec<Candidate> {
    let floor = dense.last().map_or(0.0, |hit| hit.score);
    let mut union: BTreeMap<u32, (Option<PointHit>, Option<PointHit>)> = BTreeMap::new();
    for hit in sparse {
        union.entry(hit.passage).or_default().0 = Some(*hit);
    }
    for hit in dense {
        union.entry(hit.passage).or_default().1 = Some(*hit);
    }
    union
        .into_iter()
        .map(|(passage, (sparse, dense))| {
            let share = sparse.map_or(0.0, |hit| hit.score) / ceiling.max(f32::MIN_POSITIVE);
            let share = if ceiling > 0.0 { share } else { 0.0 };
            let mixed = |hit: PointHit| hit.score + weights.support * (hit.support - hit.score);
            let cosine = dense.map_or(floor, mixed);
            let covered = sparse.map_or(0.0, |hit| hit.covered);
            let score = weights.sparse * share + weights.covered * covered + weights.dense * cosine;
            Candidate { passage, sparse, dense, share, score }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn list() -> impl Strategy<Value = Vec<PointHit>> {
        prop::collection::btree_map(0..30u32, 0.01f32..1.0, 0..12).prop_map(|map| {
            let mut hits: Vec<PointHit> = map
                .into_iter()
                .map(|(passage, score)| PointHit {
                    passage,
                    point: passage,
                    ask: None,
                    score,
                    support: score,
                    covered: 0.0,
                })
                .collect();
            hits.sort_by(|a, b| b.score.total_cmp(&a.score));
            hits
        })
    }

    proptest! {
        #[test]
        fn keeps_every_candidate_once_and_is_monotone(sparse in list(), dense in list()) {
            let weights = Weights::default();
            let fused = fuse(&sparse, &dense, 2.0, &weights);
            let mut expected: Vec<u32> = sparse.iter().chain(&dense).map(|h| h.passage).collect();
            expected.sort_unstable();
            expected.dedup();
            prop_assert_eq!(fused.iter().map(|c| c.passage).collect::<Vec<_>>(), expected);
            for a in &fused {
                for b in &fused {
                    let more = |x: Option<PointHit>, y: Option<PointHit>| match (x, y) {
                        (Some(x), Some(y)) => x.score >= y.score && x.support >= y.support,
                        _ => false,
                    };
                    if more(a.sparse, b.sparse) && more(a.dense, b.dense) {
                        prop_assert!(a.score >= b.score);
                    }
                }
            }
        }
    }

    #[test]
    fn a_question_without_known_words_scores_by_cosine_alone() {
        let hit = PointHit { passage: 1, point: 1, ask: None, score: 0.8, support: 0.8, covered: 0.0 };
        let fused = fuse(&[], &[hit], 0.0, &Weights::default());
        assert!((fused[0].score - 1.2).abs() < 1e-6 && fused[0].share.abs() < 1e-6);
    }
}
