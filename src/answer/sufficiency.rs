//! Is the question answered by what was found? A logistic model over readable features, fitted by `copilot eval calibrate`
//! on the dev split and on the corpus itself (each known question asked with its own point hidden, then with its whole
//! passage hidden); its coefficients stand in `models/sufficiency.toml`.

use super::Draft;
use crate::search::{Found, Hit, Question, Snapshot};
use crate::strings::fill;
use crate::text;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

/// The features, by name, in the order of [`Features`].
pub const FEATURES: [&str; 5] = ["bm25_share", "sentence_cosine", "margin", "spread", "length"];

/// One value per name in [`FEATURES`].
pub type Features = [f64; FEATURES.len()];

/// The model cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SufficiencyError {
    /// Missing or unreadable.
    #[error("{}", fill("sufficiency.read", &[("path", &path.display()), ("why", why)]))]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        why: std::io::Error,
    },
    /// Not a model with these features.
    #[error("{}", fill("sufficiency.format", &[("path", &path.display()), ("why", why)]))]
    Format {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
}

/// A fitted logistic model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fit {
    /// What it was fitted on.
    pub fitted_on: String,
    /// Added always.
    pub intercept: f64,
    /// At and above: `answered`.
    pub answer_at: f64,
    /// Per feature.
    pub coefficients: BTreeMap<String, f64>,
}

/// Two fits: with vectors, and by words alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sufficiency {
    /// When the question was searched by words and by meaning.
    pub hybrid: Fit,
    /// When it was searched by words alone.
    pub words: Fit,
}

impl Sufficiency {
    /// Reads `models/sufficiency.toml`.
    pub fn read(path: &Path) -> Result<Self, SufficiencyError> {
        let text = std::fs::read_to_string(path)
            .map_err(|why| SufficiencyError::Read { path: path.to_path_buf(), why })?;
        let format = |why: String| SufficiencyError::Format { path: path.to_path_buf(), why };
        let model: Sufficiency = toml::from_str(&text).map_err(|e| format(e.message().to_owned()))?;
        let lacks = |f: &&&str| !model.fits().iter().all(|fit| fit.coefficients.contains_key(**f));
        match FEATURES.iter().find(lacks) {
            Some(missing) => Err(format((*missing).to_owned())),
            None => Ok(model),
        }
    }

    fn fits(&self) -> [&Fit; 2] {
        [&self.hybrid, &self.words]
    }

    /// The fit for a question searched with or without vectors.
    pub fn fit(&self, dense: bool) -> &Fit {
        if dense { &self.hybrid } else { &self.words }
    }

    /// The probability that the question is answered.
    pub fn probability(&self, features: &Features, dense: bool) -> f64 {
        self.fit(dense).probability(features)
    }
}

impl Fit {
    /// The probability that the question is answered.
    pub fn probability(&self, features: &Features) -> f64 {
        let value = |(name, value): (&&str, &f64)| self.coefficients.get(*name).unwrap_or(&0.0) * value;
        let sum: f64 = FEATURES.iter().zip(features).map(value).sum();
        1.0 / (1.0 + (-(self.intercept + sum)).exp())
    }
}

/// The features of a question with what was found and drafted for it. Coverage, unknown words, agreement of the two lists
/// and the kind of thing asked for were tried and brought nothing on the dev questions.
pub(super) fn features(snapshot: &Snapshot, found: &Found, draft: &Draft) -> Features {
    let Some(first) = found.hits.first() else { return [0.0; FEATURES.len()] };
    let (version, _) = snapshot.passage(first.passage);
    let other = |h: &&Hit| snapshot.passage(h.passage).0.work != version.work;
    let second = found.hits.iter().find(other).map_or(0.0, |h| h.score);
    [
        f64::from(first.explanation.bm25_share),
        sentence_cosine(snapshot, found, draft),
        f64::from(first.score - second).clamp(0.0, 0.5),
        spread(found),
        (1.0 + found.terms.words.len().max(SHORTEST) as f64).ln(),
    ]
}

/// Content words below which a question is not counted as shorter: «SFL durata» is a whole question.
const SHORTEST: usize = 4;
/// Cosine from which a known question begins to be the same question, and from which it is.
const SAME: (f64, f64) = (0.9, 0.98);

/// How sure it is that a known question of the first passage was asked again, from 0 to [`CERTAIN`].
pub(super) fn asked_again(snapshot: &Snapshot, question: &Question, found: &Found) -> f64 {
    let Some(first) = found.hits.first().filter(|h| h.explanation.other_measure >= 0.0) else { return 0.0 };
    let (_, passage) = snapshot.passage(first.passage);
    let said = stems(&question.text);
    let by_words = passage.asks.iter().any(|ask| stems(ask) == said);
    let known = first.explanation.ask_by_meaning.as_ref().is_some_and(|ask| passage.asks.contains(ask));
    let cosine = f64::from(first.explanation.cosine.unwrap_or(0.0));
    let by_meaning = if known { ((cosine - SAME.0) / (SAME.1 - SAME.0)).clamp(0.0, 1.0) } else { 0.0 };
    CERTAIN * by_meaning.max(f64::from(u8::from(by_words && said.len() > 1)))
}

/// What is left to doubt when a known question is asked again: whether its passage is right.
const CERTAIN: f64 = 0.95;

/// How far the first hit stands above the mean of those that follow: a question that the material answers has one peak.
fn spread(found: &Found) -> f64 {
    let rest: Vec<f64> = found.hits.iter().skip(1).take(10).map(|h| f64::from(h.score)).collect();
    let mean = rest.iter().sum::<f64>() / rest.len().max(1) as f64;
    found.hits.first().map_or(0.0, |h| f64::from(h.score) - mean).max(0.0)
}

fn stems(text: &str) -> HashSet<String> {
    text::terms(text).into_iter().map(|t| t.term).collect()
}

/// The best cosine between the question and a sentence drafted.
fn sentence_cosine(snapshot: &Snapshot, found: &Found, draft: &Draft) -> f64 {
    let (Some(vector), Some(first)) = (&found.vector, found.hits.first()) else { return 0.0 };
    let quoted =
        |span: &text::Span| draft.sentences.iter().flat_map(|s| &s.quotes).any(|q| q.span.contains(span));
    snapshot
        .sentences(first.passage)
        .into_iter()
        .filter(|(span, _)| quoted(span))
        .filter_map(|(_, v)| v.map(|v| vector.iter().zip(v).map(|(a, b)| a * b).sum::<f32>()))
        .map(f64::from)
        .fold(0.0, f64::max)
}
