//! Two passages in force that cannot both be right about what is asked. The sentences by which a passage answers are looked for
//! by themselves in all the material, so that a slide which says otherwise is found wherever the question finds it.

use super::probe::{Candidate, When};
use crate::answer::{Disagreement, disagreement};
use crate::corpus::Version;
use crate::search::{Filter, IndexError, Question, Snapshot};
use crate::text::Span;

/// Passages that answer and of which the sentences are compared.
const COMPARED: usize = 8;
/// Of these, passages of which every sentence is compared; of the others the nearest ones.
const WHOLE: usize = 4;
/// Sentences of the others.
const SENTENCES: usize = 3;
/// Passages among which a sentence is looked for.
const AMONG: usize = 60;
/// Cosine from which two sentences are about the same thing.
const ALIKE: f32 = 0.8;

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
    /// How surely the one that was found by the question answers.
    pub(super) confidence: f64,
}

/// From which likeness two sentences differ in what they say and in nothing else.
const PLAIN: (f64, f32) = (0.95, 0.9);
/// From which likeness they may speak of the same thing in other words.
const ALIKE_ENOUGH: (f64, f32) = (0.75, 0.87);

impl Conflict {
    /// Do they say the same but for what they contradict each other in? None if they may well speak of two things.
    pub(super) fn is_plain(&self) -> Option<bool> {
        let reach = |(alike, cosine)| self.said.alike >= alike && self.cosine >= cosine;
        match (reach(PLAIN), reach(ALIKE_ENOUGH)) {
            (true, _) => Some(true),
            (_, true) if !self.names_two() => Some(false),
            _ => None,
        }
    }

    /// Does each name what a letter tells apart («quota A», «quota B»)?
    fn names_two(&self) -> bool {
        let letters = |text: &str| -> Vec<String> {
            let words = text.split(|c: char| !c.is_alphanumeric());
            let letter = |w: &&str| w.len() == 1 && w.chars().all(|c| ('A'..='H').contains(&c));
            words.filter(letter).map(str::to_owned).collect()
        };
        letters(&self.sentences[0]) != letters(&self.sentences[1])
    }
}

/// A sentence of a passage.
#[derive(Debug, Clone, Copy)]
struct Said<'a> {
    passage: u32,
    span: Span,
    vector: Option<&'a [f32]>,
}

/// The contradictions of the surest passages in force, the surest first.
pub(super) async fn conflicts(
    snapshot: &Snapshot,
    (question, vector): (&Question, Option<&[f32]>),
    candidates: &[Candidate],
) -> Result<Vec<Conflict>, IndexError> {
    let mut sure: Vec<(u32, f64)> = Vec::new();
    for candidate in candidates.iter().filter(|c| c.when == When::Then) {
        let number = candidate.judged.passage;
        if sure.iter().all(|(known, _)| *known != number) && sure.len() < AMONG {
            sure.push((number, candidate.confidence()));
        }
    }
    let mut found = Vec::new();
    for (rank, (passage, confidence)) in sure.iter().take(COMPARED).enumerate() {
        let most = if rank < WHOLE { usize::MAX } else { SENTENCES };
        for own in near(snapshot, vector, (*passage, most)) {
            let mut others: Vec<u32> = sure.iter().map(|(number, _)| *number).collect();
            if let Some(meaning) = own.vector {
                let filter = Filter { as_of: Some(question.as_of.day()), ..Filter::default() };
                let hits = snapshot.index.dense(meaning, &filter, AMONG).await?;
                others.extend(hits.iter().map(|hit| hit.passage));
            }
            others.sort_unstable();
            others.dedup();
            others.retain(|other| other != passage && !snapshot.is_withdrawn(*other));
            let opposed = others.iter().filter_map(|other| between(snapshot, own, *other));
            found.extend(opposed.map(|conflict| Conflict { confidence: *confidence, ..conflict }));
        }
    }
    Ok(found)
}

/// The first sentence of another passage that contradicts one.
fn between(snapshot: &Snapshot, own: Said<'_>, other: u32) -> Option<Conflict> {
    let (a, b) = (snapshot.passage(own.passage).0, snapshot.passage(other).0);
    if a.work == b.work || !same_measure(a, b) {
        return None;
    }
    let sentence = own.span.slice(&a.source)?;
    for (span, vector) in snapshot.sentences(other) {
        let cosine = match (own.vector, vector) {
            (Some(x), Some(y)) => dot(x, y),
            _ => 1.0,
        };
        let rival = span.slice(&b.source).unwrap_or_default();
        let Some(said) = (cosine >= ALIKE).then(|| disagreement(sentence, rival)).flatten() else { continue };
        let (mut passages, mut sentences) = ([own.passage, other], [sentence.to_owned(), rival.to_owned()]);
        let said = if b.tier < a.tier {
            passages.reverse();
            sentences.reverse();
            Disagreement { one: said.other, other: said.one, alike: said.alike }
        } else {
            said
        };
        return Some(Conflict { passages, sentences, said, cosine, confidence: 0.0 });
    }
    None
}

fn same_measure(a: &Version, b: &Version) -> bool {
    a.measures.is_empty() || b.measures.is_empty() || a.measures.iter().any(|m| b.measures.contains(m))
}

/// So many sentences of a passage, those nearest to the question first.
fn near<'a>(snapshot: &'a Snapshot, vector: Option<&[f32]>, (passage, most): (u32, usize)) -> Vec<Said<'a>> {
    let said = |(span, vector)| Said { passage, span, vector };
    let mut all: Vec<Said<'a>> = snapshot.sentences(passage).into_iter().map(said).collect();
    let Some(vector) = vector else { return all };
    let cosine = |said: &Said<'_>| said.vector.map_or(0.0, |v| dot(v, vector));
    all.sort_by(|a, b| cosine(b).total_cmp(&cosine(a)).then(a.span.start.cmp(&b.span.start)));
    all.truncate(most);
    all
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

#[cfg(test)]
mod tests {
    use super::{Conflict, Disagreement};

    #[test]
    fn what_differs_in_more_than_its_figure_may_speak_of_something_else() {
        let check = |sentences: [&str; 2], (alike, cosine): (f64, f32), expected: Option<bool>| {
            let said = Disagreement { one: "8.190 euro".to_owned(), other: "1.950 euro".to_owned(), alike };
            let sentences = sentences.map(str::to_owned);
            let conflict = Conflict { passages: [0, 1], sentences, said, cosine, confidence: 0.9 };
            assert_eq!(conflict.is_plain(), expected, "{:?}", conflict.sentences);
        };
        let same = ["Il limite è di 8.190 euro.", "Il limite è di 1.950 euro."];
        let two = ["La quota A è di 8.190 euro.", "La quota B è di 1.950 euro."];
        check(same, (1.0, 0.99), Some(true));
        check(same, (0.8, 0.9), Some(false));
        check(same, (0.8, 0.85), None);
        check(same, (0.7, 0.95), None);
        check(two, (0.88, 0.95), None);
    }
}
