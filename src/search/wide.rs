//! A search deeper and wider than the ordinary one, by which nobody is answered: whether published material answers although
//! the ordinary search did not find it. A question is read once, then looked for under as many filters as one likes.

use super::find::{Query, ranked};
use super::lexicon::QueryTerms;
use super::{Engine, Filter, Found, Mode, Question, SearchError, Weights};
use crate::models::Role;

/// A question read by the vocabulary and by the encoder.
#[derive(Debug, Clone)]
pub struct Wide {
    terms: QueryTerms,
    vector: Option<Vec<f32>>,
}

impl Wide {
    /// Reads a question.
    pub async fn of(engine: Engine<'_>, question: &Question) -> Result<Self, SearchError> {
        let terms = engine.snapshot.lexicon.query(&question.focus, &question.context);
        let vector = match engine.embedder.filter(|_| engine.snapshot.has_dense()) {
            Some(embedder) => embedder.embed(Role::Query, vec![question.whole.clone()]).await?.pop(),
            None => None,
        };
        Ok(Self { terms, vector })
    }

    /// The best `limit` passages that pass the filter: neither measure, tier nor the end of a work counts for or against one.
    pub async fn find(
        &self,
        engine: Engine<'_>,
        question: &Question,
        (filter, limit): (Filter, usize),
    ) -> Result<Found, SearchError> {
        let weights = Weights { other_measure: 0.0, tier: 0.0, ended: 0.0, ..engine.weights };
        let engine = Engine { weights, ..engine };
        let query =
            Query { terms: &self.terms, vector: self.vector.as_deref(), mode: Mode::Hybrid, depth: limit };
        let mut hits = ranked(&engine, question, (&query, filter)).await?;
        hits.truncate(limit);
        hits.iter_mut().enumerate().for_each(|(n, hit)| hit.rank = n + 1);
        let (terms, vector) = (self.terms.clone(), self.vector.clone());
        Ok(Found { hits, terms, vector, as_of: Some(question.as_of) })
    }

    /// The question's vector, when there is an encoder.
    pub fn vector(&self) -> Option<&[f32]> {
        self.vector.as_deref()
    }
}
