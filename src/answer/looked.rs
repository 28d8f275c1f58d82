//! What a question, or a part of one, found, how surely that answers, and what would be said. The features are weighed first;
//! where they leave a doubt the scorer reads the first two passages, and the surer one is answered from.

use super::features::features;
use super::provision::Asked as Named;
use super::sufficiency::asked_again;
use super::types::Verdict;
use super::{Decision, Draft, Features, Fit, Parts, Verified};
use super::{beside, decide, extract, lookup, prevail, provision, verify};
use crate::models::Embedder;
use crate::search::{Found, Hit, Question, SearchError, Snapshot};

/// What is left of the confidence when a rule forbids an answer: none of the 44 dev questions that one stops is answerable.
const BLOCKED: f64 = 0.1;
/// Passages of which the surest is answered from.
const READ: usize = 2;

/// What a question, or a part of one, found and what would be said to it.
pub(super) struct Looked {
    /// With the day that was searched.
    pub(super) question: Question,
    /// The hits as they match.
    pub(super) found: Found,
    /// The hits with official texts before the sheets about them.
    pub(super) ranked: Found,
    pub(super) verified: Verified,
    pub(super) features: Features,
    /// The scorer's logit, where it has read.
    pub(super) read: Option<f32>,
    pub(super) confidence: f64,
    /// From which confidence it answers.
    answer_at: f64,
    pub(super) decision: Decision,
    /// Would a sure match be answered?
    pub(super) open: bool,
    /// Is it the official text of a provision asked for by name?
    pub(super) by_name: bool,
}

impl Looked {
    /// By the features and, if the scorer has read the first passage, by its logit.
    pub(super) fn at(parts: Parts<'_>, question: &Question, found: Found, read: Option<f32>) -> Self {
        Weighed::of(parts, question, Hits::of(found)).decided(parts, read)
    }

    /// Of the first passages the one that answers most surely, each of them read where there is a doubt; the first one where there
    /// is no scorer.
    pub(super) async fn surest(
        parts: Parts<'_>,
        question: &Question,
        found: Found,
    ) -> Result<Self, SearchError> {
        let hits = Hits::of(found);
        let mut surest = Self::read_hits(parts, question, hits.clone()).await?;
        let scored = parts.embedder.is_some_and(Embedder::scores) && hits.matched.vector.is_some();
        let cited = provision::looks_up(&surest.question) && provision::cites_it(&surest.found);
        if !scored || surest.by_name || cited || question.intent.is_some() {
            return Ok(surest);
        }
        let restated = hits.matched.hits.first().map_or(&[][..], |hit| parts.snapshot.officials(hit.passage));
        for (at, hit) in hits.matched.hits.iter().enumerate().take(READ).skip(1) {
            // The sheet's plain words answer, not the text that they restate.
            if restated.iter().any(|official| official.passage == hit.passage) {
                continue;
            }
            match Self::read_hits(parts, question, hits.led_by(parts.snapshot, at)).await {
                Ok(looked) if looked.standing() > surest.standing() => surest = looked,
                Ok(_) => {}
                Err(SearchError::Model(error)) => tracing::warn!(%error, "only the first passage was read"),
                Err(error) => return Err(error),
            }
        }
        Ok(surest)
    }

    /// As if a passage that was found had been found first; none if it was not found.
    pub(super) async fn led_by(
        parts: Parts<'_>,
        question: &Question,
        (found, passage): (Found, u32),
    ) -> Result<Option<Self>, SearchError> {
        let hits = Hits::of(found);
        let Some(at) = hits.matched.hits.iter().position(|hit| hit.passage == passage) else {
            return Ok(None);
        };
        Self::read_hits(parts, question, hits.led_by(parts.snapshot, at)).await.map(Some)
    }

    /// To be compared: is it answered, and how far above the threshold of its fit does it stand, in log odds?
    fn standing(&self) -> (bool, f64) {
        let odds = |p: f64| {
            let p = p.clamp(1e-6, 1.0 - 1e-6);
            (p / (1.0 - p)).ln()
        };
        (self.decision.verdict == Verdict::Answered, odds(self.confidence) - odds(self.answer_at))
    }

    async fn read_hits(parts: Parts<'_>, question: &Question, hits: Hits) -> Result<Self, SearchError> {
        let weighed = Weighed::of(parts, question, hits);
        let by_features = weighed.fit.probability(&weighed.features, None).0;
        let doubt = question.intent.is_none() && by_features >= parts.sufficiency.read_from;
        let read = match parts.embedder.filter(|_| doubt) {
            Some(embedder) => {
                let engine = (parts.snapshot, embedder);
                crate::search::read_first(engine, &weighed.question, &weighed.found).await?
            }
            None => None,
        };
        Ok(weighed.decided(parts, read))
    }
}

/// What a search found, in both orders.
#[derive(Clone)]
struct Hits {
    ranked: Found,
    /// Which passage answers, and how surely, is judged by how they match; in `ranked` official texts go first.
    matched: Found,
}

impl Hits {
    fn of(ranked: Found) -> Self {
        Self { matched: ranked.as_matched(), ranked }
    }

    /// The passage that matches so well (0 = best) before all others; before it, in `ranked`, the official texts raised for it.
    fn led_by(&self, snapshot: &Snapshot, at: usize) -> Self {
        let lead = self.matched.hits[at].passage;
        let of_it = |hit: &Hit| {
            let restated = snapshot.officials(lead).iter().any(|official| official.passage == hit.passage);
            restated && hit.explanation.official > 0.0
        };
        let first = |found: &Found| {
            let mut found = found.clone();
            found.hits.sort_by_key(|hit| (!of_it(hit), hit.passage != lead));
            found.hits.iter_mut().enumerate().for_each(|(n, hit)| hit.rank = n + 1);
            found
        };
        Self { ranked: first(&self.ranked), matched: first(&self.matched) }
    }
}

/// A question with its features, before it is decided.
struct Weighed<'a> {
    question: Question,
    found: Found,
    ranked: Found,
    asked: Option<Named>,
    by_name: bool,
    verified: Verified,
    features: Features,
    fit: &'a Fit,
    /// How sure it is that a known question was asked again, or a provision by name.
    again: f64,
}

impl<'a> Weighed<'a> {
    fn of(parts: Parts<'a>, question: &Question, hits: Hits) -> Self {
        let Hits { ranked, matched: found } = hits;
        let question = question.on(found.as_of.unwrap_or(question.as_of));
        let asked = provision::asked(parts.snapshot, &question, parts.hidden);
        let (draft, by_name): (Draft, bool) = match &asked {
            Some(Named::Text(text)) => (text.clone(), true),
            _ => (extract(parts.snapshot, &question, &found), false),
        };
        let verified = verify(parts.snapshot, &question, &draft);
        let asks = |hit: &Hit| parts.snapshot.asks(hit.passage, parts.hidden);
        let plain = !found.hits.first().is_some_and(asks);
        let beside = plain && parts.snapshot.mostly_asked(parts.hidden);
        let known = (parts.snapshot, &parts.sufficiency.marks);
        let features = features(known, (&question, plain), &found, &draft);
        let fit = parts.sufficiency.fit(found.vector.is_some(), (plain, beside));
        let again = if plain { 0.0 } else { asked_again((parts.snapshot, parts.hidden), &question, &found) };
        let again = again.max(lookup::looked_up(parts.snapshot, &question, &found));
        let again = if by_name { again.max(provision::SURE) } else { again };
        Self { question, found, ranked, asked, by_name, verified, features, fit, again }
    }

    fn decided(self, parts: Parts<'_>, read: Option<f32>) -> Looked {
        let Self { question, found, ranked, asked, by_name, verified, features, fit, again } = self;
        let (fitted, answer_at) = fit.probability(&features, read);
        let confidence = 1.0 - (1.0 - fitted) * (1.0 - again);
        let decided = |confidence| decide::decide(&question, &found, &verified, (answer_at, confidence));
        let (decision, sure) = (decided(confidence), decided(1.0));
        let open = sure.verdict == Verdict::Answered;
        let confidence = if open { confidence } else { confidence * BLOCKED };
        let (decision, confidence) = match asked {
            Some(Named::Missing(provision)) if !provision::cites_it(&found) => {
                (provision::no_such(&provision), confidence * BLOCKED)
            }
            // The passage that cites what is asked for is as sure as any that is shown.
            _ if decision.verdict == Verdict::Answered => (decision, confidence.max(answer_at)),
            _ => (decision, confidence),
        };
        let verified = beside::official(parts.snapshot, &question, verified);
        let verified = prevail::prevail(parts.snapshot, &question, verified);
        Looked {
            question,
            found,
            ranked,
            verified,
            features,
            read,
            confidence,
            answer_at,
            decision,
            open,
            by_name,
        }
    }
}
