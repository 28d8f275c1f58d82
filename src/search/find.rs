//! The search itself: BM25 list and dense list under one filter, fused, adjusted for provisions, measures and tiers, best
//! first with ties by passage number.

use super::fuse::{Candidate, Weights, fuse};
use super::lexicon::QueryTerms;
use super::official::official_first;
use super::rerank::rerank;
use super::snapshot::Unborn;
use super::{AsOf, Explanation, IndexError, Question, Snapshot};
use crate::corpus::{Passage, Version};
use crate::models::{Embedder, ModelError, Role};
use crate::text::LegalRef;

/// How to search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// By words.
    Bm25,
    /// By meaning.
    Dense,
    /// Both, fused.
    Hybrid,
    /// Both, fused, then the scorer over the first.
    Rerank,
}

/// A passage found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Passage number in the snapshot.
    pub passage: u32,
    /// From 1.
    pub rank: usize,
    /// The sum of the parts in the explanation.
    pub score: f32,
    /// Where the score comes from.
    pub explanation: Explanation,
}

/// What a search returned, with what it was made of.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Best first.
    pub hits: Vec<Hit>,
    /// The question's words as the vocabulary sees them.
    pub terms: QueryTerms,
    /// The question's vector, when there is an encoder.
    pub vector: Option<Vec<f32>>,
    /// The day that was searched: the one said in the question, unless that date is only part of the story.
    pub as_of: Option<AsOf>,
}

/// A search that cannot be carried out.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The encoder failed.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The engine failed.
    #[error(transparent)]
    Index(#[from] IndexError),
}

/// Candidates taken from each list.
const CANDIDATES: usize = 200;

/// Everything that a search needs beside the question.
#[derive(Debug, Clone, Copy)]
pub struct Engine<'a> {
    /// The generation.
    pub snapshot: &'a Snapshot,
    /// The encoder; none = by words only.
    pub embedder: Option<&'a Embedder>,
    /// Weights of the fusion.
    pub weights: Weights,
    /// What an evaluation hides.
    pub hide: Option<super::Hide>,
}

/// A day said in the question counts as the day it is about if what held then matches nearly as well as what holds today;
/// else («arrivata in Italia nel 2019…») it is part of the story.
const STORY: f32 = 0.85;

/// The best `limit` passages for a question.
pub async fn find(
    engine: Engine<'_>,
    question: &Question,
    mode: Mode,
    limit: usize,
) -> Result<Found, SearchError> {
    let snapshot = engine.snapshot;
    let how = (mode, CANDIDATES.max(limit));
    let now = AsOf::Today(question.today);
    let past = matches!(question.as_of, AsOf::Said(day) if day < question.today && !question.firm);
    let unborn = if past { snapshot.unborn(question) } else { Unborn::No };
    let mut asked = if unborn == Unborn::Told { question.on(now) } else { question.clone() };
    let mut looked = look(&engine, &asked, how).await?;
    if past && unborn == Unborn::No {
        let query = looked.query(how);
        let today = Question { as_of: now, ..question.clone() };
        let today = ranked(&engine, &today, (&query, snapshot.filter(&today, &[]))).await?;
        let best = |hits: &[Hit]| hits.first().map_or(0.0, |h| h.score);
        if best(&looked.hits) < STORY * best(&today) {
            asked = question.on(now);
            looked = look(&engine, &asked, how).await?;
        }
    }
    let Looked { terms, vector, mut hits } = looked;
    if let (Some(embedder), Some(vector), Mode::Rerank) = (engine.embedder, &vector, mode) {
        rerank((snapshot, embedder), (&asked, vector), &mut hits, engine.weights.scorer).await?;
    }
    official_first(&engine, &asked, &mut hits, limit);
    hits.truncate(limit);
    for (n, hit) in hits.iter_mut().enumerate() {
        hit.rank = n + 1;
    }
    Ok(Found { hits, terms, vector, as_of: Some(asked.as_of) })
}

/// A question looked for on one day.
struct Looked {
    terms: QueryTerms,
    vector: Option<Vec<f32>>,
    hits: Vec<Hit>,
}

impl Looked {
    fn query(&self, (mode, depth): (Mode, usize)) -> Query<'_> {
        Query { terms: &self.terms, vector: self.vector.as_deref(), mode, depth }
    }
}

async fn look(engine: &Engine<'_>, question: &Question, how: (Mode, usize)) -> Result<Looked, SearchError> {
    let snapshot = engine.snapshot;
    let terms = snapshot.lexicon.query(&question.focus, &question.context);
    let embedder = engine.embedder.filter(|_| snapshot.has_dense() && how.0 != Mode::Bm25);
    let vector = match embedder {
        Some(embedder) => embedder.embed(Role::Query, vec![question.whole.clone()]).await?.pop(),
        None => None,
    };
    let looked = Looked { terms, vector, hits: Vec::new() };
    let hits = ranked(engine, question, (&looked.query(how), snapshot.filter(question, &[]))).await?;
    Ok(Looked { hits, ..looked })
}

/// What is put to the index.
pub(super) struct Query<'a> {
    pub(super) terms: &'a QueryTerms,
    pub(super) vector: Option<&'a [f32]>,
    pub(super) mode: Mode,
    pub(super) depth: usize,
}

/// All candidates that pass the filter, best first.
pub(super) async fn ranked(
    engine: &Engine<'_>,
    question: &Question,
    (query, filter): (&Query<'_>, super::Filter),
) -> Result<Vec<Hit>, IndexError> {
    let Engine { snapshot, hide, .. } = *engine;
    // «bm25» means BM25 and nothing else.
    let covered = if query.mode == Mode::Bm25 { 0.0 } else { engine.weights.covered };
    let asked = if hide == Some(super::Hide::Asks) { 0.0 } else { snapshot.asked };
    let dense = engine.weights.dense + engine.weights.asked * asked;
    let weights = Weights { covered, dense, ..engine.weights };
    let filter = super::Filter { hide, ..filter };
    // What was withdrawn since takes no one's place.
    let depth = query.depth + snapshot.withdrawn_passages();
    let by_words = async {
        match query.mode {
            Mode::Dense => Ok(Vec::new()),
            Mode::Bm25 | Mode::Hybrid | Mode::Rerank => {
                snapshot.index.sparse(&query.terms.vector, &filter, depth).await
            }
        }
    };
    let by_meaning = async {
        match query.vector {
            Some(vector) => snapshot.index.dense(vector, &filter, depth).await,
            None => Ok(Vec::new()),
        }
    };
    let (sparse, dense) = tokio::try_join!(by_words, by_meaning)?;
    let plain = if dense.is_empty() { 0.0 } else { weights.dense * weights.plain * asked };
    let mut hits: Vec<Hit> = fuse(&sparse, &dense, query.terms.ceiling, &weights)
        .into_iter()
        .filter(|candidate| !snapshot.is_withdrawn(candidate.passage))
        .map(|mut candidate| {
            if !snapshot.asks(candidate.passage, hide) {
                candidate.score += plain;
            }
            hit(snapshot, question, candidate, &weights)
        })
        .collect();
    hits.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.passage.cmp(&b.passage)));
    Ok(hits)
}

fn hit(snapshot: &Snapshot, question: &Question, candidate: Candidate, weights: &Weights) -> Hit {
    let (version, passage) = snapshot.passage(candidate.passage);
    let ask = |point: Option<super::PointHit>| {
        point.and_then(|p| p.ask).and_then(|n| passage.asks.get(usize::from(n)).cloned())
    };
    let explanation = Explanation {
        bm25: candidate.sparse.map_or(0.0, |p| p.score),
        bm25_share: candidate.share,
        covered: candidate.sparse.map_or(0.0, |p| p.covered),
        cosine: candidate.dense.map(|p| p.score),
        support: candidate.dense.map(|p| p.support),
        scorer: None,
        ask_by_words: ask(candidate.sparse),
        ask_by_meaning: ask(candidate.dense),
        reference: weights.reference * cited(version, passage, &question.references),
        other_measure: if other_measure(version, question) { weights.other_measure } else { 0.0 },
        tier: weights.tier * f32::from(version.tier.rank()),
        ended: if version.holds(passage, question.as_of.day()) { 0.0 } else { weights.ended },
        official: 0.0,
    };
    let score = candidate.score
        + explanation.reference
        + explanation.other_measure
        + explanation.tier
        + explanation.ended;
    Hit { passage: candidate.passage, rank: 0, score, explanation }
}

fn other_measure(version: &Version, question: &Question) -> bool {
    !question.measures.is_empty()
        && !version.measures.is_empty()
        && !version.measures.iter().any(|m| question.measures.contains(m))
}

/// 1 when the passage cites the very article, comma and letter named, less when another part of it, only the article or the act.
fn cited(version: &Version, passage: &Passage, asked: &[LegalRef]) -> f32 {
    if asked.is_empty() {
        return 0.0;
    }
    let said = passage.reference.as_deref().unwrap_or(&version.reference);
    let said = crate::text::references(&format!("{said}\n\n{}", version.text_of(passage)));
    let grade = |asked: &LegalRef| said.iter().map(|said| same(asked, said)).fold(0.0, f32::max);
    asked.iter().map(grade).fold(0.0, f32::max)
}

fn same(asked: &LegalRef, said: &LegalRef) -> f32 {
    if asked.act.is_some() && asked.act != said.act {
        return 0.0;
    }
    match (&asked.article, &asked.comma) {
        (None, _) => 0.8,
        (Some(article), _) if said.article.as_ref() != Some(article) => 0.1,
        (Some(_), None) => 1.0,
        (Some(_), Some(comma)) if said.comma.as_ref() == Some(comma) => match (&asked.letter, &said.letter) {
            (Some(asked), Some(said)) if asked != said => 0.5,
            (Some(_), None) => 0.9,
            _ => 1.0,
        },
        (Some(_), Some(_)) if said.comma.is_none() => 0.7,
        (Some(_), Some(_)) => 0.5,
    }
}
