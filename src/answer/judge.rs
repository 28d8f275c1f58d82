//! How surely one passage answers a question, wherever a search had put it: by the same features, the same fit and the same
//! rules as the first passage of an answer.

use super::looked::Looked;
use super::{Features, Parts, Verified};
use crate::search::{AsOf, Found, Hit, Question};

/// Hits beside the one judged by which its height is measured.
const BESIDE: usize = 19;

/// A passage judged.
#[derive(Debug, Clone)]
pub struct Judged {
    /// Its number in the generation.
    pub passage: u32,
    /// Its fused score.
    pub score: f32,
    /// The calibrated probability that it answers.
    pub confidence: f64,
    /// What that was computed from.
    pub features: Features,
    /// What the scorer made of it, where it has read it.
    pub read: Option<f32>,
    /// Would a sure match be answered?
    pub open: bool,
    /// What it would be quoted with.
    pub verified: Verified,
}

/// Judges a passage that was found, on a day on which it holds: the question's own if it can be. `read` is the scorer's
/// logit, where it has read the passage.
pub fn judge(
    parts: Parts<'_>,
    question: &Question,
    (found, hit): (&Found, &Hit),
    read: Option<f32>,
) -> Judged {
    let validity = parts.snapshot.passage(hit.passage).0.validity;
    let held = validity.contains(question.as_of.day());
    let as_of = if held { question.as_of } else { AsOf::Given(validity.from()) };
    let others = found.hits.iter().filter(|other| other.passage != hit.passage).take(BESIDE);
    let found = Found {
        hits: std::iter::once(hit).chain(others).cloned().collect(),
        terms: found.terms.clone(),
        vector: found.vector.clone(),
        as_of: Some(as_of),
    };
    let Looked { confidence, features, open, verified, .. } = Looked::at(parts, question, found, read);
    Judged { passage: hit.passage, score: hit.score, confidence, features, read, open, verified }
}
