//! The second look: the scorer reads the question with what each of the first hits has to show for it, and its score counts
//! in their order. Without a scorer, or when it fails, the first order stands.

use super::{Found, Hit, Question, Snapshot};
use crate::models::{Embedder, Evidence, ModelError};

/// Hits that are read to order them.
const READ: usize = 3;
/// Characters read of a passage, its title apart: as many as the scorer was trained to take, or less.
const LONGEST: usize = 420;

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

/// The logit that the first passage found answers the question; none without a scorer.
pub async fn read_first(
    engine: (&Snapshot, &Embedder),
    question: &Question,
    found: &Found,
) -> Result<Option<f32>, ModelError> {
    match found.hits.first() {
        Some(first) => read(engine, question, (found, first)).await,
        None => Ok(None),
    }
}

/// The same of any of the passages found.
pub async fn read(
    (snapshot, embedder): (&Snapshot, &Embedder),
    question: &Question,
    (found, hit): (&Found, &Hit),
) -> Result<Option<f32>, ModelError> {
    let Some(vector) = found.vector.as_ref().filter(|_| embedder.scores()) else { return Ok(None) };
    let logits = embedder.score(&question.whole, &[evidence(snapshot, vector, hit)]).await?;
    Ok(logits.and_then(|logits| logits.first().copied()))
}

/// The known question nearest in meaning, and the passage: its title and, where it is long, its nearest sentences.
fn evidence(snapshot: &Snapshot, vector: &[f32], hit: &Hit) -> Evidence {
    let (version, passage) = snapshot.passage(hit.passage);
    let cosine = |sentence: Option<&[f32]>| {
        sentence.map_or(0.0, |s| s.iter().zip(vector).map(|(a, b)| a * b).sum::<f32>())
    };
    let sentences: Vec<(&str, f32)> = snapshot
        .sentences(hit.passage)
        .into_iter()
        .map(|(span, sentence)| (span.slice(&version.source).unwrap_or_default(), cosine(sentence)))
        .filter(|(text, _)| !text.starts_with('#'))
        .collect();
    Evidence {
        known: hit.explanation.ask_by_meaning.clone().unwrap_or_default(),
        text: format!("{}: {}", passage.heading, nearest(&sentences).join(" ")),
    }
}

/// The nearest sentences that fit, one at least, in the order of the text.
fn nearest<'a>(sentences: &[(&'a str, f32)]) -> Vec<&'a str> {
    let mut order: Vec<usize> = (0..sentences.len()).collect();
    order.sort_by(|a, b| sentences[*b].1.total_cmp(&sentences[*a].1).then(a.cmp(b)));
    let mut left = LONGEST;
    let mut kept: Vec<usize> = Vec::new();
    for n in order {
        let long = sentences[n].0.chars().count();
        if long > left && !kept.is_empty() {
            break;
        }
        left = left.saturating_sub(long);
        kept.push(n);
    }
    kept.sort_unstable();
    kept.into_iter().map(|n| sentences[n].0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_sentences_stay_in_their_order() {
        let long = "x".repeat(LONGEST);
        let check = |sentences: &[(&str, f32)], expected: &[&str]| assert_eq!(nearest(sentences), expected);
        check(&[], &[]);
        check(&[("uno", 0.1), ("due", 0.9), ("tre", 0.5)], &["uno", "due", "tre"]);
        check(&[(&long, 0.9), ("due", 0.5)], &[&long]);
        check(&[("uno", 0.6), (&long, 0.5), ("tre", 0.7)], &["uno", "tre"]);
    }
}
