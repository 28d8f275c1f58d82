//! Two passages in force that answer the same question and cannot both be right. Compared sentence by sentence, those that
//! lie near to the question and to each other in meaning.

use super::probe::{Candidate, When};
use crate::answer::{Disagreement, disagreement};
use crate::corpus::Version;
use crate::search::Snapshot;
use crate::text::Span;

/// Passages compared with one another.
const COMPARED: usize = 6;
/// Cosine from which two sentences are about the same thing; without vectors their words decide alone.
const ALIKE: f32 = 0.6;
/// By how much a sentence may lie farther from the question than the nearest of its passage.
const BELOW: f32 = 0.15;

/// A contradiction: where each side stands.
#[derive(Debug, Clone)]
pub(super) struct Conflict {
    /// Numbers of the passages, higher tier first.
    pub(super) passages: [u32; 2],
    /// Their sentences.
    pub(super) sentences: [String; 2],
    /// What they say differently.
    pub(super) said: Disagreement,
    /// Cosine of the sentences; 1 without vectors.
    pub(super) cosine: f32,
    /// How surely the less sure of them answers.
    pub(super) confidence: f64,
}

/// The contradictions among the surest passages in force, the surest first.
pub(super) fn conflicts(
    snapshot: &Snapshot,
    vector: Option<&[f32]>,
    candidates: &[Candidate],
) -> Vec<Conflict> {
    let mut sure: Vec<(u32, f64)> = Vec::new();
    for candidate in candidates.iter().filter(|c| c.when == When::Then) {
        let number = candidate.judged.passage;
        if sure.iter().all(|(known, _)| *known != number) && sure.len() < COMPARED {
            sure.push((number, candidate.confidence()));
        }
    }
    let pairs = (1..sure.len()).flat_map(|n| (0..n).map(move |m| (m, n)));
    let opposed = |(m, n): (usize, usize)| {
        let found = between(snapshot, vector, by_tier(snapshot, [sure[m].0, sure[n].0]))?;
        Some(Conflict { confidence: sure[n].1, ..found })
    };
    pairs.filter_map(opposed).collect()
}

fn by_tier(snapshot: &Snapshot, pair: [u32; 2]) -> [u32; 2] {
    let tier = |n: u32| snapshot.passage(n).0.tier;
    if tier(pair[1]) < tier(pair[0]) { [pair[1], pair[0]] } else { pair }
}

fn between(snapshot: &Snapshot, vector: Option<&[f32]>, [one, other]: [u32; 2]) -> Option<Conflict> {
    let (a, b) = (snapshot.passage(one).0, snapshot.passage(other).0);
    if a.work == b.work || !same_measure(a, b) {
        return None;
    }
    let (ones, others) = (near(snapshot, vector, one), near(snapshot, vector, other));
    for (span, meaning) in &ones {
        for (rival, theirs) in &others {
            let cosine = match (meaning, theirs) {
                (Some(x), Some(y)) => dot(x, y),
                _ => 1.0,
            };
            if cosine < ALIKE {
                continue;
            }
            let sentences = [(*span, a), (*rival, b)]
                .map(|(span, version)| span.slice(&version.source).unwrap_or_default().to_owned());
            if let Some(said) = disagreement(&sentences[0], &sentences[1]) {
                return Some(Conflict { passages: [one, other], sentences, said, cosine, confidence: 0.0 });
            }
        }
    }
    None
}

fn same_measure(a: &Version, b: &Version) -> bool {
    a.measures.is_empty() || b.measures.is_empty() || a.measures.iter().any(|m| b.measures.contains(m))
}

/// The sentences of a passage that lie nearest to the question.
fn near<'a>(snapshot: &'a Snapshot, vector: Option<&[f32]>, passage: u32) -> Vec<(Span, Option<&'a [f32]>)> {
    let all = snapshot.sentences(passage);
    let Some(vector) = vector else { return all };
    let cosine = |v: &Option<&[f32]>| v.map_or(0.0, |v| dot(v, vector));
    let best = all.iter().map(|(_, v)| cosine(v)).fold(f32::MIN, f32::max);
    all.into_iter().filter(|(_, v)| cosine(v) >= best - BELOW).collect()
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}
