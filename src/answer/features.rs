//! What tells whether the material answers: features of a question with what was found and drafted for it, each readable
//! by itself. Which of them count, and how much, is fitted (`sufficiency.rs`).

use super::{Draft, Marks, Sound};
use crate::search::{Found, Hit, Question, Snapshot};
use crate::text;
use std::collections::HashSet;

/// The features, by name, in the order of [`Features`].
pub const FEATURES: [&str; 11] = [
    "bm25_share",
    "support",
    "sentence_cosine",
    "margin",
    "spread",
    "coverage",
    "length",
    "ordinary",
    "unmarked",
    "agreement",
    "text_cosine",
];

/// One value per name in [`FEATURES`].
pub type Features = [f64; FEATURES.len()];

/// Content words below which a question is not counted as shorter: «SFL durata» is a whole question.
const SHORTEST: usize = 4;
/// Passages whose nearness counts for the agreement.
const NEAREST: usize = 10;
/// How much more the nearer of them counts: two that differ by .03 in cosine weigh as e to 1.
const SHARPNESS: f64 = 30.0;

/// Computes them, in the order of [`FEATURES`]; `plain` when the first passage has no known questions, or must not use them:
/// * `bm25_share`, `support`: how well the first passage matches by words, and its best three points by meaning;
/// * `sentence_cosine`: the best cosine between the question and a sentence drafted;
/// * `margin`, `spread`: how far the first hit stands above the next sheet, and above the mean of those that follow, but for
///   passages that state a fact of the first one: what says the same is no rival;
/// * `coverage`: IDF share of the question's words that the first passage or its questions use;
/// * `length`: logarithm of the number of content words;
/// * `ordinary`: how little its words sound like a question that published material cannot answer (`marks.rs`);
/// * `unmarked`: 0 for a question whose marks already decide against an answer (`intents.toml`, a time to come);
/// * `agreement`: of the ten passages nearest by meaning, the weight of those that answer what the first answers;
/// * `text_cosine`: how near the first passage's own text is, its known questions apart.
///
/// Tried on the dev questions without gain: the best point's cosine, the lead by meaning, the softmax share, agreement of the two
/// lists, the heaviest word not found, words unknown to the material, a number or date asked for and not drafted.
pub(super) fn features(
    (snapshot, marks): (&Snapshot, &Marks),
    (question, plain): (&Question, bool),
    found: &Found,
    draft: &Draft,
) -> Features {
    let Some(first) = found.hits.first() else { return [0.0; FEATURES.len()] };
    let (version, passage) = snapshot.passage(first.passage);
    let same = |h: &&Hit| snapshot.share_facts(first.passage, h.passage);
    let rivals: Vec<&Hit> = found.hits.iter().skip(1).filter(|h| !same(h)).collect();
    let other = |h: &&&Hit| snapshot.passage(h.passage).0.work != version.work;
    let second = rivals.iter().find(other).map_or(0.0, |h| h.score);
    let mut said = stems(&format!("{} {} {}", version.title, passage.heading, version.text_of(passage)));
    if !plain {
        // Not the question itself: known questions are asked again when the model is fitted.
        said.extend(passage.asks.iter().filter(|ask| **ask != question.text).flat_map(|ask| stems(ask)));
    }
    [
        f64::from(first.explanation.bm25_share),
        f64::from(first.explanation.support.unwrap_or(0.0)),
        sentence_cosine(snapshot, found, draft),
        f64::from(first.score - second).clamp(0.0, 0.75),
        spread(first, &rivals),
        coverage(found, &said),
        (1.0 + found.terms.words.len().max(SHORTEST) as f64).ln(),
        -marks.score(&question.text, Sound::Outside),
        f64::from(u8::from(question.intent.is_none() && !question.future)),
        agreement(snapshot, found, first),
        text_cosine(snapshot, found, first),
    ]
}

/// The cosine between the question and the first passage's own text, its known questions apart.
fn text_cosine(snapshot: &Snapshot, found: &Found, first: &Hit) -> f64 {
    let both = found.vector.as_deref().zip(snapshot.text_vector(first.passage));
    both.map_or(0.0, |(asked, text)| f64::from(asked.iter().zip(text).map(|(a, b)| a * b).sum::<f32>()))
}

/// Do the passages nearest by meaning answer what the first answers? From 0 to 1.
fn agreement(snapshot: &Snapshot, found: &Found, first: &Hit) -> f64 {
    let same = |hit: &Hit| snapshot.share_facts(first.passage, hit.passage);
    let near = |hit: &Hit| hit.explanation.support.map(|support| (f64::from(support), same(hit)));
    agreed(found.hits.iter().filter_map(near).collect())
}

/// Of the nearest, the weight of those that are the same; each with its cosine.
fn agreed(mut near: Vec<(f64, bool)>) -> f64 {
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    near.truncate(NEAREST);
    let best = near.first().map_or(0.0, |n| n.0);
    let weight = |n: &(f64, bool)| ((n.0 - best) * SHARPNESS).exp();
    let all: f64 = near.iter().map(weight).sum();
    near.iter().filter(|n| n.1).map(weight).sum::<f64>() / all.max(f64::MIN_POSITIVE)
}

/// The stems of a text, each once.
pub(super) fn stems(text: &str) -> HashSet<String> {
    text::terms(text).into_iter().map(|t| t.term).collect()
}

/// IDF share of the question's words that a passage says.
fn coverage(found: &Found, said: &HashSet<String>) -> f64 {
    let words = &found.terms.words;
    let total: f64 = words.iter().map(|w| f64::from(w.idf)).sum::<f64>().max(f64::MIN_POSITIVE);
    let says = |w: &&crate::search::QueryWord| said.contains(w.corrected.as_ref().unwrap_or(&w.term));
    words.iter().filter(says).map(|w| f64::from(w.idf)).sum::<f64>() / total
}

/// How far the first hit stands above the mean of its rivals: a question that the material answers has one peak.
fn spread(first: &Hit, rivals: &[&Hit]) -> f64 {
    let rest: Vec<f64> = rivals.iter().take(10).map(|h| f64::from(h.score)).collect();
    let mean = rest.iter().sum::<f64>() / rest.len().max(1) as f64;
    (f64::from(first.score) - mean).max(0.0)
}

/// The best cosine between the question and a sentence drafted.
fn sentence_cosine(snapshot: &Snapshot, found: &Found, draft: &Draft) -> f64 {
    let (Some(vector), Some(first)) = (&found.vector, found.hits.first()) else { return 0.0 };
    let quoted = |span: &text::Span| {
        draft
            .sentences
            .iter()
            .flat_map(|s| &s.quotes)
            .any(|q| q.span.start < span.end && span.start < q.span.end)
    };
    snapshot
        .sentences(first.passage)
        .into_iter()
        .filter(|(span, _)| quoted(span))
        .filter_map(|(_, v)| v.map(|v| vector.iter().zip(v).map(|(a, b)| a * b).sum::<f32>()))
        .map(f64::from)
        .fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearer_passages_agree_more() {
        let check = |near: &[(f64, bool)], expected: f64| {
            let agreed = agreed(near.to_vec());
            assert!((agreed - expected).abs() < 1e-3, "{near:?}: {agreed}");
        };
        check(&[], 0.0);
        check(&[(0.8, true)], 1.0);
        check(&[(0.7, false)], 0.0);
        check(&[(0.8, false), (0.8, true)], 0.5);
        check(&[(0.77, false), (0.8, true)], 1.0 / (1.0 + (-0.9f64).exp()));
        // Beyond the ten nearest none counts.
        let many: Vec<(f64, bool)> = (0..30).map(|n| (0.8, n < 10)).collect();
        check(&many, 1.0);
    }
}
