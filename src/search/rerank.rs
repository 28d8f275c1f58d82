//! The second look: the scorer reads the question with what each of the first hits has to show for it, and its score counts
//! in their order. Without a scorer, or when it fails, the first order stands.

use super::{Hit, Question, Snapshot};
use crate::models::{Embedder, Evidence, ModelError};

/// Hits that are read: each costs about as much as the question's own vector.
const READ: usize = 3;

/// Scores the first hits and sorts them again by `score + weight · probability`.
pub(super) async fn rerank(
    (snapshot, embedder): (&Snapshot, &Embedder),
    (question, vector): (&Question, &[f32]),
    hits: &mut [Hit],
    weight: f32,
) -> Result<(), ModelError> {
    let count = hits.len().min(READ);
    let read = &mut hits[..count];
    let shown: Vec<Evidence> = read.iter().map(|hit| evidence(snapshot, vector, hit)).collect();
    let Some(logits) = embedder.score(&question.whole, &shown).await? else {
        return Ok(());
    };
    for (hit, logit) in read.iter_mut().zip(logits) {
        hit.explanation.scorer = Some(logit);
        hit.score += weight / (1.0 + (-logit).exp());
    }
    read.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.passage.cmp(&b.passage)));
    read.iter_mut().enumerate().for_each(|(n, hit)| hit.rank = n + 1);
    Ok(())
}

/// The known question nearest in meaning, and the nearest sentence under its heading.
fn evidence(snapshot: &Snapshot, vector: &[f32], hit: &Hit) -> Evidence {
    let (version, passage) = snapshot.passage(hit.passage);
    let cosine = |sentence: Option<&[f32]>| {
        sentence.map_or(0.0, |s| s.iter().zip(vector).map(|(a, b)| a * b).sum::<f32>())
    };
    let best = snapshot
        .sentences(hit.passage)
        .into_iter()
        .map(|(span, sentence)| (span.slice(&version.source).unwrap_or_default(), cosine(sentence)))
        .filter(|(text, _)| !text.starts_with('#'))
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .map_or("", |(text, _)| text);
    Evidence {
        known: hit.explanation.ask_by_meaning.clone().unwrap_or_default(),
        sentence: format!("{}: {best}", passage.heading),
    }
}
