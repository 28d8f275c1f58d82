//! Every score explains itself: what each part of it brought, so that a trainer can ask why a passage came third.

use serde::Serialize;

/// The parts whose sum is a hit's score.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Explanation {
    /// BM25 of the best point, as the index gave it.
    pub bm25: f32,
    /// BM25 divided by the largest score that the question could reach.
    pub bm25_share: f32,
    /// Share of the question's words that the passage and its questions hold together.
    pub covered: f32,
    /// Cosine of the best point; none without dense vectors.
    pub cosine: Option<f32>,
    /// Mean cosine of the passage's best points; none without dense vectors.
    pub support: Option<f32>,
    /// Logit of the scorer that the passage answers; none for hits that it did not read.
    pub scorer: Option<f32>,
    /// The known question that matched best by words, if it beat the passage's own text.
    pub ask_by_words: Option<String>,
    /// The known question that matched best by meaning, if it beat the passage's own text.
    pub ask_by_meaning: Option<String>,
    /// For a legal reference of the question that the passage cites.
    pub reference: f32,
    /// For being about another measure than the question.
    pub other_measure: f32,
    /// For the tier.
    pub tier: f32,
    /// For a work that holds no more.
    pub ended: f32,
    /// For being the official text of a provision that a sheet before it only restates.
    pub official: f32,
}
